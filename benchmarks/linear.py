"""What a cell costs in tables of 50,000, 500,000 and 5,000,000 cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.clock import best_of
from benchmarks.fetching import planned
from benchmarks.figures import figure, met
from benchmarks.statbank import SHAPES
from regionstat.intake.fetch import fetch
from regionstat.intake.plan import Plan
from regionstat.snapshots.pulls import read_parts
from regionstat.sources.http import Client
from regionstat.sources.pxweb import StatBank
from regionstat.tables.assemble import decode_parts

ROUNDS = 3
RUNS = {"90050": 5, "90500": 2, "95000": 1}
# A cell of the largest table may cost so many times one of a smaller; noise is within it.
MOST = 1.5
WHAT = ("fetch", "decode")


@dataclass(frozen=True, slots=True)
class Cost:
    """The best times of one table: `fetch` until the pull stands, `decode` of its bytes."""

    cells: int
    fetch: float
    decode: float

    def of_a_cell(self, what: str) -> float:
        """Return the cost of a cell in µs, of "fetch" or "decode"."""
        return float(getattr(self, what)) / self.cells * 1e6


def costs(url: str) -> list[Cost]:
    """Measure every table at `url`, the smallest first; each is fetched once unmeasured.

    They take turns, so that what disturbs the machine disturbs all of them.
    """
    with Client() as client, TemporaryDirectory() as home:
        calls = {table: _calls(client, url, table, Path(home)) for table in RUNS}
        rounds = [
            {table: [best_of(runs, call) for call in calls[table]] for table, runs in RUNS.items()}
            for _ in range(ROUNDS)
        ]
    best = {table: np.min([one[table] for one in rounds], axis=0).tolist() for table in RUNS}
    return [Cost(prod(SHAPES[table]), *times) for table, times in best.items()]


def _calls(client: Client, url: str, table: str, home: Path) -> list[Callable[[], object]]:
    bank, found = planned(client, url, table, home)
    bodies = read_parts(fetch(bank, home, found, lambda: None).path)
    return [partial(_fetched_anew, bank, found), partial(decode_parts, bodies)]


def _fetched_anew(bank: StatBank, found: Plan) -> None:
    # What is kept already would not be asked for again.
    with TemporaryDirectory() as home:
        fetch(bank, Path(home), found, lambda: None)


def figures(found: Sequence[Cost]) -> list[dict[str, object]]:
    """Return the cost of a cell, of fetch and decode at every size, against the largest table."""
    largest = found[-1]
    peer = f"at {largest.cells:,} cells"
    return [
        figure(f"{what} at {one.cells:,} cells: time of a cell", one.of_a_cell(what), "µs",
               peer, largest.of_a_cell(what))
        for what in WHAT for one in found
    ]  # fmt: skip


def describe(found: Sequence[Cost]) -> str:
    """Return the costs as text, a line a size, and whether they grow faster than the cells."""
    lines = ["What a cell costs", f"{'cells':>24}{'fetch':>14}{'decode':>14}"]
    for one in found:
        times = "".join(f"{one.of_a_cell(what):>11.3f} µs" for what in WHAT)
        lines.append(f"{one.cells:>24,}{times}")
    *smaller, largest = found
    ratios = {
        what: [largest.of_a_cell(what) / one.of_a_cell(what) for one in smaller] for what in WHAT
    }
    for what, times in ratios.items():
        told = " and ".join(f"{time:.2f}" for time in times)
        lines.append(f"{what}: at {largest.cells:,} cells {told} times that of the smaller tables")
    linear = all(time <= MOST for times in ratios.values() for time in times)
    return "\n".join([*lines, "", f"At most {MOST} times the cost of a cell: {met(linear)}"])
