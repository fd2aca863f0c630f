"""What two figures bear: which is above, by printed decimals and intervals; a trend's two ends."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from regionstat.analysis.benchmark import Comparison
from regionstat.analysis.peers import NATION
from regionstat.register import Indicator, register

WINDOW = 10
_ENDS = ("value", "low", "high")


@dataclass(frozen=True)
class Ends:
    """The first and last figure of a trend."""

    first: int
    then: pd.Series
    last: int
    now: pd.Series


def ends_of(row: Mapping[Any, Any] | pd.Series) -> tuple[float, float]:
    """Return the ends of the interval of `row`, its value where there is none."""
    value, low, high = (float(row[name]) for name in _ENDS)
    return (value if math.isnan(low) else low), (value if math.isnan(high) else high)


def apart(row: pd.Series, other: pd.Series, decimals: int) -> Literal["above", "level", "below"]:
    """Return where `row` lies of `other`: level unless their intervals are a decimal apart."""
    low, high = ends_of(row)
    other_low, other_high = ends_of(other)
    least = step(decimals)
    if low - other_high >= least:
        return "above"
    return "below" if other_low - high >= least else "level"


def step(decimals: int) -> float:
    """Return the least difference that shows in `decimals`, less a rounding error."""
    return 10.0**-decimals * (1 - 1e-9)


def stands(row: pd.Series, other: pd.Series, indicator: Indicator) -> str:
    """Return `ahead`, `level` or `behind`, by the register's `better`."""
    found = apart(row, other, indicator.decimals)
    if found == "level":
        return "level"
    return "ahead" if (found == "above") == (indicator.better != "lower") else "behind"


def median(found: Comparison) -> pd.Series | None:
    """Return the median of the peers: value, low and high, None when none has a figure.

    The ends are the medians of the peers' ends, which hold it when the intervals hold theirs.
    """
    frame, own = found.frame, {NATION, found.region, *found.own}
    peers = [place for place, one in enumerate(frame["region"].tolist()) if one not in own]
    if not peers:
        return None
    value, *ends = (frame[name].to_numpy("float64")[peers] for name in _ENDS)
    low, high = (np.where(np.isnan(end), value, end) for end in ends)
    middle = {name: np.median(one) for name, one in zip(_ENDS, (value, low, high), strict=True)}
    return pd.Series(middle)


def trend_ends(comparison: Comparison) -> Ends | None:
    """Return the figures of the focus that its trend runs between, None without two.

    At most ten years apart and on one side of every break in the series.
    """
    indicator = register().indicators[comparison.indicator]
    history = comparison.history
    rows = history[(history["region"] == comparison.focus) & history["value"].notna()]
    last = comparison.year
    if last is None or len(rows) == 0:
        return None
    since = max([last - WINDOW, *(year for year in indicator.breaks if year <= last)])
    rows = rows[rows["year"].between(since, last)]
    if len(rows) < 2:
        return None
    then, now = rows.iloc[0], rows.iloc[-1]
    return Ends(int(then["year"]), then, int(now["year"]), now)
