"""How large a part of the people is of working age, 15-74 years, on the borders of any year.

The age bands (07459, 1 January) are on the borders of 2024. An area's share of working age
is that of the municipalities of 2024 which it went into, each weighted by the area's stake in
it (`panel/area`); the area's own people of 1 January times that share are those of working age.
One definition holds for all years. The stakes hardly matter: with them the people of
the bands come within 0.4 per cent of the area's own, and the share is of both the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from regionstat.panel.area import Area, Measure, Undrifted, follow, whole
from regionstat.panel.harmonise import county_area
from regionstat.panel.inputs import Inputs
from regionstat.register import Region

SOURCE, PEOPLE = "population_age_band", "population.Personer1"
BANDS = ("15-19", "20-66", "67-74")
BORDERS_OF = 2024


def working_age_share(inputs: Inputs, regions: Iterable[Region], years: Iterable[int]) -> pd.Series:
    """Return the part of the people of `regions` that is 15-74 years, 0 to 1, by region and year.

    NaN for a year without bands. Raises `NoRule` where an area cannot be followed to 2024.
    """
    everyone, able = _bands(inputs)
    counts = Undrifted(inputs.counts(PEOPLE))
    there = [year for year in years if year in everyone.columns]
    shares: dict[tuple[str, int], float] = {}
    for region in regions:
        areas = _areas(region, there, everyone, counts)
        shares |= {(region.id, year): _share(able, everyone, areas[year], year) for year in there}
    return pd.Series(shares, dtype="float64").rename_axis(["region", "year"])


@lru_cache(maxsize=2)
def _bands(inputs: Inputs) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return all people, and those of working age: municipalities down, years across."""
    bands = inputs.measure(f"{SOURCE}.Personer1")
    bands = bands.assign(Tid=bands["Tid"].astype("int64"))
    everyone, able = (_wide(rows) for rows in (bands, bands[bands["Alder"].isin(BANDS)]))
    return everyone, able.reindex_like(everyone)


def _share(able: pd.DataFrame, everyone: pd.DataFrame, area: Area, year: int) -> float:
    stakes = np.array([weight.value for weight in area.values()])
    rows = everyone.index.get_indexer(pd.Index([*area]))
    counts = (one[year].to_numpy()[rows] for one in (able, everyone))
    of_age, people = (np.nansum(np.where(rows < 0, np.nan, stakes * one)) for one in counts)
    return float(of_age / people) if people else np.nan


def _areas(
    region: Region, years: Sequence[int], everyone: pd.DataFrame, counts: Measure
) -> dict[int, Area]:
    """Return by year the municipalities of 2024 that `region`, as it was then, went into."""
    if region.level == "county":
        return {y: follow(county_area(region, y), y, BORDERS_OF, counts) for y in years}
    area = whole(everyone.index)
    if region.level != "nation":
        area = follow(whole(region.members), region.codes_of or BORDERS_OF, BORDERS_OF, counts)
    return dict.fromkeys(years, area)


def _wide(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.pivot_table(index="Region", columns="Tid", values="value", aggfunc="sum")
