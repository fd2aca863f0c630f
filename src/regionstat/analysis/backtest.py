"""What regional GDP is worth: the estimator tried where the answer is published.

Three tests (`analysis/holdout`), each with every key:

    nation   the counties, from the nation's totals
    merged   the old counties, from the totals of the county they were merged into
    carried  the same, some years after the last year in which they were published

An estimate is made as for a city region, but no area is judged by what it helped to tell: neither
gradients nor the width of its interval. Nothing is stored: all is computed when it is asked for.

What this says of a city region inside one county is a transfer, from old counties inside merged
ones. For it speaks that the slope on the size of the labour market is the same at both scales that
are seen (0.08 between the counties of the nation, and inside merged counties), and that errors
are smaller the closer the areas lie. Against it, that nothing below a county is ever published:
a single plant, farmed fish or a power station at the edge of a region is not seen by a key of all
employed. Intervals of single municipalities rest on this more than those of regions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from regionstat.analysis import holdout
from regionstat.analysis.allocation import allocate
from regionstat.analysis.calibration import Calibration, calibrate, pairs
from regionstat.analysis.estimates import LEVEL, Workings, workings
from regionstat.analysis.holdout import COUNTY_KEYS, Hidden
from regionstat.analysis.keys import KEYS
from regionstat.analysis.units import Floats
from regionstat.errors import unknown
from regionstat.panel.accounts import NATION
from regionstat.panel.inputs import Inputs, inputs_of

TRIED = (*KEYS, "wages")
DRAWS = 500
HORIZONS = (1, 2, 3, 5, 8)
ENDS = (0.05, 0.95)
# Sizes of area by employed persons: below the first small, from the second on large.
SIZES = (75_000, 150_000)
BY = ["test", "key", "corrected", "horizon"]


@dataclass(frozen=True, eq=False)
class Backtest:
    """The errors of the estimator, by test, key and kind of area.

    `frame` has test, key, corrected (whether the bias is taken out), horizon (years carried on,
    0 without), area (`all`, `core` and `rest` by the size of the labour market against the
    parent's, `small`, `middle` and `large` by employed), areas and n (of area and year),
    mae_pct, bias_pct (below 0: estimated too low) and worst_pct, in percent of what is published,
    and coverage_pct of the 90 % interval (NaN where there is none). `trials` has a row an area
    and year. `helps` says by kind of key whether the correction is used.
    """

    frame: pd.DataFrame
    trials: pd.DataFrame
    helps: Mapping[str, bool]

    def __repr__(self) -> str:
        shown = self.frame[self.frame["area"] == "all"].drop(columns="area").round(1)
        return f"Back-test of regional GDP, all areas\n{shown.to_string(index=False)}"


def backtest(panel: pd.DataFrame, key: str | None = None) -> Backtest:
    """Return the back-test of regional GDP on the figures behind `panel`, of one key or of all.

    `wages` and, where it is not fetched, `industry` are known for counties alone, from the
    accounts themselves, which are in part made of them. Raises `Misuse` for an unknown key.
    """
    if key is not None and key not in TRIED:
        raise unknown("key", key, TRIED, where="the keys that are tried")
    found = tested(inputs_of(panel))
    if key is None:
        return found
    frame, trials = (rows[rows["key"] == key] for rows in (found.frame, found.trials))
    return Backtest(frame.reset_index(drop=True), trials.reset_index(drop=True), found.helps)


@lru_cache(maxsize=2)
def tested(inputs: Inputs) -> Backtest:
    """Return the back-test of all keys on `inputs`, made once."""
    known = workings(inputs)
    rows = []
    draws = {kind: _Draws(known.kind(kind)) for kind in ("total", "industry")}
    for key in TRIED:
        found = list(holdout.hidden(known.accounts, known.keys, known.others, key))
        if found:
            rows += list(_trials(key, found, known, draws))
    trials = pd.DataFrame(rows, columns=_COLUMNS)
    helps = {kind: one.calibration.helps for kind, one in draws.items()}
    return Backtest(_summary(trials), trials, helps)


_COLUMNS = [
    *("test", "key", "corrected", "horizon", "parent", "area", "year"),
    *("core", "jobs", "published", "estimate", "low", "high"),
]


class _Draws:
    """Draws of the mean productivity of areas, by a model that their parent did not help to fit."""

    def __init__(self, calibration: Calibration) -> None:
        self.calibration = calibration
        self._years: dict[str, dict[int, np.ndarray]] = {}

    def of(self, one: Hidden) -> np.ndarray:
        """Return e^u of the areas of `one` (areas, draws)."""
        if one.parent not in self._years:
            self._years[one.parent] = self._made(one)
        return self._years[one.parent][one.year]

    def _made(self, like: Hidden) -> dict[int, np.ndarray]:
        known = self.calibration
        nation = like.parent == NATION
        model = known.model if nation else known.model_without(like.parent)
        ground, same = known.ground, [one for one in known.found if one.parent == like.parent]
        areas = sorted({area for one in same for area in one.areas})
        effects = ground.effects(model, DRAWS, areas)
        rows = ground.inside(areas) >= 0
        found = {}
        for one in same:
            lift = np.exp(effects.of_year(one.year))
            weight = np.array([ground.jobs[rows] * ground.blocks(a)[rows] for a in one.areas])
            found[one.year] = (weight / weight.sum(axis=1, keepdims=True)) @ lift
        return found


def _trials(
    key: str, found: list[Hidden], known: Workings, draws: Mapping[str, _Draws]
) -> Iterator[tuple[object, ...]]:
    """Yield a row of `_COLUMNS` for each area, year and test."""
    kind = "industry" if key in COUNTY_KEYS else "total"
    own = known.kind(kind) if key != "wages" else calibrate(found, known.ground)
    for one in found:
        plain = np.ones_like(one.key)
        yield from _rows("nation" if one.parent == NATION else "merged", False, 0, one, plain, own)
        if own.helps:
            simulated = None if key == "wages" else draws[kind].of(one)
            test = "nation" if one.parent == NATION else "merged"
            yield from _rows(test, True, 0, one, own.left_out(one), own, simulated)
    for then, now in pairs([one for one in found if one.parent != NATION]):
        years = now.year - then.year
        if years in HORIZONS:
            simulated = None
            if key != "wages":
                simulated = draws[kind].of(now) / draws[kind].of(then)
            yield from _rows("carried", True, years, now, then.productivity, own, simulated)


def _rows(
    test: str,
    corrected: bool,
    horizon: int,
    one: Hidden,
    lift: Floats,
    own: Calibration,
    draws: np.ndarray | None = None,
) -> Iterator[tuple[object, ...]]:
    estimate = one.estimate(lift)
    ends = np.full((2, len(one.areas)), np.nan)
    if draws is not None:
        simulated, _ = allocate(one.totals[None], one.weights(lift), one.inside, draws, LEVEL)
        ends = np.quantile(simulated, ENDS, axis=1)
    sizes = own.ground.sizes(one.areas)
    middle = np.average([*sizes.values()], weights=one.jobs)
    for at, area in enumerate(one.areas):
        numbers = one.jobs[at], one.published[at], estimate[at], ends[0, at], ends[1, at]
        core = bool(sizes[area] > middle)
        yield test, one.key_name, corrected, horizon, one.parent, area, one.year, core, *numbers


def _summary(trials: pd.DataFrame) -> pd.DataFrame:
    small, large = trials["jobs"] < SIZES[0], trials["jobs"] >= SIZES[1]
    groups = {
        "all": trials["jobs"] > 0,
        "core": trials["core"],
        "rest": ~trials["core"],
        "small": small,
        "middle": ~small & ~large,
        "large": large,
    }
    parts = []
    for name, chosen in groups.items():
        rows = trials[chosen]
        off = 100 * (rows["estimate"] / rows["published"] - 1)
        inside = rows["published"].between(rows["low"], rows["high"])
        told = rows[BY].assign(
            area=rows["area"],
            off=off,
            size=off.abs(),
            covered=(100.0 * inside).where(rows["low"].notna()),
        )
        found = told.groupby(BY, sort=False).agg(
            areas=("area", "nunique"),
            n=("off", "size"),
            mae_pct=("size", "mean"),
            bias_pct=("off", "mean"),
            worst_pct=("size", "max"),
            coverage_pct=("covered", "mean"),
        )
        parts.append(found.reset_index().assign(place=name))
    frame = pd.concat(parts, ignore_index=True).rename(columns={"place": "area"})
    columns = [*BY, "area", "areas", "n", "mae_pct", "bias_pct", "worst_pct", "coverage_pct"]
    return frame[columns].sort_values(BY, kind="stable", ignore_index=True)
