"""The follow-up of the plan in words: how many rows stand where, and how many nobody answers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from regionstat.analysis.plan_judged import STATUSES
from regionstat.page.names import listed
from regionstat.page.numbers import number
from regionstat.page.plan_owed import is_late, owed
from regionstat.register.entries import Language

_TEXTS = {
    "nb": {
        "answer": "Av planens {rows} rader {counted}",
        "goal": "Det overordnede målet {stands}: {why}",
        "late": "{late} av de {owed} radene uten tall har en frist som er ute.",
        "none_late": "Ingen av de {owed} radene uten tall har en frist som er ute.",
        "all": "Alle rader har tall.",
    },
    "en": {
        "answer": "Of the plan's {rows} rows, {counted}",
        "goal": "The overarching goal {stands}: {why}",
        "late": "Of the {owed} rows without data {late} have a deadline that is past.",
        "none_late": "None of the {owed} rows without data has a deadline that is past.",
        "all": "All rows have data.",
    },
}
# How one and how several rows stand; the first of them follows the subject.
_COUNTED: Mapping[Language, Mapping[str, tuple[str, str]]] = {
    "nb": {
        "met": ("er {n} nådd", "er {n} nådd"),
        "on_course": ("{n} er i rute", "{n} er i rute"),
        "behind": ("{n} henger etter", "{n} henger etter"),
        "no_data": ("{n} har ingen tall", "{n} har ingen tall"),
    },
    "en": {
        "met": ("{n} is met", "{n} are met"),
        "on_course": ("{n} is on course", "{n} are on course"),
        "behind": ("{n} is behind", "{n} are behind"),
        "no_data": ("{n} has no data", "{n} have no data"),
    },
}
_STANDS: Mapping[Language, Mapping[str, str]] = {
    "nb": {
        "met": "er nådd",
        "on_course": "er i rute",
        "behind": "henger etter",
        "no_data": "har ingen tall",
    },
    "en": {
        "met": "is met",
        "on_course": "is on course",
        "behind": "is behind",
        "no_data": "has no data",
    },
}
_HEADLINE = "O"


def followed_sentences(
    judged: pd.DataFrame, edition: int | None, language: Language
) -> tuple[str, ...]:
    """Return how the plan is followed, the answer first; `judged` as `plan_statuses` returns."""
    told = answer(judged["status"], language)
    return f"{told}.", _headline(judged, language), _silent(judged, edition, language)


def answer(statuses: pd.Series, language: Language) -> str:
    """Return how many rows have each status, as a sentence without its full stop."""
    counts = {status: int((statuses == status).sum()) for status in STATUSES}
    words = _COUNTED[language]
    parts = (words[status][n != 1].format(n=n) for status, n in counts.items())
    counted = listed(parts, language)
    return _TEXTS[language]["answer"].format(rows=len(statuses), counted=counted)


def _headline(judged: pd.DataFrame, language: Language) -> str:
    row = judged.set_index("row").loc[_HEADLINE]
    stands, why = _STANDS[language][str(row["status"])], str(row[f"reason_{language}"])
    return _TEXTS[language]["goal"].format(stands=stands, why=why)


def _silent(judged: pd.DataFrame, edition: int | None, language: Language) -> str:
    texts, rows = _TEXTS[language], owed(judged)
    if not rows:
        return texts["all"]
    late = sum(is_late(row, edition) for row in rows)
    numbers = {"owed": number(len(rows), 0, language), "late": number(late, 0, language)}
    return texts["late" if late else "none_late"].format(**numbers)
