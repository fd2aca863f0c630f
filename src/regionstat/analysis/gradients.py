"""The bias of a key by industry, told by the size of the labour market: learnt from counties.

A key of persons puts a city core too low, for productivity and the mix of industries rise with
the size of the labour market: value added per employed, finance and information by most; farming,
fishing and power fall. The slope of its log on the log of size is fitted over the counties, one
industry at a time, and drawn to the slope of all industries by as much as it cannot be told from
it (James and Stein 1961, the positive part). Sizes beyond those of the counties are cut off: no
slope is followed further than it was seen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from regionstat.analysis.holdout import Hidden
from regionstat.analysis.units import Floats
from regionstat.analysis.value_added import COLUMNS, HOMES, REST

ALL = "all"
# Fewer counties than this with a figure tell no slope.
ENOUGH = 8


@dataclass(frozen=True, eq=False)
class Gradients:
    """The slope of log productivity on log size by industry of the accounts; 0 for own homes.

    `common` is that of all industries; `low` and `high` the sizes between which it was seen.
    """

    slopes: Floats
    common: float
    low: float
    high: float

    def lift(self, size: Floats) -> Floats:
        """Return what the key is to be multiplied by: sizes as rows, industries as columns."""
        found: Floats = np.exp(np.outer(np.clip(size, self.low, self.high), self.slopes))
        return found


NONE = Gradients(np.zeros(len(COLUMNS)), 0.0, 0.0, 0.0)


def observed(found: Sequence[Hidden]) -> pd.DataFrame:
    """Return the log productivity of the counties against the nation's, by industry and `ALL`.

    In all it is what is published over what the key gives. The mean of the years in `found`,
    hold-outs of all counties; NaN where never printed.
    """
    years = []
    for one in found:
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = np.log(one.cells / one.key / (one.totals / one.key.sum(axis=0)))
            overall = np.log(one.published / one.estimate())
        table = np.column_stack([np.where(np.isfinite(rate), rate, np.nan), overall])
        years.append(pd.DataFrame(table, index=one.areas, columns=[*COLUMNS, ALL]))
    return pd.concat(years).groupby(level=0).mean()


def fit_gradients(
    rates: pd.DataFrame, size: Mapping[str, float], without: Collection[str] = ()
) -> Gradients:
    """Return the gradients told by `rates` (`observed`), leaving the counties `without` out.

    `size` is the mean log size of the labour markets of each county.
    """
    kept = rates.drop(index=[one for one in without if one in rates.index])
    sizes = np.array([size[str(county)] for county in kept.index])
    common, _ = _slope(sizes, kept[ALL].to_numpy("float64"))
    slopes = np.full(len(COLUMNS), common)
    for at, column in enumerate(COLUMNS):
        rate = kept[column].to_numpy("float64")
        if column != REST and np.isfinite(rate).sum() >= ENOUGH:
            slope, error = _slope(sizes, rate)
            apart = slope - common
            if abs(apart) > error:
                slopes[at] += apart - error**2 / apart
    slopes[HOMES] = 0.0
    return Gradients(slopes, common, float(sizes.min()), float(sizes.max()))


def _slope(size: Floats, rate: Floats) -> tuple[float, float]:
    """Return the slope of least squares and its standard error."""
    seen = np.isfinite(rate)
    x, y = size[seen] - size[seen].mean(), rate[seen] - rate[seen].mean()
    slope = float(x @ y / (x @ x))
    left = y - slope * x
    return slope, float(np.sqrt(left @ left / (len(x) - 2) / (x @ x)))
