"""How far a poor key lies from the count it stands in for, by municipality.

The variance of the log falls with jobs, as of so many independent workplaces:

    interpolated  a walk from count to count, at the pace of the jobs from 2015 to 2017
    anchored      a walk of what commuting misses, pinned to the counts of 2005 and 2015
    residents     what commuting misses, as it was in 2015

A count by workplace has no such error.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from regionstat.analysis.error_model import REFERENCE_JOBS
from regionstat.analysis.keys import ANCHORS, Key, Keys
from regionstat.analysis.units import FIRST, Floats, county_of, units_of


def key_variances(keys: Keys) -> Mapping[str, float]:
    """Return the variance of the log at 2,000 jobs: by key; of walks, for each year.

    A key is left out where the counts that tell of it are not there.
    """
    start, end = ANCHORS
    moved = {
        year: found["residents"] for year, found in keys.of_year.items() if "residents" in found
    }
    jobs = {
        year: found["workplace"] for year, found in keys.of_year.items() if "workplace" in found
    }
    found: dict[str, float] = {}
    if {end, FIRST} <= set(jobs):
        found["interpolated"] = _scatter(jobs[FIRST], jobs[end], jobs[end]) / (FIRST - end)
    if moved and end in jobs:
        first, last = moved[min(moved)], moved[max(moved)]
        found["residents"] = _scatter(jobs[end], last, jobs[end])
        if start in jobs:
            miss = Key("", jobs[end].total / last.total)
            was = Key("", jobs[start].total / first.total)
            found["anchored"] = _scatter(miss, was, jobs[end]) / (end - start)
    return found


def variance(key: str, year: int, known: Mapping[str, float]) -> float:
    """Return the variance of the log of the key in `year`, at 2,000 jobs."""
    start, end = ANCHORS
    pinned = max((year - start) * (end - year), 0) / (end - start)
    return known.get(key, 0.0) * {"interpolated": 0.5, "anchored": pinned}.get(key, 1.0)


def _scatter(one: Key, other: Key, jobs: Key) -> float:
    """Return the variance at 2,000 jobs of the log of `one` over `other` inside counties."""
    apart: Floats = np.log(one.total / other.total)
    county = np.array([county_of(code) for code in units_of(FIRST)])
    for each in set(county):
        inside = county == each
        apart[inside] -= np.average(apart[inside], weights=jobs.total[inside])
    return float((apart**2).sum() / (REFERENCE_JOBS / jobs.total).sum())
