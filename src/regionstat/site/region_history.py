"""What became of a region, and what it was made from, as sentences tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

Kind = Literal["becomes", "renamed", "divided", "was", "made_of", "joined"]


@dataclass(frozen=True)
class Change:
    """A change on 1 January of `year`, and the regions on its other side, with whether whole.

    Seen from before: the code `becomes` a part of another, is `renamed`, or is `divided`. Seen
    from after: it `was` another code, is `made_of` several, or others `joined` what was there.
    """

    kind: Kind
    year: int
    places: tuple[tuple[str, bool], ...]


def changes_of(
    changes: pd.DataFrame, regions: Mapping[str, Mapping[str, Any]], region: str
) -> tuple[list[Change], list[Change]]:
    """Return what `region` came from and what became of it, oldest first.

    `changes` has old, new, year and whole, as the content's `region_changes`, and `regions`
    the first year of each code, `valid_from`, by id.
    """
    came, went = changes[changes["new"] == region], changes[changes["old"] == region]
    began = regions[region]["valid_from"]
    return (
        [_came(int(year), rows, began) for year, rows in came.groupby("year")],
        [_went(int(year), rows, changes, regions) for year, rows in went.groupby("year")],
    )


def _came(year: int, rows: pd.DataFrame, began: int | None) -> Change:
    places = tuple(zip(rows["old"], rows["whole"].astype(bool), strict=True))
    if began != year:
        return Change("joined", year, places)
    alone = len(places) == 1 and places[0][1]
    return Change("was" if alone else "made_of", year, places)


def _went(
    year: int,
    rows: pd.DataFrame,
    changes: pd.DataFrame,
    regions: Mapping[str, Mapping[str, Any]],
) -> Change:
    places = tuple(zip(rows["new"], rows["whole"].astype(bool), strict=True))
    if len(places) > 1:
        return Change("divided", year, places)
    heir, whole = places[0]
    alone = sum((changes["new"] == heir) & (changes["year"] == year)) == 1
    same = alone and whole and regions[heir]["valid_from"] == year
    return Change("renamed" if same else "becomes", year, places)


def ancestors(changes: pd.DataFrame, region: str) -> set[str]:
    """Return `region` and every code whose area, or a part of it, lies in it today."""
    found, asked = {region}, {region}
    while asked:
        older = set(changes.loc[changes["new"].isin(asked), "old"]) - found
        found |= older
        asked = older
    return found
