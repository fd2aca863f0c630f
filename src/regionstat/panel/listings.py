"""What there is to ask for: indicators, regions and sources, as frames."""

from __future__ import annotations

import pandas as pd

from regionstat.panel.store import load
from regionstat.register import Indicator, register
from regionstat.register.find import find_language
from regionstat.snapshots import find_home, read_edition


def indicators(edition: int = 2020, *, language: str = "nb") -> pd.DataFrame:
    """Return every indicator: id, title, unit, first and latest year, source, goal.

    One row an id in the register's order; the years are empty where the edition has no
    figures, `source` lists source ids, `goal` is the row of the plan. Raises `Misuse` for an
    unknown edition or language.
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
    ]
    return pd.DataFrame(rows).astype({"first": "Int64", "latest": "Int64"})


def regions(*, language: str = "nb") -> pd.DataFrame:
    """Return every region: id, name, level, first and last year of its code, members.

    `members` are municipality codes of the year `codes_of`. Raises `Misuse` for an unknown
    language.
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
    ]
    kinds = dict.fromkeys(("valid_from", "valid_to", "codes_of"), "Int64")
    return pd.DataFrame(rows).astype(kinds)


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
