"""The methods against a direct computation: the same law written as one covariance matrix."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.tsa.statespace.structural import UnobservedComponents

from regionstat.analysis.forecast_models import METHODS, Fitted, fit
from regionstat.analysis.forecast_pool import Pool

MODELS = [
    Fitted("last_value", 0.02, level=0.8),
    Fitted("drift", 0.02, level=0.9, first_slope=1e6),
    Fitted("local_level", 0.02, level=0.5, irregular=0.4),
    Fitted("local_linear_trend", 0.02, level=0.4, irregular=0.3, slope=0.1, first_slope=1e6),
    Fitted(
        "damped_trend", 0.02, level=0.6, irregular=0.1, slope=0.04, first_slope=0.2, damping=0.9
    ),
]
IDS = [model.method for model in MODELS]


def covariance(model, years):
    """The covariance of figures over `years`, and the columns of what is diffuse; unit 1."""
    steps = np.arange(years)
    # What a slope of year j adds to the level of year t.
    later = np.array([[sum(model.damping**i for i in range(max(t - j, 0))) for j in steps]
                      for t in steps])  # fmt: skip
    walk = np.tril(np.ones((years, years)), -1)
    found = model.irregular * np.eye(years) + model.level * walk @ walk.T
    found += model.slope * later[:, 1:] @ later[:, 1:].T
    diffuse = [np.ones(years)]
    if model.first_slope >= 1e6:
        diffuse.append(later[:, 0])
    else:
        found += model.first_slope * np.outer(later[:, 0], later[:, 0])
    return found, np.column_stack(diffuse)


def predicted(model, values, horizon):
    """Best linear unbiased prediction and its variance, by generalised least squares."""
    years = len(values)
    whole, design = covariance(model, years + horizon)
    # What is diffuse anyway may vary by one more: the answer is the same, and no matrix singular.
    whole = whole + design @ design.T
    known = np.flatnonzero(np.isfinite(values))
    ahead = np.arange(years, years + horizon)
    inverse = np.linalg.inv(whole[np.ix_(known, known)])
    cross, x = whole[np.ix_(ahead, known)], design[known]
    precision = np.linalg.inv(x.T @ inverse @ x)
    start = precision @ x.T @ inverse @ values[known]
    mean = design[ahead] @ start + cross @ inverse @ (values[known] - x @ start)
    missed = design[ahead] - cross @ inverse @ x
    variance = whole[np.ix_(ahead, ahead)] - cross @ inverse @ cross.T
    return mean, np.diag(variance + missed @ precision @ missed.T) * model.unit**2


def log_likelihood(model, values):
    """The restricted likelihood: that of all that does not depend on what is diffuse."""
    whole, design = covariance(model, len(values))
    known = np.isfinite(values)
    rest = np.linalg.svd(design[known].T)[2][design.shape[1] :]
    part = rest @ whole[np.ix_(known, known)] @ rest.T * model.unit**2
    said = rest @ values[known]
    return -0.5 * (np.linalg.slogdet(part)[1] + said @ np.linalg.solve(part, said))


def simulated(series=12, years=11, seed=3):
    rng = np.random.default_rng(seed)
    slopes = rng.normal(0, 0.01, (series, years)).cumsum(axis=1)
    values = (slopes + rng.normal(0, 0.02, (series, years))).cumsum(axis=1)
    values += rng.normal(0, 0.015, (series, years)) + rng.normal(0, 0.3, (series, 1))
    values[0, :6], values[1, 4], values[2, -2:] = np.nan, np.nan, np.nan
    return Pool.of(pd.DataFrame(values, columns=range(2008, 2008 + years)))


@pytest.mark.parametrize("model", MODELS, ids=IDS)
def test_forecasts_are_those_of_generalised_least_squares_also_across_gaps(model):
    values = simulated().values
    found = model.ahead(values, 4)
    for row, mean, variance in zip(values, found.mean, found.variance, strict=True):
        by_hand, its_variance = predicted(model, row, 4)
        assert mean == pytest.approx(by_hand, abs=1e-5)
        assert variance == pytest.approx(its_variance, rel=1e-4)


def test_last_value_and_drift_by_hand():
    values = np.array([[0.0, 0.02, 0.01, 0.06]])
    ahead = np.arange(1, 4)
    walk = Fitted("last_value", 0.1, level=1.0).ahead(values, 3)
    assert walk.mean[0] == pytest.approx([0.06] * 3, abs=1e-6)
    assert walk.variance[0] == pytest.approx(0.01 * ahead, rel=1e-5)
    drift = Fitted("drift", 0.1, level=1.0, first_slope=1e6).ahead(values, 3)
    assert drift.mean[0] == pytest.approx([0.08, 0.10, 0.12], abs=1e-6)
    assert drift.variance[0] == pytest.approx(0.01 * (ahead + ahead**2 / 3), rel=1e-5)


def test_a_local_level_is_exponential_smoothing_in_the_long_run():
    values = np.random.default_rng(1).normal(0, 0.1, 80).cumsum()
    model = Fitted("local_level", 0.1, level=1.0, irregular=2.0)
    # The weight of the newest figure where the filter has settled: q = level over irregular.
    weight = (np.sqrt(0.5**2 + 4 * 0.5) - 0.5) / 2
    level = values[0]
    for value in values[1:]:
        level += weight * (value - level)
    assert model.ahead(values[None, :], 2).mean[0] == pytest.approx([level] * 2, abs=1e-6)


@pytest.mark.parametrize("name", ["local level", "local linear trend"])
def test_statsmodels_own_components_say_the_same(name):
    values = np.random.default_rng(2).normal(0, 0.02, 11).cumsum()
    model = {model.method: model for model in MODELS}[name.replace(" ", "_")]
    variances = [model.irregular, model.level, model.slope][: 3 if "trend" in name else 2]
    theirs = UnobservedComponents(values, level=name, use_exact_diffuse=True)
    told = theirs.smooth(np.array(variances) * model.unit**2).get_forecast(3)
    found = model.ahead(values[None, :], 3)
    assert found.mean[0] == pytest.approx(told.predicted_mean, abs=1e-6)
    assert found.variance[0] == pytest.approx(told.var_pred_mean, rel=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_variances_are_the_likeliest_for_all_series_together(method):
    pool = simulated()
    found = fit(method, pool)

    def likely(model):
        return sum(log_likelihood(model, row) for row in pool.values)

    best = likely(found)
    for name in ("level", "irregular", "slope"):
        value = getattr(found, name)
        for other in (value * 1.3, value / 1.3, value + 0.05) if name in METHODS[method] else ():
            changed = {name: other}
            if method == "damped_trend" and name == "slope":
                changed["first_slope"] = other / (1 - found.damping**2)
            near = Fitted(**{**found.__dict__, **changed})
            assert likely(near) <= best + 2e-3


def test_the_variance_of_last_value_and_drift_in_closed_form():
    values = np.random.default_rng(5).normal(0, 0.03, (9, 8)).cumsum(axis=1)
    pool = Pool.of(pd.DataFrame(values, columns=range(8)))
    steps = np.diff(values, axis=1)
    walk, drift = fit("last_value", pool), fit("drift", pool)
    assert walk.level * walk.unit**2 == pytest.approx((steps**2).mean(), rel=0.02)
    around = steps - steps.mean(axis=1, keepdims=True)
    by_hand = (around**2).sum() / (9 * 6)
    assert drift.level * drift.unit**2 == pytest.approx(by_hand, rel=0.02)


def test_what_never_moves_is_carried_on():
    level = np.array([[0.1], [0.2], [0.3]])
    pool = Pool.of(pd.DataFrame(level.repeat(6, axis=1), columns=range(6)))
    for method in METHODS:
        found = fit(method, pool).ahead(pool.values, 3)
        assert found.mean == pytest.approx(level.repeat(3, axis=1), abs=1e-6)


@settings(max_examples=15)
@given(st.floats(-2, 2), st.sampled_from(MODELS))
def test_a_constant_added_to_a_series_is_added_to_its_forecast(constant, model):
    values = simulated().values[3:5]
    before, after = model.ahead(values, 3), model.ahead(values + constant, 3)
    assert after.mean == pytest.approx(before.mean + constant, abs=1e-9)
    assert after.variance == pytest.approx(before.variance, rel=1e-9)
