"""Single published values, each with its publication: status `manual`."""

from __future__ import annotations

import pandas as pd

from regionstat.errors import SourceChanged
from regionstat.panel.figures import figures
from regionstat.panel.inputs import Inputs
from regionstat.register import Region, register

MANUAL = "manual"


def published(inputs: Inputs, id_: str) -> pd.DataFrame:
    """Return the figures of the published measure `source.contents`, places as region ids.

    Places are printed as names or as code and name. Raises `SourceChanged` when two
    publications give the same place and year different values.
    """
    cells = inputs.measure(id_)
    places = {name: _region(name, int(year)) for name, year in _pairs(cells)}
    frame = pd.DataFrame(
        {
            "region": cells["Region"].map(places),
            "year": cells["Tid"].astype("int64"),
            "value": cells["value"],
            "status": MANUAL,
        }
    ).dropna(subset=["region"])
    frame = frame.drop_duplicates(["region", "year", "value"])
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


def _pairs(cells: pd.DataFrame) -> list[tuple[str, str]]:
    rows = cells[["Region", "Tid"]].drop_duplicates()
    return list(zip(rows["Region"], rows["Tid"], strict=True))


def _region(name: str, year: int) -> str | None:
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
