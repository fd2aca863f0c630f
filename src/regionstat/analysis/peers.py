"""Whom a region is compared with, and which counties stand in where only they are measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from regionstat.register import Region, find_region, register

NATION = "0"
CITY_REGIONS = ("trondheimsregionen", "bergensregionen", "stavangerregionen", "osloregionen")
Peers = str | Sequence[str]


@dataclass(frozen=True)
class Compared:
    """The regions compared: as asked, and the ids under which each is measured.

    `measured` maps each region asked to itself, or to the counties that stand in, or to
    nothing when neither has a figure.
    """

    region: str
    peers: tuple[str, ...]
    measured: Mapping[str, tuple[str, ...]]

    @property
    def stand_ins(self) -> dict[str, tuple[str, ...]]:
        """The counties that stand in, by the region they stand in for."""
        return {region: ids for region, ids in self.measured.items() if ids and region not in ids}


def compared(
    have: Set[str], last: int, region: str, peers: Peers, *, stand_in: bool = True
) -> Compared:
    """Return whom `region` is compared with, by who `have` figures of one indicator.

    `peers` is `city_regions`, `counties`, those of the year `last`, or a list of region ids. A
    list of the same municipalities as `region` is no peer. Counties stand in for who has no
    figure, unless told that nobody may `stand_in`. Raises `Misuse` for an unknown region.
    """
    focus = find_region(region)
    others = [find_region(peer) for peer in _named(peers, last, focus)]
    found = [one.id for one in others if one.id != focus.id and not _same_area(one, focus)]
    places = (find_region(id_) for id_ in (focus.id, *found))
    measured = {one.id: _measured(one, have, stand_in=stand_in) for one in places}
    taken = set(measured[focus.id])
    distinct = [id_ for id_ in found if not measured[id_] or not set(measured[id_]) <= taken]
    return Compared(
        focus.id, tuple(distinct), {id_: measured[id_] for id_ in (focus.id, *distinct)}
    )


@cache
def counties_in(year: int) -> tuple[str, ...]:
    """Return the ids of the counties of `year`."""
    known = register().regions.values()
    return tuple(r.id for r in known if r.level == "county" and r.valid_in(year))


def _named(peers: Peers, last: int, focus: Region) -> Sequence[str]:
    if peers == "city_regions":
        # A county is not held against the city region that lies in it.
        return [id_ for id_ in CITY_REGIONS if focus.id not in find_region(id_).county]
    if peers == "counties":
        return counties_in(last)
    return [peers] if isinstance(peers, str) else peers


def _same_area(one: Region, other: Region) -> bool:
    """Say whether two regions are the same list, or versions of the region's membership."""
    return one.is_list and other.is_list and one.county == other.county


def _measured(region: Region, have: Set[str], *, stand_in: bool) -> tuple[str, ...]:
    if region.id in have or not stand_in:
        return (region.id,) if region.id in have else ()
    return tuple(county for county in region.county if county in have)
