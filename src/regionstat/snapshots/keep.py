"""Raw files: bytes kept once under their hash, each beside its pedigree."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from regionstat.errors import SnapshotDamaged
from regionstat.snapshots.exchange import Exchange
from regionstat.snapshots.write import write_whole

HASH_LENGTH = 12


@dataclass(frozen=True)
class Pedigree:
    """Where one raw file came from and what it lacks.

    `origin` is `transcribed` for figures compiled from public copies, `downloaded` for a
    table saved by hand as the publisher wrote it, `fetched` for an answer to a query of ours,
    which `exchange` then tells, and `swept` for counts of many such answers. `missing` counts
    cells without a value by sign, "" where the source is silent. `vintage` is the year or the
    day on which the publisher last renewed the figures. `original` names the file that was
    imported and its sha256.
    """

    source: str
    origin: str
    table: str
    title: dict[str, str]
    publisher: str
    licence: str
    vintage: str
    known_gaps: list[dict[str, str]]
    cells: int
    missing: dict[str, int]
    original: dict[str, str]
    sha256: str
    bytes: int
    exchange: Exchange | None = None


@dataclass(frozen=True)
class Snapshot:
    """One raw file in place: its path and its pedigree."""

    path: Path
    pedigree: Pedigree


def sha256(data: bytes) -> str:
    """Return the sha256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def keep(home: Path, data: bytes, about: dict[str, Any]) -> tuple[Snapshot, bool]:
    """Keep `data` with its pedigree; return the snapshot and whether it is new.

    `about` holds the fields of `Pedigree` but the hash and the length. The same bytes
    again make no new file. The pedigree is written first, so that a raw file is never
    seen without one. Raises `SnapshotDamaged` when the file in place has other bytes.
    """
    pedigree = Pedigree(**about, sha256=sha256(data), bytes=len(data))
    path = raw_path(home, pedigree.source, pedigree.sha256)
    if path.exists() and pedigree_path(path).exists():
        read_verified(path, pedigree.sha256)
        return read_snapshot(path), False
    write_whole(pedigree_path(path), as_json(pedigree))
    write_whole(path, data)
    return Snapshot(path, pedigree), True


def as_json(told: Any) -> bytes:
    """Return the frozen class `told` as sorted JSON, without what it does not tell."""
    found = {key: value for key, value in asdict(told).items() if value is not None}
    return (json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read_pedigree(found: Any) -> Pedigree:
    """Return the pedigree that the mapping `found` holds; raises TypeError when it holds none."""
    exchange = found.pop("exchange", None)
    return Pedigree(**found, exchange=Exchange(**exchange) if exchange else None)


def raw_path(home: Path, source: str, digest: str) -> Path:
    """Return the path under `home` of the raw file of `source` with sha256 `digest`."""
    return home / "data" / "raw" / source / f"{digest[:HASH_LENGTH]}.json"


def pedigree_path(path: Path) -> Path:
    """Return the path of the pedigree that lies beside the raw file `path`."""
    return path.with_suffix(".pedigree.json")


def read_snapshot(path: Path) -> Snapshot:
    """Return the raw file `path` with its pedigree.

    Raises `SnapshotDamaged` when the pedigree is absent or cannot be read.
    """
    beside = pedigree_path(path)
    try:
        return Snapshot(path, read_pedigree(json.loads(beside.read_bytes())))
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise SnapshotDamaged(
            f"Read the pedigree of {path.name}",
            found=f"it cannot be read ({type(error).__name__})",
            where=str(beside),
            todo="Restore it from version control, or import the figures anew",
        ) from error


def read_verified(path: Path, expected: str) -> bytes:
    """Return the bytes of the raw file `path`, whose sha256 must be `expected`.

    Raises `SnapshotDamaged` naming both hashes when the file is absent or changed.
    """
    asked = f"Read the raw file {path.parent.name}/{path.name}"
    todo = "Raw files are never edited: restore it from version control, or import it anew"
    if not path.is_file():
        raise SnapshotDamaged(asked, found="there is no such file", where=str(path), todo=todo)
    data = path.read_bytes()
    if (found := sha256(data)) != expected:
        raise SnapshotDamaged(
            asked,
            found=f"its sha256 is {found} but {expected} was expected",
            where=str(path),
            todo=todo,
        )
    return data
