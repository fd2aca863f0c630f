"""Made-up pulls of one source, with the parts they stand on."""

from datetime import UTC, datetime

from regionstat.snapshots import keep
from regionstat.snapshots.exchange import Exchange
from regionstat.snapshots.keep import Pedigree
from regionstat.snapshots.pulls import Pull, part_of, totals

NOON = datetime(2026, 9, 9, 10, 0, tzinfo=UTC)
ABOUT = {
    "source": "population",
    "origin": "fetched",
    "table": "07459",
    "title": {"nb": "Folkemengde", "en": "Population"},
    "publisher": "SSB",
    "licence": "CC BY 4.0",
    "vintage": "2026-02-24",
    "known_gaps": [],
    "cells": 1,
    "missing": {"": 1, "..": 2},
    "original": {},
}


def exchange(digest="a" * 64, updated="U1", moment=NOON):
    return Exchange(
        method="POST",
        url="http://127.0.0.1/x",
        request="{}",
        request_sha256=digest,
        headers={"content-type": "application/json"},
        updated=updated,
        retrieved=moment.isoformat(timespec="seconds"),
        client="regionstat 0",
    )


def pull_of(home, *bodies, moment=NOON, updated="U1", flags=()):
    parts = [keep(home, body, {**ABOUT, "exchange": exchange(moment=moment)})[0] for body in bodies]
    return Pull(
        pedigree=Pedigree(**ABOUT, **totals(parts)),
        api="v2",
        selection_sha256="s",
        updated=updated,
        retrieved=moment.isoformat(timespec="seconds"),
        parts=tuple(map(part_of, parts)),
        eliminated=("Kjonn",),
        codelists={"Region": "agg_X"},
        flags=flags,
    )
