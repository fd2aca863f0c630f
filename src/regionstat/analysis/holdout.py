"""Hold-outs: areas whose value added is published, hidden inside a larger one and estimated.

Two: the nation's counties, and the old counties inside those they were merged into in 2018 and
2020. A third for the years after a merger: the old counties' productivity of an earlier year is
carried on. Errors are in log odds of the area's share of its parent, published less estimated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from regionstat.analysis.allocation import by_industry, filled
from regionstat.analysis.keys import Keys
from regionstat.analysis.units import FIRST, Floats, county_of, units_of
from regionstat.analysis.value_added import COLUMNS, HOMES, YearAccounts, productivity
from regionstat.panel.accounts import NATION
from regionstat.register import register

# The year in which the old counties no longer are.
_LAST = 2020
# Keys that are known for counties alone, from the accounts themselves: their contents.
COUNTY_KEYS = {"industry": "emp", "wages": "wages"}
Accounts = Mapping[int, YearAccounts]


@dataclass(frozen=True, eq=False)
class Hidden:
    """One parent in one year with one key, its published areas hidden.

    `cells`, `key` and `productivity` (against the nation's) have a row an area and a column an
    industry, `jobs` a number an area.
    """

    parent: str
    year: int
    key_name: str
    areas: tuple[str, ...]
    cells: Floats
    key: Floats
    jobs: Floats
    productivity: Floats

    @cached_property
    def published(self) -> Floats:
        """The areas' value added as published."""
        found: Floats = np.nansum(self.cells, axis=1)
        return found

    @cached_property
    def totals(self) -> Floats:
        """The parent's value added by industry: all that the estimate is told."""
        found: Floats = np.nansum(self.cells, axis=0)
        return found

    def weights(self, lift: Floats | float = 1.0) -> Floats:
        """Return the key, times `lift`, that shares the totals out."""
        return filled(self.key * lift, self.jobs, self.inside)

    @cached_property
    def inside(self) -> np.ndarray:
        """The parent each area lies in: always the one."""
        return np.zeros(len(self.areas), dtype="int64")

    def estimate(self, lift: Floats | float = 1.0) -> Floats:
        """Return the areas' value added as the key, times `lift`, gives it."""
        shared: Floats = by_industry(self.totals[None], self.weights(lift), self.inside)
        found: Floats = shared.sum(axis=1)
        return found

    def errors(self, lift: Floats | float = 1.0) -> Floats:
        """Return the error of each area in log odds."""
        return log_odds(self.published) - log_odds(self.estimate(lift))


def log_odds(values: Floats) -> Floats:
    """Return the log odds of each value's share of their sum."""
    found: Floats = np.log(values / (values.sum() - values))
    return found


@cache
def merged() -> dict[str, tuple[str, ...]]:
    """Return the old counties, by the county that most of their municipalities became part of.

    Where two or more became one; a few municipalities went elsewhere, and are hidden with the
    rest of their county.
    """
    went: dict[str, Counter[str]] = {}
    for change in register().changes:
        if county_of(change.old) != county_of(change.new) and change.year > FIRST:
            went.setdefault(county_of(change.old), Counter())[county_of(change.new)] += 1
    became: dict[str, list[str]] = {}
    for old, heirs in sorted(went.items()):
        if not register().regions[old].valid_in(_LAST):
            became.setdefault(heirs.most_common(1)[0][0], []).append(old)
    return {new: tuple(olds) for new, olds in sorted(became.items()) if len(olds) > 1}


def parents(accounts: YearAccounts) -> dict[str, tuple[str, ...]]:
    """Return the areas of each parent that are published in `accounts`: old counties, all.

    All only while each is a county of the year of the flows, or several of them.
    """
    here = set(accounts.counties)
    found = {new: olds for new, olds in merged().items() if set(olds) <= here}
    known = {county_of(code) for code in units_of(FIRST)} | set(merged())
    return {**found, NATION: accounts.counties} if here <= known else found


def hidden(
    accounts: Accounts, keys: Keys, others: Mapping[str, Accounts], key: str
) -> Iterator[Hidden]:
    """Yield every hold-out of the key `key` that the published years allow, oldest first.

    `others` has employed and wages of the county accounts, for the keys of counties alone.
    """
    for year, of_year in accounts.items():
        found = _county_key(year, of_year, keys, others, key)
        if found is None:
            continue
        wide, jobs = found
        level = productivity(of_year, wide, jobs)
        place = {county: row for row, county in enumerate(of_year.counties)}
        for parent, olds in parents(of_year).items():
            rows = [place[old] for old in olds]
            tables = of_year.cells[rows], wide[rows], jobs[rows], level[rows]
            yield Hidden(parent, year, key, olds, *tables)


def best(
    accounts: Accounts, keys: Keys, others: Mapping[str, Accounts], names: tuple[str, ...]
) -> list[Hidden]:
    """Return in each year the hold-outs of the first of the keys `names` that it has."""
    found: dict[int, list[Hidden]] = {}
    for name in names:
        of_name: dict[int, list[Hidden]] = {}
        for one in hidden(accounts, keys, others, name):
            of_name.setdefault(one.year, []).append(one)
        found = of_name | found
    return [one for year in sorted(found) for one in found[year]]


def _county_key(
    year: int, accounts: YearAccounts, keys: Keys, others: Mapping[str, Accounts], key: str
) -> tuple[Floats, Floats] | None:
    """Return the key by county and industry, and the jobs of each county; None without it."""
    found = keys.best(year, "best" if key in COUNTY_KEYS else key)
    if found is None:
        return None
    jobs = summed(found.total, year, accounts.counties)
    wide = np.tile(jobs[:, None], (1, len(COLUMNS)))
    if key in COUNTY_KEYS:
        printed = others[COUNTY_KEYS[key]].get(year)
        if printed is None or printed.counties != accounts.counties:
            return None
        wide = printed.known
        # What is suppressed in the accounts goes by all that is employed or paid.
        wide[:, -1] = printed.totals
    wide[:, HOMES] = summed(keys.people[year], year, accounts.counties)
    return wide, jobs


def summed(values: Floats, year: int, counties: tuple[str, ...]) -> Floats:
    """Return `values`, by block of `year`, summed to `counties`."""
    county = np.array([county_of(code) for code in units_of(year)])
    return np.array([values[county == one].sum() for one in counties])
