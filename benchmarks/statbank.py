"""The local StatBank in a process of its own: `python -m benchmarks.statbank`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.statbank import Bank, serve, synthetic

from benchmarks.memory import ROOT

# Regions, ages, contents and years by table; a twentieth of the cells is missing.
SHAPES = {"90050": (10, 100, 5, 10), "90500": (100, 100, 5, 10), "95000": (1000, 100, 5, 10)}
MISSING = 20


def made_up() -> Bank:
    """Return the tables of 50,000, 500,000 and 5,000,000 cells, with one decimal."""
    return Bank(
        synthetic(table, *shape, missing=MISSING, decimals=1) for table, shape in SHAPES.items()
    )


@contextmanager
def serving() -> Iterator[str]:
    """Yield the address of a server in another process, which ends with the block."""
    command = [sys.executable, "-m", "benchmarks.statbank"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


if __name__ == "__main__":
    with serve(made_up()) as server:
        print(server.url, flush=True)
        sys.stdin.read()
