"""Shift-share: what a region's industries do to its productivity and to its employment.

Productivity P = Σ s·p (s share of employed, p value added per employed, by industry) against
the nation's Pₙ, at the midpoint of the two so that nothing is left over:

    mix = (s - sₙ)·(p̄ - P̄)    within = s̄·(p - pₙ)    mix + within, summed = P - Pₙ

where a bar is the mean of region and nation: the allocative effect of the levels falls to both
by half. Divided by the logarithmic mean of P and Pₙ they are parts of ln(P/Pₙ). Employment e
changes by

    national = e·G    mix = e·(Gᵢ - G)    local = e·(g - Gᵢ)

with G the growth of the nation, Gᵢ of the nation's industry and g of the region's.
Sources: Dunn 1960; Esteban 2000 (levels of productivity); Barff and Knight 1988 (dynamic).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pandas as pd

from regionstat.analysis.industries import NATIONS, OWN, TOTAL
from regionstat.errors import Misuse

REST = "rest"
JOBS = ("employed", "nation_employed")
PARTS = ("mix", "within", "unsplit")
# The cells of one year by industry, and the total by column.
Closed = tuple[pd.DataFrame, Mapping[str, float]]


@dataclass(frozen=True, eq=False)
class ProductivitySplit:
    """The gap in value added per employed to the nation, split by industry.

    `frame`, by industry and `REST` last, has share and nation_share of the employed (they
    sum to 1) and mix, within and unsplit in natural logs, which sum to `log_gap`. Unsplit is
    the part of `rest`, the industries without a figure, and of those with value added
    but nobody employed; their mix and within are missing. `productivity` and
    `nation_productivity` are in the unit of value added per unit of employed. `counties` are
    those whose accounts these are.
    """

    year: int
    productivity: float
    nation_productivity: float
    frame: pd.DataFrame
    rest: tuple[str, ...]
    counties: tuple[str, ...] = ()

    @property
    def log_gap(self) -> float:
        """The natural log of the region's productivity over the nation's."""
        return math.log(self.productivity / self.nation_productivity)

    @property
    def total(self) -> pd.Series:
        """The sums of mix, within and unsplit over the industries, in natural logs."""
        return self.frame[[*PARTS]].sum()

    @property
    def levels(self) -> pd.DataFrame:
        """Mix, within and unsplit by industry, in the unit of productivity."""
        mean = _log_mean(self.productivity, self.nation_productivity)
        return self.frame[[*PARTS]] * mean

    def __repr__(self) -> str:
        parts = ", ".join(f"{name} {value:+.4f}" for name, value in self.total.items())
        whose = f"Productivity{_of(self.counties)} against the nation in {self.year}"
        heading = f"{whose}: {self.log_gap:+.4f} = {parts}"
        return f"{heading}{_told(self.rest)}\n{self.frame.round(4).to_string()}"


@dataclass(frozen=True, eq=False)
class ShiftShare:
    """The change in a region's employed, split by industry.

    `frame`, by industry and `REST` last, has start, end, change, national, mix, local and
    unsplit, in the unit of employed; the last four sum to change in every row. Unsplit is
    what is left, once the national effect is taken, of `rest`: the industries without a
    figure in one of `years`, or with nobody employed in the nation. Their mix and local
    effects are missing. The effects are those of each step of `years`, summed. `counties` are
    those whose accounts these are.
    """

    years: tuple[int, ...]
    frame: pd.DataFrame
    rest: tuple[str, ...]
    counties: tuple[str, ...] = ()

    @property
    def total(self) -> pd.Series:
        """The sums over the industries: the region's own start, end, change and effects."""
        return self.frame.sum()

    def __repr__(self) -> str:
        total = self.total
        names = ("national", "mix", "local", "unsplit")
        parts = ", ".join(f"{name} {total[name]:+.2f}" for name in names)
        whose = f"Employed{_of(self.counties)} {self.years[0]}-{self.years[-1]}"
        heading = f"{whose}: {total['change']:+.2f} = {parts}"
        return f"{heading}{_told(self.rest)}\n{self.frame.round(2).to_string()}"


def split_productivity(frame: pd.DataFrame, year: int) -> ProductivitySplit:
    """Return the productivity gap of `year` by industry, exact.

    `frame` is indexed by industry and year, with gva, employed, nation_gva and
    nation_employed; the row `TOTAL` holds all industries, also those that are missing, and
    the others must not overlap. An industry that one side lacks altogether is mix alone.
    Raises `Misuse` where the year has no total, or a row stands twice.
    """
    closed, rest = _closed(frame, (*OWN, *NATIONS), (year,))
    cells, total = closed[year]
    here, there = total["gva"] / total["employed"], total["nation_gva"] / total["nation_employed"]
    effects = _effects(cells, total, (here + there) / 2)
    effects[[*PARTS]] = effects[[*PARTS]] / _log_mean(here, there)
    return ProductivitySplit(year, here, there, effects, rest)


def shift_share(frame: pd.DataFrame, start: int, end: int) -> ShiftShare:
    """Return the change in employed from `start` to `end` by industry, exact.

    `frame` is as for `split_productivity`, of which employed and nation_employed are used.
    Raises `Misuse` where a year has no total, a row stands twice, or `start` is not before
    `end`.
    """
    return _over(frame, (start, end))


