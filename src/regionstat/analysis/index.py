"""Index numbers: a figure against the same region in a base year, or against the nation.

    over time: 100 · value / value in the base year     against the nation: 100 · value / nation

An index grows as its base does. Where the base is an estimate the ends of the interval are
outer bounds, the lowest over the highest; in the base year itself it is 100 by definition.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from regionstat.analysis.peers import NATION
from regionstat.errors import Misuse
from regionstat.panel.figures import COLUMNS, signed, strongest
from regionstat.register import Indicator

SIGNED = ("growth", "gap", "increase")


def over_time(rows: pd.DataFrame, indicator: Indicator, base_year: int) -> pd.DataFrame:
    """Return `rows`, the panel of one indicator, with `base_year` = 100 in every region.

    A region without a figure in the base year has none, nor have years on the other side of
    a break. Raises `Misuse` for an indicator that can be negative, such as a growth, and for
    a base year in which nobody has a figure.
    """
    base = rows[rows["year"] == base_year].set_index("region")
    _refuse(indicator, base, f"in {base_year}")
    found = _over(rows, base.reindex(rows["region"]))
    itself = (rows["year"] == base_year) & found["low"].notna()
    found.loc[itself, ["low", "high"]] = 100.0
    broken = pd.Series(False, rows.index)
    for one in indicator.breaks:
        broken |= (rows["year"] < one) != (base_year < one)
    return _without(found, broken)


def against_nation(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return `rows`, the panel of one indicator, with the nation = 100 in every year.

    A year in which the nation has no figure has none. Raises as `over_time`.
    """
    nation = rows[rows["region"] == NATION].set_index("year")
    _refuse(indicator, nation, "for the nation")
    return _over(rows, nation.reindex(rows["year"]))


def _over(rows: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """Return `rows` over `base`, row by row, times 100."""
    base = base.set_axis(rows.index, axis=0)
    base = base.assign(value=base["value"].where(base["value"] > 0))
    estimated = rows["low"].notna() | base["low"].notna()
    low, high = (rows[end].fillna(rows["value"]) for end in ("low", "high"))
    under, over = (base[end].fillna(base["value"]) for end in ("high", "low"))
    found = rows.assign(
        value=100 * rows["value"] / base["value"],
        low=(100 * low / under).where(estimated),
        high=(100 * high / over.where(over > 0, np.nan)).where(estimated),
        status=strongest([rows["status"], base["status"].fillna("")]),
    )
    return signed(found)


def _without(found: pd.DataFrame, gone: pd.Series) -> pd.DataFrame:
    return signed(found.assign(**{name: found[name].mask(gone) for name in COLUMNS[:3]}))


def _refuse(indicator: Indicator, base: pd.DataFrame, where: str) -> None:
    told = ""
    if indicator.measure in SIGNED:
        told = f"it is a {indicator.measure}, which can be negative"
    elif not (base["value"] > 0).any():
        told = f"no figure above zero {where}"
    if told:
        raise Misuse(
            f"An index of {indicator.id!r}",
            found=told,
            where="the panel",
            todo="Ask for an indicator and a base that have figures above zero",
        )
