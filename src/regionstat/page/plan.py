"""The business plan row by row: what it asks for, of whom, by when, and whether it is measured."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from regionstat.errors import unknown
from regionstat.page.html import PageTable
from regionstat.page.names import listed
from regionstat.page.numbers import number
from regionstat.register import register
from regionstat.register.entries import Language, Named, PlanRow
from regionstat.register.find import find_language

ONLY = ("all", "unmeasured")
_TEXTS = {
    "nb": {
        "all": "{measured} av planens {rows} rader har tall her",
        "unmeasured": "{rest} av planens {rows} rader har ingen tall her",
        "asks": "Planen ber om",
        "who": "Ansvarlig",
        "due": "Frist",
        "figures": "Tall",
        "from": "Hvor tall kan komme fra",
        "target": "Mål: {target}",
        "here": "Her: {titles}",
        "nobody": "ingen nevnt",
        "open": "ikke oppgitt",
        "kinds": "Uten tall: {counted}.",
        "goals": "Første siffer er målet i planen. {goals}.",
        "reading": "{id} er åpen: {open} Lest her: {reading}",
        "body": "Trondheimsregionen er her samarbeidsorganet med det navnet, ikke området.",
    },
    "en": {
        "all": "{measured} of the plan's {rows} rows have figures here",
        "unmeasured": "{rest} of the plan's {rows} rows have no figures here",
        "asks": "The plan asks for",
        "who": "Responsible",
        "due": "Due",
        "figures": "Figures",
        "from": "Where figures could come from",
        "target": "Target: {target}",
        "here": "Here: {titles}",
        "nobody": "nobody named",
        "open": "not given",
        "kinds": "Without figures: {counted}.",
        "goals": "The first digit is the plan's goal. {goals}.",
        "reading": "{id} is open: {open} Read here: {reading}",
        "body": "The Trondheim region is here the body of that name, not the area.",
    },
}
_REPEATS = {
    "nb": {"yearly": "hvert år", "monthly": "hver måned", "ongoing": "løpende"},
    "en": {"yearly": "each year", "monthly": "each month", "ongoing": "ongoing"},
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


def plan(*, only: str = "all", language: str = "nb") -> PageTable:
    """Return what the business plan asks for: a row each, in the plan's order, goal by goal.

    What it asks and the target, who is responsible, by when, and the indicators here or else
    where figures could come from; with `only="unmeasured"` the rows that nobody measures here.
    The caption counts them; below stand, for all rows, what the plan leaves open and how it is
    read. Raises `Misuse` for an unknown `only` or language.
    """
    if only not in ONLY:
        raise unknown("choice of rows", only, ONLY, where="the rows of the plan")
    tongue = find_language(language)
    rows = list(register().plan.values())
    rest = [row for row in rows if not register().serving(row.id)]
    shown, texts = rows if only == "all" else rest, _TEXTS[tongue]
    counts = {"rows": len(rows), "rest": len(rest), "measured": len(rows) - len(rest)}
    numbers = {name: number(count, 0, tongue) for name, count in counts.items()}
    return PageTable(
        texts[only].format(**numbers),
        _cells(shown, tongue, texts["figures" if only == "all" else "from"]),
        _notes(shown, rest, tongue),
        tuple(texts["target"].format(target=row.target.in_(tongue)) for row in shown),
    )


def _cells(rows: Sequence[PlanRow], language: Language, figures: str) -> pd.DataFrame:
    texts = _TEXTS[language]
    return pd.DataFrame(
        {
            texts["asks"]: [f"{row.id} {row.title.in_(language)}" for row in rows],
            texts["who"]: [_named(row.responsible, language) or texts["nobody"] for row in rows],
            texts["due"]: [_due(row, language) for row in rows],
            figures: [_figures(row, language) for row in rows],
        }
    )


def _named(bodies: Sequence[Named], language: Language) -> str:
    return listed((body.name.in_(language) for body in bodies), language)


def _due(row: PlanRow, language: Language) -> str:
    """Return the due year, how often it is asked again, or both."""
    told = [str(row.due)] if row.due else []
    told += [_REPEATS[language][row.repeats]] if row.repeats else []
    return ", ".join(told) or _TEXTS[language]["open"]


def _figures(row: PlanRow, language: Language) -> str:
    """Return the indicators of the pages that measure `row`, else where figures could come from."""
    found = [register().indicators[id_] for id_ in register().serving(row.id)]
    if found:
        titles = ", ".join(one.title.in_(language) for one in found if one.page)
        return _TEXTS[language]["here"].format(titles=titles)
    source = row.source.in_(language)
    return f"{_KINDS[language][row.kind]}: {source}" if source else _NO_SOURCE[language][row.kind]


def _notes(
    shown: Sequence[PlanRow], rest: Sequence[PlanRow], language: Language
) -> tuple[str, ...]:
    texts = _TEXTS[language]
    goals = {row.goal.id: row.goal.name.in_(language) for row in shown}
    named = "; ".join(f"{id_}: {name}" for id_, name in goals.items())
    notes = (
        texts["kinds"].format(counted=_counted(rest, language)),
        texts["goals"].format(goals=named),
        texts["body"],
    )
    return notes if len(shown) == len(rest) else (*notes, *_readings(shown, language))


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
