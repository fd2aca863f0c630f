"""Bytes → which format they are in, and the text in them; what no reader reads is refused."""

from __future__ import annotations

import re
from typing import Literal

from regionstat.tables.printed import Refusal

Form = Literal["JSON-stat", "XLSX", "PX", "CSV"]
START = "its first bytes"
_AGAIN = "Save the table again as CSV, XLSX, PX or JSON-stat"
_BLANK = b" \r\n\t"
_MARKUP = b"<"
# What people save by mistake, told by the first bytes.
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "a workbook in the old XLS format",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "compressed by gzip",
    b"%PDF": "a PDF",
    _MARKUP: "a web page or XML, not a table",
    b"[": "JSON but no JSON-stat",
}
_PX = re.compile(rb'[A-Z][A-Z0-9-]{2,}(\[[a-z-]+\])?(\("[^"\n]*"\))?\s*=\s*["A-Z0-9]')
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def form_of(data: bytes) -> Form:
    """Return the format of `data`; raises Refusal when it is one that nobody here reads."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip(_BLANK)
    if start.startswith(b"{"):
        return "JSON-stat"
    if data.startswith(b"PK"):
        return "XLSX"
    for magic, what in _OTHERS.items():
        if (start if magic == _MARKUP else data).startswith(magic):
            raise Refusal(f"it is {what}", START, _AGAIN)
    return "PX" if _PX.match(start) else "CSV"


def text_of(data: bytes) -> str:
    """Return the text of `data`: UTF-16 by its mark, UTF-8 with or without one, or Latin-1.

    Latin-1 is read as Windows-1252, which has the same letters. Raises Refusal when none of
    them fits or a control character shows that it is no text.
    """
    text = _decoded(data)
    if bad := _CONTROL.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise Refusal(f"it holds the byte {ord(bad[0])}, so it is no text", f"line {line}", _AGAIN)
    return text


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decode(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode(data, "cp1252")


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        todo = "Save it again as UTF-8 or ISO-8859-1"
        raise Refusal("its encoding is not recognised", f"line {line}", todo) from error
