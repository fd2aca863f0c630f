"""The report of an edition for one region: run the notebooks, bind the pages, swap it in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import pandas as pd

from regionstat.analysis import load
from regionstat.register import find_region
from regionstat.register.find import find_language
from regionstat.report.files import report_files
from regionstat.report.forks import serving
from regionstat.report.kernel import own_kernel
from regionstat.report.outputs import safe_name
from regionstat.report.plan import Page, plan_pages
from regionstat.report.run import Notebook, run_notebook
from regionstat.report.swap import swapped
from regionstat.snapshots import Edition, find_home, read_edition

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
    name = safe_name(asked.id)
    folder = locked.folder / (name if tongue == "nb" else f"{name}.{tongue}")
    with swapped(folder) as target, own_kernel(locked.home), serving(locked.home) as forks:
        forks.start()
        # Built once here, so that the pages find it instead of each building it.
        panel = load(edition)
        notebooks = run_pages(pages, target / "pages", on_page)
        write_report(target, kind, locked, pages, notebooks, panel)
    return folder / "index.html"


def run_pages(
    pages: tuple[Page, ...], folder: Path, on_page: Progress | None = None
) -> dict[str, Notebook]:
    """Run `pages` two at a time in the kernel of `own_kernel`; return them executed, by name.

    The executed notebooks are written to `folder`. Raises `NotebookFailed` when a page fails.
    """
    folder.mkdir()
    found: dict[str, Notebook] = {}
    with ThreadPoolExecutor(WORKERS) as pool:
        running = {
            pool.submit(
                run_notebook, one.notebook, one.parameters, folder / f"{one.name}.ipynb"
            ): one
            for one in _longest_first(pages)
        }
        try:
            for done, future in enumerate(as_completed(running), 1):
                one = running[future]
                found[one.name] = future.result()
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


def write_report(
    target: Path,
    kind: str,
    edition: Edition,
    pages: tuple[Page, ...],
    notebooks: Mapping[str, Notebook],
    panel: pd.DataFrame,
) -> None:
    """Write the report of executed `notebooks` into the folder `target`; see `report_files`."""
    for name, data in report_files(kind, edition, pages, notebooks, panel).items():
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_bytes(data)
