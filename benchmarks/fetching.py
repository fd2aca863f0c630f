"""A whole table from the server to disk and into one frame: `python -m benchmarks.fetching`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pandas as pd
from pxweb import PxApi
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from benchmarks.clock import best_of
from benchmarks.memory import ROOT, peak
from regionstat.intake.fetch import fetch
from regionstat.intake.plan import Plan, plan
from regionstat.register import Source
from regionstat.register.entries import Text
from regionstat.snapshots.pulls import read_parts
from regionstat.sources.hosts import hosts_at
from regionstat.sources.http import Client
from regionstat.sources.pxweb import StatBank, open_bank
from regionstat.tables import Table
from regionstat.tables.assemble import decode_parts

OURS, PEER, FLOOR = "regionstat", "pxwebpy", "plain POSTs"
SMALL = "90050"
DIMENSIONS = ("Region", "Alder", "ContentsCode", "Tid")


@dataclass(frozen=True, slots=True)
class Spent:
    """What one way took: seconds, and MB over the baseline, None where that cannot be told."""

    seconds: float
    memory: float | None


def source_of(table: str) -> Source:
    """Return a source that asks for every cell of the made-up `table`."""
    text = Text("", "")
    return Source(
        id=f"made_up_{table}", table=table, title=text, publisher=text, licence="", geo="",
        columns={}, units={}, price={}, vintage="", confirmed="made up",
        select=dict.fromkeys(DIMENSIONS, ("*",)),
    )  # fmt: skip


def planned(client: Client, url: str, table: str, home: Path) -> tuple[StatBank, Plan]:
    """Return the bank at `url` and what it is to be asked for, for a fetch into `home`."""
    bank = open_bank(client, hosts_at(url), api="v2")
    return bank, plan(bank, home, source_of(table))


def ours(url: str, table: str, home: Path) -> Table:
    """Fetch `table`: checked, its bytes and their pedigree on disk, read again and decoded."""
    with Client() as client:
        bank, found = planned(client, url, table, home)
        kept = fetch(bank, home, found, lambda: None)
    return decode_parts(read_parts(kept.path), name=table)


def theirs(url: str, table: str, home: Path) -> pd.DataFrame:
    """Fetch `table` by pxwebpy as its guide says; the bytes are written as they come."""
    api = PxApi(hosts_at(url).statbank_v2, language="no", disable_cache=True)
    api._client.session.mount("http://", _Keeping(home))
    return pd.DataFrame(api.get_table_data_all(table, show="code_value"))


class _Keeping(HTTPAdapter):
    """Writes the body of every answer to a file of its own; pxwebpy keeps none."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder, self.count = folder, 0

    def send(self, request: PreparedRequest, *args: object, **options: object) -> Response:
        answer: Response = super().send(request, *args, **options)
        self.count += 1
        (self.folder / f"{self.count}-{id(answer)}.json").write_bytes(answer.content)
        return answer


def floor(url: str, table: str, home: Path) -> Callable[[], int]:
    """Return what sends the very requests of ours, and only counts the bytes that come back."""
    with Client() as client:
        bank, found = planned(client, url, table, home)
        asked = [bank.request(query) for query in found.queries]

    def run() -> int:
        with httpx.Client(timeout=None) as plain:
            bodies = (
                plain.post(one.url, params=dict(one.params), content=one.body,
                           headers={"content-type": "application/json"}).content
                for one in asked
            )  # fmt: skip
            return sum(map(len, bodies))

    return run


def way(name: str, url: str, table: str, home: Path) -> Callable[[], object]:
    """Return the way `name`, ready to run."""
    if name == FLOOR:
        return floor(url, table, home)
    return lambda: {OURS: ours, PEER: theirs}[name](url, table, home)


def in_new_process(name: str, url: str, table: str) -> Spent:
    """Return what the way `name` takes in a process of its own, with everything imported."""
    command = [sys.executable, "-m", "benchmarks.fetching", name, url, table]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Spent(**json.loads(run.stdout))


def _measured(name: str, url: str, table: str) -> dict[str, float | None]:
    seconds: list[float] = []
    with TemporaryDirectory() as small, TemporaryDirectory() as folder:
        # Some of what a fetch needs is imported when it first runs.
        way(name, url, SMALL, Path(small))()
        call = way(name, url, table, Path(folder))
        memory = peak(lambda: seconds.append(best_of(1, call)))
    return {"seconds": seconds[0], "memory": memory}


if __name__ == "__main__":
    print(json.dumps(_measured(*sys.argv[1:])))
