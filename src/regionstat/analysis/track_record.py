"""What the forecast would have said in past years of every county, held against what came.

The back-test (`forecast_choice`) tries bands on the county left out, in the very years they were
calibrated on. Here nothing after the year of origin is used, neither for the variances nor for
the choice of method nor for the width of the bands, as `forecast(as_of=...)` has it. Sources:
Dawid 1984 (prequential), Brier 1950.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from regionstat.analysis.forecast_bands import LEVELS, bands, probability
from regionstat.analysis.forecast_choice import BackTest, back_test
from regionstat.analysis.forecast_pool import Floats, Pool, county_pool
from regionstat.analysis.forecast_vintage import figures_of
from regionstat.analysis.load import load
from regionstat.analysis.rolling_origin import MIN_YEARS, carried, ready
from regionstat.register.find import find_basis

ALL = "all"
# Edges of the bins of stated probability: what is told as unlikely, open and likely.
OPEN = (0.2, 0.8)
EDGES = (0.0, 0.05, *OPEN, 0.95, 1.0)
_PERCENT = tuple(f"{level:.0%}".rstrip("%") for level in LEVELS)
_BANDS = [f"{side}_{level}" for level in _PERCENT for side in ("low", "high")]
_COLUMNS = [
    *("region", "as_of", "goal_year", "horizon", "method", "tested", "last", "probability"),
    *_BANDS,
    *("outcome", "met"),
]


@dataclass(frozen=True, eq=False)
class TrackRecord:
    """What was said of every county from every past year, and how often it held.

    `frame` has a row a county, year of origin and goal year: region, as_of, goal_year, horizon
    (years from the last figure), method, tested (whether that horizon had been tried from
    enough years by then; bands are not calibrated on it otherwise), last (the last ratio known),
    probability (of a ratio of 1 or more), low and high of the bands of 50, 80 and 95 %, outcome
    (the ratio that came) and met. `coverage` has by horizon, and for `all`: n, counties, origins
    and held_50, held_80, held_95, parts of 1. `reliability` has a row a bin of stated probability
    that was used: low, high, n, counties, said (the mean) and happened (the share met). `brier`
    is the mean squared error of the probability, `brier_last` that of "as in the last year".
    The years share their shocks: n is far more than the number of independent cases.
    """

    frame: pd.DataFrame
    coverage: pd.DataFrame
    reliability: pd.DataFrame
    brier: float
    brier_last: float

    def __repr__(self) -> str:
        parts = (self.coverage, self.reliability)
        tables = "\n".join(part.round(2).to_string(index=False) for part in parts)
        brier = f"Brier {self.brier:.4f}, as last year {self.brier_last:.4f}"
        return f"Forecasts made in past years, and what came\n{tables}\n{brier}"


def track_record(panel: pd.DataFrame, *, basis: str = "counties") -> TrackRecord:
    """Return what `forecast` would have said of every county as of every past year.

    From each year with `MIN_YEARS` figures up to it, to each later year with a figure; a county
    counts in the years it existed, with a figure in the year of origin. Where the edition of that
    year was kept, it is used. Raises `Misuse` for an unknown basis, and without any county.
    """
    known = find_basis(basis)
    outcomes = county_pool(panel, known)
    origins = outcomes.years[MIN_YEARS - 1 : -1]
    pools = (_known_in(origin, panel, outcomes, known) for origin in origins)
    return _recorded(tuple(zip(origins, pools, strict=True)), outcomes)


def _known_in(origin: int, panel: pd.DataFrame, outcomes: Pool, basis: str) -> Pool:
    then, _ = figures_of(panel, origin, load)
    return (outcomes if then is panel else county_pool(then, basis)).until(origin)


@lru_cache(maxsize=8)
def _recorded(pools: tuple[tuple[int, Pool], ...], outcomes: Pool) -> TrackRecord:
    rows = [row for origin, pool in pools for row in _stated(origin, pool, outcomes)]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    met = frame["met"].astype(float)
    return TrackRecord(
        frame=frame,
        coverage=_coverage(frame),
        reliability=_reliability(frame),
        brier=float(((frame["probability"] - met) ** 2).mean()),
        brier_last=float((((frame["last"] >= 1) - met) ** 2).mean()),
    )


def _stated(origin: int, pool: Pool, outcomes: Pool) -> Iterator[tuple[object, ...]]:
    """Yield a row of `_COLUMNS` for each county and goal year after `origin`."""
    farthest = outcomes.years[-1] - pool.years[-1]
    regions = ready(pool)
    rows = [pool.regions.index(region) for region in regions]
    came = outcomes.wide.reindex([*regions])
    tried = back_test(pool, farthest)
    for horizon in range(1, farthest + 1):
        year = pool.years[-1] + horizon
        if year <= origin:
            continue
        method = _method(pool, horizon, tried)
        ahead = carried(method, pool, horizon)
        said = zip(
            regions, pool.values[rows, -1], ahead.mean, ahead.variance, came[year], strict=True
        )
        head = (origin, year, horizon, method, horizon <= tried.tested)
        for region, before, mean, variance, outcome in said:
            if np.isfinite(outcome):
                reach = tried.calibration(method).reach(np.sqrt(variance))[-1]
                told_of = _told(float(mean[-1]), reach)
                yield region, *head, np.exp(before), *told_of, np.exp(outcome), outcome >= 0


def _method(pool: Pool, horizon: int, tried: BackTest) -> str:
    """Return the method that speaks `horizon` years ahead; past the tested none is judged anew."""
    return tried.best if horizon >= tried.tested else back_test(pool, horizon).best


def _told(mean: float, reach: Floats) -> tuple[float, ...]:
    half = bands(reach, 0.0)
    ends = (np.exp(mean + sign * half[level]) for level in LEVELS for sign in (-1, 1))
    return probability(mean, reach, 0.0), *(float(end) for end in ends)


def _coverage(frame: pd.DataFrame) -> pd.DataFrame:
    held = {
        f"held_{level}": frame["outcome"].between(frame[f"low_{level}"], frame[f"high_{level}"])
        for level in _PERCENT
    }
    told = frame.assign(**held)
    groups = [*told.groupby("horizon"), (ALL, told)]
    rows = [
        {"horizon": horizon, **_counts(rows), "origins": rows["as_of"].nunique()}
        | rows[[*held]].mean().to_dict()
        for horizon, rows in groups
    ]
    return pd.DataFrame(rows)


def _reliability(frame: pd.DataFrame) -> pd.DataFrame:
    place = np.digitize(frame["probability"], EDGES[1:-1])
    rows = [
        {
            "low": EDGES[at],
            "high": EDGES[at + 1],
            **_counts(frame[place == at]),
            "said": frame.loc[place == at, "probability"].mean(),
            "happened": frame.loc[place == at, "met"].astype(float).mean(),
        }
        for at in np.unique(place).tolist()
    ]
    return pd.DataFrame(rows, columns=["low", "high", "n", "counties", "said", "happened"])


def _counts(rows: pd.DataFrame) -> dict[str, int]:
    return {"n": len(rows), "counties": rows["region"].nunique()}
