"""The vintage of each source: the edition's own where the panel still tells which it is.

`load` notes the edition in the panel's `attrs`. A merge or a rebuilt frame loses the note, and
the vintage that the register gives for the bundled figures stands in.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from regionstat.register import Source
from regionstat.register.entries import Text
from regionstat.snapshots import find_home, read_edition

EDITION = "edition"
BUNDLED = "transcribed"


@dataclass(frozen=True)
class Stated:
    """What a reader is told of the figures of a source: vintage, origin and known gaps.

    `origin` is that of a pedigree: transcribed, downloaded, fetched or swept.
    """

    vintage: str
    origin: str
    known_gaps: tuple[Text, ...]


def edition_of(panel: pd.DataFrame) -> int | None:
    """Return the year of the edition that `panel` was loaded from, None when it is not known."""
    found = panel.attrs.get(EDITION)
    return found if isinstance(found, int) else None


def is_retrospective(panel: pd.DataFrame) -> bool:
    """Say whether `panel` is of an edition that was made after its year; raises as `stated`."""
    edition = edition_of(panel)
    return edition is not None and read_edition(edition, find_home()).retrospective


def stated(source: Source, edition: int | None) -> Stated:
    """Return vintage and gaps of `source` in `edition`; those of the register for None.

    Raises what reading the edition raises.
    """
    bundled = Stated(source.vintage, BUNDLED, source.known_gaps)
    if edition is None:
        return bundled
    locked = read_edition(edition, find_home())
    if source.id not in {one.source for one in locked.raw}:
        return bundled
    told = locked.pedigree(source.id)
    gaps = tuple(Text(gap["nb"], gap["en"]) for gap in told.known_gaps)
    return Stated(told.vintage, told.origin, gaps)
