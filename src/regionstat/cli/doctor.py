"""`regionstat doctor`: what has to be changed in the register or on this machine."""

from __future__ import annotations

import click
import pandas as pd

from regionstat.cli.fetch import Visit, base_url_option, waiting
from regionstat.cli.imports import find_source
from regionstat.cli.show import format_option, show
from regionstat.errors import RegionstatError
from regionstat.intake.doctor import CHANGE, OK, Finding, examine, unanswered
from regionstat.intake.installation import examine_installation
from regionstat.intake.plan import check_fetched
from regionstat.register import Source, register
from regionstat.snapshots import find_home
from regionstat.sources.hosts import hosts_at
from regionstat.sources.http import Client

EXAMPLES = """\b
Examples:
  regionstat doctor
  regionstat doctor population county_accounts
  regionstat doctor --offline
"""


@click.command("doctor", epilog=EXAMPLES)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--offline", is_flag=True, help="Look at the installation only; ask no server.")
@base_url_option
@format_option
def doctor(sources: tuple[str, ...], offline: bool, base_url: str | None, form: str) -> None:
    """Hold the register against StatBank as it is today, and look at the installation.

    For each source that is fetched: whether the table exists and is open, its codes, units,
    price types, last period and successor. No figures are fetched. Exit code 1 when something
    has to be changed.
    """
    home = find_home()
    wanted = [find_source(id_) for id_ in dict.fromkeys(sources)]
    for source in wanted:
        check_fetched(source)
    found = [] if sources else [*examine_installation(home)]
    if not offline:
        asked = [one for one in wanted or register().sources.values() if one.select]
        with Client(on_wait=waiting) as client:
            visit = Visit(client, hosts_at(base_url), home)
            found += [finding for source in asked for finding in _examined(visit, source)]
    rows = pd.DataFrame([vars(one) for one in found])
    shown = rows if form != "table" else rows[rows["result"] != OK]
    if len(shown):
        show(shown, form)
    changes = sum(one.result == CHANGE for one in found)
    if form == "table":
        click.echo(f"{len(found)} things looked at, {changes} to change.")
    if changes:
        raise click.exceptions.Exit(1)


def _examined(visit: Visit, source: Source) -> tuple[Finding, ...]:
    try:
        return examine(visit.bank(source), visit.home, source)
    except RegionstatError as error:
        return (unanswered(source, error),)
