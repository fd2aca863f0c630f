"""The server of the public database, against a bare Datasette on as many rows.

`python -m benchmarks.serve URL CLIENTS REQUESTS` is the clients: it asks URL so many times over
so many connections, and prints what it took.
"""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter
from typing import IO

from benchmarks.figures import figure, met
from benchmarks.peer import Differs

FEW, MANY, REQUESTS, TURNS = 5, 50, 10_000, 20
MOST_MS, LEAST_SHARE = 50.0, 0.8
QUESTION = "latest figures of an indicator"
FILTER = "rows of an indicator and a region"
ASKED = {
    QUESTION: (
        "regionstat-2020/latest_figures.json?indicator=gdp_share&level=county&_shape=array",
        "bare.json?_shape=array&indicator=gdp_share&level=county&sql="
        "select+region,name_nb,name_en,level,year,value,low,high,status,unit+from+numbers+where+"
        "indicator=:indicator+and+level=:level+and+latest=1+order+by+level,region",
    ),
    FILTER: (
        "regionstat-2020/observations.json?indicator=population&region=16&_shape=array",
        "bare/numbers.json?indicator=population&region=16&_shape=array"
        "&_nocol=name_nb&_nocol=name_en&_nocol=level&_nocol=unit&_nocol=latest",
    ),
}
BARE = """
CREATE TABLE numbers AS
SELECT indicator, region, name_nb, name_en, level, o.year, value, low, high, status, unit,
    o.year IS y.year AS latest
FROM ours.observations o
JOIN ours.regions USING (region)
JOIN ours.indicators USING (indicator)
LEFT JOIN ours.latest_years y USING (edition, indicator, region);
CREATE INDEX by_level ON numbers (indicator, level, latest);
CREATE INDEX by_region ON numbers (indicator, region);
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What a run of the clients took: seconds in all, the median request in ms, and refusals."""

    seconds: float
    median_ms: float
    errors: int


@dataclass(frozen=True, slots=True)
class Served:
    """One question to both: the median at few clients, and seconds and errors of many."""

    name: str
    median_ms: float
    bare_ms: float
    seconds: float
    bare_seconds: float
    errors: int

    @property
    def share(self) -> float:
        """Our throughput over that of the bare server."""
        return self.bare_seconds / self.seconds


def measure() -> list[Served]:
    """Measure both servers with the same clients, which are a process of their own, in turns.

    Raises Differs when the two do not answer the same rows.
    """
    with ExitStack() as stack:
        ours = stack.enter_context(_started([sys.executable, "-m", "regionstat.cli", "serve"]))
        file = re.match(r"(.+) is served on", ours.said)
        folder = Path(stack.enter_context(TemporaryDirectory()))
        _make_bare(folder / "bare.db", file[1] if file else "")
        command = [sys.executable, "-m", "datasette", "-i", str(folder / "bare.db")]
        bare = stack.enter_context(_started(command))
        asked = {
            name: (f"{ours.url}{mine}", f"{bare.url}{theirs}")
            for name, (mine, theirs) in ASKED.items()
        }
        for both in asked.values():
            _prove_equal(*both)
        return [_measured(name, *both) for name, both in asked.items()]


@dataclass(frozen=True, slots=True)
class _Server:
    said: str
    url: str


