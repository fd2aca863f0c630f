"""What a table says of itself: variables, codes, contents; the same from v2 and from v1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from regionstat.errors import unknown

Role = Literal["time", "geo", "metric", ""]


class CodeListName(NamedTuple):
    """A code list that a variable offers; `kind` is "Aggregation" or "Valueset"."""

    id: str
    label: str
    kind: str


@dataclass(frozen=True)
class ContentMeta:
    """One contents code: what is measured and in what; "" or None where the table says nothing."""

    label: str
    unit: str = ""
    decimals: int | None = None
    price_type: str = ""
    measuring_type: str = ""
    adjustment: str = ""
    base_period: str = ""
    reference_period: str = ""


@dataclass(frozen=True)
class Variable:
    """One dimension with its codes in the table's order; `labels` run beside `codes`.

    `elimination` says whether it may be left out of a query, which gives the table's total.
    `codelists` is None where the server does not list them (v1).
    """

    code: str
    label: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    elimination: bool = False
    role: Role = ""
    codelists: tuple[CodeListName, ...] | None = ()


@dataclass(frozen=True)
class TableMeta:
    """The metadata of one table.

    `updated` is None and `contents` has labels only where the server does not say more (v1).
    `discontinued` is True when the metadata itself says that the series is closed, and
    `successor` is then the id of the table that it names instead.
    """

    table: str
    label: str
    variables: tuple[Variable, ...]
    updated: str | None = None
    discontinued: bool = False
    source: str = ""
    notes: tuple[str, ...] = ()
    contents: Mapping[str, ContentMeta] = field(default_factory=dict)
    aggregation_allowed: bool | None = None
    successor: str | None = None
    language: str = "no"

    @cached_property
    def time(self) -> Variable | None:
        """The time variable, or None."""
        return next((v for v in self.variables if v.role == "time"), None)

    @cached_property
    def metric(self) -> Variable | None:
        """The contents variable, or None: the table then measures a single thing."""
        return next((v for v in self.variables if v.role == "metric"), None)

    def variable(self, code: str) -> Variable:
        """Return the variable `code`, in any case; "time" also means the time variable.

        Raises `Misuse` naming the nearest ones when the table has no such variable.
        """
        by_code = {v.code.lower(): v for v in self.variables}
        found = by_code.get(code.lower())
        if found is None and code.lower() == "time":
            found = self.time
        if found is None:
            codes = [v.code for v in self.variables]
            raise unknown("variable", code, codes, where=f"StatBank table {self.table}")
        return found
