"""The shape of numbers on their way to the panel, and how their signs travel."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

# Intervals hold 90 %: half of one, in standard deviations of a normal.
HALF_90 = NormalDist().inv_cdf(0.95)
KEY = ["region", "year"]
COLUMNS = ["value", "low", "high", "status"]
# Missing signs outrank our words, and within each the one that says more outranks the other.
STRENGTH = ("", "manual", "interpolated", "estimated", "*", ":", "...", "..", ".")
NO_DATA = ".."
PRELIMINARY = "*"
# The signs that stand for a number; all others stand beside one.
FOR_MISSING = STRENGTH[STRENGTH.index(PRELIMINARY) + 1 :]


def figures(
    frame: pd.DataFrame, *, low: pd.Series | None = None, high: pd.Series | None = None
) -> pd.DataFrame:
    """Return `frame` (region, year, value, status) as figures.

    Figures are indexed by region and year, sorted, with columns value, low, high (float64,
    NaN where there is none) and status; a missing value without a sign gets `..`.
    """
    found = pd.DataFrame(
        {
            "region": frame["region"].astype("str"),
            "year": frame["year"].astype("int64"),
            "value": frame["value"].astype("float64"),
            "low": np.nan if low is None else low,
            "high": np.nan if high is None else high,
            "status": frame["status"].astype("str"),
        }
    )
    return signed(found.set_index(KEY).sort_index())


def signed(found: pd.DataFrame) -> pd.DataFrame:
    """Return figures in which every missing value bears a sign and no interval."""
    missing = found["value"].isna()
    strange = missing & ~found["status"].isin(FOR_MISSING)
    status = found["status"].mask(strange, NO_DATA)
    bounds = {side: found[side].mask(missing) for side in ("low", "high")}
    return found.assign(status=status, **bounds)


def strongest(statuses: Sequence[pd.Series]) -> pd.Series:
    """Return, row by row, the sign that outranks the others; the series share one index."""
    signs = np.stack([status.to_numpy(dtype=object) for status in statuses])
    return pd.Series(outranking(signs), index=statuses[0].index, dtype="str")


def outranking(signs: np.ndarray) -> np.ndarray:
    """Return, column by column, the sign that outranks the others of its column."""
    ranks = pd.Index(STRENGTH).get_indexer(pd.Index(signs.ravel())).reshape(signs.shape)
    found: np.ndarray = np.array(STRENGTH, dtype=object)[ranks.max(axis=0)]
    return found


def derive(value: pd.Series, inputs: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return figures with `value` computed from `inputs`, figures on the same index.

    The value is missing where an input is; the strongest sign of the inputs is carried.
    """
    absent = np.logical_or.reduce([one["value"].isna().to_numpy() for one in inputs])
    found = pd.DataFrame(
        {
            "value": value.where(~absent & np.isfinite(value.to_numpy())),
            "low": np.nan,
            "high": np.nan,
            "status": strongest([one["status"] for one in inputs]),
        }
    )
    return signed(found)


def at(found: pd.DataFrame, index: pd.MultiIndex) -> pd.DataFrame:
    """Return `found` on `index`; keys it lacks are missing with the sign `..`."""
    wider = found.reindex(index)
    return signed(wider.assign(status=wider["status"].fillna(NO_DATA)))
