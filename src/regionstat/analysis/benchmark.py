"""One indicator: a region against its peers and the nation, with changes and honest ranks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from regionstat.analysis import index
from regionstat.analysis.around import around
from regionstat.analysis.changes import SPANS, change, in_points
from regionstat.analysis.neighbours import neighbours
from regionstat.analysis.peers import NATION, Compared, Peers, compared
from regionstat.analysis.ranks import half_widths, ranked_sets
from regionstat.analysis.rows import Rows
from regionstat.analysis.similar import similar
from regionstat.errors import Misuse
from regionstat.panel import select
from regionstat.panel.figures import NO_DATA
from regionstat.panel.rich import rich, spanned, told
from regionstat.panel.vintages import edition_of, is_retrospective
from regionstat.register import Indicator, find_indicator, register
from regionstat.register.municipalities import municipalities_in

_COLUMNS = ("region", "value", "low", "high", "status")
NEAREST, SIMILAR, AROUND, ALL = "nearest", "similar", "around", "municipalities"
WORDS = (NEAREST, SIMILAR, AROUND, ALL)


@dataclass(frozen=True, eq=False)
class Comparison:
    """An indicator of a region beside its peers and the nation in one year.

    `frame`, best first, has region, value, low, high, status, change_1, change_5, change_10
    (differences where `in_points` says so, percent for all else) and rank, that of the value;
    rank_low and rank_high, the ends of its 90 % set of ranks, which holds for all regions at
    once; and level_with, who is not told apart from it. The nation has no rank, nor has anyone
    where the register calls neither direction better. `focus` is the id the region is
    measured under, `stand_ins` names the counties that stand in for a region, `missing` the
    peers without a figure that year, with their sign. `history` holds all years up to `until`.
    `year` is None when there is no figure. `chosen` is the word that the peers were chosen by,
    one of `WORDS`, and empty for a list.
    """

    indicator: str
    region: str
    focus: str
    year: int | None
    missing: Mapping[str, str]
    stand_ins: Mapping[str, tuple[str, ...]]
    own: tuple[str, ...]
    history: pd.DataFrame
    edition: int | None
    chosen: str = ""

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The regions with a figure that year, best first; see above."""
        return _frame(Rows(self.history), self.indicator, self.year).copy()

    @cached_property
    def ranked(self) -> pd.DataFrame:
        """The rows that have a rank."""
        return self.frame[self.frame["rank"].notna()]

    def row(self, region: str) -> pd.Series | None:
        """Return the row of `region`, None when it has no figure that year."""
        place = self._places.get(region)
        return None if place is None else self.frame.iloc[place]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {str(region): place for place, region in enumerate(self.frame["region"])}

    def over_time(self, base_year: int) -> pd.DataFrame:
        """Return `history` as index numbers, `base_year` = 100; see `analysis.index`."""
        return index.over_time(self.history, register().indicators[self.indicator], base_year)

    def against_nation(self) -> pd.DataFrame:
        """Return `history` as index numbers, the nation = 100; see `analysis.index`."""
        return index.against_nation(self.history, register().indicators[self.indicator])

    def __repr__(self) -> str:
        columns = ["region", "value", "status", "rank", *(f"change_{span}" for span in SPANS)]
        heading = f"{self.indicator} of {self.focus} in {self.year}"
        missing = f"\nno figure: {', '.join(self.missing)}" if self.missing else ""
        return f"{heading}\n{self.frame[columns].to_string(index=False)}{missing}"

    def _repr_html_(self) -> str:
        one, names = register().indicators[self.indicator], register().regions
        decimals, unit = (one.decimals, "") if in_points(one) else (1, " %")
        changes = {
            f"{span} yr": told(self.frame[f"change_{span}"], decimals, unit) for span in SPANS
        }
        shown = pd.DataFrame(
            {
                "Rank": self.frame["rank"],
                "Region": [names[id_].name.en for id_ in self.frame["region"]],
                f"{one.title.en}, {one.unit}": spanned(
                    *(self.frame[name] for name in ("value", "low", "high")), decimals=one.decimals
                ),
                **changes,
                "Status": self.frame["status"],
            }
        )
        missing = ", ".join(f"{names[id_].name.en} {sign}" for id_, sign in self.missing.items())
        return rich(
            f"{one.title.en}: {names[self.focus].name.en} and its peers in {self.year}",
            shown,
            f"No figure: {missing}." if missing else "",
        )