def dynamic_shift_share(frame: pd.DataFrame, start: int, end: int) -> ShiftShare:
    """Return the same change, its effects taken year by year and summed, exact.

    The weights follow the industries as they change (Barff and Knight 1988). An industry
    that has no figure in one of the years is in `rest` in all. Raises as `shift_share`, also
    for a year between without a total.
    """
    return _over(frame, tuple(range(start, end + 1)))


def _over(frame: pd.DataFrame, years: tuple[int, ...]) -> ShiftShare:
    if len(years) < 2 or years[0] >= years[-1]:
        raise _refused("the first year is not before the last", [*years])
    # What no one in the nation works in has no growth, and so no part of its own.
    jobs = frame[[*JOBS]].where(frame["nation_employed"] > 0)
    closed, rest = _closed(jobs, JOBS, years)
    steps = [_step(closed[start], closed[end]) for start, end in pairwise(years)]
    start, end = (closed[year][0]["employed"] for year in (years[0], years[-1]))
    ends = pd.DataFrame({"start": start, "end": end, "change": end - start})
    return ShiftShare(years, ends.join(reduce(add, steps)), rest)


def _step(before: Closed, after: Closed) -> pd.DataFrame:
    """Return the effects by industry from one year to another."""
    (cells, total), (later, later_total) = before, after
    overall = later_total["nation_employed"] / total["nation_employed"] - 1
    growth = later["nation_employed"] / cells["nation_employed"] - 1
    growth[REST] = np.nan
    jobs, change = cells["employed"], later["employed"] - cells["employed"]
    return pd.DataFrame(
        {
            "national": jobs * overall,
            "mix": jobs * (growth - overall),
            "local": change - jobs * growth,
            "unsplit": (change - jobs * overall).where(growth.isna(), 0.0),
        }
    )


def _effects(cells: pd.DataFrame, total: Mapping[str, float], middle: float) -> pd.DataFrame:
    share, nation_share = (cells[jobs] / total[jobs] for jobs in JOBS)
    own, nation = _productivities(cells)
    apart = share - nation_share
    gap = cells["gva"] / total["employed"] - cells["nation_gva"] / total["nation_employed"]
    return pd.DataFrame(
        {
            "share": share,
            "nation_share": nation_share,
            "mix": apart * ((own + nation) / 2 - middle),
            "within": (share + nation_share) / 2 * (own - nation),
            "unsplit": (gap - apart * middle).where((own + nation).isna(), 0.0),
        }
    )


def _productivities(cells: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return value added per employed of region and nation, NaN where it cannot be told."""
    own, nation = (cells[gva] / cells[jobs].where(cells[jobs] > 0) for gva, jobs in (OWN, NATIONS))
    none, none_there = ((cells[gva] == 0) & (cells[jobs] == 0) for gva, jobs in (OWN, NATIONS))
    # An industry that is not there differs in size alone: it takes the other side's level.
    own, nation = own.where(~none, nation), nation.where(~none_there, own)
    own[none & none_there] = nation[none & none_there] = 0.0
    own[REST] = nation[REST] = np.nan
    return own, nation


def _closed(
    frame: pd.DataFrame, columns: Sequence[str], years: Sequence[int]
) -> tuple[dict[int, Closed], tuple[str, ...]]:
    """Return by year the industries that have every cell in all years, `REST`, and the total.

    The rest is the total less these. Also return which industries are in it.
    """
    if frame.index.has_duplicates:
        raise _refused("a row stands twice", list(frame.index[frame.index.duplicated()]))
    number = frame[[*columns]].astype("float64")
    of_year = frame.index.get_level_values("year")
    by_year = {year: number[of_year == year].droplevel("year") for year in years}
    bad = [year for year, cells in by_year.items() if not _has_total(cells)]
    if bad:
        raise _refused(f"no total above zero in the row {TOTAL!r}", bad)
    complete = pd.concat(by_year, axis=1).drop(index=TOTAL).notna().all(axis=1)
    known = list(complete.index[complete])
    rest = tuple(sorted(str(one) for one in complete.index[~complete]))
    return {year: _close(cells, known) for year, cells in by_year.items()}, rest


def _has_total(cells: pd.DataFrame) -> bool:
    return TOTAL in cells.index and bool((cells.loc[TOTAL] > 0).all())


def _close(cells: pd.DataFrame, known: list[str]) -> Closed:
    total = dict(zip(cells.columns, cells.loc[TOTAL].to_numpy("float64"), strict=True))
    rest = pd.DataFrame([cells.loc[TOTAL] - cells.loc[known].sum()], index=[REST])
    return pd.concat([cells.loc[known], rest]), total


def _refused(found: str, at: Sequence[object]) -> Misuse:
    return Misuse(
        "Split by industry",
        found=f"{found}: {', '.join(str(one) for one in at[:3])}",
        where="the frame of industries",
        todo="Give each industry once a year, and a total for every year asked for",
    )


def _log_mean(one: float, other: float) -> float:
    """Return the logarithmic mean, by which a difference becomes a difference of logs."""
    apart = one - other
    return apart / math.log1p(apart / other) if apart else one


def _told(rest: tuple[str, ...]) -> str:
    return f"\nin the rest, for lack of a figure: {', '.join(rest)}" if rest else ""


def _of(counties: Sequence[str]) -> str:
    return f" of {' and '.join(counties)}" if counties else ""
