"""A CSV that the analyst saved by hand → dimensions, values and signs, or one clear refusal."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from regionstat.errors import BadFile
from regionstat.register import Source
from regionstat.tables.codes import check_region
from regionstat.tables.printed import About, Cell

SIGNS = frozenset({".", "..", "...", ":", "*"})
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_COMMA = re.compile(r"-?\d+,\d+")
CONTENTS = "ContentsCode"


@dataclass(frozen=True)
class Export:
    """The cells of an export, keyed by their codes in the order of `dimensions`.

    `labels` and `notes` are keyed by dimension, then code. A code printed under several
    names is labelled by the first and has the others as notes. `form` is CSV, XLSX or PX for a
    StatBank export and "" for a tidy CSV; `about` is what the export says of its table.
    """

    dimensions: tuple[str, ...]
    cells: Mapping[tuple[str, ...], Cell]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    form: str = ""
    about: About = field(default_factory=About)


def is_tidy(data: bytes, source: Source) -> bool:
    """Say whether `data` is meant as a tidy CSV of `source`: its first line names the columns.

    The column of values and most of the others must be there, so that a slip in one of them is
    told for what it is.
    """
    first = data.partition(b"\n")[0].decode("utf-8-sig", "replace")
    header = {name.strip(' \r"') for name in re.split("[,;]", first)}
    values = {column for column, role in source.columns.items() if role == "value"}
    return (
        values <= header
        and bool(values)
        and 2 * len(header & set(source.columns)) > len(source.columns)
    )


def read_export(data: bytes, source: Source, *, name: str) -> Export:
    """Return the cells of `data`, a CSV whose columns are those the register gives `source`.

    UTF-8, comma, decimal point, codes as text. Raises `BadFile` naming file and line when
    encoding, separator, columns, codes, units or numbers are others, or a cell stands twice.
    """
    return _Reader(source, name).read(data)


class _Reader:
    """One pass over the lines of a CSV, so that every refusal can name file and line."""

    def __init__(self, source: Source, name: str) -> None:
        self.source, self.name = source, name
        roles = dict(source.columns)
        self.dimensions = source.dimensions
        self.column_of = {role: column for column, role in roles.items()}
        self.label_columns = _prefixed(roles, "label:")
        self.note_columns = _prefixed(roles, "note:")
        self.cells: dict[tuple[str, ...], Cell] = {}
        self.line_of: dict[tuple[str, ...], int] = {}
        self.labels: dict[str, dict[str, str]] = {}
        self.notes: dict[str, dict[str, dict[str, None]]] = {}

    def read(self, data: bytes) -> Export:
        for line, row in self._rows(self._text(data)):
            self._take(row, line)
        if not self.cells:
            raise self._bad("no line of it belongs to this source", 1, "Choose another --source")
        notes = {
            dim: {code: tuple(texts) for code, texts in by_code.items()}
            for dim, by_code in self.notes.items()
        }
        return Export(self.dimensions, self.cells, self.labels, notes)

    def _text(self, data: bytes) -> str:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            found = "it is not UTF-8 but seems to be Latin-1"
            raise self._bad(found, line, "Save it as CSV in UTF-8 and import it again") from error

    def _rows(self, text: str) -> Iterator[tuple[int, dict[str, str]]]:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header = next(reader, [])
            self._check_header(header)
            for row in reader:
                if len(row) != len(header):
                    found = f"it has {len(row)} fields where the header has {len(header)}"
                    raise self._bad(found, reader.line_num, _CUT)
                yield reader.line_num, dict(zip(header, row, strict=True))
        except csv.Error as error:
            raise self._bad(f"it is not whole CSV ({error})", reader.line_num, _CUT) from error

    def _check_header(self, header: Sequence[str]) -> None:
        if len(header) == 1 and ";" in header[0]:
            found = "its fields are separated by `;`"
            raise self._bad(found, 1, "Save it with commas and decimal points")
        wanted = self.source.columns
        absent = [column for column in wanted if column not in header]
        strange = [column for column in header if column not in wanted]
        if absent or strange or len(set(header)) != len(header):
            found = f"its columns are {', '.join(header)}"
            todo = f"Source {self.source.id!r} has exactly these columns: {', '.join(wanted)}"
            raise self._bad(found, 1, todo)

    def _take(self, row: Mapping[str, str], line: int) -> None:
        contents = row.get(self.column_of.get(CONTENTS, ""), self.source.contents)
        if self.source.rows and contents not in self.source.rows:
            return
        if contents not in self.source.units:
            known = ", ".join(self.source.units)
            found = f"the contents {contents!r} are unknown"
            raise self._bad(found, line, f"Source {self.source.id!r} has: {known}")
        key = tuple(
            contents if dim == CONTENTS else self._code(dim, row, line) for dim in self.dimensions
        )
        if key in self.cells:
            found = f"the cell {' · '.join(key)} stands on line {self.line_of[key]} already"
            raise self._bad(found, line, "Keep one of the two")
        self.cells[key] = self._cell(row, contents, line)
        self.line_of[key] = line
        self._describe(row)

    def _code(self, dim: str, row: Mapping[str, str], line: int) -> str:
        code = row[self.column_of[dim]]
        if not code or code != code.strip():
            raise self._bad(f"the code {code!r} of {dim} is empty or has blanks", line, _CODES)
        if self.source.regions == "codes" and dim in self.source.geo_dimensions:
            problem = check_region(code)
            if problem:
                raise self._bad(problem, line, _CODES)
        return code

    def _cell(self, row: Mapping[str, str], contents: str, line: int) -> Cell:
        text = row[self.column_of["value"]]
        status = row.get(self.column_of.get("status", ""), "")
        if text in SIGNS:
            text, status = "", status or text
        unit = row.get(self.column_of.get("unit", ""))
        wanted = self.source.units[contents]
        if unit is not None and unit != wanted:
            if self.source.unit_aliases.get(unit, ("", ""))[0] != wanted:
                found = f"the unit of {contents!r} is {unit!r}"
                raise self._bad(found, line, f"The register expects {wanted!r}: compare the table")
            status = status or self.source.unit_aliases[unit][1]
        if text and not _NUMBER.fullmatch(text):
            raise self._not_a_number(text, line)
        return Cell(text, status)

    def _not_a_number(self, text: str, line: int) -> BadFile:
        if _COMMA.fullmatch(text):
            return self._bad(f"the value {text!r} has a decimal comma", line, _POINT)
        return self._bad(f"the value {text!r} is not a number", line, _POINT)

    def _describe(self, row: Mapping[str, str]) -> None:
        for dim, columns in self.label_columns.items():
            code, column = row[self.column_of[dim]], columns[0]
            known = self.labels.setdefault(dim, {}).setdefault(code, row[column])
            if known != row[column]:
                self._note(dim, code, f"{column}: {row[column]}")
        for dim, columns in self.note_columns.items():
            for column in columns:
                if row[column]:
                    self._note(dim, row[self.column_of[dim]], f"{column}: {row[column]}")

    def _note(self, dim: str, code: str, text: str) -> None:
        self.notes.setdefault(dim, {}).setdefault(code, {})[text] = None

    def _bad(self, found: str, line: int, todo: str) -> BadFile:
        asked = f"Import {self.name!r} as source {self.source.id!r}"
        return BadFile(asked, found=found, where=f"line {line}; nothing was written", todo=todo)


_CUT = "Is it cut short? Save the export again"
_CODES = "Read region codes as text, with their leading zeros, and save the export again"
_POINT = "Save the export with decimal points and without thousands separators"


def _prefixed(roles: Mapping[str, str], prefix: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for column, role in roles.items():
        if role.startswith(prefix):
            found.setdefault(role.removeprefix(prefix), []).append(column)
    return found
