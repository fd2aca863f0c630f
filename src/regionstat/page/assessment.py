"""A municipality among those most like it in words: where it is ahead, level and behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from regionstat.analysis import Comparison, compare
from regionstat.analysis.apart import median, stands
from regionstat.analysis.benchmark import SIMILAR
from regionstat.analysis.similar import similar
from regionstat.page.captions import is_counted
from regionstat.page.names import listed, region_name, regions_named
from regionstat.page.numbers import amount
from regionstat.register import Indicator
from regionstat.register.entries import Language
from regionstat.register.municipalities import municipal_indicators

# More names than this in a sentence and nobody reads it.
_FEW = 3
_TEXTS = {
    "nb": {
        "whole": "{name} er {parts}.",
        "first_ahead": "foran kommunene som likner mest, {what}",
        "first_level": "på linje med kommunene som likner mest, {what}",
        "first_behind": "bak kommunene som likner mest, {what}",
        "level": "på linje med dem {what}",
        "behind": "men bak {what}",
        "named": "i {titles}",
        "many": "på {count} mål",
        "none": "{name}: ingen av målene har tall å holde mot kommunene som likner mest.",
        "figure": "{title}: {value} i {year}, mot {median} i medianen av dem.",
        "who": "De ni er {names}.",
    },
    "en": {
        "whole": "{name} is {parts}.",
        "first_ahead": "ahead of the municipalities most like it {what}",
        "first_level": "level with the municipalities most like it {what}",
        "first_behind": "behind the municipalities most like it {what}",
        "level": "level with them {what}",
        "behind": "but behind {what}",
        "named": "in {titles}",
        "many": "on {count} measures",
        "none": "{name}: none of the measures has figures to hold against those most like it.",
        "figure": "{title}: {value} in {year}, against {median} for the median of them.",
        "who": "The nine are {names}.",
    },
}
_WORDS = ("ahead", "level", "behind")


class _Held(NamedTuple):
    """A figure of the municipality, and the median that it is held against."""

    indicator: Indicator
    year: int | None
    row: pd.Series
    other: pd.Series

    @property
    def word(self) -> str:
        """Say whether it is ahead, level or behind."""
        return stands(self.row, self.other, self.indicator)


def assessment_sentences(
    panel: pd.DataFrame, region: str, until: int | None, language: Language
) -> list[str]:
    """Return how `region` stands among the nine municipalities most like it, the answer first.

    Held against their median on what has a better direction and is no size; ahead and behind
    only where decimals and intervals bear it. Raises `Misuse` when it is no municipality of the
    year.
    """
    nearest = similar(panel, region, year=until).nearest
    found = [
        held
        for one in municipal_indicators()
        if one.better != "neither"
        and not is_counted(one)
        and (held := _held(one, compare(panel, one.id, region=region, peers=SIMILAR, until=until)))
    ]
    texts, name = _TEXTS[language], region_name(region, language)
    who = texts["who"].format(names=regions_named(nearest, language))
    if not found:
        return [texts["none"].format(name=name), who]
    answer = texts["whole"].format(name=name, parts=", ".join(_clauses(found, language)))
    return [answer, *(_figure(one, language) for one in found), who]


def _held(one: Indicator, found: Comparison) -> _Held | None:
    row, other = found.row(found.focus), median(found)
    return None if row is None or other is None else _Held(one, found.year, row, other)


def _clauses(found: Sequence[_Held], language: Language) -> list[str]:
    """Return a clause for each word that holds for any; the first one names who it is against."""
    parts: list[str] = []
    for word in _WORDS:
        titles = [one.indicator.title.in_(language) for one in found if one.word == word]
        if titles:
            first = "" if parts else "first_"
            parts.append(_TEXTS[language][first + word].format(what=_what(titles, language)))
    return parts


def _what(titles: Sequence[str], language: Language) -> str:
    texts = _TEXTS[language]
    if len(titles) > _FEW:
        return texts["many"].format(count=len(titles))
    return texts["named"].format(titles=listed(map(_inside, titles), language))


def _inside(title: str) -> str:
    """Return a title as it stands inside a sentence; an abbreviation keeps its capitals."""
    return title if title[1:2].isupper() else title[0].lower() + title[1:]


def _figure(held: _Held, language: Language) -> str:
    one = held.indicator
    return _TEXTS[language]["figure"].format(
        title=one.title.in_(language),
        value=amount(held.row["value"], one, language),
        year=held.year,
        median=amount(held.other["value"], one, language),
    )
