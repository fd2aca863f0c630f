"""A batch small enough to run in a moment: a home, three pages a report, and a plain binding.

`dask worker --preload` reads this file too, so that a worker makes the same pages.
"""

import json
import os
from pathlib import Path

import nbformat
import tomli_w
from nbformat.v4 import new_code_cell, new_notebook, new_output

from regionstat.errors import NotebookFailed
from regionstat.report import batch, batch_jobs, batch_work
from regionstat.report import plan as planning
from regionstat.report.plan import Page
from regionstat.snapshots.keep import sha256

PAGES = ("first", "second", "third")
BROKEN = "11"


def make_home(folder, editions=(2019, 2020)):
    """Give `folder` two editions and a notebook that fails for the region `BROKEN`."""
    (folder / "data" / "raw").mkdir(parents=True)
    for year in editions:
        lock = folder / "reports" / str(year) / "edition.toml"
        lock.parent.mkdir(parents=True)
        raw = {"population": {"file": "data/raw/population/x.json", "sha256": f"{year}"}}
        lock.write_text(tomli_w.dumps({"edition": year, "raw": raw}))
    (folder / "notebooks").mkdir()
    # The pages of one region can be held up, so that what is to be killed does not end before.
    write_notebook(folder, 'import os, time; time.sleep(4 * (region == os.environ.get("HELD")))')
    return folder


def write_notebook(home, line):
    """Write the notebook of all pages, with `line` in its second cell."""
    lines = ["edition: int = 2020", 'region: str = "16"', 'language: str = "nb"', 'page: str = ""']
    cells = [
        new_code_cell("\n".join(lines), metadata={"tags": ["parameters"]}),
        new_code_cell(
            f'{line}\nprint(edition, region, language, page, 1 / (region != "{BROKEN}"))'
        ),
    ]
    about = {"kernelspec": {"name": "python3", "display_name": "x", "language": "python"}}
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    nbformat.write(new_notebook(cells=cells, metadata=about), home / "notebooks" / "one.ipynb")


def pages(kind, home, *, edition, region, language):
    known = {"edition": edition, "region": region, "language": language}
    notebook = home / "notebooks" / "one.ipynb"
    return tuple(
        Page(
            name=name,
            title=name,
            notebook=notebook,
            parameters={**known, "page": name},
            part="goal",
        )
        for name in PAGES
    )


def files(kind, edition, made, executed, panel):
    found = {f"pages/{one.name}.ipynb": executed[one.name] for one in made}
    read = [nbformat.reads(executed[one.name].decode(), as_version=4) for one in made]
    index = "".join(one.cells[-1].outputs[0].text for one in read)
    found["index.html"] = index.encode()
    found["run.json"] = json.dumps({name: sha256(data) for name, data in found.items()}).encode()
    return found


def run(path, parameters, target):
    """Stand for the engine: what a page prints, or the failure of its cell."""
    if parameters["region"] == BROKEN:
        raise NotebookFailed(
            f"Run {path.name}",
            found="code cell 3 failed: ZeroDivisionError: division by zero",
            where="the cell that begins `print`",
            todo="Mend it",
        ) from ZeroDivisionError("division by zero")
    output = new_output("stream", name="stdout", text=" ".join(map(str, parameters.values())))
    cell = new_code_cell("x", outputs=[output])
    cell["id"] = "cell"
    nbformat.write(new_notebook(cells=[cell]), target)


def install(put):
    """Let the batch make these pages; `put(module, name, value)` sets one name of a module."""
    put(planning, "plan_pages", pages)
    # Who edits the package while the tests run changes no key here.
    put(batch_jobs, "package", lambda: "package")
    put(batch_work, "report_files", files)
    put(batch_work, "whole_panel", lambda edition: None)


def install_without_engine(put):
    """Let the batch make these pages without running anything."""
    install(put)
    put(batch_work, "run_notebook", run)
    put(batch, "own_kernel", lambda home: open(os.devnull))  # noqa: PTH123, SIM115


def tree(folder):
    """Return the bytes of every file under `folder` but the locks, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.name != "edition.toml"
    }


def dask_setup(worker):
    """Make the same pages on a Dask worker that preloads this file."""
    install(setattr)
