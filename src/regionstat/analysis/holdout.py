"""Hold-outs: areas whose value added is published, hidden inside a larger one and estimated.

Two: the nation's counties, and the old counties inside those they were merged into in 2020 (and
2018). And a third for years after a merger: the old counties' productivity of an earlier year is
carried on. Errors are in log odds of the area's share of its parent, published less estimated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from regionstat.analysis.allocation import by_industry, filled
from regionstat.analysis.error_model import contrast
from regionstat.analysis.keys import Keys
from regionstat.analysis.labour_market import Markets
from regionstat.analysis.units import FIRST, Floats, county_of, units_of
from regionstat.analysis.value_added import COLUMNS, HOMES, YearAccounts, productivity
from regionstat.register import register

NATION = "0"
# The year in which the old counties no longer are.
_LAST = 2020
# Keys that are known for counties alone, from the accounts themselves.
COUNTY_KEYS = {"industry": "emp", "wages": "wages"}
Accounts = Mapping[int, YearAccounts]


@dataclass(frozen=True, eq=False)
class Hidden:
    """One parent in one year with one key, its published areas hidden.

    `totals` by industry of the parent; `key`, `published`, `jobs` and `productivity` (by
    industry, against the nation's) have a row an area.
    """

    parent: str
    year: int
    key_name: str
    areas: tuple[str, ...]
    totals: Floats
    key: Floats
    published: Floats
    jobs: Floats
    productivity: Floats

    def estimate(self, productivity: Floats | float = 1.0) -> Floats:
        """Return the areas' value added as the key, times `productivity`, gives it."""
        inside = np.zeros(len(self.areas), dtype="int64")
        key = filled(self.key * productivity, self.jobs, inside)
        found: Floats = by_industry(self.totals[None], key, inside).sum(axis=1)
        return found

    def errors(self) -> Floats:
        """Return the error of each area in log odds."""
        return log_odds(self.published) - log_odds(self.estimate())


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
    """Return the areas of each parent that are published in `accounts`: old counties, all."""
    here = set(accounts.counties)
    found = {new: olds for new, olds in merged().items() if set(olds) <= here}
    return {**found, NATION: accounts.counties}


def hidden(
    accounts: Accounts, keys: Keys, others: Mapping[str, Accounts], key: str
) -> Iterator[Hidden]:
    """Yield every hold-out of the key `key` that the published years allow.

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
            cells = of_year.known[rows]
            fill = filled(wide[rows], jobs[rows], np.zeros(len(rows), dtype="int64"))
            sums = cells.sum(axis=0), fill, cells.sum(axis=1), jobs[rows]
            yield Hidden(parent, year, key, olds, *sums, level[rows])


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


def evidence(
    found: list[Hidden], market: Markets, jobs: Floats
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return levels and moves of the old counties, as `error_model.fit` takes them."""
    errors, moves = levels(found, market, jobs), carried(found)
    spread = errors.drop_duplicates("area").set_index("area")["spread"]
    return errors, moves.assign(spread=moves["area"].map(spread))


def _county_key(
    year: int, accounts: YearAccounts, keys: Keys, others: Mapping[str, Accounts], key: str
) -> tuple[Floats, Floats] | None:
    """Return the key by county and industry, and the jobs of each county; None without it."""
    best = keys.best(year, "best" if key in COUNTY_KEYS else key)
    if best is None:
        return None
    jobs = summed(best.total, year, accounts.counties)
    wide = np.tile(jobs[:, None], (1, len(COLUMNS)))
    if key in COUNTY_KEYS:
        wide = _printed(others[COUNTY_KEYS[key]][year])
    wide[:, HOMES] = summed(keys.people[year], year, accounts.counties)
    return wide, jobs


def _printed(accounts: YearAccounts) -> Floats:
    """Return the accounts as a key; what is suppressed has its part of the rest by the total."""
    wide = accounts.known.copy()
    wide[:, -1] = accounts.totals
    return wide


def summed(values: Floats, year: int, counties: tuple[str, ...]) -> Floats:
    """Return `values`, by block of `year`, summed to `counties`."""
    county = np.array([county_of(code) for code in units_of(year)])
    return np.array([values[county == one].sum() for one in counties])


def levels(found: list[Hidden], markets: Markets, jobs: Floats) -> pd.DataFrame:
    """Return the errors of the old counties inside merged ones, ready to fit a model.

    Columns parent, area, year, error, size, spread, areas; see `error_model.fit`.
    """
    county = np.array([county_of(code) for code in units_of(FIRST)])
    rows = []
    for one in found:
        if one.parent == NATION or set(one.areas) - set(county):
            continue
        inside = np.full(len(county), -1)
        for place, area in enumerate(one.areas):
            inside[county == area] = place
        size, spread = contrast(jobs, inside, markets, jobs)
        rows += [
            (one.parent, area, one.year, error, size[at], spread[at], len(one.areas))
            for at, (area, error) in enumerate(zip(one.areas, one.errors(), strict=True))
        ]
    columns = ["parent", "area", "year", "error", "size", "spread", "areas"]
    return pd.DataFrame(rows, columns=columns)


def carried(found: list[Hidden]) -> pd.DataFrame:
    """Return the errors of carrying the productivity of each area on, by parent and horizon.

    Columns parent, area, year, horizon, error, estimate and published (mill. kr).
    """
    by_parent: dict[str, dict[int, Hidden]] = {}
    for one in found:
        if one.parent != NATION:
            by_parent.setdefault(one.parent, {})[one.year] = one
    rows = []
    for parent, years in by_parent.items():
        for then in years.values():
            for now in (one for one in years.values() if one.year > then.year):
                estimate = now.estimate(then.productivity)
                error = log_odds(now.published) - log_odds(estimate)
                rows += [
                    (parent, area, now.year, now.year - then.year, *cells)
                    for area, *cells in zip(now.areas, error, estimate, now.published, strict=True)
                ]
    columns = ["parent", "area", "year", "horizon", "error", "estimate", "published"]
    return pd.DataFrame(rows, columns=columns)
