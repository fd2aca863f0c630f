"""What a row of the plan asks, of whom, and by when, in words."""

from __future__ import annotations

from regionstat.page.names import listed
from regionstat.register.entries import Language, PlanRow

_REPEATS = {
    "nb": {"yearly": "hvert år", "monthly": "hver måned", "ongoing": "løpende"},
    "en": {"yearly": "each year", "monthly": "each month", "ongoing": "ongoing"},
}
_NOBODY = {"nb": "ingen nevnt", "en": "nobody named"}
_ASKED = {
    "nb": {"target": "mål: {target}", "due": "frist {due}"},
    "en": {"target": "target: {target}", "due": "due {due}"},
}
# What is this many years older than the edition is said to be so.
OLD = 4
_OLD = {
    "nb": "; {age} år eldre enn utgaven",
    "en": "; {age} years older than the edition",
}
_OPEN = {"nb": "ikke oppgitt", "en": "not given"}


def who(row: PlanRow, language: Language) -> str:
    """Return the bodies that are responsible for `row`."""
    bodies = (body.name.in_(language) for body in row.responsible)
    return listed(bodies, language) or nobody(language)


def nobody(language: Language) -> str:
    """Return what is said where the plan names nobody."""
    return _NOBODY[language]


def due(row: PlanRow, language: Language) -> str:
    """Return the due year, how often it is asked again, or both."""
    told = [str(row.due)] if row.due else []
    told += [_REPEATS[language][row.repeats]] if row.repeats else []
    return ", ".join(told) or _OPEN[language]


def asked(row: PlanRow, language: Language) -> str:
    """Return what the plan asks of `row`, and by when where its target does not say."""
    words, target = _ASKED[language], row.target.in_(language)
    parts = [words["target"].format(target=target)]
    if row.due and str(row.due) not in target:
        parts.append(words["due"].format(due=row.due))
    return "; ".join(parts)


def old(age: int, language: Language) -> str:
    """Return that what is told is `age` years older than the edition, empty when it is newer."""
    return _OLD[language].format(age=age) if age >= OLD else ""
