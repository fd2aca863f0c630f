"""What was known in a past year: the edition of that year, or the years up to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from regionstat.panel.vintages import edition_of
from regionstat.snapshots import find_home
from regionstat.snapshots.editions import list_contemporary

Load = Callable[[int], pd.DataFrame]


@dataclass(frozen=True)
class Vintage:
    """Whose figures a forecast stands on.

    `edition` is where they come from, None when the panel does not tell; `until` the last year
    that was let in, None when all were. `as_known` says that the edition is that of the very
    year, its figures not revised since.
    """

    edition: int | None
    until: int | None = None
    as_known: bool = False

    def __str__(self) -> str:
        source = "a panel of no edition" if self.edition is None else f"edition {self.edition}"
        if self.as_known:
            return f"{source} as it stood"
        return source if self.until is None else f"{source}, years to {self.until}"


def figures_of(panel: pd.DataFrame, as_of: int | None, load: Load) -> tuple[pd.DataFrame, Vintage]:
    """Return the panel that a forecast as of `as_of` stands on, not yet cut, and whose it is.

    It is the edition of that year, which `load` gives, where one was made then; else `panel`,
    of which only the years up to `as_of` may be used. A panel that does not tell its edition
    stands for itself. Raises what reading an edition raises.
    """
    edition = edition_of(panel)
    if as_of is None or edition is None or as_of not in list_contemporary(find_home()):
        return panel, Vintage(edition, as_of)
    return panel if edition == as_of else load(as_of), Vintage(as_of, as_of, as_known=True)
