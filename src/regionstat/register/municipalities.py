"""A municipality of a year, or what its area is called then: followed through the reforms."""

from __future__ import annotations

from collections.abc import Iterable

from regionstat.errors import Misuse
from regionstat.register.entries import Indicator, Region
from regionstat.register.find import find_region
from regionstat.register.read import register

_LEVELS = {
    "nation": "the nation",
    "county": "a county",
    "city_region": "a city region",
    "labour_market": "a labour market region",
}


def find_municipality(id_: str, year: int) -> Region:
    """Return the municipality `id_` of `year`.

    Raises `Misuse` for an unknown id, for what is no municipality, and for a code that is not in
    use in `year`, naming the codes of its area then.
    """
    found = find_region(id_)
    if found.level == "municipality" and found.valid_in(year):
        return found
    if found.level != "municipality":
        told = f"that is {_LEVELS[found.level]}, {found.name.en}"
        todo = "Give the code of a municipality; `regionstat regions` lists them all"
    else:
        ended = found.valid_to is not None and found.valid_to < year
        when = f"ended in {found.valid_to}" if ended else f"begins in {found.valid_from}"
        told = f"the code of {found.name.en} {when}"
        then = (f"{one} {register().regions[one].name.en}" for one in codes_in(id_, year))
        todo = f"Ask for what the area is in {year}: {', '.join(then)}"
    raise Misuse(
        f"The municipality {id_!r} of {year}", found=told, where="municipalities.csv", todo=todo
    )


def municipalities_in(year: int) -> tuple[str, ...]:
    """Return the ids of the municipalities of `year`."""
    known = register().regions.values()
    return tuple(one.id for one in known if one.level == "municipality" and one.valid_in(year))


def municipal_indicators() -> tuple[Indicator, ...]:
    """Return the indicators with a page that there are for municipalities."""
    found = register().indicators.values()
    return tuple(one for one in found if one.page and "municipality" in one.levels)


def codes_in(id_: str, year: int) -> tuple[str, ...]:
    """Return the municipalities of `year` that the municipality `id_` lies in or was made of.

    Its own code where that is in use. Raises `Misuse` for an unknown id.
    """
    found, codes = find_region(id_), {id_}
    ended, begun = found.valid_to or year, found.valid_from or year
    for day in _days(ended, year):
        codes = _across(
            codes, ((one.old, one.new) for one in register().changes if one.year == day)
        )
    for day in reversed(_days(year, begun)):
        codes = _across(
            codes, ((one.new, one.old) for one in register().changes if one.year == day)
        )
    return tuple(sorted(code for code in codes if register().regions[code].valid_in(year)))


def _days(after: int, until: int) -> list[int]:
    """Return the years that began with changes, those after `after` up to `until`."""
    return sorted({one.year for one in register().changes if after < one.year <= until})


def _across(codes: set[str], moves: Iterable[tuple[str, str]]) -> set[str]:
    """Return `codes` on the other side of a day of changes; those that did not move stay."""
    steps = list(moves)
    moved = {here for here, _ in steps}
    return {there for here, there in steps if here in codes} | (codes - moved)
