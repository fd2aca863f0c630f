"""`regionstat import`: the door for figures saved by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pandas as pd

from regionstat.cli.show import format_option, show
from regionstat.errors import unknown
from regionstat.intake import take_in
from regionstat.register import Source, register
from regionstat.snapshots import find_home, lock_source
from regionstat.snapshots.editions import check_open

EXAMPLES = """\b
Examples:
  regionstat import 07459.csv --source population
  regionstat import 07459.px --source population --edition 2026
  regionstat import 11713.json --source county_accounts --edition 2020
"""


@click.command("import", epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", "source_id", required=True, metavar="ID", help="Which source it is.")
@click.option(
    "--edition",
    type=click.IntRange(1900, 2999),
    default=None,
    help="Let this edition, new or not frozen, stand on the figures from now on.",
)
@format_option
def import_file(file: Path, source_id: str, edition: int | None, form: str) -> None:
    """Bring in an export that was saved by hand: JSON-stat, CSV, XLSX or PX.

    It may come from the StatBank pages or from PxWebApi 1 or 2, wide or long, with codes,
    texts or both, saved from Excel again or not; or be a tidy CSV with the columns that the
    register gives the source. Texts without codes are looked up, and refused when they may
    mean more than one.

    The file is checked against the register and kept in data/raw under its hash, with a
    pedigree. `regionstat sources` lists the sources. Nothing is written when anything is
    wrong with the file.
    """
    source = find_source(source_id)
    home = find_home()
    if edition is not None:
        check_open(home, edition)
    snapshot, new = take_in(file, source, home, edition=edition)
    told = {
        "source": source.id,
        "file": snapshot.path.relative_to(home).as_posix(),
        "sha256": snapshot.pedigree.sha256,
        "origin": snapshot.pedigree.origin,
        "vintage": snapshot.pedigree.vintage,
        "cells": snapshot.pedigree.cells,
        "missing": sum(snapshot.pedigree.missing.values()),
        "new": new,
        "edition": edition,
    }
    if edition is not None:
        lock_source(home, edition, source.id, snapshot.pedigree.sha256)
    if form == "table":
        click.echo("\n".join(_sentences(told)))
    else:
        show(pd.DataFrame([told]).astype({"edition": "Int64"}), form)


def _sentences(told: Mapping[str, Any]) -> Iterator[str]:
    kept = "Kept" if told["new"] else "Known already"
    yield (
        f"{kept}: {told['file']} · {told['cells']:,} cells, {told['missing']:,} of them missing "
        f"· origin {told['origin']}, vintage {told['vintage']}"
    )
    if told["edition"] is None:
        yield "Add --edition YEAR to let an edition stand on it."
    else:
        yield f"Edition {told['edition']} stands on it."


def find_source(id_: str) -> Source:
    """Return the source `id_`; raises `Misuse` naming the nearest ids when there is none."""
    known = register().sources
    if id_ not in known:
        raise unknown("source", id_, known, where="sources.toml", listing="regionstat sources")
    return known[id_]
