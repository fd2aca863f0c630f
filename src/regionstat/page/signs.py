"""SSB's signs and our own words for a number, explained where they are shown."""

from __future__ import annotations

import math

import pandas as pd

from regionstat.page.numbers import number
from regionstat.panel.figures import PRELIMINARY
from regionstat.register.entries import Language

_WORDS = {
    "nb": {
        "estimated": "anslag",
        "interpolated": "innskutt",
        "manual": "enkeltverdi",
        "*": "foreløpig",
    },
    "en": {
        "estimated": "estimate",
        "interpolated": "interpolated",
        "manual": "single value",
        "*": "preliminary",
    },
}
_MEANING = {
    "nb": {
        "estimated": "~ anslag.",
        ".": ". tall kan ikke gis.",
        "..": ".. tallgrunnlag mangler.",
        "...": "... tall er ikke offentliggjort ennå.",
        ":": ": vises ikke av hensyn til personvern eller konfidensialitet.",
        "*": "* foreløpig tall.",
    },
    "en": {
        "estimated": "~ estimate.",
        ".": ". no figure can be given.",
        "..": ".. data are lacking.",
        "...": "... not published yet.",
        ":": ": suppressed for confidentiality.",
        "*": "* preliminary.",
    },
}


def status_word(status: str, language: Language) -> str:
    """Return our word for a status, or SSB's sign as it is."""
    return _WORDS[language].get(status, status)


def explain(rows: pd.DataFrame, language: Language) -> list[str]:
    """Return one line for each sign that occurs in `rows`."""
    present = set(rows["status"])
    return [text for sign, text in _MEANING[language].items() if sign in present]


def marked(value: float, low: float, status: str, decimals: int, language: Language) -> str:
    """Return a number with its mark: `~` before an estimate, SSB's star after a preliminary one.

    A missing number (NaN) is its sign; `low` is the end of its interval, NaN without one.
    """
    if math.isnan(value):
        return status
    estimated = status == "estimated" or not math.isnan(low)
    star = status if status == PRELIMINARY else ""
    return f"{'~' if estimated else ''}{number(value, decimals, language)}{star}"
