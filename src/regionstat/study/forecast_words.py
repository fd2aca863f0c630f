"""What a reader is told of a forecast: why this method, how wrong it is, what the goal takes."""

from __future__ import annotations

from regionstat.analysis.forecast import MEASURED, Forecast
from regionstat.analysis.forecast_trend import FARTHEST
from regionstat.page.numbers import HARD, number
from regionstat.register.entries import Basis, Language
from regionstat.register.find import find_basis

_BASES: dict[Language, dict[Basis, str]] = {
    "nb": {
        "counties": "sum av fylkene",
        "total": "hele landet med sokkel",
        "mainland": "Fastlands-Norge",
    },
    "en": {
        "counties": "sum of counties",
        "total": "whole nation with the shelf",
        "mainland": "Mainland Norway",
    },
}
_METHODS = {
    "nb": {
        "last_value": "siste verdi",
        "drift": "jevn drift",
        "local_level": "lokalt nivå",
        "local_linear_trend": "lokal lineær trend",
        "damped_trend": "dempet trend",
    },
    "en": {
        "last_value": "last value",
        "drift": "drift",
        "local_level": "local level",
        "local_linear_trend": "local linear trend",
        "damped_trend": "damped trend",
    },
}
_TEXTS = {
    "nb": {
        "back-test": "Metode: {method}, som ingen annen slo sikkert i tilbaketest på alle fylker.",
        "best": "Metode: {method}, valgt fordi den slo siste verdi i tilbaketest på alle fylker.",
        "few origins": "Metode: siste verdi, for det er for få år bak {as_of} til å prøve andre; "
        "båndene er ikke kalibrert.",
        "asked": "Metode: {method}, etter ønske.",
        "error": "Typisk feil: {errors}.",
        "one": "{mae}{hard}% etter 1 år",
        "more": "{mae}{hard}% etter {years} år",
        "tested": "Lenger fram er ikke prøvd.",
        "rising": "Prikket: den årlige endringen så langt, {yearly}{hard}%, når målet i {year}.",
        "met": "Prikket: den årlige endringen så langt, {yearly}{hard}%.",
        "falling": "Prikket: den årlige endringen så langt, {yearly}{hard}%, fører bort fra målet.",
        "slow": "Prikket: den årlige endringen så langt, {yearly}{hard}%, når ikke målet på "
        "{farthest} år.",
        "needed": "Skal målet nås i {goal}, må verdiskapingen vokse {growth}{hard}% mer enn "
        "landets hvert år.",
    },
    "en": {
        "back-test": "Method: {method}, which no other surely beat in a back-test on all counties.",
        "best": "Method: {method}, taken because it beat last value in a back-test on all "
        "counties.",
        "few origins": "Method: last value, for there are too few years before {as_of} to test "
        "others; the bands are not calibrated.",
        "asked": "Method: {method}, as asked.",
        "error": "Typical error: {errors}.",
        "one": "{mae}{hard}% after 1 year",
        "more": "{mae}{hard}% after {years} years",
        "tested": "Further ahead is not tested.",
        "rising": "Dotted: the yearly change so far, {yearly}{hard}%, meets the goal in {year}.",
        "met": "Dotted: the yearly change so far, {yearly}{hard}%.",
        "falling": "Dotted: the yearly change so far, {yearly}{hard}%, leads away from the goal.",
        "slow": "Dotted: the yearly change so far, {yearly}{hard}%, does not meet the goal in "
        "{farthest} years.",
        "needed": "To meet the goal in {goal}, value added must outgrow the nation's by "
        "{growth}{hard}% a year.",
    },
}


def basis_name(basis: str, language: Language) -> str:
    """Return the denominator in words; raises `Misuse` for an unknown one."""
    return _BASES[language][find_basis(basis)]


def method_name(method: str, language: Language) -> str:
    """Return the name of a method of forecasting."""
    return _METHODS[language][method]


def choice_told(found: Forecast, language: Language) -> str:
    """Return how the method of `found` came about, empty where nothing is forecast."""
    if found.method == MEASURED:
        return ""
    kind = found.chosen_by
    if kind == "back-test" and found.method != "last_value":
        kind = "best"
    method = method_name(found.method, language)
    return _TEXTS[language][kind].format(method=method, as_of=found.as_of)


def error_told(found: Forecast, language: Language) -> str:
    """Return the mean absolute error one year ahead and as far as tested, in per cent."""
    texts, tested = _TEXTS[language], found.back_test.tested
    if not tested:
        return ""
    parts = [
        texts["one" if years == 1 else "more"].format(
            mae=number(100 * found.back_test.mae(found.method, years), 1, language),
            years=years,
            hard=HARD,
        )
        for years in sorted({1, tested})
    ]
    told = texts["error"].format(errors=", ".join(parts))
    untested = found.goal_year - found.last_year > tested
    return f"{told} {texts['tested']}" if untested else told


def trend_told(found: Forecast, language: Language) -> str:
    """Return where the trend so far leads and what growth the goal takes."""
    if found.method == MEASURED:
        return ""
    texts = _TEXTS[language]
    yearly = number(100 * found.trend.yearly, 1, language, sign=True)
    values = {"yearly": yearly, "year": found.year_met, "farthest": FARTHEST, "hard": HARD}
    told = texts[found.trend.why].format(**values)
    growth = found.growth_needed_pct
    if found.trend.why == "met" or growth != growth:
        return told
    needed = texts["needed"].format(
        goal=found.goal_year, growth=number(growth, 1, language), hard=HARD
    )
    return f"{told} {needed}"
