"""Direct labels that never overlap."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return positions as near `wanted` as can be, at least `gap` apart, in the same order.

    Positions lie between `low` and `high` where there is room for all of them; otherwise
    they keep their distance and go beyond `high`. Ties keep the order given.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [max(wanted[i], low) for i in order]
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    ceiling = high
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - gap
    for i, floor in enumerate(low + gap * i for i in range(len(placed))):
        placed[i] = max(placed[i], floor)
    found = [0.0] * len(placed)
    for place, i in enumerate(order):
        found[i] = placed[place]
    return found
