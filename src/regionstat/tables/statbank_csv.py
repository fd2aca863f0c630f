"""A StatBank CSV → rows of cells: any of its separators, quoted or not, title and notes or none."""

from __future__ import annotations

import csv
import io
from collections import Counter

from regionstat.tables.printed import Grid, Place, Refusal, Row
from regionstat.tables.sniff import text_of

# Ordered: of two that fit equally well the first is taken. A blank separates only quoted texts.
SEPARATORS = ("\t", ";", ",", " ")
SAMPLE_LINES = 200
_AGAIN = "Save the table again as CSV, with texts in quotation marks"


def read_rows(data: bytes) -> Grid:
    """Return the rows of `data`, a CSV in UTF-8, UTF-16 or Latin-1.

    The separator is the one that cuts the most lines into the same number of fields. Raises
    Refusal naming the line when there is none or a quotation mark is left open.
    """
    text = text_of(data)
    separator = _separator(text)
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for fields in reader:
            rows.append(Row(reader.line_num, tuple(field.strip() for field in fields)))
    except csv.Error as error:
        raise Refusal(
            f"it is not whole CSV ({error})", f"line {reader.line_num}", _AGAIN
        ) from error
    if rows and len(rows[-1].cells) > 1 and not text.endswith(("\n", "\r")):
        # A number may have lost its last digits, and nothing else would show it.
        todo = "Save the table again, or end its last line if that is whole"
        raise Refusal(
            "its last line does not end: it may be cut", _where((rows[-1].number, 0)), todo
        )
    return Grid("CSV", rows, _where, ragged=False)


def _where(place: Place) -> str:
    line, column = place
    return f"line {line}, field {column}" if column else f"line {line}"


def _separator(text: str) -> str:
    sample = "\n".join(text.splitlines()[:SAMPLE_LINES])
    candidates = SEPARATORS if '"' in sample else SEPARATORS[:-1]
    fits = {separator: _alike(sample, separator) for separator in candidates}
    best = max(candidates, key=fits.__getitem__)
    if fits[best] < 2:
        found = "no separator cuts its lines into columns"
        raise Refusal(found, "line 1", _AGAIN)
    return best


def _alike(sample: str, separator: str) -> int:
    """Count the lines of the commonest width, 2 fields or more; 0 when quoting breaks."""
    widths: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator, strict=True)
    try:
        for fields in reader:
            widths[len(fields)] += len(fields) > 1
    except csv.Error as error:
        # The sample may end within a quoted text.
        if "unexpected end of data" not in str(error):
            return 0
    return max(widths.values(), default=0)
