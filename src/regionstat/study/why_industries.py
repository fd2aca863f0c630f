"""The gap in productivity by industry: what a county has much of, and how each industry does."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from regionstat.analysis.industries import counties_of
from regionstat.analysis.shift_share import ProductivitySplit
from regionstat.analysis.structure import productivity_split
from regionstat.errors import Misuse
from regionstat.page import captions
from regionstat.page.figure import BACKDROP, NATION, PROTAGONIST, SECOND, Figure, blank, finish
from regionstat.page.names import listed, region_name, regions_named, source_line
from regionstat.panel import select
from regionstat.panel.vintages import edition_of
from regionstat.register import find_indicator, find_region
from regionstat.register.entries import Basis, Language
from regionstat.study.bars import lay_out, name_end, name_row
from regionstat.study.factor_words import percent
from regionstat.study.industry_words import lowered, short_name

SHOWN = 12
BASES: tuple[Basis, ...] = ("mainland", "counties")
COLORS = {"within": PROTAGONIST, "mix": SECOND, "unsplit": BACKDROP}
_ROW = 0.25
_TEXTS = {
    "nb": {
        "title": "{up} løftet produktiviteten i {name} mest i {year}, {down} senket den mest",
        "subtitle": "Verdiskaping per sysselsatt mot {nation} i {year}: {gap}, delt på næringer, "
        "prosent.",
        "mainland": "Fastlands-Norge",
        "counties": "summen av fylkene",
        "mix_label": "næringssammensetning {total}",
        "within_label": "innen næringene {total}",
        "others": "{count} andre næringer",
        "unsplit": "ikke fordelt",
        "note": "Innen: næringens produktivitet mot samme næring i landet. Sammensetning: mer "
        "eller mindre av næringer med høy produktivitet. Ikke fordelt: egen bolig, som ingen er "
        "sysselsatt i{rest}.",
        "rest": ", og næringer som SSB holder tilbake: {names}",
        "stands": "Tall for {name}.",
        "alt": "Stolpediagram",
    },
    "en": {
        "title": "{up} lifted the productivity of {name} most in {year}, {down} lowered it most",
        "subtitle": "Value added per employed against {nation} in {year}: {gap}, by industry, "
        "per cent.",
        "mainland": "Mainland Norway",
        "counties": "the sum of counties",
        "mix_label": "industry mix {total}",
        "within_label": "within industries {total}",
        "others": "{count} other industries",
        "unsplit": "not split",
        "note": "Within: the industry's productivity against the same industry in the nation. Mix: "
        "more or less of industries of high productivity. Not split: own homes, in which nobody "
        "is employed{rest}.",
        "rest": ", and industries that are suppressed: {names}",
        "stands": "Figures for {name}.",
        "alt": "Bar chart",
    },
}


def industries(panel: pd.DataFrame, region: str, until: int | None, tongue: Language) -> Figure:
    """Return the chart of the last year up to `until` in which a county of `region` is split.

    On Mainland Norway where any year is published on it, else on the sum of counties. Raises
    `Misuse` for an unknown region and where no year can be split.
    """
    found, basis = _latest(panel, region, until)
    note = _note(found, region, tongue)
    added = find_indicator("gross_value_added_mnok", basis)
    return _drawn(found, note, basis, source_line([added], tongue, edition_of(panel)), tongue)


def _drawn(
    found: ProductivitySplit, note: str, basis: Basis, source: str, tongue: Language
) -> Figure:
    parts = _parts(found, tongue)
    canvas, (axes,) = blank(height=2.2 + _ROW * len(parts))
    _draw(axes, parts, tongue)
    _heads(axes, found, tongue)
    title, texts = _title(found, tongue), _TEXTS[tongue]
    gap = percent(found.log_gap, tongue)
    return finish(
        canvas,
        title=title,
        subtitle=texts["subtitle"].format(nation=texts[basis], year=found.year, gap=gap),
        source=source,
        note=note,
        alt=captions.alt(texts["alt"], title, _told(parts, tongue)),
        data=parts.rename_axis("industry").reset_index(),
        margins=(0.30, 0.93),
        headroom=0.22,
    )


def _told(parts: pd.DataFrame, tongue: Language) -> str:
    sums = parts.sum(axis=1)
    return "; ".join(f"{name} {percent(total, tongue)}" for name, total in sums.items())


def _latest(panel: pd.DataFrame, region: str, until: int | None) -> tuple[ProductivitySplit, Basis]:
    """Return the split of the last year that has one, and its denominator."""
    asked = find_region(region)
    for basis in BASES:
        years = _years(panel, asked.id, basis)
        known = [year for year in years if until is None or year <= until]
        if known:
            return productivity_split(panel, asked.id, max(known), basis=basis), basis
    raise Misuse(
        f"Split the productivity of {region!r} by industry",
        found=f"no year up to {until}" if until else "it lies in no county with accounts",
        where="the county accounts, 11713",
        todo="Ask for a later year, or a region that lies in a county",
    )


def _years(panel: pd.DataFrame, region: str, basis: Basis) -> list[int]:
    """Return the years in which all the counties of `region` have value added on `basis`."""
    rows = select(panel, "gross_value_added_mnok", basis=basis).dropna(subset=["value"])
    have = set(zip(rows["region"], rows["year"], strict=True))
    counties = {year: counties_of(region, (year,)) for year in sorted(set(rows["year"]))}
    return [y for y, ids in counties.items() if ids and all((one, y) in have for one in ids)]


def _parts(found: ProductivitySplit, tongue: Language) -> pd.DataFrame:
    """Return mix, within and unsplit of the industries that matter most, the others together."""
    parts = found.frame[["mix", "within", "unsplit"]].fillna(0.0)
    split = parts[parts["unsplit"] == 0.0]
    order = split[["mix", "within"]].sum(axis=1)
    most = [*order.abs().sort_values(ascending=False).index[:SHOWN]]
    shown = split.loc[[*order[most].sort_values().index]]
    shown.index = pd.Index([short_name(str(one), tongue) for one in shown.index])
    others = split.drop(index=most)
    texts = _TEXTS[tongue]
    rest = {texts["others"].format(count=len(others)): others.sum()}
    rest[texts["unsplit"]] = parts[parts["unsplit"] != 0.0].sum()
    return pd.concat([shown, pd.DataFrame(rest).T])


def _draw(axes: Axes, parts: pd.DataFrame, tongue: Language) -> None:
    up = down = pd.Series(0.0, parts.index)
    rows = range(len(parts))
    for name, color in COLORS.items():
        part = 100 * parts[name]
        start = up.where(part > 0, down)
        axes.barh(rows, part, left=start, height=0.66, color=color)
        up, down = up + part.clip(lower=0), down + part.clip(upper=0)
    lay_out(axes, len(parts), down.min(), up.max())
    look: Any = {"fontsize": 8.5, "color": NATION}
    for row, total in enumerate(parts.sum(axis=1)):
        left = total < 0
        end = down.iloc[row] if left else up.iloc[row]
        name_row(axes, row, str(parts.index[row]), **look)
        name_end(axes, row, end, percent(total, tongue), left=left, **look)


def _heads(axes: Axes, found: ProductivitySplit, tongue: Language) -> None:
    """Say above the bars, in their colours, what both kinds sum to."""
    total, texts = found.total, _TEXTS[tongue]
    for name, place, side in (("within", -0.45, "left"), ("mix", 1.0, "right")):
        told = texts[f"{name}_label"].format(total=percent(float(total[name]), tongue))
        axes.annotate(
            told,
            (place, 1.0),
            xytext=(0, 5),
            xycoords="axes fraction",
            textcoords="offset points",
            ha=side,
            fontsize=9.5,
            weight="bold",
            color=COLORS[name],
        )


def _title(found: ProductivitySplit, tongue: Language) -> str:
    total = found.frame[["mix", "within"]].sum(axis=1, skipna=False)
    up, down = (short_name(str(one), tongue) for one in (total.idxmax(), total.idxmin()))
    return _TEXTS[tongue]["title"].format(
        up=up,
        down=lowered(down),
        year=found.year,
        name=listed((region_name(one, tongue) for one in found.counties), tongue),
    )


def _note(found: ProductivitySplit, region: str, tongue: Language) -> str:
    texts = _TEXTS[tongue]
    names = listed((lowered(short_name(one, tongue)) for one in found.rest), tongue)
    note = texts["note"].format(rest=texts["rest"].format(names=names) if found.rest else "")
    if region in found.counties:
        return note
    return f"{texts['stands'].format(name=regions_named(found.counties, tongue))} {note}"
