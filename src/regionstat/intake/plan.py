"""What a fetch would ask: table by table, cells, requests, and why."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from regionstat.errors import Misuse
from regionstat.intake.kept import last_pull
from regionstat.register import Source, register
from regionstat.sources.pxweb import StatBank, split
from regionstat.sources.pxweb.metadata import TableMeta
from regionstat.sources.pxweb.opening import plan_query
from regionstat.sources.pxweb.protocol import TableAbout
from regionstat.sources.pxweb.query import Query


@dataclass(frozen=True)
class Plan:
    """What is to be asked for one source; `queries` is empty when nothing is.

    `reason` says why: "new", "moved" (the table was renewed), "asked anew" (the register asks
    for something else), or "unchanged". `cells` counts all cells of the answers.
    """

    source: Source
    about: TableAbout
    reason: str
    meta: TableMeta | None = None
    query: Query | None = None
    queries: tuple[Query, ...] = ()

    @property
    def cells(self) -> int:
        """The cells that would come back, empty ones included."""
        return sum(query.cells for query in self.queries)


def plan(bank: StatBank, home: Path, source: Source) -> Plan:
    """Return what a fetch of `source` would ask of `bank`.

    One cheap call tells whether the table was renewed since the last sound pull; only then
    are its metadata and code lists read. Raises `Misuse` for a source that is not fetched, or
    whose selection the table does not know, and what the calls raise.
    """
    check_fetched(source)
    about = bank.about(source.table)
    last = last_pull(home, source.id)
    same = last is not None and last.selection_sha256 == source.selection_sha256
    # A server that does not tell when it was renewed must be asked for all of it.
    if last and same and about.updated and last.updated == about.updated:
        return Plan(source, about, "unchanged")
    reason = "new" if last is None else "moved" if same else "asked anew"
    meta = bank.metadata(source.table)
    query = plan_query(bank, meta, source.select, source.codelists)
    return Plan(source, about, reason, meta, query, split(query, bank.limit()))


def check_fetched(source: Source) -> None:
    """Raise `Misuse` when the register does not say what to ask StatBank for `source`."""
    if source.select:
        return
    others = ", ".join(one.id for one in register().sources.values() if one.select)
    raise Misuse(
        f"Fetch {source.id!r}",
        found="the register says nothing to ask StatBank for",
        where="sources.toml",
        todo=f"Bring it in with `regionstat import`; these are fetched: {others}",
    )
