"""The batch: many reports, page by page, on whatever workers there are.

Only this process writes. A page or a report that fails is told at the end and stops no other.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from regionstat.report.batch_jobs import Job, Planned, ground_of, plan
from regionstat.report.batch_outcome import (
    BINDING,
    DONE,
    FAILED,
    SKIPPED,
    STOPPED,
    Failed,
    Outcome,
    summary,
)
from regionstat.report.batch_work import (
    Bound,
    Failure,
    Ran,
    bind_report,
    failure_of,
    prepare,
    run_page,
)
from regionstat.report.forks import serving
from regionstat.report.journal import FOLDER, Journal
from regionstat.report.kernel import own_kernel
from regionstat.report.outputs import Output
from regionstat.report.plan import Report

SUMMARY = f"{FOLDER}/summary.csv"
# For each worker: one at work, and those that wait so that it never does.
AHEAD = 3


@dataclass(frozen=True)
class Workers:
    """Who does the work: an executor, and how many tasks it does at a time."""

    executor: Executor
    count: int


@dataclass(frozen=True)
class Step:
    """How far a batch is: pages to run and run, reports to make and made, failures."""

    pages: int
    pages_done: int
    reports: int
    reports_done: int
    failed: int


Tell = Callable[[Step], None]


@dataclass
class _Making:
    """A report under way: the pages that are not there yet, and what failed."""

    planned: Planned
    left: set[str]
    ran: int = 0
    seconds: float = 0.0
    failed: list[Failed] = field(default_factory=list)


@contextmanager
def here(jobs: int, home: Path) -> Iterator[Workers]:
    """Give workers on this machine: `jobs` pages at a time, each in a process of its own."""
    with own_kernel(home), serving(home) as forks, ThreadPoolExecutor(jobs) as pool:
        # It imports while the panels are made.
        forks.start()
        prepare(home)
        try:
            yield Workers(pool, jobs)
        finally:
            pool.shutdown(cancel_futures=True)


class Batch:
    """One run over `wanted` reports: what is finished is skipped, what is left is made."""

    def __init__(self, wanted: Iterable[Report], home: Path, output: Output) -> None:
        self._home, self._output, self._journal = home, output, Journal(output)
        self._outcomes: dict[Report, Outcome] = {}
        self._making: dict[Report, _Making] = {}
        ground = ground_of(home)
        self._order = list(dict.fromkeys(wanted))
        for report in self._order:
            planned = plan(report, home, ground)
            if self._journal.is_finished(planned):
                self._outcomes[report] = Outcome(report, SKIPPED, 0, 0.0)
            else:
                left = {job.page for job in planned.jobs} - self._journal.recover(planned)
                self._making[report] = _Making(planned, left)
        self._skipped = len(self._outcomes)
        self._pages = sum(len(one.left) for one in self._making.values())
        self._counts: Counter[str] = Counter()

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to make."""
        return not self._making

    @property
    def step(self) -> Step:
        """How far it is."""
        made = len(self._outcomes) - self._skipped
        reports = len(self._order) - self._skipped
        return Step(self._pages, self._counts["pages"], reports, made, self._counts["failed"])

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What came of each report, in the order asked for; those not reached were stopped."""
        left = {
            report: Outcome(report, STOPPED, one.ran, one.seconds, tuple(one.failed))
            for report, one in self._making.items()
        }
        return tuple({**left, **self._outcomes}[report] for report in self._order)

    def run(self, workers: Workers, tell: Tell) -> None:
        """Make what is left on `workers`; `tell` hears of every page and report.

        When it is interrupted, what was done is kept and the rest is cancelled.
        """
        waiting = self._jobs()
        running: dict[Future[Ran | Bound], Job | Report] = {}
        ready = deque(one for one in self._making.values() if not one.left)
        try:
            while True:
                self._hand_out(workers, running, ready, waiting)
                if not running:
                    break
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    made = self._take(_result(future, running.pop(future)))
                    ready += [made] if made else []
                    tell(self.step)
        finally:
            for future in running:
                future.cancel()
            self._write_summary()

    def _jobs(self) -> Iterator[Job]:
        making = list(self._making.values())
        return (job for one in making for job in one.planned.jobs if job.page in {*one.left})

    def _hand_out(
        self,
        workers: Workers,
        running: dict[Future[Ran | Bound], Job | Report],
        ready: deque[_Making],
        waiting: Iterator[Job],
    ) -> None:
        """Keep the workers supplied: reports that can be bound first, then pages."""
        submit = workers.executor.submit
        while len(running) < workers.count * AHEAD:
            if ready:
                planned = ready.popleft().planned
                pages = self._journal.pages(planned)
                running[submit(bind_report, planned.report, pages)] = planned.report
            elif (job := next(waiting, None)) is not None:
                running[submit(run_page, job)] = job
            else:
                break

    def _take(self, result: Ran | Bound) -> _Making | None:
        """Keep what a worker made; return the report when it can be bound now."""
        if isinstance(result, Bound):
            self._finish(result)
            return None
        making = self._making[result.job.report]
        making.left.discard(result.job.page)
        making.ran += 1
        making.seconds += result.seconds
        self._counts["pages"] += 1
        if result.notebook is not None:
            self._journal.keep(result.job, result.notebook)
        failed = self._logged(result.job, result.job.page, result.failure, result.seconds)
        if failed:
            making.failed.append(failed)
        if not making.left and making.failed:
            self._end(making, FAILED)
        return making if not making.left and not making.failed else None

    def _finish(self, bound: Bound) -> None:
        making = self._making[bound.report]
        making.seconds += bound.seconds
        if not bound.failure:
            self._journal.finish(making.planned, bound.files)
        job = making.planned.jobs[0]
        failed = self._logged(job, BINDING, bound.failure, bound.seconds)
        making.failed += [failed] if failed else []
        self._end(making, FAILED if failed else DONE)

    def _end(self, making: _Making, result: str) -> None:
        report = making.planned.report
        del self._making[report]
        self._counts["failed"] += result == FAILED
        self._outcomes[report] = Outcome(
            report, result, making.ran, making.seconds, tuple(making.failed)
        )

    def _logged(
        self, job: Job, page: str, failure: Failure | None, seconds: float
    ) -> Failed | None:
        """Write the log of a page; return its failure as a row when it failed."""
        name = self._journal.log(job, page, _log(job, page, failure, seconds))
        return Failed(page, failure.cell, failure.error, name) if failure else None

    def _write_summary(self) -> None:
        frame = summary(self.outcomes)
        self._output.put(SUMMARY, frame.to_csv(index=False, lineterminator="\n").encode())


def _result(future: Future[Ran | Bound], asked: Job | Report) -> Ran | Bound:
    """Return the result; a worker that died over and over is a failure of what it did."""
    try:
        return future.result()
    except Exception as error:
        failure = failure_of(error)
    if isinstance(asked, Job):
        return Ran(asked, None, failure, 0.0)
    return Bound(asked, {}, failure, 0.0)


def _log(job: Job, page: str, failure: Failure | None, seconds: float) -> str:
    report = job.report
    lines: Sequence[str] = [
        f"kind: {report.kind}",
        f"edition: {report.edition}",
        f"region: {report.region}",
        f"language: {report.language}",
        f"page: {page}",
        f"key: {job.key}",
        f"seconds: {seconds:.2f}",
        f"result: {FAILED if failure else DONE}",
    ]
    if failure:
        lines = [*lines, f"cell: {failure.cell}", f"error: {failure.error}", "", failure.trace]
    return "\n".join(lines) + "\n"
