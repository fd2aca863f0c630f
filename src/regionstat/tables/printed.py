"""A table as an export prints it: axes, cells with their place, and what stands around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

# Row and column of a cell, counted from 1; column 0 where the format has only lines.
Place = tuple[int, int]


class Refusal(Exception):
    """What is wrong with an export, where, and the next step; the reader adds the file's name."""

    def __init__(self, found: str, where: str, todo: str) -> None:
        self.found, self.where, self.todo = found, where, todo
        super().__init__(found)


class Exact(str):
    """The number of a workbook's cell as text: its decimal mark is a point beyond doubt."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as printed: `text` is the number, "" when missing; `status` its sign."""

    text: str
    status: str


@dataclass(frozen=True)
class Category:
    """One category: its code, and its label where the file or the register knows one.

    `named` says that the file prints the label only, and the code was looked up.
    """

    code: str
    label: str = ""
    named: bool = False


@dataclass(frozen=True)
class Row:
    """One row of a grid: its number in the file and its cells, without blank ends."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """The rows of a CSV or of a sheet; `where` words a place the way its program shows it."""

    form: str
    rows: Sequence[Row]
    where: Callable[[Place], str]
    ragged: bool


@dataclass(frozen=True)
class Axis:
    """One axis: its name as printed, its dimension, its categories by the text that is printed.

    `dim` is None when the source has no such dimension.
    """

    name: str
    dim: str | None
    categories: Mapping[str, Category]


@dataclass(frozen=True)
class About:
    """What a file says of its table: title, day of renewal, footnotes, units and prices.

    `units` and `prices` are keyed by contents code; `updated` is yyyy-mm-dd. Anything may be
    empty.
    """

    title: str = ""
    table: str = ""
    updated: str = ""
    notes: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    prices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Printed:
    """A table as printed: the cells are keyed by the printed text on each axis.

    A `sparse` one may lack cells; any other has every combination of its categories.
    """

    form: str
    axes: tuple[Axis, ...]
    cells: Sequence[tuple[tuple[str, ...], Cell, Place]]
    where: Callable[[Place], str]
    about: About
    sparse: bool = False
