"""An executed notebook → pieces of HTML: the page, and cells that the report places itself.

Markdown cells are tagged with their language, `nb` or `en`, and a page shows those of its
own. Cells tagged `title`, `hide`, `parameters` or `injected-parameters` are for JupyterLab
only; cells tagged `cover`, `lead`, `method`, `revisions` or `sources` are taken out of the page
and placed by the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from regionstat.register.entries import LANGUAGES, Language
from regionstat.report.run import Notebook

PLACED = ("cover", "lead", "method", "revisions", "sources")
_LAB_ONLY = ("title", "hide", "parameters", "injected-parameters")
_HEADING = re.compile(r"<(/?)h([1-5])\b")
_QUESTION = re.compile(r"## (.+)(?:\n|$)")


def page(notebook: Notebook, language: Language, pictures: Mapping[str, str]) -> str:
    """Return the page of an executed notebook as HTML, its headings one level down.

    `pictures` holds the HTML of a cell's chart by the id of the cell; other outputs stand as
    they show themselves.
    """
    return cells_html(cells_of_page(notebook, language), pictures)


def placed(notebook: Notebook, tag: str, pictures: Mapping[str, str]) -> str:
    """Return the output of the cells tagged `tag` as HTML, empty when there is none."""
    return cells_html(cells_placed(notebook, tag), pictures)


def cells_of_page(
    notebook: Notebook, language: Language, placed: Iterable[str] = PLACED
) -> list[Any]:
    """Return the cells that make the page of an executed notebook, in order.

    `placed` are the tags of those that the report places elsewhere.
    """
    leave_out = {*_LAB_ONLY, *placed, *_other_languages(language)}
    return _with_answer([cell for cell in notebook.cells if not leave_out & _tags(cell)])


def cells_placed(notebook: Notebook, tag: str) -> list[Any]:
    """Return the code cells tagged `tag`."""
    return [cell for cell in notebook.cells if tag in _tags(cell) and cell.cell_type == "code"]


def questions(notebook: Notebook, language: Language) -> list[tuple[str, list[Any]]]:
    """Return the questions of the page of an executed notebook, each with the cells below it.

    The heading that a question begins with is its title and stands in no cell. The cells tagged
    `lead`, of which the cover has room for one sentence, answer a question of their own.
    """
    found: list[tuple[str, list[Any]]] = []
    elsewhere = [tag for tag in PLACED if tag != "lead"]
    for cell in cells_of_page(notebook, language, elsewhere):
        heading = _QUESTION.match(cell.source) if cell.cell_type == "markdown" else None
        if heading or not found:
            found.append((heading[1].strip() if heading else "", []))
        rest = cell.source[heading.end() :].strip() if heading else cell.source
        if rest:
            found[-1][1].append(NotebookNode({**cell, "source": rest}))
    return found


def _with_answer(cells: list[Any]) -> list[Any]:
    """Leave out a question whose answer the report places elsewhere."""
    kept = []
    for place, cell in enumerate(cells):
        following = cells[place + 1] if place + 1 < len(cells) else None
        question = cell.cell_type == "markdown"
        if not question or (following is not None and following.cell_type == "code"):
            kept.append(cell)
    return kept


def _tags(cell: Any) -> set[str]:
    return set(cell.metadata.get("tags", []))


def _other_languages(language: Language) -> set[str]:
    return {one for one in LANGUAGES if one != language}


def cells_html(cells: Iterable[Any], pictures: Mapping[str, str]) -> str:
    """Return `cells` as HTML; `pictures` as in `page`."""
    return "\n".join(_one(cell, pictures) for cell in cells)


def _one(cell: Any, pictures: Mapping[str, str]) -> str:
    """Return a cell as HTML: what it says, or its outputs, which are all the library's own."""
    if cell.cell_type == "markdown":
        return _HEADING.sub(_sunk, _markdown()(cell.source)).strip()
    if cell["id"] in pictures:
        return pictures[cell["id"]]
    return "\n".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)


def _sunk(match: re.Match[str]) -> str:
    return f"<{match[1]}h{int(match[2]) + 1}"


@cache
def _markdown() -> Any:
    return MarkdownWithMath(IPythonRenderer(escape=True, exclude_anchor_links=True))
