"""The strips of a profile: marks on a line from last to first, name, value, rank and year."""

from __future__ import annotations

import math
import textwrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from regionstat.analysis.benchmark import ALL
from regionstat.analysis.peers import NATION as NATION_ID
from regionstat.analysis.percentiles import Standing
from regionstat.page.captions import is_counted
from regionstat.page.figure import NATION, PEER, PROTAGONIST, RULE, TEXT
from regionstat.page.names import label_name
from regionstat.page.numbers import short_amount
from regionstat.page.profile_words import TEXTS, rank_of
from regionstat.register import Indicator
from regionstat.register.entries import Language

_TITLE_SIGNS = 38
_NAME_AT, _RANK_AT, _YEAR_AT = 0.018, 0.922, 0.982
_SIDE: Any = {"xycoords": ("figure fraction", "data"), "annotation_clip": False}
_SMALL = 7.5
# Beyond these places a label at the end of the strip would leave it.
_LEFT, _RIGHT = 12, 88


def lay_out(axes: Axes, rows: float) -> None:
    """Make room for `rows` strips, the first on top, from 0 to 100."""
    axes.set_xlim(-2, 102)
    axes.set_ylim(rows - 0.45, -0.55)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.grid(visible=False)


def heads(axes: Axes, row: float, ends: tuple[str, str], texts: dict[str, str]) -> None:
    """Write above a group of strips what its ends mean, and the heads of the columns."""
    look: Any = {"fontsize": _SMALL, "color": TEXT, "va": "center"}
    left, right = texts[ends[0]], texts[ends[1]]
    axes.annotate(f"← {left}", (-2, row), ha="left", annotation_clip=False, **look)
    axes.annotate(f"{right} →", (102, row), ha="right", annotation_clip=False, **look)
    if ends[0] == "last":
        axes.annotate(texts["rank"], (_RANK_AT, row), ha="right", **_SIDE, **look)
        axes.annotate(texts["year"], (_YEAR_AT, row), ha="right", **_SIDE, **look)


def strip(
    axes: Axes, row: float, indicator: Indicator, found: Standing, language: Language
) -> None:
    """Draw the strip of `indicator`: all areas, then the region on top with its value."""
    own = found.row
    away = own is not None and found.comparison.focus != found.comparison.region
    _name(axes, row, indicator, found.comparison.focus if away else "", language)
    if own is None:
        text = TEXTS[language]["unpublished"]
        axes.text(-2, row, text, va="center", fontsize=_SMALL, style="italic", color=TEXT)
        return
    side: Any = {**_SIDE, "ha": "right", "va": "center", "fontsize": 8, "color": NATION}
    axes.annotate(rank_of(found.comparison, language), (_RANK_AT, row), **side)
    axes.annotate(str(found.comparison.year), (_YEAR_AT, row), **side)
    value = short_amount(own["value"], indicator, language)
    look: Any = {"fontsize": 8, "weight": "bold", "color": PROTAGONIST}
    if math.isnan(own["percentile"]):
        alone = f"{value} – {TEXTS[language]['alone']}"
        axes.text(-2, row, alone, va="center", **look)
        return
    axes.plot([0, 100], [row, row], color=RULE, linewidth=1.2, zorder=1)
    _others(axes, row, indicator, found)
    _own(axes, row, own)
    place = float(own["percentile"])
    side_of = "left" if place < _LEFT else "right" if place > _RIGHT else "center"
    at = -2 if place < _LEFT else 102 if place > _RIGHT else place
    up: Any = {"xytext": (0, 5.5), "textcoords": "offset points", "va": "bottom"}
    axes.annotate(value, (at, row), ha=side_of, **up, **look)


def _name(axes: Axes, row: float, indicator: Indicator, stand_in: str, language: Language) -> None:
    lines = textwrap.wrap(indicator.title.in_(language), _TITLE_SIGNS)
    if stand_in:
        lines.append(TEXTS[language]["for"].format(name=label_name(stand_in, language)))
    # A strip has room for two lines of full size.
    size = 8 if len(lines) <= 2 else 7
    look: Any = {"va": "center", "ha": "left", "color": NATION, "linespacing": 1.15}
    axes.annotate("\n".join(lines), (_NAME_AT, row), fontsize=size, **_SIDE, **look)


def _others(axes: Axes, row: float, indicator: Indicator, found: Standing) -> None:
    rows = zip(*(found.areas[name].tolist() for name in ("region", "percentile")), strict=True)
    places = [(id_, place) for id_, place in rows if id_ != found.comparison.focus]
    ticks: Any = {"linestyle": "", "marker": "|", "markersize": 8, "markeredgewidth": 1.3}
    # Ticks of all municipalities would make one bar.
    some = found.comparison.chosen != ALL
    apart = {NATION_ID, *found.marked}
    counties = [place for id_, place in places if some and id_ not in apart]
    axes.plot(counties, [row] * len(counties), color=PEER, zorder=2, **ticks)
    rings: Any = {"linestyle": "", "marker": "o", "markersize": 5, "markerfacecolor": "white"}
    cities = [place for id_, place in places if id_ in found.marked]
    axes.plot(cities, [row] * len(cities), color=PEER, markeredgewidth=1.3, zorder=3, **rings)
    if not is_counted(indicator):
        nation = [place for id_, place in places if id_ == NATION_ID]
        axes.plot(nation, [row] * len(nation), "D", color=NATION, markersize=4.5, zorder=4)


def _own(axes: Axes, row: float, own: pd.Series) -> None:
    if not math.isnan(own["percentile_low"]):
        ends = [own["percentile_low"], own["percentile_high"]]
        axes.plot(ends, [row, row], color=PROTAGONIST, linewidth=3, alpha=0.45, zorder=5)
    guessed = not math.isnan(own["low"])
    axes.plot(
        own["percentile"],
        row,
        "o",
        color=PROTAGONIST,
        markersize=7.5,
        markerfacecolor="white" if guessed else PROTAGONIST,
        markeredgewidth=2,
        zorder=6,
    )
