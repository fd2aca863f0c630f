"""Which municipalities are most like one, how far apart they are, and by which figures."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis.similar import COUNT, SPAN, Similar, similar
from regionstat.page.html import PageTable
from regionstat.page.names import region_name
from regionstat.page.numbers import HARD, MISSING, number
from regionstat.register.entries import Language

_TEXTS = {
    "nb": {
        "caption": "Kommunene som likner mest på {name}, blant alle kommuner i {year}",
        "region": "Kommune",
        "distance": "Avstand",
        "people": "Innbyggere {year}",
        "growth": "Vekst i året {since}–{year}",
        "employed": "Sysselsatte per innbygger {year}",
        "jobs": "Arbeidsplasser per sysselsatt {year}",
        "how": "Avstanden er kvadratroten av den midlere kvadrerte forskjellen over målene i "
        "tabellen, folketallet som logaritme, hver forskjell delt på standardavviket blant alle "
        "kommuner: 0 er en tvilling, 1 et standardavvik fra hverandre på alle mål.",
        "industries": "Næringer er ikke med, for tabellene her har dem ikke kommune for kommune. "
        "Planen ber om sammenliknbare kommuner uten å si hva det er.",
        "without": "Mål uten tall for {name} så tidlig er utelatt.",
    },
    "en": {
        "caption": "The municipalities most like {name}, among all municipalities of {year}",
        "region": "Municipality",
        "distance": "Distance",
        "people": "Inhabitants {year}",
        "growth": "Growth a year {since}–{year}",
        "employed": "Employed per inhabitant {year}",
        "jobs": "Jobs per employed resident {year}",
        "how": "The distance is the root of the mean squared difference over the measures of the "
        "table, people as a logarithm, each difference divided by the standard deviation among "
        "all municipalities: 0 is a twin, 1 a standard deviation apart on every measure.",
        "industries": "Industries are left out, for no table here has them by municipality. The "
        "plan asks for comparable municipalities and does not say what they are.",
        "without": "Measures without figures for {name} that early are left out.",
    },
}
_DECIMALS = {"people": 0, "growth": 2, "employed": 2, "jobs": 2}


def likeness(panel: pd.DataFrame, region: str, until: int | None, language: Language) -> PageTable:
    """Return the nine municipalities most like `region`, itself first, with their measures.

    Raises `Misuse` when `region` is no municipality of the year.
    """
    found, texts = similar(panel, region, year=until), _TEXTS[language]
    name = region_name(region, language)
    rows = [_cells(region, MISSING, found.own, found, language)]
    rows += [
        _cells(str(row["region"]), number(row["distance"], 2, language), row, found, language)
        for _, row in found.frame.head(COUNT).iterrows()
    ]
    notes = [texts["how"], texts["industries"]]
    if len(found.years) < len(_DECIMALS):
        notes.append(texts["without"].format(name=name))
    caption = texts["caption"].format(name=name, year=found.year)
    return PageTable(caption, pd.DataFrame(rows), tuple(notes))


def _cells(
    region: str, distance: str, row: pd.Series, found: Similar, language: Language
) -> dict[str, str]:
    texts = _TEXTS[language]
    shown = {texts["region"]: region_name(region, language), texts["distance"]: distance}
    for name, year in found.years.items():
        text = number(float(row[name]), _DECIMALS[name], language)
        head = texts[name].format(year=year, since=year - SPAN)
        shown[head] = f"{text}{HARD}%" if name == "growth" else text
    return shown
