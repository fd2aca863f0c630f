"""The value expressions of PxWebApi v2: a code, `*`, `?`, top, bottom, from, to, range."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

_WORDS = ("top(", "bottom(", "from(", "to(", "range(")
_COUNT = re.compile(r"(top|bottom)\(([1-9]\d*)(?:,(\d+))?\)", re.IGNORECASE)
_SPAN = re.compile(r"(from|to)\(([^,]+)\)", re.IGNORECASE)
_RANGE = re.compile(r"(range)\(([^,]+),([^,]+)\)", re.IGNORECASE)


class Unknown(ValueError):
    """A code that the variable does not have."""


class Illegal(ValueError):
    """Something that is no expression."""


def expand(expressions: Sequence[str], codes: Sequence[str], *, time: bool) -> list[int]:
    """Return the places of the codes that the expressions select together, in the table's order.

    `time` tells top and bottom to count from the newest. Raise `Unknown` or `Illegal`.
    """
    # Of two codes that differ in case only the first is found.
    places = {code.lower(): place for place, code in reversed(list(enumerate(codes)))}
    found: set[int] = set()
    for expression in expressions:
        found.update(_one(expression, codes, places, time))
    return sorted(found)


def _one(
    expression: str, codes: Sequence[str], places: Mapping[str, int], time: bool
) -> Iterable[int]:
    exact = places.get(expression.lower())
    if exact is not None:
        return (exact,)
    if expression.lower().startswith(_WORDS):
        return _call(expression, places, len(codes), time)
    if "*" in expression:
        return _starred(expression.lower(), codes)
    if "?" in expression:
        pattern = re.compile(re.escape(expression.lower()).replace(r"\?", "."), re.DOTALL)
        return [place for place, code in enumerate(codes) if pattern.fullmatch(code.lower())]
    raise Unknown(expression)


def _call(expression: str, places: Mapping[str, int], size: int, time: bool) -> range:
    if match := _COUNT.fullmatch(expression):
        word, count, offset = match.groups()
        return _ends(word.lower(), int(count), int(offset or 0), size, time)
    if match := _SPAN.fullmatch(expression):
        place = _place(match[2], places)
        return range(place, size) if match[1].lower() == "from" else range(place + 1)
    if match := _RANGE.fullmatch(expression):
        first, last = sorted((_place(match[2], places), _place(match[3], places)))
        return range(first, last + 1)
    raise Illegal(expression)


def _place(code: str, places: Mapping[str, int]) -> int:
    if code.lower() not in places:
        raise Unknown(code)
    return places[code.lower()]


def _ends(word: str, count: int, offset: int, size: int, time: bool) -> range:
    if (word == "top") != time:
        return range(min(offset, size), min(offset + count, size))
    stop = max(size - offset, 0)
    return range(max(stop - count, 0), stop)


def _starred(pattern: str, codes: Sequence[str]) -> list[int]:
    inner = pattern[1:-1] if len(pattern) > 1 else ""
    if "*" in inner or "?" in pattern:
        raise Illegal(pattern)
    text = pattern.strip("*")
    tests: dict[tuple[bool, bool], Callable[[str], bool]] = {
        (True, True): lambda code: text in code,
        (True, False): lambda code: code.endswith(text),
        (False, True): lambda code: code.startswith(text),
    }
    test = tests[pattern.startswith("*"), pattern.endswith("*")]
    return [place for place, code in enumerate(codes) if test(code.lower())]
