"""The fan of an outlook: measured line, bands, trend so far, goal and goal year, and labels."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from regionstat.analysis.forecast import Forecast
from regionstat.analysis.forecast_bands import LEVELS, bands
from regionstat.analysis.goal import MET_AT
from regionstat.page.figure import NATION, PROTAGONIST, SECOND, TEXT
from regionstat.page.labels import spread
from regionstat.page.numbers import number
from regionstat.register.entries import Language

_TEXTS = {
    "nb": {"goal": "målet", "goal_year": "målåret", "trend": "trenden så langt"},
    "en": {"goal": "the goal", "goal_year": "goal year", "trend": "the trend so far"},
}


class _Label(NamedTuple):
    text: str
    value: float
    color: str


def draw_fan(axes: Axes, found: Forecast, longer: Forecast, language: Language) -> None:
    """Draw `found` on `axes`, its fan on to the goal year of `longer`, the same method."""
    _history(axes, found)
    labels = [
        *_bands(axes, _fan(longer), found.goal_year),
        *_trend(axes, found, longer, language),
    ]
    _axes(axes, found, longer.goal_year, language)
    _labels(axes, labels)
    _last(axes, found, language)


def _fan(longer: Forecast) -> pd.DataFrame:
    """Return the path with the last year measured before it, as sure as its level is."""
    if longer.path.empty:
        return longer.path
    row = longer.history.iloc[-1]
    half = bands(np.zeros(len(LEVELS)), float(row["sd"]))
    start = {"year": longer.last_year, "median": row["ratio"]}
    for level in LEVELS:
        low, high = _ends(level)
        start |= {
            low: row["ratio"] * np.exp(-half[level]),
            high: row["ratio"] * np.exp(half[level]),
        }
    return pd.concat([pd.DataFrame([start]), longer.path], ignore_index=True)


def _ends(level: float) -> tuple[str, str]:
    percent = f"{100 * level:.0f}"
    return f"low_{percent}", f"high_{percent}"


def _history(axes: Axes, found: Forecast) -> None:
    line = found.history
    axes.plot(line.index, line["ratio"], color=PROTAGONIST, linewidth=2.6, zorder=4)
    if line["low"].notna().any():
        ends = line[["low", "high"]].to_numpy(dtype=float)
        axes.fill_between(line.index, ends[:, 0], ends[:, 1], color=PROTAGONIST, alpha=0.13, lw=0)
    guessed = line[line["low"].notna()]
    axes.plot(
        guessed.index,
        guessed["ratio"],
        linestyle="",
        marker="o",
        markersize=4,
        markerfacecolor="white",
        color=PROTAGONIST,
        zorder=5,
    )


def _bands(axes: Axes, fan: pd.DataFrame, goal_year: int) -> list[_Label]:
    """Draw the fan, paler after the goal year; return the labels at its upper edges."""
    labels = []
    for part, strength in ((fan["year"] <= goal_year, 0.2), (fan["year"] >= goal_year, 0.09)):
        rows = fan[part]
        for level in reversed(LEVELS):
            low, high = (rows[name].to_numpy(dtype=float) for name in _ends(level))
            axes.fill_between(rows["year"], low, high, color=PROTAGONIST, alpha=strength, lw=0)
        style: dict[str, Any] = {
            "color": PROTAGONIST,
            "linewidth": 1.4,
            "alpha": 1.0 if strength > 0.1 else 0.6,
        }
        axes.plot(rows["year"], rows["median"], **style)
    for level in LEVELS if len(fan) else ():
        top = float(fan[_ends(level)[1]].iloc[-1])
        labels.append(_Label(f"{100 * level:.0f} %", top, PROTAGONIST))
    return labels


def _trend(axes: Axes, found: Forecast, longer: Forecast, language: Language) -> list[_Label]:
    if longer.path.empty:
        return []
    ahead = np.arange(longer.goal_year - found.last_year + 1)
    line = float(found.history["ratio"].iloc[-1]) * np.exp(found.trend.yearly * ahead)
    axes.plot(found.last_year + ahead, line, color=SECOND, linewidth=1.6, linestyle=(0, (1, 1.6)))
    return [_Label(_TEXTS[language]["trend"], float(line[-1]), SECOND)]


def _axes(axes: Axes, found: Forecast, end: int, language: Language) -> None:
    texts = _TEXTS[language]
    first = int(found.history.index[0])
    last = max(end, found.last_year)
    axes.axhline(MET_AT, color=NATION, linewidth=1.0)
    axes.axvline(found.goal_year, color=TEXT, linewidth=0.8, linestyle=(0, (2, 2)))
    axes.set_xlim(first - 0.3, last + 0.1)
    axes.margins(y=0.12)
    axes.autoscale_view(scalex=False)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=9, min_n_ticks=1))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 2, language)))
    text: dict[str, Any] = {"fontsize": 8.5, "color": NATION}
    axes.annotate(
        texts["goal"], (first - 0.2, MET_AT), xytext=(0, 3), textcoords="offset points", **text
    )
    axes.annotate(
        texts["goal_year"],
        (found.goal_year, 1.0),
        xycoords=axes.get_xaxis_transform(),
        xytext=(0, 2),
        textcoords="offset points",
        ha="center",
        **text,
    )


def _labels(axes: Axes, labels: list[_Label]) -> None:
    low, high = axes.get_ylim()
    places = spread([one.value for one in labels], (high - low) * 0.062, low, high)
    for one, place in zip(labels, places, strict=True):
        axes.annotate(
            one.text,
            (axes.get_xlim()[1], place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            color=one.color,
            annotation_clip=False,
        )


def _last(axes: Axes, found: Forecast, language: Language) -> None:
    """Write the last ratio measured where its line does not run."""
    ratios = found.history["ratio"].dropna().to_numpy(dtype=float)
    above = ratios[-1] >= ratios[-2]
    axes.annotate(
        number(float(ratios[-1]), 3, language),
        (found.last_year, ratios[-1]),
        xytext=(-6, 4 if above else -8),
        textcoords="offset points",
        ha="right",
        va="bottom" if above else "top",
        fontsize=9,
        weight="bold",
        color=PROTAGONIST,
        bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 1},
        zorder=6,
    )
