"""Whether a fetch looks like the morning's reload: figures shown as 0 or as missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regionstat.snapshots.pulls import Pull
from regionstat.sources.morning import in_reload

MORNING = "taken while StatBank reloads"
BLANK = "figures blank"
# What is blank twice, this long apart, is not the reload's doing.
APART = timedelta(hours=3)
LOST_SHARE = 0.05
_GROUP = ("ContentsCode", "Tid")


def flags_of(
    new: pd.DataFrame, old: pd.DataFrame | None, moments: Sequence[datetime]
) -> tuple[str, ...]:
    """Return why nothing may stand on the figures `new`, fetched at `moments`; () when sound.

    `new` and `old`, the figures kept before (None: none), are frames of a table in the
    register's codes. A year whose every figure of a measure is 0 or missing, and was not so
    before, is a flag; so is a twentieth of all figures that went to 0 or missing.
    """
    found = [MORNING] if any(in_reload(moment) for moment in moments) else []
    blank = _newly_blank(new, old)
    if blank:
        found.append(f"{BLANK}: {', '.join(f'{code} {year}' for code, year in sorted(blank)[:5])}")
    elif old is not None and (lost := _lost(new, old)) > LOST_SHARE:
        found.append(f"{BLANK}: {lost:.0%} of what had a figure before")
    return tuple(found)


def confirmed(pull: Pull, earlier: Sequence[Pull]) -> bool:
    """Say whether `pull` has the same bytes as an earlier one, long enough ago to trust them."""
    now = datetime.fromisoformat(pull.retrieved)
    return MORNING not in pull.flags and any(
        one.parts == pull.parts and now - datetime.fromisoformat(one.retrieved) >= APART
        for one in earlier
    )


def _newly_blank(new: pd.DataFrame, old: pd.DataFrame | None) -> set[tuple[str, str]]:
    blank = _blank(new)
    if old is not None:
        return blank - _blank(old)
    latest = str(new["Tid"].drop_duplicates().astype("str").max())
    return {group for group in blank if group[1] == latest}


def _blank(frame: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the (contents, period) whose every figure is 0 or missing."""
    texts = {column: _texts(frame, column) for column in _GROUP}
    # Grouping by pandas would take several times the memory of the figures.
    group = _places(frame, texts)
    contents, periods = texts.values()
    met, filled = np.zeros((2, len(contents) * len(periods)), bool)
    met[group] = True
    filled[group[(frame["value"].fillna(0) != 0).to_numpy()]] = True
    blank = (divmod(int(place), len(periods)) for place in np.flatnonzero(met & ~filled))
    return {(str(contents[code]), str(periods[year])) for code, year in blank}


def _lost(new: pd.DataFrame, old: pd.DataFrame) -> float:
    """Return the share of the figures in both that were something and are 0 or missing now."""
    named = [c for c in old.columns if c in new.columns and c not in ("value", "status")]
    keys = [column for column in named if not column.endswith("_label")]
    texts = {key: _texts(new, key).union(_texts(old, key)) for key in keys}
    after = pd.Series(new["value"].fillna(0).to_numpy(), _places(new, texts))
    had = _places(old, texts)[(old["value"].fillna(0) != 0).to_numpy()]
    both = after.reindex(had).dropna()
    return float((both == 0).mean()) if len(both) else 0.0


def _texts(frame: pd.DataFrame, key: str) -> pd.Index:
    found: pd.Index = frame[key].astype("category").cat.categories.astype("str")
    return found


def _places(frame: pd.DataFrame, texts: Mapping[str, pd.Index]) -> NDArray[np.int64]:
    """Return one number a cell, the same for the same codes."""
    flat = np.zeros(len(frame), np.int64)
    for key, known in texts.items():
        codes = frame[key].astype("category").cat.codes.to_numpy()
        flat *= len(known)
        flat += known.get_indexer(_texts(frame, key))[codes]
    return flat
