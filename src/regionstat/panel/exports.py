"""Growth of exports: a span of months against the same months of the year before.

What is in print are single months, parts of years and whole years, in no order. A growth is
taken only between the very same months of two years running, of the longest span that both
have; a part of a year is a part of the growth, and the caveat of the indicator says so.
Source: SSB, mainland exports of goods by county of production.
"""

from __future__ import annotations

import re

import pandas as pd

from regionstat.panel.figures import figures
from regionstat.panel.published import MANUAL, county_named

MONTHS = 12
_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WHOLE = re.compile(r"(\d{4})")
_MONTHS = re.compile(r"(\d{4})-(\d{2})(?:\.\.(\d{2}))?")
_NAMED = re.compile(r"(\d{4}) \((\w{3})-(\w{3})\)")


def span_of(period: str) -> tuple[int, int, int] | None:
    """Return year, first and last month of `period`, None when it is none that is known.

    >>> span_of("2019-01..10"), span_of("2013 (Jan-Nov)"), span_of("2015"), span_of("2014-03")
    ((2019, 1, 10), (2013, 1, 11), (2015, 1, 12), (2014, 3, 3))
    """
    if found := _WHOLE.fullmatch(period):
        return int(found[1]), 1, MONTHS
    if found := _MONTHS.fullmatch(period):
        first = int(found[2])
        span = int(found[1]), first, int(found[3] or first)
    elif (found := _NAMED.fullmatch(period)) and {found[2], found[3]} <= set(_NAMES):
        span = int(found[1]), _NAMES.index(found[2]) + 1, _NAMES.index(found[3]) + 1
    else:
        return None
    return span if 1 <= span[1] <= span[2] <= MONTHS else None


def export_growth(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the growth in percent by county and nation, from `cells` (Region, Tid, value)."""
    spans = [span_of(period) for period in cells["Tid"]]
    known = cells[[span is not None for span in spans]]
    parts = pd.DataFrame(
        [span for span in spans if span is not None],
        columns=["year", "first", "last"],
        index=known.index,
    ).assign(value=known["value"])
    pairs = zip(known["Region"], parts["year"], strict=True)
    parts["region"] = [county_named(name, int(year)) for name, year in pairs]
    parts = parts.dropna(subset=["region", "value"])
    before = parts.assign(year=parts["year"] + 1)
    both = parts.merge(before, on=["region", "year", "first", "last"], suffixes=("", "_before"))
    grown = both.assign(
        value=100 * (both["value"] / both["value_before"] - 1), months=both["last"] - both["first"]
    )
    longest = grown.sort_values("months").drop_duplicates(["region", "year"], keep="last")
    return figures(longest.assign(status=MANUAL))
