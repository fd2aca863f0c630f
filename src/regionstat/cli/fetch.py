"""`regionstat fetch`: the figures of StatBank, asked for once and kept."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import click
import pandas as pd

from regionstat.cli.imports import find_source
from regionstat.cli.show import format_option, show
from regionstat.errors import RegionstatError
from regionstat.intake.fetch import Fetched, fetch
from regionstat.intake.kept import newest
from regionstat.intake.plan import Plan, check_fetched, plan
from regionstat.register import Source, register
from regionstat.snapshots import find_home
from regionstat.snapshots.write import remove_leftovers
from regionstat.sources.hosts import Hosts, hosts_at
from regionstat.sources.http import Client
from regionstat.sources.limiter import DEFAULT
from regionstat.sources.pxweb import StatBank, open_bank

EXAMPLES = """\b
Examples:
  regionstat fetch --dry-run
  regionstat fetch population county_accounts
  regionstat fetch --base-url http://127.0.0.1:8123
"""
base_url_option = click.option(
    "--base-url", metavar="URL", help="The root of a local server instead of the real ones."
)


@click.command("fetch", epilog=EXAMPLES)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--dry-run", is_flag=True, help="Say what would be asked; fetch no figures.")
@base_url_option
@format_option
def fetch_sources(sources: tuple[str, ...], dry_run: bool, base_url: str | None, form: str) -> None:
    """Fetch tables from StatBank and keep the bytes as received, with their pedigree.

    Without SOURCE: those that the newest edition stands on. One cheap call a table tells
    whether it was renewed; where it was not, no figures are asked for. A fetch that was
    interrupted goes on where it stopped. `regionstat edition freeze` lets an edition stand on
    what is kept. Exit code 1 when a source failed; the others are fetched all the same.
    """
    home = find_home()
    wanted = [find_source(id_) for id_ in dict.fromkeys(sources)] or default_sources(home)
    for source in wanted:
        check_fetched(source)
    for room in ("data", "reports") if not dry_run else ():
        remove_leftovers(home / room)
    with stoppable(), Client(on_wait=waiting) as client:
        visit = Visit(client, hosts_at(base_url), home)
        rows = [visit.ask(source) if dry_run else visit.fetch(source) for source in wanted]
    frame = pd.DataFrame(rows)
    show(_short(frame) if form == "table" else frame, form)
    if form == "table":
        click.echo(_total(rows, dry_run))
    if any(row["outcome"] == FAILED for row in rows):
        raise click.exceptions.Exit(1)


FAILED, SET_ASIDE = "FAILED", "set aside"


def default_sources(home: Path) -> list[Source]:
    """Return the sources that the newest edition stands on and that StatBank has."""
    known = register().sources
    return [known[one.source] for one in newest(home).raw if known[one.source].select]


@dataclass
class Visit:
    """One run against the servers; an interface of StatBank is opened when it is first needed.

    One that could not be opened is not waited for again.
    """

    client: Client
    hosts: Hosts
    home: Path
    _banks: dict[str, StatBank | RegionstatError] = field(default_factory=dict)

    def bank(self, source: Source) -> StatBank:
        """Return the StatBank that `source` is asked of; raises what opening it raised."""
        if source.api not in self._banks:
            self._banks[source.api] = self._open(source)
        found = self._banks[source.api]
        if isinstance(found, RegionstatError):
            raise found
        return found

    def _open(self, source: Source) -> StatBank | RegionstatError:
        try:
            return open_bank(self.client, self.hosts, api=source.api, tell=_tell)
        except RegionstatError as error:
            return error

    def ask(self, source: Source) -> dict[str, Any]:
        """Return a row that says what a fetch of `source` would ask."""
        return _guarded(source, lambda: _planned(plan(self.bank(source), self.home, source)))

    def fetch(self, source: Source) -> dict[str, Any]:
        """Fetch `source` and return a row that says what came of it."""

        def run() -> dict[str, Any]:
            bank = self.bank(source)
            found = plan(bank, self.home, source)
            if not found.queries:
                return _planned(found)
            with _progress(found) as step:
                return _fetched(found, fetch(bank, self.home, found, step))

        return _guarded(source, run)


def _guarded(source: Source, run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return run()
    except RegionstatError as error:
        _tell(f"{source.id}: {error}")
        return _row(source, FAILED, detail=error.found)


def _planned(found: Plan) -> dict[str, Any]:
    _warn_closed(found)
    requests = len(found.queries)
    seconds = round(requests * DEFAULT.seconds / DEFAULT.calls)
    return _row(
        found.source,
        found.reason,
        updated=found.about.updated or "",
        cells=found.cells,
        requests=requests,
        seconds=seconds,
    )


def _fetched(found: Plan, result: Fetched) -> dict[str, Any]:
    pull = result.pull
    outcome = SET_ASIDE if pull.flags else "kept" if result.new else "known already"
    detail = "; ".join(pull.flags)
    if pull.flags:
        _tell(
            f"{found.source.id}: set aside ({detail}); nothing stands on it. Fetch it again "
            "after 08:15 Oslo time; what stays so for three hours is believed."
        )
    return _planned(found) | {"outcome": outcome, "detail": detail, "cells": pull.pedigree.cells}


def _row(source: Source, outcome: str, **told: Any) -> dict[str, Any]:
    nothing = {"updated": "", "cells": 0, "requests": 0, "seconds": 0, "detail": ""}
    return {"source": source.id, "table": source.table, "outcome": outcome, **nothing, **told}


def _warn_closed(found: Plan) -> None:
    closed = found.about.discontinued or (found.meta is not None and found.meta.discontinued)
    if closed:
        successor = found.meta.successor if found.meta else None
        instead = f"; {successor} goes on" if successor else ""
        _tell(f"{found.source.id}: table {found.source.table} is a closed series{instead}.")


def _short(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what fits a screen: times to the minute, and no column that says nothing."""
    said = [column for column in rows if (rows[column] != "").any() and (rows[column] != 0).any()]
    times = {"updated": rows["updated"].str[:16].str.replace("T", " ")}
    return rows[said].assign(**{name: told for name, told in times.items() if name in said})


