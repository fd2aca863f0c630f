"""The verdict on the overarching goal, in words that the figures bear."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from regionstat.analysis import Goal
from regionstat.analysis.goal import GOAL_YEAR, MET_AT
from regionstat.page.likelihood import answer, chance
from regionstat.page.names import inside, region_name, regions_named
from regionstat.page.numbers import HARD, number
from regionstat.panel.figures import PRELIMINARY
from regionstat.panel.vintages import stated
from regionstat.register import register
from regionstat.register.entries import BASES, Basis, Language

_TEXTS = {
    "nb": {
        "nation": "Målet gjelder regioner; hele landet har all verdiskaping og alle folk.",
        "none": "Målet kan ikke måles: for {region} finnes det ikke tall for bruttoprodukt.",
        "none_here": "Målet kan ikke måles {basis}: der er det ikke publisert tall for {region}.",
        "met": "Ja i {name}: {gdp} av verdiskapingen mot {people} av folketallet i {year}.",
        "unmet": "Nei i {name}: {gdp} av verdiskapingen mot {people} av folketallet i {year}.",
        "likely": "{answer}: sannsynligheten for at {name} når målet i {goal}, er {chance}.",
        "likely_past": "{answer}: sannsynligheten for at {name} nådde målet i {goal}, er {chance}.",
        "estimate": "Anslaget for {year} er {gdp} av verdiskapingen mot {people} av folketallet.",
        "chance": "Sannsynligheten for at {name} når målet i {goal}, er {chance}.",
        "stands_on": "Svaret gjelder {definition} {basis}, i årgang {vintage}.",
        "counties": "med summen av fylkene som nevner",
        "total": "med hele landet og sokkelen som nevner",
        "mainland": "på Fastlands-Norge",
        "borders": "fylkets grenser",
        "ratio": "Forholdet var {ratio}, og målet er 1. {distance}",
        "short": "Det manglet {gap} milliarder kroner.",
        "over": "Verdiskapingen lå {gap} milliarder kroner over målet.",
        "maybe_short": "Anslaget er {gap} milliarder kroner under målet, innenfor usikkerheten.",
        "maybe_over": "Anslaget er {gap} milliarder kroner over målet, innenfor usikkerheten.",
        "interval": "{value} (90\u00a0%: {low} til {high})",
        "passed": "{name}{members} nådde 1 i {first}; forholdet var {ratio} i {year}{ended}.",
        "just": "{name}{members} nådde 1 i {year}{ended}, med forholdet {ratio}.",
        "below": "{name}{members} nådde aldri 1; forholdet var {ratio} i {year}{ended}.",
        "members": ", der {inside} av regionens {all} kommuner lå,",
        "all_members": ", der alle regionens {all} kommuner lå,",
        "ended": ", det siste året fylket fantes",
        "sum": "Med summen av fylkene som nevner var forholdet {ratio} i {year}.",
        "shelf": "Regnes sokkelen med i nevneren, var forholdet {ratio} i {year}.",
        "inland": "På Fastlands-Norge var forholdet {ratio} i {year}.",
        "hidden": "På Fastlands-Norge holder SSB tilbake tall for {name} etter {year}.",
        "unpublished": "På Fastlands-Norge er det ikke publisert tall for {name}.",
        "estimated": "For {region} selv publiseres ikke bruttoprodukt. Det er anslått ut fra hvor "
        "folk arbeider i {counties}; intervallet er prøvd mot fylker som er slått sammen.",
        "stands_in": "For {region} selv publiseres ikke bruttoprodukt, og det er ikke anslått her; "
        "tall for {counties} er brukt i stedet.",
        "late": "Målet gjelder {goal}; siste år med tall er {year}{preliminary}.",
        "preliminary": ", og det er foreløpig",
    },
    "en": {
        "nation": "The goal is for regions; the nation has all value added and all people.",
        "none": "The goal cannot be measured: there are no figures for value added in {region}.",
        "none_here": "The goal cannot be measured {basis}: {region} has no published figures.",
        "met": "Yes in {name}: {gdp} of value added against {people} of the people in {year}.",
        "unmet": "No in {name}: {gdp} of value added against {people} of the people in {year}.",
        "likely": "{answer}: the probability that {name} reaches the goal in {goal} is {chance}.",
        "likely_past": "{answer}: the probability that {name} reached the goal in {goal} is "
        "{chance}.",
        "estimate": "The estimate for {year} is {gdp} of value added and {people} of the people.",
        "chance": "The probability that {name} reaches the goal in {goal} is {chance}.",
        "stands_on": "The answer is for {definition} {basis}, in vintage {vintage}.",
        "counties": "with the sum of counties as denominator",
        "total": "with the whole nation and the shelf as denominator",
        "mainland": "on Mainland Norway",
        "borders": "the county's borders",
        "ratio": "The ratio was {ratio}, and the goal is 1. {distance}",
        "short": "NOK {gap} billion was missing.",
        "over": "Value added was NOK {gap} billion above the goal.",
        "maybe_short": "The estimate is NOK {gap} billion below it, within the uncertainty.",
        "maybe_over": "The estimate is NOK {gap} billion above it, within the uncertainty.",
        "interval": "{value} (90\u00a0%: {low} to {high})",
        "passed": "{name}{members} reached 1 in {first} and stood at {ratio} in {year}{ended}.",
        "just": "{name}{members} reached 1 in {year}{ended}, with the ratio {ratio}.",
        "below": "{name}{members} never reached 1; the ratio was {ratio} in {year}{ended}.",
        "members": ", which held {inside} of the region's {all} municipalities,",
        "all_members": ", which held all {all} municipalities of the region,",
        "ended": ", the last year of that county",
        "sum": "With the sum of counties as denominator the ratio was {ratio} in {year}.",
        "shelf": "With the shelf in the denominator the ratio was {ratio} in {year}.",
        "inland": "On Mainland Norway the ratio was {ratio} in {year}.",
        "hidden": "On Mainland Norway the figures for {name} are suppressed after {year}.",
        "unpublished": "On Mainland Norway no figures for {name} are published.",
        "estimated": "No value added is published for {region} itself. It is estimated from "
        "{counties} and from where people work; the interval is tested on counties that merged.",
        "stands_in": "No value added is published for {region} itself, and none is guessed here; "
        "{counties} stand{s} in.",
        "late": "The goal is for {goal}; the last year with figures is {year}{preliminary}.",
        "preliminary": ", which is preliminary",
    },
}


# The sentence that tells the ratio on each denominator.
_ON: dict[Basis, str] = {"counties": "sum", "total": "shelf", "mainland": "inland"}


def verdict_sentences(
    found: Goal, language: Language, basis: Basis = "counties", goal_year: int = GOAL_YEAR
) -> list[str]:
    """Return the verdict: the answer first, then what it rests on and what speaks against.

    An estimated region is answered by the probability that it reaches the goal in `goal_year`,
    a measured one by its last year; the counties it lies in follow. On `basis` first, then on
    the other denominators.
    """
    texts = _TEXTS[language]
    if register().regions[found.region].level == "nation":
        return [texts["nation"]]
    rows = {one: row for one in found.measured if (row := found.latest(one, basis)) is not None}
    if not rows:
        return [*_without(found, basis, language)]
    current = found.answering(basis) or next(iter(rows))
    row = rows[current]
    case = _Case(found, current, basis, goal_year, language)
    sentences = [*_answers(case, row), _distance(row, language), _stands_on(case)]
    sentences += [_other(case, other, rows[other]) for other in rows if other != current]
    sentences += _other_bases(case)
    sentences += _borrowed(found, [one for one in rows if one != found.region], language)
    if int(row["year"]) < goal_year:
        sentences.append(_late(row, goal_year, language))
    return sentences


def _without(found: Goal, basis: Basis, language: Language) -> Iterator[str]:
    """Say that there is no figure on `basis`, and on which other denominators there is one."""
    texts, others = _TEXTS[language], [one for one in BASES if found.answering(one) is not None]
    name = region_name(found.region, language)
    if not others:
        yield texts["none"].format(region=inside(name))
        return
    yield texts["none_here"].format(region=inside(name), basis=texts[basis])
    for other in others:
        area = found.answering(other)
        row = found.latest(area, other) if area else None
        if row is not None:
            yield _ratio(texts[_ON[other]], row, language)


class _Case(NamedTuple):
    """What is judged: the area that answers, on which denominator, for which year."""

    found: Goal
    region: str
    basis: Basis
    goal_year: int
    language: Language


def _answers(case: _Case, row: pd.Series) -> list[str]:
    """Return the answer, and how likely it is where that can be told."""
    texts, likely, language = _TEXTS[case.language], _chance(case), case.language
    known = {"goal": case.goal_year, "name": inside(region_name(case.region, language))}
    estimated = not math.isnan(row["ratio_low"])
    kind = "estimate" if estimated else "met" if row["ratio"] >= MET_AT else "unmet"
    measured = texts[kind].format(
        name=region_name(case.region, language),
        gdp=_percent(row["gdp_share"], 2 if estimated else 1, language),
        people=_percent(row["population_share"], 2 if estimated else 1, language),
        year=int(row["year"]),
    )
    passed = int(row["year"]) >= case.goal_year
    if likely is None or (passed and not estimated):
        return [measured]
    known |= {"chance": chance(likely, language), "answer": answer(likely, language)}
    kind = "likely" if estimated else "chance"
    said = texts["likely_past" if passed else kind].format(**known)
    return [said, measured] if estimated else [measured, said]


def _chance(case: _Case) -> float | None:
    """Return the probability of the goal in its year; None for a county that ended before it."""
    ended = register().regions[case.region].valid_to
    if ended and ended < case.goal_year:
        return None
    ahead = case.found.forecast(case.basis, region=case.region, goal_year=case.goal_year)
    return None if ahead is None else ahead.probability


def _stands_on(case: _Case) -> str:
    texts, region = _TEXTS[case.language], register().regions[case.region]
    rule = region.rule.in_(case.language)
    vintage = stated(register().sources["county_accounts"], case.found.edition).vintage
    return texts["stands_on"].format(
        definition=rule[0].lower() + rule[1:] if rule else texts["borders"],
        basis=texts[case.basis],
        vintage=vintage,
    )


def _borrowed(found: Goal, counties: list[str], language: Language) -> list[str]:
    """Say where the figures of a region come from that has no value added of its own."""
    texts = _TEXTS[language]
    if not counties:
        return []
    text = texts["stands_in" if found.stands_in else "estimated"]
    region = inside(region_name(found.region, language))
    plural = "" if len(counties) > 1 else "s"
    return [text.format(region=region, counties=regions_named(counties, language), s=plural)]


def _late(row: pd.Series, goal_year: int, language: Language) -> str:
    texts = _TEXTS[language]
    preliminary = texts["preliminary"] if row["status"] == PRELIMINARY else ""
    year = int(row["year"])
    return texts["late"].format(goal=goal_year, year=year, preliminary=preliminary)


def _distance(row: pd.Series, language: Language) -> str:
    gap = float(row["gap_mnok"])
    low, high = sorted(abs(float(row[f"gap_mnok_{end}"])) for end in ("low", "high"))
    crosses = float(row["gap_mnok_low"]) < 0 < float(row["gap_mnok_high"])
    # A small gap is no gap of zero.
    decimals = next((places for places in (1, 2, 3) if round(abs(gap) / 1000, places)), 1)
    billions = number(abs(gap) / 1000, decimals, language)
    if not math.isnan(low) and not crosses:
        billions = _interval(billions, low / 1000, high / 1000, decimals, language)
    texts, kind = _TEXTS[language], "short" if gap > 0 else "over"
    distance = texts[f"maybe_{kind}" if crosses else kind].format(gap=billions)
    return texts["ratio"].format(ratio=_ratio_text(row, language), distance=distance)


def _percent(value: float, decimals: int, language: Language) -> str:
    return f"{number(value, decimals, language)}{HARD}%"


def _interval(value: str, low: float, high: float, decimals: int, language: Language) -> str:
    ends = {"low": number(low, decimals, language), "high": number(high, decimals, language)}
    return _TEXTS[language]["interval"].format(value=value, **ends)


def _ratio_text(row: pd.Series, language: Language) -> str:
    """Return the ratio of `row` with as many decimals as show on which side of the goal it is."""
    value = float(row["ratio"])
    decimals = next(
        (places for places in range(3, 9) if (round(value, places) >= MET_AT) == (value >= MET_AT)),
        9,
    )
    text = number(value, decimals, language)
    low, high = float(row["ratio_low"]), float(row["ratio_high"])
    return text if math.isnan(low) else _interval(text, low, high, 3, language)


def _other(case: _Case, county: str, row: pd.Series) -> str:
    texts, language = _TEXTS[case.language], case.language
    first = case.found.first_met(county, case.basis)
    last_year = register().regions[county].valid_to
    kind = "below" if first is None else "just" if first == int(row["year"]) else "passed"
    return texts[kind].format(
        name=region_name(county, language),
        members=_members(case.found.region, county, language),
        first=first,
        ratio=_ratio_text(row, language),
        year=int(row["year"]),
        ended=texts["ended"] if last_year == int(row["year"]) else "",
    )


def _members(region: str, county: str, language: Language) -> str:
    codes = register().regions[region].members
    inside = [code for code in codes if code[:2] == county]
    if not inside or len(codes) < 2:
        return ""
    text = _TEXTS[language]["members" if len(inside) < len(codes) else "all_members"]
    return text.format(inside=len(inside), all=len(codes))


def _other_bases(case: _Case) -> list[str]:
    rows = {basis: case.found.latest(case.region, basis) for basis in BASES}
    sentences = []
    for basis in ("counties", "total"):
        row = rows[basis]
        if basis != case.basis and row is not None:
            sentences.append(_ratio(_TEXTS[case.language][_ON[basis]], row, case.language))
    return sentences + (_on_mainland(case, rows) if case.basis != "mainland" else [])


def _on_mainland(case: _Case, rows: Mapping[Basis, pd.Series | None]) -> list[str]:
    texts, name = _TEXTS[case.language], region_name(case.region, case.language)
    mainland, newest = rows["mainland"], rows[case.basis]
    if mainland is None:
        return [texts["unpublished"].format(name=name)]
    said = [_ratio(texts[_ON["mainland"]], mainland, case.language)]
    if newest is not None and mainland["year"] < newest["year"]:
        said.append(texts["hidden"].format(name=name, year=int(mainland["year"])))
    return said


def _ratio(text: str, row: pd.Series, language: Language) -> str:
    return text.format(ratio=_ratio_text(row, language), year=int(row["year"]))
