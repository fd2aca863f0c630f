"""What moved between two editions, and what each moved number does to the verdict.

The effect of one number is reckoned by putting it alone into the older edition: the ratio with
it, less the ratio without it. It is exact for that number; effects do not add up where several
numbers moved, since the ratio is not linear in them.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from regionstat.analysis.goal import Goal, goal
from regionstat.register import register

KEY = ["indicator", "region", "year"]
RATIO, ADDED, PEOPLE, NATION = (
    "gdp_population_ratio",
    "gross_value_added_mnok",
    "population",
    "0",
)
# Below this the same number was reckoned in another order.
TOLERANCE = 1e-12

Values = dict[tuple[str, str, int], float]


@dataclass(frozen=True, eq=False)
class Revisions:
    """Every number that differs between two panels, what moves the verdict most first.

    `frame` has indicator, region, year, kind (revised: another value; new: a value where
    there was none; gone: none where there was one; sign: only the status), before, after and
    change (in the register's unit; NaN is missing), change_pct (per cent of before),
    status_before, status_after and effect (on the goal's ratio that year, of the areas
    the goal is measured for; NaN where the number does not enter it). `before` and `after`
    are the goal in each.
    """

    frame: pd.DataFrame
    before: Goal
    after: Goal
    compared: int

    def __repr__(self) -> str:
        head = f"{len(self.frame):,} of {self.compared:,} numbers moved"
        return f"{head}\n{self.frame.head(20).to_string(index=False)}" if len(self.frame) else head


def revisions(before: pd.DataFrame, after: pd.DataFrame, *, region: str) -> Revisions:
    """Return what differs between the panels `before` and `after`, for the goal of `region`.

    Raises `Misuse` for an unknown region.
    """
    goals = goal(before, region=region), goal(after, region=region)
    both = before.merge(after, on=KEY, how="outer", suffixes=("_before", "_after"))
    moved = both[_differs(both)].reset_index(drop=True)
    old, new = moved["value_before"], moved["value_after"]
    frame = moved[KEY].assign(
        kind=np.select(
            [old.isna() & new.isna() | (old == new), old.isna(), new.isna()],
            ["sign", "new", "gone"],
            "revised",
        ),
        before=old,
        after=new,
        change=new - old,
        change_pct=100 * (new - old) / old.abs().where(old != 0),
        status_before=moved["status_before"].fillna(""),
        status_after=moved["status_after"].fillna(""),
    )
    frame["effect"] = _effects(frame, before, goals[0])
    return Revisions(_sorted(frame), *goals, len(both))


def _differs(both: pd.DataFrame) -> pd.Series:
    old, new = both["value_before"], both["value_after"]
    same = (old.isna() & new.isna()) | ((new - old).abs() <= TOLERANCE * old.abs())
    signs = both["status_before"].fillna("") == both["status_after"].fillna("")
    one_sided = both["status_before"].isna() | both["status_after"].isna()
    return ~(same & signs) | one_sided


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    order = frame.assign(
        _effect=-frame["effect"].abs().fillna(-1),
        _sign=frame["kind"] == "sign",
        _size=-frame["change_pct"].abs().fillna(-1),
    )
    return order.sort_values(["_effect", "_sign", "_size", *KEY], ignore_index=True)[
        [*frame.columns]
    ]


def _effects(frame: pd.DataFrame, before: pd.DataFrame, found: Goal) -> list[float]:
    figures = before[before["indicator"].isin([ADDED, PEOPLE])]
    keys = zip(figures["indicator"], figures["region"], figures["year"], strict=True)
    values = dict(zip(keys, figures["value"], strict=True))
    rows = frame.to_dict("records")
    return [_effect(row, values, found.measured) for row in rows]


def _effect(row: Mapping[Any, Any], values: Values, measured: tuple[str, ...]) -> float:
    indicator, region, year = row["indicator"], row["region"], int(row["year"])
    before, after = float(row["before"]), float(row["after"])
    areas = [id_ for id_ in measured if register().regions[id_].valid_in(year)]
    if indicator == RATIO and region in areas and row["kind"] != "sign":
        return after - before
    if row["kind"] == "sign" or not areas or not _enters(indicator, region, year, areas):
        return float("nan")
    changed = {(indicator, region, year): after}
    if indicator == ADDED:
        # The nation of the goal is the sum of its counties.
        key = (ADDED, NATION, year)
        changed[key] = values.get(key, float("nan")) + after - before
    with_it = ChainMap(changed, values)
    return max((_ratio(with_it, a, year) - _ratio(values, a, year) for a in areas), key=abs)


def _enters(indicator: str, region: str, year: int, areas: list[str]) -> bool:
    """Say whether the number itself, and not one made from it, enters the ratio."""
    if indicator == PEOPLE:
        return region in (*areas, NATION)
    found = register().regions[region]
    return indicator == ADDED and found.level == "county" and found.valid_in(year)


def _ratio(values: Mapping[tuple[str, str, int], float], area: str, year: int) -> float:
    none = float("nan")
    added, people = (
        values.get((what, area, year), none) / values.get((what, NATION, year), none)
        for what in (ADDED, PEOPLE)
    )
    return added / people if people else none
