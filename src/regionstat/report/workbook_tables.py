"""Tables of words as sheets of the workbook: what the plan asks, and what is reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from regionstat.report.blocks import Cell, Table
from regionstat.report.pdf import Chapter
from regionstat.report.workbook_style import Look, heads, told

_NARROW, _WIDE = 12, 70

Titled = tuple[str, Table]


def tables_of(chapters: Iterable[Chapter]) -> list[Titled]:
    """Return the tables of words in `chapters`, each with the title of its chapter.

    A table that holds figures as they are printed is none of them: the sheets of the indicators
    have these as numbers.
    """
    return [
        (chapter.title, block)
        for chapter in chapters
        for block in chapter.blocks
        if isinstance(block, Table) and block.rows and _is_of_words(block)
    ]


def _is_of_words(table: Table) -> bool:
    columns = [[row[place] for row in table.rows] for place in range(1, len(table.heads))]
    return all(_is_words(cells) or all(map(_is_count, cells)) for cells in columns)


def _is_words(cells: Sequence[Cell]) -> bool:
    """Say whether a column is of words: texts, one of which begins with a letter."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    return len(texts) == len(cells) and any(text[:1].isalpha() for text in texts)


def _is_count(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.isascii() and cell.isdigit()


def write_table(sheet: Any, styles: Look, table: Table) -> None:
    """Write `table` with heads that stay and a filter; what is counted as a number."""
    rows = [_with_small(table, place) for place in range(len(table.rows))]
    columns = [[row[place] for row in rows] for place in range(len(table.heads))]
    widths = [
        min(_WIDE, max(_NARROW, *map(len, (head, *cells))))
        for head, cells in zip(table.heads, columns, strict=True)
    ]
    heads(sheet, styles, table.heads, widths)
    for place, row in enumerate(rows, 1):
        told(sheet, place, row, widths, styles.text)
        for column, text in enumerate(row[1:], 1):
            if _is_count(text):
                sheet.write_number(place, column, int(text), styles.number(0))
    sheet.autofilter(0, 0, len(rows), len(table.heads) - 1)
    for place, note in enumerate((table.caption, *table.notes), len(rows) + 2):
        sheet.write_string(place, 0, note, styles.quiet)


def _with_small(table: Table, place: int) -> list[str]:
    """Return the texts of a row, what stands in small letters below its head in brackets."""
    first, *others = (cell if isinstance(cell, str) else cell.alt for cell in table.rows[place])
    small = table.under[place] if table.under else ""
    return [f"{first} ({small})" if small else first, *others]
