"""Executed pages → the chapters of the report on paper, in the order of the page on the screen."""

from __future__ import annotations

from collections.abc import Mapping

from regionstat.register.entries import Language
from regionstat.report.bind import titled
from regionstat.report.blocks import page_blocks, placed_blocks
from regionstat.report.pdf import Chapter
from regionstat.report.plan import Page
from regionstat.report.run import Notebook

# What stands after the methods, and the page whose notebook says it.
_FROM = {"method": "region", "revisions": "methods", "sources": "region"}


def chapters(
    pages: tuple[Page, ...], notebooks: Mapping[str, Notebook], language: Language
) -> list[Chapter]:
    """Return the chapters that the executed `pages` make; the last page stands before the sources.

    Raises `BadFile` as `page_blocks`.
    """
    *before, unmeasured = (_chapter(one, notebooks[one.name], language) for one in pages)
    method, revisions, sources = (
        Chapter(
            titled(tag, "", language, pages[-1].part).title,
            placed_blocks(notebooks[page], tag),
            pages[-1].part,
        )
        for tag, page in _FROM.items()
    )
    found = [*before, method, revisions, unmeasured, sources]
    return [one for one in found if one.blocks]


def _chapter(page: Page, notebook: Notebook, language: Language) -> Chapter:
    # The cover has room for one sentence of the verdict: the rest opens the chapter of the goal.
    lead = placed_blocks(notebook, "lead") if page.name == "goal" else ()
    return Chapter(page.title, (*lead, *page_blocks(notebook, language)), page.part)
