"""`regionstat sweep`: the share of companies with a positive result, from the registers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from regionstat.cli.fetch import base_url_option, stoppable, waiting
from regionstat.cli.show import format_option, show
from regionstat.intake.sweep import LEGAL_FORMS, Sweep, ask, open_sweep
from regionstat.intake.sweep_counts import count, profitable_share
from regionstat.intake.sweep_dataset import result_of
from regionstat.intake.sweep_regions import Today, region_today
from regionstat.register import register
from regionstat.snapshots import find_home, keep
from regionstat.sources.hosts import hosts_at
from regionstat.sources.http import LIMIT_REACHED, Client

EVERY = 100
EXAMPLES = """\b
Examples:
  regionstat sweep --region org8
  regionstat sweep --region 5001 --region 5035 --limit 500
"""


@click.command("sweep", epilog=EXAMPLES)
@click.option(
    "--region", "ids", required=True, multiple=True, metavar="ID", help="Whose companies."
)
@base_url_option
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=None,
    help="Ask for so many companies, then stop.",
)
@format_option
def sweep(ids: tuple[str, ...], base_url: str | None, limit: int | None, form: str) -> None:
    """Ask for the accounts of every company in the regions, and count positive results.

    Takes hours at the registers' pace. It may be stopped at any time: the next run with the
    same regions goes on, and what is there by then is a random sample. When all are asked for,
    the counts are kept in data/raw as of today, and the next run begins anew.
    """
    areas = [region_today(id_) for id_ in dict.fromkeys(ids)]
    codes = sorted({code for area in areas for code in area.codes})
    home, hosts = find_home(), hosts_at(base_url)
    for line in _whole(areas):
        click.echo(line, err=True)
    with (
        stoppable(),
        Client(on_wait=_waiting) as client,
        open_sweep(client, hosts, codes, home) as found,
    ):
        _say_plan(found, len(codes), limit)
        with _progress(min(len(found.waiting), limit or sys.maxsize)) as tick:
            ask(found, client, hosts, most=limit, tick=tick)
        counts = count(found.population.municipality_of, found.filed)
        if found.waiting:
            click.echo(f"{len(found.waiting):,} companies wait; run it again to go on.", err=True)
        else:
            data, about = result_of(found)
            snapshot, _ = keep(home, data, about)
            found.close_book()
            click.echo(f"Kept: {snapshot.path.relative_to(home).as_posix()}", err=True)
    swept = set(counts["region"])
    chosen = {area.region: [code for code in area.codes if code in swept] for area in areas}
    chosen |= {code: [code] for code in codes if code in swept}
    shares = profitable_share(counts, chosen)
    show(shares.round(2) if form == "table" else shares, form)


def _waiting(seconds: float, reason: str) -> None:
    # At the limit of calls it waits all the time, which the plan has told.
    if LIMIT_REACHED not in reason:
        waiting(seconds, reason)


def _whole(areas: list[Today]) -> Iterator[str]:
    names = register().regions
    for area in (area for area in areas if area.beyond):
        told = ", ".join(f"{code} {names[code].name.nb}" for code in area.beyond)
        yield f"Taken whole, though part of it lies outside {area.region}: {told}."


def _say_plan(found: Sweep, municipalities: int, limit: int | None) -> None:
    everyone, waiting = len(found.population.municipality_of), len(found.waiting)
    forms = ", ".join(LEGAL_FORMS)
    click.echo(
        f"{everyone:,} companies ({forms}) in {municipalities} municipalities; "
        f"{waiting:,} requests left, {found.minutes / 60:.1f} hours at the limit"
        + (f"; {min(limit, waiting):,} of them now." if limit else "."),
        err=True,
    )


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """Yield what to call after each company: a bar on a terminal, a line now and then in a log."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task("companies", total=total)
            yield lambda: bar.advance(task)
        return
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done % EVERY == 0 or done == total:
            click.echo(f"{done:,} of {total:,} companies", err=True)

    yield tick
