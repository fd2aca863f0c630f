"""What the local StatBank holds: tables of variables, values and signs, and lists of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

# A sign is stored as its place in this tuple; 0 is no sign. `.` to `......` are PxWeb's
# DATASYMBOL1-6, `-` its NIL, `.......` its DATASYMBOL_7; `:` and `*` are Statistics Norway's.
SIGNS = ("", ".", "..", "...", "....", ".....", "......", "-", ".......", ":", "*")

Text = str | Mapping[str, str]


def say(text: Text, language: str) -> str:
    """Return a text in `language`; one without translations is the same in all."""
    return text if isinstance(text, str) else text[language]


@dataclass(frozen=True)
class Group:
    """One code of a codelist and the table's codes that it stands for."""

    code: str
    label: Text
    members: tuple[str, ...]


@dataclass(frozen=True)
class CodeList:
    """An aggregation (`agg_`, sums) or a value set (`vs_`, each code for itself)."""

    id: str
    label: Text
    groups: tuple[Group, ...]
    kind: str = "Aggregation"
    total: str | None = None


@dataclass(frozen=True)
class Measure:
    """What StatBank says of one category of the contents variable."""

    unit: Text
    decimals: int = 0
    price: str = "NotApplicable"
    measuring: str = "Stock"
    refperiod: str = ""
    adjustment: str = "None"
    updated: str | None = None


@dataclass(frozen=True)
class Notes:
    """Notes in order, and the places of those that must be shown."""

    texts: tuple[Text, ...] = ()
    mandatory: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Variable:
    """One dimension. `eliminable`: may be left out; then `total`, or the sum if there is none."""

    code: str
    label: Text
    codes: tuple[str, ...]
    labels: tuple[Text, ...]
    role: str = ""
    eliminable: bool = False
    total: str | None = None
    codelists: tuple[CodeList, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
    notes: Notes = Notes()
    category_notes: Mapping[str, Notes] = field(default_factory=dict)
    described: Mapping[str, str] = field(default_factory=dict)
    show: str = "value"

    def place(self, code: str) -> int | None:
        """Return where a code stands; upper and lower case are one."""
        return self._places().get(code.lower())

    def _places(self) -> dict[str, int]:
        cached = self.__dict__.get("_cached")
        if cached is None:
            # The first of two codes that differ in case only wins, as a dictionary's would.
            cached = {}
            for place, code in enumerate(self.codes):
                cached.setdefault(code.lower(), place)
            object.__setattr__(self, "_cached", cached)
        return cached


@dataclass
class Table:
    """A table. `values` has one axis a variable; NaN is missing. `signs` holds places in SIGNS.

    Attributes can be set at will between two calls; a cell is changed by `revise`: the arrays are
    locked, for written answers are kept as long as a table has the very same arrays.
    """

    id: str
    title: Text
    variables: tuple[Variable, ...]
    values: np.ndarray
    signs: np.ndarray
    updated: str = "2026-02-24T07:00:00Z"
    next_update: str | None = "2027-02-24T07:00:00Z"
    time_unit: str = "Annual"
    notes: Notes = Notes()
    source: Text = "Statistisk sentralbyrå"
    subject: tuple[str, str] = ("be", "Befolkning")
    short_name: str = "folkemengde"
    discontinued: bool = False
    aggregation_allowed: bool = True
    official: bool = True
    contents_text: Text = "Innhold"
    # Missing cells that a sum passes over: nil, and in SQL-backed tables what is not stored.
    skipped: frozenset[str] = frozenset({"-"})

    def __post_init__(self) -> None:
        shape = tuple(len(variable.codes) for variable in self.variables)
        self.values = np.asarray(self.values, float).reshape(shape)
        self.signs = np.asarray(self.signs, np.uint8).reshape(shape)
        self.values.flags.writeable = self.signs.flags.writeable = False

    def variable(self, code: str) -> Variable | None:
        """Find a variable by its code (any case) or, for time, by the alias `time`."""
        asked = code.lower()
        for variable in self.variables:
            if variable.code.lower() == asked or (asked == "time" and variable.role == "time"):
                return variable
        return None

    def of_role(self, role: str) -> Variable | None:
        """Return the first variable that plays `role`: time, geo or metric."""
        return next((v for v in self.variables if v.role == role), None)

    def revise(self, where: Mapping[str, str], value: float | None, sign: str = "") -> None:
        """Write a new value, or None, and a sign into the one cell (or the slice) at `where`."""
        place = self._index(where)
        values, signs = self.values.copy(), self.signs.copy()
        values[place] = np.nan if value is None else value
        signs[place] = SIGNS.index(sign)
        self.fill(values, signs)

    def fill(self, values: np.ndarray, signs: np.ndarray) -> None:
        """Replace all values and signs."""
        self.values, self.signs = values, signs
        self.__post_init__()

    def cell(self, where: Mapping[str, str]) -> tuple[float | None, str]:
        """Return the value (None when missing) and the sign of the one cell at `where`."""
        place = self._index(where)
        value = float(self.values[place])
        return (None if value != value else value), SIGNS[int(self.signs[place])]

    def _index(self, where: Mapping[str, str]) -> tuple[int | slice, ...]:
        unknown = set(where) - {v.code for v in self.variables}
        if unknown:
            raise KeyError(f"{self.id} has no variable {sorted(unknown)}")
        return tuple(
            v.codes.index(where[v.code]) if v.code in where else slice(None) for v in self.variables
        )

    def change(self, code: str, **changes: Any) -> None:
        """Replace attributes of one variable, such as its labels or measures."""
        self.variables = tuple(
            replace(v, **changes) if v.code == code else v for v in self.variables
        )


class Bank(dict[str, Table]):
    """Tables by id, and the codelists that they name."""

    def __init__(self, tables: Iterable[Table] = ()) -> None:
        super().__init__({table.id: table for table in tables})

    def find(self, table: str) -> Table | None:
        """Return a table by its id, in any case."""
        return self.get(table) or {key.lower(): t for key, t in self.items()}.get(table.lower())
