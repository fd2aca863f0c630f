"""How large the labour market of a municipality is, and which one it belongs to.

Both by the commuting flows of 2017. Size is the mean number of jobs where its residents work: it
stands for agglomeration, which a key of persons does not see. A municipality belongs to where
most of its commuters go, if at least a tenth of them do and there are more jobs there; a market
never crosses the line of a county. Source: StatBank 03321.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from regionstat.analysis.units import FIRST, Floats, county_of, units_of

THRESHOLD = 0.10


@dataclass(frozen=True, eq=False)
class Markets:
    """By block of the year of the flows: log size of its labour market, and which one it is in.

    `size` has mean 0 over all jobs; `member` is the number of the market, below that of blocks.
    """

    size: Floats
    member: np.ndarray

    def only(self, rows: np.ndarray) -> Markets:
        """Return the markets of the blocks `rows` (bool); those elsewhere no longer matter."""
        _, member = np.unique(self.member[rows], return_inverse=True)
        return Markets(self.size[rows], member)


def markets(flows: Floats, jobs: Floats) -> Markets:
    """Return the labour markets by `flows` (rows sum to 1: residence to work) and `jobs`."""
    size = np.log(flows @ jobs)
    county = np.array([county_of(code) for code in units_of(FIRST)])
    out = np.where(county[:, None] == county[None, :], flows, 0.0)
    np.fill_diagonal(out, 0.0)
    goal = out.argmax(axis=1)
    joins = (out.max(axis=1) >= THRESHOLD) & (jobs[goal] > jobs)
    member = np.where(joins, goal, np.arange(len(jobs)))
    while (member[member] != member).any():
        member = member[member]
    return Markets(size - np.average(size, weights=jobs), member)
