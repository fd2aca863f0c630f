"""Pulls: one table as it was fetched, in one or more raw files, named by what it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from regionstat.errors import SnapshotDamaged
from regionstat.snapshots.alone import alone
from regionstat.snapshots.keep import (
    HASH_LENGTH,
    Pedigree,
    Snapshot,
    as_json,
    read_pedigree,
    read_snapshot,
    read_verified,
    sha256,
)
from regionstat.snapshots.write import write_whole

ENDING = ".pull.json"


@dataclass(frozen=True)
class Pull:
    """One whole fetch of a source: its pedigree, and the raw files of its parts.

    `selection_sha256` is the hash of what the register asked for before it was expanded,
    `updated` what the table said of itself before the first part was asked for. `parts` are
    (file, sha256) in the order of the requests. `eliminated` are the variables that nobody
    asked for, `codelists` those by which codes were grouped, by variable. A pull with `flags`
    is kept, but nothing stands on it. `order` grows from pull to pull of a source: the seconds
    since 1970 at which it was kept, or one more than the pull before it where the clock says
    less.
    """

    pedigree: Pedigree
    api: str
    selection_sha256: str
    updated: str
    retrieved: str
    parts: tuple[tuple[str, str], ...]
    eliminated: tuple[str, ...]
    codelists: dict[str, str]
    flags: tuple[str, ...]
    order: int = 0


def keep_pull(home: Path, pull: Pull) -> tuple[Path, bool]:
    """Keep `pull`, whose parts are in place; return its path and whether it is new.

    Written last, it makes the parts a table: without it they are only files. A pull that
    differs from the newest one in nothing but the time makes no new file.
    """
    source = pull.pedigree.source
    with alone(home, f"pulls-{source}"):
        last, before = next(reversed(list_pulls(home, source)), (Path(), None))
        if before and _told(before) == _told(pull):
            return last, False
        # With the name of the one before, figures that come back after others are a new pull.
        digest = sha256("\n".join([*_told(pull), last.name]).encode())
        path = home / "data" / "raw" / source / f"{digest[:HASH_LENGTH]}{ENDING}"
        write_whole(path, as_json(replace(pull, order=_order(pull, before))))
    return path, True


def _told(pull: Pull) -> list[str]:
    hashes = (hash_ for _, hash_ in pull.parts)
    return [pull.pedigree.source, pull.selection_sha256, pull.updated, *pull.flags, *hashes]


def _order(pull: Pull, before: Pull | None) -> int:
    now = int(datetime.fromisoformat(pull.retrieved).timestamp())
    return max(now, before.order + 1) if before else now


def list_pulls(home: Path, source: str) -> tuple[tuple[Path, Pull], ...]:
    """Return the pulls of `source` with their paths, the oldest first.

    The order is the one in which they were kept, whatever the clock said.
    """
    found = (home / "data" / "raw" / source).glob(f"*{ENDING}")
    pulls = [(path, read_pull(path)) for path in found]
    return tuple(sorted(pulls, key=lambda one: (one[1].order, one[0].name)))


def read_pull(path: Path) -> Pull:
    """Return the pull in the file `path`; raises `SnapshotDamaged` when it is none."""
    try:
        return _pull(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SnapshotDamaged(
            f"Read the pull {path.parent.name}/{path.name}",
            found=f"it cannot be read ({type(error).__name__})",
            where=str(path),
            todo="Restore it from version control, or remove it and fetch the source anew",
        ) from error


def read_parts(path: Path) -> tuple[bytes, ...]:
    """Return the bytes of the raw files of the pull in `path`; each must have its hash."""
    return tuple(read_verified(path.parent / file, hash_) for file, hash_ in read_pull(path).parts)


def find_parts(home: Path, source: str, request_sha256: str, updated: str) -> Iterator[Snapshot]:
    """Yield the raw files that answer the request, asked when the table was as `updated`.

    An interrupted fetch goes on from these.
    """
    for beside in (home / "data" / "raw" / source).glob("*.pedigree.json"):
        path = beside.with_name(beside.name.replace(".pedigree.json", ".json"))
        if not path.is_file() or request_sha256.encode() not in beside.read_bytes():
            continue
        found = read_snapshot(path)
        told = found.pedigree.exchange
        if told and (told.request_sha256, told.updated) == (request_sha256, updated):
            yield found


def part_of(snapshot: Snapshot) -> tuple[str, str]:
    """Return file and sha256 of a part, as a pull names it."""
    return snapshot.path.name, snapshot.pedigree.sha256


def totals(parts: Sequence[Snapshot]) -> dict[str, Any]:
    """Return hash and length over all `parts`, the fields of a pedigree for the whole."""
    joined = "\n".join(part.pedigree.sha256 for part in parts)
    return {"sha256": sha256(joined.encode()), "bytes": sum(p.pedigree.bytes for p in parts)}


def _pull(found: dict[str, Any]) -> Pull:
    return Pull(
        pedigree=read_pedigree(found["pedigree"]),
        api=found["api"],
        selection_sha256=found["selection_sha256"],
        updated=found["updated"],
        retrieved=found["retrieved"],
        parts=tuple((str(file), str(hash_)) for file, hash_ in found["parts"]),
        eliminated=tuple(found["eliminated"]),
        codelists=dict(found["codelists"]),
        flags=tuple(found["flags"]),
        order=found["order"],
    )
