"""The report of an edition for one region: run the notebooks, bind the pages, put it in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory

from regionstat.analysis import load
from regionstat.register import find_region
from regionstat.register.find import find_language
from regionstat.report.files import report_files
from regionstat.report.forks import serving
from regionstat.report.kernel import own_kernel
from regionstat.report.outputs import INDEX, LocalOutput
from regionstat.report.plan import Page, Report, plan_pages
from regionstat.report.run import run_notebook
from regionstat.snapshots import find_home, read_edition

Progress = Callable[[int, int, str], None]
WORKERS = 2


def render(
    kind: str = "benchmark",
    *,
    edition: int,
    region: str,
    language: str = "nb",
    on_page: Progress | None = None,
) -> Path:
    """Build the report of `edition` for `region`, offline, and return the path of its page.

    The notebooks run by papermill, two at a time; `on_page(done, total, title)` is told of
    each. The report replaces an older one only when all of it is there. The same figures,
    code and versions give the same bytes. Raises `Misuse` for an unknown kind, edition,
    region or language, and `NotebookFailed` naming the cell when one fails.
    """
    tongue, asked = find_language(language), find_region(region)
    locked = read_edition(edition, find_home())
    pages = plan_pages(kind, locked.home, edition=edition, region=asked.id, language=tongue)
    with own_kernel(locked.home), serving(locked.home) as forks:
        forks.start()
        # Built once here, so that the pages find it instead of each building it.
        panel = load(edition)
        executed = _run(pages, on_page)
    files = report_files(kind, locked, pages, executed, panel)
    reports, folder = locked.folder.parent, Report(kind, edition, asked.id, tongue).folder
    LocalOutput(reports).put_folder(folder, files)
    return reports / folder / INDEX


def _run(pages: tuple[Page, ...], on_page: Progress | None) -> dict[str, bytes]:
    """Run `pages` two at a time in the kernel of `own_kernel`; return them executed, by name."""
    found: dict[str, bytes] = {}
    with TemporaryDirectory(prefix="regionstat-") as folder, ThreadPoolExecutor(WORKERS) as pool:
        targets = {one.name: Path(folder) / f"{one.name}.ipynb" for one in pages}
        running = {
            pool.submit(run_notebook, one.notebook, one.parameters, targets[one.name]): one
            for one in _longest_first(pages)
        }
        try:
            for done, future in enumerate(as_completed(running), 1):
                one = running[future]
                future.result()
                found[one.name] = targets[one.name].read_bytes()
                if on_page:
                    on_page(done, len(pages), one.title)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return found


def _longest_first(pages: tuple[Page, ...]) -> list[Page]:
    """Return `pages` so that none of the long ones is left for last, while one worker idles.

    A notebook that one page is made from takes longer than one that many are made from.
    """
    shared = Counter(page.notebook for page in pages)
    return sorted(pages, key=lambda page: shared[page.notebook])
