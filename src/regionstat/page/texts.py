"""Texts of a page: verdict, finding, what an indicator is, how a region was followed, sources."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis import compare, goal
from regionstat.analysis.goal import GOAL_YEAR
from regionstat.analysis.peers import Peers
from regionstat.page import captions
from regionstat.page.html import Facts, PageTable, Sentence
from regionstat.page.names import inside, licence_name, listed, region_name, regions_named
from regionstat.page.origins import explain_origins, origin_word
from regionstat.page.standing import rank_finding
from regionstat.page.verdict import verdict_sentences
from regionstat.page.wording import (
    change_finding,
    standing_in,
    trend_finding,
    without_figure,
)
from regionstat.panel.listings import sources_of
from regionstat.panel.vintages import edition_of, stated
from regionstat.register import Region, find_indicator, find_region, register
from regionstat.register.entries import Language
from regionstat.register.find import find_basis, find_language

_ABOUT = {
    "nb": {
        "definition": "Definisjon",
        "caveat": "Forbehold",
        "unit": "Enhet",
        "better": "Retning",
        "higher": "høyere er bedre",
        "lower": "lavere er bedre",
        "neither": "ingen retning er bedre",
        "goal": "Rad i planen",
        "source": "Kilde",
        "gaps": "Kjente hull",
    },
    "en": {
        "definition": "Definition",
        "caveat": "Caveat",
        "unit": "Unit",
        "better": "Direction",
        "higher": "higher is better",
        "lower": "lower is better",
        "neither": "neither direction is better",
        "goal": "Row of the plan",
        "source": "Source",
        "gaps": "Known gaps",
    },
}
_METHOD = {
    "nb": {
        "area": "Område",
        "members": "Kommuner",
        "codes": "slik kommunene var i {year}",
        "borders": "Grenser",
        "followed": "Området er det samme i alle år. Tall bakover er summen av kommunene som ble "
        "slått "
        "sammen; en delt kommune er fordelt med vekt. Framover beholder en kommune sin andel av "
        "den "
        "nye, slik den var ved siste telling før sammenslåingen. Bare tall som kan legges sammen, "
        "er "
        "regnet om; forholdstall er regnet ut etterpå.",
        "county": "Et fylke har grensene det hadde i hvert år. Vekst er regnet på samme område "
        "begge "
        "årene.",
        "estimates": "Anslag",
        "interval": "Omregnede tall er merket som anslag. Intervallet er lært av andre "
        "sammenslåinger og dekker 90 % av dem som er holdt utenfor. Anslått inntekt har "
        "yttergrenser "
        "for det som ikke er oppgitt.",
        "gdp": "Bruttoprodukt",
        "stands_in": "Publiseres bare for fylker. Tall for {counties} er brukt for {name}; enkelte "
        "kommuner anslås ikke hver for seg.",
        "estimated": "Publiseres bare for fylker. For {name} er det anslått: verdiskapingen i "
        "{counties} er delt på kommunene, næring for næring, etter hvor folk arbeider, innenfor de "
        "publiserte summene. Intervallet på 90 % er prøvd der fasiten finnes, mot fylker som er "
        "slått sammen.",
        "bases": "Nevneren er summen av fylkene når ikke annet er sagt; tallene står også med "
        "sokkelen "
        "og for Fastlands-Norge (alle næringer uten utvinning av råolje og naturgass, "
        "rørtransport og "
        "utenriks sjøfart).",
    },
    "en": {
        "area": "Area",
        "members": "Municipalities",
        "codes": "as the municipalities were in {year}",
        "borders": "Borders",
        "followed": "The area is the same in all years. Backwards, figures are the sum of the "
        "municipalities that merged; a divided one is shared out by weight. Forwards, a "
        "municipality "
        "keeps its share of the new one as it was at the last count before the merger. Only "
        "figures "
        "that can be added are recoded; ratios are computed afterwards.",
        "county": "A county has the borders it had in each year. Growth is taken on the same area "
        "in "
        "both years.",
        "estimates": "Estimates",
        "interval": "Recoded figures are marked as estimates. Their interval is learnt from other "
        "mergers and covers 90 % of those left out. Estimated incomes carry outer bounds for what "
        "is "
        "not printed.",
        "gdp": "Value added",
        "stands_in": "Published for counties only. {counties} stand{s} in for {name}; single "
        "municipalities are not estimated one by one.",
        "estimated": "Published for counties only. For {name} it is estimated: the value added of "
        "{counties} is shared out to municipalities, industry by industry, by where people work, "
        "within the published totals. The 90 % interval is tested where the truth is known, on "
        "counties that merged.",
        "bases": "The denominator is the sum of the counties unless another is named; figures also "
        "stand with the shelf and for Mainland Norway (all industries less extraction of oil and "
        "gas, "
        "pipeline transport and ocean transport).",
    },
}
_CITE = {
    "nb": {
        "caption": "Kilder og årganger",
        "source": "Kilde",
        "table": "Tabell",
        "publisher": "Utgiver",
        "vintage": "Årgang",
        "licence": "Lisens",
        "gaps": "Kjente hull",
        "origin": "Hvordan",
        "note": "Kilde for tall fra Statistisk sentralbyrå: SSB, CC BY 4.0.",
    },
    "en": {
        "caption": "Sources and vintages",
        "source": "Source",
        "table": "Table",
        "publisher": "Publisher",
        "vintage": "Vintage",
        "licence": "Licence",
        "gaps": "Known gaps",
        "origin": "How",
        "note": "Source of figures of Statistics Norway: Statistics Norway, CC BY 4.0.",
    },
}


def verdict(
    panel: pd.DataFrame,
    *,
    region: str,
    until: int | None = None,
    basis: str = "counties",
    goal_year: int = GOAL_YEAR,
    language: str = "nb",
) -> Sentence:
    """Return the verdict on the goal: the answer first, then what it rests on.

    Raises `Misuse` for an unknown region, basis or language.
    """
    tongue, found = find_language(language), goal(panel, region=region, until=until)
    return Sentence(tuple(verdict_sentences(found, tongue, find_basis(basis), goal_year)))


def finding(
    panel: pd.DataFrame,
    indicator: str,
    *,
    focus: str,
    peers: Peers = "city_regions",
    until: int | None = None,
    basis: str = "counties",
    language: str = "nb",
) -> Sentence:
    """Return what the figures say of `focus`: trend, rank, change, stand-ins, who is missing.

    Raises `Misuse` for an unknown id or language.
    """
    tongue = find_language(language)
    found = compare(panel, indicator, region=focus, peers=peers, until=until, basis=basis)
    first = trend_finding(found, tongue)
    others = [rank_finding(found, tongue), change_finding(found, tongue)]
    parts = [f"{text}." for text in dict.fromkeys([first, *others])]
    parts += [text for text in (standing_in(found, tongue), without_figure(found, tongue)) if text]
    return Sentence(tuple(parts))


def about(indicator: str, *, language: str = "nb") -> Facts:
    """Return what is known of an indicator: definition, caveat, unit, source, plan row.

    Raises `Misuse` for an unknown indicator or language.
    """
    tongue = find_language(language)
    texts, one = _ABOUT[tongue], find_indicator(indicator)
    row = register().plan[one.goal]
    sources = [register().sources[id_] for id_ in sources_of(one)]
    gaps = [gap.in_(tongue) for source in sources for gap in source.known_gaps]
    pairs = [
        (texts["definition"], one.definition.in_(tongue)),
        (texts["caveat"], one.caveat.in_(tongue)),
        (texts["unit"], captions.unit(one, tongue)),
        (texts["better"], texts[one.better]),
        (texts["goal"], f"{one.goal} {row.title.in_(tongue)} ({row.target.in_(tongue)})"),
        (texts["source"], captions.source_of(one, tongue)),
        (texts["gaps"], " ".join(dict.fromkeys(gaps))),
    ]
    return Facts("", tuple((term, text) for term, text in pairs if text))


def method(region: str, *, language: str = "nb") -> Facts:
    """Return how the figures of a region came about: members, borders, estimates, stand-ins.

    Raises `Misuse` for an unknown region or language.
    """
    tongue = find_language(language)
    texts, one = _METHOD[tongue], find_region(region)
    pairs = [(texts["area"], _area(one, tongue))]
    if one.is_list:
        pairs.append((texts["members"], _members(one, tongue)))
    lists = one.is_list or one.level == "municipality"
    pairs.append((texts["borders"], texts["followed" if lists else "county"]))
    pairs.append((texts["estimates"], texts["interval"]))
    stands = ""
    if one.county:
        counties = regions_named(one.county, tongue)
        name = inside(region_name(one.id, tongue))
        plural = "" if len(one.county) > 1 else "s"
        kind = "estimated" if one.is_list else "stands_in"
        stands = texts[kind].format(counties=counties, name=name, s=plural) + " "
    pairs.append((texts["gdp"], stands + texts["bases"]))
    return Facts("", tuple(pairs))


def _area(region: Region, language: Language) -> str:
    name, rule = region.name.in_(language), region.rule.in_(language)
    return f"{name}. {rule}." if rule else f"{name}."


def _members(region: Region, language: Language) -> str:
    known = register().regions
    names = listed((f"{known[code].name.nb} ({code})" for code in region.members), language)
    return f"{names}, {_METHOD[language]['codes'].format(year=region.codes_of)}."


def cite(panel: pd.DataFrame, *, language: str = "nb") -> PageTable:
    """Return the sources of all rows in `panel`, with tables, vintages and licences.

    Raises `Misuse` for an unknown language.
    """
    tongue = find_language(language)
    texts, known = _CITE[tongue], register()
    indicators = [known.indicators[id_] for id_ in dict.fromkeys(panel["indicator"])]
    ids = sorted({id_ for one in indicators for id_ in sources_of(one)})
    stood_on = {id_: stated(known.sources[id_], edition_of(panel)) for id_ in ids}
    rows = [
        {
            texts["source"]: source.title.in_(tongue),
            texts["table"]: source.table if source.table.isdigit() else "–",
            texts["publisher"]: source.publisher.in_(tongue),
            texts["vintage"]: told.vintage,
            texts["origin"]: origin_word(told.origin, tongue),
            texts["licence"]: licence_name(source.licence, tongue),
            texts["gaps"]: " ".join(gap.in_(tongue) for gap in told.known_gaps),
        }
        for source, told in ((known.sources[id_], stood_on[id_]) for id_ in ids)
    ]
    notes = (texts["note"], *explain_origins([one.origin for one in stood_on.values()], tongue))
    return PageTable(texts["caption"], pd.DataFrame(rows), notes)
