"""Which pages a report has, from which notebooks, with which parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from regionstat.errors import BadFile, unknown
from regionstat.register import Indicator, register
from regionstat.register.entries import Language, Named
from regionstat.register.find import find_language
from regionstat.report.outputs import safe_name

KINDS = ("benchmark",)
GOAL, INDICATOR, REGION = "10_goal.ipynb", "20_indicator.ipynb", "30_region.ipynb"
METHODS, PLAN = "40_methods.ipynb", "50_plan.ipynb"
OVERARCHING = "O"
_TEXTS = {
    "nb": {
        REGION: "Alle indikatorer",
        GOAL: "Målet: andel av verdiskapingen",
        METHODS: "Kan vi stole på tallene?",
        PLAN: "Det ingen måler",
        "overview": "Oversikt",
        "overarching": "Det overordnede målet",
        "goal": "Mål {id}: {name}",
        "ground": "Grunnlaget",
    },
    "en": {
        REGION: "All indicators",
        GOAL: "The goal: share of value added",
        METHODS: "Can the figures be trusted?",
        PLAN: "What nobody measures",
        "overview": "Overview",
        "overarching": "The overarching goal",
        "goal": "Goal {id}: {name}",
        "ground": "What it rests on",
    },
}

# What a notebook says that is placed in a chapter of its own: the tag of its cells, its page.
CHAPTERS = {"method": "region", "revisions": "methods", "sources": "region"}
Part = TypeVar("Part")


@dataclass(frozen=True)
class Page:
    """One page to be made: its name, title, notebook, parameters, and the part it belongs to."""

    name: str
    title: str
    notebook: Path
    parameters: Mapping[str, Any]
    part: str


@dataclass(frozen=True)
class Report:
    """One report: a kind, an edition, a region, a language."""

    kind: str
    edition: int
    region: str
    language: str

    @property
    def folder(self) -> str:
        """Its folder under that of all reports."""
        name = safe_name(self.region)
        return f"{self.edition}/{name if self.language == 'nb' else f'{name}.{self.language}'}"

    def pages(self, home: Path) -> tuple[Page, ...]:
        """Return its pages; see `plan_pages`."""
        language = find_language(self.language)
        return plan_pages(
            self.kind, home, edition=self.edition, region=self.region, language=language
        )


def plan_pages(
    kind: str, home: Path, *, edition: int, region: str, language: Language
) -> tuple[Page, ...]:
    """Return the pages of a report of `kind` in their order, the same every year.

    Scorecard, goal, the indicators by the plan's goals, methods, what nobody measures. Raises
    `Misuse` for an unknown kind and `BadFile` when a notebook is absent.
    """
    if kind not in KINDS:
        raise unknown("kind of report", kind, KINDS, where="the kinds of report")
    known = {"edition": edition, "region": region, "language": language}
    texts = _TEXTS[language]

    def one(name: str, notebook: str, part: str) -> Page:
        return Page(name, texts[notebook], _notebook(home, notebook), known, part)

    return (
        one("region", REGION, texts["overview"]),
        one("goal", GOAL, texts["overarching"]),
        *_indicators(_notebook(home, INDICATOR), known, language),
        one("methods", METHODS, texts["ground"]),
        one("plan", PLAN, texts["ground"]),
    )


def _indicators(notebook: Path, known: Mapping[str, Any], language: Language) -> list[Page]:
    """Return a page for each indicator that has one, in the order of the plan's goals."""
    pages = []
    for goal, shown in _by_goal().items():
        part = _part(goal, language)
        for one in shown:
            parameters = {**known, "indicator": one.id}
            pages.append(Page(one.id, one.title.in_(language), notebook, parameters, part))
    return pages


def _by_goal() -> dict[Named, list[Indicator]]:
    rows = register().plan
    found: dict[Named, list[Indicator]] = {row.goal: [] for row in rows.values()}
    for one in register().indicators.values():
        if one.page:
            found[rows[one.goal].goal].append(one)
    return found


def _part(goal: Named, language: Language) -> str:
    if goal.id == OVERARCHING:
        return _TEXTS[language]["overarching"]
    return _TEXTS[language]["goal"].format(id=goal.id, name=goal.name.in_(language))


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


def in_order(pages: Sequence[Part], placed: Mapping[str, Part]) -> list[Part]:
    """Return the parts of a report as they are read: `pages` as planned, `placed` by `CHAPTERS`.

    What nobody measures is the last page, and stands before the sources.
    """
    *before, unmeasured = pages
    return [*before, placed["method"], placed["revisions"], unmeasured, placed["sources"]]
