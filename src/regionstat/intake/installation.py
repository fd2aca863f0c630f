"""Whether the installation can do its work: Python, packages, folders, room on the disk."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from packaging.requirements import Requirement

from regionstat.errors import RegionstatError
from regionstat.intake.doctor import CHANGE, NOTE, OK, Finding
from regionstat.snapshots import read_edition
from regionstat.snapshots.editions import list_editions

ROOM = 2_000_000_000
SUBJECT = "installation"


def examine_installation(home: Path) -> tuple[Finding, ...]:
    """Return what is found of Python, the packages, the folders of `home` and its editions."""
    return (_python(), _packages(), *_folders(home), _room(home), *_editions(home), _clock())


def _python() -> Finding:
    return Finding(SUBJECT, "python", OK, sys.version.split()[0])


def _packages() -> Finding:
    asked = [Requirement(line) for line in metadata.requires("regionstat") or ()]
    wrong = list(
        _unmet(one for one in asked if one.marker is None or one.marker.evaluate({"extra": ""}))
    )
    if wrong:
        todo = "pip install -r requirements.lock, or make clean and make setup"
        return Finding(SUBJECT, "packages", CHANGE, "; ".join(wrong), todo)
    return Finding(SUBJECT, "packages", OK, f"all {len(asked)} requirements are met")


def _unmet(requirements: Iterator[Requirement]) -> Iterator[str]:
    for one in requirements:
        try:
            version = metadata.version(one.name)
        except metadata.PackageNotFoundError:
            yield f"{one.name} is absent"
            continue
        if not one.specifier.contains(version, prereleases=True):
            yield f"{one.name} is {version}, {one.specifier} is needed"


def _folders(home: Path) -> Iterator[Finding]:
    for name in ("data/raw", "data/processed", "reports"):
        folder = home / name
        if folder.is_dir() and os.access(folder, os.W_OK):
            yield Finding(SUBJECT, name, OK, "can be written to")
            continue
        found = "cannot be written to" if folder.exists() else "is absent"
        yield Finding(SUBJECT, name, CHANGE, found, f"Make {folder} and give yourself the right")


def _room(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    told = f"{free / 1e9:,.0f} GB free"
    todo = "Make room: a fetch of all tables takes some 0.5 GB" if free < ROOM else ""
    return Finding(SUBJECT, "disk", NOTE if todo else OK, told, todo)


def _editions(home: Path) -> Iterator[Finding]:
    for year in list_editions(home):
        try:
            edition = read_edition(year, home)
            files = sum(len(edition.read(one.source)) for one in edition.raw)
        except RegionstatError as error:
            yield Finding(SUBJECT, f"edition {year}", CHANGE, error.found, error.todo)
        else:
            found = f"{files} raw files have the bytes it locks"
            yield Finding(SUBJECT, f"edition {year}", OK, found)


def _clock() -> Finding:
    try:
        ZoneInfo("Europe/Oslo")
    except ZoneInfoNotFoundError:
        return Finding(SUBJECT, "time zone", CHANGE, "Europe/Oslo is unknown", "pip install tzdata")
    return Finding(SUBJECT, "time zone", OK, "Europe/Oslo is known")
