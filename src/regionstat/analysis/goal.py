"""The overarching goal: the share of value added against the share of the people.

Value added is published for counties. That of a city region is an estimate with its interval
(`analysis/regional_gdp`), beside the counties it lies in; where there is no estimate they stand
in for it. Method: row O of the register's plan; sources 11713 and 07459.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from regionstat.analysis.once import once
from regionstat.errors import Misuse
from regionstat.panel import select
from regionstat.panel.rich import rich, spanned
from regionstat.panel.vintages import edition_of
from regionstat.register import Region, find_indicator, find_region, register
from regionstat.register.entries import BASES

if TYPE_CHECKING:
    from regionstat.analysis.decompose import Decomposition
    from regionstat.analysis.forecast import Forecast

GOAL_YEAR = 2020
MET_AT = 1.0
PARTS = {
    "gdp_share": "gdp_share",
    "population_share": "population_share",
    "ratio": "gdp_population_ratio",
    "gap_mnok": "gdp_gap_mnok",
}
ENDS = ("low", "high")


@dataclass(frozen=True, eq=False)
class Goal:
    """Shares, ratio and gap of a region and of the counties it lies in.

    `frame` has region, basis, year, gdp_share and population_share (percent), ratio,
    gap_mnok (mill. kr, current prices), the ends of the 90 % interval of each that is
    estimated (ratio_low, ratio_high …; NaN where it is published) and status, sorted by the
    first three. `measured` are the ids the figures belong to, the region first where it has its
    own; `region` what was asked, `edition` where they come from, None when the panel does not
    tell, `until` the last year that was let in.
    """

    region: str
    measured: tuple[str, ...]
    frame: pd.DataFrame
    edition: int | None = None
    until: int | None = None
    panel: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)

    @property
    def stands_in(self) -> bool:
        """Say whether counties stand in for the region."""
        return self.region not in self.measured

    @property
    def shown(self) -> tuple[str, ...]:
        """The ids that answer for the region: itself where it has figures, else its counties."""
        return self.measured if self.stands_in else (self.region,)

    def answering(self, basis: str = "counties") -> str | None:
        """Return the id that answers: the region, or its county measured last; None without one."""
        rows = {one: row for one in self.shown if (row := self.latest(one, basis)) is not None}
        return max(rows, key=lambda one: int(rows[one]["year"])) if rows else None

    def latest(self, region: str, basis: str = "counties") -> pd.Series | None:
        """Return the last year of `region` that has a ratio on `basis`, None without one."""
        rows = self._rows(region, basis)
        return rows.iloc[-1] if len(rows) else None

    def first_met(self, region: str, basis: str = "counties") -> int | None:
        """Return the first year in which the ratio was 1 or more, None if it never was."""
        rows = self._rows(region, basis)
        met = rows[rows["ratio"] >= MET_AT]
        return int(met["year"].iloc[0]) if len(met) else None

    def met(self, region: str, basis: str = "counties") -> bool | None:
        """Say whether the goal was met in the last year measured; None without a figure."""
        row = self.latest(region, basis)
        return None if row is None else bool(row["ratio"] >= MET_AT)

    def decomposition(self, basis: str = "counties") -> Decomposition:
        """Return why the ratio is what it is; raises as `analysis.decompose.decompose`."""
        from regionstat.analysis.decompose import decompose

        return decompose(self.panel, self.region, basis=basis)

    def forecast(
        self, basis: str = "counties", *, region: str | None = None, goal_year: int = GOAL_YEAR
    ) -> Forecast | None:
        """Return the way to `goal_year` from the last year here, None where it cannot be told.

        Of the region asked for, or of one of its counties.
        """
        from regionstat.analysis.forecast import forecast

        area = region or self.region
        rows = self._rows(area, basis)
        years = select(self.panel, "gdp_population_ratio", regions=[area], basis=basis)["year"]
        cut = self.until if self.until is not None and self.until < years.max() else None
        if rows.empty:
            return None
        try:
            return forecast(self.panel, area, basis=basis, as_of=cut, goal_year=goal_year)
        except Misuse:
            return None

    def _rows(self, region: str, basis: str) -> pd.DataFrame:
        cells = zip(*(self.frame[name].tolist() for name in ("region", "basis")), strict=True)
        there = self.frame["ratio"].notna().tolist()
        asked = (one == (region, basis) for one in cells)
        return self.frame[[own and has for own, has in zip(asked, there, strict=True)]]

    def _heading(self) -> str:
        note = f" (measured as {', '.join(self.measured)})" if self.stands_in else ""
        return f"The goal for {self.region}{note}, last year on each denominator"

    def _last(self) -> pd.DataFrame:
        """Return the last year of each region on each denominator."""
        found = (self.latest(region, basis) for region in self.measured for basis in BASES)
        return pd.DataFrame([row for row in found if row is not None], columns=self.frame.columns)

    def __repr__(self) -> str:
        rows = self._last()
        table = rows.to_string(index=False, na_rep="") if len(rows) else "no figures"
        return f"{self._heading()}\n{table}"

    def _repr_html_(self) -> str:
        rows, known = self._last(), register()
        shown = pd.DataFrame(
            {
                "Region": [known.regions[id_].name.en for id_ in rows["region"]],
                "Denominator": rows["basis"],
                "Year": rows["year"],
                **{
                    f"{(one := known.indicators[id_]).title.en}, {one.unit}": spanned(
                        rows[name], rows[f"{name}_low"], rows[f"{name}_high"], decimals=one.decimals
                    )
                    for name, id_ in PARTS.items()
                },
                "Goal": ["met" if ratio >= MET_AT else "not met" for ratio in rows["ratio"]],
            }
        )
        return rich(f"{self._heading()}, with its 90 % interval where it is estimated", shown)


def goal(panel: pd.DataFrame, *, region: str, until: int | None = None) -> Goal:
    """Return the goal for `region`, on the three denominators, in all years up to `until`.

    Raises `Misuse` for an unknown region.
    """
    asked = find_region(region)
    found = once(panel, (goal, asked, until), lambda: _goal(panel, asked, until))
    # Its own is the very panel that was given.
    return replace(found, panel=panel)


def _goal(panel: pd.DataFrame, asked: Region, until: int | None) -> Goal:
    have = set(select(panel, PARTS["ratio"])["region"].unique())
    measured = tuple(one for one in (asked.id, *asked.county) if one in have)
    parts = [_on_basis(panel, measured, basis) for basis in BASES]
    frame = pd.concat(parts, ignore_index=True)
    if until is not None:
        frame = frame[frame["year"] <= until]
    frame = frame.sort_values(["region", "basis", "year"], ignore_index=True)
    return Goal(asked.id, measured, frame, edition_of(panel), until)


def _on_basis(panel: pd.DataFrame, measured: tuple[str, ...], basis: str) -> pd.DataFrame:
    columns = {
        name: select(panel, find_indicator(id_, basis).id, regions=measured)
        for name, id_ in PARTS.items()
    }
    rows = columns["ratio"]
    keys = _keys(rows)
    places = {name: _places(_keys(found), keys) for name, found in columns.items()}
    laid = {
        f"{name}{end}": np.append(found[column].to_numpy(), np.nan)[places[name]]
        for end, column in {"": "value", **{f"_{end}": end for end in ENDS}}.items()
        for name, found in columns.items()
    }
    found = {name: laid[name] for name in PARTS}
    ends = {f"{name}_{end}": laid[f"{name}_{end}"] for name in PARTS for end in ENDS}
    frame = pd.DataFrame({"region": rows["region"], "year": rows["year"], **found, **ends})
    frame = frame.assign(status=rows["status"], basis=basis)
    return frame[["region", "basis", "year", *found, *ends, "status"]]


def _keys(rows: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(rows["region"].tolist(), rows["year"].tolist(), strict=True))


def _places(have: list[tuple[str, int]], wanted: list[tuple[str, int]]) -> list[int]:
    """Return the place of each of `wanted` in `have`, -1 where it is not there."""
    known = {key: place for place, key in enumerate(have)}
    return [known.get(key, -1) for key in wanted]
