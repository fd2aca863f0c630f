"""Recode municipal counts to regions whose borders stay put, keeping totals.

Only additive quantities: a mean or a rate of a merged municipality is not the sum of its
parts, and asking for one is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from regionstat.errors import Misuse, NoRule
from regionstat.panel.area import Area, follow
from regionstat.panel.figures import NO_DATA, figures
from regionstat.register import Region, register

ADDITIVE = frozenset(
    {"population", "employed_residents", "employed_workplace", "immigrants_employed"}
)
Row = tuple[str, int, float, str, float, str]
Level = tuple[float, str]
# SSB's sign for a figure that cannot be given.
NO_RULE = "."


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

    @property
    def years(self) -> list[int]:
        """The data years, oldest first."""
        return [int(year) for year in self.values.columns]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {str(code): place for place, code in enumerate(self.values.index)}

    @cached_property
    def _matrix(self) -> np.ndarray:
        return self.values.to_numpy(dtype="float64")

    def cell(self, code: str, year: int) -> float:
        """Return the count of `code` in `year`, NaN when it is not there."""
        place = self._places.get(code)
        return np.nan if place is None else float(self._matrix[place, self.years.index(year)])

    def last_count(self, codes: tuple[str, ...], code_year: int) -> tuple[float, ...] | None:
        """Return the counts of `codes` in the last year that has them all, by `code_year`."""
        for year in reversed(self.years):
            if self.code_year(year) <= code_year:
                found = tuple(self.cell(code, year) for code in codes)
                if not np.isnan(found).any() and sum(found) > 0:
                    return found
        return None

    def total(self, area: Area, year: int) -> Level:
        """Return the count of `area` in `year` and its sign; missing when a member is."""
        value, sign = 0.0, ""
        for code, weight in area.items():
            cell = self.cell(code, year)
            if np.isnan(cell):
                return np.nan, self._sign(code, year)
            value += weight * cell
            if weight != 1:
                sign = "estimated"
        return value, sign

    def _sign(self, code: str, year: int) -> str:
        sign = self.signs.at[code, year] if code in self.signs.index else ""
        return str(sign) or NO_DATA


def recode(counts: Counts, regions: Iterable[Region]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures of `regions` and, under the same keys, those of the year before.

    The year before is taken on the same area, so that growth never sees a border move. A
    municipality or list of them keeps the borders of its `codes_of`; a county has those of
    the year. Where no rule leads from one year's borders to another's, the figure is
    missing with the sign `.`; a municipality has no row before its area can be told.
    """
    rows = [row for region in regions for row in _rows(counts, region)]
    frame = pd.DataFrame(rows, columns=["region", "year", "value", "status", "v0", "s0"])
    before = frame[["region", "year"]].assign(value=frame["v0"], status=frame["s0"])
    return figures(frame[["region", "year", "value", "status"]]), figures(before)


def area_of(region: Region, code_year: int, counts: Counts) -> Area:
    """Return the codes of `code_year` that make up `region`, with their weights.

    Raises `NoRule` where a border change has no weight for the measure, and when the codes
    of a list were not yet in use.
    """
    if region.level == "county":
        return county_area(region, code_year)
    base = region.codes_of or code_year
    whole = dict.fromkeys(region.members, 1.0)
    area = follow(whole, base, code_year, measure=counts.measure, count=counts.last_count)
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
    """Return the municipalities of the county `region` in `code_year`, each with weight 1.

    Before its own time a county is the sum of its predecessors, if it has any.
    """
    own = region.valid_in(code_year)
    counties = (region.id,) if own else region.predecessors
    return dict.fromkeys(_municipalities(counties, code_year), 1.0)


def _municipalities(counties: tuple[str, ...], code_year: int) -> list[str]:
    found = register().regions.values()
    return sorted(
        r.id
        for r in found
        if r.level == "municipality" and r.county[0] in counties and r.valid_in(code_year)
    )


def _rows(counts: Counts, region: Region) -> Iterator[Row]:
    level = _nation if region.level == "nation" else _level
    levels = {year: level(counts, region, year) for year in counts.years}
    for year, found in levels.items():
        if found is None:
            continue
        if region.level == "county":
            before = _before(counts, region, year)
        else:
            before = levels.get(year - 1) or (np.nan, NO_DATA)
        yield region.id, year, *found, *before


def _level(counts: Counts, region: Region, year: int) -> Level | None:
    """Count `region` in `year`; None when it does not exist then."""
    code_year = counts.code_year(year)
    if region.valid_to is not None and code_year > region.valid_to:
        return None
    try:
        area = area_of(region, code_year, counts)
    except NoRule:
        # A single municipality that nobody can trace further back had no existence then.
        return None if region.level == "municipality" else (np.nan, NO_RULE)
    return counts.total(area, year) if area else None


def _before(counts: Counts, county: Region, year: int) -> Level:
    """Count, the year before, the area that `county` has in `year`."""
    if year - 1 not in counts.years:
        return np.nan, NO_DATA
    code_year, earlier = counts.code_year(year), counts.code_year(year - 1)
    area = county_area(county, code_year)
    try:
        then = follow(area, code_year, earlier, measure=counts.measure, count=counts.last_count)
    except NoRule:
        return np.nan, NO_RULE
    return counts.total(then, year - 1)


def _nation(counts: Counts, nation: Region, year: int) -> Level:
    if nation.id in counts.values.index:
        return counts.total({nation.id: 1.0}, year)
    everywhere = [r for r in register().regions.values() if r.level == "municipality"]
    codes = [r.id for r in everywhere if r.valid_in(counts.code_year(year))]
    return counts.total(dict.fromkeys(codes, 1.0), year)
