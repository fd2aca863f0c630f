"""What it takes to reach the goal, and when the trend so far would."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from regionstat.panel import select

# Years beyond which a line through a dozen points says nothing.
FARTHEST = 30
_YEARS_OF_PEOPLE = 5


@dataclass(frozen=True)
class Trend:
    """The mean yearly change of the log ratio so far, and the year its line reaches the goal.

    `yearly` in natural logs. `year` is None when the line does not get there; `why` says in one
    word what the matter is: `met` (it is there already), `rising` (it gets there), `falling`
    (or level) or `slow` (not within `FARTHEST` years).
    """

    yearly: float
    year: int | None
    why: str


def trend_of(log_ratio: pd.Series) -> Trend:
    """Return the trend of `log_ratio`, by year, from its first figure to its last.

    The goal is the log ratio 0. Needs two figures.
    """
    known = log_ratio.dropna()
    first, last = int(known.index[0]), int(known.index[-1])
    yearly = float(known.iloc[-1] - known.iloc[0]) / (last - first)
    missing = -float(known.iloc[-1])
    if missing <= 0:
        return Trend(yearly, last, "met")
    if yearly <= 0:
        return Trend(yearly, None, "falling")
    if missing > FARTHEST * yearly:
        return Trend(yearly, None, "slow")
    return Trend(yearly, last + math.ceil(missing / yearly * (1 - 1e-12)), "rising")


def growth_needed(panel: pd.DataFrame, region: str, log_ratio: float, span: range) -> float:
    """Return the growth of value added, in percent a year over the nation's, that meets the goal.

    `log_ratio` is that of the first year of `span`, whose last is the goal year. The
    region's share of value added must make good what is missing and keep up with its share of
    people, which is let grow as in the last five years. NaN where that share is not known, and
    where the goal year is not ahead.
    """
    if len(span) < 2:
        return float("nan")
    people = _growth_of_people(panel, region, span[0])
    return 100 * math.expm1(-log_ratio / (len(span) - 1) + people)


def _growth_of_people(panel: pd.DataFrame, region: str, year: int) -> float:
    rows = select(panel, "population_share", regions=[region]).set_index("year")["value"]
    shares = np.log(rows[(rows.index <= year) & rows.notna()])[-_YEARS_OF_PEOPLE - 1 :]
    if len(shares) < 2:
        return float("nan")
    years = int(shares.index[-1]) - int(shares.index[0])
    return float(shares.iloc[-1] - shares.iloc[0]) / years
