"""All that one local server holds: tables, switches, settings and the log of calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .datasets import Kept
from .faults import Faults
from .tables import Bank, CodeList, Table


@dataclass(frozen=True)
class Call:
    """One call that was answered. `raw` is path and query as sent; `size` is that of the body."""

    method: str
    path: str
    query: Mapping[str, str]
    raw: str
    body: bytes
    headers: Mapping[str, str]
    status: int
    size: int


@dataclass
class World:
    """A server's state. `rate` is (calls, seconds); `limit` is in cells."""

    bank: Bank
    faults: Faults
    limit: int = 800_000
    rate: tuple[int, float] = (10_000, 60.0)
    max_values: int = 50_000
    log: list[Call] = field(default_factory=list)
    kept: Kept = field(default_factory=dict)

    def table(self, name: str, path: str) -> Table | None:
        """Find a table as the switches now let it be seen by a call of `path`."""
        found = self.bank.find(name)
        if found is None or self.faults.active("gone", path):
            return None
        return self.faults.seen(found, path)

    def codelist(self, name: str, path: str) -> CodeList | None:
        """Find a codelist of any table; its case counts."""
        for table in self.bank.values():
            for variable in self.faults.seen(table, path).variables:
                for codelist in variable.codelists:
                    if codelist.id == name:
                        return codelist
        return None
