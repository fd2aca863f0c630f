"""One row of the scorecard: an indicator of a region in a few short cells."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from regionstat.analysis import Comparison
from regionstat.analysis.apart import median
from regionstat.analysis.benchmark import SIMILAR
from regionstat.analysis.changes import SPANS, in_points
from regionstat.analysis.peers import NATION
from regionstat.page.captions import is_counted
from regionstat.page.names import region_name
from regionstat.page.numbers import MISSING, amount, interval, short_change
from regionstat.page.signs import status_word
from regionstat.page.spark import Spark, spark
from regionstat.page.standing import places
from regionstat.page.status import status
from regionstat.register import Indicator
from regionstat.register.entries import Language

_YEARS = 20
_UNITS = {
    "nb": {"mnok": "mill. kr", "mnok_2015": "mill. 2015-kr", "nok": "kroner"},
    "en": {"mnok": "NOK million", "mnok_2015": "NOK million of 2015", "nok": "NOK"},
}
_TEXTS = {
    "nb": {
        "indicator": "Indikator",
        "value": "Verdi",
        "year": "År",
        "span": "{span} år",
        "rank": "Plass",
        "trend": "Trend",
        "nation": "Landet",
        "cities": "Byene",
        "similar": "Liknende",
        "status": "Status",
        "of": "{places} av {of}",
        "unpublished": "ikke\npublisert",
        "stands": "tall for {name}",
        "changes": "Endringer i prosentpoeng (pp) eller i prosent (%) der det står, ellers i "
        "målets egen enhet.",
        "words": "Plass blant {group}; flere plasser der tall er like, eller der anslag "
        "lar plassen stå åpen (90\u00a0% sikkert). {head}: medianen av {others}. "
        "Foran og bak er sagt bare der desimalene og intervallene bærer det.",
    },
    "en": {
        "indicator": "Indicator",
        "value": "Value",
        "year": "Year",
        "span": "{span} yr",
        "rank": "Rank",
        "trend": "Trend",
        "nation": "Norway",
        "cities": "Cities",
        "similar": "Similar",
        "status": "Status",
        "of": "{places} of {of}",
        "unpublished": "not\npublished",
        "stands": "{name} stands in",
        "changes": "Changes in percentage points (pp) or per cent (%) where it says so, else in "
        "the unit of the measure.",
        "words": "Rank among {group}; several ranks where figures are level, or where "
        "estimates leave it open (90\u00a0% confidence). {head}: the median of {others}. "
        "Ahead and behind are said only where decimals and intervals bear it.",
    },
}
# Among whom a rank is, and of whom the median, by the word the peers were chosen by.
_GROUPS = {
    "nb": {
        "": ("storbyregionene", "de andre storbyregionene"),
        SIMILAR: ("de ti: kommunen og de ni som likner mest", "de ni som likner mest"),
    },
    "en": {
        "": ("the city regions", "the other city regions"),
        SIMILAR: ("ten: the municipality and the nine most like it", "the nine most like it"),
    },
}


def score_row(
    found: Comparison, indicator: Indicator, language: Language
) -> dict[str, str | Spark]:
    """Return the cells of `indicator` by their heads; kroner are named in the remark."""
    texts, row = _TEXTS[language], found.row(found.focus)
    changes = {
        texts["span"].format(span=span): _change(row, span, indicator, language) for span in SPANS
    }
    return {
        texts["indicator"]: indicator.title.in_(language),
        texts["value"]: texts["unpublished"] if row is None else _plain(row, indicator, language),
        texts["year"]: "" if row is None else str(found.year),
        **changes,
        texts["rank"]: "" if row is None else _rank(row, found, language),
        texts["trend"]: "" if row is None else _trend(found, indicator, language),
        texts["nation"]: MISSING
        if is_counted(indicator)
        else _plain(found.row(NATION), indicator, language),
        _head(found.chosen, language): _plain(median(found), indicator, language),
        texts["status"]: status(found, indicator, language),
    }


def score_notes(language: Language, chosen: str = "") -> tuple[str, ...]:
    """Return what a reader of the scorecard must know; `chosen` as in `Comparison`."""
    group, others = _GROUPS[language][chosen]
    known = {"group": group, "others": others, "head": _head(chosen, language)}
    return _TEXTS[language]["changes"], _TEXTS[language]["words"].format(**known)


def _head(chosen: str, language: Language) -> str:
    return _TEXTS[language]["similar" if chosen == SIMILAR else "cities"]


def remark(found: Comparison, indicator: Indicator, language: Language) -> str:
    """Return what stands under the name of an indicator: unit, stand-in, sign and interval."""
    parts = [_UNITS[language].get(indicator.unit, "")]
    row = found.row(found.focus)
    if row is not None and found.focus != found.region:
        name = region_name(found.focus, language)
        parts.append(_TEXTS[language]["stands"].format(name=name))
    if row is not None and row["status"]:
        bare = _bare(indicator, language)
        span = interval(row["low"], row["high"], bare, language)
        parts.append(f"{status_word(row['status'], language)} {span}".strip())
    return "; ".join(part for part in parts if part)


def _bare(indicator: Indicator, language: Language) -> Indicator:
    """Return the indicator as cells show it: kroner, which the remark names, as plain numbers."""
    return replace(indicator, unit="ratio") if indicator.unit in _UNITS[language] else indicator


def _plain(row: pd.Series | None, indicator: Indicator, language: Language) -> str:
    return MISSING if row is None else amount(row["value"], _bare(indicator, language), language)


def _change(row: pd.Series | None, span: int, indicator: Indicator, language: Language) -> str:
    # Only a difference is told in the unit of the indicator.
    one = _bare(indicator, language) if in_points(indicator) else indicator
    return MISSING if row is None else short_change(row[f"change_{span}"], one, language)


def _rank(row: pd.Series, found: Comparison, language: Language) -> str:
    ranked = len(found.ranked)
    if pd.isna(row["rank"]) or ranked < 2:
        return MISSING
    return _TEXTS[language]["of"].format(places=places(row), of=ranked)


def _trend(found: Comparison, indicator: Indicator, language: Language) -> Spark:
    last, history = found.year or 0, found.history
    rows = zip(*(history[name].tolist() for name in ("region", "year", "value")), strict=True)
    values = {
        year: value
        for region, year, value in rows
        if region == found.focus and last - _YEARS <= year <= last
    }
    texts = {year: amount(value, indicator, language) for year, value in values.items()}
    return spark(values, texts, language)
