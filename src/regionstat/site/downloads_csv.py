"""Frames as CSV that no spreadsheet takes for formulas, and back again, equal to the last bit."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator

import pandas as pd

# What a spreadsheet takes for the beginning of a formula, and the mark itself.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
MARK = "'"


def as_csv(frame: pd.DataFrame) -> bytes:
    """Return `frame` as CSV: UTF-8, comma, one header line, decimal points, CRLF.

    Numbers have all their digits and are never quoted; a missing one is empty. A text that a
    spreadsheet could take for a formula, or that begins with an apostrophe, gets one apostrophe
    before it; a reader takes that away. Source: RFC 4180; OWASP, CSV Injection.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(frame)
    writer.writerows(zip(*(_cells(frame[name]) for name in frame), strict=True))
    return out.getvalue().encode()


def read_csv(data: bytes, kinds: dict[str, str]) -> pd.DataFrame:
    """Return the frame that `as_csv` wrote, its columns of the pandas dtypes `kinds`."""
    rows = [*csv.reader(io.StringIO(data.decode(), newline=""))]
    columns = dict(zip(rows[0], zip(*rows[1:], strict=True), strict=True))
    found = {name: _read(columns[name], kind == "str") for name, kind in kinds.items()}
    return pd.DataFrame(found).astype(kinds)


def harmless(text: str) -> str:
    """Return `text` with an apostrophe before what a spreadsheet could take for a formula."""
    return MARK + text if text.startswith(_DANGEROUS) else text


def _cells(column: pd.Series) -> Iterator[str]:
    if pd.api.types.is_bool_dtype(column):
        return map(str, column.astype("int64"))
    if pd.api.types.is_float_dtype(column):
        return map(_number, column.tolist())
    if pd.api.types.is_numeric_dtype(column):
        return ("" if cell is pd.NA else str(cell) for cell in column.tolist())
    return ("" if not isinstance(cell, str) else harmless(cell) for cell in column.tolist())


def _number(value: float) -> str:
    return "" if math.isnan(value) else repr(value).removesuffix(".0")


def _read(cells: tuple[str, ...], is_text: bool) -> list[str] | list[float]:
    if is_text:
        return [cell.removeprefix(MARK) for cell in cells]
    return [float(cell or "nan") for cell in cells]
