"""pyjstat, the peer, and the proof that both decoders give the same cells."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable
from typing import Literal

import pandas as pd
from pyjstat import pyjstat

from regionstat.tables import Table

Naming = Literal["id", "label"]


class Differs(Exception):
    """The two decoders disagree, so that their times say nothing."""


def read(text: str, naming: Naming = "label") -> pd.DataFrame:
    """Return pyjstat's frame of `text`: a column a dimension, of codes or labels, and `value`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pyjstat.Dataset.read(text)  # type: ignore[no-untyped-call]
        frame: pd.DataFrame = dataset.write("dataframe", naming=naming)
    return frame


def check_equal(table: Table, data: bytes) -> None:
    """Compare `table`, decoded from `data`, cell by cell with pyjstat's two readings of it.

    pyjstat drops the signs, so these are compared with the answer itself. Raises Differs at
    the first column that differs, naming the cell.
    """
    text = data.decode()
    dims = table.dimensions
    codes, labels = read(text, "id"), read(text, "label")
    for dim in dims.values():
        check_column(f"{dim.id} by code", table.frame[dim.id], codes[dim.id])
        check_column(f"{dim.id} by label", table.frame[f"{dim.id}_label"], labels[dim.label])
    check_column("value", table.frame["value"], codes["value"].astype(float))
    written = json.loads(text).get("status", {})
    signs = [written.get(str(place), "") for place in range(len(codes))]
    check_column("status", table.frame["status"], signs)


def check_column(column: str, ours: Iterable[object], theirs: Iterable[object]) -> None:
    """Raise Differs at the first cell in which two columns differ; missing equals missing."""
    mine, yours = list(ours), list(theirs)
    if len(mine) != len(yours):
        raise Differs(f"{column}: regionstat has {len(mine):,} cells and the peer {len(yours):,}")
    for place, (one, other) in enumerate(zip(mine, yours, strict=True)):
        both_missing = one != one and other != other
        if one != other and not both_missing:
            raise Differs(f"{column}, cell {place:,}: regionstat has {one!r}, the peer {other!r}")
