"""What people report of the plan: surveys, counts and statuses, line by line, checked.

One physical line is one report, so that the lines can be counted and locked. A later line of
the same row, region and year corrects an earlier one; nothing is ever taken away.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from regionstat.errors import BadFile
from regionstat.register import register
from regionstat.register.entries import PlanRow
from regionstat.snapshots import Edition
from regionstat.snapshots.manual import FILES, FOLDER

STATUSES = ("done", "under_way", "not_done")
WITHDRAWN = "withdrawn"
_BEFORE, _AFTER = ("row", "region", "year"), ("owner", "date", "evidence", "note", "recorded")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "statuses": (*_BEFORE, "status", *_AFTER),
    "counts": (*_BEFORE, "value", *_AFTER),
    "surveys": (*_BEFORE, "value", "margin", *_AFTER),
}
KINDS: Mapping[str, tuple[str, ...]] = {
    "statuses": ("status", "count"),
    "counts": ("count", "status", "register", "statistics"),
    "surveys": ("survey",),
}
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS = range(2000, 2101)
_OPTIONAL = ("note", "margin")


@dataclass(frozen=True)
class Report:
    """One line: what `owner` reports of a row of the plan, for a region and a year.

    `status` is one of `STATUSES` and empty for a number; `value` is in the unit that the plan
    names, with `margin` to either side where it is a survey; NaN where there is none. `date` is
    the day on which it became so, `recorded` the day on which it was written down.
    """

    file: str
    line: int
    row: str
    region: str
    year: int
    status: str
    value: float
    margin: float
    owner: str
    date: str
    evidence: str
    note: str
    recorded: str

    @property
    def is_withdrawn(self) -> bool:
        """Whether the line only takes an earlier one back."""
        return self.status == "" and math.isnan(self.value)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line, and what to do about it."""

    file: str
    line: int
    found: str
    todo: str

    def __str__(self) -> str:
        return f"{FOLDER}/{self.file}.csv:{self.line}: {self.found}; {self.todo}"


class _Wrong(Exception):
    """A cell that cannot be taken; its arguments are what was found and what to do."""


def read_reports(file: str, data: bytes) -> tuple[list[Report], list[Fault]]:
    """Return the reports in `data`, the bytes of `file`, and the faults of lines that hold none.

    Never raises, whatever the bytes are. An empty file has neither.
    """
    lines = data.split(b"\n")
    found, faults = [], []
    if data and lines[-1]:
        faults.append(Fault(file, len(lines), "the last line has no end", "end it with a newline"))
    heads = ",".join(COLUMNS[file]).encode()
    if data and lines[0] != heads:
        told = f"the first line is not {heads.decode()}"
        return [], [Fault(file, 1, told, "restore the file from version control")]
    last = ""
    for number, raw in enumerate(lines[1:-1], 2):
        try:
            report = _report(file, number, raw, last)
        except _Wrong as wrong:
            faults.append(Fault(file, number, *wrong.args))
        else:
            found.append(report)
            last = report.recorded
    return found, faults


def _report(file: str, number: int, raw: bytes, last: str) -> Report:
    cells = dict(zip(COLUMNS[file], _cells(file, raw), strict=True))
    row = _row(file, cells["row"])
    status, value, margin = _answer(file, cells, row)
    recorded = _day("recorded", cells["recorded"])
    if recorded < last:
        raise _Wrong(f"recorded {recorded}, before the line above", "add new lines at the end")
    return Report(
        file,
        number,
        row.id,
        _region(cells["region"]),
        _year(cells["year"]),
        status,
        value,
        margin,
        cells["owner"],
        _day("date", cells["date"]),
        _evidence(cells["evidence"]),
        cells["note"],
        recorded,
    )


def _cells(file: str, raw: bytes) -> list[str]:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Wrong("it is not UTF-8", "save the file as UTF-8") from error
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
        raise _Wrong("it has a control character", "remove it; a line ends with a newline alone")
    try:
        cells = next(csv.reader([text], strict=True), [])
    except csv.Error as error:
        raise _Wrong(
            f"it is not CSV ({error})", "quote cells that hold a comma or a quote"
        ) from error
    wanted = COLUMNS[file]
    if len(cells) != len(wanted):
        raise _Wrong(f"it has {len(cells)} cells, not {len(wanted)}", f"give {', '.join(wanted)}")
    for name, cell in zip(wanted, cells, strict=True):
        if cell != cell.strip():
            raise _Wrong(f"{name} has blanks at an end", "take them away")
        if not cell and name not in _OPTIONAL:
            raise _Wrong(f"{name} is empty", "tell it")
    return cells


