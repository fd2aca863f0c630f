"""Rows into frames: columns named once, whole numbers that may be missing, texts in two columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from regionstat.register.entries import LANGUAGES, Text

Row = Mapping[str, object]


def frame(rows: Iterable[Row], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Return `rows` as a frame with the columns of `kinds`, each of its pandas dtype."""
    return pd.DataFrame([*rows], columns=[*kinds]).astype(dict(kinds))


def texts(*names: str) -> dict[str, str]:
    """Return the columns of texts in both languages, for `frame`."""
    return {f"{name}_{tongue}": "str" for name in names for tongue in LANGUAGES}


def told(**named: Text) -> dict[str, object]:
    """Return each text as its two cells."""
    return {
        f"{name}_{tongue}": text.in_(tongue) for name, text in named.items() for tongue in LANGUAGES
    }
