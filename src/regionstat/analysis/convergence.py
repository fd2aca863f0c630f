"""Do regions draw together? Beta and sigma convergence of value added per inhabitant.

Beta: the average yearly growth of log y on its initial level, by least squares,

    (ln y_T - ln y_0) / T = a + b · ln y_0

with standard errors robust to unequal variances (HC3, t distribution). The speed is
-ln(1 + bT)/T a year and the half-life ln 2 over it: time until half the distance is gone.
Sigma: the standard deviation of ln y over the regions, year by year, each region counting the
same. Prices are current: a deflator common to all regions changes neither b nor sigma. Errors
of measurement in the first year alone make b look more negative than it is.
Source: Barro and Sala-i-Martin 1992, Convergence.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from regionstat.analysis.once import once
from regionstat.analysis.peers import CITY_REGIONS, counties_in
from regionstat.analysis.ranks import DRAWS, errors_drawn, errors_of
from regionstat.errors import Misuse, unknown
from regionstat.panel import select
from regionstat.panel.figures import PRELIMINARY
from regionstat.panel.vintages import edition_of

LEVEL = 0.9
# A slope and an intercept leave nothing to judge the error by with fewer.
FEWEST = 4
MILLION = 1e6
OVER = ("counties", "city_regions")


@dataclass(frozen=True)
class Estimate:
    """A number with its 90 % interval; an end may be infinite."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Convergence:
    """Beta and sigma convergence of gross value added per inhabitant.

    `frame`, by region, has first and last (kroner per inhabitant, current prices) and growth
    (per cent a year, the mean of logs). `beta` is the slope, `speed` in per cent a year,
    `half_life` in years; that is infinite where there is no convergence. `sigma`, by year, has
    value, low, high (90 %, from the intervals of what is estimated; NaN when nothing is); it is
    NaN in a year in which a region has no figure.
    `r_squared` is that of beta. `preliminary` are the years with preliminary figures.
    """

    over: str
    start: int
    end: int
    frame: pd.DataFrame
    intercept: float
    beta: Estimate
    speed: Estimate
    half_life: Estimate
    r_squared: float
    sigma: pd.DataFrame
    preliminary: tuple[int, ...]
    edition: int | None = None

    @property
    def converges(self) -> bool | None:
        """Say whether poor regions grew faster than rich ones; None when it cannot be told."""
        if self.beta.high < 0:
            return True
        return False if self.beta.low > 0 else None

    def __repr__(self) -> str:
        b, s, h = self.beta, self.speed, self.half_life
        ends = self.sigma["value"].iloc[[0, -1]]
        return (
            f"Convergence of value added per inhabitant over {len(self.frame)} {self.over}, "
            f"{self.start}-{self.end}\n"
            f"beta {b.value:.4f} ({b.low:.4f} to {b.high:.4f}), R2 {self.r_squared:.2f}\n"
            f"speed {s.value:.1f} % a year ({s.low:.1f} to {s.high:.1f})\n"
            f"half-life {h.value:.0f} years ({h.low:.0f} to {h.high:.0f})\n"
            f"sigma {ends.iloc[0]:.3f} in {self.start}, {ends.iloc[1]:.3f} in {self.end}"
        )


def convergence(
    panel: pd.DataFrame,
    *,
    over: str = "counties",
    start: int | None = None,
    end: int | None = None,
    until: int | None = None,
) -> Convergence:
    """Return beta and sigma convergence over `counties` or `city_regions`.

    The set of regions is the same in all years: the counties of `end`, those merged before as
    one all along. `start` is the first year with figures unless told, `end` the last one up to
    `until` that has all of them, as `start` must. Raises `Misuse` for another `over`, years
    without figures for all, and fewer than four regions.
    """
    if over not in OVER:
        raise unknown("set of regions", over, OVER, where="the sets of convergence")
    key = convergence, over, start, end, until
    return once(panel, key, lambda: _convergence(panel, over, (start, end), until))


def _convergence(
    panel: pd.DataFrame, over: str, span: tuple[int | None, int | None], until: int | None
) -> Convergence:
    wide = _per_inhabitant(panel, until)
    start, end = span
    first = int(wide["value"].columns.min()) if start is None else start
    last = _last(wide["value"], over, first) if end is None else end
    regions = _regions(over, last)
    _check(wide["value"], regions, first, last)
    wide = {name: rows.reindex(regions).loc[:, first:last] for name, rows in wide.items()}
    frame = _growth(wide["value"], first, last)
    starred = (wide["status"] == PRELIMINARY).any()
    return Convergence(
        over,
        first,
        last,
        frame,
        *_beta(frame, last - first),
        sigma=_sigma(wide),
        preliminary=tuple(int(year) for year in starred.index[starred]),
        edition=edition_of(panel),
    )


