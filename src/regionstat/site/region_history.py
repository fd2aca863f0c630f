"""What became of a region, and what it was made from, as sentences tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd


@dataclass(frozen=True)
class Change:
    """A change on 1 January of `year`, and the regions on its other side, with whether whole.

    `kind` says what it was: the code `becomes` a part of another, is `renamed`, is `divided`;
    or, seen from after, it `was` another code, or is `made_of` several.
    """

    kind: Literal["becomes", "renamed", "divided", "was", "made_of"]
    year: int
    places: tuple[tuple[str, bool], ...]


def changes_of(changes: pd.DataFrame, region: str) -> tuple[list[Change], list[Change]]:
    """Return what `region` came from and what became of it, oldest first.

    `changes` has old, new, year and whole, as the content's `region_changes`.
    """
    came, went = changes[changes["new"] == region], changes[changes["old"] == region]
    return (
        [_came(int(year), rows) for year, rows in came.groupby("year")],
        [_went(int(year), rows, changes) for year, rows in went.groupby("year")],
    )


def _came(year: int, rows: pd.DataFrame) -> Change:
    places = tuple(zip(rows["old"], rows["whole"].astype(bool), strict=True))
    alone = len(places) == 1 and places[0][1]
    return Change("was" if alone else "made_of", year, places)


def _went(year: int, rows: pd.DataFrame, changes: pd.DataFrame) -> Change:
    places = tuple(zip(rows["new"], rows["whole"].astype(bool), strict=True))
    if len(places) > 1:
        return Change("divided", year, places)
    both = changes[(changes["new"] == places[0][0]) & (changes["year"] == year)]
    return Change("renamed" if len(both) == 1 and places[0][1] else "becomes", year, places)
