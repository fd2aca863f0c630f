"""Estimate: the ratio of a city region by year with its band, between what is published.

The region in colour with its interval of 90 %, the counties it lies in as the accounts have them,
the other city regions in grey.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from regionstat.analysis.goal import MET_AT, goal
from regionstat.analysis.peers import CITY_REGIONS
from regionstat.page import captions
from regionstat.page.figure import NATION, PEER, PROTAGONIST, SECOND, Figure, blank, finish
from regionstat.page.labels import spread
from regionstat.page.names import inside, label_name, region_name, source_line
from regionstat.page.numbers import HARD, number
from regionstat.panel import select
from regionstat.panel.vintages import edition_of
from regionstat.register import find_indicator, find_region
from regionstat.register.entries import Basis, Language
from regionstat.register.find import find_basis, find_language
from regionstat.study.nothing import no_chart

_TEXTS = {
    "nb": {
        "above": "{name} lå over målet i {year}: forholdet var {ratio}{band}",
        "below": "{name} lå under målet i {year}: forholdet var {ratio}{band}",
        "level": "{name} kan ikke skilles fra målet i {year}: forholdet var {ratio}{band}",
        "band": " ({low}–{high})",
        "subtitle": "Andel av bruttoprodukt delt på andel av folketall, {basis}, {years}. "
        "Målet er 1.",
        "counties": "nevner: sum av fylkene",
        "total": "nevner: landet med sokkel",
        "mainland": "nevner: Fastlands-Norge",
        "goal": "målet",
        "note": "Farget bånd: anslag med 90{_}%-intervall, prøvd på fylker som er slått sammen. "
        "Fylkenes bruttoprodukt er delt ut på kommunene etter næring og sysselsatte, og rettet for "
        "at byer ellers blir anslått for lavt.",
        "official": "Stiplet: fylkene slik de er publisert.",
        "peers": "Grått: anslag for de andre storbyregionene.",
        "source": "; egne beregninger med sysselsatte (11618) og pendling (03321)",
        "alt": "Linjediagram",
        "end": "{name} {value} i {year}",
    },
    "en": {
        "above": "{name} was above the goal in {year}: the ratio was {ratio}{band}",
        "below": "{name} was below the goal in {year}: the ratio was {ratio}{band}",
        "level": "{name} cannot be told from the goal in {year}: the ratio was {ratio}{band}",
        "band": " ({low}–{high})",
        "subtitle": "Share of value added over share of people, {basis}, {years}. The goal is 1.",
        "counties": "denominator: sum of counties",
        "total": "denominator: the country with its shelf",
        "mainland": "denominator: Mainland Norway",
        "goal": "the goal",
        "note": "Coloured band: estimates with a 90{_}% interval, tried on counties that were "
        "merged. The value added of counties is shared out to municipalities by industry and "
        "employed, and corrected for cities being estimated too low otherwise.",
        "official": "Dashed: the counties as published.",
        "peers": "Grey: estimates of the other city regions.",
        "source": "; own calculations with employed (11618) and commuting (03321)",
        "alt": "Line chart",
        "end": "{name} {value} in {year}",
    },
}
_BOLD = 2.6


class _Line(NamedTuple):
    """What is drawn of a region: year, ratio, its interval; colour, width, dashes."""

    region: str
    rows: pd.DataFrame
    color: str
    width: float
    dashed: bool


def estimate(
    panel: pd.DataFrame,
    *,
    region: str,
    until: int | None = None,
    basis: str = "counties",
    language: str = "nb",
) -> Figure:
    """Return a line chart of the ratio of `region`, estimated, with its 90 % band.

    A region without figures is shown as its county that was measured last; without one the chart
    is empty. Raises `Misuse` for an unknown region, basis or language.
    """
    tongue, on = find_language(language), find_basis(basis)
    known = goal(panel, region=region, until=until)
    own_id = known.answering(on)
    if own_id is None:
        return no_chart(known.region, tongue, known.edition)
    lines = _lines(panel, own_id, on, until)
    own = lines[-1]
    canvas, (axes,) = blank()
    for line in lines:
        _draw(axes, line)
    _axes(axes, lines, tongue)
    _labels(axes, lines, tongue)
    title = _title(own, tongue)
    years = captions.span(own.rows["year"])
    indicators = [find_indicator(one, on) for one in ("gdp_population_ratio", "population_share")]
    edition = edition_of(panel)
    return finish(
        canvas,
        title=title,
        subtitle=_TEXTS[tongue]["subtitle"].format(basis=_TEXTS[tongue][on], years=years),
        source=source_line(indicators, tongue, edition) + _TEXTS[tongue]["source"],
        note=_note(lines, tongue),
        alt=captions.alt(_TEXTS[tongue]["alt"], title, _ends(lines, tongue)),
        data=pd.concat([line.rows.assign(region=line.region) for line in lines]),
        margins=(0.085, 0.73),
    )


def _lines(panel: pd.DataFrame, region: str, basis: Basis, until: int | None) -> list[_Line]:
    """Return the lines to draw, `region` last so that it lies on top."""
    asked = find_region(region)
    rivals = [id_ for id_ in CITY_REGIONS if find_region(id_).county != asked.county]
    counties = [] if asked.level == "county" else [one for one in asked.county if one != region]
    beside = [id_ for id_ in rivals if region not in find_region(id_).county]

    def line(id_: str, color: str, width: float, *, dashed: bool = False) -> _Line:
        rows = _rows(panel, id_, basis, until, before=id_ == region)
        return _Line(id_, rows, color, width, dashed)

    found = [
        *(line(id_, PEER, 1.2) for id_ in beside),
        *(line(id_, SECOND, 1.5, dashed=True) for id_ in counties),
        line(region, PROTAGONIST, _BOLD),
    ]
    return [one for one in found if len(one.rows)]


def _rows(
    panel: pd.DataFrame, region: str, basis: Basis, until: int | None, *, before: bool
) -> pd.DataFrame:
    """Return the years of `region` in its own time; if it has none `before` it, where asked."""
    rows = select(panel, "gdp_population_ratio", regions=[region], basis=basis)
    names = {"value": "ratio", "low": "ratio_low", "high": "ratio_high"}
    rows = rows[rows["value"].notna()].rename(columns=names)[["year", *names.values(), "status"]]
    rows = rows if until is None else rows[rows["year"] <= until]
    own = find_region(region)
    # Before its time a county is the sum of the old ones, which have lines of their own.
    since = own.valid_from or 0 if own.level == "county" else 0
    in_time = rows[rows["year"] >= since]
    return rows if before and in_time.empty else in_time


def _draw(axes: Axes, line: _Line) -> None:
    rows, strong = line.rows, line.width == _BOLD
    style = (0, (3, 1.5)) if line.dashed else "-"
    axes.plot(
        rows["year"],
        rows["ratio"],
        color=line.color,
        linewidth=line.width,
        linestyle=style,
        solid_capstyle="round",
    )
    if len(rows) < 3:
        axes.plot(rows["year"], rows["ratio"], color=line.color, marker="o", markersize=3, lw=0)
    if strong and rows["ratio_low"].notna().any():
        low, high = (rows[end].to_numpy("float64") for end in ("ratio_low", "ratio_high"))
        axes.fill_between(rows["year"], low, high, color=line.color, alpha=0.18, lw=0)
        axes.plot(
            rows["year"], rows["ratio"], color=line.color, marker="o", ms=4, mfc="white", lw=0
        )


def _axes(axes: Axes, lines: list[_Line], language: Language) -> None:
    rows = pd.concat([line.rows for line in lines])
    ends = [MET_AT, *rows["ratio"], *lines[-1].rows[["ratio_low", "ratio_high"]].stack()]
    room = max(ends) - min(ends)
    axes.set_ylim(min(ends) - 0.05 * room, max(ends) + 0.05 * room)
    axes.set_xlim(rows["year"].min() - 0.3, rows["year"].max() + 0.3)
    axes.axhline(MET_AT, color=NATION, linewidth=1, zorder=1)
    axes.annotate(
        _TEXTS[language]["goal"],
        (axes.get_xlim()[0], MET_AT),
        xytext=(2, 3),
        textcoords="offset points",
        fontsize=8.5,
        color=NATION,
    )
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8, min_n_ticks=1))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 2, language)))


def _labels(axes: Axes, lines: list[_Line], language: Language) -> None:
    last = [line.rows.iloc[-1] for line in lines]
    low, high = axes.get_ylim()
    places = spread([float(row["ratio"]) for row in last], (high - low) * 0.07, low, high)
    left, right = axes.get_xlim()
    for line, row, place in zip(lines, last, places, strict=True):
        strong = line.width == _BOLD
        name, value = label_name(line.region, language), number(row["ratio"], 2, language)
        axes.annotate(
            # The title has the region's own number, and its whole name.
            name if strong else f"{name} {value}",
            xy=(row["year"], row["ratio"]),
            xytext=(right + 0.02 * (right - left), place),
            va="center",
            fontsize=9 if strong else 8.2,
            weight="bold" if strong else "normal",
            color=line.color if line.color != PEER else "#5B6670",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": "#C9CED3", "linewidth": 0.6, "shrinkB": 3},
        )


def _title(own: _Line, language: Language) -> str:
    texts, row = _TEXTS[language], own.rows.iloc[-1]
    low, high = (
        float(row[end]) if np.isfinite(row[end]) else float(row["ratio"])
        for end in ("ratio_low", "ratio_high")
    )
    kind = "above" if low >= MET_AT else "below" if high < MET_AT else "level"
    ends = {"low": number(low, 3, language), "high": number(high, 3, language)}
    return texts[kind].format(
        name=region_name(own.region, language),
        year=int(row["year"]),
        ratio=number(row["ratio"], 3, language),
        band=texts["band"].format(**ends) if high > low else "",
    )


def _note(lines: list[_Line], language: Language) -> str:
    texts, own = _TEXTS[language], lines[-1]
    notes = [texts["note"].format(_=HARD)] if own.rows["ratio_low"].notna().any() else []
    notes += [texts["official"]] if any(line.dashed for line in lines) else []
    notes += [texts["peers"]] if any(line.color == PEER for line in lines) else []
    notes.append(captions.preliminary(own.rows, language))
    return " ".join(note for note in notes if note)


def _ends(lines: list[_Line], language: Language) -> str:
    told = []
    for line in reversed(lines):
        row = line.rows.iloc[-1]
        told.append(
            _TEXTS[language]["end"].format(
                name=inside(region_name(line.region, language)),
                value=number(row["ratio"], 3, language),
                year=int(row["year"]),
            )
        )
    return ", ".join(told)