def compare(
    panel: pd.DataFrame,
    indicator: str,
    *,
    region: str,
    peers: Peers = "city_regions",
    until: int | None = None,
    basis: str = "counties",
) -> Comparison:
    """Return `indicator` of `region` beside `peers` and the nation.

    `peers` is `city_regions`, `counties`, `nearest` (the five counties with the most similar
    structure of industries, see `analysis.neighbours`), a list of region ids, or for a
    municipality `similar` (the nine most like it, see `analysis.similar`), `around` (its city
    region and its county) or `municipalities` (all others), as they are in the year `until`,
    else in the edition's; there no county stands in.
    The year is the latest up to `until` in which the region, or the first of its counties,
    has a figure; where none is that old, the latest of all, but none in an edition made
    afterwards, whose pages stop at its year. Ranks: two regions are level
    when they differ by less than the printed decimals, or by less than their intervals can
    explain (`analysis/ranks`); what is counted, not estimated, has no interval.
    Raises `Misuse` for an unknown indicator, region or basis.
    """
    rows = Rows(select(panel, indicator, basis=basis))
    named = _named(panel, region, peers, until)
    group = named if isinstance(named, str) else tuple(named)
    chosen = peers if isinstance(peers, str) and peers in WORDS else ""
    found = _compared(rows, find_indicator(indicator, basis).id, region, group, until, chosen)
    return replace(
        found,
        history=found.history.copy(),
        missing={**found.missing},
        stand_ins={**found.stand_ins},
    )


# The verbs of a page compare the same.
@lru_cache(maxsize=64)
def _compared(
    whole: Rows, indicator: str, region: str, peers: Peers, until: int | None, chosen: str
) -> Comparison:
    rows = whole.frame
    seen = _until(rows, until, strict=is_retrospective(rows))
    valued = seen & rows["value"].notna().to_numpy()
    years, (at, found) = rows["year"].to_numpy(), pd.factorize(rows["region"])
    names = found.tolist()
    place = {name: one for one, name in enumerate(names)}
    group = compared(
        {names[one] for one in np.unique(at[valued])},
        int(years[seen].max(initial=0)),
        region,
        peers,
        stand_in=chosen not in (SIMILAR, AROUND, ALL),
    )
    own = group.measured[group.region]
    mine = valued & np.isin(at, [place[id_] for id_ in own])
    told = mine if mine.any() else valued
    year = int(years[told].max()) if told.any() else None
    there = {names[one] for one in at[mine & (years == year)]}
    focus = next((id_ for id_ in own if id_ in there), None)
    shown = [NATION, *(id_ for ids in group.measured.values() for id_ in ids)]
    cut = np.flatnonzero(seen & np.isin(at, [place[id_] for id_ in shown if id_ in place]))
    history = _once(rows.iloc[cut].reset_index(drop=True))
    return Comparison(
        indicator=indicator,
        region=group.region,
        focus=focus or group.region,
        year=year,
        missing=_missing(history, group, year),
        stand_ins=group.stand_ins,
        own=own,
        history=history,
        edition=edition_of(rows),
        chosen=chosen,
    )


def _named(panel: pd.DataFrame, region: str, peers: Peers, until: int | None) -> Peers:
    """Return the peers that a word stands for which only the figures can tell."""
    if peers == NEAREST:
        return neighbours(panel, region).nearest
    if peers == SIMILAR:
        return similar(panel, region, year=until).nearest
    if peers not in (AROUND, ALL):
        return peers
    year = until or edition_of(panel) or int(panel["year"].max())
    return around(region, year) if peers == AROUND else municipalities_in(year)


