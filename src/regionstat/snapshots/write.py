"""Write a file so that nobody can ever see half of it."""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path`, which holds the old bytes until all the new ones are on disk.

    Two writers at once leave the bytes of one of them. Raises `OSError`, with a file's name in
    it, when the disk refuses; `path` is then as it was and no other file is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno and error.filename is None:
            error.filename = str(path)
        raise


def remove_leftovers(folder: Path, older_than: float = 3600.0) -> None:
    """Remove what writers that were killed left under `folder`, when older than that (seconds).

    A younger one may belong to a writer at work.
    """
    for path in folder.rglob(".*.part"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > older_than:
                path.unlink()
