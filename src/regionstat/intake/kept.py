"""What is kept of a source: its last sound pull, and the figures an edition would stand on."""

from __future__ import annotations

from pathlib import Path

from regionstat.errors import unknown
from regionstat.intake.sweep_dataset import SOURCE as SWEPT
from regionstat.register import Source
from regionstat.snapshots import Edition, Locked, read_edition
from regionstat.snapshots.editions import list_editions
from regionstat.snapshots.keep import read_snapshot, sha256
from regionstat.snapshots.pulls import Pull, list_pulls
from regionstat.tables.assemble import decode_parts

LIVE = "live"


def last_pull(home: Path, source: str) -> Pull | None:
    """Return the newest pull of `source` that carries no flag, or None."""
    sound = [pull for _, pull in list_pulls(home, source) if not pull.flags]
    return sound[-1] if sound else None


def newest(home: Path) -> Edition:
    """Return the edition as it would be frozen now, its year 0: it is locked by nobody.

    It stands on the last sound pull of each source, on the last sweep of the company registers,
    and on what the newest edition stands on where neither was made. Raises `Misuse` when there
    is no edition to begin from.
    """
    base = read_edition(max(list_editions(home), default=0), home)
    raw = {one.source: one for one in base.raw}
    for folder in _folders(home):
        sound = [path for path, pull in list_pulls(home, folder.name) if not pull.flags]
        if sound:
            path = sound[-1]
            file = path.relative_to(home).as_posix()
            raw[folder.name] = Locked(folder.name, file, sha256(path.read_bytes()))
    raw |= {one.source: one for one in _last_sweep(home)}
    return Edition(0, tuple(raw[source] for source in sorted(raw)), home)


def _last_sweep(home: Path) -> list[Locked]:
    """Return the newest counts of the company registers, if there are any."""
    found = (home / "data" / "raw" / SWEPT).glob("*.pedigree.json")
    paths = [path.with_name(path.name.replace(".pedigree", "")) for path in found]
    # A pedigree is written first: one without figures is what a killed writer left.
    kept = [read_snapshot(path) for path in paths if path.is_file()]
    dated = sorted((one.pedigree.vintage, one.pedigree.sha256, one.path) for one in kept)
    return [
        Locked(SWEPT, path.relative_to(home).as_posix(), digest) for _, digest, path in dated[-1:]
    ]


def edition_named(name: str, home: Path) -> Edition:
    """Return the edition of the year `name`, or what `newest` gives for "live".

    Raises `Misuse` for an edition that does not exist.
    """
    if name == LIVE:
        return newest(home)
    if name.isdecimal() and int(name) in list_editions(home):
        return read_edition(int(name), home)
    known = [LIVE, *map(str, list_editions(home))]
    where = str(home / "reports")
    raise unknown("edition", name, known, where=where, listing="regionstat edition list")


def set_aside(home: Path) -> tuple[tuple[str, str], ...]:
    """Return (source, flag) of each source whose newest pull is flagged, so not stood upon."""
    found = []
    for folder in _folders(home):
        pulls = [pull for _, pull in list_pulls(home, folder.name)]
        if pulls and pulls[-1].flags:
            found.append((folder.name, pulls[-1].flags[0]))
    return tuple(found)


def _folders(home: Path) -> list[Path]:
    return sorted(path for path in (home / "data" / "raw").iterdir() if path.is_dir())


def last_period(home: Path, source: Source) -> str:
    """Return the last period of the figures of `source` that are in use, "" for none."""
    now = newest(home)
    if source.id not in {one.source for one in now.raw}:
        return ""
    table = decode_parts(now.read(source.id), name=source.id)
    return max(table.dimensions["Tid"].codes, default="")
