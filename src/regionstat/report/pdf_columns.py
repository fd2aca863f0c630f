"""How a table of texts fits a sheet of paper: letters, columns, turn, and whether it breaks.

Widths are reckoned from the number of signs, a little generously, so that no word is cut and
a table is as large as the sheet lets it be.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from regionstat.report.blocks import Cell, Table

# What A4 leaves between the margins of `report.typ`, in points.
UPRIGHT, TURNED = 481.0, 750.0
_HEIGHTS = {UPRIGHT: 742.0, TURNED: 513.0}
# A table higher than the first part of a sheet may break, as in `report.typ`; one that is reckoned
# lower than the second surely is lower than the first.
_BREAKS, _WHOLE = 0.75, 0.5
# The least height of a row and the most of a line, in parts of the size of the letters.
_LEAST_ROW, _MOST_LINE = 1.1, 1.45
# How much more than its length a text takes when its lines end where words do.
_RAGGED = 1.4
_SIZES = (8.5, 8.0, 7.5)
_WRAPPED, _TURN, _SMALLEST = 7.5, 7.0, 6.2
# Widths of signs in DejaVu Sans, in parts of the size of the letters.
_SIGN, _BOLD, _NARROW, _BROAD = 0.62, 0.70, 0.33, 0.98
_PADDING, _SPARK = 0.9, 6.0
# A longer head is wrapped even where there is room.
_HEAD = 20
# A longer word is hyphenated.
_WORD = 16
# How much of a text's length goes into its width; the rest goes into its height.
_LENGTH = 0.7
# With so many columns of figures there is no room left for the words that name the rows.
_MANY = 7
_THIN = re.compile(r"[\s.,:;|()/’'ijl\-]")
_WIDE = re.compile(r"[mwMW@%]")
_FIGURE = re.compile(r"[~±+−(]*\s*(NOK\s)?[\d–.:*]")


@dataclass(frozen=True)
class Columns:
    """The columns of a table: their widths in points, which stand to the right, the size.

    `breaks` says whether the table may go on over the foot of a sheet; it is None where only
    setting the table will tell.
    """

    widths: tuple[float, ...]
    right: tuple[bool, ...]
    size: float
    turned: bool
    breaks: bool | None


def fitted(table: Table) -> Columns:
    """Return the columns with which `table` fits the sheet in the largest letters that do."""
    columns = [tuple(row[place] for row in table.rows) for place in range(len(table.heads))]
    right = tuple(place > 0 and _is_figures(cells) for place, cells in enumerate(columns))
    least = [_least(head, cells) for head, cells in zip(table.heads, columns, strict=True)]
    heads = (
        max(need, _width(head[:_HEAD], _BOLD) + _PADDING)
        for need, head in zip(least, table.heads, strict=True)
    )
    full = [_full(need, cells) for need, cells in zip(heads, columns, strict=True)]
    size, room = _sheet(sum(least), sum(full), sum(right) >= _MANY)
    widths = _shared(least, full, room / size, size)
    return Columns(widths, right, size, room == TURNED, _breaks(table, widths, size, room))


def _breaks(table: Table, widths: tuple[float, ...], size: float, room: float) -> bool | None:
    """Say whether a table breaks where that is plain from its rows and the length of its texts."""
    if len(table.rows) * size * _LEAST_ROW > _BREAKS * _HEIGHTS[room]:
        return True
    lines = sum(
        max(_lines(cell, width / size) for cell, width in zip(row, widths, strict=True))
        for row in (table.heads, *table.rows)
    )
    lines += sum(_lines(text, widths[0] / size) for text in table.under if text)
    lines += sum(_lines(text, room / size) for text in (table.caption, *table.notes))
    return False if lines * size * _MOST_LINE < _WHOLE * _HEIGHTS[room] else None


def _lines(cell: Cell, width: float) -> int:
    """Return how many lines a cell takes at most, a small picture two."""
    if not isinstance(cell, str):
        return 2
    return math.ceil(_width(cell, _BOLD) * _RAGGED / max(width - _PADDING, 1.0)) or 1


def _sheet(least: float, full: float, many: bool) -> tuple[float, float]:
    """Return the size of the letters and the width of the sheet."""
    for size in _SIZES:
        if full * size <= UPRIGHT:
            return size, UPRIGHT
    if least * _TURN <= UPRIGHT and not many:
        return _WRAPPED, UPRIGHT
    fits = [size for size in (8.0, _WRAPPED, _TURN) if full * size <= TURNED]
    return (fits[0] if fits else _SMALLEST), TURNED


def _shared(least: list[float], full: list[float], room: float, size: float) -> tuple[float, ...]:
    """Share what is left over the least widths: what lacks little gets all of it first.

    The longer a text is, the wider it stands, and the taller too.
    """
    squeeze = min(room / sum(least), 1.0)
    widths = [need * squeeze for need in least]
    lacking = [max(want - need, 0.0) for want, need in zip(full, least, strict=True)]
    spare = max(room - sum(least), 0.0)
    places = sorted(range(len(least)), key=lambda place: lacking[place])
    for done, place in enumerate(places):
        weights = sum(lacking[one] ** _LENGTH for one in places[done:])
        given = min(lacking[place], spare * lacking[place] ** _LENGTH / weights) if weights else 0.0
        widths[place] += given
        spare -= given
    return tuple(round(width * size, 2) for width in widths)


def _least(head: str, cells: tuple[Cell, ...]) -> float:
    """Return the width below which a word would be cut, in parts of the size of the letters."""
    widest = max((_width(word, _BOLD) for word in head.split(" ")), default=0.0)
    for cell in cells:
        words = cell.split(" ") if isinstance(cell, str) else ()
        widest = max(widest, *(_width(_unbroken(word), _SIGN) for word in words), 0.0)
        widest = widest if isinstance(cell, str) else max(widest, _SPARK)
    return widest + _PADDING


def _full(least: float, cells: tuple[Cell, ...]) -> float:
    """Return the width at which no cell is wrapped, for texts of common length."""
    texts = (cell for cell in cells if isinstance(cell, str))
    return max(least, *(_width(text, _SIGN) + _PADDING for text in texts), 0.0)


def _unbroken(word: str) -> str:
    return word if any(sign.isdigit() for sign in word) else word[:_WORD]


def _width(text: str, sign: float) -> float:
    thin, wide = len(_THIN.findall(text)), len(_WIDE.findall(text))
    return thin * _NARROW + wide * _BROAD + (len(text) - thin - wide) * sign


def _is_figures(cells: tuple[Cell, ...]) -> bool:
    texts = [cell for cell in cells if isinstance(cell, str)]
    figures = sum(1 for text in texts if len(text) < 24 and (_FIGURE.match(text) or not text))
    return bool(texts) and figures > len(texts) / 2
