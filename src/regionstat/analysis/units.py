"""The building blocks of regional GDP: the municipalities of a year, and regions as sums of them.

A year's figures stand on the municipalities of that year, and those before the year of the oldest
commuting matrix on the municipalities of that year: none is ever divided on the way there. The
county of a block is told by the first two digits of its code. Source: KLASS 131.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from regionstat.errors import Misuse, NoRule
from regionstat.panel.area import Area, concordance, follow, whole
from regionstat.panel.harmonise import Counts, area_of
from regionstat.register import Region, find_region, register
from regionstat.register.entries import LANGUAGES, Text

FIRST = 2017
Floats = NDArray[np.float64]


def unit_year(year: int) -> int:
    """Return the year whose municipalities the figures of `year` stand on."""
    return max(year, FIRST)


@cache
def units_of(year: int) -> tuple[str, ...]:
    """Return the codes of the blocks of `year`, sorted."""
    known = register().regions.values()
    found = [r.id for r in known if r.level == "municipality" and r.valid_in(unit_year(year))]
    return tuple(sorted(found))


def county_of(code: str) -> str:
    """Return the county that a municipality code belongs to."""
    return code[:2]


def counted(counts: Counts, year: int) -> Floats:
    """Return `counts` of `year` for each of its blocks.

    Nobody at all means that a block was left out that year (Rindal in 2019, some of Vestfold in
    2017): it has the count of the year before, and NaN where there is none.
    """
    now = _counted(counts, year, year)
    absent = ~(now > 0)
    if not absent.any():
        return now
    before = _counted(counts, year - 1, year) if year - 1 in counts.years else np.nan
    return np.where(absent, before, now)


def _counted(counts: Counts, year: int, blocks_of: int) -> Floats:
    """Return `counts` of `year` for the blocks of another year or its own."""
    cells = counts.values[year].to_dict()
    areas = _made_of(unit_year(blocks_of), counts.code_year(year), counts)
    return np.array(
        [sum(weight * cells.get(code, np.nan) for code, weight in area) for area in areas]
    )


def lineage(year: int, earlier: int, counts: Counts) -> Floats:
    """Return the part of each block of `earlier` (columns) that is in each of `year` (rows)."""
    place = {code: at for at, code in enumerate(units_of(earlier))}
    found = np.zeros((len(units_of(year)), len(place)))
    for row, parts in enumerate(_made_of(unit_year(year), unit_year(earlier), counts)):
        for code, weight in parts:
            found[row, place[code]] = weight
    return found


def _made_of(year: int, earlier: int, counts: Counts) -> list[list[tuple[str, float]]]:
    """Return what the municipalities of `year` were in the codes of `earlier`."""
    borders = concordance()
    between = [one for one in borders.years if earlier < one <= year]
    moved = {code for one in between for code in (*borders.parents[one], *borders.heirs[one])}
    return [
        [
            (old, weight.value)
            for old, weight in follow(whole([code]), year, earlier, counts).items()
        ]
        if code in moved
        else [(code, 1.0)]
        for code in units_of(year)
    ]


def asked(region: str | Sequence[str], codes_of: int | None) -> Region:
    """Return what was asked for as a region: one of the register, or a list of municipalities.

    The codes of a list are those of `codes_of`, or of the one state of the borders in which all
    were in use. Raises `Misuse` for an unknown id, an empty list, codes that were never in use
    together, codes whose area changed while all were in use, and codes that are numbers.
    """
    if isinstance(region, str) and find_region(region).level != "municipality":
        return find_region(region)
    codes = tuple(dict.fromkeys([region] if isinstance(region, str) else region))
    if not all(isinstance(code, str) for code in codes):
        raise _refused(codes, "a code is text, with its leading zero", "Give codes in quotes")
    found = [find_region(code) for code in codes]
    if not codes or any(one.level != "municipality" for one in found):
        raise _refused(codes, "that is no list of municipality codes", "Give 4-digit codes")
    year = _year_of(found) if codes_of is None else codes_of
    late = [one.id for one in found if not one.valid_in(year)]
    if late:
        raise _refused(
            codes, f"{', '.join(late)} not in use in {year}", "Give the year the codes are of"
        )
    counties = tuple(sorted({county_of(code) for code in codes}))
    return Region("+".join(codes), _named(found), "city_region", codes, year, county=counties)


def _named(found: Sequence[Region]) -> Text:
    """Return the names of the first few, and how many more there are."""
    more = f" + {len(found) - 3}" if len(found) > 3 else ""
    nb, en = (", ".join(one.name.in_(tongue) for one in found[:3]) + more for tongue in LANGUAGES)
    return Text(nb, en)


def _year_of(regions: Sequence[Region]) -> int:
    """Return the one year whose borders the codes can mean; raises `Misuse` when unclear."""
    codes = [one.id for one in regions]
    first = max(one.valid_from or 0 for one in regions)
    last = min(one.valid_to or 9999 for one in regions)
    if first > last:
        raise _refused(codes, "they were never in use together", "Give codes of one year")
    moved = [year for year in _changes(tuple(sorted(codes))) if first < year <= last]
    if moved:
        found = f"the area of some changed on 1 January {', '.join(map(str, moved))}"
        raise _refused(codes, found, "Say by `codes_of` the year they are of")
    return min(last, register_end())


def register_end() -> int:
    """Return the last year in which borders changed: the borders that are in force since."""
    return max(change.year for change in register().changes)


@cache
def _changes(codes: tuple[str, ...]) -> list[int]:
    """Return the years in which a code of `codes` took in or gave away a part, but lived on."""
    return sorted(
        {
            change.year
            for change in register().changes
            if change.new in codes or (change.old in codes and not change.whole)
        }
    )


def _refused(codes: Sequence[str], found: str, todo: str) -> Misuse:
    named = ", ".join(str(code) for code in codes[:5]) + (" …" if len(codes) > 5 else "")
    return Misuse(
        f"The region of {named or 'no code'}", found=found, where="municipalities.csv", todo=todo
    )


def area_in(region: Region, year: int, counts: Counts) -> Area | None:
    """Return `region` in the blocks of `year`, sorted by code, None where no rule leads there.

    Sorted, so that sums over it are the same to the last bit whatever the order of its list.
    """
    try:
        return dict(sorted(area_of(region, unit_year(year), counts).items()))
    except NoRule:
        return None
