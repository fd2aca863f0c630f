"""A StatBank workbook → rows of cells: values only, no formulas, no bombs."""

from __future__ import annotations

import io
import math
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from regionstat.tables.figures import plain
from regionstat.tables.printed import Exact, Grid, Place, Refusal, Row

# The largest answer StatBank gives, 800,000 cells, is some 60 MB unpacked.
MAX_UNPACKED = 200_000_000
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
MAX_CELLS = 5_000_000
_BOOK = "the workbook"
_AGAIN = "Save the table again as XLSX"
_VALUES = "Copy the sheet, paste it as values, and save it again"


def read_sheet(data: bytes) -> Grid:
    """Return the rows of the one sheet of `data`, an XLSX workbook.

    Raises Refusal when it is no whole workbook, unpacks to more than 200 MB, has several
    sheets with cells, or a cell holds a formula, a date, an error or an endless number.
    """
    _check_archive(data)
    try:
        with warnings.catch_warnings():
            # A workbook of another program's making often has parts that openpyxl warns of.
            warnings.simplefilter("ignore")
            return _read(data)
    except Refusal:
        raise
    except Exception as error:
        # openpyxl raises whatever its parsers raise on a damaged part.
        found = f"it is no whole XLSX workbook ({type(error).__name__})"
        raise Refusal(found, _BOOK, _AGAIN) from error


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Refusal(f"it is no whole XLSX workbook ({error})", _BOOK, _AGAIN) from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Refusal("it is an archive but no XLSX workbook", _BOOK, _AGAIN)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        found = f"it unpacks to {unpacked:,} bytes; {MAX_UNPACKED:,} are the most"
        raise Refusal(found, _BOOK, "Save fewer categories, or the table as CSV")


def _read(data: bytes) -> Grid:
    # Only here, so that nobody waits for it who reads no workbook.
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    # Formulas are read as such, not as the numbers some program left beside them.
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    filled = [rows for sheet in book.worksheets if (rows := list(_rows(sheet)))]
    if len(filled) != 1:
        found = f"{len(filled)} of its sheets hold cells"
        raise Refusal(found, _BOOK, "Keep the sheet with the table alone")
    return Grid("XLSX", filled[0], _where, ragged=True)


def _rows(sheet: Any) -> Iterator[Row]:
    """Yield the rows down to the last that has a cell, blank ones between them too."""
    # What a sheet says of its own size may be false, and rows would be lost.
    sheet.reset_dimensions()
    blank: list[Row] = []
    cells = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = tuple(_text(cell, number, place) for place, cell in enumerate(row, start=1))
        cells += len(texts)
        if cells > MAX_CELLS or number > MAX_ROWS:
            raise Refusal("it has too many cells", _where((number, 1)), "Save fewer categories")
        if any(texts):
            yield from blank
            blank = []
            yield Row(number, texts)
        elif len(blank) < 100:
            blank.append(Row(number, ()))


def _text(cell: Any, row: int, column: int) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str) and cell.data_type == "s":
        return " ".join(value.split())
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return _number(value, row, column)
    what = {"f": "a formula", "e": f"the error {value}", "d": "a date", "b": "true or false"}
    found = f"it holds {what.get(cell.data_type, type(value).__name__)}"
    raise Refusal(found, _where((row, column)), _VALUES)


def _number(value: int | float, row: int, column: int) -> Exact:
    if abs(value) >= 1e15:
        raise Refusal(f"{value!r} is no figure", _where((row, column)), _VALUES)
    return plain(value)


def _where(place: Place) -> str:
    row, column = place
    return f"cell {_letters(column)}{row}" if column else f"row {row}"


def _letters(column: int) -> str:
    before, last = divmod(column - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)