def _row(file: str, id_: str) -> PlanRow:
    known = register().plan
    if id_ not in known:
        raise _Wrong(f"the plan has no row {id_!r}", "`regionstat plan status` lists them")
    row = known[id_]
    if row.kind not in KINDS[file]:
        home = next(name for name in FILES if row.kind in KINDS[name])
        raise _Wrong(f"row {id_} is a {row.kind}", f"report it in {home}.csv")
    return row


def _answer(file: str, cells: Mapping[str, str], row: PlanRow) -> tuple[str, float, float]:
    """Return status, value and margin of a line; none of them where it takes one back."""
    nan = math.nan
    if file == "statuses":
        status = cells["status"]
        if status not in (*STATUSES, WITHDRAWN):
            allowed = ", ".join((*STATUSES, WITHDRAWN))
            raise _Wrong(f"{status!r} is no status", f"choose one of {allowed}")
        return ("" if status == WITHDRAWN else status), nan, nan
    if cells["value"] == WITHDRAWN:
        return "", nan, nan
    value = _number("value", cells["value"])
    if file == "counts":
        return "", value, nan
    if row.aim is None or row.aim.unit != "rank":
        return "", value, _margin(cells["margin"])
    if cells["margin"]:
        raise _Wrong("a rank has no margin", "leave margin empty")
    return "", value, nan


def _margin(cell: str) -> float:
    if not cell:
        raise _Wrong("margin is empty", "tell how many points the survey can be off")
    margin = _number("margin", cell)
    if margin <= 0:
        raise _Wrong(f"margin {cell} is not above zero", "tell the points to either side")
    return margin


def _number(name: str, cell: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise _Wrong(f"{name} {cell!r} is not a number", "write it with digits and a point")
    return float(cell)


def _region(id_: str) -> str:
    if id_ not in register().regions:
        raise _Wrong(f"there is no region {id_!r}", "`regionstat regions` lists them")
    return id_


def _year(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit() and len(cell) == 4 and int(cell) in _YEARS):
        raise _Wrong(f"{cell!r} is not a year", "write it as 2011")
    return int(cell)


def _day(name: str, cell: str) -> str:
    try:
        if _DAY.fullmatch(cell):
            return date.fromisoformat(cell).isoformat()
    except ValueError:
        pass
    raise _Wrong(f"{name} {cell!r} is not a day", "write it as 2011-06-30")


def _evidence(cell: str) -> str:
    if "://" in cell and not cell.startswith("https://"):
        raise _Wrong(f"the evidence {cell!r} is not an https address", "give one, or a document")
    return cell


def faults_of(edition: Edition) -> Iterator[Fault]:
    """Yield what is wrong in the reports that `edition` reads; raises as `Edition.reported`."""
    for file in FILES:
        yield from read_reports(file, edition.reported(file))[1]


def reports(edition: Edition) -> tuple[Report, ...]:
    """Return the reports that hold in `edition`: the last of each row, region and year.

    Raises `BadFile` for the first line that cannot be read, and as `Edition.reported`.
    """
    found: list[Report] = []
    for file in FILES:
        read, faults = read_reports(file, edition.reported(file))
        if faults:
            raise refusal(faults)
        found += read
    return holding(found)


def refusal(faults: Iterable[Fault]) -> BadFile:
    """Return (not raise) the error that tells of `faults`."""
    told = [str(fault) for fault in faults]
    more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
    return BadFile(
        "Read what people have reported",
        found=told[0] + more,
        where=FOLDER,
        todo="`regionstat check` lists all faults",
    )


def holding(found: Iterable[Report]) -> tuple[Report, ...]:
    """Return the last report of each row, region and year in a file, without those taken back."""
    last = {(one.file, one.row, one.region, one.year): one for one in found}
    return tuple(one for one in last.values() if not one.is_withdrawn)
