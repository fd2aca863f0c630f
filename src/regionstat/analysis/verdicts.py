"""Every verdict on the goal side by side: by area, denominator, vintage and year.

The same question has many answers, for the list of municipalities, the denominator and
the vintage can be chosen. Here all are beside each other, so that no choice is hidden. Of an
estimate the interval decides: the goal is met when all of it is at 1 or above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from regionstat.analysis.goal import MET_AT
from regionstat.analysis.load import load
from regionstat.panel import select
from regionstat.panel.vintages import edition_of, stated
from regionstat.register import Region, find_region, register
from regionstat.register.entries import BASES
from regionstat.snapshots import Edition, find_home, read_edition
from regionstat.snapshots.editions import list_editions

Verdict = Literal["yes", "no", "cannot be told", "no figure"]
ACCOUNTS, PEOPLE = "county_accounts", "population"
CHOICES = ["region", "basis", "edition"]
COLUMNS = [
    *("region", "basis", "edition", "vintage", "year"),
    *("ratio", "low", "high", "gap_mnok", "status", "met"),
]
RATIO, GAP = "gdp_population_ratio", "gdp_gap_mnok"


@dataclass(frozen=True, eq=False)
class Verdicts:
    """The verdicts on the goal of `region` under every choice there is.

    `frame` has region (the list of municipalities or the county), basis, edition, vintage (of
    the accounts), year, ratio, low, high (90 %, where it is an estimate), gap_mnok (mill. kr,
    current prices; negative: passed), status and met: yes, no, cannot be told (the interval
    holds 1) or no figure. `edition` is 0 for a panel that does not tell which it is.
    `unmeasured` are the areas without a row.
    """

    region: str
    frame: pd.DataFrame
    unmeasured: tuple[str, ...] = ()

    @property
    def latest(self) -> pd.DataFrame:
        """The last year with a figure under each choice, the last year where there is none."""
        order = self.frame.assign(_known=self.frame["ratio"].notna())
        last = order.sort_values(["_known", "year"], kind="stable").groupby(CHOICES, sort=False)
        return self.frame.loc[sorted(last.tail(1).index)].reset_index(drop=True)

    def up_to(self, year: int | None) -> Verdicts:
        """Return the verdicts of the years up to `year`, all of them for None."""
        if year is None:
            return self
        return replace(self, frame=self.frame[self.frame["year"] <= year].reset_index(drop=True))

    def of(self, year: int) -> pd.DataFrame:
        """Return the verdicts of `year`; without rows where there is none."""
        return self.frame[self.frame["year"] == year].reset_index(drop=True)

    def __repr__(self) -> str:
        shown = self.latest.drop(columns="vintage").round({"ratio": 3, "low": 3, "high": 3})
        told = shown.to_string(index=False, na_rep="") if len(shown) else "no figures"
        return f"Did {self.region} meet the goal? The last year under each choice\n{told}"


def verdict(ratio: float, low: float = np.nan, high: float = np.nan) -> Verdict:
    """Return whether the goal is met at `ratio`, of an estimate by its interval.

    Yes from 1 on, no below it; cannot be told when the interval holds 1 but for its low end.
    """
    if np.isnan(ratio):
        return "no figure"
    least, most = (ratio if np.isnan(end) else end for end in (low, high))
    if least >= MET_AT:
        return "yes"
    return "no" if most < MET_AT else "cannot be told"


def verdicts(
    panel: pd.DataFrame, region: str = "trondheimsregionen", years: Sequence[int] | None = None
) -> Verdicts:
    """Return the verdicts on the goal of `region` under every choice there is, in `years`.

    Every list of municipalities that the region has had, and its counties; the three
    denominators; every edition whose accounts or people are others than those of this
    panel. All years by default. Raises `Misuse` for an unknown region.
    """
    areas = areas_of(find_region(region))
    parts = [_of_edition(rows, areas, edition) for edition, rows in _vintages(panel).items()]
    frame = _ordered(pd.concat(parts, ignore_index=True), areas)
    if years is not None:
        frame = frame[frame["year"].isin([*years])].reset_index(drop=True)
    return Verdicts(region, frame, tuple(one for one in areas if one not in {*frame["region"]}))


def areas_of(region: Region) -> tuple[str, ...]:
    """Return the areas that `region` may mean: its lists of municipalities, and its counties.

    Of two lists of the same municipalities one is taken, the region itself before others. The
    counties come with those they were made of.
    """
    known = register().regions
    counties = [region]
    lists = {(region.members, region.codes_of): region.id}
    if region.is_list:
        counties = [known[id_] for id_ in region.county]
        for one in known.values():
            if one.level == "city_region" and one.county == region.county:
                lists.setdefault((one.members, one.codes_of), one.id)
    older = [id_ for county in counties for id_ in county.predecessors]
    return tuple(dict.fromkeys([*lists.values(), *region.county, *older]))


def _vintages(panel: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Return the panels whose figures of the goal differ, by edition, this one first."""
    this = edition_of(panel)
    if this is None:
        return {0: panel}
    home = find_home()
    seen, found = {_stands_on(read_edition(this, home))}, {this: panel}
    for year in reversed(list_editions(home)):
        raw = _stands_on(read_edition(year, home))
        if raw not in seen:
            seen.add(raw)
            found[year] = load(year)
    return found


def _stands_on(edition: Edition) -> tuple[str, ...]:
    return tuple(one.sha256 for one in edition.raw if one.source in (ACCOUNTS, PEOPLE))


def _of_edition(panel: pd.DataFrame, areas: Sequence[str], edition: int) -> pd.DataFrame:
    parts = [_on_basis(panel, areas, basis) for basis in BASES]
    frame = pd.concat(parts, ignore_index=True)
    return frame.assign(edition=edition, vintage=_vintage(edition))


def _vintage(edition: int) -> str:
    return stated(register().sources[ACCOUNTS], edition or None).vintage


def _on_basis(panel: pd.DataFrame, areas: Sequence[str], basis: str) -> pd.DataFrame:
    rows, gaps = (select(panel, id_, regions=areas, basis=basis) for id_ in (RATIO, GAP))
    known = dict(zip(_keys(gaps), gaps["value"].tolist(), strict=True))
    gap = np.array([known.get(key, np.nan) for key in _keys(rows)], dtype="float64")
    found = rows.rename(columns={"value": "ratio"}).assign(gap_mnok=gap)
    ends = zip(*(found[name].tolist() for name in ("ratio", "low", "high")), strict=True)
    return found.assign(basis=basis, met=[verdict(*three) for three in ends])


def _keys(rows: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(rows["region"].tolist(), rows["year"].tolist(), strict=True))


def _ordered(frame: pd.DataFrame, areas: Sequence[str]) -> pd.DataFrame:
    """Sort by area and denominator in the order they are named, the newest vintage first."""
    places = {name: at for at, name in enumerate([*areas, *BASES])}
    order = frame.assign(
        _region=frame["region"].map(places),
        _basis=frame["basis"].map(places),
        _edition=-frame["edition"],
    )
    by = ["_region", "_basis", "_edition", "year"]
    return order.sort_values(by, ignore_index=True)[[*COLUMNS]]
