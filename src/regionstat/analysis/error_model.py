"""How far a municipality's productivity may lie from what its key says, learnt from hold-outs.

The log of the productivity of municipality m in year t, against its key without bias, is

    u = s·(z of its labour market + w of its own·√(2000/jobs)),   s² about τ²

What is common to a labour market does not average out
with the number of municipalities, and what is a municipality's own does so with its jobs:
dividing one changes nothing. Incomes say that the two are alike at some 2,000 jobs: the log of
gross income per taxpayer scatters by 0.07 inside a labour market and by 0.09 between counties.
z and w are in part lasting (1-δ) and in part a first-order autoregression (φ).

An area A of a parent errs, against the rest B of it, by u(A)-u(B), means weighted by jobs: so τ,
δ and φ are moments of the hold-outs, in which each parent weighs by as many areas as can err
freely. The errors are those of gradients that left the parent out: τ holds their uncertainty,
too. What few parents can tell of τ makes tails of Student's t.
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
    """The parameters of the error.

    `tau` is the standard deviation of the log, `freedom` how many contrasts tell of it,
    `delta` the part of the variance that does not last, `phi` what is left of that after a year.
    """

    tau: float
    freedom: int
    delta: float
    phi: float


def spreads(inside: np.ndarray, market: Markets, jobs: Floats) -> list[float]:
    """Return the variance at τ = 1 of each area of a parent against the rest of it.

    `inside` has the area of each block: 0, 1, …; -1 outside.
    """
    found = []
    for area in range(inside.max() + 1):
        own, rest = jobs * (inside == area), jobs * ((inside >= 0) & (inside != area))
        apart = own / own.sum() - rest / rest.sum()
        common = np.bincount(market.member, weights=apart, minlength=len(apart))
        found.append(float((common**2).sum() + (apart**2 * REFERENCE_JOBS / jobs).sum()))
    return found


def fit(levels: pd.DataFrame, moves: pd.DataFrame) -> ErrorModel:
    """Return the model of the hold-outs of merged counties.

    `levels` has parent, area, areas (of the parent), error (log odds, published less estimated)
    and spread (`spreads`), a row a year; `moves` has horizon, error and spread of what was
    carried on from a year with finer borders.
    """
    weight = _free(levels)
    tau2 = float((weight * levels["error"] ** 2 / levels["spread"]).sum() / weight.sum())
    drift = (moves["error"] ** 2 / moves["spread"]).groupby(moves["horizon"]).mean()
    far = float(drift.loc[_FAR[0] : _FAR[1]].mean())
    phi = min(max(1 - float(drift.loc[_NEAR]) / far, 0.0), 0.95)
    delta = min(far / (2 * tau2), 1.0)
    freedom = round(float(_free(levels.drop_duplicates("area")).sum()))
    return ErrorModel(tau2**0.5, freedom, delta, phi)


def _free(rows: pd.DataFrame) -> pd.Series:
    """Return how many of each area's errors are free: those of a parent sum to nothing."""
    return (rows["areas"] - 1) / rows["areas"]


class Effects:
    """Draws of the log productivity of the blocks of the year of the flows, year after year.

    The same draws whatever is asked, and in whatever order. Ask for years oldest first.
    """

    def __init__(self, model: ErrorModel, market: Markets, jobs: Floats, draws: int) -> None:
        self.model, self._member = model, market.member
        rng = np.random.default_rng(SEED)
        self._shape = (len(jobs), draws)
        self._own = np.sqrt(REFERENCE_JOBS / jobs).astype(np.float32)[:, None]
        scale = model.tau * np.sqrt(model.freedom / rng.chisquare(model.freedom, draws))
        self._scale = scale.astype(np.float32)
        self._lasting = self._noise(rng) * np.float32((1 - model.delta) ** 0.5)
        self._passing: np.ndarray | None = None

    def of_year(self, year: int) -> np.ndarray:
        """Return the draws of `year` (blocks, draws), float32."""
        new, old = self._noise(np.random.default_rng([SEED, year])), self._passing
        phi = self.model.phi
        keep, add = np.float32(phi), np.float32((1 - phi**2) ** 0.5)
        self._passing = new if old is None else keep * old + add * new
        found: np.ndarray = self._passing * np.float32(self.model.delta**0.5)
        found += self._lasting
        found *= self._scale
        return found

    def _noise(self, rng: np.random.Generator) -> np.ndarray:
        common = rng.standard_normal(self._shape, dtype=np.float32)[self._member]
        own = rng.standard_normal(self._shape, dtype=np.float32)
        found: np.ndarray = common + self._own * own
        return found
