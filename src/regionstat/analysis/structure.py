"""What its industries explain of a region: of its productivity, and of the growth of its jobs.

Industries are counted for counties (11713): those a city region lies in stand in for it, and the
result names them. The arithmetic is in `shift_share`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from regionstat.analysis.industries import TOTAL, counties_of, industry_frame
from regionstat.analysis.shift_share import (
    ProductivitySplit,
    ShiftShare,
    dynamic_shift_share,
    shift_share,
    split_productivity,
)
from regionstat.errors import Misuse
from regionstat.panel.inputs import inputs_of
from regionstat.register import find_region


def productivity_split(
    panel: pd.DataFrame, region: str, year: int, *, basis: str = "mainland"
) -> ProductivitySplit:
    """Return the gap in productivity of `region` to the nation in `year`, by industry.

    Value added in mill. kr per 1,000 employed, that of the counties it lies in for a city
    region. Raises `Misuse` for an unknown region or basis, and for a year that the accounts
    do not have or, on this `basis`, hold back.
    """
    found, counties = _accounts(panel, region, (year,), basis)
    return replace(split_productivity(found, year), counties=counties)


def employment_shift_share(
    panel: pd.DataFrame, region: str, start: int, end: int, *, dynamic: bool = False
) -> ShiftShare:
    """Return the growth in employed of `region` from `start` to `end`: national, mix, local.

    In 1,000 persons, those of the counties it lies in for a city region; `dynamic` takes the
    effects year by year. Against the whole nation, all of whose industries are published.
    Raises `Misuse` for an unknown region and for years that the accounts do not have.
    """
    found, counties = _accounts(panel, region, (start, end), "total")
    method = dynamic_shift_share if dynamic else shift_share
    return replace(method(found, start, end), counties=counties)


def _accounts(
    panel: pd.DataFrame, region: str, years: Sequence[int], basis: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the frame of industries of the counties of `region`, and these."""
    asked = find_region(region)
    counties = counties_of(asked.id, years)
    if not counties:
        named = ", ".join(str(year) for year in years)
        raise _refused(asked.id, f"no county of it is in the accounts of {named}", "another year")
    frame = industry_frame(inputs_of(panel), counties, basis)
    have = frame.xs(TOTAL, level="industry").dropna().index
    lacking = [year for year in years if year not in have]
    if lacking:
        there = ", ".join(str(year) for year in have) or "no year"
        found = f"on {basis!r} {' and '.join(counties)} have {there}, not {lacking[0]}"
        raise _refused(asked.id, found, "one of these years, or basis 'counties' or 'total'")
    return frame, counties


def _refused(region: str, found: str, ask: str) -> Misuse:
    return Misuse(
        f"The industries of {region!r}",
        found=found,
        where="the county accounts, 11713",
        todo=f"Ask for {ask}",
    )
