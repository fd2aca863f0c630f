"""The colours of tiles: few classes, told apart by the colour-blind, with text one can read.

Contrast is that of WCAG 2.2, success criterion 1.4.3.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex, to_rgb

from regionstat.analysis.goal import MET_AT
from regionstat.analysis.percentiles import percentile_ranks
from regionstat.page.figure import NATION
from regionstat.register import Indicator

RISING = ("#E9F1F8", "#BAD5EA", "#86B6DA", "#3878AE", "#0A4A80")
ABOVE, BELOW = ("#D5E6F3", "#86B6DA", "#2A6CA3"), ("#FBE6D6", "#F0B183", "#AB4A10")
UNSURE, MISSING = "#E4E7EA", "#FFFFFF"
_WHITE = "#FFFFFF"
# The least contrast of a text with what it stands on.
_READABLE = 4.5


def parting(indicator: Indicator) -> float | None:
    """Return the value that parts good from bad: where the goal is met, None where nothing does."""
    if indicator.goal == "O" and indicator.measure == "ratio":
        return MET_AT
    return 0.0 if indicator.is_signed else None


def colours(rows: pd.DataFrame, indicator: Indicator) -> list[str]:
    """Return the colour of each of `rows` (value, low, high).

    Five classes of equal count, darker for higher values; where a value parts good from bad,
    three classes of distance on each side of it, and grey where the interval holds it.
    """
    middle = parting(indicator)
    if middle is None:
        steps = _steps(rows["value"], len(RISING))
        return [MISSING if step is None else RISING[step] for step in steps]
    apart = rows["value"] - middle
    if indicator.better == "lower":
        apart = -apart
    unsure = (rows["low"] < middle) & (rows["high"] >= middle)
    steps = _steps(apart.abs(), len(ABOVE))
    return [
        MISSING if step is None else UNSURE if open_ else (ABOVE if one >= 0 else BELOW)[step]
        for step, open_, one in zip(steps, unsure, apart, strict=True)
    ]


def _steps(values: pd.Series, classes: int) -> list[int | None]:
    """Return the class of each value, from 0; equal values share one, a missing one has none."""
    shares = percentile_ranks(values, values) * classes / 100
    return [None if np.isnan(share) else min(int(share), classes - 1) for share in shares]


def text_colour(background: str) -> str:
    """Return dark or white, whichever reads better on `background`."""
    return max((NATION, _WHITE), key=lambda text: contrast(text, background))


def ink(colour: str) -> str:
    """Return `colour` as text on white: no darker than it must be to be read (WCAG 2.2 AA)."""
    red, green, blue = to_rgb(colour)
    lights = (1 - step / 100 for step in range(100))
    darker = (to_hex((red * light, green * light, blue * light)) for light in lights)
    return next(one for one in darker if contrast(one, _WHITE) >= _READABLE)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    dark, light = sorted(_luminance(colour) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    ]
    return float(np.dot((0.2126, 0.7152, 0.0722), linear))
