"""The numbers of an answer → one array, without all of them ever standing as Python objects."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from regionstat.tables.shapes import UNREADABLE, Dataset, Place, read_as

# Bytes a piece: its numbers, as objects, stay in the processor's cache.
PIECE = 1 << 15


def read_numbers(dataset: Dataset) -> NDArray[np.float64] | dict[int, float | None]:
    """Return the values of `dataset` as written: an array, or an object by place.

    null is NaN; no values at all are an empty array. Raises Fault when one is no number.
    """
    raw = dataset.value
    view = memoryview(raw)
    if bytes(view[:1]) == b"n":  # null
        return np.empty(0)
    if bytes(view[:1]) != b"[":
        return read_as(raw, dict[Place, float | None], "`value`")
    try:
        return np.concatenate([_array(piece) for piece in _pieces(view[1:-1])])
    except UNREADABLE:
        # A piece knows only its own places: the whole names the cell.
        return np.array(read_as(raw, list[float | None], "`value`"), np.float64)


def _array(piece: bytes) -> NDArray[np.float64]:
    numbers = _LIST.decode(b"[%b]" % piece)
    return np.fromiter(numbers, np.float64, len(numbers))  # None becomes NaN


def _pieces(inside: memoryview) -> Iterator[bytes]:
    """Cut `inside` at commas; where one stood in a text, both sides of it are no JSON."""
    start = 0
    while True:
        piece = bytes(inside[start : start + PIECE])
        comma = piece.rfind(b",")
        if start + PIECE >= len(inside) or comma < 0:
            yield bytes(inside[start:])
            return
        yield piece[:comma]
        start += comma + 1


_LIST = msgspec.json.Decoder(list[float | None])
