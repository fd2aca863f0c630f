"""Shares: the share of value added against the share of the people, a panel a county."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from regionstat.analysis import Goal
from regionstat.page import captions
from regionstat.page.figure import (
    NATION,
    PROTAGONIST,
    SECOND,
    TEXT,
    Figure,
    blank,
    finish,
    leave_empty,
)
from regionstat.page.labels import spread
from regionstat.page.names import region_name, source_line
from regionstat.page.numbers import HARD, number
from regionstat.page.verdict import verdict_sentences
from regionstat.register import find_indicator
from regionstat.register.entries import Language

_TEXTS = {
    "nb": {
        "subtitle": "Andel av landets bruttoprodukt (summen av fylkene) og av folketallet, "
        "prosent{years}.",
        "gdp_share": "verdiskaping",
        "population_share": "folketall",
        "alt": "Linjediagram. {title}. {rows}.",
        "row": "{name} {year}: {gdp} % av verdiskapingen, {people} % av folketallet",
        "none": "Ingen tall",
    },
    "en": {
        "subtitle": "Share of the nation's gross value added (sum of counties) and of its people, "
        "per cent{years}.",
        "gdp_share": "value added",
        "population_share": "people",
        "alt": "Line chart. {title}. {rows}.",
        "row": "{name} {year}: {gdp} % of value added, {people} % of the people",
        "none": "No figures",
    },
}
_COLORS = {"gdp_share": PROTAGONIST, "population_share": SECOND}


def draw_shares(found: Goal, language: Language) -> Figure:
    """Return the chart of both shares in `found`."""
    texts = _TEXTS[language]
    on_counties = (found.frame["basis"] == "counties") & found.frame["ratio"].notna()
    rows = found.frame[on_counties & found.frame["region"].isin(found.shown)]
    measured = [region for region in found.shown if region in set(rows["region"])]
    canvas, panels = blank(max(len(measured), 1), sharey=False)
    for axes, region in zip(panels, measured, strict=False):
        _panel(axes, rows[rows["region"] == region], region, language)
    if not measured:
        leave_empty(panels[0], language)
    title = verdict_sentences(found, language)[0].removesuffix(".")
    years = captions.span(rows["year"])
    inputs = [find_indicator(id_) for id_ in ("gdp_share", "population_share")]
    return finish(
        canvas,
        title=title,
        subtitle=texts["subtitle"].format(years=years and f", {years}"),
        source=source_line(inputs, language, found.edition),
        note=captions.preliminary(rows, language),
        alt=texts["alt"].format(title=title, rows=_rows(rows, measured, language)),
        data=rows,
        margins=(0.075, 0.85),
        headroom=0.22,
    )


def _panel(axes: Axes, rows: pd.DataFrame, region: str, language: Language) -> None:
    axes.set_title(region_name(region, language), loc="left", fontsize=10, color=TEXT)
    for column, color in _COLORS.items():
        axes.plot(rows["year"], rows[column], color=color, linewidth=2.4, solid_capstyle="round")
    years = rows["year"]
    band = rows["gdp_share_low"], rows["gdp_share_high"]
    axes.fill_between(years, *band, color=PROTAGONIST, alpha=0.14, linewidth=0)
    axes.fill_between(
        years, rows["gdp_share"], rows["population_share"], color=NATION, alpha=0.06, linewidth=0
    )
    axes.set_xlim(years.min() - 0.3, years.max() + 0.3)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5, min_n_ticks=1))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 1, language)))
    last = rows.iloc[-1]
    ends = [float(last[column]) for column in _COLORS]
    low, high = axes.get_ylim()
    places = spread(ends, (high - low) * 0.14, low, high)
    for column, value, place in zip(_COLORS, ends, places, strict=True):
        axes.annotate(
            f"{_TEXTS[language][column]}\n{number(value, 2, language)}{HARD}%",
            (float(last["year"]), place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            weight="bold",
            color=_COLORS[column],
            annotation_clip=False,
        )


def _rows(rows: pd.DataFrame, measured: list[str], language: Language) -> str:
    parts = []
    for region in measured:
        own = rows[rows["region"] == region]
        for _, row in own.iloc[[0, -1]].iterrows():
            text = _TEXTS[language]["row"].format(
                name=region_name(region, language),
                year=int(row["year"]),
                gdp=number(row["gdp_share"], 2, language),
                people=number(row["population_share"], 2, language),
            )
            parts.append(text)
    return "; ".join(parts) or _TEXTS[language]["none"]
