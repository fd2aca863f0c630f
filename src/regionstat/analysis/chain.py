"""Years one after another: each year's key, its counties, and what is kept of finer borders.

Where a county has been merged, the productivity by industry of the old counties in the last year
in which they were published is kept, against the nation's, on top of the key: the accounts of the
merged county do not tell it, and it moves slowly. An old county is an anchor; one that was
suppressed in an industry lends its productivity in all. Otherwise the year's own county is the
anchor, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from regionstat.analysis.allocation import Ints, areas, filled
from regionstat.analysis.keys import Key, Keys
from regionstat.analysis.units import Floats, county_of, lineage, unit_year, units_of
from regionstat.analysis.value_added import COLUMNS, HOMES, YearAccounts, productivity

Anchor = tuple[str, int]


@dataclass(frozen=True, eq=False)
class Link:
    """One year of the chain, by block.

    `weights` is the key by industry, its bias and the anchors in it; `inside` the row of the
    county in `accounts` (-1: none); `blend` the part of each block of the year of the flows
    in each block (rows sum to 1, by jobs); `anchor` that of each block, `since` years ago.
    """

    year: int
    accounts: YearAccounts
    key: Key
    weights: Floats
    inside: Ints
    blend: Floats
    anchors: tuple[Anchor, ...]

    @property
    def since(self) -> Ints:
        """How many years ago the anchor of each block was published."""
        return np.array([self.year - year for _, year in self.anchors])


def chain(
    accounts: Mapping[int, YearAccounts],
    keys: Keys,
    lifts: Mapping[str, Floats],
    key: str = "best",
) -> Iterator[Link]:
    """Yield the years that have accounts and the key asked for, oldest first.

    `lifts` is by kind of key what it is multiplied by: blocks of the year of the flows as rows,
    industries as columns.
    """
    known: dict[str, dict[Anchor, Floats]] = {kind: {} for kind in lifts}
    before: Link | None = None
    for year in sorted(accounts):
        best = keys.best(year, key)
        if best is None:
            continue
        # A year without the key by industry may follow: what it then needs is kept as well.
        plain = Key(best.name, best.total)
        links = {
            one.kind: _link(year, accounts[year], one, keys, lifts[one.kind], before, known)
            for one in (best, plain)
            if one.kind in lifts
        }
        for kind, link in links.items():
            known[kind] |= _productivity(link)
        before = links[best.kind]
        yield before


def _link(
    year: int,
    accounts: YearAccounts,
    key: Key,
    keys: Keys,
    lift: Floats,
    before: Link | None,
    known: Mapping[str, Mapping[Anchor, Floats]],
) -> Link:
    place = {county: row for row, county in enumerate(accounts.counties)}
    inside = np.array([place.get(county_of(code), -1) for code in units_of(year)])
    blend, came = _blend(year, before, keys)
    anchors = _anchors(year, inside, before, came)
    plain = _plain(key, keys.people[year]) * (blend @ lift)
    weights = filled(plain * _carried(anchors, year, known[key.kind]), key.total, inside)
    return Link(year, accounts, key, weights, inside, blend, anchors)


def _blend(year: int, before: Link | None, keys: Keys) -> tuple[Floats, Ints]:
    """Return how the blocks of the year of the flows lie in those of `year`, by jobs.

    And the row that the largest part of each had the year before.
    """
    size = len(units_of(year))
    if before is None or unit_year(before.year) == unit_year(year):
        same = np.eye(size) if before is None else before.blend
        return same, np.arange(size)
    parts = lineage(year, before.year, keys.counts) * before.key.total
    shares = parts / parts.sum(axis=1, keepdims=True)
    return shares @ before.blend, parts.argmax(axis=1)


def _anchors(year: int, inside: Ints, before: Link | None, came: Ints) -> tuple[Anchor, ...]:
    """Return each block's own county, or what it was in before where counties were merged."""
    found: list[Anchor] = [(county_of(code), year) for code in units_of(year)]
    if before is None:
        return tuple(found)
    for _, rows in areas(inside):
        kept = [before.anchors[came[row]] for row in rows]
        if len(set(kept)) > 1:
            for row, anchor in zip(rows, kept, strict=True):
                found[row] = anchor
    return tuple(found)


def _plain(key: Key, people: Floats) -> Floats:
    """Return the key by industry; own homes go by people, what is suppressed by all employed."""
    wide = np.tile(key.total[:, None], (1, len(COLUMNS)))
    if key.by_industry is not None:
        wide[:, : key.by_industry.shape[1]] = key.by_industry
    wide[:, HOMES] = people
    return wide


def _carried(anchors: tuple[Anchor, ...], year: int, known: Mapping[Anchor, Floats]) -> Floats:
    """Return the productivity of each block's anchor against the nation's, 1 for its own county."""
    none = np.ones(len(COLUMNS))
    return np.array([none if anchor[1] == year else known.get(anchor, none) for anchor in anchors])


def _productivity(link: Link) -> dict[Anchor, Floats]:
    """Return the productivity of each county that is its own anchor, against the nation's."""
    number = len(link.accounts.counties)
    key, jobs = np.full((number, len(COLUMNS)), np.nan), np.full(number, np.nan)
    own: dict[int, Anchor] = {}
    for row, rows in areas(link.inside):
        key[row], jobs[row] = link.weights[rows].sum(axis=0), link.key.total[rows].sum()
        if link.anchors[rows[0]][1] == link.year:
            own[row] = link.anchors[rows[0]]
    found = productivity(link.accounts, key, jobs)
    return {anchor: found[row] for row, anchor in own.items()}
