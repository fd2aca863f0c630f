"""The words around a chart: subtitle, notes, source, text alternative."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis import Comparison
from regionstat.page.names import listed, source_line, table_named
from regionstat.page.numbers import change_unit, unit_name
from regionstat.page.wording import standing_in, without_figure
from regionstat.panel.figures import PRELIMINARY
from regionstat.panel.listings import sources_of
from regionstat.register import Indicator, register
from regionstat.register.entries import Language

_STATUS = {
    "nb": {
        "estimated": "Åpne merker og bånd: anslag med 90 %-intervall eller yttergrenser.",
        "manual": "Enkeltverdier som publisert.",
    },
    "en": {
        "estimated": "Open markers and bands: estimates with a 90 % interval or outer bounds.",
        "manual": "Single values as published.",
    },
}
_CHOSEN = {
    "nb": {
        "nearest": "Sammenliknet med de fem fylkene som har likest næringsstruktur: Krugmans "
        "avstand mellom andelene av sysselsatte (tabell 11713).",
        "similar": "Sammenliknet med de ni kommunene som er likest i folketall, vekst, "
        "sysselsetting og arbeidsplasser.",
    },
    "en": {
        "nearest": "Compared with the five counties whose industry structure is most similar: "
        "Krugman's distance between shares of employed (table 11713).",
        "similar": "Compared with the nine municipalities most like it in people, growth, "
        "employment and jobs.",
    },
}
_CHANGE = {"nb": "endring i {unit}", "en": "change in {unit}"}
_PRELIMINARY = {"nb": "Foreløpige tall: {years}.", "en": "Preliminary figures: {years}."}


def indicator_of(comparison: Comparison) -> Indicator:
    """Return the indicator that was compared."""
    return register().indicators[comparison.indicator]


def is_size(indicator: Indicator) -> bool:
    """Say whether the indicator measures how large a region is."""
    return is_counted(indicator) and not indicator.is_signed


def is_counted(indicator: Indicator) -> bool:
    """Say whether the indicator is larger where more people live: a size, or what one grows by."""
    return indicator.unit in ("persons", "companies", "mnok", "mnok_2015")


def subtitle(comparison: Comparison, years: str, language: Language) -> str:
    """Return measure, unit and years, where there are any, as a subtitle."""
    indicator = indicator_of(comparison)
    return _subtitle(indicator.title.in_(language), unit(indicator, language), years)


def change_subtitle(comparison: Comparison, years: str, language: Language) -> str:
    """Return measure, the unit of its change, and years, where there are any, as a subtitle."""
    indicator = indicator_of(comparison)
    moved = _CHANGE[language].format(unit=change_unit(indicator, language))
    return _subtitle(indicator.title.in_(language), moved, years)


def _subtitle(*parts: str) -> str:
    return f"{', '.join(part for part in parts if part)}."


def span(years: pd.Series) -> str:
    """Return the first and last of `years` as a subtitle names them, empty without any."""
    if len(years) == 0:
        return ""
    first, last = int(years.min()), int(years.max())
    return str(last) if first == last else f"{first}–{last}"


def notes(comparison: Comparison, statuses: set[str], language: Language) -> str:
    """Return what a reader must know: who the peers are, who is missing, what the signs mean."""
    parts = [_CHOSEN[language].get(comparison.chosen, "")]
    parts += [standing_in(comparison, language), without_figure(comparison, language)]
    parts += [text for sign, text in _STATUS[language].items() if sign in statuses]
    parts.append(preliminary(comparison.history, language))
    return " ".join(part for part in parts if part)


def preliminary(rows: pd.DataFrame, language: Language) -> str:
    """Return which years of `rows` (year, status) are preliminary, empty when none are."""
    years = sorted(set(rows.loc[rows["status"] == PRELIMINARY, "year"]))
    if not years:
        return ""
    return _PRELIMINARY[language].format(years=listed(map(str, years), language))


def alt(kind: str, title: str, rows: str) -> str:
    """Return a text alternative: the kind of chart, its title, and its rows if it has any."""
    return " ".join(f"{part}." for part in (kind, title, rows) if part)


def unit(indicator: Indicator, language: Language) -> str:
    """Return the unit of an indicator in words."""
    return unit_name(indicator.unit, language)


def source_of(indicator: Indicator, language: Language) -> str:
    """Return which tables the figures of an indicator come from, whatever the vintage."""
    sources = (register().sources[id_] for id_ in sources_of(indicator))
    return "; ".join(dict.fromkeys(table_named(source, language) for source in sources))


def source(comparison: Comparison, language: Language) -> str:
    """Return the source line of a comparison."""
    return source_line([indicator_of(comparison)], language, comparison.edition)
