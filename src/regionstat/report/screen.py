"""Executed pages → the report as one HTML page: cover, contents, sections in the plan's order."""

from __future__ import annotations

from collections.abc import Mapping

from regionstat.register.entries import Language
from regionstat.register.find import find_language
from regionstat.report.bind import Front, Section, bind, framed, titled
from regionstat.report.charts import Chart
from regionstat.report.figures_out import FOLDER
from regionstat.report.font import font_faces
from regionstat.report.fragments import cells_html, page, placed, questions
from regionstat.report.kinds import BENCHMARK, Shape, shape_of
from regionstat.report.pdf import Cover
from regionstat.report.plan import Page, ground, in_order
from regionstat.report.run import Notebook
from regionstat.report.vector import inlined, letters

Pictures = Mapping[str, Mapping[str, str]]


def as_html(
    cover: Cover,
    pages: tuple[Page, ...],
    notebooks: Mapping[str, Notebook],
    drawn: Mapping[str, Mapping[str, Chart]],
    kind: str = BENCHMARK,
) -> str:
    """Return the report as HTML; `drawn` holds the charts of each page by the id of their cell."""
    asked, shape = pages[0].parameters, shape_of(kind)
    language = find_language(str(asked["language"]))
    pictures = {name: _pictures(found, language) for name, found in drawn.items()}
    front = Front(
        cover.verdict.parts[0],
        placed(notebooks[shape.front], "cover", pictures[shape.front]),
        cover.small,
    )
    return bind(
        front,
        _sections(shape, pages, notebooks, pictures, language),
        edition=int(asked["edition"]),
        region=str(asked["region"]),
        language=language,
        kind=kind,
        faces=font_faces(letters(text for found in pictures.values() for text in found.values())),
    )


def _pictures(found: Mapping[str, Chart], language: Language) -> dict[str, str]:
    return {
        cell: framed(one, inlined(one.svg, one.name, one.alt), FOLDER, language)
        for cell, one in found.items()
    }


def _sections(
    shape: Shape,
    pages: tuple[Page, ...],
    notebooks: Mapping[str, Notebook],
    pictures: Pictures,
    language: Language,
) -> list[Section]:
    found = [
        section
        for one in pages
        for section in _chapters(shape, one, notebooks[one.name], pictures[one.name], language)
    ]
    part = ground(language)
    last = {
        tag: titled(tag, placed(notebooks[name], tag, pictures[name]), language, part)
        for tag, name in shape.chapters.items()
    }
    return in_order(shape, found, last)


def _chapters(
    shape: Shape, one: Page, notebook: Notebook, drawn: Mapping[str, str], language: Language
) -> list[Section]:
    """Return a page as the sections it makes: one, or one for each of its questions."""
    if shape.asks:
        return [
            Section(f"{one.name}-{place}", title, cells_html(cells, drawn), one.part)
            for place, (title, cells) in enumerate(questions(notebook, language), 1)
        ]
    # The cover has room for one sentence of the verdict: the rest opens the chapter of the goal.
    lead = placed(notebook, "lead", drawn) if one.name == shape.front else ""
    return [Section(one.name, one.title, lead + page(notebook, language, drawn), one.part)]
