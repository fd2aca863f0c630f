"""One indicator: a region against its peers and the nation, with changes and honest ranks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from regionstat.analysis import index
from regionstat.analysis.around import around
from regionstat.analysis.neighbours import neighbours
from regionstat.analysis.peers import NATION, Compared, Peers, compared
from regionstat.analysis.ranks import errors_of, rank_sets
from regionstat.analysis.similar import similar
from regionstat.panel import select
from regionstat.panel.figures import NO_DATA
from regionstat.panel.rich import rich, spanned, told
from regionstat.panel.vintages import edition_of, is_retrospective
from regionstat.register import Indicator, find_indicator, register
from regionstat.register.municipalities import municipalities_in

SPANS = (1, 5, 10)
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
    frame: pd.DataFrame
    missing: Mapping[str, str]
    stand_ins: Mapping[str, tuple[str, ...]]
    own: tuple[str, ...]
    history: pd.DataFrame
    edition: int | None
    chosen: str = ""

    @property
    def ranked(self) -> pd.DataFrame:
        """The rows that have a rank."""
        return self.frame[self.frame["rank"].notna()]

    def row(self, region: str) -> pd.Series | None:
        """Return the row of `region`, None when it has no figure that year."""
        rows = self.frame[self.frame["region"] == region]
        return rows.iloc[0] if len(rows) else None

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


def in_points(indicator: Indicator) -> bool:
    """Say whether a change is a difference: of percentages, ratios, and what can be negative."""
    return indicator.unit in ("percent", "ratio") or indicator.measure == "gap"


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
    found = find_indicator(indicator, basis)
    rows = _until(select(panel, found.id), until, strict=is_retrospective(panel))
    alone = peers in (SIMILAR, AROUND, ALL)
    group = compared(rows, region, _named(panel, region, peers, until), stand_in=not alone)
    own = group.measured[group.region]
    year, focus = _latest(rows, own)
    shown = [id_ for ids in group.measured.values() for id_ in ids]
    history = rows[rows["region"].isin([*shown, NATION])].reset_index(drop=True)
    return Comparison(
        indicator=found.id,
        region=group.region,
        focus=focus or group.region,
        year=year,
        frame=_frame(history, found, year),
        missing=_missing(history, group, year),
        stand_ins=group.stand_ins,
        own=own,
        history=history,
        edition=edition_of(panel),
        chosen=peers if isinstance(peers, str) and peers in WORDS else "",
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


def _until(rows: pd.DataFrame, until: int | None, *, strict: bool) -> pd.DataFrame:
    if until is None:
        return rows
    earlier = rows[rows["year"] <= until]
    return earlier if strict or earlier["value"].notna().any() else rows


def _latest(rows: pd.DataFrame, own: tuple[str, ...]) -> tuple[int | None, str | None]:
    valued = rows[rows["region"].isin(own) & rows["value"].notna()]
    if len(valued) == 0:
        years = rows.loc[rows["value"].notna(), "year"]
        return (int(years.max()) if len(years) else None), None
    year = int(valued["year"].max())
    there = set(valued.loc[valued["year"] == year, "region"])
    return year, next(id_ for id_ in own if id_ in there)


def _frame(history: pd.DataFrame, indicator: Indicator, year: int | None) -> pd.DataFrame:
    now = history[(history["year"] == year) & history["value"].notna()]
    wide = history.pivot(index="region", columns="year", values="value")
    found = now[["region", "value", "low", "high", "status"]].reset_index(drop=True)
    by_year = [wide.loc[region] for region in found["region"]]
    for span in SPANS:
        found[f"change_{span}"] = [change(values, indicator, year, span) for values in by_year]
    return _ranked(found, indicator).sort_values(
        "value", ascending=indicator.better == "lower", kind="stable", ignore_index=True
    )


def change(values: pd.Series, indicator: Indicator, year: int | None, span: int) -> float:
    """Return the change of `values`, by year, over the `span` years up to `year`.

    A difference where `in_points` says so, percent for all else; NaN when either end is
    missing or a break in the series lies between.
    """
    if year is None or any(year - span < one <= year for one in indicator.breaks):
        return float("nan")
    now, then = (float(values.get(y, np.nan)) for y in (year, year - span))
    if in_points(indicator):
        return now - then
    return 100 * (now / then - 1) if then else float("nan")


def _ranked(found: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return rank, rank_low, rank_high and level_with, row by row; none for the nation."""
    rows = found.set_index("region")
    rows = rows[(rows.index != NATION) & (indicator.better != "neither")]
    sets = rank_sets(
        rows["value"], *errors_of(rows), better=indicator.better, step=10.0**-indicator.decimals
    ).frame.reindex(found["region"])
    ranks = {
        name: sets[of].astype("Int64").array
        for name, of in {"rank": "rank", "rank_low": "low", "rank_high": "high"}.items()
    }
    level = [one if isinstance(one, tuple) else () for one in sets["level_with"]]
    return found.assign(**ranks, level_with=pd.Series(level, dtype="object"))


def _missing(history: pd.DataFrame, group: Compared, year: int | None) -> dict[str, str]:
    now = history[history["year"] == year]
    valued = set(now.loc[now["value"].notna(), "region"])
    signs = dict(zip(now["region"], now["status"], strict=True))
    found: dict[str, str] = {}
    for peer in group.peers:
        ids = group.measured[peer]
        if not valued & set(ids):
            found[peer] = next((signs[id_] for id_ in ids if id_ in signs), NO_DATA)
    return found
