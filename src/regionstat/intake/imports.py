"""The door for figures saved by hand: a file → a raw file with its pedigree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from regionstat.errors import BadFile, Misuse, SnapshotDamaged, SourceChanged
from regionstat.register import Source
from regionstat.snapshots.editions import list_editions, read_edition
from regionstat.snapshots.keep import Snapshot, keep, sha256
from regionstat.sources import read_file
from regionstat.tables.adapt import adapt
from regionstat.tables.assemble import decode_parts
from regionstat.tables.encode import NOTE, ORIGIN, count_missing, encode
from regionstat.tables.expect import expect
from regionstat.tables.exports import is_tidy, read_export
from regionstat.tables.jsonstat import decode
from regionstat.tables.statbank import read_statbank
from regionstat.tables.table import Table
from regionstat.tables.vocabulary import NOTHING, Known, known_of

DAY = len("2026-02-25")


def take_in(
    path: Path, source: Source, home: Path, *, edition: int | None = None
) -> tuple[Snapshot, bool]:
    """Keep the figures in `path` as a raw file of `source`; say whether they are new.

    A JSON-stat file is kept byte for byte. A tidy CSV is written as JSON-stat 2.0 that calls
    itself transcribed, a StatBank export in CSV, XLSX or PX as one that calls itself converted;
    its texts are looked up in the table that `edition`, or the newest one, stands on. All are
    decoded and held against the register before anything is written. Raises `BadFile` or
    `SourceChanged`; nothing is then written.
    """
    original = read_file(path)
    data = _as_json_stat(original, source, path.name, home, edition)
    table = decode(data, name=path.name)
    expect(adapt(table, source), source)
    frame = table.frame
    about: dict[str, Any] = {
        "source": source.id,
        "origin": _origin(table),
        "table": source.table,
        "title": {"nb": source.title.nb, "en": source.title.en},
        "publisher": source.publisher.nb,
        "licence": source.licence,
        # A download tells when its figures were last renewed; a transcription does not.
        "vintage": (table.updated or source.vintage)[:DAY],
        "known_gaps": [{"nb": gap.nb, "en": gap.en} for gap in source.known_gaps],
        "cells": len(frame),
        "missing": count_missing(frame["value"], frame["status"].astype("str")),
        "original": {"file": path.name, "sha256": sha256(original)},
    }
    return keep(home, data, about)


def _as_json_stat(
    original: bytes, source: Source, name: str, home: Path, edition: int | None
) -> bytes:
    if original.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        return original
    if is_tidy(original, source):
        return encode(read_export(original, source, name=name), source)
    known = _known(home, source.id, edition)
    return encode(read_statbank(original, source, name=name, known=known), source)


def _known(home: Path, source: str, edition: int | None) -> Known:
    """Return the words of the table that `edition`, or else the newest that has one, locks."""
    years = list_editions(home)
    for year in (edition, *reversed(years)):
        if year in years:
            try:
                return known_of(decode_parts(read_edition(year, home).read(source)))
            except (Misuse, SnapshotDamaged, BadFile, SourceChanged):
                # An edition without this source, or a damaged one that this import may mend.
                continue
    return NOTHING


def _origin(table: Table) -> str:
    """Return `transcribed` for a table that says so of itself, wherever it now comes from."""
    transcribed = any(note.text == NOTE["en"] for note in table.notes)
    return ORIGIN if transcribed else "downloaded"
