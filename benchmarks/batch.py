"""The batch against plain papermill: the same pages, two at a time, on the same machine.

Plain papermill starts a kernel for each page, as it does by itself; the batch forks. The peer
runs every page of one report and binds nothing. Ours makes the year's reports of the four city
regions in both languages, their binding counted; then the pages of two of them once more, and
nothing bound.
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
from regionstat.report.outputs import LocalOutput
from regionstat.report.plan import Page, Report
from regionstat.snapshots import find_home

JOBS = 2
REPORTS = tuple(
    Report("benchmark", 2020, region, language)
    for region in CITY_REGIONS
    for language in LANGUAGES
)
FASTER = 8
OURS, ALONE, PEER = "batch", "its pages alone", "plain papermill"
Task = TypeVar("Task")


class Throughput(NamedTuple):
    """Pages a minute: whole reports of the batch, pages alone, plain papermill; and how many."""

    batch: float
    alone: float
    peer: float
    pages: int
    peer_pages: int


def measure() -> Throughput:
    """Make the reports, then the pages of two of them, then those of one by plain papermill."""
    home = find_home()
    jobs = [job for one in REPORTS[:4:2] for job in plan(one, home, ground_of(home)).jobs]
    pages = REPORTS[0].pages(home)
    begun = perf_counter()
    with tempfile.TemporaryDirectory() as folder, here(JOBS, home) as workers:
        batch = Batch(REPORTS, home, LocalOutput(Path(folder)))
        batch.run(workers, lambda _: None)
        whole = perf_counter() - begun
        alone = _seconds(workers, _ran, jobs)
        with ThreadPoolExecutor(JOBS) as pool:
            theirs = _seconds(Workers(pool, JOBS), _plain, pages)
    made = batch.step.pages_done
    rates = (60 * made / whole, 60 * len(jobs) / alone, 60 * len(pages) / theirs)
    return Throughput(*rates, made, len(pages))


def _seconds(workers: Workers, do: Callable[[Task], None], tasks: Iterable[Task]) -> float:
    begun = perf_counter()
    list(workers.executor.map(do, tasks))
    return perf_counter() - begun


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


def figures(ours: float, alone: float, theirs: float, *_: int) -> Sequence[dict[str, object]]:
    """Return seconds a page of the batch, with and without binding, against the peer's."""
    return [
        figure(f"{OURS}: seconds a page", 60 / ours, "s", PEER, 60 / theirs),
        figure(f"{OURS}: seconds a page, {ALONE}", 60 / alone, "s", PEER, 60 / theirs),
    ]


def describe(ours: float, alone: float, theirs: float, pages: int, peer_pages: int) -> str:
    """Return the throughput as text, and below it whether the goal is met."""
    rows = (
        (OURS, ours, f"{len(REPORTS)} reports of {pages} pages in all, all start-up counted"),
        (ALONE, alone, "nothing bound, the server warm"),
        (PEER, theirs, f"the {peer_pages} pages of a report, nothing bound"),
    )
    return "\n".join(
        [
            f"The batch, {JOBS} pages at a time",
            *(f"{name:>24}{rate:>8.1f} pages a minute: {what}" for name, rate, what in rows),
            "",
            f"At least {FASTER} times plain papermill, binding counted ({ours / theirs:.1f}): "
            f"{met(ours >= FASTER * theirs)}",
            f"Without binding: {alone / theirs:.1f} times",
        ]
    )
