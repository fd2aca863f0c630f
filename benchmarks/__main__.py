"""`python -m benchmarks`: build the table, prove both decoders equal, measure, report."""

from __future__ import annotations

import json
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from benchmarks.clock import best_of
from benchmarks.figures import describe, figures
from benchmarks.memory import peak_in_new_process
from benchmarks.peer import Differs, check_equal
from benchmarks.readers import FLOORS, OURS, PEER, reader
from benchmarks.table import build
from regionstat.snapshots import write_whole
from regionstat.tables import decode

LATEST = Path(__file__).with_name("latest.json")
READERS = (OURS, *FLOORS, PEER)
RUNS = dict.fromkeys(READERS, 7) | {PEER: 3}


def main() -> None:
    """Run the benchmark; leaves with a message when the decoders differ."""
    data = build()
    table = decode(data)
    missing = table.frame["value"].isna().mean()
    size = f"{len(table.frame):,} cells, {len(data) / 1e6:.2f} MB of JSON, {missing:.1%} missing"
    print(f"Decoding {size}; pyjstat {version('pyjstat')}, pandas {version('pandas')}")
    try:
        check_equal(table, data)
    except Differs as problem:
        sys.exit(f"The decoders differ, so nothing was measured. {problem}")
    print("Both decoders give the same values, codes and labels; the signs are the answer's own.\n")
    del table
    seconds = {name: best_of(RUNS[name], reader(name, data)) for name in READERS}
    peaks = _peaks(data)
    write_whole(LATEST, json.dumps(figures(seconds, peaks), indent=1).encode() + b"\n")
    print(describe(seconds, peaks))


def _peaks(data: bytes) -> dict[str, float | None]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.json"
        file.write_bytes(data)
        return {name: peak_in_new_process(name, file) for name in READERS}


if __name__ == "__main__":
    main()
