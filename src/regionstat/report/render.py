"""The report of an edition for one region: run the notebooks, bind the pages, swap it in."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from regionstat.analysis import load
from regionstat.analysis.peers import CITY_REGIONS, NATION
from regionstat.register import find_region, register
from regionstat.register.entries import Language
from regionstat.register.find import find_language
from regionstat.report.bind import Section, bind, titled
from regionstat.report.fragments import page, placed
from regionstat.report.kernel import own_kernel
from regionstat.report.manifest import manifest
from regionstat.report.plan import Page, plan_pages
from regionstat.report.run import Notebook, run_notebook
from regionstat.report.workbook import as_csv, as_workbook
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
    # Built once here, so that the kernels find it instead of each building it.
    panel = load(edition)
    folder = locked.folder / (asked.id if tongue == "nb" else f"{asked.id}.{tongue}")
    with swapped(folder) as target, own_kernel(locked.home):
        notebooks = _run(pages, target / "pages", on_page)
        _write(target, locked, _rows(panel, asked.id), pages, notebooks, kind, tongue)
    return folder / "index.html"


def _run(pages: tuple[Page, ...], folder: Path, on_page: Progress | None) -> dict[str, Notebook]:
    folder.mkdir()
    found: dict[str, Notebook] = {}
    with ThreadPoolExecutor(WORKERS) as pool:
        running = {
            pool.submit(
                run_notebook, one.notebook, one.parameters, folder / f"{one.name}.ipynb"
            ): one
            for one in pages
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


def _write(
    target: Path,
    edition: Edition,
    rows: pd.DataFrame,
    pages: tuple[Page, ...],
    notebooks: dict[str, Notebook],
    kind: str,
    language: Language,
) -> None:
    region = str(pages[0].parameters["region"])
    sections = [Section(one.name, one.title, page(notebooks[one.name], language)) for one in pages]
    sections += [titled(tag, placed(notebooks["region"], tag), language) for tag in _LAST]
    lead = placed(notebooks["goal"], "lead")
    index = bind(sections, lead, edition=edition.year, region=region, language=language)
    files = {
        "index.html": index.encode(),
        "data.csv": as_csv(rows),
        "data.xlsx": as_workbook(rows, edition=edition.year, language=language),
        **{f"pages/{path.name}": path.read_bytes() for path in sorted(target.glob("pages/*"))},
    }
    parameters = {"kind": kind, "edition": edition.year, "region": region, "language": language}
    files["run.json"] = manifest(parameters, edition, files)
    for name, data in files.items():
        (target / name).write_bytes(data)


_LAST = ("method", "sources")


def _rows(panel: pd.DataFrame, region: str) -> pd.DataFrame:
    """Return the rows of the region, its peers, the counties that stand in, and the nation."""
    known = register().regions
    wanted = {NATION}
    for id_ in (region, *CITY_REGIONS):
        wanted |= {id_, *known[id_].county}
    return panel[panel["region"].isin(wanted)].reset_index(drop=True)


@contextmanager
def swapped(folder: Path) -> Iterator[Path]:
    """Give an empty folder to build in, and put it in the place of `folder` when all went well.

    When anything is raised, `folder` stays as it was and nothing is left behind.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    target, older = building / "new", building / "old"
    target.mkdir()
    try:
        yield target
        if folder.exists():
            folder.replace(older)
        target.replace(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
