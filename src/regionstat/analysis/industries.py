"""The county accounts by industry: one county, or several together, beside the nation.

Source: StatBank 11713.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import pandas as pd

from regionstat.analysis.peers import NATION
from regionstat.errors import Misuse
from regionstat.panel.accounts import ALL_INDUSTRIES, OFF_MAINLAND
from regionstat.panel.inputs import Inputs
from regionstat.register import Region, find_region, register
from regionstat.register.find import find_basis

TOTAL = ALL_INDUSTRIES
OWN_HOMES = "Boligtjenester, egen bolig"
OWN = ("gva", "employed")
NATIONS = ("nation_gva", "nation_employed")
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
    cells = {name: _by_year(inputs, contents) for name, contents in CONTENTS.items()}
    parts = {}
    for year in sorted(set.intersection(*map(set, cells.values()))):
        own = [codes_in(county, year) for county in counties]
        if own and all(own):
            sides = (
                (OWN, [id_ for ids in own for id_ in ids]),
                (NATIONS, nation_codes(basis, year)),
            )
            columns = {
                name: cells[of][year].reindex(columns=ids).sum(axis=1, skipna=False)
                for names, ids in sides
                for of, name in zip(OWN, names, strict=True)
            }
            parts[year] = _on(basis, pd.DataFrame(columns))
    if not parts:
        raise _no_accounts(counties)
    return pd.concat(parts, names=["year", "industry"]).swaplevel()


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


def _on(basis: str, cells: pd.DataFrame) -> pd.DataFrame:
    if basis != "mainland":
        return cells
    cells.loc[TOTAL] -= cells.loc[[*OFF_MAINLAND]].sum(skipna=False)
    return cells.drop(index=[*OFF_MAINLAND])


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
