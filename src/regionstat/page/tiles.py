"""Tiles: where in the country? A square a county, placed as the country lies."""

from __future__ import annotations

import math
import textwrap
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from regionstat.analysis import Comparison
from regionstat.analysis.counties import counties_of, division_of
from regionstat.analysis.peers import NATION as NATION_ID
from regionstat.analysis.peers import counties_in
from regionstat.analysis.percentiles import Standing, standing
from regionstat.page import captions
from regionstat.page.figure import BACKDROP, NATION, PROTAGONIST, TEXT, Figure, blank, finish
from regionstat.page.names import label_name, region_name
from regionstat.page.numbers import interval, short_amount
from regionstat.page.signs import explain, marked
from regionstat.page.tile_colours import MISSING, colours, text_colour
from regionstat.page.tile_words import ALT, colour_note, finding
from regionstat.panel import select
from regionstat.panel.figures import NO_DATA, PRELIMINARY
from regionstat.register import Indicator
from regionstat.register.entries import Language
from regionstat.register.find import find_language

_SIDE, _NAME_SIGNS = 0.94, 11
_COLUMNS, _ROWS = 6, 7
# Where the words in the sea begin, in columns.
_LEFT = -1.9
# As many signs as fit a tile at full size.
_VALUE_SIGNS = 7


@cache
def tile_places() -> dict[str, tuple[int, int]]:
    """Return by county the column and row of its tile, from the west and from the north."""
    text = files("regionstat.page").joinpath("tiles.toml").read_text(encoding="utf-8")
    return {county: (column, row) for county, (column, row) in tomllib.loads(text).items()}


def tiles(
    panel: pd.DataFrame,
    indicator: str,
    *,
    focus: str,
    until: int | None = None,
    basis: str = "counties",
    language: str = "nb",
) -> Figure:
    """Return a tile map of `indicator`: a square a county, as they were in the year of the data.

    Darker is higher; for the goal blue where it is met. The focus, or the counties it lies in,
    have a bold outline; a county without a figure is hatched and bears its sign. Raises
    `Misuse` for an unknown id.
    """
    tongue = find_language(language)
    found = standing(panel, indicator, region=focus, until=until, basis=basis)
    one = captions.indicator_of(found.comparison)
    rows, division = _rows(select(panel, one.id), one, found.comparison)
    own = counties_of(found.comparison.region, division)
    canvas, (axes,) = blank(height=6.3, ticks=0)
    _lay_out(axes)
    for row in rows.to_dict("records"):
        _tile(axes, row, row["region"] in own, one, tongue)
    _beside(axes, found, one, tongue)
    title = finding(found, rows, one, tongue)
    comparison = found.comparison
    notes = [colour_note(one, tongue), *explain(rows[rows["value"].isna()], tongue)]
    notes.append(captions.preliminary(rows, tongue))
    return finish(
        canvas,
        title=title,
        subtitle=captions.subtitle(comparison, str(comparison.year or ""), tongue),
        source=captions.source(comparison, tongue),
        note=" ".join(note for note in notes if note),
        alt=captions.alt(ALT[tongue], title, _told(rows, one, tongue)),
        data=rows,
        margins=(0.018, 0.982),
    )


def _rows(
    figures: pd.DataFrame, indicator: Indicator, comparison: Comparison
) -> tuple[pd.DataFrame, int]:
    """Return a row a county (region, year, value, low, high, status, colour) and its division."""
    year = comparison.year or 0
    there = figures[figures["year"] == year]
    division = division_of(set(there.loc[there["value"].notna(), "region"]), year)
    columns = ["value", "low", "high", "status"]
    rows = there.set_index("region")[columns].reindex(list(counties_in(division)))
    rows["status"] = rows["status"].fillna(NO_DATA)
    rows = rows.reset_index().assign(year=year)
    return rows.assign(colour=colours(rows, indicator)), division


def _lay_out(axes: Axes) -> None:
    axes.set_xlim(_LEFT - 0.02, _COLUMNS + 1.2)
    axes.set_ylim(_ROWS - 0.45, -0.55)
    axes.set_aspect("equal", anchor="W")
    axes.set_axis_off()


def _tile(
    axes: Axes, row: dict[Any, Any], outlined: bool, indicator: Indicator, language: Language
) -> None:
    column, line = tile_places()[row["region"]]
    missing = math.isnan(row["value"])
    look: Any = {"facecolor": row["colour"], "edgecolor": "none", "zorder": 1}
    if missing:
        look |= {"edgecolor": BACKDROP, "hatch": "////", "linewidth": 0.8}
    corner = (column - _SIDE / 2, line - _SIDE / 2)
    axes.add_artist(Rectangle(corner, _SIDE, _SIDE, **look))
    if outlined:
        edge: Any = {"facecolor": "none", "edgecolor": NATION, "linewidth": 2.6, "zorder": 3}
        axes.add_artist(Rectangle(corner, _SIDE, _SIDE, **edge))
    text: Any = {"ha": "center", "color": text_colour(row["colour"]), "zorder": 4}
    if missing:
        text["bbox"] = {"facecolor": MISSING, "edgecolor": "none", "pad": 0.8}
    weight = "bold" if outlined else "normal"
    name = _name(row["region"], language)
    axes.text(column, line - 0.15, name, va="center", fontsize=7, weight=weight, **text)
    value = _value(row, indicator, language)
    size = 8.5 * min(1.0, _VALUE_SIGNS / len(value))
    axes.text(column, line + 0.24, value, va="center", fontsize=size, weight="bold", **text)


def _value(row: dict[Any, Any], indicator: Indicator, language: Language) -> str:
    """Return the value in a tile: preliminary ones have no star, a note tells the year."""
    status = "" if row["status"] == PRELIMINARY else row["status"]
    return marked(row["value"], row["low"], status, indicator.decimals, language)


def _name(region: str, language: Language) -> str:
    return "\n".join(textwrap.wrap(label_name(region, language), _NAME_SIGNS))


def _beside(axes: Axes, found: Standing, indicator: Indicator, language: Language) -> None:
    """Write the figures of the region and the nation where the sea is."""
    text: Any = {"ha": "left", "va": "top", "linespacing": 1.35}
    own, areas = found.row, found.areas.set_index("region")
    line = -0.47
    if own is not None and found.comparison.focus not in tile_places():
        name = label_name(found.comparison.focus, language)
        value = short_amount(own["value"], indicator, language)
        span = interval(own["low"], own["high"], indicator, language)
        told = f"{name}\n{value}"
        axes.text(_LEFT, line, told, fontsize=10, weight="bold", color=PROTAGONIST, **text)
        if span:
            axes.text(_LEFT, line + 0.62, f"({span})", fontsize=8, color=PROTAGONIST, **text)
        line += 1.0
    if NATION_ID in areas.index and not captions.is_size(indicator):
        value = short_amount(areas["value"][NATION_ID], indicator, language)
        told = f"{label_name(NATION_ID, language)}\n{value}"
        axes.text(_LEFT, line, told, fontsize=9, color=TEXT, **text)


def _told(rows: pd.DataFrame, indicator: Indicator, language: Language) -> str:
    down = rows.sort_values("value", ascending=False)
    parts = [
        f"{region_name(row['region'], language)} {_value(row, indicator, language)}"
        for row in down.to_dict("records")
    ]
    return ", ".join(parts)
