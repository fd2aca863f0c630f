"""Rows of a panel as what a result is kept by: the same where they hold the same."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

_FIGURES = ("value", "low", "high")


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a panel that can be asked of a function that keeps its results.

    Equal to others that hold the same in the same order under the same `attrs`. Rows that
    are written to, by whatever way, are others from then on.
    """

    frame: pd.DataFrame

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rows):
            return NotImplemented
        return self.frame.attrs == other.frame.attrs and self.frame.equals(other.frame)

    def __hash__(self) -> int:
        # Over the figures, for two frames can share memory that was written to past pandas.
        return hash(tuple(self.frame[name].to_numpy().tobytes() for name in _FIGURES))
