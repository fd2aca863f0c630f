"""Regions of the real tables: names, county rows, and the codelists that join them over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import numpy as np

from .raw import TOMORROW, changes, counties, label, municipalities
from .tables import CodeList, Group, Text

_NATION: Text = {"no": "Hele landet", "en": "The whole country"}
_UNKNOWN: Text = {"no": "Uoppgitt", "en": "Unknown"}


@cache
def _names() -> dict[str, Text]:
    found: dict[str, Text] = {"0": _NATION, "9999": _UNKNOWN}
    found.update({place.code: label(place) for place in (*counties(), *municipalities())})
    return found


def names(codes: Sequence[str]) -> tuple[Text, ...]:
    """Return the label of each code, the code itself if it has none."""
    return tuple(_names().get(code, code) for code in codes)


def with_counties(
    codes: tuple[str, ...], labels: tuple[str, ...], values: np.ndarray
) -> tuple[tuple[str, ...], list[Text], np.ndarray]:
    """Add county rows, the sums of their municipalities, and `9999` with nobody in it."""
    rows = {code: values[place] for place, code in enumerate(codes)}
    said: dict[str, Text] = dict(zip(codes, labels, strict=True))
    said["0"] = _NATION
    under = defaultdict(list)
    for code in codes:
        if len(code) > 1:
            under[code[:2]].append(rows[code])
    for code, parts in under.items():
        stacked = np.stack(parts)
        rows[code] = np.where(np.isnan(stacked).all(axis=0), np.nan, np.nansum(stacked, axis=0))
        said[code] = names([code])[0]
    rows["9999"], said["9999"] = np.zeros(values.shape[1:]), _UNKNOWN
    order = tuple(sorted(rows))
    return order, [said[code] for code in order], np.stack([rows[code] for code in order])


@cache
def _ancestors() -> dict[str, tuple[str, ...]]:
    """Return all codes that became each present municipality, as wholes and step by step."""
    came_from = defaultdict(set)
    for change in changes():
        if change.whole and change.old != change.new:
            came_from[change.new].add(change.old)

    def back(code: str, seen: frozenset[str]) -> set[str]:
        older = came_from[code] - seen
        return {code}.union(*(back(one, seen | {code}) for one in older))

    present = [place.code for place in municipalities() if place.last == TOMORROW]
    return {code: tuple(sorted(back(code, frozenset()))) for code in present}


def codelists(codes: Sequence[str], labels: Sequence[Text]) -> tuple[CodeList, ...]:
    """Return the codelists of a region variable, without those that would be empty."""
    said = dict(zip(codes, labels, strict=True))
    joined = [
        Group(f"K-{code}", names([code])[0], tuple(old for old in older if old in said))
        for code, older in _ancestors().items()
    ]
    by_county = [
        Group(
            f"F-{county.code}",
            county.name,
            tuple(m for group in joined if group.code[2:4] == county.code for m in group.members),
        )
        for county in counties()
        if county.last == TOMORROW
    ]
    summed = {"no": "Kommuner 2024, sammenslåtte tidsserier", "en": "Municipalities 2024, joined"}
    fylker = {"no": "Fylker 2024, sammenslåtte tidsserier", "en": "Counties 2024, joined"}
    lists = (
        CodeList("agg_KommFylker", fylker, _filled(by_county)),
        CodeList("agg_KommSummer", summed, _filled(joined)),
        _values("vs_Landet", {"no": "Hele landet", "en": "The whole country"}, said, {1}),
        _values("vs_Fylker", {"no": "Alle fylker", "en": "All counties"}, said, {2}),
        _values("vs_Kommun", {"no": "Alle kommuner", "en": "All municipalities"}, said, {4, 5}),
    )
    return tuple(codelist for codelist in lists if codelist.groups)


def _filled(groups: Sequence[Group]) -> tuple[Group, ...]:
    return tuple(group for group in groups if group.members)


def _values(id: str, label: Text, said: dict[str, Text], sizes: set[int]) -> CodeList:
    groups = [Group(code, text, (code,)) for code, text in said.items() if len(code) in sizes]
    return CodeList(id, label, tuple(groups), "Valueset")
