"""How far a municipality's productivity may lie from what its key says, learnt from hold-outs.

The log of the productivity of municipality m in year t, against the key, is

    u = β·x + e,   x the log size of its labour market (`analysis/labour_market`)
    e = s·(z of its labour market + w of its own·√(2000/jobs)),  s² about τ²

so that what is common to a labour market does not average out with the number of municipalities,
and what is a municipality's own does so with its jobs: dividing one changes nothing. Incomes say
that the two are alike at some 2,000 jobs: the log of gross income per taxpayer scatters by 0.07
inside a labour market and by 0.09 between counties. z and w are in part lasting (1-δ) and in part
a first-order autoregression (φ). The area A of a parent P, held against the rest B of it, errs by
u(A)-u(B), means weighted by jobs: so β, τ, δ and φ are fitted by least squares and moments, each
parent's areas weighing as many as can err freely. What few parents can tell of τ makes tails of
Student's t; β has the scatter of leaving out one parent (jackknife).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from regionstat.analysis.labour_market import Markets
from regionstat.analysis.units import Floats

REFERENCE_JOBS = 2000
SEED = 20201
# Horizons, in years, between which drift is told: near ones, and as far as it goes.
_NEAR, _FAR = 1, (5, 8)


@dataclass(frozen=True)
class ErrorModel:
    """The parameters: `beta` per log of labour-market size, with its standard error; `tau` the
    standard deviation of the log; `freedom` how many contrasts tell of it; `delta` the part of
    the variance that is not lasting, `phi` what is left of that after a year.

    `corrected` says whether β·x is in the point estimate: only where leaving out parents proves
    that it helps.
    """

    beta: float
    beta_sd: float
    tau: float
    freedom: int
    delta: float
    phi: float
    corrected: bool

    def bias(self, size: Floats) -> Floats:
        """Return the log correction of each block."""
        found: Floats = self.beta * size if self.corrected else np.zeros_like(size)
        return found


def contrast(
    weight: Floats, inside: np.ndarray, market: Markets, jobs: Floats
) -> tuple[Floats, Floats]:
    """Return what a parent's areas differ by from the rest: in x, and the variance at τ = 1.

    `weight` is the jobs of the parent's blocks, `inside` the area of each (0, 1, …; -1 outside).
    """
    moved, spread = [], []
    for area in range(inside.max() + 1):
        own, rest = weight * (inside == area), weight * ((inside >= 0) & (inside != area))
        apart = own / own.sum() - rest / rest.sum()
        moved.append(apart @ market.size)
        common = np.bincount(market.member, weights=apart, minlength=len(apart))
        spread.append((common**2).sum() + (apart**2 * REFERENCE_JOBS / jobs).sum())
    return np.array(moved), np.array(spread)


def fit(levels: pd.DataFrame, moves: pd.DataFrame) -> ErrorModel:
    """Return the model of the hold-outs.

    `levels` has parent, area, year, error (log odds, published less estimated, not corrected),
    size and spread (`contrast`), areas; `moves` has horizon, error and spread of what was
    carried on from a year with finer borders.
    """
    mean = levels.groupby(["parent", "area"], as_index=False)[
        ["error", "size", "spread", "areas"]
    ].mean()
    beta = _slope(mean)
    helps, beta_sd = _left_out(mean)
    error = levels["error"] - (beta * levels["size"] if helps else 0.0)
    weight = _free(levels)
    tau2 = float((weight * error**2 / levels["spread"]).sum() / weight.sum())
    freedom = round(float(_free(mean).sum())) - int(helps)
    drift = (moves["error"] ** 2 / moves["spread"]).groupby(moves["horizon"]).mean()
    far = float(drift.loc[_FAR[0] : _FAR[1]].mean())
    phi = min(max(1 - float(drift.loc[_NEAR]) / far, 0.0), 0.95)
    return ErrorModel(
        beta, beta_sd if helps else 0.0, tau2**0.5, freedom, min(far / (2 * tau2), 1.0), phi, helps
    )


def _free(rows: pd.DataFrame) -> pd.Series:
    """Return how many of each area's errors are free: those of a parent sum to nothing."""
    return (rows["areas"] - 1) / rows["areas"]


def _slope(mean: pd.DataFrame) -> float:
    weight = _free(mean) / mean["spread"]
    return float((weight * mean["error"] * mean["size"]).sum() / (weight * mean["size"] ** 2).sum())


def _left_out(mean: pd.DataFrame) -> tuple[bool, float]:
    """Return whether β, fitted without a parent, brings it nearer; and the standard error of β."""
    parents = list(dict.fromkeys(mean["parent"]))
    slopes = {one: _slope(mean[mean["parent"] != one]) for one in parents}
    weight = _free(mean)
    error = mean["error"] - mean["parent"].map(slopes) * mean["size"]
    helps = bool((weight * error**2).sum() < (weight * mean["error"] ** 2).sum())
    values = np.array([*slopes.values()])
    number = len(parents)
    return helps, float(np.sqrt((number - 1) / number * ((values - values.mean()) ** 2).sum()))


class Effects:
    """Draws of the log productivity of the blocks of the year of the flows, year after year.

    The same draws whatever is asked, in whatever order. Uses `draws` columns of float32.
    """

    def __init__(self, model: ErrorModel, market: Markets, jobs: Floats, draws: int) -> None:
        self.model, self.market, self.draws = model, market, draws
        rng = np.random.default_rng(SEED)
        shape = (len(jobs), draws)
        self._own = np.sqrt(REFERENCE_JOBS / jobs).astype(np.float32)[:, None]
        freedom = model.freedom
        scale = model.tau * np.sqrt(freedom / rng.chisquare(freedom, draws))
        slope = model.beta_sd * rng.standard_normal(draws)
        self._lean = np.outer(market.size, slope).astype(np.float32)
        self._lasting = self._noise(rng, shape) * np.float32((1 - model.delta) ** 0.5)
        self._scale = scale.astype(np.float32)
        self._passing: np.ndarray | None = None

    def of_year(self, year: int) -> np.ndarray:
        """Return the draws of `year` (blocks, draws); ask for years oldest first."""
        new = self._noise(np.random.default_rng([SEED, year]), self._own.shape[:1] + (self.draws,))
        phi = np.float32(self.model.phi)
        old = self._passing
        self._passing = new if old is None else phi * old + (1 - phi**2) ** np.float32(0.5) * new
        passing = self._passing * np.float32(self.model.delta**0.5)
        found: np.ndarray = self._lean + self._scale * (self._lasting + passing)
        return found

    def _noise(self, rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        common = rng.standard_normal(shape, dtype=np.float32)[self.market.member]
        own = rng.standard_normal(shape, dtype=np.float32)
        found: np.ndarray = common + self._own * own
        return found
