"""Requests for data that a fetch of the whole register takes, as the server counts them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, prod
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray
from tests.statbank import Server, load_bank, serve

from benchmarks.figures import figure, met
from regionstat.intake.fetch import fetch
from regionstat.intake.plan import plan
from regionstat.register import Source, register
from regionstat.sources.hosts import hosts_at
from regionstat.sources.http import Client
from regionstat.sources.pxweb import StatBank, open_bank
from regionstat.sources.pxweb.query import Query

# StatBank's own limit of cells first; below it even small tables have to be split.
LIMITS = (800_000, 100_000, 20_000, 5_000)
WHOLE = ("metric", "time")


@dataclass(frozen=True, slots=True)
class Count:
    """One table under one limit: requests `used`, and two bounds that nobody can go below.

    `fewest` is cells over limit, rounded up; `safe` holds when contents and time are not split.
    """

    limit: int
    table: str
    cells: int
    used: int
    fewest: int
    safe: int


def count(limits: Sequence[int] = LIMITS) -> list[Count]:
    """Fetch every table of the register that the local server has, once under each limit."""
    tables = load_bank()
    wanted = [one for one in register().sources.values() if one.select and one.table in tables]
    found = []
    for limit in limits:
        with serve(tables, limit=limit) as server, Client() as client:
            bank = open_bank(client, hosts_at(server.url), api="v2")
            with TemporaryDirectory() as home:
                found += [_fetched(bank, Path(home), source, server) for source in wanted]
    return found


def _fetched(bank: StatBank, home: Path, source: Source, server: Server) -> Count:
    found, limit = plan(bank, home, source), bank.limit()
    server.log.clear()
    fetch(bank, home, found, lambda: None)
    used = sum(call.method == "POST" for call in server.log)
    assert found.query is not None
    fewest, safe = ceil(found.query.cells / limit), safe_bound(found.query, limit)
    return Count(limit, source.table, found.query.cells, used, fewest, safe)


def safe_bound(query: Query, limit: int) -> int:
    """Return a number of requests that no cut along whole contents and times goes below.

    A part is a box of codes; no box holds more than the largest that fits, so that the cells
    over it, rounded up, is a bound. A split that needs no more is the best there is.
    """
    whole = prod(len(one.codes) for one in query.variables if one.role in WHOLE)
    sizes = [len(one.codes) for one in query.variables if one.role not in WHOLE]
    return ceil(prod(sizes) / _largest(sizes, limit // whole))


def _largest(sizes: Sequence[int], most: int) -> int:
    """Return the volume of the largest box inside `sizes` that has at most `most` cells."""
    if not sizes:
        return 1
    size, *rest = sizes
    return max(height * _largest(rest, most // height) for height in range(1, min(size, most) + 1))


def figures(counts: Iterable[Count]) -> list[dict[str, object]]:
    """Return the requests of the whole register under each limit, against the fewest."""
    return [
        figure(f"register, limit {limit:,}: requests", int(used), "requests", "fewest", int(fewest))
        for limit, (_, used, fewest, _) in _totals(counts).items()
    ]


def _totals(counts: Iterable[Count]) -> dict[int, NDArray[np.int64]]:
    """Return cells, requests used, fewest and safe, by limit."""
    totals: dict[int, NDArray[np.int64]] = {}
    for one in counts:
        more = np.array([one.cells, one.used, one.fewest, one.safe])
        totals[one.limit] = totals.get(one.limit, 0) + more
    return totals


def describe(counts: Sequence[Count]) -> str:
    """Return the counts as text, a line a limit, and the tables that took more than they must."""
    tables = len({one.table for one in counts})
    lines = [
        f"Fetching the register: {tables} tables that the local server has",
        f"{'limit of cells':>24}{'cells':>12}{'requests':>10}{'fewest':>8}{'safe':>8}",
    ]
    for limit, (cells, used, fewest, safe) in _totals(counts).items():
        lines.append(f"{limit:>24,}{cells:>12,}{used:>10,}{fewest:>8,}{safe:>8,}")
    over = [one for one in counts if one.used > one.fewest]
    lines += [f"  {one.table} under {one.limit:,}: {one.used}, not {one.fewest}" for one in over]
    proven = all(one.used == one.safe for one in counts)
    lines += ["", f"As few requests as cells over limit: {met(not over)}"]
    return "\n".join([*lines, f"No fewer can be, contents and time being whole: {met(proven)}"])
