"""From a forecast and its standard deviation to bands and a probability, calibrated.

The errors of the back-test, each in units of the standard deviation the model gave it, say how
wide a band must be, at its level and horizon, to hold what it promises: half its width is that
quantile of their sizes. Bands are widened so, and never narrowed: few origins in calm years
would promise too much, and did. Between levels the width is interpolated, so that probability
and bands tell the same. The error of an estimated level stays the same in all years, and is not
rescaled. Source of the idea: conformal prediction, Vovk and others 2005.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize
from scipy.special import ndtr, ndtri

from regionstat.analysis.forecast_pool import Floats

LEVELS = (0.5, 0.8, 0.95)
_NORMAL = tuple(float(ndtri((1 + level) / 2)) for level in LEVELS)
# No distance is farther than this many standard deviations for a probability.
_FARTHEST = 40.0
# It has no types of its own.
_brentq: Any = optimize.brentq


@dataclass(frozen=True)
class Calibration:
    """Half the widths of bands in standard deviations: a row a horizon, a number a level.

    A horizon past the last row is as wide as that row says; without any, bands are normal.
    """

    widths: tuple[tuple[float, ...], ...] = ()

    @property
    def factors(self) -> pd.DataFrame:
        """What the normal band is multiplied with, by horizon and level."""
        horizons = range(1, len(self.widths) + 1)
        return pd.DataFrame(self.widths, index=[*horizons], columns=[*LEVELS]).div([*_NORMAL])

    def reach(self, sd: Floats) -> Floats:
        """Return half the model's band for each of `sd`, horizons 1 and on: horizons by levels."""
        rows = np.array(self.widths or [_NORMAL])
        rows = rows[np.minimum(np.arange(len(sd)), len(rows) - 1)]
        # What is known of a year is not known better of a later one.
        return np.maximum.accumulate(rows * sd[:, None], axis=0)


def half_width(reach: Floats, level_error: float, normal: float) -> float:
    """Return half the band that would be `normal` standard deviations under a normal law.

    `reach` is one row of `Calibration.reach`, `level_error` the standard error of an estimated
    level; all in natural logs.
    """
    if normal > _NORMAL[-1]:
        model = normal / _NORMAL[-1] * float(reach[-1])
    else:
        model = float(np.interp(normal, (0.0, *_NORMAL), (0.0, *reach)))
    return float(np.hypot(model, normal * level_error))


def bands(reach: Floats, level_error: float) -> dict[float, float]:
    """Return half the width of the band of each of `LEVELS`; arguments as `half_width`."""
    pairs = zip(LEVELS, _NORMAL, strict=True)
    return {level: half_width(reach, level_error, normal) for level, normal in pairs}


def probability(above: float, reach: Floats, level_error: float) -> float:
    """Return the probability that what is forecast `above` a line is not below it.

    `above` is negative when the forecast lies below the line; the others as `half_width`.
    """

    def short(normal: float) -> float:
        return half_width(reach, level_error, normal) - abs(above)

    if short(_FARTHEST) <= 0:
        return float(above >= 0)
    normal = _brentq(short, 0.0, _FARTHEST) if above else 0.0
    return float(ndtr(np.copysign(normal, above)))


def calibrate(errors: pd.DataFrame) -> Calibration:
    """Return the widths that hold the sizes of `errors` (horizon, error, sd) at each level.

    For the horizons from 1 on, up to the first that no error tells of.
    """
    return _calibrate(*_sizes(errors))


def _sizes(errors: pd.DataFrame) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the size of each of `errors` in standard deviations, and its horizon."""
    sizes = (errors["error"] / errors["sd"]).abs().to_numpy(dtype=float)
    return sizes, errors["horizon"].to_numpy(dtype=int)


def _calibrate(sizes: Floats, horizons: npt.NDArray[np.int64]) -> Calibration:
    rows: list[tuple[float, ...]] = []
    while (there := horizons == len(rows) + 1).any():
        found = np.quantile(sizes[there], LEVELS)
        rows.append(tuple(np.maximum(found, _NORMAL).tolist()))
    return Calibration(tuple(rows))


def covered(errors: pd.DataFrame, calibration: Calibration) -> pd.DataFrame:
    """Say of each of `errors` whether the band of each of `LEVELS`, the columns, holds it."""
    held = _held(*_sizes(errors), calibration)
    return pd.DataFrame(held, index=errors.index, columns=[*LEVELS])


def _held(
    sizes: Floats, horizons: npt.NDArray[np.int64], calibration: Calibration
) -> npt.NDArray[np.bool_]:
    rows = np.array(calibration.widths or [_NORMAL])
    held: npt.NDArray[np.bool_] = sizes[:, None] <= rows[np.minimum(horizons, len(rows)) - 1]
    return held


def covered_when_left_out(errors: pd.DataFrame) -> pd.DataFrame:
    """Return as `covered`, each county's bands calibrated on all other counties alone.

    Where no other county reaches a horizon nothing is said of it (NaN).
    """
    said = np.full((len(errors), len(LEVELS)), np.nan)
    sizes, horizons = _sizes(errors)
    county, regions = pd.factorize(errors["region"])
    for code in range(len(regions)):
        others = county != code
        tested = ~others & np.isin(horizons, horizons[others])
        known = _calibrate(sizes[others], horizons[others])
        said[tested] = _held(sizes[tested], horizons[tested], known)
    return pd.DataFrame(said, index=errors.index, columns=[*LEVELS])
