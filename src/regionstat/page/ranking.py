"""Ranking: where do we stand? Sorted dots, with intervals and the ranks they leave open."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from regionstat.analysis import Comparison, compare
from regionstat.analysis.peers import NATION as NATION_ID
from regionstat.analysis.peers import Peers
from regionstat.page import captions
from regionstat.page.figure import (
    NATION,
    PEER,
    PROTAGONIST,
    Figure,
    blank,
    finish,
    leave_empty,
    rule_rows,
)
from regionstat.page.names import label_name, region_name
from regionstat.page.numbers import amount, short_amount
from regionstat.page.standing import is_uncertain, places, rank_finding
from regionstat.register.entries import Language
from regionstat.register.find import find_language

_ROW = 0.27
_ALT = {"nb": "Punktdiagram", "en": "Dot plot"}
_PLACE = {"nb": "plass\n(90\u00a0%)", "en": "rank\n(90\u00a0%)"}
_PLACES = {
    "nb": "Plassene gjelder alle på én gang med 90 % sikkerhet.",
    "en": "The ranks hold for all at once with 90 % confidence.",
}
_RANKED = {"nb": "plass {places}", "en": "rank {places}"}


def ranking(
    panel: pd.DataFrame,
    indicator: str,
    *,
    focus: str,
    peers: Peers = "city_regions",
    until: int | None = None,
    basis: str = "counties",
    language: str = "nb",
) -> Figure:
    """Return a dot plot of `indicator` in one year, sorted, the nation among the peers.

    Intervals are lines through the dot; where they leave ranks open, each region has its 90 %
    set of ranks. Raises `Misuse` for an unknown id.
    """
    tongue = find_language(language)
    found = compare(panel, indicator, region=focus, peers=peers, until=until, basis=basis)
    return draw_ranking(found, tongue)


def draw_ranking(comparison: Comparison, language: Language) -> Figure:
    """Return the ranking chart of `comparison`."""
    rows = comparison.frame.sort_values("value", ignore_index=True)
    if captions.is_counted(captions.indicator_of(comparison)):
        # Beside the whole nation all regions would look alike.
        rows = rows[rows["region"] != NATION_ID].reset_index(drop=True)
    canvas, (axes,) = blank(height=1.75 + _ROW * max(len(rows), 2), ticks=0)
    for place, row in rows.iterrows():
        _dot(axes, row, int(str(place)), comparison, language)
    _axes(axes, rows, language)
    is_open = any(is_uncertain(row, comparison) for _, row in rows.iterrows())
    if is_open:
        _places(axes, rows, comparison.focus, language)
    title = rank_finding(comparison, language)
    year = str(comparison.year or "")
    notes = [_PLACES[language]] if is_open else []
    # A preliminary estimate has the sign for preliminary, and its interval.
    signs = {*rows["status"], *(["estimated"] if rows["low"].notna().any() else [])}
    notes.append(captions.notes(comparison, signs, language))
    return finish(
        canvas,
        title=title,
        subtitle=captions.subtitle(comparison, year, language),
        source=captions.source(comparison, language),
        note=" ".join(note for note in notes if note),
        alt=_alt(title, rows, comparison, language),
        data=rows,
        margins=(0.27, 0.74 if is_open else 0.80),
        headroom=0.2 if is_open else 0.0,
    )


def _dot(
    axes: Axes, row: pd.Series, place: int, comparison: Comparison, language: Language
) -> None:
    indicator = captions.indicator_of(comparison)
    region, value = str(row["region"]), float(row["value"])
    focus = region == comparison.focus
    color = PROTAGONIST if focus else NATION if region == NATION_ID else PEER
    weight = "bold" if focus else "normal"
    if not math.isnan(row["low"]):
        ends = [row["low"], row["high"]]
        axes.add_artist(Line2D(ends, [place, place], color=color, linewidth=2, alpha=0.5))
    face = color if math.isnan(row["low"]) else "white"
    size, edge = (8, 2.2) if focus else (6, 1.4)
    dot: Any = {"linestyle": "", "marker": "o", "markersize": size, "markerfacecolor": face}
    axes.add_artist(Line2D([value], [place], color=color, markeredgewidth=edge, **dot))
    text: Any = {
        "va": "center",
        "fontsize": 9,
        "weight": weight,
        "color": color if focus else NATION,
    }
    beside: Any = {"transform": axes.get_yaxis_transform(), **text}
    axes.text(-0.02, place, label_name(region, language), ha="right", **beside)
    label = short_amount(value, indicator, language)
    axes.text(1.03, place, label, ha="left", **beside)


def _places(axes: Axes, rows: pd.DataFrame, focus: str, language: Language) -> None:
    """Write the set of ranks of each region at the right edge, under its heading."""
    edge: Any = {"xycoords": ("figure fraction", "data"), "annotation_clip": False}
    text: Any = {"va": "center", "ha": "right", "color": NATION}
    heading = (0.982, len(rows) - 0.3)
    axes.annotate(_PLACE[language], heading, **edge, **text | {"va": "bottom"}, fontsize=7.5)
    for place, row in rows.iterrows():
        own = row["region"] == focus
        look = text | {"color": PROTAGONIST if own else NATION, "weight": ("normal", "bold")[own]}
        where = (0.982, int(str(place)))
        axes.annotate(places(row), where, **edge, **look, fontsize=9)


def _axes(axes: Axes, rows: pd.DataFrame, language: Language) -> None:
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    if len(rows) == 0:
        leave_empty(axes, language)
        return
    low = rows["low"].fillna(rows["value"]).min()
    high = rows["high"].fillna(rows["value"]).max()
    room = (high - low) or abs(high) or 1
    axes.set_xlim(low - 0.04 * room, high + 0.04 * room)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    rule_rows(axes, len(rows), 0.7)
    axes.grid(visible=False)
    if low < 0 < high:
        axes.axvline(0, color=NATION, linewidth=0.8, zorder=0)


def _alt(title: str, rows: pd.DataFrame, comparison: Comparison, language: Language) -> str:
    indicator = captions.indicator_of(comparison)
    down = [row for _, row in rows.iloc[::-1].iterrows()]
    is_open = any(is_uncertain(row, comparison) for row in down)
    parts = []
    for row in down:
        name = region_name(str(row["region"]), language)
        part = f"{name} {amount(row['value'], indicator, language)}"
        told = _RANKED[language].format(places=places(row))
        parts.append(f"{part} ({told})" if is_open and places(row) else part)
    return captions.alt(_ALT[language], title, ", ".join(parts))
