"""Executed notebooks → what they say, as typed blocks: for every form that is not HTML.

Reads what each object says of itself (`page.html.MIME`), not how it looks in a browser, and
follows the tags of cells as `report.fragments` does.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from regionstat.errors import BadFile
from regionstat.page.html import MIME, Facts, Sentence
from regionstat.register.entries import Language
from regionstat.report.fragments import cells_of_page, cells_placed
from regionstat.report.run import Notebook

_PICTURE = re.compile(r'src="data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)"')
_HEADING = re.compile(r"(#+)\s+(.*)")


@dataclass(frozen=True)
class Heading:
    """A heading of a page: its level, 2 for a question under the title of a page."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Words of the notebook itself."""

    text: str


@dataclass(frozen=True)
class Chart:
    """A finished chart: SVG with title and source drawn in it, and the same in words."""

    title: str
    subtitle: str
    source: str
    alt: str
    svg: str


@dataclass(frozen=True)
class Spark:
    """A small picture that stands in a cell of a table, and what it shows in words."""

    svg: str
    alt: str


Cell = str | Spark


@dataclass(frozen=True)
class Table:
    """A table of texts; the first cell of a row is its head, `under` stands in small below it."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    under: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


Block = Heading | Paragraph | Chart | Table | Sentence | Facts


def page_blocks(notebook: Notebook, language: Language) -> tuple[Block, ...]:
    """Return what the page of an executed notebook says, in order.

    Raises `BadFile` when an output does not say what it is.
    """
    return blocks_of(cells_of_page(notebook, language))


def placed_blocks(notebook: Notebook, tag: str) -> tuple[Block, ...]:
    """Return what the cells tagged `tag` say. Raises `BadFile` as `page_blocks`."""
    return blocks_of(cells_placed(notebook, tag))


def blocks_of(cells: Iterable[Any]) -> tuple[Block, ...]:
    """Return what `cells` of an executed notebook say. Raises `BadFile` as `page_blocks`."""
    return tuple(_read(cells))


@lru_cache(maxsize=128)
def picture_in(text: str) -> str | None:
    """Return the SVG of the chart that the HTML `text` shows, None when it shows none.

    Found once for the page and the paper of a report.
    """
    found = _PICTURE.search(text)
    return base64.b64decode(found[1]).decode() if found else None


def _read(cells: Iterable[Any]) -> Iterator[Block]:
    for cell in cells:
        if cell.cell_type == "markdown":
            yield from _written(cell.source)
        elif cell.cell_type == "code":
            for output in cell.outputs:
                yield _block(output.get("data", {}), cell.source)


def _written(source: str) -> Iterator[Block]:
    for part in re.split(r"\n\s*\n", source.strip()):
        heading = _HEADING.fullmatch(part.strip())
        if heading:
            yield Heading(len(heading[1]), heading[2].strip())
        elif part.strip():
            yield Paragraph(" ".join(part.split()))


def _block(data: Mapping[str, Any], source: str) -> Block:
    told = data.get(MIME)
    if told is None or told.get("kind") not in _KINDS:
        raise BadFile(
            "Read what an output of a notebook says",
            found=f"no data of its own among {sorted(data)}",
            where=f"the cell that begins `{source.strip().partition(chr(10))[0]}`",
            todo="End the cell with a chart, a table or a sentence of regionstat",
        )
    return _KINDS[told["kind"]](told, data)


def _chart(told: Mapping[str, Any], data: Mapping[str, Any]) -> Chart:
    svg = picture_in("".join(data.get("text/html", "")))
    if svg is None:
        raise BadFile(
            "Read the picture of a chart",
            found="no SVG in its HTML",
            where=told["title"],
            todo="Run the notebook again",
        )
    return Chart(told["title"], told["subtitle"], told["source"], told["alt"], svg)


def _table(told: Mapping[str, Any], _: Mapping[str, Any]) -> Table:
    rows = tuple(tuple(_cell(one) for one in row) for row in told["rows"])
    under, notes = tuple(told["under"]), tuple(told["notes"])
    return Table(told["caption"], tuple(told["heads"]), rows, under, notes)


def _cell(told: str | Mapping[str, str]) -> Cell:
    return told if isinstance(told, str) else Spark(told["spark"], told["alt"])


def _sentence(told: Mapping[str, Any], _: Mapping[str, Any]) -> Sentence:
    return Sentence(tuple(told["parts"]))


def _facts(told: Mapping[str, Any], _: Mapping[str, Any]) -> Facts:
    return Facts(told["lead"], tuple((term, text) for term, text in told["pairs"]))


_KINDS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Block]] = {
    "figure": _chart,
    "table": _table,
    "sentence": _sentence,
    "facts": _facts,
}
