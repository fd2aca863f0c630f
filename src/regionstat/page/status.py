"""Ahead, level or behind: a region against the nation and the other city regions, in a word."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis import Comparison
from regionstat.analysis.peers import NATION
from regionstat.page.captions import is_size
from regionstat.page.wording import ends_of
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
    },
    "en": {
        "ahead": "ahead of",
        "level": "level with",
        "behind": "behind",
        "both": "{word} both",
        "nation": "{word} Norway",
        "cities": "{word} cities",
    },
}


def status(found: Comparison, indicator: Indicator, language: Language) -> str:
    """Return how the region stands against the nation and its peers, by the register's `better`.

    Empty where neither direction is better, or the region has no figure. The size of a region
    is not held against that of the nation. Two words stand on a line each.
    """
    texts, row = _TEXTS[language], found.row(found.focus)
    if row is None or indicator.better == "neither":
        return ""
    against = {"nation": None if is_size(indicator) else found.row(NATION), "cities": median(found)}
    words = {
        name: _word(row, other, indicator) for name, other in against.items() if other is not None
    }
    if len(words) == 2 and len(set(words.values())) == 1:
        return texts["both"].format(word=texts[words["nation"]])
    return ",\n".join(texts[name].format(word=texts[word]) for name, word in words.items())


def median(found: Comparison) -> pd.Series | None:
    """Return the median of the peers: value, low and high, None when none has a figure.

    The ends are the medians of the peers' ends, which hold it when the intervals hold theirs.
    """
    frame = found.frame
    peers = frame[~frame["region"].isin([NATION, found.region, *found.own])]
    if len(peers) == 0:
        return None
    ends = {name: peers[name].fillna(peers["value"]).median() for name in ("low", "high")}
    return pd.Series({"value": peers["value"].median(), **ends})


def _word(row: pd.Series, other: pd.Series, indicator: Indicator) -> str:
    low, high = ends_of(row)
    other_low, other_high = ends_of(other)
    least = 10.0**-indicator.decimals * (1 - 1e-9)
    above, below = low - other_high >= least, other_low - high >= least
    if indicator.better == "lower":
        above, below = below, above
    return "ahead" if above else "behind" if below else "level"
