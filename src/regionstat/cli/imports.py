"""`regionstat import`: the door for figures saved by hand."""

from __future__ import annotations

from pathlib import Path

import click

from regionstat.cli.intake import take_in
from regionstat.errors import unknown
from regionstat.register import Source, register
from regionstat.snapshots import find_home, lock_source

EXAMPLES = """\b
Examples:
  regionstat import 07459.csv --source population
  regionstat import 11713.json --source county_accounts --edition 2020
"""


@click.command("import", epilog=EXAMPLES)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", "source_id", required=True, metavar="ID", help="Which source it is.")
@click.option(
    "--edition", type=int, default=None, help="Let this edition stand on the figures from now on."
)
def import_file(file: Path, source_id: str, edition: int | None) -> None:
    """Bring in an export that was saved by hand, as CSV or JSON-stat.

    The file is checked against the register and kept in data/raw under its hash, with a
    pedigree. `regionstat sources` lists the sources. Nothing is written when anything is
    wrong with the file.
    """
    source = find_source(source_id)
    home = find_home()
    snapshot, new = take_in(file, source, home)
    pedigree = snapshot.pedigree
    place = snapshot.path.relative_to(home).as_posix()
    missing = sum(pedigree.missing.values())
    click.echo(
        f"{'Kept' if new else 'Known already'}: {place} · {pedigree.cells:,} cells, "
        f"{missing:,} of them missing · origin {pedigree.origin}"
    )
    if edition is None:
        click.echo("No edition stands on it yet; add --edition YEAR to let one do so.")
    else:
        lock_source(home, edition, source.id, pedigree.sha256)
        click.echo(f"Edition {edition} stands on it.")


def find_source(id_: str) -> Source:
    """Return the source `id_`; raises `Misuse` naming the nearest ids when there is none."""
    known = register().sources
    if id_ not in known:
        raise unknown("source", id_, known, where="sources.toml", listing="regionstat sources")
    return known[id_]
