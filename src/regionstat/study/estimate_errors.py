"""The back-test of regional GDP as a table: each test and key, without and with the correction."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product
from typing import NamedTuple

import pandas as pd

from regionstat.analysis.backtest import backtest
from regionstat.page.html import PageTable
from regionstat.page.names import listed, region_name
from regionstat.page.numbers import MISSING, number
from regionstat.register.entries import Language
from regionstat.register.find import find_language

# The horizons of what is carried on that are shown.
_HORIZONS = (0, 1, 3)
# The keys that bundled figures are estimated by, each in its own years.
_IN_USE = ("anchored", "interpolated", "workplace")
_TESTS = ("merged", "carried", "nation")
_TOLD = ("n", "mae_pct", "bias_pct", "worst_pct", "coverage_pct")
_TEXTS = {
    "nb": {
        "caption": "Hvor feil anslaget på bruttoprodukt er der svaret er kjent",
        "what": "Prøve og nøkkel",
        "n": "Antall",
        "plain": "Typisk feil, bare nøkkelen, %",
        "mae": "Typisk feil, %",
        "city": "Byene for lavt før / etter, %",
        "worst": "Største, %",
        "held": "Treff i 90 %-intervall, %",
        "merged": "gamle fylker i det nye",
        "carried": "gamle fylker, ført {horizon} år fram",
        "nation": "fylker i landet",
        "keys": {
            "industry": "sysselsatte etter næring",
            "workplace": "sysselsatte etter arbeidssted",
            "interpolated": "mellom to tellinger",
            "anchored": "bosatte flyttet til arbeidet, festet til tellinger",
            "residents": "bosatte flyttet til arbeidet",
            "wages": "lønn etter næring",
        },
        "clustered": "Feil varer fra år til år, så årene teller nesten som ett: prøven er {areas} "
        "gamle fylker i {parents} nye. Med nøkkelen som er brukt hvert år, holdt intervallet "
        "{held} % av gangene; det bommet bare i {short}.",
        "missed": "{name} (holdt {share} %)",
        "nowhere": "ingen",
        "notes": (
            "Fylker som er publisert, er skjult i et større område og anslått som en byregion. "
            "Ingen prøve bruker det som det skjulte fylket selv har lært bort: verken rettingen av "
            "skjevheten eller bredden på intervallet.",
            "Typisk feil er den gjennomsnittlige absolutte feilen i bruttoproduktet. Byene er "
            "områdene med større arbeidsmarked enn helheten; minus er for lavt anslått.",
            "Næring og lønn er kjent for fylker alene, fra regnskapet selv, som delvis er laget av "
            "lønn: de er ikke uavhengige.",
            "Intervallet er lært av gamle fylker i nye. Fylker i landet skiller seg mer, og blir "
            "truffet sjeldnere: et anslag for en region hviler på fylkenes tall, ikke på landets.",
        ),
    },
    "en": {
        "caption": "How wrong the estimate of value added is where the answer is known",
        "what": "Test and key",
        "n": "Number",
        "plain": "Typical error, key alone, %",
        "mae": "Typical error, %",
        "city": "Cities too low before / after, %",
        "worst": "Largest, %",
        "held": "Held by the 90 % interval, %",
        "merged": "old counties in the new",
        "carried": "old counties, carried on {horizon} years",
        "nation": "counties in the nation",
        "keys": {
            "industry": "employed by industry",
            "workplace": "employed by workplace",
            "interpolated": "between two counts",
            "anchored": "residents moved to work, drawn to counts",
            "residents": "residents moved to work",
            "wages": "wages by industry",
        },
        "clustered": "Errors last from year to year, so that the years count nearly as one: the "
        "test is {areas} old counties in {parents} new ones. With the key in use each year the "
        "interval held {held} % of the time; it missed only in {short}.",
        "missed": "{name} (held {share} %)",
        "nowhere": "none",
        "notes": (
            "Counties that are published are hidden in a larger area and estimated like a city "
            "region. No test uses what the hidden county itself has taught: neither the correction "
            "of the bias nor the width of the interval.",
            "The typical error is the mean absolute error of value added. The cities are the areas "
            "with a larger labour market than the whole; minus is estimated too low.",
            "Industry and wages are known for counties alone, from the accounts themselves, which "
            "are in part made of wages: they are not independent.",
            "The interval is learnt from old counties in new ones. Counties in the nation differ "
            "more, and are held more seldom: an estimate of a region rests on the figures of its "
            "counties, not of the nation.",
        ),
    },
}


class _At(NamedTuple):
    """Which row of the back-test's frame."""

    test: str
    horizon: int
    key: str
    corrected: bool = False
    area: str = "all"


