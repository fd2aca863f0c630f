"""The tables of the business plan: goals, strategies, rows, and who is to do what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from regionstat.panel.manual import holding, read_reports, refusal
from regionstat.register import Register
from regionstat.register.entries import Named, PlanRow, Text
from regionstat.site.content_frames import Row, frame, texts, told
from regionstat.snapshots import Edition
from regionstat.snapshots.manual import FILES

_TARGETS = {"aim_at_least": "float64", "aim_at_most": "float64"}
_ROWS = {
    "row": "str",
    "position": "int64",
    "goal": "str",
    "strategy": "str",
    "kind": "str",
    **texts("title", "target"),
    "due": "Int64",
    "repeats": "str",
    "aim_unit": "str",
    **_TARGETS,
    **texts("source", "open", "reading"),
}


_RECORDS = {
    "file": "str",
    "line": "int64",
    "row": "str",
    "region": "str",
    "year": "int64",
    "status": "str",
    "value": "float64",
    "margin": "float64",
    "owner": "str",
    "date": "str",
    "evidence": "str",
    "note": "str",
    "recorded": "str",
    "holds": "bool",
}


def records(edition: Edition) -> pd.DataFrame:
    """Return every line that people have reported and `edition` reads, corrected ones too.

    Raises `BadFile` for a line that cannot be read, and as `Edition.reported`.
    """
    found = []
    for file in FILES:
        read, faults = read_reports(file, edition.reported(file))
        if faults:
            raise refusal(faults)
        last = {*holding(read)}
        found += [{**vars(one), "holds": one in last} for one in read]
    return frame(found, _RECORDS)


def tables(known: Register) -> dict[str, pd.DataFrame]:
    """Return the tables of the plan in the register `known`, by name."""
    rows = tuple(known.plan.values())
    goals = {one.goal.id: one.goal for one in rows}
    bodies = {body.id: body for one in rows for body in (*one.responsible, *one.partners)}
    strategies = {one.strategy.id: _strategy(one) for one in rows if one.strategy}
    roles = {"row": "str", "body": "str", "role": "str"}
    return {
        "plan_goals": frame(_named("goal", goals.values()), {"goal": "str", **texts("name")}),
        "plan_strategies": frame(
            strategies.values(), {"strategy": "str", "goal": "str", **texts("name")}
        ),
        "plan_rows": frame(map(_row, range(1, len(rows) + 1), rows), _ROWS),
        "plan_bodies": frame(_named("body", bodies.values()), {"body": "str", **texts("name")}),
        "plan_row_bodies": frame(_roles(rows), roles),
    }


def _named(key: str, found: Iterable[Named]) -> Iterator[Row]:
    yield from ({key: one.id, **told(name=one.name)} for one in found)


def _strategy(row: PlanRow) -> Row:
    name = row.strategy.name if row.strategy else Text("", "")
    return {
        "strategy": row.strategy.id if row.strategy else "",
        "goal": row.goal.id,
        **told(name=name),
    }


def _row(position: int, one: PlanRow) -> Row:
    return {
        "row": one.id,
        "position": position,
        "goal": one.goal.id,
        "strategy": one.strategy.id if one.strategy else None,
        "kind": one.kind,
        "due": one.due,
        "repeats": one.repeats or "",
        "aim_unit": one.aim.unit if one.aim else "",
        "aim_at_least": one.aim.at_least if one.aim else None,
        "aim_at_most": one.aim.at_most if one.aim else None,
        **told(
            title=one.title,
            target=one.target,
            source=one.source,
            open=one.open,
            reading=one.reading,
        ),
    }


def _roles(rows: Iterable[PlanRow]) -> Iterator[Row]:
    for one in rows:
        for role, bodies in (("responsible", one.responsible), ("partner", one.partners)):
            yield from ({"row": one.id, "body": body.id, "role": role} for body in bodies)
