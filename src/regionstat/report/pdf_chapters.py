"""Executed pages → the chapters of the report on paper, in the order of the page on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from regionstat.register.entries import Language
from regionstat.report.bind import titled
from regionstat.report.blocks import blocks_of, page_blocks, placed_blocks
from regionstat.report.fragments import questions
from regionstat.report.kinds import BENCHMARK, Shape, shape_of
from regionstat.report.pdf import Chapter
from regionstat.report.plan import Page, ground, in_order
from regionstat.report.run import Notebook


def chapters(
    pages: tuple[Page, ...],
    notebooks: Mapping[str, Notebook],
    language: Language,
    kind: str = BENCHMARK,
) -> list[Chapter]:
    """Return the chapters that the executed `pages` of a report of `kind` make.

    Raises `BadFile` as `page_blocks`.
    """
    shape, part = shape_of(kind), ground(language)
    found = [
        chapter for one in pages for chapter in _chapters(shape, one, notebooks[one.name], language)
    ]
    last = {
        tag: Chapter(
            titled(tag, "", language, part).title, placed_blocks(notebooks[page], tag), part
        )
        for tag, page in shape.chapters.items()
    }
    return [one for one in in_order(shape, found, last) if one.blocks]


def _chapters(shape: Shape, page: Page, notebook: Notebook, language: Language) -> list[Chapter]:
    """Return a page as the chapters it makes: one, or one for each of its questions."""
    if shape.asks:
        found = questions(notebook, language)
        return [Chapter(title, blocks_of(cells), page.part) for title, cells in found]
    # The cover has room for one sentence of the verdict: the rest opens the chapter of the goal.
    lead = placed_blocks(notebook, "lead") if page.name == shape.front else ()
    return [Chapter(page.title, (*lead, *page_blocks(notebook, language)), page.part)]
