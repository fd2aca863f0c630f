"""Snapshots: bytes kept once under their hash, and the editions that lock them."""

from regionstat.snapshots.editions import Edition, Locked, lock_source, read_edition
from regionstat.snapshots.home import find_home
from regionstat.snapshots.keep import keep
from regionstat.snapshots.write import write_whole

__all__ = [
    "Edition",
    "Locked",
    "find_home",
    "keep",
    "lock_source",
    "read_edition",
    "write_whole",
]
