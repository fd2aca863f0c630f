"""What people report, kept in files that only grow: which lines an edition stands on.

An edition that is frozen locks, for each file, how many lines there were and their sha256. It
reads these and no later ones, and a file whose locked head has changed by one byte is refused.
An open edition reads all that has been reported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from regionstat.errors import SnapshotDamaged
from regionstat.snapshots.alone import alone
from regionstat.snapshots.write import write_whole

FOLDER = "data/manual"
FILES = ("statuses", "counts", "surveys")


@dataclass(frozen=True)
class Head:
    """The first `lines` lines of `file`, the line of its heads among them, and their sha256."""

    file: str
    lines: int
    sha256: str

    def of(self, data: bytes, path: Path) -> bytes:
        """Return the head of `data`; raises `SnapshotDamaged` unless it is the one locked."""
        kept = b"".join(data.splitlines(keepends=True)[: self.lines])
        if head_of(self.file, kept) == self:
            return kept
        raise SnapshotDamaged(
            f"Read the first {self.lines} lines of {path.name}",
            found="they are not those that an edition locks; lines are only ever added",
            where=str(path),
            todo="Restore the file from version control, and correct by a new line: "
            "`regionstat plan record`",
        )


def head_of(file: str, data: bytes) -> Head:
    """Return the head that all of `data`, kept as `file`, makes."""
    return Head(file, len(data.splitlines()), hashlib.sha256(data).hexdigest())


def manual_path(home: Path, name: str) -> Path:
    """Return the file of the reports called `name`, one of `FILES`."""
    return home / FOLDER / f"{name}.csv"


def read_manual(home: Path, name: str) -> bytes:
    """Return all that is reported in the file `name`, nothing where there is none."""
    path = manual_path(home, name)
    return path.read_bytes() if path.is_file() else b""


def heads(home: Path) -> tuple[Head, ...]:
    """Return the head that each file makes now."""
    return tuple(head_of(name, read_manual(home, name)) for name in FILES)


def read_heads(told: Mapping[str, Mapping[str, object]]) -> tuple[Head, ...]:
    """Return the heads that a lock holds; raises `KeyError` or `TypeError` when it is no lock."""
    return tuple(_head(name, head) for name, head in told.items())


def _head(name: str, told: Mapping[str, object]) -> Head:
    lines, sha256 = told["lines"], told["sha256"]
    if name not in FILES or type(lines) is not int or not isinstance(sha256, str):
        raise TypeError(f"manual.{name} is not the head of a file")
    return Head(name, lines, sha256)


def append_line(home: Path, name: str, add: Callable[[bytes], bytes]) -> bytes:
    """Let `add` make the new file of the old; return what was added, in one step.

    Other processes wait, and nobody sees half a line. Raises what `add` raises, in which case
    nothing is changed, and `OSError` when the disk refuses.
    """
    with alone(home, f"manual-{name}"):
        before = read_manual(home, name)
        after = add(before)
        if not after.startswith(before):
            raise ValueError("a file of reports is only ever added to")
        write_whole(manual_path(home, name), after)
        return after[len(before) :]
