"""The house style, and the one way a chart leaves the house: with finding, unit and source."""

from __future__ import annotations

import base64
import html
import io
import pickle
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure as Canvas

from regionstat.errors import Misuse
from regionstat.page.canvas import Canvas as Drawn
from regionstat.page.html import bundle
from regionstat.register.entries import Language
from regionstat.snapshots.write import write_whole

WIDTH, HEIGHT = 6.8, 4.2
PROTAGONIST, SECOND, NATION = "#0B5C9E", "#C2571A", "#2B3238"
PEER, BACKDROP, TEXT, RULE = "#8C96A0", "#C9CED3", "#4A545D", "#DDE1E5"
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": TEXT,
    "axes.linewidth": 0.8,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "ytick.major.size": 0,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": RULE,
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "svg.fonttype": "path",
    # The same picture gives the same bytes.
    "svg.hashsalt": "regionstat",
}
# By what was asked for: the settings it was drawn with, and the picture.
_EMPTY_ONES: dict[tuple[int, bool, int], tuple[dict[str, Any], bytes]] = {}
_EMPTY = {"nb": "Ingen tall å tegne", "en": "No figures to draw"}
# Signs that fit a line in the sizes of title, subtitle and foot.
_TITLE_WIDTH, _TEXT_WIDTH, _FOOT_WIDTH = 58, 94, 118
_NARROWEST = 8


@dataclass(frozen=True, eq=False)
class Figure:
    """A finished chart: a picture that can be quoted alone, and the numbers behind it.

    Shows itself as SVG with a text alternative; `svg` is the picture as text, `png()` as
    bytes, `data` the rows that were drawn.
    """

    title: str
    subtitle: str
    source: str
    alt: str
    svg: str
    data: pd.DataFrame
    _canvas: Canvas = field(repr=False)

    def png(self, dpi: int = 200) -> bytes:
        """Return the picture as PNG with `dpi` dots per inch."""
        return _written(self._canvas, format="png", dpi=dpi)

    def save(self, path: str | Path) -> Path:
        """Write the picture to `path`, PNG or SVG by its ending, whole or not at all.

        Returns the path. Raises `Misuse` for another ending.
        """
        place = Path(path)
        if place.suffix not in (".png", ".svg"):
            raise Misuse(
                f"Save a chart as {place.name!r}",
                found=f"the ending {place.suffix!r}",
                where="Figure.save",
                todo="End the name in .png or .svg",
            )
        write_whole(place, self.png() if place.suffix == ".png" else self.svg.encode())
        return place

    def _repr_html_(self) -> str:
        picture = base64.b64encode(self.svg.encode()).decode()
        alt = html.escape(self.alt)
        return (
            f'<figure class="chart"><img alt="{alt}" '
            f'src="data:image/svg+xml;base64,{picture}"></figure>'
        )

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        names = ("title", "subtitle", "source", "alt")
        told = {name: getattr(self, name) for name in names}
        return bundle("figure", {**told, "csv": self.data.to_csv(index=False)})

    def __repr__(self) -> str:
        return f"<Figure {self.title!r} | {self.subtitle} | {len(self.data)} rows>"


def blank(
    columns: int = 1, *, height: float = HEIGHT, sharey: bool = True, ticks: int = 1
) -> tuple[Canvas, list[Axes]]:
    """Return an empty picture in the house style and its panels, side by side.

    `ticks` is how many an axis is about to have: those that are ready cost less.
    """
    canvas: Canvas = pickle.loads(_empty(columns, sharey, ticks))
    canvas.set_size_inches(WIDTH, height)
    Drawn(canvas)
    return canvas, canvas.axes


def _empty(columns: int, sharey: bool, ticks: int) -> bytes:
    """Return an empty picture as bytes, kept until a user changes matplotlib's settings."""
    asked = (columns, sharey, ticks)
    now: Any = mpl.rcParams
    settings, kept = _EMPTY_ONES.get(asked, ({}, b""))
    # As plain dicts: each read of a setting costs.
    if not dict.__eq__(settings, now):
        settings, kept = dict.copy(now), pickle.dumps(_drawn_empty(*asked))
        _EMPTY_ONES[asked] = settings, kept
    return kept


