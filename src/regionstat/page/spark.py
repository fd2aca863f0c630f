"""A sparkline: a series as small as a word, as SVG, as words, and as signs for a terminal."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby

from regionstat.register.entries import Language

_WIDTH, _HEIGHT, _EDGE = 64, 20, 3.0
# Reads on white and on black: more than 4 to 1 on both.
_COLOUR = "#2F7DC1"
_BLOCKS = "▁▂▃▄▅▆▇█"
_GAP = "·"
_TEXTS = {
    "nb": {"ends": "fra {then} i {first} til {now} i {last}", "once": "{now} i {last}"},
    "en": {"ends": "from {then} in {first} to {now} in {last}", "once": "{now} in {last}"},
}


@dataclass(frozen=True)
class Spark:
    """A small line: `svg` the picture, `alt` its ends in words, `blocks` for plain text."""

    svg: str
    alt: str
    blocks: str

    def __str__(self) -> str:
        return self.blocks

    def _repr_html_(self) -> str:
        picture = base64.b64encode(self.svg.encode()).decode()
        return f'<img alt="{escape(self.alt)}" src="data:image/svg+xml;base64,{picture}">'

    def told(self) -> dict[str, str]:
        """Return what an executed notebook keeps: the picture and its alternative."""
        return {"spark": self.svg, "alt": self.alt}


def spark(values: Mapping[int, float], texts: Mapping[int, str], language: Language) -> Spark:
    """Return the line of `values` by year, its ends told by their `texts`.

    A year that is missing, or has no value (NaN), is a gap; what stands between two gaps is a
    dot, and so is the last value. Raises `ValueError` without any value.
    """
    known = {year: value for year, value in values.items() if not math.isnan(value)}
    years = range(min(known), max(known) + 1)
    heights = _heights({year: known.get(year, math.nan) for year in years})
    return Spark(_svg(_points(heights)), _alt(sorted(known), texts, language), _blocks(heights))


def _heights(values: Mapping[int, float]) -> list[float]:
    """Return the values in their order, from 0 for the least to 1; in the middle when all alike."""
    known = [value for value in values.values() if not math.isnan(value)]
    low, room = min(known), max(known) - min(known)
    return [(value - low) / room if room else value - low + 0.5 for value in values.values()]


def _points(heights: list[float]) -> list[tuple[float, float] | None]:
    step = (_WIDTH - 2 * _EDGE) / max(len(heights) - 1, 1)
    left = _EDGE if len(heights) > 1 else _WIDTH - _EDGE
    rise = _HEIGHT - 2 * _EDGE
    return [
        None if math.isnan(height) else (left + step * place, _HEIGHT - _EDGE - rise * height)
        for place, height in enumerate(heights)
    ]


def _svg(points: list[tuple[float, float] | None]) -> str:
    drawn = [list(run) for there, run in groupby(points, key=lambda one: one is not None) if there]
    runs = [[point for point in run if point is not None] for run in drawn]
    lines = "".join(_line(run) for run in runs if len(run) > 1)
    dots = [run[0] for run in runs[:-1] if len(run) == 1]
    marks = "".join(_dot(point, 1.1) for point in dots)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}">{lines}{marks}{_dot(runs[-1][-1], 2.6)}</svg>'
    )


def _line(run: list[tuple[float, float]]) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
    return f'<polyline fill="none" stroke="{_COLOUR}" stroke-width="1.6" points="{points}"/>'


def _dot(point: tuple[float, float], radius: float) -> str:
    return f'<circle fill="{_COLOUR}" cx="{point[0]:.1f}" cy="{point[1]:.1f}" r="{radius}"/>'


def _alt(years: list[int], texts: Mapping[int, str], language: Language) -> str:
    first, last = years[0], years[-1]
    words = _TEXTS[language]["once" if first == last else "ends"]
    return words.format(then=texts[first], first=first, now=texts[last], last=last)


def _blocks(heights: list[float]) -> str:
    top = len(_BLOCKS) - 1
    return "".join(
        _GAP if math.isnan(height) else _BLOCKS[round(height * top)] for height in heights
    )