def _regions(over: str, year: int) -> tuple[str, ...]:
    return CITY_REGIONS if over == "city_regions" else counties_in(year)


def _per_inhabitant(panel: pd.DataFrame, until: int | None) -> dict[str, pd.DataFrame]:
    """Return value added per inhabitant, kroner, and its interval and sign: region by year."""
    added, counted = (select(panel, id_) for id_ in ("gross_value_added_mnok", "population"))
    added = added if until is None else added[added["year"] <= until]
    people = counted[counted["region"].isin(added["region"])].pivot(
        index="region", columns="year", values="value"
    )
    wide = {
        name: added.pivot(index="region", columns="year", values=name)
        for name in ("value", "low", "high", "status")
    }
    people = people.reindex(index=wide["value"].index, columns=wide["value"].columns)
    return {
        name: rows if name == "status" else MILLION * rows / people for name, rows in wide.items()
    }


def _last(value: pd.DataFrame, over: str, start: int) -> int:
    """Return the last year whose regions all have figures in it and in `start`."""
    for year in sorted((int(one) for one in value.columns), reverse=True):
        rows = value.reindex(_regions(over, year)).reindex(columns=[start, year])
        if year > start and rows.notna().all(axis=None):
            return year
    raise _refused(start, None, f"no year has figures for all {over.replace('_', ' ')}")


def _check(value: pd.DataFrame, regions: tuple[str, ...], start: int, end: int) -> None:
    if not {start, end} <= set(value.columns) or start >= end:
        years = f"{value.columns.min()}-{value.columns.max()}"
        raise _refused(start, end, f"there are figures for {years}, and the first comes first")
    ends = value.reindex(regions)[[start, end]]
    lacking = [str(one) for one in ends.index[ends.isna().any(axis=1)]]
    if lacking or len(regions) < FEWEST:
        names = ", ".join(lacking) or "more than three"
        raise _refused(start, end, f"no figure in one of the years for {names}")


def _growth(value: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    logs = value.map(math.log, na_action="ignore")
    growth = 100 * (logs[end] - logs[start]) / (end - start)
    return pd.DataFrame({"first": value[start], "last": value[end], "growth": growth})


def _beta(frame: pd.DataFrame, years: int) -> tuple[float, Estimate, Estimate, Estimate, float]:
    """Return intercept, slope, speed, half-life and R² of growth on the log of the first level."""
    from statsmodels.regression import linear_model

    least_squares: Any = linear_model.OLS
    level = np.log(frame["first"].to_numpy())
    level = np.column_stack([np.ones_like(level), level])
    fitted = least_squares(frame["growth"].to_numpy() / 100, level).fit(cov_type="HC3", use_t=True)
    (low, high), value = fitted.conf_int(1 - LEVEL)[1], float(fitted.params[1])
    beta = Estimate(value, float(low), float(high))
    # The higher the slope, the slower the convergence.
    speed = Estimate(*(100 * _speed(one, years) for one in (beta.value, beta.high, beta.low)))
    life = Estimate(*(_half_life(one) for one in (speed.value, speed.high, speed.low)))
    return float(fitted.params[0]), beta, speed, life, float(fitted.rsquared)


def _speed(slope: float, years: int) -> float:
    left = 1 + slope * years
    return -math.log(left) / years if left > 0 else math.inf


def _half_life(speed: float) -> float:
    return 100 * math.log(2) / speed if speed > 0 else math.inf


def _sigma(wide: dict[str, pd.DataFrame]) -> pd.DataFrame:
    rows = {
        year: _spread(pd.DataFrame({n: wide[n][year] for n in ("value", "low", "high")}))
        for year in wide["value"].columns
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["value", "low", "high"])


def _spread(rows: pd.DataFrame) -> tuple[float, float, float]:
    """Return the standard deviation of the logs, and its 90 % interval where any is estimated.

    Missing where a region is.
    """
    logs = rows.map(math.log, na_action="ignore")
    if logs["value"].isna().any():
        return math.nan, math.nan, math.nan
    value = float(logs["value"].std(ddof=0))
    below, above = errors_of(logs)
    if not (below + above).any():
        return value, math.nan, math.nan
    drawn = errors_drawn(below.to_numpy(), above.to_numpy(), DRAWS)
    low, high = np.quantile((logs["value"].to_numpy() + drawn).std(axis=1), [0.05, 0.95])
    return value, float(low), float(high)


def _refused(start: int, end: int | None, found: str) -> Misuse:
    return Misuse(
        f"Convergence from {start} to {end or 'the last year'}",
        found=found,
        where="value added per inhabitant",
        todo="Ask for years in which every region has a figure, and for four regions or more",
    )
