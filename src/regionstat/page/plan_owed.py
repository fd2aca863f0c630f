"""Who owes answers: the rows of the plan without data, owner by owner, and which are late."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from regionstat.page.html import PageTable
from regionstat.page.plan_terms import due, nobody
from regionstat.register import register
from regionstat.register.entries import Language, Named, PlanRow

_TEXTS = {
    "nb": {
        "caption": "{owed} rader uten tall: hvem som har ansvaret for svaret",
        "none": "Ingen rad er uten tall",
        "owner": "Ansvarlig",
        "count": "Rader uten tall",
        "late": "Fristen ute",
        "every": "Spurt igjen",
        "which": "Hvilke",
        "note": "En rad med flere ansvarlige er talt hos hver av dem. Fristen er ute når året i "
        "planen er før utgavens. Spurt igjen: planen vil ha svar hvert år eller oftere. Svar "
        "meldes med regionstat plan record, med eier, dag og bevis.",
    },
    "en": {
        "caption": "{owed} rows without data: who is to answer",
        "none": "No row is without data",
        "owner": "Responsible",
        "count": "Rows without data",
        "late": "Past the deadline",
        "every": "Asked again",
        "which": "Which",
        "note": "A row of which several are in charge is counted with each. Past the deadline: "
        "the year of the plan is before that of the edition. Asked again: the plan wants an "
        "answer each year or more often. Answers are reported by regionstat plan record, with "
        "owner, day and evidence.",
    },
}


def owed(judged: pd.DataFrame) -> list[PlanRow]:
    """Return the rows of the plan that nobody answers; `judged` as `plan_statuses` returns."""
    silent = judged.loc[judged["status"] == "no_data", "row"]
    return [register().plan[row] for row in silent]


def is_late(row: PlanRow, edition: int | None) -> bool:
    """Say whether the year that the plan names for `row` lies before `edition`."""
    return row.due is not None and edition is not None and row.due < edition


def owed_table(judged: pd.DataFrame, edition: int | None, language: Language) -> PageTable:
    """Return a line for each owner: how many rows wait for its answer, how many are late, which."""
    texts, rows = _TEXTS[language], owed(judged)
    if not rows:
        return PageTable(texts["none"], pd.DataFrame())
    cells = [_line(owner, found, edition, language) for owner, found in _by_owner(rows).items()]
    caption = texts["caption"].format(owed=len(rows))
    return PageTable(caption, pd.DataFrame(cells), (texts["note"],))


def _by_owner(rows: Iterable[PlanRow]) -> dict[Named | None, list[PlanRow]]:
    """Return the rows of each owner, who has most of them first; those of nobody last."""
    found: dict[Named | None, list[PlanRow]] = {}
    for row in rows:
        for owner in row.responsible or (None,):
            found.setdefault(owner, []).append(row)
    return dict(sorted(found.items(), key=lambda one: (one[0] is None, -len(one[1]))))


def _line(
    owner: Named | None, rows: list[PlanRow], edition: int | None, language: Language
) -> dict[str, str]:
    texts = _TEXTS[language]
    name = nobody(language) if owner is None else owner.name.in_(language)
    late = [row for row in rows if is_late(row, edition)]
    return {
        texts["owner"]: name[0].upper() + name[1:],
        texts["count"]: str(len(rows)),
        texts["late"]: str(len(late)),
        texts["every"]: str(sum(row.repeats is not None for row in rows)),
        texts["which"]: by_due(rows, language),
    }


def by_due(rows: Iterable[PlanRow], language: Language) -> str:
    """Return the ids of `rows` by when the plan asks for them: `2010: 1.1a, 1.1b; 2012: 1.5a`."""
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda one: (one.due is None, one.due or 0, one.repeats or "")):
        found.setdefault(due(row, language), []).append(row.id)
    return "; ".join(f"{when}: {', '.join(ids)}" for when, ids in found.items())
