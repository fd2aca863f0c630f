"""A small home, the command line on a clock of its own, and what must hold after any fault."""

import hashlib
import json
import shutil
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import tomli_w

from regionstat.cli.main import main
from regionstat.snapshots import read_edition
from regionstat.snapshots.editions import list_editions
from regionstat.snapshots.keep import pedigree_path, read_snapshot, read_verified
from regionstat.snapshots.pulls import ENDING, read_parts, read_pull
from regionstat.sources.http import Client
from regionstat.sources.limiter import Limiter
from regionstat.sources.manners import Manners

CHECKOUT = Path(__file__).parents[2]
SMALL = ("employed", "income_by_sex", "population")
TABLE = {"employed": "11618", "income_by_sex": "03068", "population": "07459"}
# A Wednesday, noon in Oslo: far from the hours in which StatBank reloads.
NOON = datetime(2026, 9, 9, 10, 0, tzinfo=UTC)
MORNING = datetime(2026, 9, 9, 4, 0, tzinfo=UTC)


def make_home(folder, sources=SMALL):
    """Give `folder` the bundled figures of `sources`, an edition on them, and a report."""
    for source in sources:
        shutil.copytree(CHECKOUT / "data" / "raw" / source, folder / "data" / "raw" / source)
    rows = {
        one.source: {"file": one.file, "sha256": one.sha256}
        for one in read_edition(2020, CHECKOUT).raw
        if one.source in sources
    }
    report = folder / "reports" / "2020" / "trondheimsregionen" / "index.html"
    report.parent.mkdir(parents=True)
    report.write_text("a report of before")
    lock = folder / "reports" / "2020" / "edition.toml"
    lock.write_text(tomli_w.dumps({"edition": 2020, "raw": rows}))
    return folder


def digests(home):
    """Return the hash of every file that can be seen under data/raw and reports."""
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for room in ("data/raw", "reports")
        for path in (home / room).rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def sound(home):
    """Fail unless every file that can be seen is whole, and return how many there are."""
    raw = [p for p in (home / "data" / "raw").rglob("*.json") if not p.name.startswith(".")]
    figures = [p for p in raw if not p.name.endswith((ENDING, ".pedigree.json"))]
    for path in figures:
        read_verified(path, read_snapshot(path).pedigree.sha256)
    for path in raw:
        if path.name.endswith(".pedigree.json"):
            assert json.loads(path.read_bytes())["source"] == path.parent.name
        if path.name.endswith(ENDING):
            pull = read_pull(path)
            assert len(read_parts(path)) == len(pull.parts) > 0
            assert pull.pedigree.source == path.parent.name
    for year in list_editions(home):
        edition = read_edition(year, home)
        for one in edition.raw:
            edition.read(one.source)
            edition.pedigree(one.source)
    assert {pedigree_path(path) for path in figures} <= set(raw)
    return len(raw)


def told(home):
    """Return all that is kept, without what differs between two equal fetches: the Date."""
    found = {}
    for name, digest in digests(home).items():
        if name.endswith(".pedigree.json"):
            pedigree = json.loads((home / name).read_bytes())
            pedigree.get("exchange", {}).get("headers", {}).pop("date", None)
            found[name] = pedigree
        else:
            found[name] = digest
    return found


@dataclass
class Clock:
    """Time that passes only while somebody sleeps; the wall clock may be set."""

    wall: datetime = NOON
    passed: float = 0.0
    slept: list = field(default_factory=list)

    def monotonic(self):
        return self.passed

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.passed += seconds
        self.wall += timedelta(seconds=seconds)

    def install(self, monkeypatch):
        clock = self

        class Told(datetime):
            @classmethod
            def now(cls, tz=None):
                return clock.wall.astimezone(tz)

        monkeypatch.setattr("regionstat.sources.answer.datetime", Told)


@dataclass(frozen=True)
class Said:
    """What a run of the command line came to."""

    code: int
    out: str
    err: str

    @property
    def rows(self):
        return {row["source"]: row for row in json.loads(self.out)}


@dataclass
class Desk:
    """One analyst: a home, a StatBank, a clock, and the command line."""

    home: Path
    server: object
    clock: Clock
    monkeypatch: object
    capsys: object
    manners: Manners = field(default_factory=Manners)

    def client(self, **how):
        """Return a client that waits on the clock of the desk."""
        # No folder can be made there, so the count of calls stays in the process.
        limits = self.home / "reports" / "2020" / "edition.toml" / "limits"
        limiter = Limiter(limits, clock=self.clock.monotonic)
        return Client(self.manners, limiter=limiter, sleep=self.clock.sleep, **how)

    def run(self, *words):
        """Run the command line in this process."""
        self.monkeypatch.setattr(sys, "argv", ["regionstat", *words])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        out, err = self.capsys.readouterr()
        return Said(code, out, err)

    def fetch(self, *words):
        """Fetch from the local StatBank; the rows come back as JSON."""
        self.server.log.clear()
        return self.run("fetch", *words, "--base-url", self.server.url, "--format", "json")

    @property
    def asked(self):
        """The calls since the last fetch: (method, path after the root)."""
        return [
            (call.method, call.path.removeprefix("/api/pxwebapi/v2")) for call in self.server.log
        ]

    @property
    def data_calls(self):
        return sum(method == "POST" for method, _ in self.asked)

    def pulls(self, source):
        found = sorted((self.home / "data" / "raw" / source).glob(f"*{ENDING}"))
        return [read_pull(path) for path in found]
