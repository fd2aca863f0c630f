"""How the figures of a region came about: members, borders, estimates, stand-ins."""

from __future__ import annotations

from regionstat.page.html import Facts
from regionstat.page.names import inside, listed, region_name, regions_named
from regionstat.register import Region, find_region, register
from regionstat.register.entries import Language
from regionstat.register.find import find_language

_TEXTS = {
    "nb": {
        "area": "Område",
        "members": "Kommuner",
        "codes": "slik kommunene var i {year}",
        "made_of": "Laget av",
        "became": "Ble til",
        "on": "{codes} 1. januar {year}",
        "part": "en del av {name}",
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
        "made_of": "Made of",
        "became": "Became",
        "on": "{codes} on 1 January {year}",
        "part": "a part of {name}",
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


def followed(region: str, *, language: str = "nb") -> Facts:
    """Return how the figures of a region came about: members, borders, estimates, stand-ins.

    Of a municipality also which ones it was made of, and which it became.

    Raises `Misuse` for an unknown region or language.
    """
    tongue = find_language(language)
    texts, one = _TEXTS[tongue], find_region(region)
    pairs = [(texts["area"], _area(one, tongue))]
    if one.is_list:
        pairs.append((texts["members"], _members(one, tongue)))
    pairs += _changes(one, tongue)
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


def _changes(region: Region, language: Language) -> list[tuple[str, str]]:
    """Return what a municipality was made of and what it became, where it is told."""
    texts, changes = _TEXTS[language], register().changes
    before = [(one.year, one.old, one.whole) for one in changes if one.new == region.id]
    after = [(one.year, one.new, True) for one in changes if one.old == region.id]
    told = {"made_of": before, "became": after}
    return [(texts[name], _on_days(found, language)) for name, found in told.items() if found]


def _on_days(found: list[tuple[int, str, bool]], language: Language) -> str:
    """Return municipalities by the day on which they joined or were joined."""
    texts, days = _TEXTS[language], sorted({year for year, _, _ in found})
    parts = []
    for day in days:
        names = [(_coded(code, language), whole) for year, code, whole in found if year == day]
        names_told = (name if whole else texts["part"].format(name=name) for name, whole in names)
        parts.append(texts["on"].format(codes=listed(names_told, language), year=day))
    return f"{'; '.join(parts)}."


def _coded(code: str, language: Language) -> str:
    return f"{code} {region_name(code, language)}"


def _members(region: Region, language: Language) -> str:
    known = register().regions
    names = listed((f"{known[code].name.nb} ({code})" for code in region.members), language)
    return f"{names}, {_TEXTS[language]['codes'].format(year=region.codes_of)}."
