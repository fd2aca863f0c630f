"""The municipalities most like one: nearest by size, growth, employment and jobs.

    distance = √( mean of ((x_i - y_i) / s_i)² ), over the measures that the municipality has,

s being the standard deviation among all municipalities of the year: 0 for a twin, 1 for a
standard deviation apart on every measure. Measures: the logarithm of the people; their yearly
growth over ten years, in the same borders; employed residents per inhabitant; jobs per employed
resident, which tells a centre from a suburb. Each is taken in its latest year up to the one
asked for. Industries are not among them: no table here has them by municipality.
Source: StatBank 07459, 11618. The plan asks for comparable municipalities and defines none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from regionstat.errors import Misuse
from regionstat.panel.vintages import edition_of
from regionstat.register.municipalities import find_municipality, municipalities_in

COUNT = 9
SPAN = 10
PEOPLE, RESIDENTS, JOBS = "population", "employed_residents", "employed_workplace"


@dataclass(frozen=True, eq=False)
class Similar:
    """The municipalities of a year by their distance from one of them, nearest first.

    `frame` has region, distance, and the measures of each: people, growth (per cent a year),
    employed (residents per inhabitant) and jobs (per employed resident). `own` are those of the
    municipality itself; `years` tells by measure which year it is of, those left out having none.
    """

    region: str
    year: int
    own: pd.Series
    frame: pd.DataFrame
    years: Mapping[str, int]

    @property
    def nearest(self) -> tuple[str, ...]:
        """The ids of the nine nearest municipalities."""
        return tuple(self.frame["region"].head(COUNT))

    def __repr__(self) -> str:
        head = f"Distance from {self.region} in {self.year}, by {', '.join(self.years)}"
        return f"{head}\n{self.frame.head(COUNT).round(3).to_string(index=False)}"


def similar(panel: pd.DataFrame, region: str, *, year: int | None = None) -> Similar:
    """Return the municipalities of `year` by their distance from `region`, one of them.

    The year is that of the panel's edition unless told. Raises `Misuse` for what is no
    municipality of that year, and where there is no measure of it.
    """
    when = year if year is not None else edition_of(panel) or int(panel["year"].max())
    asked = find_municipality(region, when).id
    there = list(municipalities_in(when))
    counts = _counts(panel)
    years = {
        name: found
        for name, needed in _NEEDED.items()
        if (found := _latest(counts, asked, needed, when)) is not None
    }
    if not years:
        raise Misuse(
            f"The municipalities most like {region!r}",
            found=f"no count of its people or jobs up to {when}",
            where="the panel",
            todo="Ask for a later year",
        )
    measures = _measures(counts, there, years)
    apart = distances(_scaled(measures))[asked].drop(asked).dropna()
    frame = measures.loc[apart.index].assign(distance=apart).rename_axis("region").reset_index()
    frame = frame.sort_values(["distance", "region"], ignore_index=True)
    columns = ["region", "distance", *years]
    return Similar(asked, when, measures.T[asked], frame[columns], years)


def distances(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the distance between every two rows of `measures`, a column each measure.

    The root of the mean square of standardised differences, so that neither the units nor how
    many measures there are matters; a measure that is the same for all tells nothing. NaN where
    either lacks a measure.
    """
    values = measures.to_numpy(dtype=np.float64)
    spread = np.nanstd(values, axis=0)
    scaled = values / np.where(spread > 0, spread, np.inf)
    square = np.mean((scaled[:, None, :] - scaled[None, :, :]) ** 2, axis=2)
    return pd.DataFrame(np.sqrt(square), measures.index, measures.index)


# What each measure is made of: the indicator, and by how many years before it is needed, too.
_NEEDED: Mapping[str, tuple[tuple[str, int], ...]] = {
    "people": ((PEOPLE, 0),),
    "growth": ((PEOPLE, 0), (PEOPLE, SPAN)),
    "employed": ((RESIDENTS, 0), (PEOPLE, 0)),
    "jobs": ((JOBS, 0), (RESIDENTS, 0)),
}


def _counts(panel: pd.DataFrame) -> pd.DataFrame:
    """Return what the measures are made of: a row a region, columns by indicator and year."""
    rows = panel[panel["indicator"].isin((PEOPLE, RESIDENTS, JOBS))]
    return rows.pivot(index="region", columns=["indicator", "year"], values="value")


def _latest(
    counts: pd.DataFrame, region: str, needed: tuple[tuple[str, int], ...], until: int
) -> int | None:
    """Return the latest year up to `until` in which `region` has all that is `needed`."""
    if region not in counts.index:
        return None
    have = set(counts.loc[region].dropna().index)
    years = {year for _, year in have if year <= until}
    there = (one for one in years if all((of, one - past) in have for of, past in needed))
    return max(there, default=None)


def _measures(counts: pd.DataFrame, regions: list[str], years: Mapping[str, int]) -> pd.DataFrame:
    rows = counts.reindex(regions)
    made = {
        "people": lambda year: rows[PEOPLE, year],
        "growth": lambda year: _growth(rows[PEOPLE, year], rows[PEOPLE, year - SPAN]),
        "employed": lambda year: rows[RESIDENTS, year] / rows[PEOPLE, year],
        "jobs": lambda year: rows[JOBS, year] / rows[RESIDENTS, year],
    }
    return pd.DataFrame({name: made[name](year) for name, year in years.items()}, index=regions)


def _growth(now: pd.Series, then: pd.Series) -> pd.Series:
    """Return the growth in per cent a year over the span."""
    return 100 * ((now / then) ** (1 / SPAN) - 1)


def _scaled(measures: pd.DataFrame) -> pd.DataFrame:
    """Return `measures` with the people on the scale on which twice as many is one step."""
    if "people" not in measures:
        return measures
    return measures.assign(people=np.log(measures["people"].where(measures["people"] > 0)))
