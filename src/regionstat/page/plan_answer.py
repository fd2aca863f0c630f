"""The follow-up of the plan in words: how many rows stand where, and how many nobody answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from regionstat.analysis.plan_judged import STATUSES
from regionstat.page.names import listed
from regionstat.page.numbers import number
from regionstat.page.plan_owed import is_late, owed
from regionstat.page.plan_reasons import status_name
from regionstat.register.entries import Language

_TEXTS: Mapping[Language, Mapping[str, Any]] = {
    "nb": {
        "answer": "Av planens {rows} rader {counted}",
        "met": ("er {n} nådd", "er {n} nådd"),
        "on_course": ("{n} er i rute", "{n} er i rute"),
        "behind": ("{n} henger etter", "{n} henger etter"),
        "no_data": ("{n} har ingen tall", "{n} har ingen tall"),
        "headline": "Det overordnede målet er {status}: {why}",
        "headline_none": "Det overordnede målet har ingen tall: {why}",
        "late": "{late} av de {owed} radene uten tall har en frist som er ute.",
        "none_late": "Ingen av de {owed} radene uten tall har en frist som er ute.",
        "all": "Alle rader har tall.",
    },
    "en": {
        "answer": "Of the plan's {rows} rows, {counted}",
        "met": ("{n} is met", "{n} are met"),
        "on_course": ("{n} is on course", "{n} are on course"),
        "behind": ("{n} is behind", "{n} are behind"),
        "no_data": ("{n} has no data", "{n} have no data"),
        "headline": "The overarching goal is {status}: {why}",
        "headline_none": "The overarching goal has no data: {why}",
        "late": "Of the {owed} rows without data {late} have a deadline that is past.",
        "none_late": "None of the {owed} rows without data has a deadline that is past.",
        "all": "All rows have data.",
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
    texts = _TEXTS[language]
    counts = {status: int((statuses == status).sum()) for status in STATUSES}
    parts = (texts[status][n != 1].format(n=n) for status, n in counts.items())
    return str(texts["answer"].format(rows=len(statuses), counted=listed(parts, language)))


def _headline(judged: pd.DataFrame, language: Language) -> str:
    row = judged.set_index("row").loc[_HEADLINE]
    why = str(row[f"reason_{language}"])
    if row["status"] == "no_data":
        return _TEXTS[language]["headline_none"].format(why=why)
    status = status_name(row["status"], language)
    return _TEXTS[language]["headline"].format(status=status, why=why)


def _silent(judged: pd.DataFrame, edition: int | None, language: Language) -> str:
    texts, rows = _TEXTS[language], owed(judged)
    if not rows:
        return texts["all"]
    late = sum(is_late(row, edition) for row in rows)
    numbers = {"owed": number(len(rows), 0, language), "late": number(late, 0, language)}
    return texts["late" if late else "none_late"].format(**numbers)
