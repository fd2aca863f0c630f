"""A sweep: the accounts of every company of some municipalities, asked for one by one.

The companies are those of legal forms that must file accounts whatever their size or line
of business, and that are not deleted. They are asked for in an order that is as good as
drawn by lot, so that an unfinished sweep is a random sample. Everything is kept in a folder
of the sweep's own until its result is: any run goes on where the last one stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from regionstat.errors import BadFile, Misuse, SourceChanged, SourceUnavailable
from regionstat.intake.sweep_journal import Answered, Journal
from regionstat.snapshots import write_whole
from regionstat.sources.company_accounts import Accounts, accounts_of
from regionstat.sources.entities import Bulk, Entity, read_entities
from regionstat.sources.hosts import Hosts
from regionstat.sources.http import Client
from regionstat.sources.limiter import DEFAULT

# Private and public limited companies, European companies, state enterprises, savings banks,
# mutual insurers. Others (partnerships, branches, cooperatives, sole proprietors) must file
# only above some size, so that those with accounts are no fair sample of them.
LEGAL_FORMS = ("AS", "ASA", "SE", "SF", "SPA", "GFS")
# So many failures in a row are held against the register and not against the companies.
MOST_FAILURES = 3
_POPULATION, _ANSWERS = "population.json", "answers.jsonl"


@dataclass(frozen=True)
class Population:
    """The companies of a sweep, `municipality_of` each, and the bulk file that told of them.

    `bankrupt` are in bankruptcy or being wound up; they are part of the population.
    """

    municipalities: tuple[str, ...]
    municipality_of: Mapping[str, str]
    legal_forms: Mapping[str, int]
    bankrupt: int
    bulk_sha256: str
    bulk_bytes: int
    bulk_units: int
    retrieved: datetime


@dataclass(frozen=True)
class Sweep:
    """A sweep under way: whom to ask, and who has answered so far."""

    folder: Path
    population: Population
    journal: Journal

    @property
    def waiting(self) -> tuple[str, ...]:
        """The companies not yet asked for, in the order in which they will be."""
        todo = self.population.municipality_of.keys() - self.journal.answers.keys()
        return tuple(sorted(todo, key=_lot))

    @property
    def filed(self) -> dict[str, tuple[Accounts, ...] | None]:
        """What each company that was asked for has filed."""
        return {orgnr: one.accounts for orgnr, one in self.journal.answers.items()}

    @property
    def minutes(self) -> float:
        """How long the rest takes at the limit of calls, in minutes."""
        return len(self.waiting) / DEFAULT.calls * DEFAULT.seconds / 60

    def close_book(self) -> None:
        """End the sweep, once its result is kept elsewhere; the next one begins anew."""
        (self.folder / _POPULATION).unlink(missing_ok=True)


@contextmanager
def open_sweep(
    client: Client, hosts: Hosts, municipalities: Iterable[str], home: Path
) -> Iterator[Sweep]:
    """Open the sweep of `municipalities`, begun anew or gone on with, under `home`.

    A new one reads the register of entities first. Raises `Misuse` when there is no company,
    or when another process has this very sweep open, and as `read_entities`.
    """
    codes = tuple(sorted(set(municipalities)))
    name = hashlib.sha256("\n".join((hosts.accounts, *codes)).encode()).hexdigest()[:12]
    folder = home / "data" / "processed" / "sweeps" / name
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        population = _population(client, hosts, codes, folder)
        with Journal(folder / _ANSWERS) as journal:
            yield Sweep(folder, population, journal)
        if not (folder / _POPULATION).exists():
            (folder / _ANSWERS).unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise Misuse(
            "Sweep these municipalities",
            found="another process is at it",
            where=str(folder),
            todo="Wait for it, or stop it; the next run goes on where it stopped",
        ) from error
    try:
        yield
    finally:
        lock.release()


def _population(client: Client, hosts: Hosts, codes: tuple[str, ...], folder: Path) -> Population:
    path = folder / _POPULATION
    if path.exists():
        return _known(path)
    # Without its population a journal says nothing of anybody.
    (folder / _ANSWERS).unlink(missing_ok=True)
    wanted = frozenset(codes)
    bulk = read_entities(client, hosts, folder / "bulk", lambda one: _accountable(one, wanted))
    if not bulk.entities:
        raise Misuse(
            f"Sweep {', '.join(codes)}",
            found=f"none of {bulk.units:,} units is a company that must file accounts there",
            where="the register of entities",
            todo="Name other municipalities, in the codes of today",
        )
    population = _counted(bulk, codes)
    write_whole(path, msgspec.json.encode(population))
    return population


def _known(path: Path) -> Population:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Population)
    except msgspec.DecodeError as error:
        raise BadFile(
            "Go on with a sweep",
            found=f"its population cannot be read ({error})",
            where=str(path),
            todo="Remove the folder to begin the sweep anew",
        ) from error


def _accountable(one: Entity, municipalities: frozenset[str]) -> bool:
    return (
        one.legal_form in LEGAL_FORMS and one.municipality in municipalities and one.deleted is None
    )


def _counted(bulk: Bulk, codes: tuple[str, ...]) -> Population:
    forms = [one.legal_form for one in bulk.entities]
    return Population(
        municipalities=codes,
        municipality_of={one.orgnr: one.municipality or "" for one in bulk.entities},
        legal_forms={form: forms.count(form) for form in LEGAL_FORMS if form in forms},
        bankrupt=sum(one.bankrupt or one.winding_up for one in bulk.entities),
        bulk_sha256=bulk.sha256,
        bulk_bytes=bulk.bytes,
        bulk_units=bulk.units,
        retrieved=bulk.retrieved,
    )


def _lot(orgnr: str) -> bytes:
    return hashlib.sha256(orgnr.encode()).digest()


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def ask(
    sweep: Sweep,
    client: Client,
    hosts: Hosts,
    *,
    most: int | None = None,
    tick: Callable[[], None] = lambda: None,
    now: Callable[[], datetime] = _now,
) -> None:
    """Ask for the companies that wait, at most `most` of them, and keep each answer at once.

    A company that the register fails on is asked for once more at the end, and then kept as
    unanswered. `tick` is called after each company. Raises `SourceUnavailable` or
    `SourceChanged` when the register fails on everybody.
    """
    queue = list(sweep.waiting[:most])
    again: set[str] = set()
    failures = 0
    while queue:
        orgnr = queue.pop(0)
        try:
            sweep.journal.append(Answered(orgnr, now(), accounts_of(client, hosts, orgnr)))
            failures = 0
        except (SourceUnavailable, SourceChanged):
            failures += 1
            if failures >= MOST_FAILURES:
                _probe(sweep, client, hosts)
                failures = 0
            if orgnr not in again:
                again.add(orgnr)
                queue.append(orgnr)
                continue
            sweep.journal.append(Answered(orgnr, now(), None))
        tick()


def _probe(sweep: Sweep, client: Client, hosts: Hosts) -> None:
    """Ask once more for a company that has answered; raises when it fails too, or none has."""
    told = [one.orgnr for one in sweep.journal.answers.values() if one.accounts]
    if not told:
        raise SourceUnavailable(
            f"Read the accounts of {MOST_FAILURES} companies, one after another",
            found="the register failed on each of them",
            where=hosts.accounts,
            todo="Run it again later; it goes on where it stopped",
        )
    accounts_of(client, hosts, told[0])
