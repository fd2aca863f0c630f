"""Executed pages → the report as one HTML page: cover, contents, sections in the plan's order."""

from __future__ import annotations

from collections.abc import Mapping

from regionstat.register.entries import Language
from regionstat.register.find import find_language
from regionstat.report.bind import Front, Section, bind, framed, titled
from regionstat.report.charts import Chart
from regionstat.report.figures_out import FOLDER
from regionstat.report.font import font_faces
from regionstat.report.fragments import page, placed
from regionstat.report.pdf import Cover
from regionstat.report.plan import CHAPTERS, Page, in_order
from regionstat.report.run import Notebook
from regionstat.report.vector import inlined, letters

Pictures = Mapping[str, Mapping[str, str]]


def as_html(
    cover: Cover,
    pages: tuple[Page, ...],
    notebooks: Mapping[str, Notebook],
    drawn: Mapping[str, Mapping[str, Chart]],
) -> str:
    """Return the report as HTML; `drawn` holds the charts of each page by the id of their cell."""
    asked = pages[0].parameters
    language = find_language(str(asked["language"]))
    pictures = {name: _pictures(found, language) for name, found in drawn.items()}
    front = Front(
        cover.verdict.parts[0], placed(notebooks["goal"], "cover", pictures["goal"]), cover.small
    )
    return bind(
        front,
        _sections(pages, notebooks, pictures, language),
        edition=int(asked["edition"]),
        region=str(asked["region"]),
        language=language,
        faces=font_faces(letters(text for found in pictures.values() for text in found.values())),
    )


def _pictures(found: Mapping[str, Chart], language: Language) -> dict[str, str]:
    return {
        cell: framed(one, inlined(one.svg, one.name, one.alt), FOLDER, language)
        for cell, one in found.items()
    }


def _sections(
    pages: tuple[Page, ...],
    notebooks: Mapping[str, Notebook],
    pictures: Pictures,
    language: Language,
) -> list[Section]:
    found = []
    for one in pages:
        body = page(notebooks[one.name], language, pictures[one.name])
        if one.name == "goal":
            body = placed(notebooks["goal"], "lead", pictures["goal"]) + body
        found.append(Section(one.name, one.title, body, one.part))
    last = {
        tag: titled(tag, placed(notebooks[name], tag, pictures[name]), language, pages[-1].part)
        for tag, name in CHAPTERS.items()
    }
    return in_order(found, last)
