"""The errors every method would have made: from each past year, with what was known in it.

From every origin the variances are estimated anew on the years up to it, and each county is
forecast as far as its figures reach. Source of the design: Tashman 2000.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from regionstat.analysis.forecast_models import METHODS, fit
from regionstat.analysis.forecast_pool import Pool

# Figures that a series must have before it is forecast.
MIN_YEARS = 4
COLUMNS = ["method", "region", "origin", "horizon", "error", "sd"]


@lru_cache(maxsize=32)
def rolling_errors(pool: Pool) -> pd.DataFrame:
    """Return the error of every method, county, origin and horizon that `pool` can tell.

    Columns method, region, origin and horizon (years), error (forecast less figure, natural
    logs) and sd (what the model said of it). Only counties with `MIN_YEARS` figures up to the
    origin, one in it, and one in the year forecast. Empty when there are none. The frame is
    kept by content of the pool: copy before changing it.
    """
    origins = pool.years[MIN_YEARS - 1 : -1]
    parts = [
        _from_origin(method, pool.until(origin), pool) for origin in origins for method in METHODS
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def _from_origin(method: str, known: Pool, pool: Pool) -> pd.DataFrame:
    origin, horizon = known.years[-1], pool.years[-1] - known.years[-1]
    told = np.isfinite(known.values)
    ready = (told.sum(axis=1) >= MIN_YEARS) & told[:, -1]
    after = pool.wide.loc[[*known.regions]].to_numpy()[ready, -horizon:]
    found = fit(method, known).ahead(known.values[ready], horizon)
    regions = np.array(known.regions)[ready]
    frame = pd.DataFrame(
        {
            "method": method,
            "region": np.repeat(regions, horizon),
            "origin": origin,
            "horizon": np.tile(np.arange(1, horizon + 1), len(regions)),
            "error": (found.mean - after).ravel(),
            "sd": np.sqrt(found.variance).ravel(),
        }
    )
    return frame[frame["error"].notna()]
