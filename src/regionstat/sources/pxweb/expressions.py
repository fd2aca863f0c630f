"""Selection expressions → codes, with the meaning that the v2 server gives them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

from regionstat.errors import Misuse

_COUNTED = re.compile(r"(top|bottom)\(([1-9]\d*)(?:,(\d+))?\)", re.I)
_BOUNDED = re.compile(r"(from|to)\(([^,]+)\)", re.I)
_RANGE = re.compile(r"range\(([^,]+),([^,)]+)\)", re.I)
_CALL = re.compile(r"(?:top|bottom|from|to|range)\(", re.I)
_FORMS = "CODE, *, abc*, *abc, *abc*, a?c, top(n), bottom(n), from(c), to(c), range(a,b)"


def expand(
    expressions: Sequence[str],
    codes: Sequence[str],
    *,
    is_time: bool,
    variable: str,
    table: str,
) -> tuple[str, ...]:
    """Return the codes that `expressions` select, in the order of `codes`, each once.

    A code is tried first, in any case, then the expression: `*` at the ends, `?` for one
    character, top, bottom, from, to and range with no spaces inside. Of time (`is_time`),
    top takes the newest and bottom the oldest; `codes` are ascending.

    Raises Misuse naming the nearest codes when one selects nothing or is none that the server
    knows. Source: PxTools/PxWebApi, SelectionHandler and its expressions.
    """
    chosen: set[str] = set()
    expansion = _Expansion(codes, is_time, f"variable {variable!r} of StatBank table {table}")
    for expression in expressions:
        chosen.update(expansion.select(expression))
    return tuple(code for code in codes if code in chosen)


class _Expansion:
    """One variable's codes, and what an expression selects of them."""

    def __init__(self, codes: Sequence[str], is_time: bool, where: str) -> None:
        self.codes, self.is_time, self.where = codes, is_time, where
        self.exact = set(codes)
        self.places: dict[str, int] = {}
        for place, code in enumerate(codes):
            self.places.setdefault(code.lower(), place)

    def select(self, expression: str) -> Iterable[str]:
        """Return the codes of one expression."""
        if expression in self.exact:
            return (expression,)
        if expression.lower() in self.places:
            return (self.codes[self.places[expression.lower()]],)
        found = self._expanded(expression)
        if not found:
            raise self._refusal(expression, f"it selects none of the {len(self.codes)} codes")
        return found

    def _expanded(self, expression: str) -> Sequence[str]:
        if "*" in expression:
            return self._starred(expression)
        if "?" in expression:
            letters = "".join("." if c == "?" else re.escape(c) for c in expression)
            fits = re.compile(letters, re.I | re.S).fullmatch
            return [code for code in self.codes if fits(code)]
        if _CALL.match(expression):
            return self._called(expression)
        raise self._unknown(expression, expression)

    def _starred(self, expression: str) -> Sequence[str]:
        inner = expression.strip("*").lower()
        before, after = expression.startswith("*"), expression.endswith("*")
        if "*" in inner or expression.count("*") > before + after:
            raise self._refusal(expression, "`*` may stand at the ends only, once at each")
        fits: Callable[[str], bool]
        if before and after:
            fits = lambda code: inner in code  # noqa: E731
        elif before:
            fits = lambda code: code.endswith(inner)  # noqa: E731
        else:
            fits = lambda code: code.startswith(inner)  # noqa: E731
        return [code for code in self.codes if fits(code.lower())]

    def _called(self, expression: str) -> Sequence[str]:
        if counted := _COUNTED.fullmatch(expression):
            first = (counted[1].lower() == "top") != self.is_time
            return self._counted(first, int(counted[2]), int(counted[3] or 0))
        if bounded := _BOUNDED.fullmatch(expression):
            place = self._place(bounded[2], expression)
            return self.codes[place:] if bounded[1].lower() == "from" else self.codes[: place + 1]
        if ranged := _RANGE.fullmatch(expression):
            ends = sorted(self._place(code, expression) for code in ranged.groups())
            return self.codes[ends[0] : ends[1] + 1]
        raise self._refusal(expression, f"it has none of the forms {_FORMS}, without spaces")

    def _counted(self, first: bool, count: int, offset: int) -> Sequence[str]:
        if first:
            return self.codes[offset : offset + count]
        stop = len(self.codes) - offset
        return self.codes[max(stop - count, 0) : max(stop, 0)]

    def _place(self, code: str, expression: str) -> int:
        if code.lower() not in self.places:
            raise self._unknown(code, expression)
        return self.places[code.lower()]

    def _unknown(self, code: str, expression: str) -> Misuse:
        near = get_close_matches(code.lower(), self.places, n=3, cutoff=0.55)
        named = [self.codes[self.places[name]] for name in near] or self.codes[:5]
        kind = "nearest" if near else f"the first of {len(self.codes)}"
        return self._refusal(expression, f"no code {code!r}; {kind}: {', '.join(named)}")

    def _refusal(self, expression: str, found: str) -> Misuse:
        asked = f"Select {expression!r}"
        return Misuse(asked, found=found, where=self.where, todo="Choose codes that it has")