def _drawn_empty(columns: int, sharey: bool, ticks: int) -> Canvas:
    with house_style():
        canvas = Canvas(figsize=(WIDTH, HEIGHT))
        panels = canvas.subplots(1, columns, squeeze=False, sharey=sharey)
        for axis in (axis for axes in panels.flat for axis in (axes.xaxis, axes.yaxis)):
            # No axis has a label that would have to keep clear of those of its ticks.
            axis.set_label_coords(0.5, 0.5)
            axis.majorTicks, axis.minorTicks = axis.get_major_ticks(ticks)[:ticks], []
            for tick in axis.majorTicks:
                tick.label1.set_in_layout(False)
    return canvas


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, then as before; `rc_context` would copy all settings twice."""
    before = {name: mpl.rcParams[name] for name in STYLE}
    mpl.rcParams.update(STYLE)
    try:
        yield
    finally:
        mpl.rcParams.update(before)


def leave_empty(axes: Axes, language: Language) -> None:
    """Say in an empty panel that there is nothing to draw."""
    axes.set_axis_off()
    axes.text(0.5, 0.5, _EMPTY[language], transform=axes.transAxes, ha="center", color=TEXT)


def rule_rows(axes: Axes, rows: int, width: float) -> None:
    """Draw a fine line through each of `rows`, `width` points thick, behind all else."""
    left, right = axes.get_xlim()
    lines = [[(left, row), (right, row)] for row in range(rows)]
    look: Any = {"colors": BACKDROP, "linewidths": width, "zorder": 0}
    axes.add_collection(LineCollection(lines, **look), autolim=False)


def finish(
    canvas: Canvas,
    *,
    title: str,
    subtitle: str,
    source: str,
    alt: str,
    data: pd.DataFrame,
    note: str = "",
    margins: tuple[float, float] = (0.11, 0.97),
    headroom: float = 0.0,
) -> Figure:
    """Return `canvas` as a finished chart.

    `title` states the finding, `subtitle` the measure, unit, place and years, `note` what a
    reader must know, `source` tables and vintages; `alt` says it all without the picture.
    `margins` are the left and right edge of the panels, as parts of the width, `headroom`
    inches for titles of panels. Raises
    `ValueError` when title, subtitle, source or text alternative is empty.
    """
    for name, text in {"title": title, "subtitle": subtitle, "source": source, "alt": alt}.items():
        if not text.strip():
            raise ValueError(f"a figure without {name} must not leave the house")
    with house_style():
        _frame(canvas, title, subtitle, f"{note}\n{source}".strip(), margins, headroom)
        svg = _written(canvas, format="svg", metadata={"Date": None}).decode()
    return Figure(title, subtitle, source, alt, svg, data, canvas)


def _frame(
    canvas: Canvas,
    title: str,
    subtitle: str,
    foot: str,
    margins: tuple[float, float],
    headroom: float,
) -> None:
    height = canvas.get_figheight()
    titles = balanced(title, _TITLE_WIDTH)
    subtitles = balanced(subtitle, _TEXT_WIDTH)
    feet = [line for part in foot.split("\n") for line in textwrap.wrap(part, _FOOT_WIDTH)]
    top = 0.10 + 0.215 * len(titles)
    text: Any = {"x": 0.018, "ha": "left"}
    canvas.text(
        y=1 - 0.10 / height, s="\n".join(titles), va="top", fontsize=12.5, weight="bold", **text
    )
    canvas.text(
        y=1 - top / height - 0.02,
        s="\n".join(subtitles),
        va="top",
        fontsize=9,
        color=TEXT,
        linespacing=1.3,
        **text,
    )
    canvas.text(
        y=0.08 / height,
        s="\n".join(feet),
        va="bottom",
        fontsize=7.2,
        color=TEXT,
        linespacing=1.35,
        **text,
    )
    canvas.subplots_adjust(
        left=margins[0],
        right=margins[1],
        top=1 - (top + 0.22 + headroom + 0.17 * len(subtitles)) / height,
        bottom=(0.42 + 0.14 * len(feet)) / height,
        wspace=0.52,
    )


def balanced(text: str, width: int) -> list[str]:
    """Return `text` in as few lines of at most `width` signs as it takes, of like lengths."""
    least = len(textwrap.wrap(text, width, break_on_hyphens=False))
    # Narrower lines could not hold it, each break taking one space.
    low = max(_NARROWEST, (len(" ".join(text.split())) + 1) // least - 1)
    lines = (textwrap.wrap(text, one, break_on_hyphens=False) for one in range(low, width + 1))
    return next(found for found in lines if len(found) <= least)


def _written(canvas: Canvas, **options: Any) -> bytes:
    buffer = io.BytesIO()
    with house_style():
        canvas.savefig(buffer, facecolor="white", **options)
    return buffer.getvalue()
