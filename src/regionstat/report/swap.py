"""A folder that is built beside the one it replaces, so that none is ever half there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def swapped(folder: Path) -> Iterator[Path]:
    """Give an empty folder to build in, and put it in the place of `folder` when all went well.

    When anything is raised, `folder` stays as it was and nothing is left behind.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    target, older = building / "new", building / "old"
    target.mkdir()
    try:
        yield target
        if folder.exists():
            folder.replace(older)
        target.replace(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
