"""Editions: the lock that says which raw files a report's year stands on."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli_w

from regionstat.errors import Misuse, SnapshotDamaged, unknown
from regionstat.snapshots.alone import alone
from regionstat.snapshots.home import find_home
from regionstat.snapshots.keep import Pedigree, raw_path, read_snapshot, read_verified
from regionstat.snapshots.manual import (
    FILES,
    Head,
    head_of,
    heads,
    manual_path,
    read_heads,
    read_manual,
)
from regionstat.snapshots.pulls import ENDING, read_parts, read_pull
from regionstat.snapshots.write import write_whole

LOCK = "edition.toml"


@dataclass(frozen=True)
class Locked:
    """What an edition stands on: `file` is the path under the project folder."""

    source: str
    file: str
    sha256: str

    @property
    def is_pull(self) -> bool:
        """Whether the file names the parts of a fetch, and is not the figures themselves."""
        return self.file.endswith(ENDING)


@dataclass(frozen=True)
class Edition:
    """A report's year and the raw files it stands on, sorted by source.

    A `frozen` one is never changed; one that is not takes in what is imported for it. A
    `retrospective` one was made after its year, from figures published later: its pages stop at
    its year, but the figures are not those that were there then. `manual` locks, for each file
    of what people report, the lines that there were when it was frozen.
    """

    year: int
    raw: tuple[Locked, ...]
    home: Path
    frozen: bool = False
    retrospective: bool = False
    manual: tuple[Head, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder of the edition's reports."""
        return self.home / "reports" / str(self.year)

    def read(self, source: str) -> tuple[bytes, ...]:
        """Return the bytes of `source`, one item for each part it was fetched in.

        Raises `SnapshotDamaged` unless every hash holds.
        """
        locked = self.locked(source)
        data = read_verified(self.home / locked.file, locked.sha256)
        return read_parts(self.home / locked.file) if locked.is_pull else (data,)

    def reported(self, file: str) -> bytes:
        """Return what people have reported in `file`, as the edition knows it.

        All of it while it is open; what was there when it was frozen after that. Raises
        `SnapshotDamaged` when these lines have changed.
        """
        data = read_manual(self.home, file)
        if not self.frozen:
            return data
        locked = next((head for head in self.manual if head.file == file), None)
        return locked.of(data, manual_path(self.home, file)) if locked else b""

    @property
    def reports(self) -> tuple[Head, ...]:
        """The head of each file of reports, as the edition reads it; raises as `reported`."""
        return tuple(head_of(file, self.reported(file)) for file in FILES)

    def pedigree(self, source: str) -> Pedigree:
        """Return where the figures of `source` came from."""
        locked = self.locked(source)
        path = self.home / locked.file
        return read_pull(path).pedigree if locked.is_pull else read_snapshot(path).pedigree

    def locked(self, source: str) -> Locked:
        """Return the lock of `source`; raises `Misuse` when the edition has none."""
        by_source = {locked.source: locked for locked in self.raw}
        if source not in by_source:
            where = str(self.folder / LOCK) if self.year else "what is kept now"
            raise unknown("source", source, by_source, where=where)
        return by_source[source]


def list_editions(home: Path) -> tuple[int, ...]:
    """Return the years of all editions under `home`, oldest first."""
    years = (path.parent.name for path in (home / "reports").glob(f"*/{LOCK}"))
    return tuple(sorted(int(year) for year in years if year.isdigit()))


def list_contemporary(home: Path) -> tuple[int, ...]:
    """Return the years of the editions that tell what was known in their year, oldest first.

    All but the retrospective ones. Raises what `read_edition` raises.
    """
    return tuple(year for year in list_editions(home) if not read_edition(year, home).retrospective)


def shared(edition: Edition) -> Edition:
    """Return the newest edition that stands on the very files of `edition`, `edition` for none.

    What is made from the files alone is made once for all of them. Raises what `read_edition`
    raises.
    """
    for year in reversed(list_editions(edition.home)):
        other = read_edition(year, edition.home)
        if other.raw == edition.raw:
            return other
    return edition


