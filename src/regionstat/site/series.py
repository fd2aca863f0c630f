"""The figures of an edition as series: one an indicator and region, ready to be looked up."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from regionstat.analysis.changes import change
from regionstat.register import Indicator, register


@dataclass(frozen=True)
class Figure:
    """One number: its value in the indicator's unit (NaN when missing), interval and sign."""

    indicator: str
    region: str
    year: int
    value: float
    low: float
    high: float
    status: str

    @property
    def is_there(self) -> bool:
        """Whether there is a number."""
        return not math.isnan(self.value)


@dataclass(frozen=True, eq=False)
class Series:
    """All figures of an indicator in a region, by year."""

    indicator: str
    region: str
    figures: Mapping[int, Figure]

    @cached_property
    def values(self) -> dict[int, float]:
        """The values by year, NaN where one is missing."""
        return {year: one.value for year, one in self.figures.items()}

    @cached_property
    def latest(self) -> Figure | None:
        """The newest figure that has a number, None when none has."""
        return next((one for one in reversed([*self.figures.values()]) if one.is_there), None)

    def change(self, span: int) -> float:
        """Return the change over the `span` years up to the latest figure; NaN without both ends.

        In points or in per cent, and never across a break, as `analysis.benchmark.change`.
        """
        if self.latest is None:
            return math.nan
        return change(self.values, register().indicators[self.indicator], self.latest.year, span)


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of one edition."""

    by_indicator: Mapping[str, Mapping[str, Series]]
    _ranks: dict[tuple[str, int, str], dict[str, tuple[int, int]]] = field(default_factory=dict)

    def of(self, indicator: str) -> Mapping[str, Series]:
        """Return the series of an indicator by region, none when it has no figures."""
        return self.by_indicator.get(indicator, {})

    @cached_property
    def by_region(self) -> dict[str, list[Series]]:
        """The series that have a number, by region, in the register's order of indicators."""
        found: dict[str, list[Series]] = {}
        for indicator in register().indicators:
            for region, series in self.of(indicator).items():
                if series.latest is not None:
                    found.setdefault(region, []).append(series)
        return found

    def rank(self, figure: Figure) -> tuple[int, int] | None:
        """Return the place of a figure among regions of its level today, and of how many.

        None where neither direction is better, where the region is no county or municipality
        of today, and where an interval leaves the place open. Figures that print alike share
        the best place.
        """
        one, place = register().indicators[figure.indicator], register().regions[figure.region]
        open_place = not math.isnan(figure.low)
        if one.better == "neither" or place.level not in RANKED or place.valid_to or open_place:
            return None
        key = (figure.indicator, figure.year, place.level)
        if key not in self._ranks:
            self._ranks[key] = _ranks(self.of(figure.indicator), one, figure.year, place.level)
        return self._ranks[key].get(figure.region)


RANKED = ("county", "municipality")


def _ranks(
    found: Mapping[str, Series], indicator: Indicator, year: int, level: str
) -> dict[str, tuple[int, int]]:
    regions = register().regions
    today = {
        region: round(series.values[year], indicator.decimals)
        for region, series in found.items()
        if regions[region].level == level
        and not regions[region].valid_to
        and not math.isnan(series.values.get(year, math.nan))
        and math.isnan(series.figures[year].low)
    }
    order = sorted(today.values(), reverse=indicator.better == "higher")
    first = {value: place for place, value in reversed([*enumerate(order, start=1)])}
    return {region: (first[value], len(order)) for region, value in today.items()}


def figures(observations: pd.DataFrame) -> Figures:
    """Return the figures of `observations`, the content's rows of one edition."""
    columns = ("indicator", "region", "year", "value", "low", "high", "status")
    ordered = observations.sort_values(["indicator", "region", "year"], kind="stable")
    return figures_of(zip(*(ordered[name].tolist() for name in columns), strict=True))


def figures_of(rows: Iterable[tuple[str, str, int, float, float, float, str]]) -> Figures:
    """Return the figures of `rows`, in order: indicator, region, year, value, low, high, sign."""
    found: dict[str, dict[str, dict[int, Figure]]] = {}
    for row in rows:
        one = Figure(*row)
        found.setdefault(one.indicator, {}).setdefault(one.region, {})[one.year] = one
    return Figures(
        {
            indicator: {region: Series(indicator, region, years) for region, years in inner.items()}
            for indicator, inner in found.items()
        }
    )
