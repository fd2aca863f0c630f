"""What a worker of a batch does, here or on a cluster: run a page, bind a report.

A worker writes nothing that lasts: bytes come in and go out, so that a task that is done again
after a worker died changes nothing.
"""

from __future__ import annotations

import re
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from time import perf_counter

import pandas as pd
from papermill.exceptions import PapermillExecutionError

from regionstat.analysis.load import whole_panel
from regionstat.errors import Misuse, RegionstatError
from regionstat.report.batch_jobs import Job, ground_of, page_key
from regionstat.report.files import report_files
from regionstat.report.plan import Report
from regionstat.report.run import run_notebook
from regionstat.snapshots import find_home, read_edition
from regionstat.snapshots.editions import list_editions

# Colours of a terminal, which a traceback in a notebook carries.
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Failure:
    """Why a page failed: the cell, the error in one line, and all that is known of it."""

    cell: str
    error: str
    trace: str


@dataclass(frozen=True)
class Ran:
    """What came of a page: its executed notebook, or its failure; and how many seconds it took."""

    job: Job
    notebook: bytes | None
    failure: Failure | None
    seconds: float


@dataclass(frozen=True)
class Bound:
    """What came of binding a report: its files by name, or the failure; and its seconds."""

    report: Report
    files: dict[str, bytes]
    failure: Failure | None
    seconds: float


def prepare(home: Path) -> None:
    """Build the panels of all editions in `home`, so that no page has to.

    An edition that cannot be built is left to its pages, which will say so.
    """
    for year in list_editions(home):
        try:
            whole_panel(read_edition(year, home))
        except RegionstatError:
            continue


def run_page(job: Job) -> Ran:
    """Run one page within `own_kernel` of this process; a failure is told and never raised."""
    begun = perf_counter()
    try:
        notebook = _executed(job, find_home())
        return Ran(job, notebook, None, perf_counter() - begun)
    except Exception as error:  # Whatever it is, the other pages go on.
        return Ran(job, None, failure_of(error), perf_counter() - begun)


def bind_report(report: Report, notebooks: Mapping[str, bytes]) -> Bound:
    """Make the files of `report` from its executed notebooks; else as `run_page`."""
    begun = perf_counter()
    try:
        return Bound(report, _files(report, find_home(), notebooks), None, perf_counter() - begun)
    except Exception as error:  # Whatever it is, the other reports go on.
        return Bound(report, {}, failure_of(error), perf_counter() - begun)


def _files(report: Report, home: Path, notebooks: Mapping[str, bytes]) -> dict[str, bytes]:
    edition = read_edition(report.edition, home)
    panel = _panel(report.edition, home, ground_of(home))
    return report_files(report.kind, edition, report.pages(home), notebooks, panel)


def failure_of(error: BaseException) -> Failure:
    """Return what a person needs of `error`; the cell is empty where none is to blame."""
    cause = error.__cause__
    cell = ""
    if isinstance(cause, PapermillExecutionError) and isinstance(error, RegionstatError):
        cell = f"{cause.exec_count}: {error.where}"
    if isinstance(error, RegionstatError):
        told = f"{error.asked}: {error.found}"
    else:
        told = f"{type(error).__name__}: {error}"
    trace = _COLOURS.sub("", "".join(traceback.format_exception(error)))
    return Failure(cell, " ".join(_COLOURS.sub("", told).split())[:300], trace)


def _executed(job: Job, home: Path) -> bytes:
    page = {one.name: one for one in job.report.pages(home)}[job.page]
    if page_key(page, ground_of(home)) != job.key:
        raise Misuse(
            f"Run {job.report.folder} {job.page}",
            found="the notebook, the raw files, the package or its libraries differ from those "
            "the batch was planned with",
            where=str(home),
            todo="Give every worker the same checkout and the same environment, and run it again",
        )
    with tempfile.TemporaryDirectory(prefix="regionstat-") as folder:
        target = Path(folder) / "page.ipynb"
        run_notebook(page.notebook, page.parameters, target)
        return target.read_bytes()


@lru_cache(maxsize=2)
def _panel(edition: int, home: Path, ground: str) -> pd.DataFrame:  # noqa: ARG001
    """Return the panel of `edition`, kept while the `ground` it stands on is the same."""
    return whole_panel(read_edition(edition, home))
