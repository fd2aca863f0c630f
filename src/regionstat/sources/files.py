"""A file that the analyst downloaded by hand → its bytes."""

from __future__ import annotations

from pathlib import Path

from regionstat.errors import BadFile

# The largest answer StatBank gives, 800,000 cells, is some 30 MB as CSV.
MAX_BYTES = 200_000_000


def read_file(path: Path) -> bytes:
    """Return the bytes of `path`.

    Raises `BadFile` when it is absent, no file, empty, unreadable, or over 200 MB.
    """
    found = _problem(path)
    if found is None:
        try:
            return path.read_bytes()
        except OSError as error:
            found = error.strerror or type(error).__name__
    todo = "Name an export that you saved from StatBank: JSON-stat, CSV, XLSX or PX"
    raise BadFile(f"Read the file {path.name!r}", found=found, where=str(path), todo=todo)


def _problem(path: Path) -> str | None:
    if not path.exists():
        return "there is no such file"
    if not path.is_file():
        return "it is not a file"
    size = path.stat().st_size
    if size == 0:
        return "it is empty"
    return f"it has {size:,} bytes; {MAX_BYTES:,} are the most" if size > MAX_BYTES else None
