"""Ahead, level or behind: a region against the nation and the other city regions, in a word."""

from __future__ import annotations

from regionstat.analysis import Comparison
from regionstat.analysis.apart import median, stands
from regionstat.analysis.benchmark import SIMILAR
from regionstat.analysis.peers import NATION
from regionstat.page.captions import is_counted
from regionstat.register import Indicator
from regionstat.register.entries import Language

_TEXTS = {
    "nb": {
        "ahead": "foran",
        "level": "som",
        "behind": "bak",
        "both": "{word} begge",
        "nation": "{word} landet",
        "cities": "{word} byene",
        "similar": "{word} de liknende",
    },
    "en": {
        "ahead": "ahead of",
        "level": "level with",
        "behind": "behind",
        "both": "{word} both",
        "nation": "{word} Norway",
        "cities": "{word} cities",
        "similar": "{word} the similar",
    },
}


def status(found: Comparison, indicator: Indicator, language: Language) -> str:
    """Return how the region stands against the nation and its peers, by the register's `better`.

    Empty where neither direction is better, or the region has no figure. The size of a region
    is not held against that of the nation, nor that of a municipality against any. Two words
    stand on a line each.
    """
    texts, row = _TEXTS[language], found.row(found.focus)
    if row is None or indicator.better == "neither":
        return ""
    if found.chosen == SIMILAR:
        against = {"nation": found.row(NATION), "similar": median(found)}
        against = {} if is_counted(indicator) else against
    else:
        nation = None if is_counted(indicator) else found.row(NATION)
        against = {"nation": nation, "cities": median(found)}
    words = {
        name: stands(row, other, indicator) for name, other in against.items() if other is not None
    }
    if len(words) == 2 and len(set(words.values())) == 1:
        return texts["both"].format(word=texts[words["nation"]])
    return ",\n".join(texts[name].format(word=texts[word]) for name, word in words.items())
