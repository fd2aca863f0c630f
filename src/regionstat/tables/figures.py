"""A printed value → number or sign: thousands blanks, one decimal mark a file, no guesses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from regionstat.tables.printed import Cell, Exact, Place, Refusal

# The blank, and the blanks that do not break a line.
_GAP = "[ \xa0\u2009\u202f]"
_NUMBER = re.compile(rf"([-−]?)(\d{{1,3}}(?:{_GAP}\d{{3}})+|\d+)(?:([.,])(\d+))?{_GAP}?(\*?)")
_SIGN = re.compile(r"\.{1,7}|[:*–-]")
# More digits than a float64 holds exactly are no figure.
MAX_DIGITS = 20
_PLAIN = "Save it with one decimal mark and without thousands separators"


def is_value(text: str) -> bool:
    """Say whether `text` can be a value: a number, a sign, or nothing."""
    return not text or bool(_NUMBER.fullmatch(text) or _SIGN.fullmatch(text))


def settle_marks(values: Iterable[tuple[str, Place]], where: Callable[[Place], str]) -> None:
    """Make sure that the marks in printed `values` are decimal marks and all the same.

    A number such as 1.234, whose mark could also separate thousands, is let through only when
    another number of the file settles what the mark is. Raises Refusal naming the cell.
    """
    first, settled, doubtful = "", False, None
    for text, place in values:
        if text.isdigit() or isinstance(text, Exact):
            continue
        found = _NUMBER.fullmatch(text)
        if found is None or not found[3]:
            continue
        first = first or found[3]
        if found[3] != first:
            said = f"{text!r} has another decimal mark than the values before it"
            raise Refusal(said, where(place), _PLAIN)
        doubt = _could_be_thousands(found)
        settled = settled or not doubt
        doubtful = doubtful or ((text, place) if doubt else None)
    if doubtful and not settled:
        said = f"the mark in {doubtful[0]!r} could separate thousands or decimals"
        raise Refusal(said, where(doubtful[1]), _PLAIN)


def _could_be_thousands(found: re.Match[str]) -> bool:
    whole = found[2]
    return len(found[4]) == 3 and len(whole) <= 3 and not whole.startswith("0")


def read_figure(text: str) -> Cell | None:
    """Return the value in `text`, whose decimal mark `settle_marks` has let through.

    A sign leaves the number empty and is kept as written: `-` (nil) is no zero here. None when
    `text` is neither number nor sign.
    """
    if not text:
        return Cell("", "")
    if isinstance(text, Exact):
        return Cell(str(text), "")
    found = _NUMBER.fullmatch(text)
    if found and len(found[2]) <= MAX_DIGITS and len(found[4] or "") <= MAX_DIGITS:
        whole = re.sub(_GAP, "", found[2]).lstrip("0") or "0"
        sign = "-" if found[1] else ""
        return Cell(f"{sign}{whole}{'.' + found[4] if found[4] else ''}", found[5])
    return Cell("", text.replace("–", "-")) if _SIGN.fullmatch(text) else None


def no_figure(text: str, where: str) -> Refusal:
    """Return (not raise) the refusal of `text`, which is neither number nor sign."""
    return Refusal(f"the value {text[:40]!r} is not a number", where, _PLAIN)


def plain(number: int | float) -> Exact:
    """Return `number` without exponent: 5.0 is 5, 1e-05 is 0.00001."""
    exact = Decimal(repr(number))
    return Exact(format(exact.to_integral_value() if exact == int(exact) else exact, "f"))
