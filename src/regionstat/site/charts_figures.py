"""What a chart of an indicator draws: figures, labels, scale and words, the same for every form."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from regionstat.analysis import Comparison
from regionstat.analysis.peers import NATION as NATION_ID
from regionstat.page import captions
from regionstat.page.figure import NATION, PEER, PROTAGONIST
from regionstat.page.labels import spread
from regionstat.page.names import label_name
from regionstat.page.numbers import amount, interval, number
from regionstat.page.signs import status_word
from regionstat.page.trend import drawn_rows, trend_note, trend_subtitle
from regionstat.page.wording import trend_finding
from regionstat.register import Indicator
from regionstat.register.entries import LANGUAGES, Language
from regionstat.site.charts import HEIGHT
from regionstat.site.rows import records

# The figures as they are, by region and year.
Exact = dict[tuple[str, int], dict[str, Any]]

# Between two names at the right, in pixels.
_LINE = 17
# What names of peers are written in.
NAME = "#5B6670"
# Pixels of a letter of the names, and between a number and its line.
_LETTER, _GAP = 7.8, 18
_GOALS = {"gdp_population_ratio": 1.0}
_GOAL = {"nb": "målet", "en": "the goal"}
_INDEX = {"nb": "indeks {index}: {amount}", "en": "index {index}: {amount}"}
_EMPTY = {"nb": "Ingen tall å tegne", "en": "No figures to draw"}


@dataclass(frozen=True, eq=False)
class Drawing:
    """A chart before it is drawn: `form`, the datasets and parameters of its template, and words.

    `room` is what names and numbers need left and right of it, in pixels. `words` has, by
    language, finding, subtitle, note and source. The rows of the datasets hold texts in both
    languages, as `name_nb` and `name_en`.
    """

    indicator: str
    form: str
    parameters: dict[str, Any]
    datasets: dict[str, list[dict[str, Any]]]
    room: dict[str, int]
    words: dict[Language, dict[str, str]]

    def told(self) -> dict[str, Any]:
        """Return what the script draws from, as JSON knows it."""
        return {
            "indicator": self.indicator,
            "form": self.form,
            "parameters": self.parameters,
            "room": self.room,
            "datasets": self.datasets,
        }

    def in_(self, language: Language) -> dict[str, list[dict[str, Any]]]:
        """Return the datasets with the texts of one language."""
        return {
            name: [
                {field.removesuffix(f"_{language}"): value for field, value in row.items()}
                for row in rows
            ]
            for name, rows in self.datasets.items()
        }


def drawing(comparison: Comparison) -> Drawing | None:
    """Return the chart of `comparison`: lines over the years, bars of one year, None of nothing."""
    rows, base = drawn_rows(comparison)
    valued = rows[rows["value"].notna()]
    if len(valued) == 0:
        return None
    indicator = captions.indicator_of(comparison)
    words = {tongue: _words(comparison, rows, base, tongue) for tongue in LANGUAGES}
    if valued["year"].nunique() == 1:
        figures = _bars(comparison, valued, indicator)
        room = _room(_texts(figures, "name"), _texts(figures, "told"))
        return Drawing(indicator.id, "bars", {}, {"figures": figures}, room, words)
    exact = {(row["region"], row["year"]): row for row in records(comparison.history)}
    return _trend(comparison, indicator, rows, exact, base, words)


def _words(
    comparison: Comparison, rows: pd.DataFrame, base: int | None, language: Language
) -> dict[str, str]:
    return {
        "finding": f"{trend_finding(comparison, language)}.",
        "subtitle": trend_subtitle(comparison, rows, base, language),
        "note": trend_note(comparison, rows, base, language),
        "source": captions.source(comparison, language),
    }


def _trend(
    comparison: Comparison,
    indicator: Indicator,
    rows: pd.DataFrame,
    exact: Exact,
    base: int | None,
    words: dict[Language, dict[str, str]],
) -> Drawing:
    goal = _GOALS.get(indicator.base_id)
    scale = _scale(rows, 0 if base else indicator.decimals, goal)
    regions = [one for _, one in rows.groupby("region", sort=False) if one["value"].notna().any()]
    regions.sort(key=lambda one: _rank(comparison, str(one["region"].iloc[0])))
    figures = [
        figure
        for one in regions
        for figure in _line(comparison, indicator, _whole(one, indicator), exact, base is not None)
    ]
    datasets = {
        "figures": figures,
        "labels": _labels(comparison, regions, scale),
        "goals": [] if goal is None else [{"value": goal, **_both(_GOAL)}],
    }
    decimals = int(scale["ticks"].strip(",.f"))
    ends = [number(scale[end], decimals, "nb") for end in ("floor", "ceiling")]
    room = _room(ends, _texts(datasets["labels"], "name"))
    return Drawing(indicator.id, "trend", scale, datasets, room, words)


def _room(left: list[str], right: list[str]) -> dict[str, int]:
    """Return the pixels that texts beside a chart need."""
    sides = {"left": left, "right": right}
    return {
        side: round(_LETTER * max(len(text) for text in texts)) + _GAP
        for side, texts in sides.items()
    }


def _texts(rows: list[dict[str, Any]], field: str) -> list[str]:
    return [str(row[f"{field}_{tongue}"]) for row in rows for tongue in LANGUAGES]


def _rank(comparison: Comparison, region: str) -> int:
    """Return where a region is drawn: the focus last, so that it lies on top."""
    order = {NATION_ID: 1, **dict.fromkeys(comparison.own, 2), comparison.focus: 3}
    return order.get(region, 0)


def _scale(rows: pd.DataFrame, decimals: int, goal: float | None) -> dict[str, Any]:
    valued = rows[rows["value"].notna()]
    ends = [*valued[["value", "low", "high"]].stack(), *([] if goal is None else [goal])]
    low, high = min(ends), max(ends)
    room = (high - low) or abs(high) or 1.0
    shown = decimals if room > 5 * 10.0**-decimals else decimals + 1
    least = 0.0 if low >= 0 and low < 0.08 * room else low - 0.08 * room
    return {
        "first": int(valued["year"].min()),
        "last": int(valued["year"].max()),
        "floor": least,
        "ceiling": high + 0.08 * room,
        "ticks": f",.{min(shown, max(0, math.ceil(1 - math.log10(room))))}f",
    }


def _whole(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return the rows of a region with every year between its ends, and a gap at each break."""
    years = rows["year"]
    every = [float(year) for year in range(int(years.min()), int(years.max()) + 1)]
    gaps = [one - 0.5 for one in indicator.breaks if every[0] < one <= every[-1]]
    found = rows.set_index(years.astype(float)).reindex(sorted([*every, *gaps]))
    return found.assign(
        region=rows["region"].iloc[0], year=found.index, status=found["status"].fillna("")
    )


