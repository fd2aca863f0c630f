"""Sensitivity: what hangs on a choice that had to be made, one table a choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from regionstat.errors import unknown
from regionstat.page.html import PageTable
from regionstat.register import find_region
from regionstat.study.borders import borders
from regionstat.study.rule import rule_table
from regionstat.study.verdicts import seventeen_billion

# The plan speaks of one county and one year, whatever region and year are asked for.
ROUNDING = "rounding"
# What was chosen, and who tells what hangs on it.
TABLES: Mapping[str, Callable[..., PageTable]] = {"rule": rule_table, "borders": borders}


def sensitivity(
    panel: pd.DataFrame,
    *,
    region: str,
    to: str = "rule",
    until: int | None = None,
    language: str = "nb",
) -> PageTable:
    """Return what `region` and its goal would be, had a choice been another.

    `to` is `rule`, the line of the commuting rule; `borders`, the weights of municipalities
    that were divided; or `rounding`, by which the plan came to its 17 billion. Raises `Misuse`
    for an unknown choice, region or language.
    """
    find_region(region)
    if to == ROUNDING:
        return seventeen_billion(panel, language=language)
    if to not in TABLES:
        raise unknown("choice", to, (*TABLES, ROUNDING), where="study.sensitivity")
    return TABLES[to](panel, region=region, until=until, language=language)