@contextmanager
def _started(command: list[str]) -> Iterator[_Server]:
    """Give a server on a free port, and what it said of itself."""
    with subprocess.Popen(
        [*command, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout
        try:
            yield _ready(process.stdout)
        finally:
            process.terminate()


def _ready(lines: IO[str]) -> _Server:
    for line in lines:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            # A line a request would else fill the pipe and stop the server.
            Thread(target=lines.read, daemon=True).start()
            return _Server(line, f"{found[0]}/")
    sys.exit("A server did not start")


def _make_bare(path: Path, ours: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ATTACH ? AS ours", [ours])
        connection.executescript(BARE)
        connection.execute("ANALYZE")


def _prove_equal(ours: str, bare: str) -> None:
    mine, theirs = (json.load(urllib.request.urlopen(url)) for url in (ours, bare))
    same = [{key: row[key] for key in row if key in mine[0]} for row in theirs]
    if [{key: row[key] for key in same[0]} for row in mine] != same:
        raise Differs(f"{ours} and {bare} do not answer the same rows")


def _measured(name: str, ours: str, bare: str) -> Served:
    few = [_load(url, FEW, REQUESTS // 10) for url in (ours, bare)]
    turns = [
        (_load(ours, MANY, REQUESTS // TURNS), _load(bare, MANY, REQUESTS // TURNS))
        for _ in range(TURNS)
    ]
    seconds, bare_seconds = (
        sum(one.seconds for one in column) for column in zip(*turns, strict=True)
    )
    errors = sum(one.errors for both in turns for one in both) + sum(one.errors for one in few)
    return Served(name, few[0].median_ms, few[1].median_ms, seconds, bare_seconds, errors)


def _load(url: str, clients: int, requests: int) -> Load:
    command = [sys.executable, "-m", "benchmarks.serve", url, str(clients), str(requests)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    return Load(**json.loads(run.stdout))


# --- the clients ----------------------------------------------------------------------------------


async def _ask(url: str, clients: int, requests: int) -> Load:
    found = re.match(r"http://([\d.]+):(\d+)(/.*)", url)
    assert found
    times: list[float] = []
    wrong: list[int] = []
    begun = perf_counter()
    await asyncio.gather(
        *(
            _client(found[1], int(found[2]), found[3], requests // clients, times, wrong)
            for _ in range(clients)
        )
    )
    return Load(perf_counter() - begun, 1000 * median(times), len(wrong))


async def _client(
    host: str, port: int, path: str, requests: int, times: list[float], wrong: list[int]
) -> None:
    """Ask over one connection, one request after the other."""
    reader, writer = await asyncio.open_connection(host, port)
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
    for _ in range(requests):
        begun = perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        size = await _body(reader, head.lower())
        times.append(perf_counter() - begun)
        if not head.startswith(b"HTTP/1.1 200") or size < 100:
            wrong.append(size)
    writer.close()


async def _body(reader: asyncio.StreamReader, head: bytes) -> int:
    """Read a body, whole or in chunks, and return its length."""
    if told := re.search(rb"content-length: (\d+)", head):
        return len(await reader.readexactly(int(told[1])))
    size = 0
    while chunk := int(await reader.readline(), 16):
        size += len((await reader.readexactly(chunk + 2))[:-2])
    await reader.readexactly(2)
    return size


# --- what is told ---------------------------------------------------------------------------------


def figures(found: Sequence[Served]) -> list[dict[str, object]]:
    """Return the figures, ready for JSON."""
    peer = "bare Datasette"
    return [
        row
        for one in found
        for row in (
            figure(f"serve: {one.name}, median at {FEW}", one.median_ms, "ms", peer, one.bare_ms),
            figure(f"serve: {one.name}, {MANY} clients", one.seconds, "s", peer, one.bare_seconds),
        )
    ]


def describe(found: Sequence[Served]) -> str:
    """Return the figures as text, and below them whether the goals are met."""
    lines = [f"{'':36}{'ours':>10}{'bare':>10}"]
    for one in found:
        lines += [
            one.name,
            f"{f'  median of {FEW} clients, ms':36}{one.median_ms:>10.1f}{one.bare_ms:>10.1f}",
            f"{f'  requests a second, {MANY} clients':36}"
            f"{REQUESTS / one.seconds:>10.0f}{REQUESTS / one.bare_seconds:>10.0f}",
        ]
    slowest, least = max(one.median_ms for one in found), min(one.share for one in found)
    errors = sum(one.errors for one in found)
    return "\n".join(
        [
            *lines,
            "",
            f"At most {MOST_MS:.0f} ms at {FEW} clients ({slowest:.1f}): {met(slowest <= MOST_MS)}",
            f"{REQUESTS:,} requests of {MANY} clients, errors {errors}: {met(not errors)}",
            f"At least {LEAST_SHARE:.0%} of the bare throughput ({least:.0%}): "
            f"{met(least >= LEAST_SHARE)}",
        ]
    )


if __name__ == "__main__":
    load = asyncio.run(_ask(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
    print(json.dumps({name: getattr(load, name) for name in Load.__slots__}))
