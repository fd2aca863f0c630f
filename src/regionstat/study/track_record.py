"""The track record of the forecast as a table: what was said in past years, and what came."""

from __future__ import annotations

from typing import Any

import pandas as pd

from regionstat.analysis.forecast_bands import LEVELS
from regionstat.analysis.track_record import ALL, OPEN, TrackRecord, track_record
from regionstat.page.html import PageTable
from regionstat.page.numbers import HARD, number
from regionstat.register.entries import Language
from regionstat.register.find import find_language
from regionstat.study.forecast_words import basis_name

_TEXTS = {
    "nb": {
        "held": "Framskrivninger gjort i {first}–{last}: båndene på {levels}{hard}% holdt i "
        "{held}{hard}% av tilfellene",
        "high": ", og sjanser på {low}–{high}{hard}% var for høye: {said}{hard}% i snitt, mens "
        "målet ble nådd i {happened}{hard}%",
        "low": ", og sjanser på {low}–{high}{hard}% var ikke for høye: {said}{hard}% i snitt, mens "
        "målet ble nådd i {happened}{hard}%",
        "what": "Det som ble sagt",
        "n": "Antall",
        "counties": "Fylker",
        "said": "Sagt, %",
        "happened": "Skjedde, %",
        "bands": "Bånd på {levels}{hard}%",
        "chance": "Sjanse {low}–{high}{hard}%",
        "one": "1 år fram",
        "years": "{horizon} år fram",
        "all": "alle år fram",
        "goal": "for å nå målet",
        "notes": (
            "Fra hvert år er hvert fylke framskrevet til alle senere år med det som da var målt, "
            "{basis}: metode, usikkerhet og bånd. Målet er nådd med et forhold på 1 eller mer.",
            "{n} utsagn om {counties} fylker fra {origins} år. Fylkene deler sjokk i samme år, og "
            "årene overlapper: antallet uavhengige utfall er langt mindre.",
            "Brier: {brier}, mot {brier_last} for «som i siste år»; lavere er bedre.",
        ),
    },
    "en": {
        "held": "Forecasts made in {first}–{last}: the bands of {levels}{hard}% held in "
        "{held}{hard}% of cases",
        "high": ", and chances of {low}–{high}{hard}% were too high: {said}{hard}% on average, "
        "while the goal was met in {happened}{hard}%",
        "low": ", and chances of {low}–{high}{hard}% were not too high: {said}{hard}% on average, "
        "while the goal was met in {happened}{hard}%",
        "what": "What was said",
        "n": "Number",
        "counties": "Counties",
        "said": "Said, %",
        "happened": "Happened, %",
        "bands": "Bands of {levels}{hard}%",
        "chance": "Chance {low}–{high}{hard}%",
        "one": "1 year ahead",
        "years": "{horizon} years ahead",
        "all": "all years ahead",
        "goal": "of meeting the goal",
        "notes": (
            "From every year each county is forecast to all later years with what was measured "
            "then, {basis}: method, variances and bands. The goal is met by a ratio of 1 or more.",
            "{n} statements on {counties} counties from {origins} years. Counties share the "
            "shocks of a year, and the spans overlap: independent outcomes are far fewer.",
            "Brier: {brier}, against {brier_last} for “as in the last year”; lower is better.",
        ),
    },
}
_LEVELS = " / ".join(f"{100 * level:.0f}" for level in LEVELS)


def track_record_table(
    panel: pd.DataFrame, *, language: str = "nb", basis: str = "counties"
) -> PageTable:
    """Return what forecasts made in past years said of the counties, and how often it came so.

    A row a horizon, with its bands, and a row a bin of stated chance; in per cent. Raises
    `Misuse` for an unknown language or basis, and for a panel without counties.
    """
    tongue = find_language(language)
    texts, found = _TEXTS[tongue], track_record(panel, basis=basis)
    bands = [_bands(row, tongue) for _, row in found.coverage.iterrows()]
    chances = [_chance(row, tongue) for _, row in found.reliability.iterrows()]
    under = [_ahead(horizon, tongue) for horizon in found.coverage["horizon"]]
    return PageTable(
        _caption(found, tongue),
        pd.DataFrame(bands + chances),
        tuple(note.format(**_counts(found, basis, tongue)) for note in texts["notes"]),
        (*under, *[str(texts["goal"])] * len(chances)),
    )


def _caption(found: TrackRecord, language: Language) -> str:
    texts, years = _TEXTS[language], found.frame["as_of"]
    held = _shares(found.coverage.iloc[-1], language)
    said = {"first": years.min(), "last": years.max(), "levels": _LEVELS, "hard": HARD}
    told = str(texts["held"]).format(held=held, **said)
    between = found.reliability[found.reliability["low"] == OPEN[0]]
    for _, row in between.iterrows():
        which = "high" if row["said"] > row["happened"] else "low"
        told += str(texts[which]).format(hard=HARD, **_percents(row, language))
    return told


def _bands(row: pd.Series, language: Language) -> dict[str, str]:
    name = str(_TEXTS[language]["bands"]).format(levels=_LEVELS, hard=HARD)
    return _cells(row, name, _LEVELS, _shares(row, language), language)


def _chance(row: pd.Series, language: Language) -> dict[str, str]:
    told = _percents(row, language)
    name = str(_TEXTS[language]["chance"]).format(hard=HARD, **told)
    return _cells(row, name, told["said"], told["happened"], language)


def _cells(
    row: pd.Series, what: str, said: str, happened: str, language: Language
) -> dict[str, str]:
    counts = {name: str(int(row[name])) for name in ("n", "counties")}
    cells = {"what": what, **counts, "said": said, "happened": happened}
    return {str(_TEXTS[language][name]): cell for name, cell in cells.items()}


def _ahead(horizon: object, language: Language) -> str:
    name = ALL if horizon == ALL else "one" if horizon == 1 else "years"
    return str(_TEXTS[language][name]).format(horizon=horizon)


def _shares(row: pd.Series, language: Language) -> str:
    names = (f"held_{100 * level:.0f}" for level in LEVELS)
    return " / ".join(number(100 * float(row[name]), 0, language) for name in names)


def _percents(row: pd.Series, language: Language) -> dict[str, str]:
    names = ("low", "high", "said", "happened")
    return {name: number(100 * float(row[name]), 0, language) for name in names}


def _counts(found: TrackRecord, basis: str, language: Language) -> dict[str, Any]:
    whole = found.coverage.iloc[-1]
    return {
        "basis": basis_name(basis, language),
        **{name: int(whole[name]) for name in ("n", "counties", "origins")},
        "brier": number(found.brier, 3, language),
        "brier_last": number(found.brier_last, 3, language),
    }
