"""`regionstat concordance`: what KLASS says of the border changes, and the renewal of the file."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import click
import pandas as pd

from regionstat.cli.fetch import base_url_option, waiting
from regionstat.cli.show import format_option, show
from regionstat.intake.concordance import fetch_concordance, read_lines
from regionstat.intake.concordance_renewal import (
    CHANGES,
    CHANGING,
    county_differences,
    differences,
    write_renewed,
)
from regionstat.register import register
from regionstat.sources.hosts import hosts_at
from regionstat.sources.http import Client
from regionstat.sources.klass import COUNTIES, MUNICIPALITIES

FOLDER = Path(str(files("regionstat.register")))
EXAMPLES = """\b
Examples:
  regionstat concordance
  regionstat concordance --from 2018 --format csv
  regionstat concordance --write
"""


@click.command("concordance", epilog=EXAMPLES)
@click.option("--write", is_flag=True, help="Renew the files of the register.")
@click.option(
    "--from", "start", type=click.IntRange(1838, 2100), default=None, help="First year to ask for."
)
@base_url_option
@format_option
def concordance(write: bool, start: int | None, base_url: str | None, form: str) -> None:
    """Hold municipality_changes.csv against KLASS 131, and the counties against KLASS 104.

    Prints a line for each difference; none at all when they agree. With --write, the lines of
    KLASS take the place of the committed ones; those of years in which KLASS lists no change
    are kept, and printed as such. Counties are corrected in regions.toml by hand.
    """
    committed = read_lines((FOLDER / CHANGES).read_text(encoding="utf-8"))
    first = start or min(line.valid_from_year for line in committed)
    hosts, today = hosts_at(base_url), datetime.now(UTC).date()
    with Client(on_wait=waiting) as client:
        built = fetch_concordance(client, hosts, MUNICIPALITIES, first, today)
        counties = fetch_concordance(client, hosts, COUNTIES, first, today)
    known = {id_: r for id_, r in register().regions.items() if r.level == "county"}
    found = pd.concat([differences(committed, built), county_differences(known, counties)])
    if form != "table" or len(found):
        show(found, form)
    click.echo(_sentence(found), err=True)
    if write:
        lines = write_renewed(FOLDER, built)
        click.echo(f"Written: {len(lines)} lines, {FOLDER / CHANGES}", err=True)


def _sentence(found: pd.DataFrame) -> str:
    kinds = Counter(found["kind"])
    counted = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
    if not counted:
        return "Nothing differs between KLASS and the register."
    if not any(kinds[kind] for kind in CHANGING):
        return f"A renewal would change no line; to look at: {counted}."
    return f"KLASS and the register differ: {counted}."
