"""Fetching 5 million cells, measured against pxwebpy: both prove equal, then take turns."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from benchmarks.fetching import FLOOR, OURS, PEER, SMALL, Spent, in_new_process, ours, theirs
from benchmarks.figures import figure, met
from benchmarks.peer import check_column
from regionstat.tables import Table

LARGE = "95000"
# The first plain run also has the server write its answers, which it then keeps.
TURNS = (FLOOR, OURS, PEER, OURS, PEER, OURS, FLOOR)
FASTER, SHARE = 5, 1 / 4


def prove_equal(url: str) -> None:
    """Fetch the small table at `url` by both; raises Differs where they differ."""
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        check_same(ours(url, SMALL, Path(one)), theirs(url, SMALL, Path(other)))


def check_same(table: Table, frame: pd.DataFrame) -> None:
    """Compare all cells of `table` with pxwebpy's `frame`, which has no signs.

    Both are sorted: pxwebpy puts its parts one after another. Raises Differs at the first column
    that differs, naming the cell.
    """
    mine = table.frame[["value"]].copy()
    for dim in table.dimensions.values():
        codes, labels = table.frame[dim.id], table.frame[f"{dim.id}_label"]
        mine[dim.label] = [f"{code}: {label}" for code, label in zip(codes, labels, strict=True)]
    keys = [dim.label for dim in table.dimensions.values()]
    mine, yours = (one.sort_values(keys) for one in (mine, frame))
    for column in (*keys, "value"):
        check_column(column, mine[column], yours[column])


def measure(url: str) -> dict[str, Spent]:
    """Return the best of each way's turns, every turn in a process of its own."""
    best: dict[str, Spent] = {}
    for name in TURNS:
        turn = in_new_process(name, url, LARGE)
        if name not in best or turn.seconds < best[name].seconds:
            best[name] = turn
    return best


def figures(best: Mapping[str, Spent]) -> list[dict[str, object]]:
    """Return every way's time and peak memory against pxwebpy's."""
    peer, found = best[PEER], []
    for name, one in best.items():
        label = f"{name}, fetch of 5,000,000 cells"
        found.append(figure(f"{label}: best time", one.seconds, "s", PEER, peer.seconds))
        found.append(figure(f"{label}: peak memory", one.memory, "MB", PEER, peer.memory))
    return found


def describe(best: Mapping[str, Spent]) -> str:
    """Return the times and peaks as text, a line a way, and below them whether goals are met."""
    peer, us = best[PEER], best[OURS]
    lines = [
        f"Fetching 5,000,000 cells to disk and into a frame; pxwebpy {version('pxwebpy')}",
        "Both give the same values, codes and labels; pxwebpy gives no signs.",
        "",
        f"{'':24}{'best time':>12}{'x faster':>10}{'peak memory':>14}{'share':>8}",
    ]
    for name in (PEER, OURS, FLOOR):
        one = best[name]
        faster = peer.seconds / one.seconds
        lines.append(f"{name:24}{one.seconds:>10.3f} s{faster:>10.1f}{_memory(one, peer)}")
    lines += ["", f"At least {FASTER} times faster: {met(peer.seconds >= FASTER * us.seconds)}"]
    if us.memory is None or peer.memory is None:
        return "\n".join([*lines, "Peak memory: not measured here"])
    frugal = met(us.memory <= SHARE * peer.memory)
    return "\n".join([*lines, f"At most {SHARE:.0%} of pxwebpy's peak memory: {frugal}"])


def _memory(one: Spent, peer: Spent) -> str:
    if one.memory is None or not peer.memory:
        return f"{'not measured':>14}{'':>8}"
    return f"{one.memory:>11.0f} MB{one.memory / peer.memory:>8.0%}"
