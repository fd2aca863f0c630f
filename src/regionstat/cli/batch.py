"""`regionstat batch`: many reports at once, unattended."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from regionstat.cli.data import parse_years
from regionstat.cli.extras import check_extra
from regionstat.cli.fetch import stoppable
from regionstat.cli.show import format_option, show
from regionstat.errors import Misuse
from regionstat.register.find import find_language
from regionstat.snapshots import find_home, read_edition
from regionstat.snapshots.editions import list_editions
from regionstat.snapshots.write import remove_leftovers

if TYPE_CHECKING:
    from regionstat.report.batch import Step, Workers

EVERY = 30.0
EXAMPLES = """\b
Examples:
  regionstat batch --editions 2020 --regions city_regions --language nb,en
  regionstat batch --editions 2012:2020 --regions counties --jobs 2
  regionstat batch --editions 2020 --regions regions.txt --output s3://bucket/reports
  regionstat batch --editions 2012:2020 --regions all --dask tcp://127.0.0.1:8786
  regionstat batch --editions 2020 --regions all --kind municipality
"""


@click.command("batch", epilog=EXAMPLES)
@click.option("--editions", required=True, metavar="A:B", help="First and last, or one.")
@click.option(
    "--regions",
    required=True,
    metavar="WHICH",
    help="all, city_regions, counties, a file of ids (one a line), or ids with commas.",
)
@click.option("--language", default="nb", show_default=True, help="nb, en, or nb,en.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=os.cpu_count() or 1,
    show_default="one for each core",
    help="Pages at a time on this machine.",
)
@click.option("--dask", metavar="ADDRESS", help="The scheduler of a Dask cluster to run on.")
@click.option(
    "--output",
    metavar="WHERE",
    help="A folder, or a URL that fsspec knows. Default: the reports folder of the project.",
)
@click.option(
    "--kind",
    default="benchmark",
    show_default=True,
    help="The kind of report: benchmark, follow-up or municipality; `all` are those it is for.",
)
@format_option
def batch(
    editions: str,
    regions: str,
    language: str,
    jobs: int,
    dask: str | None,
    output: str | None,
    kind: str,
    form: str,
) -> None:
    """Build the report of every combination of editions, regions and languages, offline.

    What is done is skipped, until the raw files, the notebooks or this program change; a run
    that was interrupted goes on where it stopped. A report that fails stops no other. Beside
    the reports, the folder batch/ holds a log for each page and summary.csv. Exit code 1 when
    a report failed.
    """
    from regionstat.report.batch import SUMMARY, Batch
    from regionstat.report.batch_jobs import reports
    from regionstat.report.batch_outcome import FAILED, summary, told
    from regionstat.report.batch_regions import regions_of
    from regionstat.report.outputs import open_output

    home = find_home()
    years = find_editions(editions, home)
    chosen = regions_of(regions, years, kind)
    tongues = [find_language(word.strip()) for word in dict.fromkeys(language.split(","))]
    wanted = [one for year in years for one in reports(kind, [year], chosen[year], tongues)]
    place = open_output(output or str(home / "reports"))
    if dask:
        check_extra("dask", ("distributed",), "Run the batch on Dask")
    if output is None or "://" not in output:
        remove_leftovers(Path(output or home / "reports") / "batch")
    run = Batch(wanted, home, place)
    try:
        if not run.is_done:
            with stoppable(), _workers(dask, jobs, home) as workers, _progress(run.step) as tell:
                run.run(workers, tell)
    finally:
        outcomes = run.outcomes
        rows = summary(outcomes)
        if form != "table":
            show(rows, form)
        elif (failed := rows[rows["result"] == FAILED]).size:
            show(failed.drop(columns=["result", "pages", "seconds", "log"]), form)
        click.echo(told(outcomes), err=form != "table")
    if any(one.result == FAILED for one in outcomes):
        click.echo(f"Why, page by page: {place.address(SUMMARY)} and the logs beside it.", err=True)
        raise click.exceptions.Exit(1)


def find_editions(text: str, home: Path) -> tuple[int, ...]:
    """Return the editions that `--editions` names: all there are from one to another, or one.

    Raises `Misuse` for anything else, and where one that is named is not there.
    """
    try:
        first, last = parse_years(text)
        wrong = "the first one comes first" if first > last else ""
    except Misuse as error:
        wrong = error.found
    if wrong:
        raise Misuse(
            f"Editions {text!r}",
            found=wrong,
            where="--editions",
            todo="Write --editions 2012:2020, or --editions 2020 for one",
        )
    ends = {read_edition(year, home).year for year in (first, last)}
    return tuple(year for year in list_editions(home) if min(ends) <= year <= max(ends))


def _workers(dask: str | None, jobs: int, home: Path) -> AbstractContextManager[Workers]:
    from regionstat.report.batch import here

    if not dask:
        return here(jobs, home)
    from regionstat.report.batch_dask import cluster

    return cluster(dask, home)


@contextmanager
def _progress(start: Step) -> Iterator[Callable[[Step], None]]:
    """Yield what hears of each step: one line that is renewed on a terminal, else now and then."""
    begun = time.monotonic()
    if sys.stderr.isatty():
        from rich.console import Console

        with Console(stderr=True).status(_line(start, 0.0)) as status:
            yield lambda step: status.update(_line(step, time.monotonic() - begun))
        return
    said = begun

    def tell(step: Step) -> None:
        nonlocal said
        if time.monotonic() - said >= EVERY or step.reports_done == step.reports:
            said = time.monotonic()
            click.echo(_line(step, said - begun), err=True)

    click.echo(_line(start, 0.0), err=True)
    yield tell


def _line(step: Step, seconds: float) -> str:
    """Tell how far it is, how fast it goes, and how long it takes yet, after `seconds`."""
    parts = [
        f"{step.pages_done:,} of {step.pages:,} pages",
        f"{step.reports_done:,} of {step.reports:,} reports",
    ]
    if step.failed:
        parts.append(f"{step.failed:,} failed")
    if step.pages_done and step.pages and seconds > 0:
        made = step.pages_done / step.pages * step.reports
        left = seconds * (step.pages - step.pages_done) / step.pages_done
        parts.append(f"{60 * made / seconds:.1f} reports a minute")
        parts.append(f"{timedelta(seconds=round(left))} left")
    return ", ".join(parts)
