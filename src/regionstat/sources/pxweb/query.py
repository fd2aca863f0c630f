"""A query with every code spelt out, so that its cells can be counted before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from regionstat.sources.pxweb.metadata import Role


@dataclass(frozen=True)
class CodeList:
    """A code list of a table: its codes, and per code the table's own codes behind it.

    `kind` is "Aggregation", "Valueset", or "" where nobody said.
    """

    id: str
    label: str
    kind: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    members: Mapping[str, tuple[str, ...]]

    @property
    def sums(self) -> bool:
        """Whether a code of the list stands for several codes of the table, added up."""
        return any(len(codes) > 1 for codes in self.members.values())


@dataclass(frozen=True)
class Chosen:
    """The codes chosen of one variable, in the table's order, each once.

    They are codes of `codelist` where one is named (v2 spelling, "agg_KommSummer").
    """

    code: str
    codes: tuple[str, ...]
    codelist: str | None = None
    role: Role = ""


@dataclass(frozen=True)
class Query:
    """What is asked of one table; made by `choose`, cut by `split`.

    `eliminated` are the variables left out, over which the server gives totals.
    `has_contents` is False for a table without a contents variable, where the server adds one.
    """

    table: str
    variables: tuple[Chosen, ...]
    language: str = "no"
    eliminated: tuple[str, ...] = ()
    has_contents: bool = True

    @property
    def cells(self) -> int:
        """The number of cells of the answer, empty ones included, as the server counts them."""
        return prod(len(chosen.codes) for chosen in self.variables)
