"""How far the parts of a municipality drift apart: learnt from the mergers of others.

Before a merger its parts were counted one by one. Taking the stake of a part as it stood
some years earlier and comparing it with what it then was gives the error of keeping a stake
unchanged, in log odds, by the number of years. The 90th percentile of it is half the
interval of a stake after a merger. Leave-one-merger-out, it covers 90 % at each horizon of
one to ten years.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from regionstat.panel.area import concordance
from regionstat.register import register

LEVEL = 0.90
# Fewer errors than this say nothing of a percentile.
ENOUGH = 50

Floats = NDArray[np.float64]


def mergers(code_years: Sequence[int]) -> Iterator[tuple[int, tuple[str, ...], list[int]]]:
    """Yield year, parts, and the places in `code_years` that count them one by one.

    Mergers of whole municipalities only, and only years before it with all parts in use.
    """
    borders, known = concordance(), register().regions
    for year in borders.years:
        for olds in borders.parents[year].values():
            divided = any(len(borders.heirs[year].get(old, ())) > 1 for old in olds)
            places = [
                place
                for place, code_year in enumerate(code_years)
                if code_year < year and all(known[old].valid_in(code_year) for old in olds)
            ]
            if len(olds) > 1 and not divided and len(places) > 1:
                yield year, olds, places


def stake_errors(parts: Floats, years: int) -> Floats:
    """Return how far the stakes moved in `years`, in log odds, without sign.

    `parts` counts the parts (columns) in consecutive years (rows).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        stakes = parts / parts.sum(axis=1, keepdims=True)
        odds = np.log(stakes / (1 - stakes))
        found: Floats = np.abs(odds[years:] - odds[:-years]).ravel()
    return found[np.isfinite(found)]


def drifts(values: Floats, places: dict[str, int], code_years: Sequence[int]) -> list[float]:
    """Return the 90th percentile of the error of a stake after 1, 2, … years, in log odds.

    `values` has codes as rows, by `places`, and years as columns, in the codes of
    `code_years`. The list ends where there are too few errors; it is empty when there are
    none.
    """
    counted = [
        values[[places[old] for old in olds]][:, years].T
        for _, olds, years in mergers(code_years)
        if all(old in places for old in olds)
    ]
    found: list[float] = []
    for years in range(1, len(code_years)):
        errors = [stake_errors(parts, years) for parts in counted if len(parts) > years]
        pooled = np.concatenate(errors) if errors else np.empty(0)
        if len(pooled) < ENOUGH:
            break
        found.append(float(np.quantile(pooled, LEVEL)))
    return found
