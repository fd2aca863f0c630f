"""Five ways to carry a log ratio on, as one state space whose variances all counties share.

    y = μ + ε        μ' = μ + β + η        β' = φ·β + ζ

Last value: no ε, no β. Drift: β constant, no ε. Local level: no β. Local linear trend: φ = 1.
Damped trend: φ < 1, and β starts from its stationary law, so that a slope is drawn towards
zero. A dozen points cannot tell variances; those of all counties can, and one likelihood over
them does. Level and constant slopes are each series' own, diffuse. The filter is statsmodels'.
Sources: Harvey 1989; Durbin and Koopman 2012; Hyndman and others 2008 (the bounds of φ).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from scipy import optimize
from statsmodels.tsa.statespace import kalman_filter

from regionstat.analysis.forecast_pool import Floats, Pool

LAST_VALUE, DRIFT = "last_value", "drift"
# By method, simplest first: the parameters that are estimated.
METHODS: dict[str, tuple[str, ...]] = {
    LAST_VALUE: ("level",),
    DRIFT: ("level",),
    "local_level": ("irregular", "level"),
    "local_linear_trend": ("irregular", "level", "slope"),
    "damped_trend": ("irregular", "level", "slope", "damping"),
}
# Variances in units of the mean square of a year's change: where to begin, and between what.
_START = {"irregular": 0.3, "level": 0.6, "slope": 0.1, "damping": 0.9}
_BOUNDS = {
    "irregular": (0.0, 4.0),
    "level": (1e-3, 4.0),
    "slope": (0.0, 4.0),
    "damping": (0.8, 0.98),
}
# In the same units; a larger one would cost the likelihood its last digits.
_DIFFUSE = 1e6
# The methods in which each series keeps a slope of its own.
_OWN_SLOPE = (DRIFT, "local_linear_trend")
# The unit where nothing moves at all.
_STILL = 1e-6
# They have no types of their own.
_minimize: Any = optimize.minimize
_KalmanFilter: Any = kalman_filter.KalmanFilter


class Ahead(NamedTuple):
    """Forecasts of log ratios and their variances, series by years ahead."""

    mean: Floats
    variance: Floats


@dataclass(frozen=True)
class Fitted:
    """A method with its variances, in squares of `unit`, natural logs.

    `slope` is the variance of a slope's yearly moves; of the slope itself, `first_slope`, where
    a series begins. `damping` is φ.
    """

    method: str
    unit: float
    level: float
    irregular: float = 0.0
    slope: float = 0.0
    first_slope: float = 0.0
    damping: float = 1.0

    def ahead(self, values: Floats, horizon: int) -> Ahead:
        """Return forecasts for 1 to `horizon` years after the last column of `values`.

        Rows are series of log ratios, NaN is missing. The variance is that of the figures to
        come, the filtered uncertainty of every state included.
        """
        wider = np.hstack([values, np.full((len(values), horizon), np.nan)])
        first = _first(values)
        space = _space((wider - first) / self.unit)
        found = _put(space, self, wider.shape[1]).filter()
        mean = found.forecasts[0].reshape(wider.shape)[:, -horizon:]
        variance = found.forecasts_error_cov[0, 0].reshape(wider.shape)[:, -horizon:]
        return Ahead(mean * self.unit + first, variance * self.unit**2)


@lru_cache(maxsize=1024)
def fit(method: str, pool: Pool) -> Fitted:
    """Return `method` with the variances most likely for all series of `pool` together.

    Maximum likelihood, diffuse in what each series has of its own. Kept by content of the pool.
    """
    names, values = METHODS[method], pool.values
    steps = np.diff(values, axis=1)
    unit = float(np.sqrt(np.mean(steps[np.isfinite(steps)] ** 2))) or _STILL
    space = _space((values - _first(values)) / unit)

    known: dict[bytes, float] = {}

    def unlikely(parameters: Floats) -> float:
        # At its bounds the search comes back to where it was.
        at = parameters.tobytes()
        if at not in known:
            model = _model(method, unit, parameters)
            known[at] = -float(_put(space, model, values.shape[1]).loglike())
        return known[at]

    found = _minimize(
        unlikely,
        [_START[name] for name in names],
        bounds=[_BOUNDS[name] for name in names],
        # Without derivatives: a variance is often best at nothing, and the filter rounds.
        method="Nelder-Mead",
        options={"xatol": 1e-2, "fatol": 1e-4},
    )
    return _model(method, unit, found.x)


def _model(method: str, unit: float, parameters: Floats) -> Fitted:
    told = dict(zip(METHODS[method], (float(one) for one in parameters), strict=True))
    if method in _OWN_SLOPE:
        return Fitted(method, unit, first_slope=_DIFFUSE, **told)
    if "damping" in told:
        # Estimated is the variance of the slope itself: its moves follow from it.
        first = told.pop("slope")
        moves = first * (1 - told["damping"] ** 2)
        return Fitted(method, unit, first_slope=first, slope=moves, **told)
    return Fitted(method, unit, **told)


def _space(scaled: Floats) -> Any:
    """Return a filter over all series, one after another, still without a model."""
    space = _KalmanFilter(k_endog=1, k_states=2, k_posdef=2)
    # With one figure a year there is no matrix to factor: the same answer, sooner.
    space.filter_univariate = True
    space.bind(np.ascontiguousarray(scaled.reshape(-1, 1)))
    space["design"], space["selection"] = np.array([[1.0, 0.0]]), np.eye(2)
    return space


def _put(space: Any, model: Fitted, years: int) -> Any:
    """Return `space` with `model`; after the last year of a series the next starts afresh."""
    start = np.diag([_DIFFUSE, model.first_slope])
    transition = np.empty((2, 2, space.nobs))
    transition[:] = np.array([[1.0, 1.0], [0.0, model.damping]])[..., None]
    state_cov = np.empty((2, 2, space.nobs))
    state_cov[:] = np.diag([model.level, model.slope])[..., None]
    transition[..., years - 1 :: years] = 0.0
    state_cov[..., years - 1 :: years] = start[..., None]
    space["transition"], space["state_cov"] = transition, state_cov
    space["obs_cov"] = np.array([[model.irregular]])
    space.initialize_known(np.zeros(2), start)
    return space


def _first(values: Floats) -> Floats:
    """Return the first figure of each series, as a column."""
    place = np.isfinite(values).argmax(axis=1)
    return np.take_along_axis(values, place[:, None], axis=1)
