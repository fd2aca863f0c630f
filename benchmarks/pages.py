"""Pages: the warm engine against an ordinary kernel and its own calls; a report against a script.

`python -m benchmarks.pages NOTEBOOK…` is the script: it makes the calls of the notebooks one
after the other, each with the parameters of the report, and shows every object.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import nbformat
from papermill.execute import execute_notebook

from benchmarks.figures import figure, met
from regionstat.report.forks import serving
from regionstat.report.kernel import KERNEL, own_kernel
from regionstat.report.plan import plan_pages
from regionstat.report.run import run_notebook
from regionstat.snapshots import find_home

PAGE = "20_indicator.ipynb"
ASKED = {"edition": 2020, "region": "trondheimsregionen", "language": "nb"}
ROUNDS, PAGES = 3, 500
MOST_OVER, MOST_TIMES = 0.5, 1.5


@dataclass(frozen=True, slots=True)
class Pages:
    """Seconds of a page and of a report, and how the server's memory grows, in KB a page."""

    warm: float
    kernel: float
    calls: float
    report: float
    script: float
    growth: float

    @property
    def over(self) -> float:
        """Seconds of a page over what its own calls cost."""
        return self.warm - self.calls


def measure(pages: int = PAGES) -> Pages:
    """Measure a page three ways, taking turns, then the report, then many small pages."""
    home = find_home()
    path = home / "notebooks" / PAGE
    with own_kernel(home), TemporaryDirectory() as folder:
        target = Path(folder) / "page.ipynb"

        def kernel() -> None:
            options = {"kernel_name": KERNEL, "progress_bar": False}
            execute_notebook(str(path), str(target), parameters=ASKED, **options)

        run_notebook(path, ASKED, target)
        times = [
            (
                _seconds(lambda: run_notebook(path, ASKED, target)),
                _seconds(kernel),
                _script([(str(path), ASKED)], home),
            )
            for _ in range(ROUNDS)
        ]
        growth = _growth(home, Path(folder), pages)
    warm, plain, calls = (min(column) for column in zip(*times, strict=True))
    return Pages(warm, plain, calls, _report(home), _whole_script(home), growth)


def _seconds(call: Callable[[], object]) -> float:
    begun = perf_counter()
    call()
    return perf_counter() - begun


def _growth(home: Path, folder: Path, pages: int) -> float:
    """Return by how many KB the server grows a page, over small `pages` after the first fifty."""
    path = folder / "small.ipynb"
    cells = [nbformat.v4.new_code_cell("import regionstat as rs\nrs.about('gdp_share')")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    with serving(home) as forks:
        sizes = []
        for _ in range(pages):
            run_notebook(path, {}, folder / "run.ipynb")
            sizes.append(_resident(forks.pid()))
    return (sizes[-1] - sizes[pages // 10]) / (pages - pages // 10)


def _resident(pid: int | None) -> int:
    """Return the resident memory of a process in KB, as Linux tells it."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def _report(home: Path) -> float:
    return _process(["-m", "regionstat.cli", "report", "--region", str(ASKED["region"])], home)


def _whole_script(home: Path) -> float:
    pages = plan_pages("benchmark", home, edition=2020, region="trondheimsregionen", language="nb")
    asked = [(str(page.notebook), dict(page.parameters)) for page in pages]
    return _process(["-m", "benchmarks.pages", json.dumps(asked)], home)


def _process(arguments: list[str], home: Path) -> float:
    command = [sys.executable, *arguments]
    return _seconds(lambda: subprocess.run(command, cwd=home, check=True, capture_output=True))


def _script(asked: list[tuple[str, dict[str, Any]]], home: Path) -> float:
    """Return the seconds of the calls alone, in a new process with everything imported."""
    command = [sys.executable, "-m", "benchmarks.pages", json.dumps(asked), "warm"]
    run = subprocess.run(command, cwd=home, check=True, capture_output=True, text=True)
    return float(run.stdout)


def _shown(path: str, parameters: dict[str, Any]) -> None:
    """Make the calls of a notebook, and have each object show itself."""
    names: dict[str, Any] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        if "parameters" in cell.metadata.get("tags", []) or "import" in cell.source:
            exec(cell.source, names)
            names |= parameters if "parameters" in cell.metadata.get("tags", []) else {}
        else:
            shown = eval(cell.source, names)
            shown._repr_html_()


def figures(found: Pages) -> Sequence[dict[str, object]]:
    """Return the figures, ready for JSON."""
    return [
        figure("page: warm engine", found.warm, "s", "ordinary kernel", found.kernel),
        figure("page: over its own calls", found.over, "s", "own calls", found.calls),
        figure("report", found.report, "s", "plain script", found.script),
        figure("page: growth of the server", found.growth, "KB", "", None),
    ]


def describe(found: Pages) -> str:
    """Return the figures as text, and below them whether the goals are met."""
    times = found.report / found.script
    return "\n".join(
        [
            f"One page, {PAGE}",
            f"{'warm engine':>24}{found.warm:>10.2f} s",
            f"{'ordinary kernel':>24}{found.kernel:>10.2f} s",
            f"{'its own calls':>24}{found.calls:>10.2f} s",
            f"The report: {found.report:.1f} s; a plain script of its calls: {found.script:.1f} s",
            f"The server grows {found.growth:.1f} KB a page over {PAGES} pages",
            "",
            f"At most {MOST_OVER} s over its own calls ({found.over:.2f}): "
            f"{met(found.over <= MOST_OVER)}",
            f"At most {MOST_TIMES} times the script ({times:.2f}): {met(times <= MOST_TIMES)}",
        ]
    )


if __name__ == "__main__":
    if len(sys.argv) > 2:
        from regionstat.report.forks_server import warm

        warm()
    begun = perf_counter()
    for one, asked in json.loads(sys.argv[1]):
        _shown(one, asked)
    print(perf_counter() - begun)
