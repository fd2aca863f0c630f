"""Closed series: which table is told to replace this one."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CLOSED = re.compile(r"closed (?:time )?series|avslutt(?:a|et|ede)\s+(?:tids)?serier?", re.I)
_BY = r"[^.]{0,60}?\b(?:by|av|med)\b"
_REPLACED = re.compile(
    rf"\b(?:replaced|superseded|succeeded|continued|erstatt(?:es|et|as|a|ast)){_BY}"
    r"[^.]{0,120}?\b(\d{5})\b",
    re.I,
)


def says_closed(label: str) -> bool:
    """Whether a table's title says that the series is closed, in Norwegian or English."""
    return bool(_CLOSED.search(label))


def successor_in(texts: Iterable[str], *, table: str) -> str | None:
    """Return the table id that `texts` say replaces `table`, or None.

    Reads "replaced by ... 14700" and "erstattes av ... 14700"; a table id has five digits.
    """
    found = (match[1] for text in texts for match in _REPLACED.finditer(text))
    return next((other for other in found if other != table), None)
