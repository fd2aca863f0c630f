"""The batch against plain papermill: the same pages, two at a time, on the same machine.

Plain papermill starts a kernel for each page, as it does by itself; the batch forks. The peer
runs a few pages, ours all pages of a report and its binding.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import papermill

from benchmarks.figures import figure, met
from regionstat.report.batch import Batch, here
from regionstat.report.outputs import LocalOutput
from regionstat.report.plan import Report
from regionstat.snapshots import find_home

JOBS, PEER_PAGES = 2, 4
REPORTS = tuple(Report("benchmark", 2020, region, "nb") for region in ("50", "bergensregionen"))
FASTER = 8
OURS, PEER = "batch", "plain papermill"


def measure() -> tuple[float, float, int]:
    """Return pages a minute of the batch and of plain papermill, and pages of the batch."""
    home = find_home()
    # The first page of each kind and the last: an even mix of cheap ones and dear ones.
    pages = REPORTS[0].pages(home)
    chosen = [pages[len(pages) * place // PEER_PAGES] for place in range(PEER_PAGES)]
    with tempfile.TemporaryDirectory() as folder, here(JOBS, home) as workers:
        begun = perf_counter()
        batch = Batch(REPORTS, home, LocalOutput(Path(folder)))
        batch.run(workers, lambda _: None)
        ours = perf_counter() - begun
        begun = perf_counter()
        with ThreadPoolExecutor(JOBS) as pool:
            list(pool.map(lambda page: _plain(page.notebook, page.parameters), chosen))
        theirs = perf_counter() - begun
    made = batch.step.pages_done
    return 60 * made / ours, 60 * PEER_PAGES / theirs, made


def _plain(notebook: Path, parameters: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "page.ipynb")
        papermill.execute_notebook(
            str(notebook),
            target,
            parameters=parameters,
            kernel_name="regionstat",
            progress_bar=False,
        )


def figures(ours: float, theirs: float, _pages: int) -> Sequence[dict[str, object]]:
    """Return seconds a page of the batch against the peer's."""
    return [figure(f"{OURS}: seconds a page", 60 / ours, "s", PEER, 60 / theirs)]


def describe(ours: float, theirs: float, pages: int) -> str:
    """Return the throughput as text, and below it whether the goal is met."""
    return "\n".join(
        [
            f"The batch, {len(REPORTS)} reports of {pages} pages in all, {JOBS} at a time,"
            " their binding counted",
            f"{OURS:>24}{ours:>8.1f} pages a minute",
            f"{PEER:>24}{theirs:>8.1f} pages a minute, from {PEER_PAGES} pages, nothing bound",
            "",
            f"At least {FASTER} times plain papermill ({ours / theirs:.1f}): "
            f"{met(ours >= FASTER * theirs)}",
        ]
    )
