"""What there is to choose from in the explorer: (label, id) pairs, and the words beside them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from regionstat.analysis.peers import NATION, Peers
from regionstat.page.explore_choice import FORMS
from regionstat.page.names import regions_named
from regionstat.register import Indicator, Region, register
from regionstat.register.entries import BASES, LANGUAGES, Language

Options = list[tuple[str, Any]]
TEXTS: dict[Language, dict[str, str]] = {
    "nb": {
        "indicator": "Indikator",
        "region": "Region",
        "peers": "Mot",
        "years": "År",
        "basis": "Nevner",
        "form": "Vis",
        "language": "Språk",
        "city_regions": "Storbyregionene",
        "counties": "Fylkene",
        "nearest": "Fem fylker med lik næringsstruktur",
        "on counties": "Sum av fylkene",
        "on total": "Hele landet med sokkelen",
        "on mainland": "Fastlands-Norge",
        "trend": "Utvikling",
        "ranking": "Rangering",
        "change": "Endring",
        "profile": "Profil",
        "tiles": "Fylkeskart",
        "figures": "Tabell",
    },
    "en": {
        "indicator": "Indicator",
        "region": "Region",
        "peers": "Against",
        "years": "Years",
        "basis": "Denominator",
        "form": "Show",
        "language": "Language",
        "city_regions": "City regions",
        "counties": "Counties",
        "nearest": "Five counties of like industries",
        "on counties": "Sum of counties",
        "on total": "Whole nation with the shelf",
        "on mainland": "Mainland Norway",
        "trend": "Trend",
        "ranking": "Ranking",
        "change": "Change",
        "profile": "Profile",
        "tiles": "County map",
        "figures": "Table",
    },
}
_LANGUAGES = {"nb": "Bokmål", "en": "English"}
GROUPS = ("city_regions", "counties", "nearest")
# Regions made for the plan first, then the published ones from large to small.
_LEVELS = ("city_region", "labour_market", "county", "municipality")


def options(panel: pd.DataFrame, peers: Peers, language: Language) -> dict[str, Options]:
    """Return what there is to choose from, by the name of the choice; `peers` are the caller's."""
    texts = TEXTS[language]
    return {
        "indicator": _indicators(panel, language),
        "region": _regions(panel, language),
        "peers": _peers(peers, language),
        "basis": [(texts[f"on {one}"], one) for one in BASES],
        "form": [(texts[one], one) for one in FORMS],
        "language": [(_LANGUAGES[one], one) for one in LANGUAGES],
    }


def _indicators(panel: pd.DataFrame, language: Language) -> Options:
    """Return the indicators by goal, the row of the plan before the title."""
    have = set(panel.loc[panel["value"].notna(), "indicator"].unique())
    shown = [one for one in register().indicators.values() if one.id in have]
    plain = [one for one in shown if one.basis in (None, "counties")]
    plain.sort(key=_goal)
    return [(f"{one.goal} · {one.title.in_(language)}", one.id) for one in plain]


def _goal(one: Indicator) -> tuple[bool, str]:
    """Return the overarching goal before the numbered ones."""
    return (not one.goal.startswith("O"), one.goal)


def _regions(panel: pd.DataFrame, language: Language) -> Options:
    have = set(panel.loc[panel["value"].notna(), "region"].unique()) - {NATION}
    found = [one for one in register().regions.values() if one.id in have]
    found.sort(key=lambda one: _LEVELS.index(one.level))
    lists = [one for one in found if one.is_list]
    named = sorted((one for one in found if not one.is_list), key=lambda one: _place(one, language))
    return [(_label(one, language), one.id) for one in [*lists, *named]]


def _place(one: Region, language: Language) -> tuple[int, str]:
    return _LEVELS.index(one.level), one.name.in_(language)


def _label(one: Region, language: Language) -> str:
    """Return the name of a region; codes tell apart those that bore one name in their time."""
    name = one.name.in_(language)
    return name if one.is_list else f"{name} ({one.id})"


def _peers(peers: Peers, language: Language) -> Options:
    texts = TEXTS[language]
    found: Options = [(texts[one], one) for one in GROUPS]
    if peers not in GROUPS:
        ids = [peers] if isinstance(peers, str) else peers
        found.append((regions_named(ids, language), peers))
    return found
