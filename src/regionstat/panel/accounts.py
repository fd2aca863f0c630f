"""What the county accounts give: value added on three denominators, employed by sector.

Mainland Norway is built from industries: the total less extraction of oil and gas, pipeline
transport and ocean transport. Services incidental to extraction stay in, as in SSB's
Mainland Norway. The sector is that of the accounts: general government against all others.
Source: StatBank 11713.
"""

from __future__ import annotations

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
    public = _scaled(_counties(inputs, "emp", GOVERNMENT), THOUSAND)
    everyone = _scaled(_counties(inputs, "emp", ALL_INDUSTRIES), THOUSAND)
    private = difference(everyone, public)
    for name, employed in (("private", private), ("public", public)):
        found[f"employed_{name}"] = employed
        found[f"employment_growth_{name}"] = after_first(growth(employed, year_before(employed)))
    return found


def _goal_indicators(inputs: Inputs, people: pd.DataFrame, basis: Basis) -> dict[str, pd.DataFrame]:
    added = _value_added(inputs, basis)
    nation, counties = _split(added)
    people_nation, _ = _split(people)
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
    whole = _counties(inputs, "gva", ALL_INDUSTRIES)
    if basis == "mainland":
        return difference(whole, *(_counties(inputs, "gva", one) for one in OFF_MAINLAND))
    if basis == "total":
        return whole
    _, counties = _split(whole)
    years = sorted(set(counties.index.get_level_values("year")))
    sums = [total(_of_year(counties, year), NATION, _counties_of(year)) for year in years]
    return pd.concat([*sums, counties]).sort_index()


def _counties(inputs: Inputs, contents: str, industry: str) -> pd.DataFrame:
    """Return an account with each county carried back as the sum of its predecessors."""
    found = inputs.account(contents, industry)
    years = set(found.index.get_level_values("year"))
    parts = [found]
    for county in register().regions.values():
        if county.predecessors and county.valid_from in years:
            back = total(found, county.id, county.predecessors)
            parts.append(back[back.index.get_level_values("year") < county.valid_from])
    return pd.concat(parts).sort_index()


def _counties_of(year: int) -> tuple[str, ...]:
    known = register().regions.values()
    return tuple(r.id for r in known if r.level == "county" and r.valid_in(year))


def _of_year(found: pd.DataFrame, year: int) -> pd.DataFrame:
    return found[found.index.get_level_values("year") == year]


def _split(found: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    nation = found.index.get_level_values("region") == NATION
    return found[nation], found[~nation]


def _scaled(found: pd.DataFrame, factor: int) -> pd.DataFrame:
    # Thousands are printed with one decimal: whole hundreds of persons.
    return found.assign(value=(found["value"] * factor).round())
