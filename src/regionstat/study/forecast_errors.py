"""The back-test of the forecast as a table: every method, every horizon that could be tested."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis.forecast_bands import LEVELS
from regionstat.analysis.forecast_choice import MIN_ORIGINS, back_test
from regionstat.analysis.forecast_pool import county_pool
from regionstat.page.html import PageTable
from regionstat.page.numbers import number
from regionstat.register.entries import Language
from regionstat.register.find import find_language
from regionstat.study.forecast_words import basis_name, method_name

# Years ahead that are shown at most.
_HORIZON = 6
_TEXTS = {
    "nb": {
        "caption": "Hvor feil framskrivningene ville ha vært, {basis}, {first}–{last}",
        "years": "År fram",
        "method": "Metode",
        "n": "Antall",
        "mae": "Typisk feil, %",
        "rmse": "RMSE, %",
        "bias": "Skjevhet, %",
        "skill": "Bedre enn siste verdi, %",
        "bare": "Treff i bånd 50 / 80 / 95, %",
        "calibrated": "Treff, kalibrert, %",
        "notes": (
            "Fra hvert år er alle fylker framskrevet med det som da var målt, og holdt opp mot det "
            "som kom. Typisk feil er den gjennomsnittlige absolutte feilen i forholdet; skjevheten "
            "er framskrevet minus målt.",
            "Treff er hvor ofte utfallet lå i båndet. Kalibrerte bånd er gjort bredere, aldri "
            "smalere, etter feilene i alle andre fylker.",
            "Feil fra samme år henger sammen mellom fylkene: tallene bygger på få år, og bare "
            "{origins} eller flere utgangsår er med.",
        ),
        "taken": "Tatt i bruk: {method}.",
    },
    "en": {
        "caption": "How wrong the forecasts would have been, {basis}, {first}–{last}",
        "years": "Years ahead",
        "method": "Method",
        "n": "Number",
        "mae": "Typical error, %",
        "rmse": "RMSE, %",
        "bias": "Bias, %",
        "skill": "Better than last value, %",
        "bare": "Held by bands 50 / 80 / 95, %",
        "calibrated": "Held, calibrated, %",
        "notes": (
            "From every year all counties were forecast with what was measured then, and held "
            "against what came. The typical error is the mean absolute error of the ratio; the "
            "bias is forecast less measured.",
            "Held is how often the outcome lay in the band. Calibrated bands are made wider, never "
            "narrower, by the errors of all other counties.",
            "Errors from the same year go together across counties: the numbers stand on few "
            "years, and only {origins} or more years to start from count.",
        ),
        "taken": "Taken: {method}.",
    },
}


def forecast_errors_table(
    panel: pd.DataFrame, *, language: str = "nb", basis: str = "counties"
) -> PageTable:
    """Return the errors of every method by years ahead, in per cent, and what the bands held.

    Raises `Misuse` for an unknown language or basis, and for a panel without counties.
    """
    tongue = find_language(language)
    texts, denominator = _TEXTS[tongue], basis_name(basis, tongue)
    pool = county_pool(panel, basis)
    found = back_test(pool, _HORIZON)
    tested = found.errors[found.errors["horizon"] <= found.tested]
    rows = [_row(row, tongue) for _, row in tested.sort_values("horizon", kind="stable").iterrows()]
    years = {"first": pool.years[0], "last": pool.years[-1]}
    return PageTable(
        str(texts["caption"]).format(basis=denominator, **years),
        pd.DataFrame(rows),
        (
            *(note.format(origins=MIN_ORIGINS) for note in texts["notes"]),
            str(texts["taken"]).format(method=method_name(found.best, tongue)),
        ),
    )


def _row(row: pd.Series, language: Language) -> dict[str, str]:
    texts = _TEXTS[language]
    figures = {
        name: number(100 * float(row[name]), decimals, language)
        for name, decimals in {"mae": 1, "rmse": 1, "bias": 1, "skill": 0}.items()
    }
    cells = {
        "method": method_name(str(row["method"]), language),
        "years": str(int(row["horizon"])),
        "n": str(int(row["n"])),
        **figures,
        "bare": _shares(row, "coverage", language),
        "calibrated": _shares(row, "calibrated", language),
    }
    return {str(texts[name]): cell for name, cell in cells.items()}


def _shares(row: pd.Series, name: str, language: Language) -> str:
    levels = (f"{name}_{100 * level:.0f}" for level in LEVELS)
    return " / ".join(number(100 * float(row[level]), 0, language) for level in levels)
