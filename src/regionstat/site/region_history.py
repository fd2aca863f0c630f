"""What became of a region, and what it was made from, as sentences tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from regionstat.site.rows import records

Kind = Literal["becomes", "renamed", "divided", "was", "made_of", "joined"]
Places = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Change:
    """A change on 1 January of `year`, and the regions on its other side, with whether whole.

    Seen from before: the code `becomes` a part of another, is `renamed`, or is `divided`. Seen
    from after: it `was` another code, is `made_of` several, or others `joined` what was there.
    """

    kind: Kind
    year: int
    places: Places


class History:
    """The changes of all regions.

    `changes` has old, new, year and whole, as the content's `region_changes`, and `regions`
    the first year of each code, `valid_from`, by id.
    """

    def __init__(self, changes: pd.DataFrame, regions: Mapping[str, Mapping[str, Any]]) -> None:
        self._regions = regions
        self._came: dict[str, dict[int, Places]] = defaultdict(dict)
        self._went: dict[str, dict[int, Places]] = defaultdict(dict)
        for row in records(changes.sort_values("year", kind="stable")):
            old, new, year, whole = row["old"], row["new"], int(row["year"]), bool(row["whole"])
            into, out = self._came[new], self._went[old]
            into[year] = (*into.get(year, ()), (old, whole))
            out[year] = (*out.get(year, ()), (new, whole))

    def came(self, region: str) -> list[Change]:
        """Return what `region` came from, oldest first."""
        began = self._regions[region]["valid_from"]
        return [
            Change(_kind(places, begins=began == year), year, places)
            for year, places in self._came.get(region, {}).items()
        ]

    def went(self, region: str) -> list[Change]:
        """Return what became of `region`, oldest first."""
        found = self._went.get(region, {})
        return [Change(self._fate(year, places), year, places) for year, places in found.items()]

    def _fate(self, year: int, places: Places) -> Kind:
        if len(places) > 1:
            return "divided"
        heir, whole = places[0]
        alone = len(self._came[heir][year]) == 1
        same = alone and whole and self._regions[heir]["valid_from"] == year
        return "renamed" if same else "becomes"

    def ancestors(self, region: str) -> set[str]:
        """Return `region` and every code whose area, or a part of it, lies in it today."""
        found, asked = {region}, [region]
        while asked:
            for places in self._came.get(asked.pop(), {}).values():
                asked += [old for old, _ in places if old not in found]
                found |= {old for old, _ in places}
        return found


def _kind(places: Places, *, begins: bool) -> Kind:
    if not begins:
        return "joined"
    return "was" if len(places) == 1 and places[0][1] else "made_of"
