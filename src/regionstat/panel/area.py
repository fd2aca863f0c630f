"""Follow an area through the border reforms: which codes, with which weight, in which year.

Method: backwards, a code is the sum of the codes that became it, a divided one by its
weight for the measure. Forwards, an area inside a merged municipality keeps the stake it
had in it at the last count before the merger. Both are estimates and carry an interval: a
stake drifts as the stakes in other mergers did (`panel/drift`), forwards and backwards, and
a part whose size was never counted lies between none and all. Source: KLASS 131; weights in
`municipality_splits.csv`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import NamedTuple, Protocol

from regionstat.errors import NoRule
from regionstat.register import Region, register
from regionstat.register.entries import Split

# Weights come from sums and quotients: below this they are whole.
_SNAP = 1e-9


class Weight(NamedTuple):
    """The part of a code that belongs to an area, 0 to 1, with its interval."""

    value: float
    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Say whether the code belongs to the area as a whole."""
        return self.value == 1


NONE, ALL = Weight(0, 0, 0), Weight(1, 1, 1)
Area = Mapping[str, Weight]


class Measure(Protocol):
    """What following an area needs to know of the measure that is counted."""

    @property
    def measure(self) -> str:
        """The name under which weights of divided municipalities are filed."""

    def last_count(self, codes: tuple[str, ...], code_year: int) -> tuple[float, ...] | None:
        """Return the counts of `codes` in the last year up to `code_year` that has all."""

    def drift(self, years: int) -> float:
        """Return how far a stake drifts in `years`, in log odds: half a 90 % interval."""


@dataclass(frozen=True)
class Undrifted:
    """The counts, but a stake drifts for no more than `years` years."""

    counts: Measure
    years: int = 0

    @property
    def measure(self) -> str:
        """The measure that is counted."""
        return self.counts.measure

    def last_count(self, codes: tuple[str, ...], code_year: int) -> tuple[float, ...] | None:
        """Return what the counts do."""
        return self.counts.last_count(codes, code_year)

    def drift(self, years: int) -> float:
        """Return the drift of `years`, or of the most there is; 0 when that is none."""
        return self.counts.drift(min(years, self.years)) if self.years else 0.0


