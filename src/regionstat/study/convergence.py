"""Do regions draw together? Growth against the first level, and the spread year by year."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from regionstat.analysis import convergence as model
from regionstat.analysis.convergence import Convergence
from regionstat.page import captions
from regionstat.page.figure import (
    BACKDROP,
    NATION,
    PEER,
    PROTAGONIST,
    TEXT,
    Figure,
    blank,
    finish,
)
from regionstat.page.names import listed, region_name, source_line
from regionstat.page.numbers import number
from regionstat.register import find_indicator, find_region
from regionstat.register.entries import Language
from regionstat.register.find import find_language

THOUSAND = 1000
# The points named beside the focus: the ends of the scale and of the growth.
_ENDS = ("first", "growth")
# The step that the spread is printed with.
_LEAST = 0.001
# The sides of a point where its name may stand: right or left of it, above or below.
_SIDES = ((1, 1), (1, -1), (-1, 1), (-1, -1))
# So many regions can all be named.
_FEW = 6
_TICKS = [100, 150, 200, 250, 300, 350, 400, 500, 600, 700, 800, 1000, 1200, 1500]
_TEXTS = {
    "nb": {
        "counties": "fylkene",
        "city_regions": "storbyregionene",
        "True": "Avstanden mellom {who} minket fra {start} til {end}",
        "False": "Avstanden mellom {who} økte fra {start} til {end}",
        "None": "Ingen sikker tilnærming mellom {who} fra {start} til {end}",
        "fell": "Spredningen mellom {who} falt fra {start} til {end}, men de svakeste vokste ikke "
        "sikkert raskest",
        "subtitle": "Bruttoprodukt per innbygger, løpende priser, {count} områder, {start}–{end}.",
        "beta": "Vekst i prosent per år, mot tusen kr i {start}",
        "sigma": "Spredning: standardavvik av logaritmer",
        "note": "Venstre: β = {beta} (90 %: {low} til {high}), R² = {fit}; {speed} Feil i tallene "
        "for {start} får β til å se mer negativ ut enn den er.",
        "half": "halve avstanden er borte på {years} år (90 %: {low} til {high}).",
        "open": "halveringstiden er minst {low} år, og kan være uendelig.",
        "unknown": "halveringstiden lar seg ikke fastslå.",
        "never": "ingen halveringstid.",
        "estimated": "Båndet er et 90 %-intervall, av det anslagene har.",
        "missing": "Ingen spredning i {years}: et område mangler tall.",
        "alt": "Punktdiagram og linjediagram",
        "point": "{name}: {first} tusen kr, {growth} % per år",
        "ends": "spredning {then} i {start}, {now} i {end}",
    },
    "en": {
        "counties": "the counties",
        "city_regions": "the city regions",
        "True": "The distance between {who} shrank from {start} to {end}",
        "False": "The distance between {who} grew from {start} to {end}",
        "None": "No certain convergence between {who} from {start} to {end}",
        "fell": "The spread between {who} fell from {start} to {end}, but the weakest did not "
        "certainly grow fastest",
        "subtitle": "Value added per inhabitant, current prices, {count} areas, {start}–{end}.",
        "beta": "Growth in per cent a year, against NOK 1,000 in {start}",
        "sigma": "Spread: standard deviation of logs",
        "note": "Left: β = {beta} (90 %: {low} to {high}), R² = {fit}; {speed} Errors in the "
        "figures of {start} make β look more negative than it is.",
        "half": "half the distance is gone in {years} years (90 %: {low} to {high}).",
        "open": "the half-life is {low} years or more, and may be without end.",
        "unknown": "the half-life cannot be told.",
        "never": "no half-life.",
        "estimated": "The band is a 90 % interval, from those of the estimates.",
        "missing": "No spread in {years}: an area lacks its figure.",
        "alt": "Scatter plot and line chart",
        "point": "{name}: NOK {first} thousand, {growth} % a year",
        "ends": "spread {then} in {start}, {now} in {end}",
    },
}


def convergence(
    panel: pd.DataFrame,
    *,
    region: str,
    over: str = "counties",
    start: int | None = None,
    until: int | None = None,
    language: str = "nb",
) -> Figure:
    """Return two panels: growth of value added per inhabitant on its first level, and its spread.

    The last year is the last one up to `until` with figures for all. `region`, or its counties,
    is coloured; `over` is `counties` or `city_regions`. Raises
    `Misuse` for an unknown id or language and as `analysis.convergence`.
    """
    tongue, asked = find_language(language), find_region(region)
    found = model.convergence(panel, over=over, start=start, until=until)
    own = [one for one in (asked.id, *asked.county) if one in found.frame.index]
    return draw_convergence(found, own, tongue)


def draw_convergence(found: Convergence, own: list[str], language: Language) -> Figure:
    """Return the chart of `found` with the regions `own` coloured."""
    texts = _TEXTS[language]
    span: Any = {"start": found.start, "end": found.end}
    canvas, (left, right) = blank(2, sharey=False)
    _scatter(left, found, own, language)
    _spread(right, found, language)
    for axes, name in ((left, "beta"), (right, "sigma")):
        heading = texts[name].format(**span)
        axes.set_title(heading, loc="left", fontsize=8.5, color=TEXT)
    title = texts[_finding(found)].format(who=texts[found.over], **span)
    return finish(
        canvas,
        title=title,
        subtitle=texts["subtitle"].format(count=len(found.frame), **span),
        source=source_line([find_indicator("gdp_population_ratio")], language, found.edition),
        note=_note(found, language),
        alt=_alt(title, found, own, language),
        data=found.frame.rename_axis("region").reset_index(),
        margins=(0.065, 0.965),
        headroom=0.22,
    )


def _finding(found: Convergence) -> str:
    """Return what can be said: of growth, or else of a spread that fell past its intervals."""
    ends = found.sigma.loc[[found.start, found.end]]
    low, high = (ends[end].fillna(ends["value"]) for end in ("low", "high"))
    fell = low[found.start] - high[found.end] >= _LEAST
    return "fell" if found.converges is None and fell else str(found.converges)


def _scatter(axes: Axes, found: Convergence, own: list[str], language: Language) -> None:
    frame = found.frame.assign(first=found.frame["first"] / THOUSAND)
    axes.set_xscale("log")
    axes.grid(visible=False, axis="x")
    # Open markers are estimates, as in all charts.
    face: Any = {"markerfacecolor": "white"} if found.sigma["low"].notna().any() else {}
    others = frame.drop(index=own)
    axes.plot(others["first"], others["growth"], "o", color=PEER, markersize=4.5, **face)
    ends = np.array([frame["first"].min(), frame["first"].max()])
    line = found.intercept + found.beta.value * np.log(ends * THOUSAND)
    axes.plot(ends, 100 * line, color=BACKDROP, linewidth=1.6, zorder=0)
    for one in own:
        axes.plot(
            *frame.loc[one, ["first", "growth"]], "o", color=PROTAGONIST, markersize=7.5, **face
        )
    named = dict.fromkeys(own, PROTAGONIST)
    if len(frame) <= _FEW:
        named = dict.fromkeys(frame.index, TEXT) | named
    for column in _ENDS:
        order = [str(one) for one in frame.sort_values(column).index]
        for one in (order[0], order[-1]):
            named.setdefault(one, TEXT)
    _name(axes, frame, named, language)
    axes.margins(x=0.06, y=0.1)
    axes.xaxis.set_major_locator(FixedLocator(_TICKS))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 0, language)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 1, language)))


def _name(axes: Axes, frame: pd.DataFrame, named: dict[str, str], language: Language) -> None:
    """Write names beside their points, where they cover the fewest others."""
    axes.autoscale_view()
    points = axes.transData.transform(frame[[*_ENDS]].to_numpy(dtype=float))
    points = points * 72 / axes.figure.dpi
    edges = axes.bbox.x0 * 72 / axes.figure.dpi, axes.bbox.x1 * 72 / axes.figure.dpi
    for one, color in named.items():
        name, own = region_name(one, language), color == PROTAGONIST
        size = 8.5 if own else 7.5
        place = points[frame.index.get_loc(one)]
        width = 0.6 * size * len(name)
        room = edges[1] - place[0], place[0] - edges[0]
        cost = [
            _covered(points - place, side, width) + (width > room[side[0] < 0]) for side in _SIDES
        ]
        right, up = _SIDES[int(np.argmin(cost))]
        axes.annotate(
            name,
            tuple(frame.loc[one, [*_ENDS]]),
            xytext=(7 * right, 5 * up),
            textcoords="offset points",
            ha="left" if right > 0 else "right",
            va="center",
            fontsize=size,
            weight="bold" if own else "normal",
            color=color,
        )


def _covered(points: npt.NDArray[np.float64], side: tuple[int, int], width: float) -> int:
    """Count the points, in points from the name's own, that a name on this side would cover."""
    across, along = points[:, 0] * side[0], points[:, 1] - 5 * side[1]
    return int(((across > 1) & (across < 10 + width) & (np.abs(along) < 6)).sum())


