"""Decoding one answer, measured against pyjstat."""

from __future__ import annotations

import tempfile
from importlib.metadata import version
from pathlib import Path

from benchmarks import figures
from benchmarks.clock import best_of
from benchmarks.memory import peak_in_new_process
from benchmarks.peer import check_equal
from benchmarks.readers import FLOORS, OURS, PEER, reader
from benchmarks.table import build
from regionstat.tables import decode

READERS = (OURS, *FLOORS, PEER)
RUNS = dict.fromkeys(READERS, 7) | {PEER: 3}


def measure() -> tuple[list[dict[str, object]], str]:
    """Return the figures and the same as text; raises Differs when the decoders differ."""
    data = build()
    table = decode(data)
    missing = table.frame["value"].isna().mean()
    size = f"{len(table.frame):,} cells, {len(data) / 1e6:.2f} MB of JSON, {missing:.1%} missing"
    check_equal(table, data)
    del table
    seconds = {name: best_of(RUNS[name], reader(name, data)) for name in READERS}
    peaks = _peaks(data)
    heading = (
        f"Decoding {size}; pyjstat {version('pyjstat')}, pandas {version('pandas')}\n"
        "Both decoders give the same values, codes and labels; the signs are the answer's own."
    )
    text = f"{heading}\n\n{figures.describe(seconds, peaks)}"
    return figures.figures(seconds, peaks), text


def _peaks(data: bytes) -> dict[str, float | None]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.json"
        file.write_bytes(data)
        return {name: peak_in_new_process(name, file) for name in READERS}
