"""Editions: the lock that says which raw files a report's year stands on."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from regionstat.errors import Misuse, SnapshotDamaged, unknown
from regionstat.snapshots.home import find_home
from regionstat.snapshots.keep import Pedigree, raw_path, read_snapshot, read_verified
from regionstat.snapshots.write import write_whole

LOCK = "edition.toml"


@dataclass(frozen=True)
class Locked:
    """One raw file that an edition stands on: `file` is its path under the project folder."""

    source: str
    file: str
    sha256: str


@dataclass(frozen=True)
class Edition:
    """A report's year and the raw files it stands on, sorted by source."""

    year: int
    raw: tuple[Locked, ...]
    home: Path

    @property
    def folder(self) -> Path:
        """The folder of the edition's reports."""
        return self.home / "reports" / str(self.year)

    def read(self, source: str) -> bytes:
        """Return the bytes of `source`; raises `SnapshotDamaged` unless the hash holds."""
        locked = self._locked(source)
        return read_verified(self.home / locked.file, locked.sha256)

    def pedigree(self, source: str) -> Pedigree:
        """Return where the raw file of `source` came from."""
        return read_snapshot(self.home / self._locked(source).file).pedigree

    def _locked(self, source: str) -> Locked:
        by_source = {locked.source: locked for locked in self.raw}
        if source not in by_source:
            raise unknown("source", source, by_source, where=f"{self.folder / LOCK}")
        return by_source[source]


def list_editions(home: Path) -> tuple[int, ...]:
    """Return the years of all editions under `home`, oldest first."""
    years = (path.parent.name for path in (home / "reports").glob(f"*/{LOCK}"))
    return tuple(sorted(int(year) for year in years if year.isdigit()))


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
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["raw"]
        raw = (Locked(source, row["file"], row["sha256"]) for source, row in rows.items())
        return Edition(int(year), tuple(sorted(raw, key=lambda one: one.source)), home)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotDamaged(
            f"Read the lock of edition {year}",
            found=f"it is not a lock ({error})",
            where=str(path),
            todo="Restore it from version control",
        ) from error


def lock_source(home: Path, year: int, source: str, sha256: str) -> Edition:
    """Let edition `year` stand on the raw file of `source` with `sha256`; return it.

    The lock is written whole or not at all; the other sources stay as they were.
    """
    raw = {one.source: one for one in _existing(home, year)}
    file = raw_path(home, source, sha256).relative_to(home).as_posix()
    raw[source] = Locked(source, file, sha256)
    rows: dict[str, Any] = {
        name: {"file": raw[name].file, "sha256": raw[name].sha256} for name in sorted(raw)
    }
    text = tomli_w.dumps({"edition": year, "raw": rows})
    write_whole(home / "reports" / str(year) / LOCK, text.encode())
    return read_edition(year, home)


def _existing(home: Path, year: int) -> tuple[Locked, ...]:
    return read_edition(year, home).raw if year in list_editions(home) else ()