def _line(
    comparison: Comparison,
    indicator: Indicator,
    rows: pd.DataFrame,
    exact: Exact,
    is_index: bool,
) -> list[dict[str, Any]]:
    region = str(rows["region"].iloc[0])
    look = _look(comparison, region)
    there = rows["value"].notna()
    alone = there & ~there.shift(fill_value=False) & ~there.shift(-1, fill_value=False)
    found = []
    for row, single in zip(records(rows), alone, strict=True):
        drawn = {name: row[name] for name in ("year", "value", "low", "high")}
        one = {"region": region, **drawn, **look, "alone": bool(single)}
        one["estimated"] = row["status"] == "estimated" or row["low"] is not None
        if row["value"] is not None:
            told, index = exact[region, int(row["year"])], row["value"] if is_index else None
            one["exact"] = told["value"]
            for tongue in LANGUAGES:
                one[f"told_{tongue}"] = _told(told, index, indicator, tongue)
        found.append(one | _named(region))
    return found


def _told(
    row: dict[str, Any], index: float | None, indicator: Indicator, language: Language
) -> str:
    """Return a figure as words: what it is, its interval and its sign."""
    text = amount(row["value"], indicator, language)
    if index is not None:
        text = _INDEX[language].format(index=number(index, 1, language), amount=text)
    low, high = (math.nan if row[end] is None else row[end] for end in ("low", "high"))
    ends = interval(low, high, indicator, language)
    sign = status_word(row["status"], language)
    about = " ".join(part for part in (sign, ends) if part)
    return f"{text} ({about})" if about else text


def _look(comparison: Comparison, region: str) -> dict[str, Any]:
    if region == comparison.focus:
        return {"colour": PROTAGONIST, "wide": 2.8, "dashed": False}
    if region in comparison.own:
        return {"colour": PROTAGONIST, "wide": 1.8, "dashed": True}
    if region == NATION_ID:
        return {"colour": NATION, "wide": 1.6, "dashed": True}
    return {"colour": PEER, "wide": 1.5, "dashed": False}


def _labels(
    comparison: Comparison, regions: list[pd.DataFrame], scale: dict[str, Any]
) -> list[dict[str, Any]]:
    ends = [one[one["value"].notna()].iloc[-1] for one in regions]
    low, high = scale["floor"], scale["ceiling"]
    gap = (high - low) * _LINE / HEIGHT
    places = spread([float(end["value"]) for end in ends], gap, low, high)
    return [
        {
            "region": str(end["region"]),
            "year": int(end["year"]),
            "value": float(end["value"]),
            "place": place,
            "colour": _name_colour(comparison, str(end["region"])),
            "bold": end["region"] == comparison.focus,
            **_named(str(end["region"])),
        }
        for end, place in zip(ends, places, strict=True)
    ]


def _name_colour(comparison: Comparison, region: str) -> str:
    colour: str = _look(comparison, region)["colour"]
    return NAME if colour == PEER else colour


def _bars(comparison: Comparison, rows: pd.DataFrame, indicator: Indicator) -> list[dict[str, Any]]:
    return [
        {
            "region": row["region"],
            "year": row["year"],
            "value": row["value"],
            "exact": row["value"],
            "colour": _look(comparison, row["region"])["colour"],
            **{f"told_{tongue}": _told(row, None, indicator, tongue) for tongue in LANGUAGES},
            **_named(row["region"]),
        }
        for row in records(rows.sort_values("value", ascending=False))
    ]


def _named(region: str) -> dict[str, str]:
    return {f"name_{tongue}": label_name(region, tongue) for tongue in LANGUAGES}


def _both(texts: dict[str, str]) -> dict[str, str]:
    return {f"name_{tongue}": texts[tongue] for tongue in LANGUAGES}
