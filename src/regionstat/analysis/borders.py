"""What the weights of divided municipalities can do to a region: every other choice is tried.

Four municipalities were divided by the reforms: Verran and Tysfjord in two, Snillfjord in
three, Ålesund in two when Haram left it. Each heir's weight is registered, measure by measure.
Here they are shared out by inhabitants instead, and given whole to one heir after the other,
in every combination. No weights can lie outside of that, so the least and the greatest count
bound what the choice can do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from regionstat.analysis.peers import NATION
from regionstat.errors import Misuse, NoRule
from regionstat.panel import select
from regionstat.panel.area import Concordance, Undrifted, concordance
from regionstat.panel.harmonise import Counts, area_of
from regionstat.panel.inputs import MEASURE, inputs_of
from regionstat.register import Region, find_indicator, find_region

LABOUR = ("employed_workplace", "employed_residents")
COUNTED = ("population", *LABOUR, "immigrants_employed")
REGISTERED, INHABITANTS = "registered", "inhabitants"
# The row of all divided municipalities together, and the columns of a choice that are none.
ALL = "all"
ROW = ("indicator", "year", "value")

Divided = tuple[str, int]
Shares = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class BorderEffects:
    """What a region counts under every choice of weights.

    `frame` has a row for each indicator, year and divided code `old` that matters to the region,
    the others as registered, and one for `all` of them together: value under the registered
    weights, low and high over all choices, and nation, all in persons. `tried` holds each
    choice: indicator, year, a column per divided code that matters (`registered`,
    `inhabitants`, or the heir that gets all), and value.
    """

    region: str
    frame: pd.DataFrame
    tried: pd.DataFrame

    def row(self, indicator: str, year: int, old: str = ALL) -> pd.Series | None:
        """Return the row of `indicator` in `year` for `old`, None where there is none."""
        cells = self.frame[self.frame["old"] == old]
        rows = cells[(cells["indicator"] == indicator) & (cells["year"] == year)]
        return rows.iloc[0] if len(rows) else None

    def alone(self, indicator: str, year: int, old: str) -> pd.DataFrame:
        """Return the choices tried for `old` while the others stay as registered."""
        rows = _alone(self.tried, old)
        return rows[(rows["indicator"] == indicator) & (rows["year"] == year)]

    def ratio_moves(self, year: int, old: str = ALL) -> tuple[float, float] | None:
        """Return the least and greatest factor that choices put on the goal's ratio of `year`.

        The people go to one side and value added to the other; value added moves as the count
        of employed or people that moves most. None where the people are not counted or `old`
        does not matter.
        """
        people = self.row("population", year, old)
        if people is None:
            return None
        rows = self.frame[(self.frame["year"] == year) & (self.frame["old"] == old)]
        rows = rows[rows["indicator"].isin(("population", *LABOUR))]
        falls, rises = (rows["low"] / rows["value"]).min(), (rows["high"] / rows["value"]).max()
        low, high = people["low"] / people["value"], people["high"] / people["value"]
        return float(falls / high), float(rises / low) if low else np.inf

    def __repr__(self) -> str:
        table = self.frame.round(1).to_string(index=False)
        return f"{self.region} under every choice of weights for divided municipalities\n{table}"


def border_effects(panel: pd.DataFrame, region: str, *, years: Iterable[int]) -> BorderEffects:
    """Return what `region` counts in `years` under the registered weights and all others.

    A count that a year lacks, or whose area cannot be followed there, has no row. Raises
    `Misuse` for an unknown region, the nation, and a panel that no longer tells its edition.
    """
    asked, inputs, wanted = find_region(region), inputs_of(panel), tuple(years)
    if asked.level == "nation":
        raise Misuse(
            f"What other weights would make of {asked.id!r}",
            found="it is the nation, which no border divides",
            where="the borders of municipalities",
            todo="Ask for a county, a city region or a municipality",
        )
    rows = [
        {"indicator": indicator, **row}
        for indicator in COUNTED
        for id_ in find_indicator(indicator).inputs
        for counts in [inputs.counts(id_)]
        for year in wanted
        if year in counts.years
        for row in _tried(counts, asked, year)
    ]
    tried = pd.DataFrame(rows, columns=None if rows else list(ROW))
    return BorderEffects(asked.id, _summed_up(panel, tried), tried)


def choices(old: str, year: int, measure: str) -> dict[str, Shares]:
    """Return the ways to share out `old`: as registered, by inhabitants, all to one heir.

    Shares by heir, which sum to 1. Ways that are the same are given once.
    """
    borders = concordance()
    heirs = borders.divided()[old, year]
    found: dict[str, Shares] = {}
    for name, of in ((REGISTERED, measure), (INHABITANTS, MEASURE["population.Personer1"])):
        shares = {heir: borders.share(of, year, old, heir) for heir in heirs}
        if shares not in found.values():
            found[name] = shares
    return found | {heir: {one: float(one == heir) for one in heirs} for heir in heirs}


def _tried(counts: Counts, region: Region, year: int) -> Iterator[dict[str, object]]:
    """Yield year, choices and value for every combination of choices that matters to `region`."""
    known = concordance()
    value = _count(counts, region, year, known)
    if np.isnan(value):
        return
    ways = {one: choices(*one, counts.measure) for one in known.divided()}
    matter = {
        one: found
        for one, found in ways.items()
        if any(
            _count(counts, region, year, known.reweighted(*one, shares)) != value
            for shares in found.values()
        )
    }
    for names in product(*matter.values()):
        borders = known
        for one, name in zip(matter, names, strict=True):
            borders = borders.reweighted(*one, matter[one][name])
        chosen = {code: name for (code, _), name in zip(matter, names, strict=True)}
        yield {"year": year, **chosen, "value": _count(counts, region, year, borders)}


def _count(counts: Counts, region: Region, year: int, borders: Concordance) -> float:
    """Return the count of `region` in `year`, NaN where its area cannot be followed there."""
    try:
        area = area_of(region, counts.code_year(year), Undrifted(counts), borders)
    except NoRule:
        return np.nan
    return counts.total(area, year).value


def _summed_up(panel: pd.DataFrame, tried: pd.DataFrame) -> pd.DataFrame:
    codes = [str(one) for one in tried if one not in ROW]
    parts = [_ends(tried).assign(old=ALL)]
    parts += [_ends(_alone(tried, old)).assign(old=old) for old in codes]
    nation = pd.concat([select(panel, id_, regions=[NATION]) for id_ in COUNTED])
    nation = nation[["indicator", "year", "value"]].rename(columns={"value": "nation"})
    found = pd.concat(parts, ignore_index=True).merge(nation, on=["indicator", "year"], how="left")
    order = found["indicator"].map(COUNTED.index)
    return found.iloc[np.lexsort((found["old"] == ALL, found["year"], order))].reset_index(
        drop=True
    )


def _alone(tried: pd.DataFrame, old: str) -> pd.DataFrame:
    others = tried[[one for one in tried if one not in (*ROW, old)]]
    registered = (others.isna() | (others == REGISTERED)).all(axis=1)
    return tried[registered & tried[old].notna()]


def _ends(tried: pd.DataFrame) -> pd.DataFrame:
    # The registered weights come first in every list of choices.
    found = tried.groupby(["indicator", "year"])["value"].agg(["first", "min", "max"])
    return found.set_axis(["value", "low", "high"], axis=1).reset_index()
