"""The county accounts by industry: one county, or several together, beside the nation.

Source: StatBank 11713.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from regionstat.analysis.peers import NATION
from regionstat.analysis.units import Floats
from regionstat.errors import Misuse
from regionstat.panel.accounts import ALL_INDUSTRIES, OFF_MAINLAND
from regionstat.panel.inputs import Inputs
from regionstat.register import Region, find_region, register
from regionstat.register.find import find_basis

TOTAL = ALL_INDUSTRIES
OWN_HOMES = "Boligtjenester, egen bolig"
OWN = ("gva", "employed")
NATIONS = ("nation_gva", "nation_employed")
COLUMNS = (*OWN, *NATIONS)
CONTENTS = {"gva": "gva", "employed": "emp"}
# The industries of 11713 that overlap with no other and sum to the total.
INDUSTRIES = (
    "Jordbruk og skogbruk",
    "Fiske, fangst og akvakultur",
    "Bergverksdrift",
    "Utvinning av råolje og naturgass",
    "Tjenester tilknyttet utvinning av råolje og naturgass",
    "Industri",
    "Elektrisitets-, gass- og varmtvannsforsyning",
    "Vannforsyning, avløp og renovasjon",
    "Bygge- og anleggsvirksomhet",
    "Varehandel og reparasjon av motorvogner",
    "Rørtransport",
    "Utenriks sjøfart",
    "Transport utenom utenriks sjøfart",
    "Post og distribusjonsvirksomhet",
    "Overnattings- og serveringsvirksomhet",
    "Informasjon og kommunikasjon",
    "Finansierings- og forsikringsvirksomhet",
    "Omsetning og drift av fast eiendom",
    OWN_HOMES,
    "Faglig, vitenskapelig og teknisk tjenesteyting",
    "Forretningsmessig tjenesteyting",
    "Offentlig administrasjon og forsvar",
    "Undervisning",
    "Helse- og omsorgstjenester",
    "Kultur, underholdning og annen tjenesteyting",
)


def industry_frame(
    inputs: Inputs, region: str | Sequence[str], basis: str = "counties"
) -> pd.DataFrame:
    """Return the county `region`, or several together, and the nation by industry and year.

    Columns gva and nation_gva (mill. kr, current basic prices), employed and nation_employed
    (1,000 persons), with the row `TOTAL`; NaN is suppressed. Before its time a county is the
    sum of its predecessors. The nation is the sum of the counties, or the published one; on the
    mainland all is less the industries off it. Raises `Misuse` for an unknown region or basis
    and for what is no county. Source: 11713.
    """
    counties = [find_region(one) for one in ([region] if isinstance(region, str) else region)]
    find_basis(basis)
    own, nation = _own(inputs, counties), _nation(inputs, basis)
    if not own:
        raise _no_accounts(counties)
    rows = [TOTAL, *INDUSTRIES]
    cells = np.stack([np.column_stack([own[year], nation[year]]) for year in own])
    if basis == "mainland":
        off = [rows.index(industry) for industry in OFF_MAINLAND]
        cells[:, rows.index(TOTAL)] -= cells[:, off].sum(axis=1)
        cells = np.delete(cells, off, axis=1)
        rows = [one for one in rows if one not in OFF_MAINLAND]
    index = pd.MultiIndex.from_product([[*own], rows], names=["year", "industry"])
    flat = cells.reshape(len(index), len(COLUMNS))
    return pd.DataFrame(flat, index=index, columns=[*COLUMNS]).swaplevel()


def _own(inputs: Inputs, counties: list[Region]) -> dict[int, Floats]:
    """Return `OWN` of the counties together by year, in the years that have all of them."""
    cells = [_by_year(inputs, contents) for contents in CONTENTS.values()]
    found = {}
    for year in sorted(set.intersection(*map(set, cells))):
        codes = [codes_in(county, year) for county in counties]
        if codes and all(codes):
            ids = [id_ for own in codes for id_ in own]
            sums = (of[year].reindex(columns=ids).to_numpy().T for of in cells)
            found[year] = np.column_stack([np.add.reduce([*parts]) for parts in sums])
    return found


@lru_cache(maxsize=6)
def _nation(inputs: Inputs, basis: str) -> dict[int, Floats]:
    """Return `NATIONS` by year, the industries that are off the mainland still in the total."""
    cells = [_by_year(inputs, contents) for contents in CONTENTS.values()]
    found = {}
    for year in set.intersection(*map(set, cells)):
        codes = nation_codes(basis, year)
        sums = [of[year].reindex(columns=codes).sum(axis=1, skipna=False) for of in cells]
        found[year] = np.column_stack(sums)
    return found


def counties_of(region: str, years: Iterable[int]) -> tuple[str, ...]:
    """Return the counties whose accounts stand in for `region` in all of `years`.

    A county stands for itself. Of two that hold the same area, the first that the register
    names is taken. Empty where no county is there in all years. Raises `Misuse` for an unknown
    region.
    """
    asked, span = find_region(region), [*years]
    named = [asked] if asked.level == "county" else [find_region(one) for one in asked.county]
    taken: dict[str, set[str]] = {}
    for county in named:
        own = [codes_in(county, year) for year in span]
        area = {id_ for ids in own for id_ in ids}
        held = set[str]().union(*taken.values())
        if own and all(own) and not area & held:
            taken[county.id] = area
    return tuple(taken)


def _no_accounts(regions: list[Region]) -> Misuse:
    names = ", ".join(repr(one.id) for one in regions)
    levels = ", ".join(sorted({one.level for one in regions}))
    inside = [county for one in regions for county in one.county]
    return Misuse(
        f"Value added of {names} by industry",
        found=f"it is a {levels} with no year in the accounts, which are of counties",
        where="the county accounts, 11713",
        todo=f"Ask for a county it lies in: {', '.join(inside) or 'none is known'}",
    )


@lru_cache(maxsize=4)
def _by_year(inputs: Inputs, contents: str) -> dict[int, pd.DataFrame]:
    """Return the accounts by year: industries down, counties and the nation across."""
    found = inputs.measure(f"county_accounts.{contents}")
    years = {}
    for year, cells in found.groupby("Tid"):
        wide = cells.pivot(index="NACE2007", columns="Region", values="value")
        wide = wide.reindex([TOTAL, *INDUSTRIES])
        if contents == "emp":
            # Living in one's own home is nobody's job: printed as no figure, it is none at all.
            wide.loc[OWN_HOMES] = wide.loc[OWN_HOMES].fillna(0.0)
        years[int(str(year))] = wide
    return years


def codes_in(county: Region, year: int) -> list[str]:
    """Return under which codes `county` is in the accounts of `year`: its own or older ones."""
    if county.level == "county" and county.valid_in(year):
        return [county.id]
    return list(county.predecessors) if year < (county.valid_from or year) else []


def nation_codes(basis: str, year: int) -> list[str]:
    """Return which rows of the accounts sum to the nation on `basis` in `year`."""
    if basis != "counties":
        return [NATION]
    known = register().regions.values()
    return [one.id for one in known if one.level == "county" and one.valid_in(year)]
