"""The nearest counties by what people work with: Krugman's distance of industry structures.

    distance = Σ |s_i - z_i|, over the industries of 11713 that overlap with no other,

s and z being shares of all employed: 0 for the same structure, 2 for nothing in common.
An industry that is suppressed for anyone is missing, not zero: all such are held together as
one, what is left of the total, so that every distance is over the same industries and the
least it can be.
Sources: Krugman 1991, Geography and Trade; StatBank 11713.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from regionstat.analysis.industries import INDUSTRIES, OWN_HOMES, TOTAL
from regionstat.analysis.peers import counties_in
from regionstat.analysis.shift_share import REST
from regionstat.errors import Misuse
from regionstat.panel.inputs import Inputs, inputs_of
from regionstat.register import Region, find_region

EMPLOYED = "county_accounts.emp"
COUNT = 5


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The counties by their distance in industry structure from a region, nearest first.

    `frame` has region and distance (0 to 2). `own` are the counties of the region, which count
    as one; `held_together` are the industries that are suppressed for anyone.
    """

    region: str
    own: tuple[str, ...]
    year: int
    frame: pd.DataFrame
    held_together: tuple[str, ...]

    @property
    def nearest(self) -> tuple[str, ...]:
        """The ids of the five nearest counties."""
        return tuple(self.frame["region"].head(COUNT))

    def __repr__(self) -> str:
        head = f"Distance in industry structure from {self.region} in {self.year}"
        held = f"\nheld together: {', '.join(self.held_together)}" if self.held_together else ""
        return f"{head}\n{self.frame.round(3).to_string(index=False)}{held}"


def neighbours(panel: pd.DataFrame, region: str, *, year: int | None = None) -> Neighbours:
    """Return the counties by their distance in industry structure from `region`.

    `region` is a county or lies in some. The year is the last one of the accounts in which any
    of these had its code, unless told. Raises `Misuse` for an unknown region, one without a
    county, and a year without figures.
    """
    asked = find_region(region)
    employed = _employed(inputs_of(panel))
    when = _last(asked, employed) if year is None else year
    own = _own(asked, when) if when in employed else []
    if when is None or not own:
        raise Misuse(
            f"The neighbours of {region!r} by industry structure",
            found=f"no county of it has employed by industry in {when or 'any year'}",
            where="the county accounts, 11713",
            todo="Ask for a county or a region in one, and for a year of the accounts",
        )
    cells = employed[when]
    others = [one for one in counties_in(when) if one in cells and one not in own]
    cells = cells[others].assign(**{asked.id: cells[own].sum(axis=1, skipna=False)})
    shares, held = _shares(cells)
    apart = shares[others].sub(shares[asked.id], axis=0).abs().sum()
    frame = apart.rename_axis("region").reset_index(name="distance")
    frame = frame.sort_values(["distance", "region"], ignore_index=True)
    return Neighbours(asked.id, tuple(own), when, frame, held)


def _shares(cells: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the shares of all employed by industry, what is suppressed for anyone as one."""
    shares = (cells / cells.loc[TOTAL]).drop(index=TOTAL)
    known = shares.dropna()
    held = tuple(str(one) for one in shares.index if one not in known.index)
    if held:
        # Rounding to hundreds of persons may leave less than nothing.
        known.loc[REST] = (1 - known.sum()).clip(lower=0)
    return known, held


def _employed(inputs: Inputs) -> dict[int, pd.DataFrame]:
    """Return by year the employed, 1,000 persons: industries down, counties across."""
    cells = inputs.measure(EMPLOYED)
    cells = cells[cells["NACE2007"].isin([TOTAL, *INDUSTRIES])]
    found = {}
    for year, part in cells.groupby("Tid"):
        wide = part.pivot(index="NACE2007", columns="Region", values="value")
        wide = wide.reindex([TOTAL, *INDUSTRIES])
        # Living in one's own home is nobody's job: printed as no figure, it is none at all.
        wide.loc[OWN_HOMES] = wide.loc[OWN_HOMES].fillna(0.0)
        found[int(str(year))] = wide
    return found


def _last(region: Region, employed: dict[int, pd.DataFrame]) -> int | None:
    return max((year for year in employed if _own(region, year)), default=None)


def _own(region: Region, year: int) -> list[str]:
    ids = (region.id,) if region.level == "county" else region.county
    return [id_ for id_ in ids if find_region(id_).valid_in(year)]
