"""The business plan row by row: what it asks for, of whom, by when, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from regionstat.analysis.plan_judged import STATUSES
from regionstat.errors import unknown
from regionstat.page.figure import Figure
from regionstat.page.html import PageTable, Sentence
from regionstat.page.names import listed
from regionstat.page.numbers import number
from regionstat.page.plan_standing import standing_caption, standing_cells, standing_note
from regionstat.page.plan_status import plan_statuses
from regionstat.page.plan_terms import due, who
from regionstat.page.plan_views import VIEWS, plan_view
from regionstat.register import register
from regionstat.register.entries import Language, PlanRow
from regionstat.register.find import find_language

ONLY = ("all", "unmeasured")
_TEXTS = {
    "nb": {
        "all": "{measured} av planens {rows} rader har tall her",
        "goal": "{measured} av målets {rows} rader har tall her",
        "unmeasured": "{rest} av planens {rows} rader har ingen tall her",
        "asks": "Planen ber om",
        "who": "Ansvarlig",
        "due": "Frist",
        "figures": "Tall",
        "from": "Hvor tall kan komme fra",
        "target": "Mål: {target}",
        "here": "Her: {titles}",
        "kinds": "Uten tall: {counted}.",
        "goals": "Første siffer er målet i planen. {goals}.",
        "reading": "{id} er åpen: {open} Lest her: {reading}",
        "body": "Trondheimsregionen er her samarbeidsorganet med det navnet, ikke området.",
    },
    "en": {
        "all": "{measured} of the plan's {rows} rows have figures here",
        "goal": "{measured} of the goal's {rows} rows have figures here",
        "unmeasured": "{rest} of the plan's {rows} rows have no figures here",
        "asks": "The plan asks for",
        "who": "Responsible",
        "due": "Due",
        "figures": "Figures",
        "from": "Where figures could come from",
        "target": "Target: {target}",
        "here": "Here: {titles}",
        "kinds": "Without figures: {counted}.",
        "goals": "The first digit is the plan's goal. {goals}.",
        "reading": "{id} is open: {open} Read here: {reading}",
        "body": "The Trondheim region is here the body of that name, not the area.",
    },
}
_KINDS = {
    "nb": {
        "statistics": "statistikk",
        "register": "register",
        "survey": "spørreundersøkelse",
        "count": "telling",
        "status": "status",
    },
    "en": {
        "statistics": "statistics",
        "register": "register",
        "survey": "survey",
        "count": "count",
        "status": "status",
    },
}
_NO_SOURCE = {
    "nb": {
        "survey": "spørreundersøkelse som må gjøres",
        "count": "telling som må gjøres",
        "status": "status som må meldes",
    },
    "en": {
        "survey": "a survey to be made",
        "count": "a count to be made",
        "status": "a status to be reported",
    },
}
_COUNTED = {
    "nb": {
        "statistics": ("{n} som finnes i statistikk", "{n} som finnes i statistikk"),
        "register": ("{n} i registre", "{n} i registre"),
        "survey": ("{n} spørreundersøkelse", "{n} spørreundersøkelser"),
        "count": ("{n} telling", "{n} tellinger"),
        "status": ("{n} status", "{n} statuser"),
    },
    "en": {
        "statistics": ("{n} found in statistics", "{n} found in statistics"),
        "register": ("{n} in registers", "{n} in registers"),
        "survey": ("{n} survey", "{n} surveys"),
        "count": ("{n} count", "{n} counts"),
        "status": ("{n} status", "{n} statuses"),
    },
}


def plan(
    panel: pd.DataFrame | None = None,
    *,
    region: str = "trondheimsregionen",
    only: str = "all",
    language: str = "nb",
) -> PageTable | Sentence | Figure:
    """Return what the business plan asks for: a row each, in the plan's order, goal by goal.

    What it asks and the target, who is responsible, by when, and the indicators here or else
    where figures could come from. With a `panel`: where each row stands for `region` by its
    figures, and why (`page/plan_status`). `only` cuts it to `unmeasured`, the rows that nobody
    measures here, to a goal (`O`, `1` to `6`) or, with a panel, to a status (`met`, `on_course`,
    `behind`, `no_data`). The caption counts them; below stand, for whole goals, what the plan
    leaves open and how it is read. With a panel `only` may also be `counts` (a chart by goal and
    status), `changed` (since the edition before), `owed` (who is to answer), `decide` (what to
    decide), or for a municipality `annex` (what it is asked and has reported). Raises `Misuse`
    for an unknown `only`, region or language.
    """
    tongue, rows = find_language(language), list(register().plan.values())
    goals = dict.fromkeys(row.goal.id for row in rows)
    _check(only, (*ONLY, *goals, *((*STATUSES, *VIEWS) if panel is not None else ())))
    if panel is not None and only in VIEWS:
        return plan_view(only, panel, region, tongue)
    judged = None if panel is None else plan_statuses(panel, region=region).set_index("row")
    shown = [row for row in rows if _asked_for(row, only, judged)]
    texts = _TEXTS[tongue]
    if judged is None:
        cells = _cells(shown, tongue, texts["from" if only == "unmeasured" else "figures"])
        caption = _counted_caption(rows, shown, only, tongue)
    else:
        cells = standing_cells(shown, judged, tongue)
        caption = standing_caption(judged.loc[[row.id for row in shown]], region, tongue)
    whole = only not in ("unmeasured", *STATUSES)
    return PageTable(
        caption,
        cells,
        _notes(shown, _unmeasured(shown), tongue, whole=whole, judged=judged is not None),
        tuple(texts["target"].format(target=row.target.in_(tongue)) for row in shown),
    )


def _check(only: str, known: Sequence[str]) -> None:
    if only not in known:
        raise unknown("choice of rows", only, known, where="the rows of the plan")


def _asked_for(row: PlanRow, only: str, judged: pd.DataFrame | None) -> bool:
    if only == "unmeasured":
        return not register().serving(row.id)
    if judged is not None and only in STATUSES:
        return bool(judged.loc[row.id, "status"] == only)
    return only in ("all", row.goal.id)


def _unmeasured(rows: Sequence[PlanRow]) -> list[PlanRow]:
    return [row for row in rows if not register().serving(row.id)]


def _counted_caption(
    rows: Sequence[PlanRow], shown: Sequence[PlanRow], only: str, language: Language
) -> str:
    """Return how many rows are measured here: of the whole plan, or of the goal shown."""
    of = rows if only == "unmeasured" else shown
    rest = len(_unmeasured(of))
    counts = {"rows": len(of), "rest": rest, "measured": len(of) - rest}
    numbers = {name: number(count, 0, language) for name, count in counts.items()}
    return _TEXTS[language][only if only in ONLY else "goal"].format(**numbers)


def _cells(rows: Sequence[PlanRow], language: Language, figures: str) -> pd.DataFrame:
    texts = _TEXTS[language]
    return pd.DataFrame(
        {
            texts["asks"]: [f"{row.id} {row.title.in_(language)}" for row in rows],
            texts["who"]: [who(row, language) for row in rows],
            texts["due"]: [due(row, language) for row in rows],
            figures: [_figures(row, language) for row in rows],
        }
    )


def _figures(row: PlanRow, language: Language) -> str:
    """Return the indicators of the pages that measure `row`, else where figures could come from."""
    found = [register().indicators[id_] for id_ in register().serving(row.id)]
    if found:
        told = [one for one in found if one.page] or found
        titles = ", ".join(one.title.in_(language) for one in told)
        return _TEXTS[language]["here"].format(titles=titles)
    source = row.source.in_(language)
    return f"{_KINDS[language][row.kind]}: {source}" if source else _NO_SOURCE[language][row.kind]


def _notes(
    shown: Sequence[PlanRow],
    rest: Sequence[PlanRow],
    language: Language,
    *,
    whole: bool,
    judged: bool,
) -> tuple[str, ...]:
    texts = _TEXTS[language]
    goals = {row.goal.id: row.goal.name.in_(language) for row in shown}
    named = "; ".join(f"{id_}: {name}" for id_, name in goals.items())
    first = (
        standing_note(language)
        if judged
        else texts["kinds"].format(counted=_counted(rest, language))
        if rest
        else ""
    )
    notes = (first, texts["goals"].format(goals=named) if shown else "", texts["body"])
    readings = _readings(shown, language) if whole else ()
    return tuple(note for note in (*notes, *readings) if note)


def _counted(rows: Sequence[PlanRow], language: Language) -> str:
    """Return how many of `rows` there are of each kind, in words."""
    counts = {kind: sum(row.kind == kind for row in rows) for kind in _COUNTED[language]}
    words = (
        _COUNTED[language][kind][count > 1].format(n=count)
        for kind, count in counts.items()
        if count
    )
    return listed(words, language)


def _readings(rows: Sequence[PlanRow], language: Language) -> list[str]:
    """Return what the plan leaves open in `rows`, each with the reading chosen here."""
    pattern = _TEXTS[language]["reading"]
    return [
        pattern.format(id=row.id, open=row.open.in_(language), reading=row.reading.in_(language))
        for row in rows
        if row.open.in_(language)
    ]
