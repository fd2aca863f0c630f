"""Why there is a gap: the goal's ratio as a product of factors, exact in every year.

    (GVA/GVAₙ) / (people/peopleₙ) = productivity · commuting · employment rate · working-age share

Each factor is region over nation: value added per employed at work; employed at work per
employed resident; employed residents per inhabitant of working age; and these per inhabitant.
In natural logs they add. Where a link between employed and people is missing, the two factors
it joins become one, never a guess. Source of the identity: OECD, Regions at a Glance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from regionstat.analysis.once import once
from regionstat.analysis.peers import NATION
from regionstat.analysis.quantities import quantities
from regionstat.errors import Misuse, unknown
from regionstat.panel.inputs import inputs_of
from regionstat.register import find_region

QUANTITIES = ("gva", "employed", "employed_residents", "working_age", "population")
# Those that a year can do without.
LINKS = ("employed_residents", "working_age")
FACTORS = {
    ("gva", "employed"): "productivity",
    ("employed", "employed_residents"): "commuting",
    ("employed_residents", "working_age"): "employment_rate",
    ("working_age", "population"): "working_age_share",
    ("employed", "working_age"): "jobs_per_working_age",
    ("employed_residents", "population"): "employed_per_inhabitant",
    ("employed", "population"): "jobs_per_inhabitant",
}
ENDS = ("low", "high")
BOUNDED = ("log_ratio", "productivity")
NO_ESTIMATE = pd.DataFrame(columns=[*ENDS], dtype="float64")


@dataclass(frozen=True)
class Change:
    """The change of the log ratio between two years, factor by factor, in natural logs.

    `factors` sum to `log_ratio`; one that either year lacks is NaN. `left_out` are the
    quantities that one of the years lacks, or whose series breaks between them.
    """

    start: int
    end: int
    log_ratio: float
    factors: Mapping[str, float]
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        parts = " ".join(f"{name} {value:+.4f}" for name, value in self.factors.items())
        without = f" (without {', '.join(self.left_out)})" if self.left_out else ""
        return f"Change {self.start}-{self.end}: {self.log_ratio:+.4f} = {parts}{without}"


@dataclass(frozen=True, eq=False)
class Decomposition:
    """The goal's ratio of a region in each year, as the product of its factors.

    `relative` holds, by year, the natural log of region over nation for each of
    `QUANTITIES`; NaN is missing. `status` is the sign of the year (`*`: preliminary), `breaks`
    the years in which a quantity's series breaks. `interval` says, by year, how far below and
    above its value (low, high; natural logs, 90 %) value added may lie, where it is an estimate.
    In the years `by_construction` the estimate gave the region the productivity of its
    counties, but for known bias: what is the region's own in it, and in commuting, is not told.
    """

    region: str
    relative: pd.DataFrame
    status: pd.Series
    breaks: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    interval: pd.DataFrame = field(default_factory=NO_ESTIMATE.copy)
    by_construction: tuple[int, ...] = ()

    @property
    def frame(self) -> pd.DataFrame:
        """The log ratio and its factors by year, in natural logs, and status.

        Each year has the `factors` it can give, which sum to log_ratio; all others are NaN,
        as is a factor for which value added, employed or people are missing.
        """
        return self._frame.copy(deep=False)

    @cached_property
    def _frame(self) -> pd.DataFrame:
        made = {year: _factors(row) for year, row in self.relative.to_dict("index").items()}
        named = [name for name in FACTORS.values() if any(name in row for row in made.values())]
        factors = pd.DataFrame.from_dict(made, orient="index")
        ratio = (self.relative["gva"] - self.relative["population"]).rename("log_ratio")
        return pd.concat([ratio, factors.reindex(columns=named), self.status], axis=1)

    @property
    def ratios(self) -> pd.DataFrame:
        """The ratio and its factors by year as ratios, 1 where region and nation are level."""
        logs = self.frame.drop(columns="status").rename(columns={"log_ratio": "ratio"})
        return logs.apply(np.exp).join(self.status)

    @property
    def bounds(self) -> pd.DataFrame:
        """The 90 % interval by year of the log ratio and of productivity, in natural logs.

        Columns log_ratio_low, log_ratio_high, productivity_low, productivity_high; only years in
        which value added is an estimate. All its uncertainty is in productivity: the other
        factors are of people, who are counted.
        """
        logs = self.frame.reindex(columns=[*BOUNDED])
        ends = {
            f"{name}_{end}": logs[name] + self.interval[end] for name in BOUNDED for end in ENDS
        }
        return pd.DataFrame(ends).loc[self.interval.index]

    def interval_of(self, year: int) -> tuple[float, float]:
        """Return the 90 % interval of the log ratio of `year`, NaN where it is no estimate."""
        if year not in self.interval.index:
            return np.nan, np.nan
        low, high = self.bounds.T[year].to_numpy("float64")[: len(ENDS)]
        return float(low), float(high)

    @property
    def missing(self) -> dict[int, tuple[str, ...]]:
        """The quantities that each year lacks, for the years that lack any."""
        absent = ((int(year), _absent(self._of(year))) for year in self.relative.index)
        return {year: names for year, names in absent if names}

    def factors(self, year: int) -> dict[str, float]:
        """Return the factors of `year` in natural logs, those its quantities can give.

        Raises `Misuse` for a year that is not there.
        """
        return _factors(self._of(year))

    def through(self, *links: str) -> Decomposition:
        """Return the decomposition that passes through `links` alone, so that years compare.

        Without any it is productivity and jobs per inhabitant. Raises `Misuse` for what is no
        link.
        """
        for one in set(links) - set(LINKS):
            raise unknown("link", one, LINKS, where="the quantities of the goal's ratio")
        dropped = {one: np.nan for one in LINKS if one not in links}
        return replace(self, relative=self.relative.assign(**dropped))

    def up_to(self, year: int) -> Decomposition:
        """Return the decomposition without the years after `year`; raises `Misuse` for none."""
        if not (self.relative.index <= year).any():
            raise self._lacks(year)
        there = {name: getattr(self, name) for name in ("relative", "status", "interval")}
        kept = {name: found[found.index <= year] for name, found in there.items()}
        coarse = tuple(one for one in self.by_construction if one <= year)
        return replace(self, **kept, by_construction=coarse)

    def between(self, start: int, end: int) -> Change:
        """Return the change from `start` to `end`, by the factors that both years can give.

        A link whose series breaks after `start` and up to `end` is left out. Raises as `factors`.
        """
        change = self._of(end) - self._of(start)
        span = range(min(start, end) + 1, max(start, end) + 1)
        broken = [name for name, years in self.breaks.items() if any(y in span for y in years)]
        change[broken] = np.nan
        ratio = float(change["gva"] - change["population"])
        return Change(start, end, ratio, _factors(change), _absent(change))

    def _of(self, year: int) -> pd.Series:
        if year not in self.relative.index:
            raise self._lacks(year)
        return pd.Series(self.relative.loc[year])

    def _lacks(self, year: int) -> Misuse:
        have = ", ".join(str(one) for one in self.relative.index)
        return _refused(f"{self.region} has {have or 'no year'}, not {year}")

    def __repr__(self) -> str:
        years: dict[tuple[str, ...], list[str]] = {}
        for year, names in self.missing.items():
            years.setdefault(names, []).append(str(year))
        lacks = "".join(f"\nno {' or '.join(n)}: {', '.join(y)}" for n, y in years.items())
        given = ", ".join(str(year) for year in self.by_construction)
        if given:
            lacks += f"\nproductivity of its counties, by construction: {given}"
        table = self.ratios.round(3).to_string(na_rep="")
        return f"GDP share over population share of {self.region}, as a product\n{table}{lacks}"


def decompose(panel: pd.DataFrame, region: str, *, basis: str = "counties") -> Decomposition:
    """Return why the ratio of `region`, a county or a city region, is what it is, by year.

    A county's value added is published, a city region's estimated, with its interval; what
    else is in it is in `quantities`. Raises `Misuse` for an unknown region or basis and for a
    region whose value added the panel does not hold.
    """
    key = decompose, find_region(region), basis, inputs_of(panel)
    return once(panel, key, lambda: _decompose(panel, region, basis))


def _decompose(panel: pd.DataFrame, region: str, basis: str) -> Decomposition:
    found = quantities(panel, region, basis)
    made = decompose_ratio(found.frame, region, breaks=found.breaks)
    return replace(made, by_construction=found.by_construction)


def decompose_ratio(
    frame: pd.DataFrame, region: str, *, breaks: Mapping[str, tuple[int, ...]] | None = None
) -> Decomposition:
    """Return the ratio of `region` to the nation as a product of factors, by year.

    `frame` is indexed by region and year, the nation's id `0` among them, with the columns
    `QUANTITIES`, each in one unit, and perhaps status, gva_low and gva_high; the `LINKS` may be
    absent, and NaN is missing. `working_age` must be the age that `employed_residents` are
    counted in. Years are those of the region. Raises `Misuse` where a row stands twice, the
    nation or region or a column is not there, or a quantity is not above zero.
    """
    cells = _checked(frame, region)
    of_region = cells.index.get_level_values("region")
    own, nation = (cells[of_region == one].droplevel("region") for one in (region, NATION))
    relative = (own / nation.reindex(own.index)).apply(np.log).sort_index()
    signs = frame.get("status", pd.Series("", frame.index, dtype="str", name="status"))
    status = signs[of_region == region].droplevel("region").sort_index()
    interval = _interval(frame[of_region == region].droplevel("region").sort_index())
    return Decomposition(region, relative, status, dict(breaks or {}), interval)


def _interval(own: pd.DataFrame) -> pd.DataFrame:
    ends = {end: own[f"gva_{end}"] / own["gva"] for end in ENDS if f"gva_{end}" in own}
    return pd.DataFrame(ends).apply(np.log).dropna() if ends else NO_ESTIMATE


def _checked(frame: pd.DataFrame, region: str) -> pd.DataFrame:
    """Return the quantities of `frame` as numbers above zero, NaN where there is none."""
    lacking = set(QUANTITIES) - set(LINKS) - set(frame.columns)
    if lacking:
        raise _refused(f"no column {min(lacking)!r}")
    if frame.index.has_duplicates:
        raise _refused(f"{frame.index[frame.index.duplicated()][0]} stands twice")
    absent = {region, NATION} - set(frame.index.get_level_values("region"))
    if absent:
        raise _refused(f"no rows of {min(absent)!r}")
    cells = frame.reindex(columns=list(QUANTITIES)).astype("float64")
    bad = cells.notna() & ~((cells > 0) & np.isfinite(cells))
    for name in cells.columns[bad.any()]:
        where, year = cells.index[bad[name]][0]
        raise _refused(f"{name} of {where} in {year} is not above zero and finite")
    return cells


def _factors(row: Mapping[Any, float] | pd.Series) -> dict[str, float]:
    chain = [name for name in QUANTITIES if name not in LINKS or pd.notna(row[name])]
    return {FACTORS[pair]: float(row[pair[0]] - row[pair[1]]) for pair in pairwise(chain)}


def _absent(row: pd.Series) -> tuple[str, ...]:
    return tuple(name for name in QUANTITIES if pd.isna(row[name]))


def _refused(found: str) -> Misuse:
    return Misuse(
        "Take the goal's ratio apart",
        found=found,
        where="the quantities by region and year",
        todo=f"Give {', '.join(QUANTITIES)} of region and nation ({NATION!r}) once a year",
    )