def _until(rows: pd.DataFrame, until: int | None, *, strict: bool) -> npt.NDArray[np.bool_]:
    """Return which rows are up to `until`: unless `strict`, all if none of them has a figure."""
    if until is None:
        return np.ones(len(rows), dtype=bool)
    earlier = (rows["year"] <= until).to_numpy()
    some = strict or rows["value"].notna().to_numpy()[earlier].any()
    return earlier if some else np.ones(len(rows), dtype=bool)


def _once(history: pd.DataFrame) -> pd.DataFrame:
    """Return `history`; raises `Misuse` when a region stands in it twice in a year."""
    if len({*zip(history["region"], history["year"], strict=True)}) < len(history):
        raise Misuse(
            "Compare regions",
            found="a region twice in one year",
            where="the panel",
            todo="Give the panel as `load` returned it, or a part of it",
        )
    return history


@lru_cache(maxsize=64)
def _frame(rows: Rows, id_: str, year: int | None) -> pd.DataFrame:
    history, indicator = rows.frame, register().indicators[id_]
    now = np.flatnonzero((history["year"] == year) & history["value"].notna())
    cells = {name: history[name].array.take(now) for name in _COLUMNS}
    by_year = _by_year(history)
    regions = cells["region"].tolist()
    values = np.asarray(cells["value"], dtype=np.float64)
    changes = {
        f"change_{span}": np.array(
            [change(by_year[region], indicator, year, span) for region in regions], dtype=np.float64
        )
        for span in SPANS
    }
    whole = {**cells, **changes, **_ranks(cells, regions, indicator)}
    best_first = np.argsort(values if indicator.better == "lower" else -values, kind="stable")
    return pd.DataFrame({name: column.take(best_first) for name, column in whole.items()})


def _by_year(history: pd.DataFrame) -> dict[str, dict[int, float]]:
    """Return the values of each region by year; plain, since frames cost more than these hold."""
    found: dict[str, dict[int, float]] = {}
    cells = (history[name].tolist() for name in ("region", "year", "value"))
    for region, year, value in zip(*cells, strict=True):
        found.setdefault(region, {})[year] = value
    return found


def _ranks(
    cells: Mapping[str, pd.api.extensions.ExtensionArray], regions: Sequence[str], one: Indicator
) -> dict[str, Any]:
    """Return rank, rank_low, rank_high and level_with, row by row; none for the nation."""
    has = np.array([region != NATION and one.better != "neither" for region in regions], dtype=bool)
    ranked = [region for region, is_ranked in zip(regions, has, strict=True) if is_ranked]
    value, low, high = (
        np.asarray(cells[name], dtype=np.float64)[has] for name in ("value", "low", "high")
    )
    below, above = half_widths(value, low, high)
    sets = ranked_sets(ranked, value, below, above, better=one.better, step=10.0**-one.decimals)
    level = np.empty(len(has), dtype=object)
    level[:] = [()] * len(has)
    level[has] = sets.level_with
    ranks = {"rank": sets.rank, "rank_low": sets.low, "rank_high": sets.high}
    return {**{name: _whole(found, has) for name, found in ranks.items()}, "level_with": level}


def _whole(values: npt.NDArray[np.int64], has: npt.NDArray[np.bool_]) -> pd.arrays.IntegerArray:
    """Return whole numbers: `values` in the rows that have one, missing in the others."""
    found = np.zeros(len(has), dtype=np.int64)
    found[has] = values
    return pd.arrays.IntegerArray(found, ~has)


def _missing(history: pd.DataFrame, group: Compared, year: int | None) -> dict[str, str]:
    cells = (history[name].tolist() for name in ("region", "year", "value", "status"))
    now = [
        (region, value, sign) for region, y, value, sign in zip(*cells, strict=True) if y == year
    ]
    valued = {region for region, value, _ in now if not math.isnan(value)}
    signs = {region: sign for region, _, sign in now}
    found: dict[str, str] = {}
    for peer in group.peers:
        ids = group.measured[peer]
        if not valued & set(ids):
            found[peer] = next((signs[id_] for id_ in ids if id_ in signs), NO_DATA)
    return found
