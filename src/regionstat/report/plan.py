"""Which pages a report has, from which notebooks, with which parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regionstat.errors import BadFile, unknown
from regionstat.register import register
from regionstat.register.entries import Language

KINDS = ("benchmark",)
GOAL, INDICATOR, REGION = "10_goal.ipynb", "20_indicator.ipynb", "30_region.ipynb"
METHODS = "40_methods.ipynb"
_TITLES = {
    "nb": {
        GOAL: "Målet: andel av verdiskapingen",
        REGION: "Alle indikatorer",
        METHODS: "Kan vi stole på tallene?",
    },
    "en": {
        GOAL: "The goal: share of value added",
        REGION: "All indicators",
        METHODS: "Can the figures be trusted?",
    },
}


@dataclass(frozen=True)
class Page:
    """One page to be made: its name, title, notebook and parameters."""

    name: str
    title: str
    notebook: Path
    parameters: Mapping[str, Any]


def plan_pages(
    kind: str, home: Path, *, edition: int, region: str, language: Language
) -> tuple[Page, ...]:
    """Return the pages of a report of `kind` in their order: scorecard, goal, indicators, methods.

    Raises `Misuse` for an unknown kind and `BadFile` when a notebook is absent.
    """
    if kind not in KINDS:
        raise unknown("kind of report", kind, KINDS, where="the kinds of report")
    known = {"edition": edition, "region": region, "language": language}
    titles = _TITLES[language]
    pages = [
        Page("region", titles[REGION], _notebook(home, REGION), known),
        Page("goal", titles[GOAL], _notebook(home, GOAL), known),
    ]
    for one in register().indicators.values():
        if one.page:
            parameters = {**known, "indicator": one.id}
            notebook = _notebook(home, INDICATOR)
            pages.append(Page(one.id, one.title.in_(language), notebook, parameters))
    pages.append(Page("methods", titles[METHODS], _notebook(home, METHODS), known))
    return tuple(pages)


def _notebook(home: Path, name: str) -> Path:
    path = home / "notebooks" / name
    if not path.is_file():
        raise BadFile(
            f"Find the notebook {name}",
            found="there is no such file",
            where=str(path.parent),
            todo="Restore it from version control",
        )
    return path
