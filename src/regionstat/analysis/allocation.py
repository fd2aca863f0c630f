"""Share out totals by a key: every total is kept, industry by industry, in every draw.

    value of block m = Σᵢ Gᵢ·Kₘᵢ·e^u / Σₘ' Kₘ'ᵢ·e^u

with G the totals of the area m lies in, K the key, u the log of the block's productivity against
the others'. Cost is linear in draws: two products of matrices an area.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def areas(inside: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each area and the rows of its blocks; `inside` has -1 for a block in none."""
    if len(inside) and (inside == inside[0]).all():
        # All in one, as in every hold-out.
        yield from [(int(inside[0]), np.arange(len(inside)))] if inside[0] >= 0 else []
        return
    order = np.argsort(inside, kind="stable")
    found, starts = np.unique(inside[order], return_index=True)
    for area, rows in zip(found, np.split(order, starts[1:]), strict=True):
        if area >= 0:
            yield int(area), rows


def filled(key: Floats, spare: Floats, inside: Ints) -> Floats:
    """Return `key` with `spare` in its place where no block of an area has any of an industry.

    `key` has blocks as rows and industries as columns, `spare` one number a block.
    """
    found = key.copy()
    for _, rows in areas(inside):
        empty = found[rows].sum(axis=0) == 0
        if empty.any():
            found[np.ix_(rows, empty)] = spare[rows, None]
    return found


def by_industry(totals: Floats, key: Floats, inside: Ints) -> Floats:
    """Return `totals` (areas, industries) shared out: (blocks, industries), no draws."""
    found = np.full(key.shape, np.nan)
    for area, rows in areas(inside):
        found[rows] = key[rows] * (totals[area] / key[rows].sum(axis=0))
    return found


def allocate(
    totals: Array, key: Array, inside: Ints, lift: Array, level: Array, share: Array | None = None
) -> tuple[Array, Array]:
    """Return `totals` shared out in every draw: (blocks, draws), all and the part in `share`.

    `totals` has areas as rows and industries as columns, `key` blocks and industries, `inside`
    the area of each block (-1: none). `lift` is e^u, blocks and draws; industries beyond those
    where `level` is 1 are shared out by the key alone. `share` (areas, industries, draws or 1)
    is the part of each total that is counted a second time. Blocks in no area are NaN.
    """
    whole = np.full(lift.shape, np.nan, dtype=lift.dtype)
    part = whole if share is None else whole.copy()
    moved = level.astype(bool)
    for area, rows in areas(inside):
        own, up = key[rows].astype(lift.dtype), lift[rows]
        fixed = own[:, ~moved] * (totals[area, ~moved] / own[:, ~moved].sum(axis=0))
        rate = totals[area, moved, None].astype(lift.dtype) / (own[:, moved].T @ up)
        whole[rows] = up * (own[:, moved] @ rate) + fixed.sum(axis=1, keepdims=True)
        if share is not None:
            counts = share[area].astype(lift.dtype)
            part[rows] = up * (own[:, moved] @ (rate * counts[moved])) + fixed @ counts[~moved]
    return whole, part
