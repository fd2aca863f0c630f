"""Bars that lie: no ticks, the name of each row to its left, its amount where the bar ends."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from regionstat.page.figure import NATION

_TEXT: Any = {"va": "center", "annotation_clip": False}
# The line at zero must not run through an amount.
_BEHIND: Any = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}


def lay_out(axes: Axes, rows: int, low: float, high: float, *, top: float = 0.6) -> None:
    """Make room for `rows` bars between `low` and `high`, first on top, and a line at zero."""
    room = 0.15 * ((high - low) or 1.0)
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(rows - 0.4, -top)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.grid(visible=False)
    axes.axvline(0, color=NATION, linewidth=0.9)


def name_row(axes: Axes, row: int, name: str, **look: Any) -> None:
    """Write `name` to the left of the bars; `look` is colour, size and weight of the text."""
    ends: Any = {"xycoords": ("axes fraction", "data"), "ha": "right"}
    axes.annotate(name, (-0.02, row), **ends, **_TEXT, **look)


def name_end(axes: Axes, row: int, end: float, amount: str, *, left: bool, **look: Any) -> None:
    """Write `amount` beyond the `end` of a bar that runs to the left, or to the right."""
    side: Any = {"ha": "right" if left else "left", "textcoords": "offset points", "bbox": _BEHIND}
    axes.annotate(amount, (end, row), xytext=(-5 if left else 5, 0), **side, **_TEXT, **look)
