"""A file that is replaced whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def replacing(path: Path, mode: int) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """Give a file beside `path`, and the call that puts it in the place of `path`.

    Without that call, or after an error, `path` is as it was and no other file is left
    behind. `mode` is the permissions of the new file. Raises `OSError` when the disk refuses.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")

    def commit() -> None:
        file.flush()
        Path(name).chmod(mode)
        Path(name).replace(path)

    try:
        with os.fdopen(handle, "w+b") as file:
            yield file, commit
    finally:
        Path(name).unlink(missing_ok=True)
