"""The verdict on the overarching goal, in words that the figures bear."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis import Goal
from regionstat.page.names import inside, region_name, regions_named
from regionstat.page.numbers import number
from regionstat.panel.figures import PRELIMINARY
from regionstat.register import register
from regionstat.register.entries import Language

GOAL_YEAR = 2020
_TEXTS = {
    "nb": {
        "nation": "Målet gjelder regioner; hele landet har all verdiskaping og alle folk.",
        "none": "Målet kan ikke måles: det finnes ingen tall for bruttoprodukt i {region}.",
        "met": "Ja i {name}: {gdp} % av verdiskapingen mot {people} % av folketallet i {year}.",
        "unmet": "Nei i {name}: {gdp} % av verdiskapingen mot {people} % av folketallet i {year}.",
        "short": "Forholdet var {ratio}, og målet er 1. Det manglet {gap} milliarder kroner.",
        "over": "Forholdet var {ratio}, og målet er 1. Verdiskapingen lå {gap} milliarder kroner "
        "over målet.",
        "passed": "{name}{members} nådde 1 i {first}; forholdet var {ratio} i {year}{ended}.",
        "just": "{name}{members} nådde 1 i {year}{ended}, med forholdet {ratio}.",
        "below": "{name}{members} nådde aldri 1; forholdet var {ratio} i {year}{ended}.",
        "members": ", der {inside} av regionens {all} kommuner lå,",
        "ended": ", det siste året fylket fantes",
        "shelf": "Regnes sokkelen med i nevneren, var forholdet {ratio} i {year}.",
        "mainland": "På Fastlands-Norge var forholdet {ratio} i {year}.",
        "hidden": "På Fastlands-Norge holder SSB tilbake tall for {name} etter {year}.",
        "unpublished": "På Fastlands-Norge er det ikke publisert tall for {name}.",
        "stands_in": "For {region} selv publiseres ikke bruttoprodukt, og det er ikke anslått her; "
        "tall for {counties} er brukt i stedet.",
        "late": "Målet gjelder {goal}; siste år med tall er {year}{preliminary}.",
        "preliminary": ", og det er foreløpig",
    },
    "en": {
        "nation": "The goal is for regions; the nation has all value added and all people.",
        "none": "The goal cannot be measured: there are no figures for value added in {region}.",
        "met": "Yes in {name}: {gdp} % of value added against {people} % of the people in {year}.",
        "unmet": "No in {name}: {gdp} % of value added against {people} % of the people in {year}.",
        "short": "The ratio was {ratio}, and the goal is 1. NOK {gap} billion were missing.",
        "over": "The ratio was {ratio}, and the goal is 1. Value added was NOK {gap} billion "
        "above the goal.",
        "passed": "{name}{members} reached 1 in {first} and stood at {ratio} in {year}{ended}.",
        "just": "{name}{members} reached 1 in {year}{ended}, with the ratio {ratio}.",
        "below": "{name}{members} never reached 1; the ratio was {ratio} in {year}{ended}.",
        "members": ", which held {inside} of the region's {all} municipalities,",
        "ended": ", the last year of that county",
        "shelf": "With the shelf in the denominator the ratio was {ratio} in {year}.",
        "mainland": "On Mainland Norway the ratio was {ratio} in {year}.",
        "hidden": "On Mainland Norway the figures for {name} are suppressed after {year}.",
        "unpublished": "On Mainland Norway no figures for {name} are published.",
        "stands_in": "No value added is published for {region} itself, and none is guessed here; "
        "{counties} stand{s} in.",
        "late": "The goal is for {goal}; the last year with figures is {year}{preliminary}.",
        "preliminary": ", which is preliminary",
    },
}


def verdict_sentences(found: Goal, language: Language) -> list[str]:
    """Return the verdict: the answer first, then what it rests on and what speaks against.

    On the sum of counties first, then with the shelf and on Mainland Norway. Where counties
    stand in, the one measured last gives the answer and the others follow.
    """
    texts = _TEXTS[language]
    if register().regions[found.region].level == "nation":
        return [texts["nation"]]
    rows = {region: row for region in found.measured if (row := found.latest(region)) is not None}
    if not rows:
        return [texts["none"].format(region=inside(region_name(found.region, language)))]
    current = max(rows, key=lambda region: int(rows[region]["year"]))
    row = rows[current]
    sentences = [_answer(found, current, row, language), _distance(row, language)]
    sentences += [_other(found, other, rows[other], language) for other in rows if other != current]
    sentences += _other_bases(found, current, language)
    if found.stands_in:
        counties = regions_named(rows, language)
        region = inside(region_name(found.region, language))
        plural = "" if len(rows) > 1 else "s"
        sentences.append(texts["stands_in"].format(region=region, counties=counties, s=plural))
    if int(row["year"]) < GOAL_YEAR:
        sentences.append(_late(row, language))
    return sentences


def _late(row: pd.Series, language: Language) -> str:
    texts = _TEXTS[language]
    preliminary = texts["preliminary"] if row["status"] == PRELIMINARY else ""
    year = int(row["year"])
    return texts["late"].format(goal=GOAL_YEAR, year=year, preliminary=preliminary)


def _answer(found: Goal, current: str, row: pd.Series, language: Language) -> str:
    return _TEXTS[language]["met" if found.met(current) else "unmet"].format(
        name=region_name(current, language),
        gdp=number(row["gdp_share"], 1, language),
        people=number(row["population_share"], 1, language),
        year=int(row["year"]),
    )


def _distance(row: pd.Series, language: Language) -> str:
    gap = float(row["gap_mnok"])
    return _TEXTS[language]["short" if gap > 0 else "over"].format(
        ratio=number(row["ratio"], 3, language), gap=number(abs(gap) / 1000, 1, language)
    )


def _other(found: Goal, county: str, row: pd.Series, language: Language) -> str:
    texts = _TEXTS[language]
    first = found.first_met(county)
    last_year = register().regions[county].valid_to
    kind = "below" if first is None else "just" if first == int(row["year"]) else "passed"
    return texts[kind].format(
        name=region_name(county, language),
        members=_members(found.region, county, language),
        first=first,
        ratio=number(row["ratio"], 3, language),
        year=int(row["year"]),
        ended=texts["ended"] if last_year == int(row["year"]) else "",
    )


def _members(region: str, county: str, language: Language) -> str:
    codes = register().regions[region].members
    inside = [code for code in codes if code[:2] == county]
    if not inside or len(codes) < 2:
        return ""
    return _TEXTS[language]["members"].format(inside=len(inside), all=len(codes))


def _other_bases(found: Goal, current: str, language: Language) -> list[str]:
    texts = _TEXTS[language]
    sentences = []
    shelf, mainland = (found.latest(current, basis) for basis in ("total", "mainland"))
    newest = found.latest(current)
    if shelf is not None:
        sentences.append(_ratio(texts["shelf"], shelf, language))
    if mainland is None:
        sentences.append(texts["unpublished"].format(name=region_name(current, language)))
    elif newest is not None and mainland["year"] < newest["year"]:
        name = region_name(current, language)
        sentences.append(_ratio(texts["mainland"], mainland, language))
        sentences.append(texts["hidden"].format(name=name, year=int(mainland["year"])))
    else:
        sentences.append(_ratio(texts["mainland"], mainland, language))
    return sentences


def _ratio(text: str, row: pd.Series, language: Language) -> str:
    return text.format(ratio=number(row["ratio"], 3, language), year=int(row["year"]))
