"""The words of a tile map: its finding, and what its colours say."""

from __future__ import annotations

import math

import pandas as pd

from regionstat.analysis.percentiles import Standing
from regionstat.page.names import region_name
from regionstat.page.standing import rank_finding
from regionstat.page.tile_colours import parting
from regionstat.register import Indicator
from regionstat.register.entries import Language

ALT = {"nb": "Rutekart over fylkene", "en": "Tile map of the counties"}
_GOAL = {
    "nb": {
        "met": "{name} når målet i {year}; {met} av {of} fylker gjør det",
        "unmet": "{name} når ikke målet i {year}; {met} av {of} fylker gjør det",
        "unsure": "{name} kan ha nådd målet i {year}; {met} av {of} fylker har nådd det",
        "none": "{met} av {of} fylker når målet i {year}",
    },
    "en": {
        "met": "{name} meets the goal in {year}; {met} of {of} counties do",
        "unmet": "{name} does not meet the goal in {year}; {met} of {of} counties do",
        "unsure": "{name} may have met the goal in {year}; {met} of {of} counties have",
        "none": "{met} of {of} counties meet the goal in {year}",
    },
}
_COLOURS = {
    "nb": {
        "rising": "Fem like store grupper; mørkere er høyere.",
        "goal": "Blått: målet er nådd. Oransje: ikke nådd. Mørkere er lenger fra målet, grått "
        "kan ikke avgjøres.",
    },
    "en": {
        "rising": "Five groups of equal size; darker is higher.",
        "goal": "Blue: the goal is met. Orange: not met. Darker is further from the goal, grey "
        "cannot be told.",
    },
}


def colour_note(indicator: Indicator, language: Language) -> str:
    """Return what the colours of the tiles say."""
    return _COLOURS[language]["rising" if parting(indicator) is None else "goal"]


def finding(found: Standing, rows: pd.DataFrame, indicator: Indicator, language: Language) -> str:
    """Return the finding: where the region stands, for the goal whether it meets it and who does.

    A region whose interval holds the goal may have met it. `rows` are those of the counties.
    """
    middle, valued = parting(indicator), rows[rows["value"].notna()]
    if middle is None or len(valued) == 0:
        return rank_finding(found.comparison, language)
    sign = -1.0 if indicator.better == "lower" else 1.0
    answers = [_answer(row, middle, sign) for _, row in valued.iterrows()]
    own = found.row
    return _GOAL[language]["none" if own is None else _answer(own, middle, sign)].format(
        name=region_name(found.comparison.focus, language),
        year=found.comparison.year,
        met=answers.count("met"),
        of=len(valued),
    )


def _answer(row: pd.Series, middle: float, sign: float) -> str:
    ends = [row["value"] if math.isnan(row[name]) else row[name] for name in ("low", "high")]
    least, most = sorted(sign * (end - middle) for end in ends)
    return "met" if least >= 0 else "unmet" if most < 0 else "unsure"
