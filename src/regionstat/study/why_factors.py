"""The factors of the ratio in each year: what lifts it above the line, what lowers it below."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from regionstat.analysis.decompose import FACTORS, Decomposition
from regionstat.page import captions
from regionstat.page.figure import NATION, Figure, blank, finish
from regionstat.page.labels import spread
from regionstat.page.names import listed, region_name, source_line
from regionstat.page.numbers import HARD, number
from regionstat.page.tile_colours import ink
from regionstat.register import find_indicator
from regionstat.register.entries import Language
from regionstat.study.factor_words import (
    BY_CONSTRUCTION,
    LOOKS,
    MEANING,
    NAMES,
    REASONS,
    percent,
    reason,
    surely_largest,
)

_SOURCES = ("gdp_population_ratio", "employed_residents")
_TEXTS = {
    "nb": {
        "short": "{name} manglet {gap} på målet i {year}{why}",
        "over": "{name} var {gap} over målet i {year}{why}",
        "why": ", mest på grunn av {reason}",
        "open": "; hva som veier mest, er ikke sikkert",
        "unsure": "{name} kan ha vært over eller under målet i {year}",
        "subtitle": "Andel av verdiskaping delt på andel av folketall (strek, målet er 0{_}%) og "
        "delene, {years}.",
        "joined": "{years} uten sysselsatte bosatte: skravert er pendling og andel i arbeid "
        "sammen.",
        "ratio": "forhold {ratio}",
        "band": "Loddrett strek: 90{_}%-intervall; all usikkerhet ligger i produktiviteten.",
        "alt": "Stolpediagram",
    },
    "en": {
        "short": "{name} was {gap} short of the goal in {year}{why}",
        "over": "{name} was {gap} above the goal in {year}{why}",
        "why": ", mostly because of {reason}",
        "open": "; what weighs most is not certain",
        "unsure": "{name} may have been above or below the goal in {year}",
        "subtitle": "Share of value added over share of people (line, the goal is 0{_}%) and its "
        "parts, {years}.",
        "joined": "{years} lack employed residents: hatched are commuting and employment rate "
        "together.",
        "ratio": "ratio {ratio}",
        "band": "Upright lines: 90{_}% interval; all uncertainty is in productivity.",
        "alt": "Bar chart",
    },
}


def draw_factors(found: Decomposition, basis: str, edition: int | None, tongue: Language) -> Figure:
    """Return the chart of the factors of `found`, a stack a year and the ratio as a line."""
    logs = found.frame.drop(columns="status").rename_axis("year")
    logs = logs[logs["log_ratio"].notna()]
    factors = logs[[name for name in FACTORS.values() if name in logs]]
    canvas, (axes,) = blank(height=4.6)
    _stacks(axes, factors)
    _line(axes, logs["log_ratio"], found)
    _axes(axes, logs.index, tongue)
    _labels(axes, logs, factors, tongue)
    title = _title(found, logs, tongue)
    years = captions.span(logs.index.to_series())
    return finish(
        canvas,
        title=title,
        subtitle=_TEXTS[tongue]["subtitle"].format(years=years, _=HARD),
        source=source_line([find_indicator(one, basis) for one in _SOURCES], tongue, edition),
        note=_note(found, factors, tongue),
        alt=captions.alt(_TEXTS[tongue]["alt"], title, _told(logs, factors, tongue)),
        data=logs.join(found.bounds).join(found.status).reset_index(),
        margins=(0.085, 0.74),
    )


def _stacks(axes: Axes, factors: pd.DataFrame) -> None:
    up, down = pd.Series(0.0, factors.index), pd.Series(0.0, factors.index)
    for name in factors:
        part = 100 * factors[name].fillna(0.0)
        start = up.where(part > 0, down)
        look: Any = {"color": LOOKS[str(name)], "width": 0.72, "edgecolor": "white"}
        if name == "jobs_per_working_age":
            look["hatch"] = "////"
        drawn = factors[name].notna()
        axes.bar(factors.index[drawn], part[drawn], bottom=start[drawn], linewidth=0.8, **look)
        up, down = up + part.clip(lower=0), down + part.clip(upper=0)


def _line(axes: Axes, ratio: pd.Series, found: Decomposition) -> None:
    axes.plot(ratio.index, 100 * ratio, color=NATION, linewidth=1.4, marker="o", markersize=4.5)
    for year, row in found.bounds.iterrows():
        ends = 100 * row[["log_ratio_low", "log_ratio_high"]]
        axes.vlines(float(str(year)), *ends, color=NATION, linewidth=1.4, alpha=0.75)


def _axes(axes: Axes, years: pd.Index, tongue: Language) -> None:
    axes.axhline(0, color=NATION, linewidth=0.9)
    axes.set_xlim(years.min() - 0.55, years.max() + 0.55)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8, min_n_ticks=1))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{number(value, 0, tongue, sign=True)}{HARD}%")
    )


def _labels(axes: Axes, logs: pd.DataFrame, factors: pd.DataFrame, tongue: Language) -> None:
    """Name each part of the last year, and the ratio, beside it."""
    last, ratio = factors.iloc[-1].dropna(), float(logs["log_ratio"].iloc[-1])
    texts = [f"{NAMES[tongue][str(name)]} {percent(part, tongue)}" for name, part in last.items()]
    texts.append(_TEXTS[tongue]["ratio"].format(ratio=number(float(np.exp(ratio)), 3, tongue)))
    colors = [*(ink(LOOKS[str(name)]) for name in last.index), NATION]
    low, high = axes.get_ylim()
    places = spread([*_middles(last), 100 * ratio], (high - low) * 0.062, low, high)
    look: Any = {"xytext": (6, 0), "textcoords": "offset points", "fontsize": 8.5, "va": "center"}
    for text, place, color in zip(texts, places, colors, strict=True):
        weight = "bold" if color == NATION else "normal"
        end = (float(logs.index[-1]) + 0.55, place)
        axes.annotate(text, end, color=color, weight=weight, annotation_clip=False, **look)


def _middles(last: pd.Series) -> list[float]:
    """Return where in the stack each part of the last year has its middle."""
    up = down = 0.0
    found = []
    for value in 100 * last:
        start = up if value > 0 else down
        found.append(start + value / 2)
        up, down = up + max(value, 0), down + min(value, 0)
    return found


def _title(found: Decomposition, logs: pd.DataFrame, tongue: Language) -> str:
    year, row = int(logs.index[-1]), logs.iloc[-1]
    gap = float(row["log_ratio"])
    kind = "over" if gap >= 0 else "short"
    low, high = found.interval_of(year)
    kind = "unsure" if low < 0 <= high else kind
    off = (0.0, 0.0) if np.isnan(low) else (low - gap, high - gap)
    parts = {str(one): part for one, part in row.drop("log_ratio").items()}
    factor, texts = surely_largest(parts, gap, off), _TEXTS[tongue]
    return texts[kind].format(
        name=region_name(found.region, tongue),
        gap=percent(abs(float(np.expm1(gap))), tongue, sign=False),
        year=year,
        why=texts["why"].format(reason=reason(REASONS[tongue], factor, gap))
        if factor
        else texts["open"],
    )


def _note(found: Decomposition, factors: pd.DataFrame, tongue: Language) -> str:
    texts, notes = _TEXTS[tongue], [MEANING[tongue]]
    if "jobs_per_working_age" in factors:
        years = factors.index[factors["jobs_per_working_age"].notna()]
        notes.append(texts["joined"].format(years=listed(map(str, years), tongue)))
    if len(found.interval):
        notes.append(texts["band"].format(_=HARD))
    if factors.index[-1] in found.by_construction:
        notes.append(BY_CONSTRUCTION[tongue])
    status = found.status.rename_axis("year").reset_index()
    return " ".join([*notes, captions.preliminary(status, tongue)]).strip()


def _told(logs: pd.DataFrame, factors: pd.DataFrame, tongue: Language) -> str:
    parts = []
    for year, log in logs["log_ratio"].items():
        there = factors.T[year].dropna()
        named = [f"{NAMES[tongue][str(name)]} {percent(v, tongue)}" for name, v in there.items()]
        parts.append(f"{year}: {number(float(np.exp(log)), 3, tongue)} ({', '.join(named)})")
    return "; ".join(parts)
