"""A plan → the bytes as received, kept part by part, and a pull that makes them a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from regionstat import __version__
from regionstat.errors import RegionstatError
from regionstat.intake.kept import newest
from regionstat.intake.plan import Plan
from regionstat.intake.suspicion import confirmed, flags_of
from regionstat.snapshots.exchange import Exchange
from regionstat.snapshots.keep import Pedigree, Snapshot, keep, read_verified
from regionstat.snapshots.pulls import Pull, find_parts, keep_pull, list_pulls, part_of, totals
from regionstat.sources.http import Answer
from regionstat.sources.morning import in_reload
from regionstat.sources.pxweb import StatBank, fetch_parts
from regionstat.sources.pxweb.check import Header
from regionstat.sources.pxweb.protocol import Request
from regionstat.tables.adapt import adapt
from regionstat.tables.assemble import assemble, decode_parts
from regionstat.tables.encode import count_missing
from regionstat.tables.expect import expect
from regionstat.tables.jsonstat import decode
from regionstat.tables.table import Table

ORIGIN = "fetched"
CLIENT = f"regionstat {__version__}"
DAY = len("2026-02-25")
# Of an answer's headers only those that say something of the bytes or of the sender's limits.
_HEADERS = ("content-type", "content-encoding", "content-length", "date", "etag", "last-modified")


@dataclass(frozen=True)
class Fetched:
    """What came of a plan: the pull, its path, and whether it is new."""

    pull: Pull
    path: Path
    new: bool


def fetch(bank: StatBank, home: Path, plan: Plan, on_part: Callable[[], None]) -> Fetched:
    """Carry out `plan`, which asks for something; call `on_part` after every part.

    Parts that an interrupted fetch has kept are not asked for again. The pull is written
    last, once the table agrees with itself and with the register: until then nothing stands
    on the parts. Raises `SourceChanged` or `SourceUnavailable` with all that was kept intact.
    """
    run = _Run(bank, home, plan, on_part)
    fetch_parts(bank, plan.queries, have=run.have, keep=run.keep)
    return run.finish()


class _Run:
    """One fetch under way: the parts in place, and when they came, by the hash of the request."""

    def __init__(self, bank: StatBank, home: Path, plan: Plan, on_part: Callable[[], None]) -> None:
        self.bank, self.home, self.plan, self.on_part = bank, home, plan, on_part
        self.source, self.updated = plan.source, plan.about.updated or ""
        self.parts: dict[str, Snapshot] = {}
        self.moments: dict[str, datetime] = {}
        # What was received is decoded once, to be checked; the whole is put together from that.
        self.tables: dict[str, Table] = {}
        self.pulls = [pull for _, pull in list_pulls(home, self.source.id)]

    def have(self, request: Request) -> bytes | None:
        """Return the bytes that an earlier fetch of the same figures kept for `request`."""
        if not self.updated:
            return None
        doubted = {file for pull in self.pulls if pull.flags for file, _ in pull.parts}
        for found in find_parts(self.home, self.source.id, request.digest, self.updated):
            moment = _moment(found)
            if found.path.name in doubted or in_reload(moment):
                continue
            self.parts[request.digest], self.moments[request.digest] = found, moment
            self.on_part()
            return read_verified(found.path, found.pedigree.sha256)
        return None

    def keep(self, request: Request, answer: Answer, header: Header) -> None:  # noqa: ARG002
        """Keep the part that has just been received and agrees with its query."""
        exchange = Exchange(
            method=request.method,
            url=answer.url,
            request=request.body.decode(),
            request_sha256=request.digest,
            headers={name: answer.headers[name] for name in _HEADERS if name in answer.headers},
            updated=self.updated,
            retrieved=answer.retrieved.isoformat(timespec="seconds"),
            client=CLIENT,
        )
        table = decode(answer.body, name=self.source.table)
        # A part that the register refuses is not kept: the next fetch would go on from it.
        expect(adapt(table, self.source), self.source)
        told = self._about(table) | {"exchange": exchange}
        self.parts[request.digest], _ = keep(self.home, answer.body, told)
        self.tables[request.digest] = table
        # The same bytes may lie here from an earlier time, which is told beside them.
        self.moments[request.digest] = answer.retrieved
        self.on_part()

    def finish(self) -> Fetched:
        """Return the pull, written when table and register agree."""
        digests = [self.bank.request(query).digest for query in self.plan.queries]
        parts = [self.parts[digest] for digest in digests]
        table = self._table(digests)
        moments = list(self.moments.values())
        query = self.plan.query
        pull = Pull(
            pedigree=Pedigree(**self._about(table), **totals(parts)),
            api=self.bank.name,
            selection_sha256=self.source.selection_sha256,
            updated=self.updated,
            retrieved=max(moments).isoformat(timespec="seconds"),
            parts=tuple(part_of(part) for part in parts),
            eliminated=query.eliminated if query else (),
            codelists=dict(self.source.codelists),
            flags=flags_of(table.frame, self._before(), moments),
        )
        if pull.flags and confirmed(pull, self.pulls):
            pull = replace(pull, flags=())
        return Fetched(pull, *keep_pull(self.home, pull))

    def _table(self, digests: list[str]) -> Table:
        name = f"StatBank table {self.source.table}"
        tables = [self.tables.get(digest) or self._kept(digest) for digest in digests]
        self.tables.clear()
        table = tables[0] if len(tables) == 1 else assemble(tables, name=name)
        return expect(adapt(table, self.source), self.source)

    def _kept(self, digest: str) -> Table:
        part = self.parts[digest]
        return decode(read_verified(part.path, part.pedigree.sha256), name=part.path.name)

    def _before(self) -> pd.DataFrame | None:
        """Return the figures of the source that are in use now, or None."""
        try:
            now = newest(self.home)
            table = decode_parts(now.read(self.source.id), name=self.source.id)
            return adapt(table, self.source).frame
        except RegionstatError:
            # Where there are none, or they cannot be read, they are no measure for new ones.
            return None

    def _about(self, table: Table) -> dict[str, Any]:
        source = self.source
        return {
            "source": source.id,
            "origin": ORIGIN,
            "table": source.table,
            "title": {"nb": source.title.nb, "en": source.title.en},
            "publisher": source.publisher.nb,
            "licence": source.licence,
            "vintage": (self.updated or table.updated or "")[:DAY],
            # The register's gaps are those of the bundled copy; a live table tells its own.
            "known_gaps": [{"nb": n.text, "en": n.text} for n in table.notes if n.mandatory],
            "cells": len(table.frame),
            "missing": count_missing(table.frame["value"], table.frame["status"]),
            "original": {},
        }


def _moment(part: Snapshot) -> datetime:
    told = part.pedigree.exchange
    assert told is not None  # found by what it tells
    return datetime.fromisoformat(told.retrieved)
