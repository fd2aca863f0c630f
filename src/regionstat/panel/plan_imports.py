"""Figures that rows of the plan ask for and somebody must bring in: road lengths, power prices.

None is bundled; without the source there is no figure.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from regionstat.panel.figures import figures
from regionstat.panel.inputs import Inputs
from regionstat.panel.measures import difference, ratio
from regionstat.panel.members import members_in
from regionstat.register import Region, register

ROADS, POWER = "speed_limits", "power_prices"
SLOW = {
    "e6_slow_share": ("e6_slow", "e6"),
    "county_roads_slow_share": ("county_roads_slow", "county_roads"),
}
# The county in the price area of Mid-Norway.
MID_NORWAY = "50"


def imported_figures(inputs: Inputs) -> dict[str, pd.DataFrame]:
    """Return the figures of what has been imported for rows of the plan, by indicator."""
    there = {one.source for one in inputs.edition.raw}
    found: dict[str, pd.DataFrame] = {}
    if ROADS in there:
        found |= {id_: slow_share(inputs, *names) for id_, names in SLOW.items()}
    if POWER in there:
        found["power_price_lead"] = price_lead(inputs)
    return found


def slow_share(inputs: Inputs, slow: str, all_: str) -> pd.DataFrame:
    """Return the share of road, in percent, with a low speed limit: by municipality and list.

    Lengths are added up before they are divided; a list of municipalities has a share where all
    its members have lengths under the codes of the year.
    """
    parts, whole = (_with_lists(inputs.measure(f"{ROADS}.{name}")) for name in (slow, all_))
    found = ratio(parts, whole)
    return found.assign(value=100 * found["value"])


def _with_lists(cells: pd.DataFrame) -> pd.DataFrame:
    lengths = cells.assign(year=cells["Tid"].astype("int64")).pivot(
        index="year", columns="Region", values="value"
    )
    known = register().regions
    rows = [
        (region, year, length)
        for year in lengths.index
        for region, length in _of_year(lengths.loc[year], int(year), list(known.values()))
    ]
    frame = pd.DataFrame(rows, columns=["region", "year", "value"])
    return figures(frame.assign(status=""))


def _of_year(lengths: pd.Series, year: int, regions: list[Region]) -> Iterator[tuple[str, float]]:
    yield from ((str(code), float(length)) for code, length in lengths.items())
    for one in regions:
        members = members_in(one, year) if one.is_list else ()
        if members and set(members) <= set(lengths.dropna().index):
            yield one.id, math.fsum(lengths[list(members)])


def price_lead(inputs: Inputs) -> pd.DataFrame:
    """Return by how much power is dearer in Mid-Norway than in the other areas, øre per kWh."""
    prices = inputs.table(POWER)
    sides = {
        name: figures(cells.rename(columns={"Tid": "year"}).assign(region=MID_NORWAY))
        for name, cells in prices.groupby("ContentsCode")
    }
    return difference(sides["no3"], sides["others"])
