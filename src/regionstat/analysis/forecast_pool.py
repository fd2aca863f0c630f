"""The counties' log ratios that forecasts are tested on, and the series of one region.

The pool holds a county only in the years it existed: one that is carried back as the sum of those
it was merged from would count the same information twice. Source: the panel's rows of
`gdp_population_ratio`, natural logs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from regionstat.analysis.once import once
from regionstat.errors import Misuse
from regionstat.panel import select
from regionstat.panel.figures import HALF_90
from regionstat.register import Region, find_region, register

RATIO = "gdp_population_ratio"
ESTIMATED = "estimated"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pool:
    """Log ratios of series by year: `data` holds the numbers, a row a series, NaN is missing.

    Equal pools have equal content, so that what is reckoned from one can be kept.
    """

    regions: tuple[str, ...]
    years: tuple[int, ...]
    data: bytes

    @classmethod
    def of(cls, wide: pd.DataFrame) -> Pool:
        """Return the pool of `wide`, a row a series, a column a year; empty series are left out."""
        wide = wide[wide.notna().any(axis=1)]
        values = np.ascontiguousarray(wide.to_numpy("float64"))
        regions = tuple(str(region) for region in wide.index)
        return cls(regions, tuple(int(year) for year in wide.columns), values.tobytes())

    @property
    def values(self) -> Floats:
        """The log ratios, series by years."""
        return np.frombuffer(self.data).reshape(len(self.regions), len(self.years))

    @property
    def wide(self) -> pd.DataFrame:
        """The log ratios as a frame, a row a series, a column a year."""
        return pd.DataFrame(self.values, index=[*self.regions], columns=[*self.years])

    def until(self, year: int) -> Pool:
        """Return the pool as it was with `year` as its last: the series that had begun."""
        years = tuple(one for one in self.years if one <= year)
        values = self.values[:, : len(years)]
        begun = np.flatnonzero(np.isfinite(values).any(axis=1))
        regions = tuple(self.regions[row] for row in begun)
        return Pool(regions, years, values[begun].tobytes())


def county_pool(panel: pd.DataFrame, basis: str = "counties", *, until: int | None = None) -> Pool:
    """Return the log ratios of all counties on `basis`, each in the years it existed up to `until`.

    Estimates are left out. Raises `Misuse` for an unknown basis, and without any county.
    """
    return once(panel, (county_pool, basis, until), lambda: _county_pool(panel, basis, until))


def _county_pool(panel: pd.DataFrame, basis: str, until: int | None) -> Pool:
    rows = select(panel, RATIO, basis=basis)
    rows = rows if until is None else rows[rows["year"] <= until]
    known = register().regions
    counts = [
        known[region].level == "county" and known[region].valid_in(year)
        for region, year in zip(rows["region"], rows["year"], strict=True)
    ]
    rows = rows[np.array(counts, bool) & (rows["status"] != ESTIMATED).to_numpy()]
    wide = _logs(rows).pivot(index="region", columns="year", values="log_ratio")
    if wide.notna().sum().sum() == 0:
        raise Misuse(
            f"The counties' ratios on the basis {basis!r}",
            found="no county to learn from",
            where=f"the panel's rows of {RATIO}",
            todo="Give the whole panel, as `load` returns it",
        )
    years = range(int(wide.columns.min()), int(wide.columns.max()) + 1)
    return Pool.of(wide.reindex(columns=years))


def series_of(panel: pd.DataFrame, region: str, basis: str = "counties") -> pd.DataFrame:
    """Return the ratio of `region` by year, from its first figure to its last.

    Columns ratio, low, high (the 90 % interval of an estimate), status, log_ratio and sd, the
    standard error of an estimate in natural logs, 0 where the figure is published. Years
    without a figure are NaN. Raises `Misuse` for an unknown region or basis, and for a region
    without a figure.
    """
    found = find_region(region)
    return once(panel, (series_of, found, basis), lambda: _series_of(panel, found, basis))


def _series_of(panel: pd.DataFrame, found: Region, basis: str) -> pd.DataFrame:
    rows = _logs(select(panel, RATIO, regions=[found.id], basis=basis))
    years = rows.loc[rows["log_ratio"].notna(), "year"]
    if len(years) == 0:
        raise Misuse(
            f"The ratio of {found.id!r} on the basis {basis!r}",
            found="no figure in this panel",
            where=f"the panel's rows of {RATIO}",
            todo=_instead(found.county),
        )
    kept = rows.rename(columns={"value": "ratio"}).set_index("year")
    kept = kept[["ratio", "low", "high", "status", "log_ratio", "sd"]]
    return kept.reindex(range(int(years.min()), int(years.max()) + 1))


def _instead(counties: tuple[str, ...]) -> str:
    if not counties:
        return "Ask for a county that has figures on this basis, or for another basis"
    return (
        "Add estimates of it to the panel, as `load` does, or ask for the county "
        f"it lies in: {', '.join(counties)}"
    )


def _logs(rows: pd.DataFrame) -> pd.DataFrame:
    logs = {name: np.log(rows[name].where(rows[name] > 0)) for name in ("value", "low", "high")}
    sd = (logs["high"] - logs["low"]) / (2 * HALF_90)
    return rows.assign(log_ratio=logs["value"], sd=sd.fillna(0.0))
