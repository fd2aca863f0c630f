"""The tables of figures: editions, what they stand on, observations, revisions, plan statuses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from regionstat.analysis.load import load
from regionstat.analysis.revisions import revisions
from regionstat.page.origins import made_afterwards
from regionstat.page.plan_status import plan_statuses
from regionstat.register.entries import Text
from regionstat.site.content_frames import Row, frame, texts, told
from regionstat.site.content_plan import records
from regionstat.snapshots import Edition
from regionstat.snapshots.editions import list_editions, read_edition

_EDITIONS = {
    "edition": "int64",
    "newest": "bool",
    "retrospective": "bool",
    "frozen": "bool",
    "first_year": "int64",
    "last_year": "int64",
    "figures": "int64",
    **texts("made_afterwards"),
}
_RAW = {
    "edition": "int64",
    "source": "str",
    "file": "str",
    "sha256": "str",
    "vintage": "str",
    "origin": "str",
    "cells": "int64",
    "missing": "int64",
}
_REVISIONS = {
    "edition": "int64",
    "since": "int64",
    "indicator": "str",
    "region": "str",
    "year": "int64",
    "before": "float64",
    "after": "float64",
    "kind": "str",
}
_STATUSES = (
    "edition",
    "row",
    "status",
    "reason_nb",
    "reason_en",
    "indicator",
    "region",
    "year",
    "value",
    "low",
    "high",
    "target",
)


def tables(editions: Sequence[Edition], region: str) -> dict[str, pd.DataFrame]:
    """Return the tables of the figures of `editions`, oldest first; statuses are of `region`."""
    panels = {one.year: load(one.year) for one in editions}
    newest = max(panels)
    return {
        "editions": frame((_edition(one, panels[one.year], newest) for one in editions), _EDITIONS),
        "raw_files": frame((row for one in editions for row in _raw(one)), _RAW),
        "observations": _stacked(panels),
        "plan_statuses": _stacked(
            {year: _statuses(panel, region) for year, panel in panels.items()}
        ),
        "plan_records": records(editions[-1]),
        "revisions": revised(editions, panels, region),
    }


def _edition(one: Edition, panel: pd.DataFrame, newest: int) -> Row:
    afterwards = Text(made_afterwards(one.year, "nb"), made_afterwards(one.year, "en"))
    return {
        "edition": one.year,
        "newest": one.year == newest,
        "retrospective": one.retrospective,
        "frozen": one.frozen,
        "first_year": panel["year"].min(),
        "last_year": panel["year"].max(),
        "figures": len(panel),
        **told(made_afterwards=afterwards),
    }


def _raw(edition: Edition) -> Iterator[Row]:
    for locked in edition.raw:
        pedigree = edition.pedigree(locked.source)
        yield {
            "edition": edition.year,
            "source": locked.source,
            "file": locked.file,
            "sha256": locked.sha256,
            "vintage": pedigree.vintage,
            "origin": pedigree.origin,
            "cells": pedigree.cells,
            "missing": sum(pedigree.missing.values()),
        }


def _stacked(frames: dict[int, pd.DataFrame]) -> pd.DataFrame:
    """Return the frames of all editions as one, the edition first."""
    parts = [found.assign(edition=year) for year, found in frames.items()]
    both = pd.concat(parts, ignore_index=True)
    return both[["edition", *both.columns.drop("edition")]]


def _statuses(panel: pd.DataFrame, region: str) -> pd.DataFrame:
    found = plan_statuses(panel, region=region)
    found["indicator"] = found["indicator"].where(found["indicator"] != "")
    return found.assign(region=region)[[name for name in _STATUSES if name != "edition"]]


def revised(
    editions: Sequence[Edition], panels: dict[int, pd.DataFrame], region: str
) -> pd.DataFrame:
    """Return what moved in each of `editions` since the edition before it, built here or not.

    Columns edition, since, indicator, region, year, before, after (the indicator's unit) and
    kind (revised, new, gone or sign). Raises what `load` raises.
    """
    parts = [frame((), _REVISIONS)]
    for one in editions:
        since = max((y for y in list_editions(one.home) if y < one.year), default=None)
        if since is None or read_edition(since, one.home).raw == one.raw:
            continue
        before = panels[since] if since in panels else load(since)
        moved = revisions(before, panels[one.year], region=region).frame
        parts.append(moved.assign(edition=one.year, since=since)[[*_REVISIONS]])
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
