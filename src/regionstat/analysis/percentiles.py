"""Where a value stands in a distribution: the share of a reference that lies behind it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from regionstat.analysis.benchmark import ALL, Comparison, compare
from regionstat.analysis.counties import counties_of, division_of
from regionstat.analysis.peers import CITY_REGIONS, NATION, counties_in
from regionstat.panel import select
from regionstat.register import register

AREA_COLUMNS = ["region", "value", "low", "high", "status"]


@dataclass(frozen=True, eq=False)
class Standing:
    """An indicator of a region among the counties of the country, in one year.

    `comparison` ranks the region among the counties that it does not lie in. `areas` has these
    counties, the region, the city regions and the nation: region, value, low, high, status,
    percentile, percentile_low and percentile_high, the ends of the interval on that scale; 100
    is ahead of all these counties, or has the highest value where neither direction is better.
    A municipality may stand among all municipalities instead. `marked` are those among them
    that are pointed out.
    """

    comparison: Comparison
    areas: pd.DataFrame
    marked: tuple[str, ...] = CITY_REGIONS

    @property
    def row(self) -> pd.Series | None:
        """The row of the region in `areas`, None when it has no figure that year."""
        rows = self.areas[self.areas["region"] == self.comparison.focus]
        return rows.iloc[0] if len(rows) else None


def percentile_ranks(
    values: pd.Series, reference: pd.Series, *, better: str = "higher"
) -> npt.NDArray[np.float64]:
    """Return the share of `reference` that each of `values` is ahead of, in per cent, 0–100.

    What is equal counts half, so ties share a place; a missing value has none (NaN), and
    missing ones in the reference do not count. With `better` = `lower` small values are ahead.
    Only the order matters, not the unit. Without a reference all are NaN.

    >>> percentile_ranks(pd.Series([1.0, 2.0, 9.0]), pd.Series([1.0, 2.0, 3.0, 4.0])).tolist()
    [12.5, 37.5, 100.0]
    """
    known = np.sort(reference.dropna().to_numpy(dtype=np.float64))
    asked = values.to_numpy(dtype=np.float64)
    if len(known) == 0:
        return np.full(len(asked), np.nan)
    below = np.searchsorted(known, asked, side="left")
    up_to = np.searchsorted(known, asked, side="right")
    share = 100 * (below + up_to) / (2 * len(known))
    return np.where(np.isnan(asked), np.nan, 100 - share if better == "lower" else share)


def standing(
    panel: pd.DataFrame,
    indicator: str,
    *,
    region: str,
    until: int | None = None,
    basis: str = "counties",
    marked: tuple[str, ...] | None = None,
) -> Standing:
    """Return where `region` stands among the counties in its latest year up to `until`.

    A county that a region lies in is not held against it. With `marked`, ids of municipalities
    to be pointed out, a municipality stands among all others. Raises `Misuse` for an unknown
    indicator, region or basis.
    """
    rows = select(panel, indicator, basis=basis)
    if marked is not None:
        found = compare(rows, indicator, region=region, peers=ALL, until=until, basis=basis)
        areas = found.frame[AREA_COLUMNS]
        among = areas.loc[~areas["region"].isin([NATION, region]), "value"]
        better = register().indicators[found.indicator].better
        return Standing(found, _placed(areas, among, better), marked)
    cities = compare(rows, indicator, region=region, until=until, basis=basis)
    others = _others(rows, cities)
    found = compare(rows, indicator, region=region, peers=others, until=until, basis=basis)
    counties = found.frame.loc[found.frame["region"].isin(others), AREA_COLUMNS]
    better = register().indicators[found.indicator].better
    areas = pd.concat([counties, _beside(cities, better)], ignore_index=True)
    return Standing(found, _placed(areas, counties["value"], better))


def _beside(cities: Comparison, better: str) -> pd.DataFrame:
    """Return the region, the city regions and the nation, best first, in the year of `cities`."""
    history = cities.history
    shown = history["region"].isin([NATION, cities.focus, *CITY_REGIONS])
    now = history[shown & (history["year"] == cities.year) & history["value"].notna()]
    return now[AREA_COLUMNS].sort_values("value", ascending=better == "lower", kind="stable")


def _others(rows: pd.DataFrame, found: Comparison) -> list[str]:
    year = found.year or 0
    there = rows.loc[(rows["year"] == year) & rows["value"].notna(), "region"]
    division = division_of(set(there), year)
    own = {*counties_of(found.region, division), *found.own}
    return [id_ for id_ in counties_in(division) if id_ not in own]


def _placed(areas: pd.DataFrame, reference: pd.Series, better: str) -> pd.DataFrame:
    ends = {
        f"percentile{end}": percentile_ranks(areas[column], reference, better=better)
        for end, column in (("", "value"), ("_low", "low"), ("_high", "high"))
    }
    # Where less is better, the upper end of the interval is the lower percentile.
    low, high = ends["percentile_low"], ends["percentile_high"]
    ends |= {"percentile_low": np.fmin(low, high), "percentile_high": np.fmax(low, high)}
    return areas.assign(**ends)
