"""Change: what moved between two years? A bar a region, over the longest span there is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

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
from regionstat.page.numbers import short_change
from regionstat.page.wording import change_finding, change_span, without_change
from regionstat.register.entries import Language
from regionstat.register.find import find_language

_ROW, _BAR = 0.27, 0.62
# Of numpy, as `barh` hands it on: the id of its pattern is made of it.
_HATCH = np.str_("////")
_ALT = {"nb": "Stolpediagram", "en": "Bar chart"}


def change(
    panel: pd.DataFrame,
    indicator: str,
    *,
    focus: str,
    peers: Peers = "city_regions",
    until: int | None = None,
    basis: str = "counties",
    language: str = "nb",
) -> Figure:
    """Return a bar chart of the change of `indicator` over 10, 5 or 1 years, sorted.

    The longest span over which the region has a change; points for percentages and ratios,
    percent for all else. Raises `Misuse` for an unknown id.
    """
    tongue = find_language(language)
    found = compare(panel, indicator, region=focus, peers=peers, until=until, basis=basis)
    return draw_change(found, tongue)


def draw_change(comparison: Comparison, language: Language) -> Figure:
    """Return the change chart of `comparison`."""
    span = change_span(comparison)
    rows = comparison.frame.assign(change=float("nan"))
    if span is not None:
        rows = rows.assign(change=rows[f"change_{span}"])
    rows = rows[rows["change"].notna()].sort_values("change", ignore_index=True)
    canvas, (axes,) = blank(height=1.75 + _ROW * max(len(rows), 2), ticks=0)
    for place, row in rows.iterrows():
        _bar(axes, row, int(str(place)), comparison, language)
    _axes(axes, rows, language)
    title = change_finding(comparison, language)
    last = comparison.year
    years = str(last or "")
    if span is not None and last is not None:
        years = f"{last - span}–{last}"
    notes = [captions.notes(comparison, set(), language), without_change(comparison, language)]
    return finish(
        canvas,
        title=title,
        subtitle=captions.change_subtitle(comparison, years, language),
        source=captions.source(comparison, language),
        note=" ".join(note for note in notes if note),
        alt=_alt(title, rows, comparison, language),
        data=rows,
        margins=(0.27, 0.80),
    )


def _bar(
    axes: Axes, row: pd.Series, place: int, comparison: Comparison, language: Language
) -> None:
    region, value = str(row["region"]), float(row["change"])
    focus = region == comparison.focus
    color = PROTAGONIST if focus else NATION if region == NATION_ID else PEER
    hatch = _HATCH if region == NATION_ID else None
    face = "white" if hatch else color
    look: Any = {"facecolor": face, "edgecolor": color, "linewidth": 1.2, "hatch": hatch}
    axes.add_artist(Rectangle((0, place - _BAR / 2), value, _BAR, **look))
    text: Any = {
        "va": "center",
        "fontsize": 9,
        "weight": "bold" if focus else "normal",
        "color": color if focus else NATION,
    }
    beside: Any = {"transform": axes.get_yaxis_transform(), **text}
    axes.text(-0.02, place, label_name(region, language), ha="right", **beside)
    label = short_change(value, captions.indicator_of(comparison), language)
    axes.text(1.03, place, label, ha="left", **beside)


def _axes(axes: Axes, rows: pd.DataFrame, language: Language) -> None:
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.grid(visible=False)
    if len(rows) == 0:
        leave_empty(axes, language)
        return
    low, high = min(0.0, rows["change"].min()), max(0.0, rows["change"].max())
    room = (high - low) or 1
    axes.set_xlim(low - 0.02 * room, high + 0.02 * room)
    axes.set_ylim(-0.6, len(rows) - 0.4)
    rule_rows(axes, len(rows), 0.5)
    axes.axvline(0, color=NATION, linewidth=0.9)


def _alt(title: str, rows: pd.DataFrame, comparison: Comparison, language: Language) -> str:
    indicator = captions.indicator_of(comparison)
    parts = []
    for _, row in rows.iloc[::-1].iterrows():
        moved = short_change(row["change"], indicator, language)
        parts.append(f"{region_name(str(row['region']), language)} {moved}")
    return captions.alt(_ALT[language], title, ", ".join(parts))
