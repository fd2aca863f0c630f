"""All verdicts on the goal in one table, and what the plan's "17 billion" was."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from regionstat.analysis.plan_gap import COUNTY, PRINTED_GDP, PRINTED_PEOPLE, YEAR
from regionstat.analysis.plan_gap import seventeen_billion as reckon
from regionstat.analysis.verdicts import Verdicts
from regionstat.analysis.verdicts import verdicts as find_verdicts
from regionstat.page.html import PageTable
from regionstat.page.names import inside, region_name, regions_named, source_line
from regionstat.page.numbers import HARD, MISSING, number
from regionstat.page.signs import explain
from regionstat.panel.figures import PRELIMINARY
from regionstat.panel.vintages import edition_of
from regionstat.register import find_indicator
from regionstat.register.entries import BASES, Language
from regionstat.register.find import find_language

# The last year of the old counties, and of the goal in them.
THEN = 2017
_TEXTS = {
    "nb": {
        "split": "Om {name} nådde målet, kommer an på hva en måler mot: {yes} ja, {no} nei, "
        "{unsure} uvisst",
        "one": "{name} får samme svar hvordan en enn måler: {answer}",
        "none": "Ingen tall for målet i {name}",
        "area": "Område",
        "basis": "Nevner",
        "vintage": "Årgang",
        "then": "Nådd i {year}?",
        "year": "Siste år",
        "ratio": "Forhold",
        "gap": "Mangler, mrd. kr",
        "met": "Nådd?",
        "yes": "ja",
        "no": "nei",
        "cannot be told": "uvisst",
        "no figure": "uten tall",
        "counties": "sum av fylkene",
        "total": "med sokkel",
        "mainland": "Fastlands-Norge",
        "rule": "Målet er nådd når andelen av verdiskapingen delt på andelen av folketallet er 1. "
        "Et anslag er uvisst når 90{_}%-intervallet (i parentes) rommer 1. Svarene står på den "
        "siste årgangen og det siste året. Et negativt tall betyr at målet er passert. Løpende "
        "priser.",
        "unmeasured": "Ingen tall for {names}.",
        "plan": "Planens «17 milliarder» var ett prosentpoeng av verdiskapingen i {year}",
        "nation": "Hele nevneren, mrd. kr",
        "gdp": "Verdiskaping, andel",
        "people": "Folketall, andel",
        "printed": "{people} − {gdp} %, mrd. kr",
        "rounded": "Avrundet, mrd. kr",
        "exact": "Med desimaler, mrd. kr",
        "told": "Planen skriver {gdp} % av BNP og {people} % av folketallet: ett prosentpoeng, "
        "som var {point} milliarder av summen av fylkene. Med desimaler manglet {name} "
        "{counties} milliarder, med sokkelen i nevneren {total}. Avrundet er {share} % i dag "
        "{whole} %, og da mangler ingenting: planens 5 % er kuttet eller fra en eldre årgang.",
    },
    "en": {
        "split": "Whether {name} met the goal depends on what it is measured against: {yes} yes, "
        "{no} no, {unsure} uncertain",
        "one": "{name} gets the same answer however it is measured: {answer}",
        "none": "No figures for the goal in {name}",
        "area": "Area",
        "basis": "Denominator",
        "vintage": "Vintage",
        "then": "Met in {year}?",
        "year": "Last year",
        "ratio": "Ratio",
        "gap": "Missing, NOK bn",
        "met": "Met?",
        "yes": "yes",
        "no": "no",
        "cannot be told": "uncertain",
        "no figure": "no figure",
        "counties": "sum of counties",
        "total": "with the shelf",
        "mainland": "Mainland Norway",
        "rule": "The goal is met when the share of value added over the share of people is 1. An "
        "estimate is uncertain when its 90{_}% interval (in brackets) holds 1. The answers are "
        "those of the newest vintage and the last year. A negative number means that the goal is "
        "passed. Current prices.",
        "unmeasured": "No figures for {names}.",
        "plan": "The plan's “17 billion” was one percentage point of value added in {year}",
        "nation": "All of the denominator, NOK bn",
        "gdp": "Value added, share",
        "people": "People, share",
        "printed": "{people} − {gdp} %, NOK bn",
        "rounded": "Rounded, NOK bn",
        "exact": "With decimals, NOK bn",
        "told": "The plan prints {gdp} % of GDP and {people} % of the people: one percentage "
        "point, which was {point} billion of the sum of counties. With decimals {name} lacked "
        "{counties} billion, with the shelf in the denominator {total}. Rounded, {share} % is "
        "{whole} % today, and then nothing lacks: the plan's 5 % is cut, or of an older vintage.",
    },
}


def verdicts(
    panel: pd.DataFrame,
    *,
    region: str = "trondheimsregionen",
    until: int | None = None,
    language: str = "nb",
) -> PageTable:
    """Return whether `region` met the goal under every choice of area, denominator and vintage.

    The last year of each up to `until`, and what the answer was in 2017. Raises `Misuse` for an
    unknown region or language.
    """
    tongue = find_language(language)
    found = find_verdicts(panel, region).up_to(until)
    then = {_choice(row): _answer(row, tongue) for row in found.of(THEN).to_dict("records")}
    rows = [_row(row, then, tongue) for row in found.latest.to_dict("records")]
    texts = _TEXTS[tongue]
    notes = [texts["rule"].format(_=HARD), *explain(found.latest, tongue)]
    if found.unmeasured:
        names = regions_named(found.unmeasured, tongue)
        notes.append(texts["unmeasured"].format(names=names))
    ratio = find_indicator("gdp_population_ratio")
    notes.append(source_line([ratio], tongue, edition_of(panel)))
    return PageTable(_caption(found, tongue), pd.DataFrame(rows), tuple(notes))


def _choice(row: Mapping[Hashable, Any]) -> tuple[str, str, int]:
    return str(row["region"]), str(row["basis"]), int(row["edition"])


def _row(
    row: Mapping[Hashable, Any], then: Mapping[tuple[str, str, int], str], tongue: Language
) -> dict[str, str]:
    texts = _TEXTS[tongue]
    star = PRELIMINARY if row["status"] == PRELIMINARY else ""
    known = not math.isnan(row["ratio"])
    return {
        texts["area"]: region_name(str(row["region"]), tongue),
        texts["basis"]: texts[str(row["basis"])],
        texts["vintage"]: str(row["vintage"]),
        texts["then"].format(year=THEN): then.get(_choice(row), MISSING),
        texts["year"]: f"{row['year']}{star}" if known else MISSING,
        texts["ratio"]: _ratio(row, tongue) if known else str(row["status"]),
        texts["gap"]: _billions(row["gap_mnok"], tongue),
        texts["met"]: texts[str(row["met"])],
    }


def _answer(row: Mapping[Hashable, Any], tongue: Language) -> str:
    """Return the answer, with the ratio it stands on where there is one."""
    told = _TEXTS[tongue][str(row["met"])]
    return told if math.isnan(row["ratio"]) else f"{told}, {number(row['ratio'], 3, tongue)}"


def _ratio(row: Mapping[Hashable, Any], tongue: Language) -> str:
    value, low, high = (float(row[name]) for name in ("ratio", "low", "high"))
    text = number(value, 3, tongue)
    if math.isnan(low):
        return text
    return f"~{text} ({number(low, 3, tongue)}–{number(high, 3, tongue)})"


def _caption(found: Verdicts, tongue: Language) -> str:
    texts, answers = _TEXTS[tongue], found.latest["met"]
    counts = {name: int((answers == name).sum()) for name in ("yes", "no", "cannot be told")}
    given = [name for name, count in counts.items() if count]
    # A municipality has no figures: its county's are told of, by name.
    areas = tuple(dict.fromkeys(found.frame["region"]))
    stands_in = bool(areas) and found.region not in areas
    name = regions_named(areas, tongue) if stands_in else region_name(found.region, tongue)
    if not given:
        return texts["none"].format(name=inside(name))
    if len(given) == 1:
        return texts["one"].format(name=name, answer=texts[given[0]])
    yes, no, unsure = counts.values()
    return texts["split"].format(name=inside(name), yes=yes, no=no, unsure=unsure)


def seventeen_billion(panel: pd.DataFrame, *, language: str = "nb") -> PageTable:
    """Return what the plan's 17 billion was: the gap in 2008 as printed, rounded and exact.

    Raises `Misuse` for an unknown language, and where the panel does not hold 2008.
    """
    tongue = find_language(language)
    texts, found = _TEXTS[tongue], reckon(panel)
    by_basis = {str(row["basis"]): row for row in found.reset_index().to_dict("records")}
    rows = [_plan_row(basis, by_basis[basis], tongue) for basis in BASES]
    counties = by_basis["counties"]
    share = float(counties["gdp_share"])
    told = texts["told"].format(
        gdp=PRINTED_GDP,
        people=PRINTED_PEOPLE,
        point=_billions(counties["printed_gap_mnok"], tongue),
        name=region_name(COUNTY, tongue),
        counties=_billions(counties["gap_mnok"], tongue),
        total=_billions(by_basis["total"]["gap_mnok"], tongue),
        share=number(share, 2, tongue),
        whole=number(share, 0, tongue),
    )
    sources = [find_indicator(one) for one in ("gdp_share", "population_share")]
    notes = (told, source_line(sources, tongue, edition_of(panel)))
    return PageTable(texts["plan"].format(year=YEAR), pd.DataFrame(rows), notes)


def _plan_row(basis: str, row: Mapping[Hashable, Any], tongue: Language) -> dict[str, str]:
    texts = _TEXTS[tongue]
    printed = texts["printed"].format(people=PRINTED_PEOPLE, gdp=PRINTED_GDP)
    amounts = {
        texts["nation"]: "nation_mnok",
        printed: "printed_gap_mnok",
        texts["rounded"]: "rounded_gap_mnok",
        texts["exact"]: "gap_mnok",
    }
    shares = {texts["gdp"]: "gdp_share", texts["people"]: "population_share"}
    return {
        texts["basis"]: texts[basis],
        **{head: f"{number(row[name], 2, tongue)}{HARD}%" for head, name in shares.items()},
        **{head: _billions(row[name], tongue) for head, name in amounts.items()},
    }


def _billions(mnok: float, tongue: Language) -> str:
    return number(mnok / 1000, 1, tongue)
