"""How likely, in words and per cent: the same word for the same probability everywhere."""

from __future__ import annotations

from regionstat.page.numbers import HARD, number
from regionstat.register.entries import Language

# From this probability on: the words of verdicts, likeliest first.
_WORDS: dict[Language, tuple[tuple[float, str], ...]] = {
    "nb": (
        (0.95, "Ja"),
        (2 / 3, "Trolig ja"),
        (1 / 3, "Uvisst"),
        (0.05, "Trolig ikke"),
        (0.0, "Nei"),
    ),
    "en": (
        (0.95, "Yes"),
        (2 / 3, "Probably yes"),
        (1 / 3, "Uncertain"),
        (0.05, "Probably not"),
        (0.0, "No"),
    ),
}
_BEYOND = {"nb": ("under", "over"), "en": ("less than", "more than")}


def answer(probability: float, language: Language) -> str:
    """Return the answer that `probability`, 0 to 1, bears: yes from 95 %, no below 5 %."""
    return next(word for least, word in _WORDS[language] if probability >= least)


def chance(probability: float, language: Language) -> str:
    """Return `probability` as whole per cent, never 0 or 100: an estimate is never certain."""
    less, more = _BEYOND[language]
    if probability < 0.01:
        return f"{less} 1{HARD}%"
    if probability > 0.99:
        return f"{more} 99{HARD}%"
    return f"{number(100 * probability, 0, language)}{HARD}%"
