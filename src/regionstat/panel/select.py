"""Cut a panel to an indicator, regions and years, refusing ids and years that do not exist."""

from __future__ import annotations

import operator
from collections import deque
from collections.abc import Iterable
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from regionstat.errors import Misuse
from regionstat.register import find_indicator, find_region

Places = slice | npt.NDArray[np.intp]
# Rows of what is kept: below, looking through a column costs nothing.
_WHOLE = 10_000
_LATELY: deque[tuple[tuple[Any, ...], dict[str, Any]]] = deque(maxlen=8)


def select(
    panel: pd.DataFrame,
    indicator: str,
    *,
    regions: Iterable[str] | None = None,
    years: tuple[int, int] | None = None,
    basis: str = "counties",
) -> pd.DataFrame:
    """Return the rows of `panel` for `indicator`, in the panel's order and columns.

    `regions` are ids (default: all), `years` the first and last year, both included. On
    another `basis` the rows are those of the indicator's variant. Raises `Misuse` for an
    unknown id or basis, and for years that lie outside the indicator's.
    """
    id_ = find_indicator(indicator, basis).id
    rows = panel.iloc[_of(panel, id_)]
    span = None if years is None else _within(rows, id_, years)
    if regions is not None:
        wanted = {find_region(region).id for region in regions}
        rows = rows.iloc[_among(panel, rows, id_, wanted)]
    if span is not None:
        rows = rows[rows["year"].between(*span)]
    return rows.reset_index(drop=True)


def _of(panel: pd.DataFrame, indicator: str) -> Places:
    """Return where the rows of `indicator` are; they lie together in a sorted panel."""
    column = panel["indicator"]
    known = _known(column)
    if known is None:
        return _places(np.flatnonzero(column == indicator))
    if not known:
        known.update({name: _places(rows) for name, rows in _by_name(column).items()})
    found: Places = known.get(indicator, slice(0, 0))
    return found


def _among(panel: pd.DataFrame, rows: pd.DataFrame, indicator: str, regions: set[str]) -> Places:
    """Return where among `rows`, those of `indicator`, the ones of `regions` are."""
    known = _known(panel["indicator"], panel["region"])
    if known is None:
        return _places(np.flatnonzero(rows["region"].isin(regions)))
    if indicator not in known:
        known[indicator] = _by_name(rows["region"])
    found = [known[indicator][one] for one in regions if one in known[indicator]]
    return _places(np.sort(np.concatenate(found))) if found else slice(0, 0)


def _by_name(column: pd.Series) -> dict[str, npt.NDArray[np.intp]]:
    """Return by what `column` says where it does."""
    codes, names = pd.factorize(column)
    order = np.argsort(codes, kind="stable")[(codes < 0).sum() :]
    counts = np.bincount(codes[codes >= 0], minlength=len(names))
    ends = zip(np.cumsum(counts), counts, names.tolist(), strict=True)
    return {name: order[end - count : end] for end, count, name in ends}


def _places(found: npt.NDArray[np.intp]) -> Places:
    first, last = (int(found[0]), int(found[-1])) if len(found) else (0, -1)
    return slice(first, last + 1) if last - first + 1 == len(found) else found


def _known(*columns: pd.Series) -> dict[str, Any] | None:
    """Return what was found in `columns` before, to be added to; None of what is not kept.

    Told by their Arrow arrays, which are never changed: a panel that was written to has others.
    """
    if any(len(one) < _WHOLE or getattr(one.dtype, "storage", "") != "pyarrow" for one in columns):
        return None
    cells = tuple(cast(Any, one.array).__arrow_array__() for one in columns)
    for others, known in _LATELY:
        if len(others) == len(cells) and all(map(operator.is_, others, cells)):
            return known
    _LATELY.append((cells, {}))
    return _LATELY[-1][1]


def _within(rows: pd.DataFrame, indicator: str, years: tuple[int, int]) -> tuple[int, int]:
    first, last = years
    begins, ends = rows["year"].min(), rows["year"].max()
    if first > last or len(rows) == 0 or first > ends or last < begins:
        found = f"it has {begins}–{ends}" if len(rows) else "it has no years in this panel"
        raise Misuse(
            f"Years {first}–{last} of {indicator!r}",
            found=found,
            where="the panel",
            todo="Ask for years within these, the first one first",
        )
    return first, last
