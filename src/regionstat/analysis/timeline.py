"""The goal of a region in one frame: every year measured, and the years to the goal."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd

from regionstat.analysis.goal import ENDS, GOAL_YEAR, MET_AT, Goal
from regionstat.panel.figures import HALF_90
from regionstat.register import find_indicator

COLUMNS = (
    *("region", "basis", "year", "kind", "gdp_share", "population_share", "ratio", "low", "high"),
    *("level_pct", "gap_mnok", "probability", "status"),
)
_NORMAL = NormalDist()


def timeline(found: Goal, basis: str = "counties", *, goal_year: int = GOAL_YEAR) -> pd.DataFrame:
    """Return the years of `found` on `basis`, one row an area and year, `COLUMNS`.

    `kind` is published, estimated or forecast; shares in percent, the ratio with its interval
    of `level_pct` percent (90 where it is estimated, 95 where it is forecast), the gap in mill.
    kr, and the probability that the ratio is 1 or more; none is given where the ratio is
    published. The forecast is of what answers for the region (`Goal.shown`), from its last year
    to `goal_year`, with a probability in that year alone. Raises `Misuse` for an unknown basis.
    """
    find_indicator("gdp_share", basis)
    past = _past(found.frame[found.frame["basis"] == basis])
    ahead = [_ahead(found, region, basis, goal_year) for region in found.shown]
    parts = [part for part in (past, *ahead) if len(part)]
    frame = pd.concat(parts, ignore_index=True) if parts else past
    order = {region: place for place, region in enumerate(found.measured)}
    rows = frame.assign(_order=frame["region"].map(order)).sort_values(["_order", "year"])
    return rows[[*COLUMNS]].reset_index(drop=True)


def _past(rows: pd.DataFrame) -> pd.DataFrame:
    estimated = rows["ratio_low"].notna()
    return rows.assign(
        kind=np.where(estimated, "estimated", "published"),
        low=rows["ratio_low"],
        high=rows["ratio_high"],
        level_pct=np.where(estimated, 90.0, np.nan),
        probability=_above(rows),
    )


def _above(rows: pd.DataFrame) -> pd.Series:
    """Return the probability that an estimated ratio is 1 or more, its log normal."""
    low, high = (np.log(rows[f"ratio_{end}"]) for end in ENDS)
    sd = (high - low) / (2 * HALF_90)
    apart = (np.log(rows["ratio"]) - np.log(MET_AT)) / sd
    return pd.Series([_NORMAL.cdf(one) for one in apart], index=rows.index)


def _ahead(found: Goal, region: str, basis: str, goal_year: int) -> pd.DataFrame:
    forecast = found.forecast(basis, region=region, goal_year=goal_year)
    if forecast is None or forecast.path.empty:
        return pd.DataFrame()
    path = forecast.path
    last = path["year"] == goal_year
    return pd.DataFrame(
        {
            "region": region,
            "basis": basis,
            "year": path["year"],
            "kind": "forecast",
            "gdp_share": np.nan,
            "population_share": np.nan,
            "ratio": path["median"],
            "low": path["low_95"],
            "high": path["high_95"],
            "level_pct": 95.0,
            "gap_mnok": np.nan,
            "probability": np.where(last, forecast.probability, np.nan),
            "status": "estimated",
        }
    )
