"""An executed notebook → pieces of HTML: the page, and cells that the report places itself.

Markdown cells are tagged with their language, `nb` or `en`, and a page shows those of its
own. Cells tagged `title`, `hide`, `parameters` or `injected-parameters` are for JupyterLab
only; cells tagged `lead`, `method` or `sources` are taken out of the page and placed by the
report.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from nbconvert import HTMLExporter

from regionstat.register.entries import LANGUAGES, Language
from regionstat.report.run import Notebook

PLACED = ("lead", "method", "sources")
_LAB_ONLY = ("title", "hide", "parameters", "injected-parameters")
# Every notebook numbers its cells from the start, and all of them end up in one page.
_CELL_ID = re.compile(r' id="cell-id=[^"]*"')
_HEADING = re.compile(r"<(/?)h([1-5])\b")


def page(notebook: Notebook, language: Language) -> str:
    """Return the page of an executed notebook as HTML, its headings one level down."""
    body = _html(notebook, cells_of_page(notebook, language))
    return _HEADING.sub(lambda match: f"<{match[1]}h{int(match[2]) + 1}", body)


def placed(notebook: Notebook, tag: str) -> str:
    """Return the output of the cells tagged `tag` as HTML, empty when there is none."""
    cells = cells_placed(notebook, tag)
    return _html(notebook, cells) if cells else ""


def cells_of_page(notebook: Notebook, language: Language) -> list[Any]:
    """Return the cells that make the page of an executed notebook, in order."""
    leave_out = {*_LAB_ONLY, *PLACED, *_other_languages(language)}
    return _with_answer([cell for cell in notebook.cells if not leave_out & _tags(cell)])


def cells_placed(notebook: Notebook, tag: str) -> list[Any]:
    """Return the code cells tagged `tag`."""
    return [cell for cell in notebook.cells if tag in _tags(cell) and cell.cell_type == "code"]


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


def _html(notebook: Notebook, cells: list[Any]) -> str:
    part = deepcopy(notebook)
    part.cells = deepcopy(cells)
    exporter = HTMLExporter(
        template_name="basic",
        exclude_input=True,
        exclude_anchor_links=True,
        exclude_output_prompt=True,
    )
    body, _ = exporter.from_notebook_node(part)
    return _CELL_ID.sub("", body)
