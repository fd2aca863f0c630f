"""Single published values, each with its publication: status `manual`."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from regionstat.errors import SourceChanged
from regionstat.panel.figures import figures
from regionstat.panel.inputs import Inputs
from regionstat.register import Region, register

NATION = "0"
MANUAL = "manual"
APPROXIMATE = "estimated"
# The cities of which prices are published, by the region that they stand for.
CITIES = {
    "Trondheim": "trondheimsregionen",
    "Bergen": "bergensregionen",
    "Stavanger": "stavangerregionen",
    "Oslo med Bærum": "osloregionen",
}
# A year may tell which report it stood in: 2016 (report Jan 2017).
_YEAR = r"^(\d{4})(?: \(report .*\))?$"
Places = Callable[[str, int], tuple[str, ...]]


def published(inputs: Inputs, id_: str, named: Places | None = None) -> pd.DataFrame:
    """Return the figures of the published measure `source.contents`, places as region ids.

    Places are nations and counties, printed as names or as code and name, unless `named` tells
    by name and year which regions are meant. Only whole years. A count that is printed as
    approximate gives way to one that is not. Raises `SourceChanged` when two publications
    give the same place and year different values.
    """
    frame = placed(whole_years(inputs.measure(id_)), named or _one).assign(status=MANUAL)
    frame = frame.sort_values("approximate", kind="stable")
    exact = ~frame["approximate"] | ~frame.duplicated(["region", "year"])
    frame = frame[exact].drop_duplicates(["region", "year", "value"])
    twice = frame[frame.duplicated(["region", "year"])]
    if len(twice):
        row = twice.iloc[0]
        raise SourceChanged(
            f"Read the published values of {id_!r}",
            found=f"publications differ for region {row['region']} in {row['year']}",
            where=id_.partition(".")[0],
            todo="Decide which publication holds and leave the other out of the indicator",
        )
    return figures(frame)


def whole_years(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the `cells` of whole years, with the year as a number."""
    years = cells["Tid"].str.extract(_YEAR, expand=False)
    return cells.assign(year=years)[years.notna()].astype({"year": "int64"})


def placed(cells: pd.DataFrame, named: Places) -> pd.DataFrame:
    """Return region, year, value of `cells` for every region that `named` tells."""
    pairs = zip(cells["Region"], cells["year"], strict=True)
    regions = [named(name, int(year)) for name, year in pairs]
    wide = cells.assign(
        region=pd.Series(regions, index=cells.index, dtype="object"),
        approximate=cells["status"] == APPROXIMATE,
    )
    return wide.explode("region").dropna(subset=["region"])[
        ["region", "year", "value", "approximate"]
    ]


def of_city(name: str, _year: int) -> tuple[str, ...]:
    """Return the city regions that the city called `name` stands for, or the nation."""
    if name in CITIES:
        return versions_of(CITIES[name])
    nation = register().regions[NATION]
    return (NATION,) if name in (nation.name.nb, nation.name.en) else ()


def of_city_region(name: str, _year: int) -> tuple[str, ...]:
    """Return the versions of the city region called `name`, in any year."""
    known = register().regions.values()
    named = [r.id for r in known if r.level == "city_region" and name in (r.name.nb, r.name.en)]
    return versions_of(named[0]) if named else ()


def versions_of(region: str) -> tuple[str, ...]:
    """Return the ids of the city regions around the same city, by whatever list of members."""
    known = register().regions
    county = known[region].county
    return tuple(r.id for r in known.values() if r.level == "city_region" and r.county == county)


def _one(name: str, year: int) -> tuple[str, ...]:
    found = county_named(name, year)
    return () if found is None else (found,)


def county_named(name: str, year: int) -> str | None:
    """Return the id of the nation or county called `name`, or of the code that begins it."""
    known = register().regions
    code = name.partition(" ")[0]
    if code in known:
        return code
    counties = [r for r in known.values() if r.level in ("nation", "county")]
    named = [r for r in counties if name in (r.name.nb, r.name.en)]
    return max(named, key=lambda region: _nearness(region, year)).id if named else None


def _nearness(region: Region, year: int) -> tuple[bool, bool, int]:
    """Prefer the county in use that year, else the last one of the name before it."""
    begun = region.valid_from is None or region.valid_from <= year
    return region.valid_in(year), begun, region.valid_from or 0
