"""Employed at work, on the footing of the county accounts, for counties and for city regions.

Of a county they are those of the accounts (11713). Of a city region they are those of its
counties, each times the region's part of the county's employed by workplace: the best key of
the year, the same by which value added is shared out (`keys`). Where that key does not
know the industries, the region's value added per employed is that of its counties by
construction (after a merger that of the old ones, carried on), but for the correction of the
known bias and own homes, which go by people. What else differs between a region and its
counties is then all in commuting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from regionstat.analysis.industries import TOTAL, codes_in, nation_codes
from regionstat.analysis.keys import Keys, read_keys
from regionstat.analysis.units import area_in, county_of, units_of
from regionstat.analysis.value_added import value_added
from regionstat.panel.accounts import OFF_MAINLAND
from regionstat.panel.inputs import Inputs
from regionstat.register import Region

BY_INDUSTRY = "industry"
# 1,000 persons, by year and code of the accounts.
Employed = Mapping[int, Mapping[str, float]]


def employed_at_work(
    inputs: Inputs, region: Region, years: Sequence[int], basis: str
) -> tuple[pd.DataFrame, tuple[int, ...]]:
    """Return employed and nation_employed of `region` by year, 1,000 persons.

    NaN is suppressed, or a year without a key. Also return the years in which a key without
    industries shared them out.
    """
    accounts = _accounts(inputs, basis)
    nation = {year: _sum(accounts, nation_codes(basis, year), year) for year in years}
    if region.level == "county":
        own = {year: _sum(accounts, codes_in(region, year), year) for year in years}
        return pd.DataFrame({"employed": own, "nation_employed": nation}), ()
    keys = read_keys(inputs)
    shared = _on_mainland(inputs) if basis == "mainland" else accounts
    own = _shared(shared, region, years, keys)
    best = {year: keys.best(year) for year in years}
    coarse = tuple(year for year, key in best.items() if key and key.name != BY_INDUSTRY)
    return pd.DataFrame({"employed": own, "nation_employed": nation}), coarse


@lru_cache(maxsize=6)
def _accounts(inputs: Inputs, basis: str) -> Employed:
    """Return the employed of the accounts by year, of the counties and the nation."""
    whole, *off = (
        inputs.account("emp", industry)["value"].unstack("year")
        for industry in (TOTAL, *OFF_MAINLAND)
    )
    found = whole - sum(off) if basis == "mainland" else whole
    return {
        int(str(year)): dict(zip(map(str, cells.index), cells.tolist(), strict=True))
        for year, cells in found.items()
    }


@lru_cache(maxsize=2)
def _on_mainland(inputs: Inputs) -> Employed:
    """Return the employed of the counties on the mainland, an estimate where it is suppressed.

    Of what a county holds back together, half is taken to be on the mainland, as the estimate
    of value added does: at most some 1.5 per cent of its employed.
    """
    found = {}
    for year, accounts in value_added(inputs, "emp").items():
        parts = np.nan_to_num(accounts.on_mainland(), nan=0.5)
        jobs = (accounts.known * parts).sum(axis=1)
        found[year] = dict(zip(accounts.counties, jobs.tolist(), strict=True))
    return found


def _sum(accounts: Employed, codes: Sequence[str], year: int) -> float:
    if year not in accounts or not codes:
        return np.nan
    return float(np.sum([accounts[year].get(code, np.nan) for code in codes]))


def _shared(
    accounts: Employed, region: Region, years: Sequence[int], keys: Keys
) -> dict[int, float]:
    """Return by year what the counties of `region` have employed, times its part of each."""
    cells = [row for year in years for row in _cells(region, year, keys)]
    frame = pd.DataFrame(cells, columns=["year", "county", "own", "whole"])
    sums = frame.groupby(["year", "county"]).sum(min_count=1)
    found = dict.fromkeys(years, np.nan)
    for year in frame["year"].unique().tolist():
        of_year = sums.loc[year]
        parts = zip(of_year.index, of_year["own"].tolist(), of_year["whole"].tolist(), strict=True)
        found[year] = sum(_sum(accounts, [one], year) * own / whole for one, own, whole in parts)
    return found


def _cells(region: Region, year: int, keys: Keys) -> Iterator[tuple[int, str, float, float]]:
    """Yield the jobs of the blocks in the counties of `region`: year, county, its part, all."""
    key, area = keys.best(year), area_in(region, year, keys.counts)
    if key is None or area is None:
        return
    counties = {county_of(code) for code in area}
    for code, jobs in zip(units_of(year), key.total.tolist(), strict=True):
        if county_of(code) in counties:
            part = area[code].value if code in area else 0.0
            yield year, county_of(code), jobs * part, jobs
