"""The factors of the goal's ratio in words and colours."""

from __future__ import annotations

import math
from collections.abc import Mapping

from regionstat.page.figure import PEER, PROTAGONIST, SECOND
from regionstat.page.numbers import HARD, number
from regionstat.register.entries import Language

# Factors that join others are drawn in the colour of the first of them.
LOOKS = {
    "productivity": PROTAGONIST,
    "commuting": SECOND,
    "employment_rate": "#E3A857",
    "working_age_share": PEER,
    "jobs_per_working_age": SECOND,
    "employed_per_inhabitant": "#E3A857",
    "jobs_per_inhabitant": SECOND,
}
NAMES: dict[Language, dict[str, str]] = {
    "nb": {
        "productivity": "produktivitet",
        "commuting": "pendling",
        "employment_rate": "andel i arbeid",
        "working_age_share": "andel 15–74 år",
        "jobs_per_working_age": "jobber per voksen",
        "employed_per_inhabitant": "i arbeid per innbygger",
        "jobs_per_inhabitant": "jobber per innbygger",
    },
    "en": {
        "productivity": "productivity",
        "commuting": "commuting",
        "employment_rate": "employment rate",
        "working_age_share": "share aged 15–74",
        "jobs_per_working_age": "jobs per adult",
        "employed_per_inhabitant": "employed per inhabitant",
        "jobs_per_inhabitant": "jobs per inhabitant",
    },
}
# What lifts and what lowers a level, and a change of it, as the reason in a sentence.
REASONS: dict[Language, dict[str, tuple[str, str]]] = {
    "nb": {
        "productivity": ("høy produktivitet", "lav produktivitet"),
        "commuting": ("innpendling", "utpendling"),
        "employment_rate": ("at mange er i arbeid", "at få er i arbeid"),
        "working_age_share": ("at mange er 15–74 år", "at få er 15–74 år"),
        "jobs_per_working_age": ("mange jobber", "få jobber"),
        "employed_per_inhabitant": ("at mange er i arbeid", "at få er i arbeid"),
        "jobs_per_inhabitant": ("mange jobber", "få jobber"),
    },
    "en": {
        "productivity": ("high productivity", "low productivity"),
        "commuting": ("in-commuting", "out-commuting"),
        "employment_rate": ("many at work", "few at work"),
        "working_age_share": ("many aged 15–74", "few aged 15–74"),
        "jobs_per_working_age": ("many jobs", "few jobs"),
        "employed_per_inhabitant": ("many at work", "few at work"),
        "jobs_per_inhabitant": ("many jobs", "few jobs"),
    },
}
MOVES: dict[Language, dict[str, tuple[str, str]]] = {
    "nb": {
        "productivity": ("høyere produktivitet", "lavere produktivitet"),
        "commuting": ("mer innpendling", "mer utpendling"),
        "employment_rate": ("flere i arbeid", "færre i arbeid"),
        "working_age_share": ("flere i alderen 15–74 år", "færre i alderen 15–74 år"),
        "jobs_per_working_age": ("flere jobber", "færre jobber"),
        "employed_per_inhabitant": ("flere i arbeid", "færre i arbeid"),
        "jobs_per_inhabitant": ("flere jobber", "færre jobber"),
    },
    "en": {
        "productivity": ("higher productivity", "lower productivity"),
        "commuting": ("more in-commuting", "more out-commuting"),
        "employment_rate": ("more people at work", "fewer people at work"),
        "working_age_share": ("more people aged 15–74", "fewer people aged 15–74"),
        "jobs_per_working_age": ("more jobs", "fewer jobs"),
        "employed_per_inhabitant": ("more people at work", "fewer people at work"),
        "jobs_per_inhabitant": ("more jobs", "fewer jobs"),
    },
}
MEANING: dict[Language, str] = {
    "nb": "Produktivitet: verdiskaping per sysselsatt. Pendling: sysselsatte på arbeidsstedet "
    "per sysselsatt bosatt. Andel i arbeid: sysselsatte bosatte per innbygger 15–74 år. Alt mot "
    "landet, i logaritmer, så delene summerer seg.",
    "en": "Productivity: value added per employed. Commuting: employed at work per employed "
    "resident. Employment rate: employed residents per inhabitant aged 15–74. All against the "
    "nation, in logarithms, so that the parts add up.",
}
BY_CONSTRUCTION: dict[Language, str] = {
    "nb": "Anslaget deler fylkets verdiskaping etter sysselsatte og retter for kjent skjevhet: "
    "regionens egen produktivitet er ikke målt.",
    "en": "The estimate shares the county's value added by employed and corrects for known bias: "
    "the region's own productivity is not measured.",
}


def largest(factors: Mapping[str, float], total: float) -> str:
    """Return the factor that pulls most to the side of `total`; the missing ones (NaN) do not."""
    known = {name: value for name, value in factors.items() if not math.isnan(value)}
    return (max if total >= 0 else min)(known, key=lambda name: known[name])


def surely_largest(
    factors: Mapping[str, float], total: float, off: tuple[float, float]
) -> str | None:
    """Return what `largest` does, None where another factor may pull as much.

    `off` is by how much productivity may be lower and higher, which bears all uncertainty.
    """
    found = largest(factors, total)
    productivity = factors.get("productivity", math.nan)
    ends = ({**factors, "productivity": productivity + end} for end in off)
    return found if all(largest(one, total) == found for one in ends) else None


def reason(words: Mapping[str, tuple[str, str]], factor: str, total: float) -> str:
    """Return why `total` is above zero, or below it, by `factor`."""
    lifts, lowers = words[factor]
    return lifts if total >= 0 else lowers


def percent(log: float, language: Language, *, sign: bool = True) -> str:
    """Return a natural log as per cent with one decimal, as parts that add up are written."""
    return f"{number(100 * log, 1, language, sign=sign)}{HARD}%"
