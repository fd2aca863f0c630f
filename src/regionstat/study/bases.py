"""Bases: the same ratio on three denominators, so that nobody is misled by the choice."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from regionstat.analysis import Goal
from regionstat.analysis.goal import MET_AT
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
from regionstat.page.names import region_name, regions_named, source_line
from regionstat.page.numbers import number
from regionstat.register import find_indicator
from regionstat.register.entries import BASES, Basis, Language

_TEXTS = {
    "nb": {
        "all": "{name} når målet på alle tre nevnerne",
        "none": "{name} når ikke målet på noen av nevnerne",
        "some": "Om {name} når målet, kommer an på nevneren",
        "unsure": "Om {name} når målet, er ikke sikkert på alle nevnerne",
        "empty": "Ingen tall for bruttoprodukt",
        "subtitle": "Andel av bruttoprodukt delt på andel av folketall, på tre nevnere{years}. "
        "Målet er 1.",
        "counties": "sum av fylkene",
        "total": "med sokkel",
        "mainland": "Fastlands-Norge",
        "goal": "målet",
        "band": "Fargede felt er 90 %-intervaller rundt anslag. ",
        "note": "Fastlands-Norge er alle næringer uten utvinning av olje og gass, rørtransport og "
        "utenriks sjøfart. Linjer slutter der SSB holder tall tilbake eller fylket ble borte.",
        "alt": "Linjediagram",
    },
    "en": {
        "all": "{name} meet{s} the goal on all three denominators",
        "none": "{name} meet{s} the goal on none of the denominators",
        "some": "Whether {name} meet{s} the goal depends on the denominator",
        "unsure": "Whether {name} meet{s} the goal is not certain on all denominators",
        "empty": "No figures for value added",
        "subtitle": "Share of value added over share of people, on three denominators{years}. "
        "The goal is 1.",
        "counties": "sum of counties",
        "total": "with the shelf",
        "mainland": "Mainland Norway",
        "goal": "the goal",
        "band": "Shaded bands are 90 % intervals around estimates. ",
        "note": "Mainland Norway is all industries less extraction of oil and gas, pipeline "
        "transport and ocean transport. Lines end where figures are suppressed or the county "
        "ceased to be.",
        "alt": "Line chart",
    },
}
_LOOKS: dict[Basis, tuple[str, str]] = {
    "counties": (PROTAGONIST, "-"),
    "total": (NATION, "--"),
    "mainland": (SECOND, "-."),
}


def draw_bases(found: Goal, language: Language) -> Figure:
    """Return the chart of the three ratios in `found`."""
    texts = _TEXTS[language]
    rows = found.frame[found.frame["ratio"].notna() & found.frame["region"].isin(found.shown)]
    measured = [region for region in found.shown if region in set(rows["region"])]
    canvas, panels = blank(max(len(measured), 1))
    for axes, region in zip(panels, measured, strict=False):
        _panel(axes, rows[rows["region"] == region], region, language)
    if not measured:
        leave_empty(panels[0], language)
    title = _title(found, measured, language)
    band = texts["band"] if rows["ratio_low"].notna().any() else ""
    years = captions.span(rows["year"])
    return finish(
        canvas,
        title=title,
        subtitle=texts["subtitle"].format(years=years and f", {years}"),
        source=source_line([find_indicator("gdp_population_ratio")], language, found.edition),
        note=f"{band}{texts['note']} {captions.preliminary(rows, language)}".strip(),
        alt=captions.alt(texts["alt"], title, _ends(found, measured, language)),
        data=rows,
        margins=(0.075, 0.85),
        headroom=0.22,
    )


def _title(found: Goal, measured: list[str], language: Language) -> str:
    if not measured:
        return _TEXTS[language]["empty"]
    rows = [found.latest(region, basis) for region in measured for basis in BASES]
    answers = {_answer(row) for row in rows if row is not None}
    kind = "some" if {"all", "none"} <= answers else max(answers)
    singular = "s" if len(measured) == 1 else ""
    title = _TEXTS[language][kind].format(name=regions_named(measured, language), s=singular)
    return title[0].upper() + title[1:]


def _answer(row: pd.Series) -> str:
    """Return `all` where the ratio of `row` meets the goal, `none`, or `unsure` by its interval."""
    if row["ratio_low"] < MET_AT <= row["ratio_high"]:
        return "unsure"
    return "all" if row["ratio"] >= MET_AT else "none"


def _panel(axes: Axes, rows: pd.DataFrame, region: str, language: Language) -> None:
    axes.set_title(region_name(region, language), loc="left", fontsize=10, color=TEXT)
    axes.axhline(1, color=NATION, linewidth=0.9)
    by_basis = {basis: rows[rows["basis"] == basis] for basis in BASES}
    drawn = {basis: lines for basis, lines in by_basis.items() if len(lines)}
    for basis, lines in drawn.items():
        color, style = _LOOKS[basis]
        axes.plot(lines["year"], lines["ratio"], color=color, linestyle=style, linewidth=2)
        band = lines["ratio_low"], lines["ratio_high"]
        axes.fill_between(lines["year"], *band, color=color, alpha=0.14, linewidth=0)
    first, last = rows["year"].min(), rows["year"].max()
    axes.set_xlim(first - 0.3, last + 0.3)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5, min_n_ticks=1))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 2, language)))
    ends = [lines["ratio"].iloc[-1] for lines in drawn.values()]
    low, high = axes.get_ylim()
    places = spread(ends, (high - low) * 0.155, low, high)
    for (basis, lines), place in zip(drawn.items(), places, strict=True):
        value = number(lines["ratio"].iloc[-1], 3, language)
        axes.annotate(
            f"{_TEXTS[language][basis]}\n{value}",
            (float(lines["year"].iloc[-1]), place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=_LOOKS[basis][0],
            weight="bold" if basis == "counties" else "normal",
            annotation_clip=False,
        )


def _ends(found: Goal, measured: list[str], language: Language) -> str:
    parts = []
    for region in measured:
        for basis in BASES:
            row = found.latest(region, basis)
            if row is not None:
                value = number(row["ratio"], 3, language)
                name = region_name(region, language)
                parts.append(f"{name}, {_TEXTS[language][basis]}, {int(row['year'])}: {value}")
    return "; ".join(parts)
