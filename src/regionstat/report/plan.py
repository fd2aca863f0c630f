"""Which pages a report has, from which notebooks, with which parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from regionstat.errors import BadFile
from regionstat.register import Indicator, register
from regionstat.register.entries import Language, Named
from regionstat.register.find import find_language
from regionstat.report.kinds import BENCHMARK, FOLLOW_UP, MUNICIPALITY, Shape, check_region
from regionstat.report.outputs import safe_name

GOAL, INDICATOR, REGION = "10_goal.ipynb", "20_indicator.ipynb", "30_region.ipynb"
METHODS, PLAN = "40_methods.ipynb", "50_plan.ipynb"
# The one notebook of a report whose chapters are its questions.
ALONE = {FOLLOW_UP: "60_follow_up.ipynb", MUNICIPALITY: "70_municipality.ipynb"}
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
        FOLLOW_UP: "Oppfølgingen",
        MUNICIPALITY: "Egenvurderingen",
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
        FOLLOW_UP: "The follow-up",
        MUNICIPALITY: "The assessment",
    },
}

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
        """Its folder under that of all reports: the region, then kind and language by points.

        A benchmark in Norwegian bears the name of the region alone; no name of one has a point.
        """
        kind = "" if self.kind == BENCHMARK else f".{self.kind}"
        language = "" if self.language == "nb" else f".{self.language}"
        return f"{self.edition}/{safe_name(self.region)}{kind}{language}"

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

    A benchmark: scorecard, goal, the indicators by the plan's goals, methods, what nobody
    measures; the other kinds have a page. Raises `Misuse` for an unknown kind, and for a region
    of which there is no such report, and `BadFile` when a notebook is absent.
    """
    asked = check_region(kind, region, edition).id
    known = {"edition": edition, "region": asked, "language": language}
    if kind in ALONE:
        name = _TEXTS[language][kind]
        return (Page(kind, name, _notebook(home, ALONE[kind]), known, name),)
    return _benchmark(home, known, language)


def _benchmark(home: Path, known: Mapping[str, Any], language: Language) -> tuple[Page, ...]:
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


def ground(language: Language) -> str:
    """Return the name of the part of a report that its method and its sources stand in."""
    return _TEXTS[language]["ground"]


def in_order(shape: Shape, pages: Sequence[Part], placed: Mapping[str, Part]) -> list[Part]:
    """Return the chapters of a report as they are read: `pages` as planned, `placed` by tag.

    Where the report has a last page, what nobody measures, it stands before the sources.
    """
    before = list(pages) if shape.asks else list(pages[:-1])
    last = [] if shape.asks else [pages[-1]]
    return [*before, placed["method"], placed["revisions"], *last, placed["sources"]]
