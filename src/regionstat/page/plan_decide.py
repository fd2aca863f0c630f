"""What there is to decide: what to do about rows behind, who answers, and what the plan leaves."""

from __future__ import annotations

import pandas as pd

from regionstat.page.html import PageTable
from regionstat.page.plan_owed import by_due, is_late, owed
from regionstat.page.plan_terms import who
from regionstat.register import register
from regionstat.register.entries import Language, PlanRow

_TEXTS = {
    "nb": {
        "caption": "{count} saker å ta stilling til",
        "none": "Ingen saker å ta stilling til",
        "what": "Sak",
        "about": "Gjelder",
        "whom": "Hvem",
        "behind": "Sette inn tiltak, eller endre målet",
        "late": "Melde hva som er gjort, for fristen er ute",
        "open": "Bekrefte eller endre hvordan planen er lest",
        "read": "{title}. {open} Lest her: {reading}",
        "note": "Listen er laget av tallene og planen: rader som henger etter, rader uten tall "
        "der fristen er ute, og rader med tall der planen lar noe stå åpent. Hva som bør gjøres, "
        "sier den ikke.",
    },
    "en": {
        "caption": "{count} matters to decide",
        "none": "No matters to decide",
        "what": "Matter",
        "about": "About",
        "whom": "Whom",
        "behind": "Put in measures, or change the target",
        "late": "Report what is done, for the deadline is past",
        "open": "Confirm or change how the plan is read",
        "read": "{title}. {open} Read here: {reading}",
        "note": "The list is made from the figures and the plan: rows that are behind, rows "
        "without data whose deadline is past, and rows with figures of which the plan leaves "
        "something open. What ought to be done it does not say.",
    },
}


def decide_table(judged: pd.DataFrame, edition: int | None, language: Language) -> PageTable:
    """Return the matters that the state of the plan puts before those who decide.

    `judged` as `plan_statuses` returns: what is behind, what is late and unanswered (a line for
    each owner), and what the plan leaves open of a row that has figures.
    """
    texts = _TEXTS[language]
    cells = [
        *_behind(judged, language),
        *_late(judged, edition, language),
        *_open(judged, language),
    ]
    if not cells:
        return PageTable(texts["none"], pd.DataFrame())
    frame = pd.DataFrame(cells, columns=[texts["what"], texts["about"], texts["whom"]])
    return PageTable(texts["caption"].format(count=len(cells)), frame, (texts["note"],))


def _behind(judged: pd.DataFrame, language: Language) -> list[tuple[str, str, str]]:
    rows = [register().plan[row] for row in judged.loc[judged["status"] == "behind", "row"]]
    what = _TEXTS[language]["behind"]
    return [(what, _titled(row, language), who(row, language)) for row in rows]


def _late(
    judged: pd.DataFrame, edition: int | None, language: Language
) -> list[tuple[str, str, str]]:
    late: dict[str, list[PlanRow]] = {}
    for row in owed(judged):
        if is_late(row, edition):
            late.setdefault(who(row, language), []).append(row)
    what = _TEXTS[language]["late"]
    most_first = sorted(late.items(), key=lambda one: -len(one[1]))
    return [(what, by_due(rows, language), owner) for owner, rows in most_first]


def _open(judged: pd.DataFrame, language: Language) -> list[tuple[str, str, str]]:
    told = judged.loc[judged["status"] != "no_data", "row"]
    rows = [row for row in (register().plan[id_] for id_ in told) if row.open.in_(language)]
    texts = _TEXTS[language]
    return [(texts["open"], _read(row, language), who(row, language)) for row in rows]


def _read(row: PlanRow, language: Language) -> str:
    return _TEXTS[language]["read"].format(
        title=_titled(row, language),
        open=row.open.in_(language),
        reading=row.reading.in_(language),
    )


def _titled(row: PlanRow, language: Language) -> str:
    return f"{row.id} {row.title.in_(language)}"
