"""The words of a profile: its finding, its key, and each strip told without the picture."""

from __future__ import annotations

import math

import pandas as pd

from regionstat.analysis import Comparison
from regionstat.analysis.benchmark import ALL
from regionstat.analysis.percentiles import Standing
from regionstat.page.names import region_name
from regionstat.page.numbers import amount, number
from regionstat.page.standing import places
from regionstat.register import Indicator
from regionstat.register.entries import Language

TEXTS = {
    "nb": {
        "halves": "{name} er i øvre halvdel på {up} av {of} indikatorer, i nedre på {down}",
        "none": "{name}: ingen indikator å plassere",
        "subtitle": "Plass blant {others}, siste tall til og med {until}. {tick}"
        "Ring: {marked}. Rute: hele landet. Punkt: {name}.",
        "newest": "Plass blant {others}, siste tall. {tick}Ring: {marked}. "
        "Rute: hele landet. Punkt: {name}.",
        "note": "Plassert etter hvor mange av {others} som ligger bak{but}. "
        "Linje gjennom punktet: 90\u00a0%-intervall. Plassene er mengder med 90\u00a0% "
        "sikkerhet der tallene er anslag, og halvdelene er telt bare der plassene bærer det.",
        "alt": "Profil, én stripe for hver indikator",
        "rank": "plass",
        "year": "år",
        "last": "bakerst",
        "first": "fremst",
        "lowest": "lavest",
        "highest": "høyest",
        "of": "{places} av {of}",
        "unpublished": "ikke publisert",
        "alone": "ingen andre å måle mot",
        "for": "tall for {name}",
        "told": "{title}: {value} i {year}",
        "ahead": "foran {percent}\u00a0% av {others}",
        "above": "høyere enn {percent}\u00a0% av {others}",
        "told_rank": "plass {places} av {of}",
    },
    "en": {
        "halves": "{name} is in the upper half on {up} of {of} indicators, in the lower on {down}",
        "none": "{name}: no indicator to place",
        "subtitle": "Place among {others}, latest figures up to {until}. {tick}"
        "Ring: {marked}. Diamond: Norway. Dot: {name}.",
        "newest": "Place among {others}, latest figures. {tick}Ring: {marked}. "
        "Diamond: Norway. Dot: {name}.",
        "note": "Placed by how many of {others} lie behind{but}. Line through the "
        "dot: 90\u00a0% interval. Ranks are sets with 90\u00a0% "
        "confidence where the figures are estimates, and halves are counted only where the ranks "
        "bear it.",
        "alt": "Profile, one strip for each indicator",
        "rank": "rank",
        "year": "year",
        "last": "last",
        "first": "first",
        "lowest": "lowest",
        "highest": "highest",
        "of": "{places} of {of}",
        "unpublished": "not published",
        "alone": "nobody to compare with",
        "for": "figure for {name}",
        "told": "{title}: {value} in {year}",
        "ahead": "ahead of {percent}\u00a0% of {others}",
        "above": "higher than {percent}\u00a0% of {others}",
        "told_rank": "rank {places} of {of}",
    },
}

# Among whom a region is placed, and who is pointed out there.
AMONG = {
    "nb": {
        "counties": {
            "others": "fylkene",
            "tick": "Strek: fylke. ",
            "marked": "storbyregion",
            "but": "; fylket som regionen ligger i, er ikke med",
        },
        "municipalities": {
            "others": "kommunene",
            "tick": "",
            "marked": "de ni som likner mest",
            "but": "; størrelser er ikke med når halvdelene telles",
        },
    },
    "en": {
        "counties": {
            "others": "the counties",
            "tick": "Tick: county. ",
            "marked": "city region",
            "but": "; the county that the region lies in is left out",
        },
        "municipalities": {
            "others": "the municipalities",
            "tick": "",
            "marked": "the nine most like it",
            "but": "; sizes are left out where halves are counted",
        },
    },
}


def finding(comparisons: list[Comparison], name: str, language: Language) -> str:
    """Return on how many indicators the region is in the upper and the lower half of the ranks.

    Only where the whole set of its ranks lies in one half; the middle place is in neither.
    """
    halves = [half(one) for one in comparisons if ranked(one)]
    if not halves:
        return TEXTS[language]["none"].format(name=name)
    up, down = halves.count("upper"), halves.count("lower")
    return TEXTS[language]["halves"].format(name=name, up=up, down=down, of=len(halves))


def ranked(comparison: Comparison) -> bool:
    """Say whether the region has a rank, and anybody beside it."""
    row = comparison.row(comparison.focus)
    return row is not None and not pd.isna(row["rank"]) and len(comparison.ranked) > 1


def half(comparison: Comparison) -> str:
    """Return the half, `upper` or `lower`, that all ranks of the region lie in, else nothing."""
    row, of = comparison.row(comparison.focus), len(comparison.ranked)
    if row is None or not ranked(comparison):
        return ""
    if row["rank_high"] <= of / 2:
        return "upper"
    return "lower" if row["rank_low"] > (of + 1) / 2 else ""


def rank_of(comparison: Comparison, language: Language, kind: str = "of") -> str:
    """Return the set of ranks of the region and of how many, empty where it has none."""
    row = comparison.row(comparison.focus)
    if row is None or not ranked(comparison):
        return ""
    return TEXTS[language][kind].format(places=places(row), of=len(comparison.ranked))


def told(indicator: Indicator, found: Standing, language: Language) -> str:
    """Return a strip in words: value, year, share of the counties behind, rank."""
    texts, title = TEXTS[language], indicator.title.in_(language)
    row = found.row
    if row is None:
        return f"{title}: {texts['unpublished']}"
    value = amount(row["value"], indicator, language)
    parts = [texts["told"].format(title=title, value=value, year=found.comparison.year)]
    if found.comparison.focus != found.comparison.region:
        name = region_name(found.comparison.focus, language)
        parts.append(texts["for"].format(name=name))
    if not math.isnan(row["percentile"]):
        percent = number(row["percentile"], 0, language)
        ahead = texts["above" if indicator.better == "neither" else "ahead"]
        among = "municipalities" if found.comparison.chosen == ALL else "counties"
        parts.append(ahead.format(percent=percent, others=AMONG[language][among]["others"]))
    parts.append(rank_of(found.comparison, language, "told_rank"))
    return ", ".join(part for part in parts if part)
