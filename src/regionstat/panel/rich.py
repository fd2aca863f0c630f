"""Frames and objects as JupyterLab shows them: a heading, a plain table, a line below it.

The words are English, as those of every `repr`; a page in the reader's language is made by the
room `page`. The table is pandas' own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape

import pandas as pd

_STYLE = "margin:2px 0;font-size:13px"
# JupyterLab puts the cells of a table to the right, words among them.
_LEFT = "<style>.rs-rich th, .rs-rich td {text-align: left !important}</style>"
DASH = "–"


def rich(heading: str, frame: pd.DataFrame, below: str = "") -> str:
    """Return `frame`, its cells as they are to be read, under a heading, as HTML.

    Missing cells are empty; whatever comes from outside is escaped.
    """
    cells = frame.astype(object).where(frame.notna(), "")
    table = cells.to_html(index=False, border=0, justify="left", escape=True, classes="rs-rich")
    note = f'<p style="{_STYLE}">{escape(below)}</p>' if below else ""
    return f'<p style="{_STYLE}"><b>{escape(heading)}</b></p>{_LEFT}{table}{note}'


def told(values: Iterable[float], decimals: int, unit: str = "") -> list[str]:
    """Return numbers with `decimals` and commas between thousands, a dash for NaN."""
    return [
        DASH if math.isnan(value) else f"{value:,.{decimals}f}{unit}".replace("-", "−")
        for value in map(float, values)
    ]


def spanned(
    values: Iterable[float], lows: Iterable[float], highs: Iterable[float], *, decimals: int
) -> list[str]:
    """Return numbers with their interval in brackets where they have one."""
    columns = (told(column, decimals) for column in (values, lows, highs))
    return [
        value if DASH in (low, high) else f"{value} ({low} to {high})"
        for value, low, high in zip(*columns, strict=True)
    ]
