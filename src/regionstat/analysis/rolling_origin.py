"""The errors every method would have made: from each past year, with what was known in it.

From every origin the variances are estimated anew on the years up to it, and each county is
forecast as far as its figures reach. Source of the design: Tashman 2000.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from regionstat.analysis.forecast_models import METHODS, Ahead, fit
from regionstat.analysis.forecast_pool import Pool

# Figures that a series must have before it is forecast.
MIN_YEARS = 4
# A year ahead is the same whether or not those after it are asked for: most are, sooner or later.
_AT_ONCE = 10
COLUMNS = ["method", "region", "origin", "horizon", "error", "sd"]


@lru_cache(maxsize=32)
def rolling_errors(pool: Pool) -> pd.DataFrame:
    """Return the error of every method, county, origin and horizon that `pool` can tell.

    Columns method, region, origin and horizon (years), error (forecast less figure, natural
    logs) and sd (what the model said of it). Only counties with `MIN_YEARS` figures up to the
    origin, one in it, and one in the year forecast. Empty when there are none. The frame is
    kept by content of the pool: copy before changing it.
    """
    known = [pool.until(origin) for origin in pool.years[MIN_YEARS - 1 : -1]]
    parts = [_from_origin(method, one, pool) for one in known for method in METHODS]
    whole = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS if parts}
    frame = pd.DataFrame(whole, columns=COLUMNS)
    return frame[frame["error"].notna()].reset_index(drop=True)


@lru_cache(maxsize=512)
def _carried(method: str, known: Pool, horizon: int) -> Ahead:
    rows = [known.regions.index(region) for region in ready(known)]
    return fit(method, known).ahead(known.values[rows], horizon)


def ready(known: Pool) -> tuple[str, ...]:
    """Return the series of `known` that can be forecast: enough figures, one in the last year."""
    told = np.isfinite(known.values)
    enough = (told.sum(axis=1) >= MIN_YEARS) & told[:, -1]
    return tuple(region for region, one in zip(known.regions, enough, strict=True) if one)


def carried(method: str, known: Pool, horizon: int) -> Ahead:
    """Return the forecasts of those that are `ready`, 1 to `horizon` years ahead.

    Kept by content of the pool: arrays are not to be written to.
    """
    found = _carried(method, known, max(horizon, _AT_ONCE))
    return Ahead(*(part[:, :horizon] for part in found))


def _from_origin(method: str, known: Pool, pool: Pool) -> dict[str, np.ndarray]:
    origin, horizon = known.years[-1], pool.years[-1] - known.years[-1]
    regions = ready(known)
    place = {region: row for row, region in enumerate(pool.regions)}
    after = pool.values[[place[one] for one in regions], -horizon:]
    found = carried(method, known, horizon)
    number = len(regions) * horizon
    return {
        "method": np.repeat(np.array([method], dtype=object), number),
        "region": np.repeat(np.array(regions, dtype=object), horizon),
        "origin": np.repeat(origin, number),
        "horizon": np.tile(np.arange(1, horizon + 1), len(regions)),
        "error": (found.mean - after).ravel(),
        "sd": np.sqrt(found.variance).ravel(),
    }
