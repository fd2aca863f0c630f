"""Cut a panel to an indicator, regions and years, refusing ids and years that do not exist."""

from __future__ import annotations

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
_LATELY: deque[tuple[Any, dict[str, Places]]] = deque(maxlen=4)


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
    rows = _of(panel, id_)
    if years is not None:
        rows = rows[rows["year"].between(*_within(rows, id_, years))]
    if regions is not None:
        wanted = [find_region(region).id for region in regions]
        rows = rows[rows["region"].isin(wanted)]
    return rows.reset_index(drop=True)


def _of(panel: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """Return the rows of `indicator`; they lie together in a sorted panel, and are not copied."""
    column = panel["indicator"]
    known = _known(column)
    if indicator not in known:
        known[indicator] = _places(np.flatnonzero(column == indicator))
    return panel.iloc[known[indicator]]


def _places(found: npt.NDArray[np.intp]) -> Places:
    first, last = (int(found[0]), int(found[-1])) if len(found) else (0, -1)
    return slice(first, last + 1) if last - first + 1 == len(found) else found


def _known(column: pd.Series) -> dict[str, Places]:
    """Return what was found in `column` before, to be added to.

    Told by its Arrow array, which is never changed: a panel that was written to has another.
    """
    if len(column) < _WHOLE or getattr(column.dtype, "storage", "") != "pyarrow":
        return {}
    cells = cast(Any, column.array).__arrow_array__()
    for other, known in _LATELY:
        if other is cells:
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
