"""A box cut by straight cuts into the fewest boxes of a limited volume: the geometry of splitting.

A box is a size per axis; a cut box a range per axis. Volumes are counts of cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import NamedTuple

Sizes = tuple[int, ...]
Box = tuple[range, ...]

# Steps of search after which the best plan so far is taken; some tenths of a second.
_STEPS = 200_000
# Every cut may go one call deeper; Python allows a thousand.
_DEPTH = 150


class _Plan(NamedTuple):
    """`parts` boxes: along `axis`, groups of (height, times, the plan of each such strip)."""

    parts: int
    axis: int = -1
    strips: tuple[tuple[int, int, _Plan], ...] = ()


_WHOLE = _Plan(1)


def cut(sizes: Sizes, limit: int) -> list[Box]:
    """Return disjoint boxes of at most `limit` cells each, at least 1, that fill `sizes`.

    Tries one axis, then strips of strips, then strips of mixed heights, and for a small box every
    sequence of straight cuts: it stops at the first that needs no more than cells / limit. The
    number is thus the fewest that straight cuts can reach for a small box, and for a large one
    when it equals that bound.
    """
    if not prod(sizes):
        return [tuple(map(range, sizes))]
    strips = _Strips()
    best = strips.fewest(sizes, limit)
    if best.parts > _floor(sizes, limit):
        mixed = (strips.mixed(sizes, axis, limit) for axis, size in enumerate(sizes) if size > 1)
        best = min(best, *mixed, key=_parts)
    if best.parts > _floor(sizes, limit) and _is_small(sizes):
        best = min(best, _Guillotine(limit).fewest(sizes), key=_parts)
    return list(_boxes(best, tuple(map(range, sizes))))


def _is_small(sizes: Sizes) -> bool:
    return sum(sizes) <= _DEPTH and prod(sizes) * sum(sizes) <= _STEPS


def _parts(plan: _Plan) -> int:
    return plan.parts


def _floor(sizes: Sizes, limit: int) -> int:
    return -(-prod(sizes) // limit)


def _with(sizes: Sizes, axis: int, size: int) -> Sizes:
    return (*sizes[:axis], size, *sizes[axis + 1 :])


def _heights(size: int, limit: int) -> dict[int, int]:
    """Per limit that is left for a slice, the largest height of a strip that leaves it."""
    return {limit // height: height for height in range(1, min(size, limit) + 1)}


def _single(sizes: Sizes, axis: int, limit: int) -> _Plan | None:
    """Equal strips along one axis, of uncut slices; None when a slice alone is too large."""
    rest = prod(_with(sizes, axis, 1))
    if rest > limit:
        return None
    times = -(-sizes[axis] // (limit // rest))
    return _Plan(times, axis, _balanced(sizes[axis], times, _WHOLE))


def _balanced(size: int, times: int, inner: _Plan) -> tuple[tuple[int, int, _Plan], ...]:
    height, longer = divmod(size, times)
    return ((height + 1, longer, inner), (height, times - longer, inner))


def _best_single(sizes: Sizes, limit: int) -> _Plan | None:
    plans = (_single(sizes, axis, limit) for axis, size in enumerate(sizes) if size > 1)
    return min((plan for plan in plans if plan), key=_parts, default=None)


class _Strips:
    """Strips along one axis, each cut further the same way; what was found is kept."""

    def __init__(self) -> None:
        self.known: dict[tuple[Sizes, int], _Plan] = {}
        self.steps = _STEPS

    def fewest(self, sizes: Sizes, limit: int) -> _Plan:
        """Return the best plan of equal strips along any axis, their slices cut likewise."""
        if prod(sizes) <= limit:
            return _WHOLE
        if (sizes, limit) not in self.known:
            best = _best_single(sizes, limit)
            if best is None or best.parts > _floor(sizes, limit):
                best = self._searched(sizes, limit, best)
            self.known[sizes, limit] = best
        return self.known[sizes, limit]

    def _searched(self, sizes: Sizes, limit: int, best: _Plan | None) -> _Plan:
        axes = [axis for axis, size in enumerate(sizes) if size > 1]
        for axis in sorted(axes, key=sizes.__getitem__, reverse=True):
            rest = _with(sizes, axis, 1)
            for left, height in _heights(sizes[axis], limit).items():
                self.steps -= 1
                times = -(-sizes[axis] // height)
                hopeless = best and times * _floor(rest, left) >= best.parts
                if hopeless or (best and self.steps < 0):
                    continue
                inner = self.fewest(rest, left)
                if best is None or times * inner.parts < best.parts:
                    strips = _balanced(sizes[axis], times, inner)
                    best = _Plan(times * inner.parts, axis, strips)
        assert best is not None  # a strip of height 1 along every axis always fits
        return best

    def mixed(self, sizes: Sizes, axis: int, limit: int) -> _Plan:
        """Return the best plan of strips of any heights along `axis` (rod cutting)."""
        size, rest = sizes[axis], _with(sizes, axis, 1)
        options: dict[int, tuple[int, _Plan]] = {}
        for left, height in _heights(size, limit).items():
            inner = self.fewest(rest, left)
            if height > options.get(inner.parts, (0,))[0]:
                options[inner.parts] = (height, inner)
        self.steps -= size * len(options)
        if self.steps < 0:
            return self.fewest(sizes, limit)
        return _Plan(*_rod(size, axis, options))


def _rod(
    size: int, axis: int, options: dict[int, tuple[int, _Plan]]
) -> tuple[int, int, tuple[tuple[int, int, _Plan], ...]]:
    """Compose `size` of the heights in `options` (count → height, plan) at the least count."""
    priced = [(count, height) for count, (height, _) in options.items()]
    best = [(0, 0)]
    for done in range(1, size + 1):
        best.append(min((best[max(done - h, 0)][0] + count, count) for count, h in priced))
    strips, left = [], size
    while left > 0:
        height, inner = options[best[left][1]]
        strips.append((min(height, left), 1, inner))
        left -= height
    return best[size][0], axis, tuple(strips)


class _Guillotine:
    """Every sequence of straight cuts, for a box small enough to try them all."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.known: dict[Sizes, _Plan] = {}

    def fewest(self, sizes: Sizes) -> _Plan:
        """Return the best plan of any straight cuts."""
        if prod(sizes) <= self.limit:
            return _WHOLE
        if sizes not in self.known:
            best = _best_single(sizes, self.limit)
            floor = _floor(sizes, self.limit)
            for axis, size in enumerate(sizes):
                for height in range(1, size // 2 + 1):
                    if best and best.parts == floor:
                        break
                    best = self._tried(sizes, axis, height, best)
            assert best is not None  # every size above 1 can be cut
            self.known[sizes] = best
        return self.known[sizes]

    def _tried(self, sizes: Sizes, axis: int, height: int, best: _Plan | None) -> _Plan | None:
        one, other = _with(sizes, axis, height), _with(sizes, axis, sizes[axis] - height)
        bound = _floor(one, self.limit) + _floor(other, self.limit)
        if best and bound >= best.parts:
            return best
        first, second = self.fewest(one), self.fewest(other)
        count = first.parts + second.parts
        if best and count >= best.parts:
            return best
        return _Plan(count, axis, ((height, 1, first), (sizes[axis] - height, 1, second)))


def _boxes(plan: _Plan, box: Box) -> Iterator[Box]:
    if plan.axis < 0:
        yield box
        return
    along, start = box[plan.axis], 0
    for height, times, inner in plan.strips:
        for _ in range(times):
            strip = along[start : start + height]
            yield from _boxes(inner, (*box[: plan.axis], strip, *box[plan.axis + 1 :]))
            start += height
