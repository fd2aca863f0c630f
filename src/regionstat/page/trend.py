"""Trend: since when? The region in colour, the nation dashed, peers in grey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from regionstat.analysis import Comparison, compare
from regionstat.analysis.peers import NATION as NATION_ID
from regionstat.analysis.peers import Peers
from regionstat.page import captions
from regionstat.page.figure import (
    BACKDROP,
    NATION,
    PEER,
    PROTAGONIST,
    Figure,
    blank,
    finish,
    leave_empty,
)
from regionstat.page.labels import spread
from regionstat.page.names import label_name, region_name, regions_named
from regionstat.page.numbers import number
from regionstat.page.wording import trend_finding
from regionstat.register.entries import Language
from regionstat.register.find import find_language

_LAST_YEARS = 25
Floats = npt.NDArray[np.float64]
Place = tuple[float, float]
_INDEX = {
    "nb": "{title}, indeks med {base} lik 100, {years}.",
    "en": "{title}, index with {base} equal to 100, {years}.",
}
_LEFT_OUT = {
    "nb": "Ikke tegnet, uten tall i {base}: {names}.",
    "en": "Not drawn, for want of a figure in {base}: {names}.",
}
_ALT = {"nb": "Linjediagram", "en": "Line chart"}
_END = {"nb": "{name} {value} i {year}", "en": "{name} {value} in {year}"}


def trend(
    panel: pd.DataFrame,
    indicator: str,
    *,
    focus: str,
    peers: Peers = "city_regions",
    until: int | None = None,
    basis: str = "counties",
    language: str = "nb",
) -> Figure:
    """Return a line chart of `indicator` over the years: region, nation and peers.

    Persons and kroner are drawn as an index, so that regions of unlike size can be
    compared. Missing years are gaps, intervals bands. Raises `Misuse` for an unknown id.
    """
    tongue = find_language(language)
    found = compare(panel, indicator, region=focus, peers=peers, until=until, basis=basis)
    return draw_trend(found, tongue)


def draw_trend(comparison: Comparison, language: Language) -> Figure:
    """Return the trend chart of `comparison`."""
    indicator = captions.indicator_of(comparison)
    rows, base = drawn_rows(comparison)
    canvas, (axes,) = blank(ticks=9)
    lines = _lines(comparison, rows)
    for region, line in lines.items():
        _draw(axes, line, _look(comparison, region))
    decimals = 0 if base else min(indicator.decimals, 2)
    _axes(axes, rows, decimals, language)
    ends = {region: line.end for region, line in lines.items()}
    _labels(axes, comparison, ends, language)
    title = trend_finding(comparison, language)
    return finish(
        canvas,
        title=title,
        subtitle=trend_subtitle(comparison, rows, base, language),
        source=captions.source(comparison, language),
        note=trend_note(comparison, rows, base, language),
        alt=_alt(title, ends, decimals, language),
        data=rows,
        margins=(0.115, 0.735),
    )


def trend_subtitle(
    comparison: Comparison, rows: pd.DataFrame, base: int | None, language: Language
) -> str:
    """Return measure, unit and years of the drawn `rows`, an index where there is a `base`."""
    years = captions.span(rows.loc[rows["value"].notna(), "year"])
    if base is None:
        return captions.subtitle(comparison, years, language)
    name = captions.indicator_of(comparison).title.in_(language)
    return _INDEX[language].format(title=name, base=base, years=years)


def trend_note(
    comparison: Comparison, rows: pd.DataFrame, base: int | None, language: Language
) -> str:
    """Return what a reader of the drawn `rows` must know, empty when nothing."""
    drawn = list(dict.fromkeys(rows.loc[rows["value"].notna(), "region"]))
    notes = [captions.notes(comparison, set(rows["status"]), language)]
    notes.append(_left_out(comparison, drawn, base, language))
    return " ".join(note for note in notes if note)


def drawn_rows(comparison: Comparison) -> tuple[pd.DataFrame, int | None]:
    """Return the rows to draw and the base year of the index, None where there is no index."""
    rows, indicator = comparison.history, captions.indicator_of(comparison)
    last = comparison.year or 0
    rows = rows[rows["year"].between(last - _LAST_YEARS, last)]
    if not captions.is_size(indicator):
        return rows, None
    years = rows[(rows["region"] == comparison.focus) & rows["value"].notna()]["year"]
    since = max([last - 10, *(year for year in indicator.breaks if year <= last)])
    years = years[years >= since]
    if len(years) < 2:
        return rows, None
    base = int(years.iloc[0])
    index = comparison.over_time(base)
    return index[index["year"].between(since, last)], base


def _left_out(
    comparison: Comparison, drawn: list[str], base: int | None, language: Language
) -> str:
    """Return who has figures but none in the base year of the index, empty when nobody."""
    history = comparison.history
    have = dict.fromkeys(history.loc[history["value"].notna(), "region"])
    names = [region for region in have if region not in drawn]
    if base is None or not names:
        return ""
    return _LEFT_OUT[language].format(names=regions_named(names, language), base=base)


@dataclass(frozen=True, eq=False)
class _Line:
    """What is drawn of a region: columns with a place for every year, NaN where there is none."""

    years: Floats
    value: Floats
    low: Floats
    high: Floats
    estimated: npt.NDArray[np.bool_]

    @property
    def end(self) -> tuple[int, float]:
        """The last year with a figure, and the figure."""
        last = np.flatnonzero(~np.isnan(self.value))[-1]
        return int(self.years[last]), float(self.value[last])


def _lines(comparison: Comparison, rows: pd.DataFrame) -> dict[str, _Line]:
    """Return the regions with something to draw, the focus last so that it lies on top."""
    regions = rows["region"].to_numpy(dtype=object)
    have = dict.fromkeys(regions[rows["value"].notna().to_numpy()])
    rank = {NATION_ID: 1, **dict.fromkeys(comparison.own, 2), comparison.focus: 3}
    years, *numbers = (rows[name].to_numpy() for name in ("year", "value", "low", "high"))
    guessed = (rows["status"] == "estimated").to_numpy()
    found = {}
    for region in sorted(have, key=lambda region: rank.get(region, 0)):
        own = regions == region
        found[region] = _line(years[own], [one[own] for one in numbers], guessed[own])
    return found


def _line(years: Floats, numbers: list[Floats], guessed: npt.NDArray[np.bool_]) -> _Line:
    places = years - years.min()
    size = int(places.max()) + 1
    value, low, high = (np.full(size, np.nan) for _ in numbers)
    for whole, part in zip((value, low, high), numbers, strict=True):
        whole[places] = part
    estimated = np.zeros(size, dtype=bool)
    estimated[places] = guessed
    # A preliminary estimate bears the sign of what is preliminary, and its interval.
    return _Line(years.min() + np.arange(size), value, low, high, estimated | ~np.isnan(low))


def _look(comparison: Comparison, region: str) -> dict[str, Any]:
    if region == comparison.focus:
        return {"color": PROTAGONIST, "linewidth": 2.6}
    if region in comparison.own:
        return {"color": PROTAGONIST, "linewidth": 1.6, "linestyle": (0, (1, 1))}
    if region == NATION_ID:
        return {"color": NATION, "linewidth": 1.5, "linestyle": (0, (4, 2))}
    return {"color": PEER, "linewidth": 1.3}


def _draw(axes: Axes, line: _Line, look: dict[str, Any]) -> None:
    axes.add_artist(Line2D(line.years, line.value, solid_capstyle="round", **look))
    if not np.isnan(line.low).all():
        axes.fill_between(line.years, line.low, line.high, color=look["color"], alpha=0.15, lw=0)
    there = np.pad(~np.isnan(line.value), 1)
    alone = there[1:-1] & ~there[:-2] & ~there[2:]
    marks: Any = {"linestyle": "", "marker": "o", "color": look["color"], "markersize": 4}
    for of, face in ((line.estimated, "white"), (alone & ~line.estimated, look["color"])):
        if of.any():
            axes.add_artist(Line2D(line.years[of], line.value[of], markerfacecolor=face, **marks))


def _axes(axes: Axes, rows: pd.DataFrame, decimals: int, language: Language) -> None:
    valued = rows[rows["value"].notna()]
    if len(valued) == 0:
        leave_empty(axes, language)
        return
    low, high = valued[["value", "low"]].min().min(), valued[["value", "high"]].max().max()
    room = (high - low) or abs(high) or 1
    axes.set_ylim(low - 0.12 * room, high + 0.08 * room)
    first, last = valued["year"].min(), valued["year"].max()
    axes.set_xlim(first - 0.3, last + 0.3)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8, min_n_ticks=1))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6))
    ticks = decimals if room > 4 * 10.0**-decimals else decimals + 1
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, ticks, language)))


def _labels(
    axes: Axes, comparison: Comparison, ends: Mapping[str, tuple[int, float]], language: Language
) -> None:
    low, high = axes.get_ylim()
    places = spread([value for _, value in ends.values()], (high - low) * 0.062, low, high)
    left, right = axes.get_xlim()
    width = right - left
    leaders = []
    for (region, end), place in zip(ends.items(), places, strict=True):
        look = _look(comparison, region)
        own = region in comparison.own
        leaders.append(_leader(end, (right + 0.017 * width, place), 0.011 * width))
        axes.text(
            right + 0.025 * width,
            place,
            label_name(region, language),
            va="center",
            fontsize=9 if own else 8.5,
            weight="bold" if region == comparison.focus else "normal",
            color=look["color"] if own or region == NATION_ID else "#5B6670",
        )
    fine: Any = {"colors": BACKDROP, "linewidths": 0.6, "clip_on": False}
    axes.add_collection(LineCollection(leaders, **fine), autolim=False)


def _leader(end: tuple[int, float], label: tuple[float, float], gap: float) -> list[Place]:
    """Return the ends of a fine line from the `end` of a line, a `gap` from it, to its label."""
    (year, value), (x, y) = end, label
    return [(year + gap, value + gap / (x - year) * (y - value)), label]


def _alt(
    title: str, ends: Mapping[str, tuple[int, float]], decimals: int, language: Language
) -> str:
    told = []
    for region, (year, value) in reversed([*ends.items()]):
        text, name = number(value, max(decimals, 1), language), region_name(region, language)
        told.append(_END[language].format(name=name, value=text, year=year))
    return captions.alt(_ALT[language], title, ", ".join(told))
