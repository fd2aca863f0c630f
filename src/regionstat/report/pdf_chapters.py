"""Executed pages → the chapters of the report on paper, in the order of the page on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from regionstat.register.entries import Language
from regionstat.report.bind import titled
from regionstat.report.blocks import page_blocks, placed_blocks
from regionstat.report.pdf import Chapter
from regionstat.report.plan import CHAPTERS, Page, in_order
from regionstat.report.run import Notebook


def chapters(
    pages: tuple[Page, ...], notebooks: Mapping[str, Notebook], language: Language
) -> list[Chapter]:
    """Return the chapters that the executed `pages` make; the last page stands before the sources.

    Raises `BadFile` as `page_blocks`.
    """
    part = pages[-1].part
    found = [_chapter(one, notebooks[one.name], language) for one in pages]
    last = {
        tag: Chapter(
            titled(tag, "", language, part).title, placed_blocks(notebooks[page], tag), part
        )
        for tag, page in CHAPTERS.items()
    }
    return [one for one in in_order(found, last) if one.blocks]


def _chapter(page: Page, notebook: Notebook, language: Language) -> Chapter:
    # The cover has room for one sentence of the verdict: the rest opens the chapter of the goal.
    lead = placed_blocks(notebook, "lead") if page.name == "goal" else ()
    return Chapter(page.title, (*lead, *page_blocks(notebook, language)), page.part)
