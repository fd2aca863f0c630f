"""Sensitivity: what hangs on a choice that had to be made, one table or chart a choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from regionstat.analysis import goal
from regionstat.errors import unknown
from regionstat.page.figure import Figure
from regionstat.page.html import PageTable
from regionstat.page.names import region_name
from regionstat.register import find_region
from regionstat.register.entries import Language
from regionstat.register.find import find_language
from regionstat.study.bases import draw_bases
from regionstat.study.borders import borders
from regionstat.study.rule import rule_table
from regionstat.study.verdicts import seventeen_billion

# The plan speaks of one county and one year, whatever region and year are asked for.
RULE, ROUNDING, BASIS = "rule", "rounding", "basis"
# What was chosen, and who tells what hangs on it.
TABLES: Mapping[str, Callable[..., PageTable]] = {RULE: rule_table, "borders": borders}
_NO_RULE: dict[Language, str] = {
    "nb": "{name} er ikke tegnet etter pendling, så ingen grense kan flyttes",
    "en": "{name} is not drawn by commuting, so that there is no line to move",
}


def sensitivity(
    panel: pd.DataFrame,
    *,
    region: str,
    to: str = RULE,
    until: int | None = None,
    language: str = "nb",
) -> PageTable | Figure:
    """Return what `region` and its goal would be, had a choice been another.

    `to` is `rule`, the line of the commuting rule; `borders`, the weights of municipalities
    that were divided; `basis`, the three denominators, as a chart; or `rounding`, by which the
    plan came to its 17 billion. Raises `Misuse` for an unknown choice, region or language.
    """
    asked, tongue = find_region(region), find_language(language)
    if to == RULE and not asked.is_list:
        name = region_name(asked.id, tongue)
        return PageTable(_NO_RULE[tongue].format(name=name), pd.DataFrame())
    if to == BASIS:
        return draw_bases(goal(panel, region=region, until=until), tongue)
    if to == ROUNDING:
        return seventeen_billion(panel, language=language)
    if to not in TABLES:
        raise unknown("choice", to, (*TABLES, BASIS, ROUNDING), where="study.sensitivity")
    return TABLES[to](panel, region=region, until=until, language=language)