def read_edition(year: int, home: Path | None = None) -> Edition:
    """Return the edition of `year`, as its lock says.

    Raises `Misuse` when there is no such edition and `SnapshotDamaged` when the lock
    cannot be read.
    """
    home = home or find_home()
    path = home / "reports" / str(year) / LOCK
    if not path.is_file():
        known = [str(known) for known in list_editions(home)]
        raise Misuse(
            f"Unknown edition {str(year)!r}",
            found=f"editions that exist: {', '.join(known) or 'none'}",
            where=str(home / "reports"),
            todo="Choose one of these, or lock one with `regionstat import … --edition`",
        )
    try:
        return _edition(int(year), home, path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotDamaged(
            f"Read the lock of edition {year}",
            found=f"it is not a lock ({error})",
            where=str(path),
            todo="Restore it from version control",
        ) from error


@lru_cache(maxsize=64)
def _edition(year: int, home: Path, lock: str) -> Edition:
    """Return the edition that the text `lock` tells of: read for every figure that is cited."""
    told = tomllib.loads(lock)
    raw = (Locked(source, row["file"], row["sha256"]) for source, row in told["raw"].items())
    by_source = tuple(sorted(raw, key=lambda one: one.source))
    frozen, afterwards = (told.get(flag) is True for flag in ("frozen", "retrospective"))
    return Edition(year, by_source, home, frozen, afterwards, read_heads(told.get("manual", {})))


def lock_source(home: Path, year: int, source: str, sha256: str) -> Edition:
    """Let edition `year` stand on the raw file of `source` with `sha256`; return it.

    An edition that does not exist yet begins as the newest one: it would else lack all other
    sources, and be the newest for what is frozen next. The lock is written whole or not at
    all; the other sources stay as they were, also those that another process locks at the
    same time. Raises `Misuse` for a frozen edition.
    """
    check_open(home, year)
    file = raw_path(home, source, sha256).relative_to(home).as_posix()
    with alone(home, f"edition-{year}"):
        raw = {one.source: one for one in _before(home, year)}
        locked = raw | {source: Locked(source, file, sha256)}
        return _write(home, year, [*locked.values()], frozen=False)


def check_open(home: Path, year: int) -> None:
    """Raise `Misuse` when edition `year` is frozen; one that does not exist is open."""
    if year in list_editions(home) and read_edition(year, home).frozen:
        raise Misuse(
            f"Let edition {year} stand on other figures",
            found="it is frozen, and a frozen edition is not changed",
            where=str(home / "reports" / str(year) / LOCK),
            todo="Name another edition, or leave --edition out",
        )


def write_edition(home: Path, year: int, raw: Sequence[Locked]) -> tuple[Edition, bool]:
    """Let edition `year` stand on `raw` for ever; return it and whether it is new.

    Raises `Misuse` when there is an edition of that year that stands on something else.
    """
    with alone(home, f"edition-{year}"):
        wanted = tuple(sorted(raw, key=lambda one: one.source))
        if year not in list_editions(home):
            return _write(home, year, wanted, frozen=True), True
        edition = read_edition(year, home)
        if edition.raw == wanted:
            return edition, False
        raise Misuse(
            f"Freeze edition {year}",
            found="an edition of that year stands on other figures; a frozen one is not changed",
            where=str(edition.folder / LOCK),
            todo="Choose another year, or remove the lock if nobody has cited it",
        )


def _write(home: Path, year: int, raw: Sequence[Locked], *, frozen: bool) -> Edition:
    rows: dict[str, Any] = {
        one.source: {"file": one.file, "sha256": one.sha256}
        for one in sorted(raw, key=lambda one: one.source)
    }
    told: dict[str, Any] = {"edition": year}
    if frozen:
        check_heads(home)
        manual = {one.file: {"lines": one.lines, "sha256": one.sha256} for one in heads(home)}
        told |= {"frozen": True, "manual": manual}
    text = tomli_w.dumps(told | {"raw": rows})
    write_whole(home / "reports" / str(year) / LOCK, text.encode())
    return read_edition(year, home)


def _before(home: Path, year: int) -> tuple[Locked, ...]:
    years = list_editions(home)
    return read_edition(year if year in years else years[-1], home).raw if years else ()


def check_heads(home: Path) -> int:
    """Return how many lines of reports are locked by an edition.

    Raises `SnapshotDamaged` when one of them has changed.
    """
    editions = [read_edition(year, home) for year in list_editions(home)]
    for edition in editions:
        for head in edition.manual:
            edition.reported(head.file)
    counted = ((head.file, head.lines) for edition in editions for head in edition.manual)
    return sum(dict(sorted(counted)).values())
