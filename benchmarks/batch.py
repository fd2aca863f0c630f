"""The batch against plain papermill: the same pages, two at a time, on the same machine.

Plain papermill starts a kernel for each page, as it does by itself; the batch forks. The peer
runs every page of one report, and ends with executed notebooks. Ours runs the pages of the year's
reports, those of the four city regions in both languages, twice: once to executed notebooks, as
the peer, and once as a whole batch that binds them, too. All start-up is counted both times.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, TypeVar

from papermill.execute import execute_notebook

from benchmarks.figures import figure, met
from regionstat.analysis.peers import CITY_REGIONS
from regionstat.register.entries import LANGUAGES
from regionstat.report.batch import Batch, Workers, here
from regionstat.report.batch_jobs import Job, ground_of, plan
from regionstat.report.batch_work import run_page
from regionstat.report.kernel import own_kernel
from regionstat.report.outputs import LocalOutput
from regionstat.report.plan import Page, Report
from regionstat.snapshots import find_home

JOBS = 2
REPORTS = tuple(
    Report("benchmark", 2020, region, language) for region in CITY_REGIONS for language in LANGUAGES
)
FASTER = 8
PAGES, WHOLE, PEER = "batch, its pages", "batch, bound", "plain papermill"
Task = TypeVar("Task")


class Throughput(NamedTuple):
    """Pages a minute: of the batch run and bound, of plain papermill; and how many were run."""

    run: float
    bound: float
    peer: float
    pages: int
    peer_pages: int


def measure() -> Throughput:
    """Make the reports, then their pages alone, then those of one by plain papermill."""
    home = find_home()
    jobs = [job for one in REPORTS for job in plan(one, home, ground_of(home)).jobs]
    pages = REPORTS[0].pages(home)
    begun = perf_counter()
    with tempfile.TemporaryDirectory() as folder, here(JOBS, home) as workers:
        batch = Batch(REPORTS, home, LocalOutput(Path(folder)))
        batch.run(workers, lambda _: None)
        bound = perf_counter() - begun
    if batch.step.pages_done != len(jobs) or batch.step.failed:
        raise RuntimeError(f"the batch did not make all of its pages: {batch.step}")
    begun = perf_counter()
    with here(JOBS, home) as workers:
        _all(workers, _ran, jobs)
        run = perf_counter() - begun
    begun = perf_counter()
    with own_kernel(home), ThreadPoolExecutor(JOBS) as pool:
        _all(Workers(pool, JOBS), _plain, pages)
        peer = perf_counter() - begun
    rates = (60 * len(jobs) / run, 60 * len(jobs) / bound, 60 * len(pages) / peer)
    return Throughput(*rates, len(jobs), len(pages))


def _all(workers: Workers, do: Callable[[Task], None], tasks: Iterable[Task]) -> None:
    list(workers.executor.map(do, tasks))


def _ran(job: Job) -> None:
    if failure := run_page(job).failure:
        raise RuntimeError(failure.error)


def _plain(page: Page) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "page.ipynb")
        execute_notebook(
            str(page.notebook),
            target,
            parameters=dict(page.parameters),
            kernel_name="regionstat",
            progress_bar=False,
        )


def figures(run: float, bound: float, peer: float, *_: int) -> Sequence[dict[str, object]]:
    """Return seconds a page of the batch, run and bound, against the peer's."""
    return [
        figure(f"{PAGES}: seconds a page", 60 / run, "s", PEER, 60 / peer),
        figure(f"{WHOLE}: seconds a page", 60 / bound, "s", PEER, 60 / peer),
    ]


def describe(run: float, bound: float, peer: float, pages: int, peer_pages: int) -> str:
    """Return the throughput as text, and below it whether the goal is met."""
    rows = (
        (PAGES, run, f"the {pages} pages of {len(REPORTS)} reports, to executed notebooks"),
        (WHOLE, bound, "the same, and HTML, PDF, workbook and pictures of each report"),
        (PEER, peer, f"the {peer_pages} pages of a report, to executed notebooks"),
    )
    return "\n".join(
        [
            f"The batch, {JOBS} pages at a time, all start-up counted",
            *(f"{name:>24}{rate:>8.1f} pages a minute: {what}" for name, rate, what in rows),
            "",
            f"At least {FASTER} times plain papermill, page for page ({run / peer:.1f}): "
            f"{met(run >= FASTER * peer)}",
            f"The same with binding counted, for which the peer has no like ({bound / peer:.1f}): "
            f"{met(bound >= FASTER * peer)}",
        ]
    )
