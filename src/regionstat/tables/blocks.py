"""The rows of a CSV or sheet → title, heading, body, footnotes, and where the values begin."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from regionstat.tables.figures import is_value
from regionstat.tables.printed import Grid, Refusal, Row
from regionstat.tables.vocabulary import Vocabulary

CUT = "Is it cut short? Save the table again"
_ONE = "Keep one table in the file, with its footnotes below it"
_TITLE = re.compile(r"\d{5}:")
# Below the footnotes a workbook says when the table was renewed, and whom to call about it.
_INFO = re.compile(r"(sist endret|sist oppdatert|latest update|last updated?)\b", re.I)
_DAY = re.compile(r"\b(\d{4})(\d{2})(\d{2}) \d{2}:\d{2}\b")


@dataclass(frozen=True)
class Blocks:
    """The parts of a grid: `stub` columns of categories come first, then columns of values.

    `names` are the printed names of the stub columns, "" where there is none; `tail` is the
    row right below the values when it has but one cell.
    """

    title: str
    heading: tuple[Row, ...]
    body: tuple[Row, ...]
    names: tuple[str, ...]
    width: int
    tail: Row | None
    notes: tuple[str, ...]
    updated: str

    @property
    def stub(self) -> int:
        """How many columns hold categories."""
        return len(self.names)


def find_blocks(grid: Grid, vocabulary: Vocabulary) -> Blocks:
    """Return the parts of `grid`; raises Refusal when it holds no table, or more than one."""
    start = next((i for i, row in enumerate(grid.rows) if _begins(row)), None)
    if start is None:
        raise Refusal("there is no table in it", grid.where((1, 0)), CUT)
    table, below = _until_blank(grid.rows[start:])
    heading = table[: _heading_length(table, vocabulary)]
    body = table[len(heading) :]
    lines = [" ".join(filter(None, row.cells)) for row in grid.rows[:start]]
    tail = next((i for i, row in enumerate(body) if _filled(row) == [0]), len(body))
    below = [*body[tail:], *below]
    width = _check_widths(grid, heading, body[:tail], below)
    return Blocks(
        title=" ".join(filter(None, lines)),
        heading=tuple(heading),
        body=tuple(body[:tail]),
        names=_names(heading, body[:tail], width, vocabulary),
        width=width,
        tail=body[tail] if tail < len(body) else None,
        notes=_notes(below),
        updated=_updated(below),
    )


def _filled(row: Row) -> list[int]:
    return [place for place, cell in enumerate(row.cells) if cell]


def _begins(row: Row) -> bool:
    """Say whether the table begins here: a title stands alone in the first column."""
    return _filled(row) not in ([], [0]) and not _TITLE.match(row.cells[0])


def _until_blank(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    end = next((i for i, row in enumerate(rows) if not any(row.cells)), len(rows))
    return list(rows[:end]), [row for row in rows[end:] if any(row.cells)]


def _heading_length(rows: Sequence[Row], vocabulary: Vocabulary) -> int:
    """Count the rows of the heading: those without a category, and the row of names."""
    above = next((i for i, row in enumerate(rows) if row.cells[0]), len(rows))
    if above == len(rows):
        return above
    first = rows[above]
    if not vocabulary.dimension(first.cells[0]):
        if above:
            return above
        if vocabulary.knows(first.cells[0]) and is_value(first.cells[-1]):
            return 0
    below = (i for i, row in enumerate(rows) if i > above and row.cells[0])
    return next(below, len(rows))


def _check_widths(
    grid: Grid, heading: Sequence[Row], body: Sequence[Row], below: Sequence[Row]
) -> int:
    """Return the number of columns; raises Refusal where a row has more or fewer."""
    if not body:
        row = (heading or below)[-1]
        raise Refusal("no values stand below its heading", grid.where((row.number, 0)), CUT)
    width = max(len(row.cells) for row in (*heading, *body))
    for row in body if not grid.ragged else ():
        if len(row.cells) != width:
            found = f"it has {len(row.cells)} fields where others have {width}"
            raise Refusal(found, grid.where((row.number, 0)), CUT)
    for row in below:
        if len(row.cells) >= width and row.cells[-1] and is_value(row.cells[-1]) and width > 1:
            found = "values stand below the end of the table"
            raise Refusal(found, grid.where((row.number, 0)), _ONE)
    return max(max(_filled(row)) + 1 for row in (*heading, *body))


def _names(
    heading: Sequence[Row], body: Sequence[Row], width: int, vocabulary: Vocabulary
) -> tuple[str, ...]:
    """Return the names of the leading columns that hold no values."""
    names = []
    for place in range(width - 1):
        name = next((cell for row in heading if (cell := cell_at(row, place))), "")
        texts = [cell for row in body if (cell := cell_at(row, place))]
        if name and not vocabulary.dimension(name) and any(map(is_value, texts)):
            break
        names.append(name)
    return tuple(names)


def cell_at(row: Row, place: int) -> str:
    """Return the cell of `row` in column `place`, counted from 0; "" past its end."""
    return row.cells[place] if place < len(row.cells) else ""


def _notes(rows: Sequence[Row]) -> tuple[str, ...]:
    texts = [" ".join(filter(None, row.cells)) for row in rows]
    end = next((i for i, text in enumerate(texts) if _INFO.match(text)), len(texts))
    return tuple(texts[:end])


def _updated(rows: Sequence[Row]) -> str:
    texts = " ".join(cell for row in rows for cell in row.cells)
    return max(("-".join(day) for day in _DAY.findall(texts)), default="")
