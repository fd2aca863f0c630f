"""Cut a panel to an indicator, regions and years, refusing ids and years that do not exist."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from regionstat.errors import Misuse
from regionstat.register import find_indicator, find_region


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
    places = np.flatnonzero(panel["indicator"] == indicator)
    first, last = (int(places[0]), int(places[-1])) if len(places) else (0, -1)
    together = last - first + 1 == len(places)
    return panel.iloc[slice(first, last + 1) if together else places]


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
