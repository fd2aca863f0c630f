"""The overarching goal: the share of value added against the share of the people.

Where GDP is measured for counties only, the counties a region lies in stand in for it; the
region's own GDP is not guessed. Method: `domain` of the register's row O; sources 11713 and
07459.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from regionstat.panel import select
from regionstat.panel.vintages import edition_of
from regionstat.register import find_indicator, find_region
from regionstat.register.entries import BASES

PARTS = {
    "gdp_share": "gdp_share",
    "population_share": "population_share",
    "ratio": "gdp_population_ratio",
    "gap_mnok": "gdp_gap_mnok",
}
MET_AT = 1.0


@dataclass(frozen=True, eq=False)
class Goal:
    """Shares, ratio and gap of a region, or of the counties that stand in for it.

    `frame` has region, basis, year, gdp_share and population_share (percent), ratio,
    gap_mnok (mill. kr, current prices) and status, sorted by the first three. `measured`
    are the ids the figures belong to, `region` what was asked, `edition` where they come from,
    None when the panel does not tell.
    """

    region: str
    measured: tuple[str, ...]
    frame: pd.DataFrame
    edition: int | None = None

    @property
    def stands_in(self) -> bool:
        """Say whether counties stand in for the region."""
        return self.region not in self.measured

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

    def _rows(self, region: str, basis: str) -> pd.DataFrame:
        rows = self.frame[(self.frame["region"] == region) & (self.frame["basis"] == basis)]
        return rows[rows["ratio"].notna()]

    def __repr__(self) -> str:
        rows = [
            row
            for region in self.measured
            for basis in BASES
            if (row := self.latest(region, basis)) is not None
        ]
        table = pd.DataFrame(rows).to_string(index=False) if rows else "no figures"
        note = f" (measured as {', '.join(self.measured)})" if self.stands_in else ""
        return f"The goal for {self.region}{note}, last year on each denominator\n{table}"


def goal(panel: pd.DataFrame, *, region: str, until: int | None = None) -> Goal:
    """Return the goal for `region`, on the three denominators, in all years up to `until`.

    Raises `Misuse` for an unknown region.
    """
    asked = find_region(region)
    have = set(select(panel, "gdp_share")["region"])
    measured = (asked.id,) if asked.id in have else tuple(c for c in asked.county if c in have)
    parts = [_on_basis(panel, measured, basis) for basis in BASES]
    frame = pd.concat(parts, ignore_index=True)
    if until is not None:
        frame = frame[frame["year"] <= until]
    keys = ["region", "basis", "year"]
    return Goal(asked.id, measured, frame.sort_values(keys, ignore_index=True), edition_of(panel))


def _on_basis(panel: pd.DataFrame, measured: tuple[str, ...], basis: str) -> pd.DataFrame:
    columns = {
        name: select(panel, find_indicator(id_, basis).id, regions=measured).set_index(
            ["region", "year"]
        )
        for name, id_ in PARTS.items()
    }
    ratio = columns["ratio"]
    found = {name: rows["value"].reindex(ratio.index) for name, rows in columns.items()}
    frame = pd.DataFrame({**found, "status": ratio["status"]}).reset_index()
    return frame.assign(basis=basis)[["region", "basis", "year", *PARTS, "status"]]