def _spread(axes: Axes, found: Convergence, language: Language) -> None:
    sigma = found.sigma
    axes.plot(sigma.index, sigma["value"], color=NATION, linewidth=2)
    if sigma["low"].notna().any():
        axes.fill_between(sigma.index, sigma["low"], sigma["high"], color=NATION, alpha=0.15, lw=0)
    for year in (found.start, found.end):
        value = float(sigma["value"][year])
        axes.plot(year, value, "o", color=NATION, markersize=4.5)
        axes.annotate(
            number(value, 3, language),
            (year, value),
            xytext=(0, 7),
            textcoords="offset points",
            ha="center",
            fontsize=8.5,
            color=NATION,
        )
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    high = sigma[["value", "high"]].to_numpy(dtype=float)
    axes.set_ylim(0, 1.25 * np.nanmax(high))
    axes.set_xlim(found.start - 0.7, found.end + 0.7)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5, min_n_ticks=2))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 2, language)))


def _note(found: Convergence, language: Language) -> str:
    texts, beta, life = _TEXTS[language], found.beta, found.half_life
    kind = "never" if math.isinf(life.low) else "open" if math.isinf(life.high) else "half"
    kind = "unknown" if kind == "open" and life.low < 1 else kind
    ends = {"years": life.value, "low": life.low, "high": life.high}
    told = {name: "" if math.isinf(v) else number(v, 0, language) for name, v in ends.items()}
    parts = [
        texts["note"].format(
            beta=number(beta.value, 3, language),
            low=number(beta.low, 3, language),
            high=number(beta.high, 3, language),
            fit=number(found.r_squared, 2, language),
            speed=texts[kind].format(**told),
            start=found.start,
        )
    ]
    if found.sigma["low"].notna().any():
        parts.append(texts["estimated"])
    missing = [str(year) for year in found.sigma.index[found.sigma["value"].isna()]]
    if missing:
        parts.append(texts["missing"].format(years=listed(missing, language)))
    marked = pd.DataFrame({"year": found.preliminary, "status": "*"})
    parts.append(captions.preliminary(marked, language))
    return " ".join(part for part in parts if part)


def _alt(title: str, found: Convergence, own: list[str], language: Language) -> str:
    texts, sigma = _TEXTS[language], found.sigma["value"]
    order = [*own, *found.frame.index.difference(own, sort=False)]
    parts = [
        texts["point"].format(
            name=region_name(str(one), language),
            first=number(row["first"] / THOUSAND, 0, language),
            growth=number(row["growth"], 1, language),
        )
        for one, row in found.frame.loc[order].iterrows()
    ]
    ends = (number(float(sigma[year]), 3, language) for year in (found.start, found.end))
    then, now = ends
    parts.append(texts["ends"].format(then=then, now=now, start=found.start, end=found.end))
    return captions.alt(texts["alt"], title, "; ".join(parts))
