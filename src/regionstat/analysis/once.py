"""What is reckoned from a panel, kept for as long as the panel holds the same figures.

A page asks for the goal of its region in every other cell. Two panels hold the same figures when
their columns are the same memory: what is kept holds on to it, so that whoever writes to a panel
writes to a copy of his own, and is told apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd

from regionstat.panel.vintages import edition_of

_T = TypeVar("_T")
# Panels, and results of each, beyond which the oldest are let go.
_PANELS, _RESULTS = 4, 64


@dataclass(frozen=True, eq=False)
class _Known:
    panel: pd.DataFrame
    found: dict[Hashable, Any] = field(default_factory=dict)


_LATELY: deque[_Known] = deque(maxlen=_PANELS)


def once(panel: pd.DataFrame, key: Hashable, make: Callable[[], _T]) -> _T:
    """Return what `make` makes of `panel`, made once for each `key`, which tells all else.

    Frames in it are the caller's own. Raises what `make` raises, which is not kept.
    """
    found, of_edition = _known(panel).found, (edition_of(panel), key)
    if of_edition not in found:
        made = _own(make())
        while len(found) >= _RESULTS:
            del found[next(iter(found))]
        found[of_edition] = made
    return _own(cast(_T, found[of_edition]))


def _known(panel: pd.DataFrame) -> _Known:
    for known in _LATELY:
        if _same(known.panel, panel):
            return known
    _LATELY.append(_Known(panel.copy(deep=False)))
    return _LATELY[-1]


def _own(found: _T) -> _T:
    """Return `found`, a frame or with frames that share its figures until either is written to."""
    whole: Any = found
    if isinstance(whole, pd.DataFrame):
        return cast(_T, whole.copy(deep=False))
    parts = {one.name: getattr(whole, one.name) for one in fields(whole)}
    frames = (pd.DataFrame, pd.Series)
    own = {name: part.copy(deep=False) for name, part in parts.items() if isinstance(part, frames)}
    return cast(_T, replace(whole, **own))


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """Say whether two panels have the same columns, each the same memory."""
    return (
        list(one.columns) == list(other.columns)
        and one.index.equals(other.index)
        and all(_share(one[name], other[name]) for name in one.columns)
    )


def _share(one: pd.Series, other: pd.Series) -> bool:
    if one.dtype != other.dtype:
        return False
    if isinstance(one.dtype, np.dtype):
        memory, its = (each.to_numpy().__array_interface__ for each in (one, other))
        return bool(memory == its)
    if getattr(one.dtype, "storage", "") == "pyarrow":
        # Never changed: a column that is written to has another.
        cells, others = (cast(Any, each.array).__arrow_array__() for each in (one, other))
        return cells is others
    return False
