"""The door for figures saved by hand: a file → a raw file with its pedigree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from regionstat.register import Source
from regionstat.snapshots.keep import Snapshot, keep, sha256
from regionstat.sources import read_file
from regionstat.tables.encode import NOTE, ORIGIN, count_missing, encode
from regionstat.tables.expect import expect
from regionstat.tables.exports import read_export
from regionstat.tables.jsonstat import decode
from regionstat.tables.table import Table

DAY = len("2026-02-25")


def take_in(path: Path, source: Source, home: Path) -> tuple[Snapshot, bool]:
    """Keep the figures in `path` as a raw file of `source`; say whether they are new.

    A tidy CSV is written as JSON-stat 2.0 that calls itself transcribed; a JSON-stat file
    is kept byte for byte. Either is decoded and held against the register before anything
    is written. Raises `BadFile` or `SourceChanged`; nothing is then written.
    """
    original = read_file(path)
    by_hand = original.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
    data = original if by_hand else encode(read_export(original, source, name=path.name), source)
    table = expect(decode(data, name=path.name), source)
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


def _origin(table: Table) -> str:
    """Return `transcribed` for a table that says so of itself, wherever it now comes from."""
    transcribed = any(note.text == NOTE["en"] for note in table.notes)
    return ORIGIN if transcribed else "downloaded"
