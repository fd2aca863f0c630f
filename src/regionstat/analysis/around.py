"""What lies around a municipality: the city region it is part of, and its county."""

from __future__ import annotations

from regionstat.analysis.counties import counties_of
from regionstat.analysis.peers import CITY_REGIONS
from regionstat.register import find_region
from regionstat.register.municipalities import codes_in, find_municipality, municipalities_in


def around(region: str, year: int) -> tuple[str, ...]:
    """Return the city regions of the comparison that `region` belongs to, then its county.

    It belongs to those on whose list it stands, or a municipality that it was made of, or that
    it became. A county of one municipality is that municipality, and left out. Raises `Misuse`
    when `region` is no municipality of `year`.
    """
    one = find_municipality(region, year)
    cities = [id_ for id_ in CITY_REGIONS if _is_member(one.id, id_)]
    counties = [id_ for id_ in counties_of(one.id, year) if not _is_alone(one.id, id_, year)]
    return (*cities, *counties)


def _is_member(municipality: str, city: str) -> bool:
    found = find_region(city)
    then = codes_in(municipality, found.codes_of or 0)
    return not set(found.members).isdisjoint(then)


def _is_alone(municipality: str, county: str, year: int) -> bool:
    places = (find_region(id_) for id_ in municipalities_in(year))
    return [one.id for one in places if county in one.county] == [municipality]
