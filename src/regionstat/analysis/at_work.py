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

from collections.abc import Sequence

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
    own = {year: _shared(shared, region, year, keys) for year in years}
    best = {year: keys.best(year) for year in years}
    coarse = tuple(year for year, key in best.items() if key and key.name != BY_INDUSTRY)
    return pd.DataFrame({"employed": own, "nation_employed": nation}), coarse


def _accounts(inputs: Inputs, basis: str) -> pd.DataFrame:
    """Return the employed of the accounts: counties and the nation down, years across."""
    whole, *off = (
        inputs.account("emp", industry)["value"].unstack("year")
        for industry in (TOTAL, *OFF_MAINLAND)
    )
    return whole - sum(off) if basis == "mainland" else whole


def _on_mainland(inputs: Inputs) -> pd.DataFrame:
    """Return the employed of the counties on the mainland, an estimate where it is suppressed.

    Of what a county holds back together, half is taken to be on the mainland, as the estimate
    of value added does: at most some 1.5 per cent of its employed.
    """
    found = {}
    for year, accounts in value_added(inputs, "emp").items():
        parts = np.nan_to_num(accounts.on_mainland(), nan=0.5)
        jobs = (accounts.known * parts).sum(axis=1)
        found[year] = pd.Series(jobs, index=[*accounts.counties])
    return pd.DataFrame(found)


def _sum(accounts: pd.DataFrame, codes: Sequence[str], year: int) -> float:
    if year not in accounts.columns or not codes:
        return np.nan
    return float(accounts[year].reindex([*codes]).sum(skipna=False))


def _shared(accounts: pd.DataFrame, region: Region, year: int, keys: Keys) -> float:
    key, area = keys.best(year), area_in(region, year, keys.counts)
    if key is None or area is None:
        return np.nan
    cells = pd.Series(key.total, index=[*units_of(year)])
    weights = pd.Series({code: weight.value for code, weight in area.items()})
    held = cells.mul(weights, fill_value=0.0)
    own, whole = (part.groupby(county_of).sum(min_count=1) for part in (held, cells))
    counties = sorted({county_of(code) for code in area})
    parts = [_sum(accounts, [one], year) * own[one] / whole[one] for one in counties]
    return float(sum(parts))
