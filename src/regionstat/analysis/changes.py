"""How a figure changes over years: by points or per cent, and never across a break."""

from __future__ import annotations

import math
from collections.abc import Mapping

from regionstat.register import Indicator

SPANS = (1, 5, 10)


def in_points(indicator: Indicator) -> bool:
    """Say whether a change is a difference: of percentages, ratios, and what can be negative."""
    return indicator.unit in ("percent", "ratio") or indicator.is_signed


def change(values: Mapping[int, float], indicator: Indicator, year: int | None, span: int) -> float:
    """Return the change of `values`, by year, over the `span` years up to `year`.

    A difference where `in_points` says so, percent for all else; NaN when either end is
    missing or a break in the series lies between.
    """
    if year is None or any(year - span < one <= year for one in indicator.breaks):
        return float("nan")
    now, then = (values.get(y, math.nan) for y in (year, year - span))
    if in_points(indicator):
        return now - then
    return 100 * (now / then - 1) if then else float("nan")
