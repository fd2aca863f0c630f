"""One more line of what people report of the plan, checked before it is added."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from regionstat.errors import Misuse
from regionstat.panel.manual import COLUMNS, Fault, Report, read_reports, refusal
from regionstat.snapshots.manual import append_line, manual_path


def record(home: Path, file: str, cells: Mapping[str, str]) -> Report:
    """Add a line with `cells`, by column, to `file`; return it as it is read back.

    The file begins with its heads when it is new. Raises `Misuse` when the line has a fault,
    `BadFile` when one before it has, and `OSError` when the disk refuses; nothing is then added.
    """
    found: list[Report] = []

    def add(before: bytes) -> bytes:
        whole = before or _line(COLUMNS[file])
        if faults := read_reports(file, whole)[1]:
            raise refusal(faults)
        after = whole + _line([cells.get(name, "") for name in COLUMNS[file]])
        read, faults = read_reports(file, after)
        for fault in faults:
            raise _refused(fault, manual_path(home, file))
        found.append(read[-1])
        return after

    append_line(home, file, add)
    return found[-1]


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue().encode("utf-8", "surrogateescape")


def _refused(fault: Fault, path: Path) -> Misuse:
    return Misuse(
        f"Record a line in {path.name}",
        found=fault.found,
        where=str(path),
        todo=fault.todo[0].upper() + fault.todo[1:],
    )
