"""What there is to ask for: indicators, regions and sources, as frames."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from regionstat.panel.rich import rich
from regionstat.panel.store import load
from regionstat.register import Indicator, register
from regionstat.register.entries import LANGUAGES, Text
from regionstat.register.find import find_language
from regionstat.snapshots import find_home, read_edition

_SHOWN = 60
_MORE = '{more} more of {all}; rs.{name}s(search="…") finds them.'


class Listing(pd.DataFrame):
    """A frame of what there is to ask for; JupyterLab shows the first 60 rows.

    Whatever is cut, joined or sorted from it is a plain frame.
    """

    @property
    def _constructor(self) -> Callable[..., pd.DataFrame]:
        return pd.DataFrame

    def _repr_html_(self) -> str:
        name = "region" if "members" in self else "indicator"
        left = len(self) - _SHOWN
        below = _MORE.format(more=left, all=len(self), name=name) if left > 0 else ""
        rows = self.head(_SHOWN)
        if "members" in rows:
            counted = rows["members"].map(lambda codes: len(codes.split()))
            rows = rows.assign(members=counted.where(counted > 0).astype("Int64"))
        return rich(f"{len(self)} {name}{'' if len(self) == 1 else 's'}", rows, below)


def indicators(edition: int = 2020, *, search: str = "", language: str = "nb") -> pd.DataFrame:
    """Return every indicator: id, title, unit, first and latest year, source, goal.

    One row an id in the register's order; the years are empty where the edition has no
    figures, `source` lists source ids, `goal` is the row of the plan. With `search`, such as
    "income", only those that have it in id, title or definition, in either language. Raises
    `Misuse` for an unknown edition or language.
    """
    tongue = find_language(language)
    panel = load(edition)
    years = panel.dropna(subset=["value"]).groupby("indicator")["year"]
    first, latest = years.min().to_dict(), years.max().to_dict()
    rows = [
        {
            "id": one.id,
            "title": one.title.in_(tongue),
            "unit": one.unit,
            "first": first.get(one.id),
            "latest": latest.get(one.id),
            "source": ", ".join(sources_of(one)),
            "goal": one.goal,
        }
        for one in register().indicators.values()
        if _has(search, one.id, one.title, one.definition)
    ]
    columns = ["id", "title", "unit", "first", "latest", "source", "goal"]
    kinds = dict.fromkeys(("first", "latest"), "Int64")
    return Listing(pd.DataFrame(rows, columns=columns).astype(kinds))


def regions(*, search: str = "", language: str = "nb") -> pd.DataFrame:
    """Return every region: id, name, level, first and last year of its code, members.

    `members` are municipality codes of the year `codes_of`. With `search`, such as "stjørdal",
    only those that have it in id or name. Raises `Misuse` for an unknown language.
    """
    tongue = find_language(language)
    rows = [
        {
            "id": one.id,
            "name": one.name.in_(tongue),
            "level": one.level,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "codes_of": one.codes_of if one.is_list else None,
            "members": " ".join(one.members) if one.is_list else "",
        }
        for one in register().regions.values()
        if _has(search, one.id, one.name)
    ]
    columns = ["id", "name", "level", "valid_from", "valid_to", "codes_of", "members"]
    kinds = dict.fromkeys(("valid_from", "valid_to", "codes_of"), "Int64")
    return Listing(pd.DataFrame(rows, columns=columns).astype(kinds))


def _has(search: str, id_: str, *texts: Text) -> bool:
    """Say whether `search` stands in an id or in a text of either language."""
    words = " ".join([id_, *(text.in_(tongue) for text in texts for tongue in LANGUAGES)])
    return search.casefold() in words.casefold()


def vintages(edition: int = 2020, *, language: str = "nb") -> pd.DataFrame:
    """Return every source the edition stands on: id, table, title, vintage, origin, file.

    Cells and missing cells are counted from the raw file's pedigree. Raises `Misuse` for an
    unknown edition or language and `SnapshotDamaged` when a pedigree cannot be read.
    """
    tongue = find_language(language)
    locked = read_edition(edition, find_home())
    rows = []
    for raw in locked.raw:
        pedigree = locked.pedigree(raw.source)
        rows.append(
            {
                "id": raw.source,
                "table": pedigree.table,
                "title": pedigree.title[tongue],
                "vintage": pedigree.vintage,
                "origin": pedigree.origin,
                "licence": pedigree.licence,
                "cells": pedigree.cells,
                "missing": sum(pedigree.missing.values()),
                "sha256": raw.sha256,
                "file": raw.file,
            }
        )
    return pd.DataFrame(rows)


def sources_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the ids of the sources that `indicator` stands on, through other indicators."""
    found: dict[str, None] = {}
    for wanted in indicator.inputs:
        inner = register().indicators.get(wanted)
        ids = sources_of(inner) if inner else (wanted.partition(".")[0],)
        found.update(dict.fromkeys(ids))
    return tuple(found)
