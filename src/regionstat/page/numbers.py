"""Numbers as people write them, in Norwegian (nb) and English (en)."""

from __future__ import annotations

import math

from babel.numbers import get_decimal_symbol, get_group_symbol

from regionstat.analysis.changes import in_points
from regionstat.register import Indicator
from regionstat.register.entries import Language

MISSING = "–"
MINUS = "−"
# A line must never break between a number and its unit.
NARROW, HARD = "\u202f", "\u00a0"
_LOCALE = {"nb": "nb_NO", "en": "en_GB"}
_UNITS = {
    "percent": {"nb": "{}\u00a0%", "en": "{}\u00a0%"},
    "mnok": {"nb": "{}\u00a0mill.\u00a0kr", "en": "NOK\u00a0{}\u00a0million"},
    "mnok_2015": {
        "nb": "{}\u00a0mill.\u00a02015-kr",
        "en": "NOK\u00a0{}\u00a0million\u00a0of\u00a02015",
    },
    "nok": {"nb": "{}\u00a0kr", "en": "NOK\u00a0{}"},
    "persons": {"nb": "{}", "en": "{}"},
    "ratio": {"nb": "{}", "en": "{}"},
    "index": {"nb": "{}", "en": "{}"},
    "companies": {"nb": "{}", "en": "{}"},
    "days": {"nb": "{}\u00a0dager", "en": "{}\u00a0days"},
    "man_years_per_1000": {"nb": "{}", "en": "{}"},
    "ore_per_kwh": {"nb": "{}\u00a0øre", "en": "{}\u00a0øre"},
    "points": {"nb": "{}\u00a0poeng", "en": "{}\u00a0points"},
}
_NAMED = {
    "percent": {"nb": "prosent", "en": "per cent"},
    "mnok": {"nb": "millioner kroner, løpende priser", "en": "NOK million, current prices"},
    "mnok_2015": {
        "nb": "millioner kroner, 2015-priser",
        "en": "NOK million, prices of 2015",
    },
    "nok": {"nb": "kroner, løpende priser", "en": "NOK, current prices"},
    "persons": {"nb": "personer", "en": "persons"},
    "ratio": {"nb": "forholdstall", "en": "ratio"},
    "index": {"nb": "indeks", "en": "index"},
    "companies": {"nb": "antall bedrifter", "en": "number of companies"},
    "days": {"nb": "dager", "en": "days"},
    "man_years_per_1000": {
        "nb": "årsverk per 1\u202f000 innbyggere",
        "en": "work-years per 1,000 inhabitants",
    },
    "ore_per_kwh": {"nb": "øre per kWh", "en": "øre per kWh"},
    "points": {"nb": "poeng", "en": "points"},
}
_SHORT = {
    "prosentpoeng": "pp",
    "percentage points": "pp",
    "\u00a0million": "m",
}
_TO = {"nb": " til ", "en": " to "}
_POINTS = {"nb": "prosentpoeng", "en": "percentage points"}


_SIGNS = {
    language: str.maketrans(
        {
            ",": get_group_symbol(locale).replace("\u00a0", NARROW),
            ".": get_decimal_symbol(locale),
        }
    )
    for language, locale in _LOCALE.items()
}


def unit_name(unit: str, language: Language) -> str:
    """Return the unit in words, as a subtitle names it."""
    return _NAMED[unit][language]


def change_unit(indicator: Indicator, language: Language) -> str:
    """Return the unit of a change in words: of a difference its own, else per cent."""
    if not in_points(indicator):
        return unit_name("percent", language)
    return _POINTS[language] if indicator.unit == "percent" else unit_name(indicator.unit, language)


def number(value: float, decimals: int, language: Language, *, sign: bool = False) -> str:
    """Return `value` with `decimals`, a dash when it is missing (NaN).

    Norwegian: decimal comma and narrow spaces between thousands; English: point and comma.
    A true minus sign; with `sign` a plus on what is above zero. What rounds to zero has no
    sign.
    """
    if math.isnan(value):
        return MISSING
    rounded = round(abs(value), decimals)
    text = f"{rounded:,.{decimals}f}".translate(_SIGNS[language])
    if not rounded:
        return text
    return (MINUS if value < 0 else "+" if sign else "") + text


def amount(value: float, indicator: Indicator, language: Language) -> str:
    """Return `value` of `indicator` with its decimals and unit."""
    text = number(value, indicator.decimals, language)
    return text if math.isnan(value) else _UNITS[indicator.unit][language].format(text)


def change_of(value: float, indicator: Indicator, language: Language) -> str:
    """Return a change of `indicator` with its sign: a difference in its unit, or percent."""
    if not in_points(indicator):
        text, unit = number(value, 1, language, sign=True), "percent"
    else:
        text, unit = number(value, indicator.decimals, language, sign=True), indicator.unit
    if math.isnan(value):
        return text
    if unit == "percent" and in_points(indicator):
        return f"{text}{HARD}{_POINTS[language]}"
    return _UNITS[unit][language].format(text)


def short_amount(value: float, indicator: Indicator, language: Language) -> str:
    """Return `value` as cells and labels show it: a long unit by its short name."""
    return _shortened(amount(value, indicator, language))


def short_change(value: float, indicator: Indicator, language: Language) -> str:
    """Return a change as cells and labels show it: a long unit by its short name."""
    return _shortened(change_of(value, indicator, language))


def _shortened(text: str) -> str:
    for unit, name in _SHORT.items():
        text = text.replace(unit, name)
    return text


def interval(low: float, high: float, indicator: Indicator, language: Language) -> str:
    """Return an interval as `low–high`, in words when it begins below zero, empty when none."""
    if math.isnan(low) or math.isnan(high):
        return ""
    ends = (number(end, indicator.decimals, language) for end in (low, high))
    between = _TO[language] if low < 0 else "–"
    return _UNITS[indicator.unit][language].format(between.join(ends))
