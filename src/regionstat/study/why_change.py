"""What moved the ratio between two years: a way of steps from the first to the last, by factor."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from regionstat.analysis.decompose import Change, Decomposition
from regionstat.errors import Misuse
from regionstat.page import captions
from regionstat.page.figure import BACKDROP, NATION, Figure, blank, finish
from regionstat.page.names import inside, region_name, source_line
from regionstat.page.numbers import HARD, number
from regionstat.page.tile_colours import ink
from regionstat.register import find_indicator
from regionstat.register.entries import Language
from regionstat.study.bars import lay_out, name_end, name_row
from regionstat.study.factor_words import (
    BY_CONSTRUCTION,
    LOOKS,
    MEANING,
    MOVES,
    NAMES,
    percent,
    reason,
    surely_largest,
)

_ROW = 0.42
_TEXTS = {
    "nb": {
        "up": "Forholdet i {name} steg fra {before} til {after}{why}",
        "down": "Forholdet i {name} falt fra {before} til {after}{why}",
        "level": "Forholdet i {name} er ikke sikkert endret: {before} i {start}, {after} i {end}",
        "why": ", mest ved {move}",
        "open": "; hva som flyttet det mest, er ikke sikkert",
        "subtitle": "Andel av verdiskaping delt på andel av folketall, {start}–{end}, og hva som "
        "flyttet det, prosent.",
        "goal": "målet: 1",
        "left_out": "Sysselsatte bosatte er ikke sammenlignbare mellom årene: pendling og andel "
        "i arbeid er ett.",
        "band": "Tynn strek: 90{_}%-intervall.",
        "alt": "Trappediagram",
    },
    "en": {
        "up": "The ratio of {name} rose from {before} to {after}{why}",
        "down": "The ratio of {name} fell from {before} to {after}{why}",
        "level": "The ratio of {name} has not surely changed: {before} in {start}, "
        "{after} in {end}",
        "why": ", mostly by {move}",
        "open": "; what moved it most is not certain",
        "subtitle": "Share of value added over share of people, {start}–{end}, and what moved it, "
        "per cent.",
        "goal": "the goal: 1",
        "left_out": "Employed residents cannot be compared between the years: commuting and "
        "employment rate are one.",
        "band": "Thin line: 90{_}% interval.",
        "alt": "Waterfall chart",
    },
}


class _Step(NamedTuple):
    """A bar: its name, where it starts and ends (100 times logs), its colour and its label.

    `low` and `high` are the 90 % interval of its end, where that is an estimate.
    """

    name: str
    start: float
    end: float
    color: str
    label: str
    low: float = np.nan
    high: float = np.nan


def draw_change(found: Decomposition, basis: str, edition: int | None, tongue: Language) -> Figure:
    """Return the chart of the change of `found` from its first year with a ratio to its last.

    Raises `Misuse` when there is one year alone.
    """
    ratios = found.frame["log_ratio"].dropna()
    if len(ratios) < 2:
        raise Misuse(
            f"What moved the ratio of {found.region!r}",
            found=f"one year with a figure, {', '.join(map(str, ratios.index))}",
            where=f"the decomposition on the basis {basis!r}",
            todo="Ask for a change up to a later year",
        )
    moved = found.between(int(ratios.index[0]), int(ratios.index[-1]))
    steps = _steps(found, moved, float(ratios.iloc[0]), tongue)
    canvas, (axes,) = blank(height=1.95 + _ROW * len(steps))
    _draw(axes, steps, tongue)
    title = _title(found, moved, ratios, tongue)
    texts = _TEXTS[tongue]
    sources = [find_indicator(one, basis) for one in ("gdp_population_ratio", "employed_residents")]
    return finish(
        canvas,
        title=title,
        subtitle=texts["subtitle"].format(start=moved.start, end=moved.end),
        source=source_line(sources, tongue, edition),
        note=_note(found, moved, tongue),
        alt=captions.alt(texts["alt"], title, ", ".join(f"{s.name} {s.label}" for s in steps)),
        data=pd.DataFrame(steps).drop(columns="color"),
        margins=(0.235, 0.90),
    )


def _steps(found: Decomposition, moved: Change, before: float, tongue: Language) -> list[_Step]:
    at = 100 * before
    steps = [_whole(found, moved.start, at, tongue)]
    for name, value in moved.factors.items():
        to = at + 100 * value
        label = percent(value, tongue)
        steps.append(_Step(NAMES[tongue][name], at, to, LOOKS[name], label))
        at = to
    return [*steps, _whole(found, moved.end, at, tongue)]


def _whole(found: Decomposition, year: int, log: float, tongue: Language) -> _Step:
    label = number(float(np.exp(log / 100)), 3, tongue)
    low, high = (100 * end for end in found.interval_of(year))
    return _Step(str(year), 0.0, log, NATION, label, low, high)


def _draw(axes: Axes, steps: list[_Step], tongue: Language) -> None:
    ends = [0.0, *(end for one in steps for end in (one.low, one.end, one.high))]
    lay_out(axes, len(steps), float(np.nanmin(ends)), float(np.nanmax(ends)), top=0.85)
    axes.annotate(_TEXTS[tongue]["goal"], (0, -0.85), ha="center", va="bottom", fontsize=8.5)
    for row, step in enumerate(steps):
        _bar(axes, row, step)
        if row + 1 < len(steps):
            axes.vlines(step.end, row, row + 1, color=BACKDROP, linewidth=1, zorder=0)


def _bar(axes: Axes, row: int, step: _Step) -> None:
    axes.barh(row, step.end - step.start, left=step.start, height=0.6, color=step.color)
    axes.hlines(row + 0.42, step.low, step.high, color=step.color, linewidth=1.4)
    weight = "bold" if step.color == NATION else "normal"
    look: Any = {"fontsize": 9.5, "color": ink(step.color), "weight": weight}
    name_row(axes, row, step.name, **look)
    name_end(axes, row, step.end, step.label, left=step.end < step.start, **look)


def _title(found: Decomposition, moved: Change, ratios: pd.Series, tongue: Language) -> str:
    change, texts = moved.log_ratio, _TEXTS[tongue]
    low, high = _between(found, moved, ratios)
    kind = "level" if low < 0 < high else "up" if change >= 0 else "down"
    factor = surely_largest(moved.factors, change, (low - change, high - change))
    before, after = (number(float(np.exp(ratios.iloc[at])), 3, tongue) for at in (0, -1))
    why = texts["why"].format(move=reason(MOVES[tongue], factor, change)) if factor else ""
    return texts[kind].format(
        name=inside(region_name(found.region, tongue)),
        before=before,
        after=after,
        start=moved.start,
        end=moved.end,
        why=why or texts["open"],
    )


def _between(found: Decomposition, moved: Change, ratios: pd.Series) -> tuple[float, float]:
    """Return the least and the most that the log ratio changed by, as its two intervals allow."""
    ends = zip((moved.start, moved.end), (ratios.iloc[0], ratios.iloc[-1]), strict=True)
    (low, high), (lower, higher) = (
        (value, value) if np.isnan(span[0]) else span
        for span, value in ((found.interval_of(year), float(log)) for year, log in ends)
    )
    return lower - high, higher - low


def _note(found: Decomposition, moved: Change, tongue: Language) -> str:
    notes = [MEANING[tongue]]
    if "employed_residents" in moved.left_out:
        notes.append(_TEXTS[tongue]["left_out"])
    if {moved.start, moved.end} & {*found.interval.index}:
        notes.append(_TEXTS[tongue]["band"].format(_=HARD))
    if {moved.start, moved.end} & {*found.by_construction}:
        notes.append(BY_CONSTRUCTION[tongue])
    status = found.status.rename_axis("year").reset_index()
    status = status[status["year"].isin([moved.start, moved.end])]
    return " ".join([*notes, captions.preliminary(status, tongue)]).strip()
