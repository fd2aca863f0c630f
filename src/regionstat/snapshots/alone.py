"""One process at a time, where something is read and then written on the strength of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock


@contextmanager
def alone(home: Path, what: str) -> Iterator[None]:
    """Keep other processes from changing `what` under `home`; a process that dies lets go.

    Raises `OSError` when the folder for it cannot be written to.
    """
    folder = home / "data" / "processed"
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / f".{what}.lock"):
        yield
