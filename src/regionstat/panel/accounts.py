"""What the county accounts give: value added on three denominators, employed by sector.

Mainland Norway is built from industries: the total less extraction of oil and gas, pipeline
transport and ocean transport. Services incidental to extraction stay in, as in SSB's
Mainland Norway. The sector is that of the accounts: general government against all others.
Source: StatBank 11713.
"""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from regionstat.panel.figures import at
from regionstat.panel.inputs import Inputs
from regionstat.panel.measures import (
    after_first,
    difference,
    gap,
    growth,
    keys_of,
    ratio,
    share,
    total,
    year_before,
)
from regionstat.register import register
from regionstat.register.entries import BASES, Basis

ALL_INDUSTRIES = "Totalt for næringer"
GOVERNMENT = "Offentlig forvaltning"
OFF_MAINLAND = ("Utvinning av råolje og naturgass", "Rørtransport", "Utenriks sjøfart")
NATION = "0"
THOUSAND = 1000


def accounts_indicators(inputs: Inputs, people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator made from the county accounts, by id.

    `people` is the population, figures of all counties and the nation. Values in mill. kr,
    percent, ratio and persons.
    """
    found: dict[str, pd.DataFrame] = {}
    for basis in BASES:
        found |= _goal_indicators(inputs, people, basis)
    public = persons(account(inputs, "emp", GOVERNMENT))
    everyone = persons(account(inputs, "emp"))
    private = difference(everyone, public)
    for name, employed in (("private", private), ("public", public)):
        found[f"employed_{name}"] = employed
        found[f"employment_growth_{name}"] = after_first(growth(employed, year_before(employed)))
    return found


def _goal_indicators(inputs: Inputs, people: pd.DataFrame, basis: Basis) -> dict[str, pd.DataFrame]:
    added = _value_added(inputs, basis)
    nation, counties = split(added)
    people_nation, _ = split(people)
    gdp_share = share(counties, nation)
    people_share = share(at(people, keys_of(counties)), people_nation)
    suffix = "" if basis == "counties" else f"_{basis}"
    return {
        f"gross_value_added_mnok{suffix}": added,
        f"gdp_share{suffix}": gdp_share,
        f"gdp_population_ratio{suffix}": ratio(gdp_share, people_share),
        f"gdp_gap_mnok{suffix}": gap(gdp_share, people_share, nation),
    }


def _value_added(inputs: Inputs, basis: Basis) -> pd.DataFrame:
    whole = account(inputs, "gva")
    if basis == "mainland":
        return difference(whole, *(account(inputs, "gva", one) for one in OFF_MAINLAND))
    if basis == "total":
        return whole
    return with_nation(split(whole)[1])


def account(inputs: Inputs, contents: str, industry: str = ALL_INDUSTRIES) -> pd.DataFrame:
    """Return one account of all counties and the nation, as printed, counties carried back."""
    return carried_back(inputs.account(contents, industry))


def carried_back(found: pd.DataFrame) -> pd.DataFrame:
    """Return sums by county with those of before its time, each the sum of its predecessors."""
    years = set(found.index.get_level_values("year"))
    parts = [found]
    for county in register().regions.values():
        if county.predecessors and county.valid_from in years:
            back = total(found, county.id, county.predecessors)
            parts.append(back[back.index.get_level_values("year") < county.valid_from])
    return pd.concat(parts).sort_index()


def with_nation(counties: pd.DataFrame) -> pd.DataFrame:
    """Return sums by county with the nation's, the sum over the counties of each year."""
    years = counties.index.get_level_values("year")
    sums = [
        total(counties[years.isin([*alike])], NATION, members)
        for members, alike in groupby(sorted(set(years)), _counties_of)
    ]
    return pd.concat([*sums, counties]).sort_index()


def _counties_of(year: int) -> tuple[str, ...]:
    known = register().regions.values()
    return tuple(r.id for r in known if r.level == "county" and r.valid_in(year))


def split(found: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures of the nation, and those of all others."""
    nation = found.index.get_level_values("region") == NATION
    return found[nation], found[~nation]


def persons(thousands: pd.DataFrame) -> pd.DataFrame:
    """Return figures printed in 1,000 persons as persons."""
    # Thousands are printed with one decimal: whole hundreds of persons.
    return thousands.assign(value=(thousands["value"] * THOUSAND).round())
