"""The door for figures saved by hand: a file → a raw file with its pedigree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from regionstat.register import Source
from regionstat.snapshots.keep import Snapshot, keep, sha256
from regionstat.sources import read_file
from regionstat.tables.encode import ORIGIN, count_missing, encode
from regionstat.tables.expect import expect
from regionstat.tables.exports import read_export
from regionstat.tables.jsonstat import decode


def take_in(path: Path, source: Source, home: Path) -> tuple[Snapshot, bool]:
    """Keep the figures in `path` as a raw file of `source`; say whether they are new.

    A tidy CSV is written as JSON-stat 2.0 that calls itself transcribed; a JSON-stat file
    is kept byte for byte. Either is decoded and held against the register before anything
    is written. Raises `BadFile` or `SourceChanged`; nothing is then written.
    """
    original = read_file(path)
    by_hand = original.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
    data = original if by_hand else encode(read_export(original, source, name=path.name), source)
    frame = expect(decode(data, name=path.name), source).frame
    about: dict[str, Any] = {
        "source": source.id,
        "origin": "downloaded" if by_hand else ORIGIN,
        "table": source.table,
        "title": {"nb": source.title.nb, "en": source.title.en},
        "publisher": source.publisher.nb,
        "licence": source.licence,
        "vintage": source.vintage,
        "known_gaps": [{"nb": gap.nb, "en": gap.en} for gap in source.known_gaps],
        "cells": len(frame),
        "missing": count_missing(frame["value"], frame["status"].astype("str")),
        "original": {"file": path.name, "sha256": sha256(original)},
    }
    return keep(home, data, about)
