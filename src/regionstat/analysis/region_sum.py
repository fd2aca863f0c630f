"""A region as the sum of its blocks, year by year: the point, the draws and the signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from regionstat.analysis.error_model import SEED
from regionstat.analysis.estimates import BlockYear
from regionstat.analysis.units import Floats, area_in, units_of
from regionstat.panel.area import Area, Weight
from regionstat.panel.harmonise import Counts
from regionstat.register import Region

# The ends of an interval of 90 %.
ENDS = (0.05, 0.95)


class RegionYear(NamedTuple):
    """One year of a region, mill. kr: all of it, and what is on the mainland; points and draws.

    `signs` are those of the accounts of the counties it lies in.
    """

    year: int
    value: float
    mainland: float
    draws: Floats
    mainland_draws: Floats
    key: str
    signs: tuple[str, ...]


def region_years(
    region: Region, blocks: Mapping[int, BlockYear], counts: Counts
) -> Iterator[RegionYear]:
    """Yield the years of `blocks` to which a rule leads across the borders, oldest first."""
    for year, of_year in blocks.items():
        area = area_in(region, year, counts)
        if area:
            yield _sum(year, area, of_year)


def _sum(year: int, area: Area, blocks: BlockYear) -> RegionYear:
    place = {code: row for row, code in enumerate(units_of(year))}
    rows = np.array([place[code] for code in area])
    weights = np.array([weight.value for weight in area.values()])
    exact = np.array([weight.exact for weight in area.values()])
    open_ = {
        place[code]: _weight_draws(code, weight, blocks.draws.shape[1])
        for code, weight in area.items()
        if not weight.exact
    }
    sums = [
        draws[rows[exact]].sum(axis=0, dtype="float64")
        + sum(drawn * draws[row] for row, drawn in open_.items())
        for draws in (blocks.draws, blocks.mainland_draws)
    ]
    value, mainland = (float(weights @ one[rows]) for one in (blocks.value, blocks.mainland))
    link = blocks.link
    counties = sorted({int(at) for at in link.inside[rows] if at >= 0})
    signs = tuple(link.accounts.signs[at] for at in counties)
    return RegionYear(year, value, mainland, sums[0], sums[1], link.key.name, signs)


def _weight_draws(code: str, weight: Weight, draws: int) -> Floats:
    """Return draws of the part of a block that belongs: the same for the code in every year.

    Even between the ends of its interval and the point, with a tenth of them at the ends.
    """
    at = np.random.default_rng([SEED, 3, int(code)]).uniform(size=draws)
    ends = (weight.low, weight.low, weight.value, weight.high, weight.high)
    found: Floats = np.interp(at, (0, ENDS[0], 0.5, ENDS[1], 1), ends)
    return found
