"""A region of the register → the municipalities of today that hold any of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from regionstat.register import Region, find_region, register


@dataclass(frozen=True)
class Today:
    """A region in today's municipality codes; those in `beyond` lie partly outside it."""

    region: str
    codes: tuple[str, ...]
    beyond: tuple[str, ...]


def region_today(id_: str) -> Today:
    """Return the region `id_` in today's codes, each municipality taken whole.

    Companies are registered in the codes of today only, so a merged municipality cannot be
    divided again. Raises `Misuse` when there is no such region.
    """
    region = find_region(id_)
    members, year = _members(region)
    heirs = _heirs(_in_use(year), year)
    codes = {code for member in members for code in heirs[member]}
    outside = {code for old, news in heirs.items() if old not in members for code in news}
    return Today(id_, tuple(sorted(codes)), tuple(sorted(codes & outside)))


def _members(region: Region) -> tuple[frozenset[str], int]:
    """Return the municipalities of `region`, and a year in whose codes they are."""
    if region.level in ("nation", "county"):
        year = region.valid_to or _latest()
        everywhere = region.level == "nation"
        return frozenset(
            code for code in _in_use(year) if everywhere or code[:2] == region.id
        ), year
    return frozenset(region.members), region.codes_of or _latest()


def _latest() -> int:
    return max(change.year for change in register().changes)


def _in_use(year: int) -> list[str]:
    found = register().regions.values()
    return [r.id for r in found if r.level == "municipality" and r.valid_in(year)]


def _heirs(codes: Iterable[str], since: int) -> dict[str, frozenset[str]]:
    """Follow each of `codes` of the year `since` through the changes after it, parts included."""
    found = {code: frozenset({code}) for code in codes}
    for year in sorted({change.year for change in register().changes if change.year > since}):
        news: dict[str, set[str]] = {}
        for change in (one for one in register().changes if one.year == year):
            news.setdefault(change.old, set()).add(change.new)
        found = {
            old: frozenset(new for code in now for new in news.get(code, {code}))
            for old, now in found.items()
        }
    return found
