"""Recode municipal counts to regions whose borders stay put, keeping totals.

An estimate carries the interval of its weights (`panel/area`); exact sums carry none. Only
additive quantities: a mean or a rate of a merged municipality is not the sum of its parts,
and asking for one is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from regionstat.errors import Misuse, NoRule
from regionstat.panel.area import Area, Concordance, Measure, Undrifted, follow, whole
from regionstat.panel.drift import drifts
from regionstat.panel.figures import NO_DATA, STRENGTH, figures, signed
from regionstat.panel.measures import growth
from regionstat.register import Region, register

ADDITIVE = frozenset(
    {"population", "employed_residents", "employed_workplace", "immigrants_employed"}
)
# SSB's sign for a figure that cannot be given.
NO_RULE = "."


class Level(NamedTuple):
    """A count of an area: value, the interval its weights leave, and its sign."""

    value: float
    low: float
    high: float
    sign: str


@dataclass(frozen=True)
class Counts:
    """One additive measure by municipality and year, as printed.

    `values` and `signs` have municipality codes (and perhaps the nation's) as index and
    data years as columns; `code_year` says in which year's codes a data year is printed.
    Raises `Misuse` when `measure` is not additive.
    """

    measure: str
    values: pd.DataFrame
    signs: pd.DataFrame
    code_year: Callable[[int], int]

    def __post_init__(self) -> None:
        if self.measure not in ADDITIVE:
            raise Misuse(
                f"Recode {self.measure!r} across border changes",
                found="it is not a count that can be added",
                where="panel/harmonise",
                todo=f"Recode its parts instead; additive are {', '.join(sorted(ADDITIVE))}",
            )

    @cached_property
    def years(self) -> list[int]:
        """The data years, oldest first."""
        return [int(year) for year in self.values.columns]

    @cached_property
    def _columns(self) -> dict[int, int]:
        return {year: place for place, year in enumerate(self.years)}

    @cached_property
    def _places(self) -> dict[str, int]:
        return {str(code): place for place, code in enumerate(self.values.index)}

    @cached_property
    def _matrix(self) -> np.ndarray:
        return self.values.to_numpy(dtype="float64")

    def cell(self, code: str, year: int) -> float:
        """Return the count of `code` in `year`, NaN when it is not there."""
        place = self._places.get(code)
        return math.nan if place is None else float(self._matrix[place, self._columns[year]])

    def last_count(self, codes: tuple[str, ...], code_year: int) -> tuple[float, ...] | None:
        """Return the counts of `codes` in the last year that has them all, by `code_year`."""
        for year in reversed(self.years):
            if self.code_year(year) <= code_year:
                found = tuple(self.cell(code, year) for code in codes)
                if not np.isnan(found).any() and sum(found) > 0:
                    return found
        return None

    def drift(self, years: int) -> float:
        """Return how far a stake drifts in `years`, in log odds: half a 90 % interval.

        Beyond what mergers can tell, the last drift is taken to go on at its pace.
        """
        known = self._drifts
        if not known:
            return np.inf
        return known[years - 1] if years <= len(known) else known[-1] * years / len(known)

    @cached_property
    def _drifts(self) -> list[float]:
        return drifts(self._matrix, self._places, [self.code_year(year) for year in self.years])

    def total(self, area: Area, year: int) -> Level:
        """Return the count of `area` in `year`; missing when a member is.

        The interval adds those of the weights up, as if all erred to the same side.
        """
        cells = {code: self.cell(code, year) for code in area}
        for code in (code for code, cell in cells.items() if math.isnan(cell)):
            return missing(self._sign(code, year))
        signs = [sign for code in area if (sign := self._signed.get((code, year)))]
        if all(weight.exact for weight in area.values()):
            return Level(math.fsum(cells.values()), math.nan, math.nan, _strongest(signs))
        value, low, high = np.array(list(area.values())).T @ np.array(list(cells.values()))
        sign = _strongest([*signs, "estimated"])
        return Level(float(value), float(low), float(high), sign)

    @cached_property
    def _signed(self) -> dict[tuple[str, int], str]:
        """The cells that have both a value and a sign."""
        signs = self.signs.to_numpy(dtype=str)
        both = np.argwhere(self.values.notna().to_numpy() & (signs != "")).tolist()
        codes = [str(code) for code in self.values.index]
        return {(codes[row], self.years[column]): str(signs[row, column]) for row, column in both}

    def _sign(self, code: str, year: int) -> str:
        sign = self.signs.at[code, year] if code in self.signs.index else ""
        return str(sign) or NO_DATA


def _strongest(signs: list[str]) -> str:
    return max(signs, key=STRENGTH.index, default="")


def missing(sign: str) -> Level:
    """Return a missing count with its sign."""
    return Level(np.nan, np.nan, np.nan, sign)


def recode(counts: Counts, regions: Iterable[Region]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures of `regions` and, under the same keys, their growth in percent.

    Growth is taken on the same area, so that it never sees a border move. A municipality or
    list of them keeps the borders of its `codes_of`; a county has those of the year. Where
    no rule leads from one year's borders to another's, the figure is missing with the sign
    `.`; a municipality has no row before its area can be told.
    """
    rows = [row for region in regions for row in _rows(counts, region)]
    keys = pd.DataFrame([row.key for row in rows], columns=["region", "year"])
    now, before = (
        _figures(keys, [getattr(row, side) for row in rows]) for side in ("now", "before")
    )
    bounds = pd.DataFrame([row.growth for row in rows], columns=["low", "high"]).set_axis(
        pd.MultiIndex.from_frame(keys)
    )
    grown = growth(now, before)
    return now, signed(grown.assign(low=bounds["low"], high=bounds["high"]))


def _figures(keys: pd.DataFrame, levels: list[Level]) -> pd.DataFrame:
    found = pd.DataFrame(levels, columns=["value", "low", "high", "status"])
    return figures(keys.join(found), low=found["low"], high=found["high"])


def area_of(
    region: Region, code_year: int, counts: Measure, borders: Concordance | None = None
) -> Area:
    """Return the codes of `code_year` that make up `region`, with their weights.

    `borders` are those of the register unless others are given. Raises `NoRule` where a border
    change has no weight for the measure, and when the codes of a list were not yet in use.
    """
    if region.level == "county":
        return county_area(region, code_year)
    base = region.codes_of or code_year
    area = follow(whole(region.members), base, code_year, counts, borders)
    known = register().regions
    for code in area:
        if not known[code].valid_in(code_year):
            raise NoRule(
                f"Follow {region.id} to {code_year}",
                found=f"{code} was not in use then and nothing tells what it was made of",
                where="municipality_changes.csv",
                todo="Add the change, or begin the series later",
            )
    return area


def county_area(region: Region, code_year: int) -> Area:
    """Return the municipalities of the county `region` in `code_year`, each as a whole.

    Before its own time a county is the sum of its predecessors, if it has any.
    """
    own = region.valid_in(code_year)
    counties = (region.id,) if own else region.predecessors
    return whole(_municipalities(counties, code_year))


@cache
def _municipalities(counties: tuple[str, ...], code_year: int) -> list[str]:
    found = register().regions.values()
    return sorted(
        r.id
        for r in found
        if r.level == "municipality" and r.county[0] in counties and r.valid_in(code_year)
    )


class _Row(NamedTuple):
    """A region in a year: its count, that of the year before, the interval of its growth."""

    key: tuple[str, int]
    now: Level
    before: Level
    growth: tuple[float, float]


def _rows(counts: Counts, region: Region) -> Iterator[_Row]:
    level = _nation if region.level == "nation" else _level
    levels = {year: level(counts, region, year) for year in counts.years}
    for year, now in levels.items():
        if now is None:
            continue
        before = levels.get(year - 1) or missing(NO_DATA)
        if region.level == "county":
            before = _before(counts, region, year)
        yield _Row((region.id, year), now, before, _pace(counts, region, year, now, before))


def _level(counts: Counts, region: Region, year: int) -> Level | None:
    """Count `region` in `year`; None when it does not exist then."""
    code_year = counts.code_year(year)
    if region.valid_to is not None and code_year > region.valid_to:
        return None
    try:
        area = _area(region, year, code_year, counts)
    except NoRule:
        # A single municipality that nobody can trace further back had no existence then.
        return None if region.level == "municipality" else missing(NO_RULE)
    return counts.total(area, year) if area else None


def _area(region: Region, year: int, code_year: int, counts: Counts) -> Area:
    """Return `region` in the codes of `code_year`, a county with its borders of `year`."""
    if region.level == "county":
        return follow(county_area(region, year), year, code_year, counts)
    return area_of(region, code_year, counts)


def _before(counts: Counts, county: Region, year: int) -> Level:
    """Count, the year before, the area that `county` has in `year`."""
    if year - 1 not in counts.years:
        return missing(NO_DATA)
    try:
        then = _area(county, year, counts.code_year(year - 1), counts)
    except NoRule:
        return missing(NO_RULE)
    return counts.total(then, year - 1)


def _pace(
    counts: Counts, region: Region, year: int, now: Level, before: Level
) -> tuple[float, float]:
    """Return the interval of growth in percent, NaN where growth is no estimate.

    A part of a divided municipality is the same part in both years; the stake in a merged
    one may drift for one year between them.
    """
    if math.isnan(now.value) or math.isnan(before.value):
        return math.nan, math.nan
    ends = [(now.low, before.low), (now.high, before.high)]
    if region.codes_of is not None and counts.code_year(year) > region.codes_of:
        area = area_of(region, counts.code_year(year), Undrifted(counts, 1))
        drifted = counts.total(area, year)
        ends = [(drifted.low, before.value), (drifted.high, before.value)]
    elif math.isnan(now.low):
        ends = [(now.value, before.low), (now.value, before.high)]
    elif math.isnan(before.low):
        ends = [(now.low, before.value), (now.high, before.value)]
    if any(math.isnan(end) for pair in ends for end in pair):
        return math.nan, math.nan
    ends.append((now.value, before.value))
    paces = [100 * (later / earlier - 1) for later, earlier in ends if earlier]
    return min(paces), max(paces)


def _nation(counts: Counts, nation: Region, year: int) -> Level:
    if nation.id in counts.values.index:
        return counts.total(whole([nation.id]), year)
    everywhere = [r for r in register().regions.values() if r.level == "municipality"]
    codes = [r.id for r in everywhere if r.valid_in(counts.code_year(year))]
    return counts.total(whole(codes), year)