@dataclass(frozen=True)
class Concordance:
    """The border changes: per year the codes each old code went to, and came from.

    A code that lives on through a change is its own heir. `weights` holds the share of a
    divided code that went to each heir, by measure.
    """

    heirs: Mapping[int, Mapping[str, tuple[str, ...]]]
    parents: Mapping[int, Mapping[str, tuple[str, ...]]]
    weights: Mapping[tuple[str, int, str, str], Split]

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years on whose first day borders or codes changed, oldest first."""
        return tuple(sorted(self.heirs))

    @cached_property
    def _changed(self) -> dict[int, frozenset[str]]:
        return {year: frozenset({*self.heirs[year], *self.parents[year]}) for year in self.years}

    def touches(self, year: int, area: Area) -> bool:
        """Say whether a change of `year` took from a code of `area`, or gave to one."""
        return not self._changed[year].isdisjoint(area)

    def share(self, measure: str, year: int, old: str, new: str) -> float:
        """Return the share of `old` that became `new`; raises `NoRule` without a weight."""
        if len(self.heirs[year].get(old, (old,))) == 1:
            return 1.0
        return self.split(measure, year, old, new).weight

    def split(self, measure: str, year: int, old: str, new: str) -> Split:
        """Return how divided `old` gave to `new`; raises `NoRule` without a weight."""
        found = self.weights.get((measure, year, old, new))
        if found is None:
            raise NoRule(
                f"Follow {old} into {new} across 1 January {year}",
                found=f"no weight for {measure!r}",
                where="municipality_splits.csv",
                todo="Add a weight with its method and source, or leave the year out",
            )
        return found

    def divided(self) -> dict[tuple[str, int], tuple[str, ...]]:
        """Return the heirs of every divided code, by code and year of the change."""
        found = {(old, year) for _, year, old, _ in self.weights}
        return {(old, year): self.heirs[year][old] for old, year in sorted(found)}

    def reweighted(self, old: str, year: int, shares: Mapping[str, float]) -> Concordance:
        """Return the concordance in which `old` gave each heir its part of `shares`, 0 to 1."""
        weights = {
            key: replace(split, weight=shares[split.new])
            if (split.old, split.year) == (old, year)
            else split
            for key, split in self.weights.items()
        }
        return replace(self, weights=weights)

    def parents_of(self, year: int, new: str) -> tuple[str, ...]:
        """Return the codes of the day before that `new` was made of."""
        return self.parents[year].get(new, (new,))


@cache
def concordance() -> Concordance:
    """Return the concordance of the register, read once."""
    found = register()
    heirs: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for change in found.changes:
        heirs[change.year][change.old].append(change.new)
    parents: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for year, by_old in heirs.items():
        for old, news in by_old.items():
            for new in news:
                parents[year][new].append(old)
        for new, olds in parents[year].items():
            if _lives_on(found.regions[new], year) and new not in by_old:
                olds.append(new)
    weights = {(s.measure, s.year, s.old, s.new): s for s in found.splits}
    return Concordance(_frozen(heirs), _frozen(parents), weights)


def _lives_on(region: Region, year: int) -> bool:
    return region.valid_from is not None and region.valid_from < year


def _frozen(
    nested: Mapping[int, Mapping[str, Iterable[str]]],
) -> dict[int, dict[str, tuple[str, ...]]]:
    return {
        year: {code: tuple(sorted(others)) for code, others in by_code.items()}
        for year, by_code in nested.items()
    }


def whole(codes: Iterable[str]) -> Area:
    """Return the area of all of `codes`."""
    return dict.fromkeys(codes, ALL)


def follow(
    area: Area,
    from_year: int,
    to_year: int,
    counts: Measure,
    borders: Concordance | None = None,
) -> Area:
    """Return `area`, codes of `from_year` with weights, in the codes of `to_year`.

    Weights other than 0 and 1 make an estimate; `borders` are those of the register unless
    others are given. Raises `NoRule` where a divided municipality has no weight or a merger no
    count of its parts.
    """
    borders = borders or concordance()
    if to_year < from_year:
        for year in reversed(borders.years):
            if to_year < year <= from_year and borders.touches(year, area):
                drift = counts.drift(year - to_year)
                area = _backwards(area, year, counts.measure, drift, borders)
    else:
        for year in borders.years:
            if from_year < year <= to_year and borders.touches(year, area):
                drift = counts.drift(to_year - year + 1)
                area = _forwards(area, year, counts, drift, borders)
    return area


def _backwards(area: Area, year: int, measure: str, drift: float, borders: Concordance) -> Area:
    olds = {old for new in area for old in borders.parents_of(year, new)}
    return _snapped({old: _held(area, old, year, measure, drift, borders) for old in olds})


def _held(
    area: Area, old: str, year: int, measure: str, drift: float, borders: Concordance
) -> Weight:
    heirs = borders.heirs[year].get(old, (old,))
    weights = [area.get(heir, NONE) for heir in heirs]
    if len(set(weights)) == 1:
        return weights[0]
    splits = [borders.split(measure, year, old, heir) for heir in heirs]
    value, low, high = (
        _mean(side, [split.weight for split in splits]) for side in zip(*weights, strict=True)
    )
    if all(split.counted for split in splits):
        return Weight(value, _moved(low, -drift), _moved(high, drift))
    return Weight(value, min(w.low for w in weights), max(w.high for w in weights))


def _forwards(area: Area, year: int, counts: Measure, drift: float, borders: Concordance) -> Area:
    news = {new for old in area for new in borders.heirs[year].get(old, (old,))}
    return _snapped({new: _stake(area, new, year, counts, drift, borders) for new in news})


def _stake(
    area: Area, new: str, year: int, counts: Measure, drift: float, borders: Concordance
) -> Weight:
    olds = borders.parents_of(year, new)
    weights = [area.get(old, NONE) for old in olds]
    if len(set(weights)) == 1:
        return weights[0]
    counted = counts.last_count(olds, year - 1)
    if counted is None:
        raise NoRule(
            f"Follow {', '.join(olds)} into {new} across 1 January {year}",
            found=f"no year before it counts {counts.measure!r} for all of them",
            where="the source of the measure",
            todo="Leave the year out, or import the counts of the years before",
        )
    shares = [borders.share(counts.measure, year, old, new) for old in olds]
    parts = [number * share for number, share in zip(counted, shares, strict=True)]
    value, low, high = (_mean(side, parts) for side in zip(*weights, strict=True))
    return Weight(value, _moved(low, -drift), _moved(high, drift))


def _mean(values: Iterable[float], parts: list[float]) -> float:
    return sum(v * part for v, part in zip(values, parts, strict=True)) / sum(parts)


def _moved(weight: float, by: float) -> float:
    """Move a weight between 0 and 1 by log odds."""
    if not 0 < weight < 1:
        return weight
    return 1 / (1 + (1 - weight) / weight * math.exp(-by))


def _snapped(area: Area) -> Area:
    found = {}
    for code, weight in sorted(area.items()):
        if weight.value > 1 - _SNAP:
            found[code] = ALL
        elif weight.high > _SNAP:
            found[code] = weight
    return found
