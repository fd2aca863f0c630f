"""Texts without a column name → which dimension each of them belongs to, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import permutations

from regionstat.tables.printed import Axis, Category, Place, Refusal
from regionstat.tables.vocabulary import CONTENTS, Vocabulary

# More unnamed columns than any StatBank table has variables are no heading.
MAX_SLOTS = 6
# A longer text is a title or a note: its pieces would be endless.
MAX_WORDS = 60
CODES = "Save the table again with codes, or with codes and texts"
Slot = tuple[str, ...]


def pick(vocabulary: Vocabulary, dim: str, text: str, where: str) -> Category:
    """Return the one category of `dim` that `text` means; raises Refusal when none or several."""
    found = vocabulary.candidates(dim, text)
    if len(found) == 1:
        return next(iter(found))
    if found:
        codes = ", ".join(sorted(one.code for one in found))
        raise Refusal(f"{text!r} may be any of {dim} {codes}", where, CODES)
    raise Refusal(vocabulary.why_unknown(dim, text), where, CODES)


def make_axis(
    vocabulary: Vocabulary,
    name: str,
    dim: str | None,
    texts: Mapping[str, Place],
    where: Callable[[Place], str],
) -> Axis:
    """Return the axis of `dim`; `texts` maps its printed categories to where they stand first."""
    if dim is None:
        return Axis(name, None, {text: Category(text, text) for text in texts})
    found = {text: pick(vocabulary, dim, text, where(place)) for text, place in texts.items()}
    return Axis(name, dim, found)


def assign(
    vocabulary: Vocabulary, slots: Sequence[Slot], dims: Sequence[str], where: str
) -> list[str | None]:
    """Return the dimension of each slot of texts, None for one that the source lacks.

    The one way to give every slot a dimension of `dims` is taken; a slot of a single total
    may stay without. Raises Refusal when there is no way, or more than one.
    """
    if len(slots) > MAX_SLOTS:
        found = f"it has {len(slots)} columns or lines without a name"
        raise Refusal(found, where, CODES)
    ways = [w for w in _ways(slots, dims) if _fits(vocabulary, slots, w, dims)]
    fewest = min((way.count(None) for way in ways), default=0)
    best = [way for way in ways if way.count(None) == fewest]
    if len(best) == 1:
        return list(best[0])
    shown = "; ".join(slot[0][:40] for slot in slots if slot)
    how = "may be several dimensions" if best else f"fit none of {', '.join(dims)}"
    raise Refusal(f"the texts {shown!r} {how}", where, CODES)


def _ways(slots: Sequence[Slot], dims: Sequence[str]) -> Iterator[tuple[str | None, ...]]:
    spare: list[str | None] = [None] * len(slots)
    yield from set(permutations([*dims, *spare], len(slots)))


def _fits(
    vocabulary: Vocabulary, slots: Sequence[Slot], way: Sequence[str | None], dims: Sequence[str]
) -> bool:
    if any(dim not in way for dim in dims if dim != CONTENTS):
        return False
    return all(
        _is_whole(vocabulary, slot)
        if dim is None
        else all(vocabulary.candidates(dim, text) for text in slot)
        for slot, dim in zip(slots, way, strict=True)
    )


def _is_whole(vocabulary: Vocabulary, slot: Slot) -> bool:
    return len(slot) == 1 and vocabulary.is_total(Category(slot[0], slot[0]))


def split_joined(
    vocabulary: Vocabulary, texts: Sequence[str], dims: Sequence[str], where: str
) -> tuple[tuple[str, ...], tuple[Slot, ...]]:
    """Cut each heading text, such as "Personer 2020", into one piece a dimension.

    Returns the order of the dimensions, the same for all texts, and the pieces by text. Raises
    Refusal when a text cannot be cut, or in two ways.
    """
    found = [
        (order, pieces) for order in _orders(dims) for pieces in _cut_all(vocabulary, texts, order)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal(f"the heading {texts[0]!r} can be read in two ways", where, CODES)
    shown = _first_strange(vocabulary, texts, dims)
    missing = ", ".join(dims) or "the dimensions, which all have columns"
    raise Refusal(f"the heading {shown[:60]!r} fits none of {missing}", where, CODES)


def _orders(dims: Sequence[str]) -> Iterator[tuple[str, ...]]:
    yield from permutations(dims)
    if CONTENTS in dims and len(dims) > 1:
        yield from permutations([dim for dim in dims if dim != CONTENTS])


def _first_strange(vocabulary: Vocabulary, texts: Sequence[str], dims: Sequence[str]) -> str:
    orders = list(_orders(dims))
    strange = (
        text for text in texts if not any(_cut_all(vocabulary, [text], one) for one in orders)
    )
    return next(strange, texts[0])


def _cut_all(
    vocabulary: Vocabulary, texts: Sequence[str], order: tuple[str, ...]
) -> list[tuple[Slot, ...]]:
    """Return the ways to cut all texts in this order: none, one, or two for all there are."""
    every = [_cuts(vocabulary, tuple(text.split()), order) for text in texts]
    if not all(every):
        return []
    first = tuple(cuts[0] for cuts in every)
    last = tuple(cuts[-1] for cuts in every)
    return [first] if first == last else [first, last]


def _cuts(vocabulary: Vocabulary, words: tuple[str, ...], order: tuple[str, ...]) -> list[Slot]:
    @cache
    def cut(start: int, place: int) -> tuple[Slot, ...]:
        if place == len(order):
            return ((),) if start == len(words) else ()
        return tuple(
            (piece, *rest)
            for end in range(start + 1, len(words) + 1)
            if vocabulary.candidates(order[place], piece := " ".join(words[start:end]))
            for rest in cut(end, place + 1)
        )

    return list(cut(0, 0)) if len(words) <= MAX_WORDS else []
