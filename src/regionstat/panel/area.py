"""Follow an area through the border reforms: which codes, with which weight, in which year.

Method: backwards, a code is the sum of the codes that became it, a divided one by its
weight for the measure. Forwards, an area inside a merged municipality keeps the stake it
had in it at the last count before the merger. Source: KLASS 131; weights in
`municipality_splits.csv`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from regionstat.errors import NoRule
from regionstat.register import Region, register

Area = Mapping[str, float]
Count = Callable[[tuple[str, ...], int], tuple[float, ...] | None]

# Weights come from sums and quotients: below this they are whole.
_SNAP = 1e-9


@dataclass(frozen=True)
class Concordance:
    """The border changes: per year the codes each old code went to, and came from.

    A code that lives on through a change is its own heir. `weights` holds the share of a
    divided code that went to each heir, by measure.
    """

    heirs: Mapping[int, Mapping[str, tuple[str, ...]]]
    parents: Mapping[int, Mapping[str, tuple[str, ...]]]
    weights: Mapping[tuple[str, int, str, str], float]

    @property
    def years(self) -> tuple[int, ...]:
        """The years on whose first day borders or codes changed, oldest first."""
        return tuple(sorted(self.heirs))

    def share(self, measure: str, year: int, old: str, new: str) -> float:
        """Return the share of `old` that became `new`; raises `NoRule` without a weight."""
        if len(self.heirs[year].get(old, (old,))) == 1:
            return 1.0
        weight = self.weights.get((measure, year, old, new))
        if weight is None:
            raise NoRule(
                f"Follow {old} into {new} across 1 January {year}",
                found=f"no weight for {measure!r}",
                where="municipality_splits.csv",
                todo="Add a weight with its method and source, or leave the year out",
            )
        return weight

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
    weights = {(s.measure, s.year, s.old, s.new): s.weight for s in found.splits}
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


def follow(area: Area, from_year: int, to_year: int, *, measure: str, count: Count) -> Area:
    """Return `area`, codes of `from_year` with weights, in the codes of `to_year`.

    `count(codes, year)` gives the measure of each code at the last count up to `year` that
    has them all, or None. Weights other than 0 and 1 make an estimate. Raises `NoRule`
    where a divided municipality has no weight or a merger no count.
    """
    borders = concordance()
    if to_year < from_year:
        for year in reversed([y for y in borders.years if to_year < y <= from_year]):
            area = _backwards(area, year, measure, borders)
    else:
        for year in [y for y in borders.years if from_year < y <= to_year]:
            area = _forwards(area, year, measure, count, borders)
    return area


def _backwards(area: Area, year: int, measure: str, borders: Concordance) -> Area:
    found: dict[str, float] = defaultdict(float)
    for new, weight in area.items():
        for old in borders.parents_of(year, new):
            found[old] += weight * borders.share(measure, year, old, new)
    return _snapped(found)


def _forwards(area: Area, year: int, measure: str, count: Count, borders: Concordance) -> Area:
    news = {new for old in area for new in borders.heirs[year].get(old, (old,))}
    return _snapped({new: _stake(area, new, year, measure, count, borders) for new in news})


def _stake(
    area: Area, new: str, year: int, measure: str, count: Count, borders: Concordance
) -> float:
    olds = borders.parents_of(year, new)
    weights = [area.get(old, 0.0) for old in olds]
    if len(set(weights)) == 1:
        return weights[0]
    counted = count(olds, year - 1)
    if counted is None:
        raise NoRule(
            f"Follow {', '.join(olds)} into {new} across 1 January {year}",
            found=f"no year before it counts {measure!r} for all of them",
            where="the source of the measure",
            todo="Leave the year out, or import the counts of the years before",
        )
    parts = [n * borders.share(measure, year, o, new) for n, o in zip(counted, olds, strict=True)]
    held = sum(part * weight for part, weight in zip(parts, weights, strict=True))
    return held / sum(parts)


def _snapped(area: Area) -> Area:
    return {
        code: float(round(weight)) if abs(weight - round(weight)) < _SNAP else weight
        for code, weight in sorted(area.items())
        if weight > _SNAP
    }
