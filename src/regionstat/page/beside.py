"""A municipality beside its city region, its county, the nation and those most like it."""

from __future__ import annotations

import math

import pandas as pd

from regionstat.analysis import Comparison, compare
from regionstat.analysis.apart import median
from regionstat.analysis.around import around
from regionstat.analysis.benchmark import AROUND, SIMILAR
from regionstat.analysis.peers import NATION
from regionstat.page.captions import is_counted, is_size
from regionstat.page.html import PageTable
from regionstat.page.names import label_name, region_name
from regionstat.page.numbers import MISSING, amount, short_change
from regionstat.page.wording import change_span
from regionstat.panel.vintages import edition_of
from regionstat.register import Indicator
from regionstat.register.entries import Language
from regionstat.register.municipalities import municipal_indicators

_TEXTS = {
    "nb": {
        "caption": "{name} ved siden av region, fylke, land og liknende kommuner",
        "indicator": "Indikator",
        "year": "År",
        "similar": "Liknende",
        "moved": "endring fra {since}",
        "note": "Antall er vist som endring i prosent, så store og små kan sammenliknes. "
        "Liknende: medianen av de ni kommunene som likner mest.",
        "none": "ingen tall for kommunen",
    },
    "en": {
        "caption": "{name} beside region, county, nation and similar municipalities",
        "indicator": "Indicator",
        "year": "Year",
        "similar": "Similar",
        "moved": "change from {since}",
        "note": "Counts are shown as changes in per cent, so that large and small can be compared. "
        "Similar: the median of the nine municipalities most like it.",
        "none": "no figure for the municipality",
    },
}


def beside(panel: pd.DataFrame, region: str, until: int | None, language: Language) -> PageTable:
    """Return the indicators of `region` with those of what lies around it, the same year each.

    Sizes are shown by their change over the longest of 10, 5 and 1 years. Raises `Misuse` when
    `region` is no municipality of the year.
    """
    texts = _TEXTS[language]
    found = [
        (one, compare(panel, one.id, region=region, peers=AROUND, until=until))
        for one in municipal_indicators()
        # By how many persons a size grew tells nothing beside one of another size.
        if is_size(one) or not is_counted(one)
    ]
    like = {
        one.id: compare(panel, one.id, region=region, peers=SIMILAR, until=until)
        for one, _ in found
    }
    year = until or edition_of(panel) or int(panel["year"].max())
    order = [region, *around(region, year), NATION]
    rows = [_row(one, had, like[one.id], order, language) for one, had in found]
    caption = texts["caption"].format(name=region_name(region, language))
    under = tuple(_under(one, had, language) for one, had in found)
    return PageTable(caption, pd.DataFrame(rows), (texts["note"],), under)


def _row(
    one: Indicator, found: Comparison, like: Comparison, order: list[str], language: Language
) -> dict[str, str]:
    texts = _TEXTS[language]
    span = change_span(found) if is_size(one) else None
    blank = found.row(found.focus) is None
    cells = {id_: MISSING if blank else _cell(found.row(id_), one, span, language) for id_ in order}
    return {
        texts["indicator"]: one.title.in_(language),
        texts["year"]: "" if found.row(found.focus) is None else str(found.year),
        **{label_name(id_, language): cell for id_, cell in cells.items()},
        texts["similar"]: MISSING if blank else _of_similar(like, one, span, language),
    }


def _cell(row: pd.Series | None, one: Indicator, span: int | None, language: Language) -> str:
    if row is None or (is_size(one) and span is None):
        return MISSING
    if span is None:
        return amount(row["value"], one, language)
    return short_change(row[f"change_{span}"], one, language)


def _of_similar(like: Comparison, one: Indicator, span: int | None, language: Language) -> str:
    if span is None:
        return MISSING if is_size(one) else _cell(median(like), one, None, language)
    others = like.frame[~like.frame["region"].isin([NATION, like.focus])]
    change = float(others[f"change_{span}"].median())
    return MISSING if math.isnan(change) else short_change(change, one, language)


def _under(one: Indicator, found: Comparison, language: Language) -> str:
    if found.row(found.focus) is None:
        return _TEXTS[language]["none"]
    span = change_span(found)
    if not is_size(one) or span is None or found.year is None:
        return ""
    return _TEXTS[language]["moved"].format(since=found.year - span)
