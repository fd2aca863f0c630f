"""Which method may speak: the table of errors, the choice, and the calibration of its bands.

The loss is the absolute error of the log ratio over the mean one of last value at the same
horizon, so that every horizon counts alike. A method is taken when its gain on last value,
averaged over counties, is the largest and exceeds one standard error, clustered by county;
otherwise last value is. Source of the rule: Breiman and others 1984 (one standard error).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from regionstat.analysis.forecast_bands import (
    LEVELS,
    Calibration,
    calibrate,
    covered,
    covered_when_left_out,
)
from regionstat.analysis.forecast_models import LAST_VALUE, METHODS
from regionstat.analysis.forecast_pool import Pool
from regionstat.analysis.rolling_origin import COLUMNS, rolling_errors

# Origins that a horizon must have been tested from before it has a say.
MIN_ORIGINS = 3
_BARE = [f"coverage_{level:.0%}".rstrip("%") for level in LEVELS]
_CALIBRATED = [f"calibrated_{level:.0%}".rstrip("%") for level in LEVELS]
_FIGURES = ["n", "origins", "mae", "rmse", "bias", "skill", *_BARE, *_CALIBRATED]


@dataclass(frozen=True, eq=False)
class BackTest:
    """How wrong each method was from past years, and what follows for the next forecast.

    `errors` has a row a method and horizon: n, origins, mae, rmse and bias (forecast less
    figure) in natural logs, skill (1 less mae over that of last value), coverage_50, _80 and
    _95 of the model's own bands and calibrated_50, _80 and _95 of those calibrated on the other
    counties, as parts of 1. `gain` holds, by method, what was gained on last value and its
    standard error. `tested` is the longest horizon with `MIN_ORIGINS` origins, 0 when none has;
    then `best` is last value and no band is calibrated. `trials` are the errors that all stands
    on, one by one (`rolling_errors`).
    """

    trials: pd.DataFrame
    gain: pd.DataFrame
    best: str
    tested: int
    calibrations: dict[str, Calibration]

    @cached_property
    def errors(self) -> pd.DataFrame:
        """The table of errors by method and horizon, made when first asked for."""
        return _table(self.trials, _usable(self.trials))

    def mae(self, method: str, horizon: int) -> float:
        """Return the mean absolute error of `method` so many years ahead, natural logs."""
        rows = (self.trials["method"] == method) & (self.trials["horizon"] == horizon)
        return float(self.trials.loc[rows, "error"].abs().mean())

    def calibration(self, method: str) -> Calibration:
        """Return how the bands of `method` are widened or narrowed."""
        return self.calibrations.get(method, Calibration())

    def __repr__(self) -> str:
        head = f"Rolling-origin errors, log ratio; taken: {self.best}"
        return f"{head}\n{self.errors.round(4).to_string(index=False)}"


@lru_cache(maxsize=64)
def back_test(pool: Pool, horizon: int) -> BackTest:
    """Return the back-test of every method on `pool`, for forecasts of up to `horizon` years.

    Kept by content of the pool.
    """
    found = rolling_errors(pool)
    return _judged(found[found["horizon"] <= horizon])


def untested() -> BackTest:
    """Return the back-test of a forecast that needs none."""
    return _judged(pd.DataFrame(columns=COLUMNS))


def _judged(found: pd.DataFrame) -> BackTest:
    usable = _usable(found)
    gain = _gain(usable)
    sure = gain[gain["gain"] > gain["standard_error"]]
    return BackTest(
        trials=found,
        gain=gain,
        best=str(sure["gain"].idxmax()) if len(sure) else LAST_VALUE,
        tested=int(max(usable["horizon"], default=0)),
        calibrations={str(m): calibrate(rows) for m, rows in usable.groupby("method")},
    )


def _usable(found: pd.DataFrame) -> pd.DataFrame:
    """Return the errors at horizons with `MIN_ORIGINS` origins or more."""
    origins = found.groupby("horizon")["origin"].nunique()
    return found[found["horizon"].isin(origins[origins >= MIN_ORIGINS].index)]


def _gain(errors: pd.DataFrame) -> pd.DataFrame:
    """Return, by method, the gain on last value in its own mean absolute errors, and its error."""
    size = errors.assign(size=errors["error"].abs())
    wide = size.pivot(index=["region", "origin", "horizon"], columns="method", values="size")
    if wide.empty:
        return pd.DataFrame(columns=["gain", "standard_error"], dtype="float64")
    per_horizon = wide[LAST_VALUE].groupby("horizon").transform("mean")
    less = wide.rsub(wide[LAST_VALUE], axis=0).div(per_horizon.where(per_horizon > 0), axis=0)
    counties = less.drop(columns=LAST_VALUE).groupby("region").mean()
    return pd.DataFrame({"gain": counties.mean(), "standard_error": counties.sem()})


def _table(found: pd.DataFrame, usable: pd.DataFrame) -> pd.DataFrame:
    if found.empty:
        return pd.DataFrame(columns=["method", "horizon", *_FIGURES])
    said = [rows.join(_held(rows, usable)) for _, rows in found.groupby("method")]
    table = pd.concat(said).groupby(["method", "horizon"]).apply(_row).reset_index()
    last = table[table["method"] == LAST_VALUE].set_index("horizon")["mae"]
    beside = table["horizon"].map(last)
    table["skill"] = 1 - table["mae"] / beside.where(beside > 0)
    order = table["method"].map({method: place for place, method in enumerate(METHODS)})
    table = table.iloc[np.lexsort([table["horizon"], order])]
    return table[["method", "horizon", *_FIGURES]].reset_index(drop=True)


def _held(rows: pd.DataFrame, usable: pd.DataFrame) -> pd.DataFrame:
    """Say of each error of one method which bands held it, as the model and as calibrated."""
    tested = rows[rows.index.isin(usable.index)]
    bare = covered(rows, Calibration()).set_axis(_BARE, axis=1)
    return bare.join(covered_when_left_out(tested).set_axis(_CALIBRATED, axis=1))


def _row(errors: pd.DataFrame) -> pd.Series:
    error = errors["error"]
    told = {
        "n": len(errors),
        "origins": errors["origin"].nunique(),
        "mae": error.abs().mean(),
        "rmse": np.sqrt((error**2).mean()),
        "bias": error.mean(),
    }
    return pd.Series({**told, **errors[[*_BARE, *_CALIBRATED]].mean()})