def _total(rows: Sequence[dict[str, Any]], dry_run: bool) -> str:
    cells, requests, seconds = (
        sum(row[column] for row in rows) for column in ("cells", "requests", "seconds")
    )
    told = f"{cells:,} cells in {requests} requests for data"
    if dry_run:
        return f"A fetch would ask for {told}, {seconds} s at {DEFAULT.calls} a minute."
    sound = sum(row["outcome"] not in {FAILED, SET_ASIDE} for row in rows)
    return f"{sound} of {len(rows)} sources are up to date: {told}."


@contextmanager
def _progress(found: Plan) -> Iterator[Callable[[], None]]:
    """Yield what to call after each part: a bar on a terminal, a plain line in a log."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console, parts = Console(stderr=True), len(found.queries)
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeRemainingColumn(), console=console) as bar:
            task = bar.add_task(found.source.id, total=parts)
            yield lambda: bar.advance(task)
        return
    # A table that changed in between is fetched again, from its first part.
    done = count()
    yield lambda: _tell(f"{found.source.id}: part {next(done) % parts + 1} of {parts}")


def waiting(seconds: float, reason: str) -> None:
    """Say on stderr why nothing happens for a while."""
    _tell(f"waiting {seconds:.0f} s: {reason}" if seconds else reason)


@contextmanager
def stoppable() -> Iterator[None]:
    """Say to who presses Ctrl-C or stops the service that nothing was lost, and end with 130."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        _tell("Stopped. What had come is kept; the same command goes on from there.")
        raise click.exceptions.Exit(130) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(sentence: str) -> None:
    click.echo(sentence, err=True)
