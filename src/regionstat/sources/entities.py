"""The register of entities in bulk: a nightly file, read as a stream, and then deleted.

Of each unit only what tells which companies there are, and where, is read: no name, no
address beyond the municipality, no role. Source: wire.md section 5.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import json
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec

from regionstat.errors import RegionstatError, SourceChanged, SourceUnavailable
from regionstat.sources.hosts import Hosts
from regionstat.sources.http import Client

# The file had some 250 MB packed when this was written; ten times that is none of theirs.
MAX_BYTES = 2_500_000_000
CHUNK = 1 << 20
# A single unit has some 2,000 characters.
MAX_UNIT = 4 << 20
_GZIP = b"\x1f\x8b"
_ACCEPT = "application/gzip, application/json;q=0.5, */*;q=0.1"


@dataclass(frozen=True)
class Entity:
    """One unit: its number, legal form, municipality of business, industry and state.

    `employees` is None where the register hides or lacks it; `has_employees` says whether
    any are registered. `deleted` is the day on which the unit was deleted.
    """

    orgnr: str
    legal_form: str
    municipality: str | None
    industry: str | None
    employees: int | None
    has_employees: bool | None
    deleted: date | None
    bankrupt: bool
    winding_up: bool
    sector: str | None


@dataclass(frozen=True)
class Bulk:
    """What was kept of the bulk file, and which file it was: hash, bytes, units, time."""

    entities: tuple[Entity, ...]
    sha256: str
    bytes: int
    units: int
    retrieved: datetime


class _Kind(msgspec.Struct):
    kode: str


class _Address(msgspec.Struct):
    kommunenummer: str | None = None


class _Unit(msgspec.Struct, rename="camel"):
    organisasjonsnummer: str
    organisasjonsform: _Kind | None = None
    forretningsadresse: _Address | None = None
    naeringskode1: _Kind | None = None
    antall_ansatte: int | None = None
    har_registrert_antall_ansatte: bool | None = None
    slettedato: date | None = None
    konkurs: bool | None = None
    under_avvikling: bool | None = None
    institusjonell_sektorkode: _Kind | None = None


def read_entities(
    client: Client, hosts: Hosts, folder: Path, wanted: Callable[[Entity], bool]
) -> Bulk:
    """Download the bulk file into `folder`, return the entities that are `wanted`, delete it.

    `folder` is this function's own: it is emptied first, of what an interrupted run left
    behind, and gone afterwards. Raises `SourceUnavailable` when the file does not come or
    ends early and `SourceChanged` when it is not a list of units.
    """
    url = f"{hosts.entities}/enheter/lastned"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = folder / "enheter"
    try:
        answer = client.download(url, path, accept=_ACCEPT, max_bytes=MAX_BYTES)
        if answer.status != 200:
            raise _unread(url, f"the server answered {answer.status}")
        with path.open("rb") as file:
            # Once open it needs no name: an interruption then leaves nothing behind.
            with suppress(PermissionError):
                path.unlink()
            return _read(file, url, answer.retrieved, wanted)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _read(
    file: BufferedReader, url: str, retrieved: datetime, wanted: Callable[[Entity], bool]
) -> Bulk:
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.tell()
    file.seek(0)
    kept: list[Entity] = []
    units = 0
    for unit in stream_units(file, url):
        units += 1
        entity = _entity(unit, url)
        if wanted(entity):
            kept.append(entity)
    return Bulk(tuple(kept), digest, size, units, retrieved)


def stream_units(file: BinaryIO, where: str) -> Iterator[Any]:
    """Yield the objects of the JSON array in `file`, packed or not, a few at a time in memory.

    Raises `SourceUnavailable` when the file ends early and `SourceChanged` when it is not
    an array of objects; `where` is named in both.
    """
    packed = file.read(2) == _GZIP
    file.seek(0)
    try:
        with gzip.open(file) if packed else file as opened:
            yield from _objects(cast("BinaryIO", opened), where)
    except (EOFError, gzip.BadGzipFile, zlib.error, UnicodeDecodeError) as error:
        raise _unread(where, f"the file is damaged ({error})") from error


def _objects(file: BinaryIO, where: str) -> Iterator[Any]:
    decoder, text = json.JSONDecoder(), _Text(file)
    if text.next_sign() != "[":
        raise _changed(where, "the file is not a list")
    text.skip(1)
    while (sign := text.next_sign()) != "]":
        if not sign:
            raise _unread(where, "the file ends in the middle of the list")
        if sign != "{":
            raise _changed(where, f"a unit begins with {sign!r}")
        yield text.take(decoder, where)
        if text.next_sign() == ",":
            text.skip(1)
        elif text.next_sign() not in ("]", ""):
            raise _changed(where, "the units are not parted by commas")
    text.skip(1)
    if text.next_sign():
        raise _changed(where, "something follows the list")


class _Text:
    """A window on a long text, read on when it is used up."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._place = 0

    def next_sign(self) -> str:
        """Return the next character that is not white space, "" at the end."""
        while True:
            while self._place < len(self._text) and self._text[self._place].isspace():
                self._place += 1
            if self._place < len(self._text) or not self._more():
                return self._text[self._place : self._place + 1]

    def skip(self, characters: int) -> None:
        """Go `characters` forward."""
        self._place += characters

    def take(self, decoder: json.JSONDecoder, where: str) -> Any:
        """Return the JSON object that begins here and go past it."""
        while True:
            try:
                found, self._place = decoder.raw_decode(self._text, self._place)
                return found
            except json.JSONDecodeError as error:
                # Cut off by the window or broken: only the rest of it tells which.
                if len(self._text) - self._place > MAX_UNIT:
                    raise _changed(where, f"a unit is not JSON ({error.msg})") from error
                if not self._more():
                    raise _unread(where, "the file ends in the middle of a unit") from error
            except RecursionError as error:
                raise _changed(where, "a unit is nested without end") from error

    def _more(self) -> bool:
        data = self._file.read(CHUNK)
        self._text = self._text[self._place :] + self._decoder.decode(data, final=not data)
        self._place = 0
        return bool(data)


def _entity(unit: Any, where: str) -> Entity:
    try:
        found = msgspec.convert(unit, _Unit)
    except msgspec.ValidationError as error:
        raise _changed(where, f"a unit is not what it was before: {error}") from error
    address, industry = found.forretningsadresse, found.naeringskode1
    sector, form = found.institusjonell_sektorkode, found.organisasjonsform
    return Entity(
        orgnr=found.organisasjonsnummer,
        legal_form=form.kode if form else "",
        municipality=address.kommunenummer if address else None,
        industry=industry.kode if industry else None,
        employees=found.antall_ansatte,
        has_employees=found.har_registrert_antall_ansatte,
        deleted=found.slettedato,
        bankrupt=bool(found.konkurs),
        winding_up=bool(found.under_avvikling),
        sector=sector.kode if sector else None,
    )


def _unread(where: str, found: str) -> RegionstatError:
    return SourceUnavailable(_ASKED, found=found, where=where, todo="Try again later")


def _changed(where: str, found: str) -> RegionstatError:
    todo = "Try again later; if it stays, the shape of the register has changed"
    return SourceChanged(_ASKED, found=found, where=where, todo=todo)


_ASKED = "Read the register of entities"
