"""Renew the committed concordance from KLASS: what would change, and the renewed files.

A committed line stays when KLASS lists no change at all in its year: before its first
version, or before the range that was asked for. That it stays is said, never silent.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from regionstat.errors import SourceChanged
from regionstat.intake.concordance import PART, Built, Line, read_lines, write_lines
from regionstat.register import Region, register
from regionstat.snapshots import write_whole

CHANGES, MUNICIPALITIES = "municipality_changes.csv", "municipalities.csv"
COLUMNS = ("kind", "year", "old_code", "old_name", "new_code", "new_name", "part", "note")
# Rows that say what a renewal would do, as against what it leaves alone.
CHANGING = ("new", "gone", "different", "rename")
_Row = tuple[str, int, str, str, str, str, str, str]
_Key = tuple[int, str, str]
_CODE = ("code", "name", "valid_from", "valid_to")
_WEIGHTS = "a part: it needs a weight in municipality_splits.csv"


def renewed(committed: Iterable[Line], built: Built) -> tuple[Line, ...]:
    """Return the lines of the renewed file: those of KLASS, and the committed ones that stay."""
    kept = [
        line
        for line in committed
        if line.valid_from_year < built.start or not (line.renames or _told(built, line))
    ]
    return tuple(sorted([*kept, *built.lines], key=lambda line: line.key))


def differences(committed: Iterable[Line], built: Built) -> pd.DataFrame:
    """Return what KLASS and the committed lines differ in, sorted by year and codes.

    Columns kind, year, old_code, old_name, new_code, new_name, part, note. `kind` is new,
    gone, different (another name or part), rename (a committed line whose code stays: it
    says nothing of borders and goes), kept (KLASS says nothing of its year), and born or
    ended for a code that KLASS links to no other. Lines before the range are not touched.
    """
    old = {line.key: line for line in committed}
    new = {line.key: line for line in built.lines}
    rows = [row for line in old.values() if (row := _committed_row(line, new, built))]
    rows += [row for line in built.lines if (row := _built_row(line, old))]
    for one in built.unlinked:
        sides = (
            (one.code, one.name, "", "") if one.kind == "ended" else ("", "", one.code, one.name)
        )
        rows.append((one.kind, one.year, *sides, "", one.note))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.sort_values(["year", "old_code", "new_code"], ignore_index=True)


def _committed_row(line: Line, new: Mapping[_Key, Line], built: Built) -> _Row | None:
    if line.valid_from_year < built.start:
        return None
    if line.renames:
        return _row("rename", line, "the code stays: no border moved")
    if not _told(built, line):
        return _row("kept", line, f"KLASS lists no change of {line.valid_from_year} here")
    return None if line.key in new else _row("gone", line, "KLASS does not list it")


def _built_row(line: Line, old: Mapping[_Key, Line]) -> _Row | None:
    if line.key not in old:
        return _row("new", line, _WEIGHTS if line.part == PART else "")
    other = _other(old[line.key], line)
    return _row("different", line, other) if other else None


def _row(kind: str, line: Line, note: str) -> _Row:
    year, old, new = line.key
    return kind, year, old, line.old_name, new, line.new_name, line.part, note


def _told(built: Built, line: Line) -> bool:
    return line.valid_from_year in built.years


def _other(old: Line, new: Line) -> str:
    names = ("old_name", "new_name", "part")
    pairs = ((name, getattr(old, name), getattr(new, name)) for name in names)
    return "; ".join(f"{name} was {was!r}" for name, was, now in pairs if was != now)


def county_differences(counties: Mapping[str, Region], built: Built) -> pd.DataFrame:
    """Return where the counties of the register contradict the changes of KLASS 104.

    The columns of `differences`, `kind` county. They are corrected in regions.toml by hand.
    """
    rows: list[_Row] = []
    by_old = {(line.valid_from_year, line.old_code): set[str]() for line in built.lines}
    for line in built.lines:
        by_old[line.valid_from_year, line.old_code].add(line.new_code)
    for line in built.lines:
        year = line.valid_from_year
        lives_on = line.old_code in by_old[year, line.old_code]
        notes = _county_notes(counties, line, last=None if lives_on else year - 1)
        rows += [_row("county", line, note) for note in notes]
    rows += [
        (
            "county",
            one.year,
            "",
            "",
            one.code,
            one.name,
            "",
            f"regions.toml has no county {one.code}",
        )
        for one in built.unlinked
        if one.kind == "born" and one.code not in counties
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _county_notes(counties: Mapping[str, Region], line: Line, last: int | None) -> Iterator[str]:
    old, new = counties.get(line.old_code), counties.get(line.new_code)
    if old is None:
        yield f"regions.toml has no county {line.old_code}"
    elif last is not None and old.valid_to != last:
        yield f"regions.toml ends {line.old_code} with {old.valid_to}, KLASS with {last}"
    if new is None:
        yield f"regions.toml has no county {line.new_code}"
    elif not new.valid_in(line.valid_from_year):
        yield f"regions.toml does not have {line.new_code} in use in {line.valid_from_year}"


def renew_municipalities(text: str, lines: Iterable[Line]) -> str:
    """Return the text of `municipalities.csv` with the codes that `lines` begin and end.

    A code that is known keeps its name. Sorted by code.
    """
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(text))}
    found = list(lines)
    stay = {
        (line.valid_from_year, line.old_code) for line in found if line.old_code == line.new_code
    }
    for line in found:
        year, old, new = line.key
        rows.setdefault(new, dict(zip(_CODE, (new, line.new_name, str(year), ""), strict=True)))
        if old in rows and not rows[old]["valid_to"] and (year, old) not in stay:
            rows[old]["valid_to"] = str(year - 1)
    out = io.StringIO()
    writer = csv.DictWriter(out, _CODE, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows[code] for code in sorted(rows))
    return out.getvalue()


def write_renewed(folder: Path, built: Built) -> tuple[Line, ...]:
    """Renew both files in `folder`, the register's own, and return the lines.

    The codes are written first: a register that has codes without their change still reads.
    Raises `SourceChanged`, with nothing written, when a new code lies in a county that the
    register lacks.
    """
    known = folder / MUNICIPALITIES
    lines = renewed(read_lines((folder / CHANGES).read_text(encoding="utf-8")), built)
    for code in (line.new_code for line in lines):
        if code[:2] not in register().regions:
            raise SourceChanged(
                "Renew the concordance from KLASS",
                found=f"the new code {code} lies in the unknown county {code[:2]}",
                where="regions.toml",
                todo="Add the county there first; nothing was written",
            )
    municipalities = renew_municipalities(known.read_text(encoding="utf-8"), lines)
    write_whole(known, municipalities.encode())
    write_whole(folder / CHANGES, write_lines(lines).encode())
    return lines
