"""The plan in one picture: how many rows of each goal have each status."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from regionstat.analysis.plan_judged import STATUSES, Status
from regionstat.page import captions
from regionstat.page.figure import (
    NATION,
    PROTAGONIST,
    SECOND,
    TEXT,
    Figure,
    blank,
    finish,
)
from regionstat.page.names import inside, region_name
from regionstat.page.plan_answer import answer
from regionstat.page.plan_reasons import status_name
from regionstat.page.plan_standing import counted
from regionstat.page.tile_colours import text_colour
from regionstat.register import register
from regionstat.register.entries import Language, Named

OVERARCHING = "O"
_ROW = 0.46
_NAME_SIGNS, _NAME_AT = 40, 0.018
# A narrower part of a bar has no room for its number.
_LEAST = 0.9
# The width of a sign of the key, in parts of the panel.
_SIGN = 0.0165
_COLOURS: dict[Status, str] = {
    "met": PROTAGONIST,
    "on_course": "#86B6DA",
    "behind": SECOND,
    "no_data": "#E4E7EA",
}
_TEXTS = {
    "nb": {
        "title": "Flest rader uten tall har {goal}: {n} av {of}",
        "whole_inside": "det overordnede målet",
        "goal_inside": "mål {id}",
        "subtitle": "Rader i planen etter mål og status, antall, utgave {edition}, for {name}.",
        "source": "Kilde: næringsplanen, tallene i denne utgaven, og det som er meldt",
        "note": "Uten tall betyr at ingen har meldt eller målt det, ikke at det ikke er gjort.",
        "alt": "Stablede søyler, én for hvert mål",
        "whole": "Det overordnede målet",
        "goal": "{id} {name}",
    },
    "en": {
        "title": "Most rows without data are of {goal}: {n} of {of}",
        "whole_inside": "the overarching goal",
        "goal_inside": "goal {id}",
        "subtitle": "Rows of the plan by goal and status, number, edition {edition}, for {name}.",
        "source": "Source: the business plan, the figures of this edition, and what is reported",
        "note": "No data means that nobody has reported or measured it, not that it is not done.",
        "alt": "Stacked bars, one for each goal",
        "whole": "The overarching goal",
        "goal": "{id} {name}",
    },
}


def status_chart(
    judged: pd.DataFrame, region: str, edition: int | None, language: Language
) -> Figure:
    """Return stacked bars: by goal of the plan, how many of its rows have each status.

    `judged` is what `plan_statuses` returns.
    """
    counts = counts_by_goal(judged)
    canvas, (axes,) = blank(height=1.75 + _ROW * len(counts))
    for place, (goal, row) in enumerate(counts.iterrows()):
        _bar(axes, place, row)
        _name(axes, place, goal_name(str(goal), language))
    _axes(axes, counts)
    _key(axes, counts, language)
    texts = _TEXTS[language]
    title = _title(judged, counts, language)
    known = {"edition": edition or "", "name": inside(region_name(region, language))}
    return finish(
        canvas,
        title=title,
        subtitle=texts["subtitle"].format(**known),
        source=texts["source"],
        note=texts["note"],
        alt=captions.alt(texts["alt"], title, _told(counts, language)),
        data=counts.rename_axis("goal").reset_index(),
        margins=(0.42, 0.97),
        headroom=0.26,
    )


def _title(judged: pd.DataFrame, counts: pd.DataFrame, language: Language) -> str:
    """Return which goal has most rows without data; where none is, how many have which status."""
    texts, silent = _TEXTS[language], counts["no_data"]
    if not silent.any():
        return answer(judged["status"], language)
    goal = str(silent.idxmax())
    name = texts["whole_inside" if goal == OVERARCHING else "goal_inside"].format(id=goal)
    return texts["title"].format(goal=name, n=silent[goal], of=counts.loc[goal].sum())


def counts_by_goal(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the number of rows by goal (down) and status (across), in the plan's order."""
    plan = register().plan
    goals = pd.Series([plan[row].goal.id for row in judged["row"]], index=judged.index)
    found = pd.crosstab(goals, judged["status"]).reindex(columns=list(STATUSES), fill_value=0)
    return found.loc[list(dict.fromkeys(goals))]


def goal_name(id_: str, language: Language) -> str:
    """Return a goal of the plan with its number; the overarching one has none."""
    goal: Named = next(row.goal for row in register().plan.values() if row.goal.id == id_)
    texts = _TEXTS[language]
    if id_ == OVERARCHING:
        return texts["whole"]
    return texts["goal"].format(id=id_, name=goal.name.in_(language))


def _bar(axes: Axes, place: int, row: pd.Series) -> None:
    left = 0
    for status in STATUSES:
        count = int(row[status])
        colour = _COLOURS[status]
        axes.barh(place, count, left=left, height=0.62, color=colour, edgecolor="white")
        if count >= _LEAST:
            look: Any = {"ha": "center", "va": "center", "fontsize": 8, "weight": "bold"}
            axes.text(left + count / 2, place, str(count), color=text_colour(colour), **look)
        left += count


def _name(axes: Axes, place: int, name: str) -> None:
    text = "\n".join(textwrap.wrap(name, _NAME_SIGNS))
    look: Any = {"ha": "left", "va": "center", "fontsize": 8, "color": NATION, "linespacing": 1.1}
    side: Any = {"xycoords": ("figure fraction", "data"), "annotation_clip": False}
    axes.annotate(text, (_NAME_AT, place), **side, **look)


def _axes(axes: Axes, counts: pd.DataFrame) -> None:
    axes.set_ylim(len(counts) - 0.5, -0.5)
    axes.set_xlim(0, counts.sum(axis=1).max() * 1.01)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    axes.grid(visible=False)


def _key(axes: Axes, counts: pd.DataFrame, language: Language) -> None:
    """Write above the bars what their parts are, each with its colour."""
    at = 0.0
    for status in (one for one in STATUSES if counts[one].any()):
        axes.plot(
            [at + 0.012],
            [1.055],
            "s",
            color=_COLOURS[status],
            markeredgecolor=TEXT,
            markeredgewidth=0.4,
            markersize=6,
            transform=axes.transAxes,
            clip_on=False,
        )
        look: Any = {"va": "center", "fontsize": 8, "color": TEXT}
        text = status_name(status, language)
        axes.text(at + 0.04, 1.055, text, transform=axes.transAxes, **look)
        at += 0.1 + _SIGN * len(text)


def _told(counts: pd.DataFrame, language: Language) -> str:
    parts = []
    for goal, row in counts.iterrows():
        told = pd.Series([status for status in STATUSES for _ in range(int(row[status]))])
        parts.append(f"{goal_name(str(goal), language)}: {counted(told, language)}")
    return "; ".join(parts)
