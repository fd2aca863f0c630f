"""The counties of a year: which division figures are in, and in which of them a region lies."""

from __future__ import annotations

from functools import cache

from regionstat.analysis.peers import counties_in
from regionstat.panel.area import concordance
from regionstat.register import Region, find_region, register


def counties_of(region: str, year: int) -> tuple[str, ...]:
    """Return the counties of `year` that `region` lies in, as the register names them.

    A county that is gone is followed through the border changes into those that took over its
    municipalities; one that had not begun is left out when the register names an older one
    beside it, else it is those it was made of. The nation lies in none. Raises `Misuse` for
    an unknown region.
    """
    one = find_region(region)
    named = (one.id,) if one.level == "county" else one.county
    counties = [find_region(id_) for id_ in named]
    begun = [county for county in counties if (county.valid_from or year) <= year]
    found = [id_ for county in begun for id_ in _followed(county.id, year)]
    made_of = [id_ for county in counties for id_ in county.predecessors]
    return tuple(dict.fromkeys(found or made_of))


@cache
def _followed(county: str, year: int) -> tuple[str, ...]:
    one = find_region(county)
    if one.valid_to is None or year <= one.valid_to:
        return (county,)
    codes = {place.id for place in _municipalities(county, one.valid_to)}
    borders = concordance()
    for change in borders.years:
        if one.valid_to < change <= year:
            codes = {heir for code in codes for heir in borders.heirs[change].get(code, (code,))}
    known = register().regions
    return tuple(sorted({known[code].county[0] for code in codes}))


def _municipalities(county: str, year: int) -> list[Region]:
    known = register().regions.values()
    places = (one for one in known if one.level == "municipality" and one.valid_in(year))
    return [place for place in places if place.county[0] == county]


def division_of(reported: set[str], year: int) -> int:
    """Return the latest year up to `year` whose counties are the most among those `reported`.

    Some publishers go on with a division for years after it ended.
    """
    ends = {one.valid_to for one in register().regions.values() if one.level == "county"}
    years = sorted({year, *(end for end in ends if end is not None and end < year)}, reverse=True)
    return max(years, key=lambda one: len(reported & set(counties_in(one))))