def estimate_errors_table(panel: pd.DataFrame, *, language: str = "nb") -> PageTable:
    """Return the errors of regional GDP by test and key, and what the interval held.

    Raises `Misuse` for an unknown language.
    """
    tongue = find_language(language)
    found = backtest(panel)
    known = _known(found.frame)
    rows, under = [], []
    for test, horizon in product(_TESTS, _HORIZONS):
        for key in dict.fromkeys(
            at.key for at in known if (at.test, at.horizon) == (test, horizon)
        ):
            rows.append(_row(known, _At(test, horizon, key), tongue))
            under.append(str(_TEXTS[tongue][test]).format(horizon=horizon))
    texts = _TEXTS[tongue]
    notes = (*texts["notes"], _clustered(found.trials, tongue))
    return PageTable(str(texts["caption"]), pd.DataFrame(rows), notes, tuple(under))


def _known(frame: pd.DataFrame) -> dict[_At, dict[str, float]]:
    """Return what the rows of the back-test tell: plain, since one cell is asked for at a time."""
    keys = (frame[name].tolist() for name in _At._fields)
    told = frame[[*_TOLD]].to_dict("records")
    return {_At(*key): row for *key, row in zip(*keys, told, strict=True)}


def _clustered(trials: pd.DataFrame, language: Language) -> str:
    """Say how the years the interval missed gather in few of the merged counties."""
    tried = trials[trials["test"].eq("merged") & trials["corrected"] & trials["key"].isin(_IN_USE)]
    held = tried["published"].between(tried["low"], tried["high"])
    by_parent = (100 * held.groupby(tried["parent"]).mean()).sort_values()
    short = by_parent[by_parent < 100]
    texts = _TEXTS[language]
    named = (
        str(texts["missed"]).format(name=region_name(str(one), language), share=f"{share:.0f}")
        for one, share in short.items()
    )
    return str(texts["clustered"]).format(
        areas=tried["area"].nunique(),
        parents=tried["parent"].nunique(),
        held=f"{100 * held.mean():.0f}",
        short=listed(named, language) or texts["nowhere"],
    )


def _row(known: Mapping[_At, Mapping[str, float]], at: _At, language: Language) -> dict[str, str]:
    texts = _TEXTS[language]
    names = texts["keys"]
    assert isinstance(names, dict)
    whole = {tried: known.get(at._replace(corrected=tried)) for tried in (False, True)}

    def cell(column: str, corrected: bool, area: str = "all", decimals: int = 1) -> str:
        row = known.get(at._replace(corrected=corrected, area=area), {})
        value = row.get(column, math.nan)
        return MISSING if math.isnan(value) else number(value, decimals, language)

    cells = {
        "what": names[at.key],
        "n": str(int(next(row["n"] for row in whole.values() if row))),
        "plain": cell("mae_pct", False),
        "mae": cell("mae_pct", True),
        "city": " / ".join(cell("bias_pct", corrected, "core") for corrected in (False, True)),
        "worst": cell("worst_pct", whole[True] is not None),
        "held": cell("coverage_pct", True, decimals=0),
    }
    return {str(texts[name]): text for name, text in cells.items()}
