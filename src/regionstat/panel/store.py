"""The panel of an edition, built once and read back until something it stands on changes."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from regionstat.panel.build import build
from regionstat.panel.checks import check_panel
from regionstat.panel.vintages import EDITION
from regionstat.snapshots import Edition, find_home, read_edition, write_whole
from regionstat.snapshots.alone import alone
from regionstat.snapshots.editions import shared

DTYPES = {
    "indicator": "str",
    "region": "str",
    "year": "int64",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "status": "str",
}
# The rooms whose code and tables decide what the panel holds, and what in them decides nothing.
_ROOMS = ("register", "tables", "panel")
_WORDS_ONLY = ("plan.toml",)


def load(edition: int = 2020) -> pd.DataFrame:
    """Return the checked panel of `edition`; never goes online.

    Columns indicator, region (str), year (int), value, low, high (float, the register's
    unit; NaN is missing) and status (str: SSB's sign, `estimated`, `manual`, or empty),
    sorted by the first three, which are unique. All data years the edition holds, also
    those after it. Raises `Misuse` for an unknown edition and `SnapshotDamaged` when a raw
    file is not what the edition locks.
    """
    panel = panel_of(read_edition(edition, find_home()))
    panel.attrs[EDITION] = edition
    return panel


def panel_of(edition: Edition) -> pd.DataFrame:
    """Return the checked panel of `edition`, locked or not; else as `load`."""
    return kept("panel", edition, _ROOMS, lambda: build(edition))


def kept(
    name: str, edition: Edition, rooms: tuple[str, ...], make: Callable[[], pd.DataFrame]
) -> pd.DataFrame:
    """Return the panel that `make` makes, checked; kept as `name` until data or code change.

    The code is that of `rooms`. Editions that stand on the same files share it. Where several
    processes ask at once, one makes it and the others wait. Raises what `make` and
    `check_panel` raise.
    """
    stem = f"{name}-{shared(edition).year}"
    path = edition.home / "data" / "processed" / f"{stem}-{fingerprint(edition, rooms)}.csv"
    if not path.is_file():
        with alone(edition.home, stem):
            if not path.is_file():
                _keep(check_panel(make()), path, stem)
    return read_panel(path)


def _keep(panel: pd.DataFrame, path: Path, stem: str) -> None:
    write_whole(path, panel.to_csv(index=False, lineterminator="\n").encode())
    for older in path.parent.glob(f"{stem}-*.csv"):
        if older != path:
            older.unlink(missing_ok=True)


def read_panel(path: Path) -> pd.DataFrame:
    """Return the panel in the CSV file `path`, region codes as text, values bit by bit."""
    found = path.stat()
    # A copy shares the figures until either is written to.
    return _read(path, found.st_ino, found.st_mtime_ns, found.st_size).copy(deep=False)


@lru_cache(maxsize=4)
def _read(path: Path, *_: int) -> pd.DataFrame:
    """Read a panel, once for as long as the file stays the same."""
    return pd.read_csv(
        io.BytesIO(path.read_bytes()),
        dtype=DTYPES,
        keep_default_na=False,
        na_values={"value": [""], "low": [""], "high": [""]},
    )


def fingerprint(edition: Edition, rooms: tuple[str, ...] = _ROOMS) -> str:
    """Return a hash over all that the panel of `edition` is made from: data, code of `rooms`.

    Reading verifies every raw file, so a damaged one is found even when a panel is kept.
    """
    digest = hashlib.sha256(_code(rooms).encode())
    for locked in edition.raw:
        digest.update(f"{locked.source}={locked.sha256}\n".encode())
        edition.read(locked.source)
    return digest.hexdigest()[:12]


@cache
def _code(rooms: tuple[str, ...]) -> str:
    digest = hashlib.sha256(pd.__version__.encode())
    for room in rooms:
        for entry in sorted(files(f"regionstat.{room}").iterdir(), key=lambda one: one.name):
            if entry.is_file() and entry.name not in _WORDS_ONLY:
                digest.update(entry.name.encode() + entry.read_bytes())
    return digest.hexdigest()
