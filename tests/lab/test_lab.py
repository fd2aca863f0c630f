"""JupyterLab itself in a browser: every notebook runs in it, and the explorer redraws.

Screenshots of all that was seen lie in the folder of the run (`--basetemp`).
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from regionstat.snapshots import find_home

pytestmark = pytest.mark.slow
START = "00_start.ipynb"
# The first one is run for the explorer, below.
NOTEBOOKS = sorted(
    path.name for path in (find_home() / "notebooks").glob("*.ipynb") if path.name != START
)
PATIENCE = 180
OUTPUT = ".jp-OutputArea-output"
FAULT = ", ".join(
    f'{OUTPUT}[data-mime-type="application/vnd.jupyter.{kind}"]' for kind in ("stderr", "error")
)
# What the notebook model knows of its code cells, whether or not they are drawn on the screen.
CELLS = """
const panel = window.jupyterapp.shell.currentWidget;
return [...panel.content.model.cells].filter(c => c.type === 'code').map(c => c.toJSON());
"""
RUN = "return window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)"


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab on a copy of the notebooks, and the address of its notebooks."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(find_home() / "notebooks", folder / "notebooks")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    options = [f"--port={port}", "--no-browser", "--ServerApp.port_retries=0", "--allow-root"]
    options += ["--IdentityProvider.token=", "--expose-app-in-browser"]
    # Neither news nor newer versions are looked up on the internet.
    options += [f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None"]
    options += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            cwd=folder,
            env={**os.environ, **own, "REGIONSTAT_HOME": str(find_home())},
            stdout=log,
            stderr=log,
        )
        try:
            _wait(lambda: _answers(port), "JupyterLab to answer")
            yield f"http://127.0.0.1:{port}/lab/tree/notebooks"
        finally:
            server.terminate()
            server.wait(30)


def _answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5) as answer:
            return json.load(answer)["version"]
    except OSError:
        return False


def _wait(until, what, patience=PATIENCE):
    """Return the first true answer of `until`; fail when there is none for too long."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := until():
            return found
        time.sleep(0.2)
    pytest.fail(f"waited {patience} s for {what}")


def _open(browser, lab, name):
    """Open a notebook in a workspace of its own, with nothing beside it."""
    browser.set_window_size(1480, 1300)
    browser.get(f"{lab.replace('/lab/tree', f'/lab/workspaces/{name[:2]}/tree')}/{name}?reset")
    ready = """
    const app = window.jupyterapp, panel = app && app.shell.currentWidget;
    const kernel = panel && panel.sessionContext && panel.sessionContext.session?.kernel;
    return !!(kernel && kernel.status === 'idle' && panel.content.model.cells.length);
    """
    _wait(lambda: browser.execute_script(ready), f"the kernel of {name}")
    browser.execute_script("window.jupyterapp.shell.collapseLeft()")


def _run(browser, lab, name):
    _open(browser, lab, name)
    assert browser.execute_script(RUN)
    return browser.execute_script(CELLS)


def _faults(cells):
    """Return what went wrong in cells, and the cells that say nothing."""
    found = []
    for place, cell in enumerate(cells, 1):
        for output in cell["outputs"]:
            if output["output_type"] == "error":
                found.append(f"cell {place}: {output['ename']}: {output['evalue']}")
            if output.get("name") == "stderr":
                found.append(f"cell {place}: {output['text']}")
        if place > 2 and not cell["outputs"]:
            found.append(f"cell {place} shows nothing")
        if not cell["execution_count"]:
            found.append(f"cell {place} was not run")
    return found


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_notebook_runs_in_jupyterlab_without_a_fault_or_warning(browser, lab, name, tmp_path):
    cells = _run(browser, lab, name)
    browser.save_screenshot(str(tmp_path / f"{name}.png"))
    assert _faults(cells) == []
    assert len(cells) > 3
    assert browser.find_elements("css selector", FAULT) == []


# --- the explorer ---------------------------------------------------------------------------------


SEEN = """
const board = document.querySelector('.jp-OutputArea .widget-vbox');
const at = found => found ? found.textContent : '';
const html = [...board.querySelectorAll('.widget-html-content')];
return {
    src: board.querySelector('img.rs-chart')?.src, alt: board.querySelector('img.rs-chart')?.alt,
    message: at(html[0]), finding: at(html[1]), table: !!board.querySelector('.rs-table table'),
    call: at(board.querySelector('code')),
    links: [...board.querySelectorAll('a[download]')].map(a => [a.download, a.href.slice(0, 14)]),
    scrolls: [...board.querySelectorAll('*')].filter(e =>
        !['SELECT', 'INPUT'].includes(e.tagName) && e.clientHeight > 0
        && ['auto', 'scroll'].includes(getComputedStyle(e).overflowY)
        && e.scrollHeight > e.clientHeight + 1).map(e => e.className),
    lines: new Set([...board.querySelectorAll('.widget-box > *')].filter(
        e => !e.matches('.widget-html, .widget-box')).map(
        e => Math.round(e.getBoundingClientRect().top / 20))).size,
};
"""
CHOOSE = """
const [label, text] = arguments;
const box = [...document.querySelectorAll('.jp-OutputArea .widget-dropdown')].find(
    e => e.querySelector('label').textContent === label).querySelector('select');
const option = [...box.options].find(o => o.text.includes(text));
box.value = option.value;
box.dispatchEvent(new Event('change', {bubbles: true}));
return option.text;
"""


@pytest.fixture(scope="module")
def board(browser, lab):
    """The first notebook, run without a fault or warning, its explorer in sight."""
    assert _faults(_run(browser, lab, START)) == []
    assert browser.find_elements("css selector", FAULT) == []
    browser.execute_script("document.querySelector('.widget-vbox').scrollIntoView()")
    return browser


def _seen(board):
    return board.execute_script(SEEN)


def _after(board, act):
    """Return what is seen once `act` has changed the picture, and the files below it."""
    before = _seen(board)
    act()

    def changed():
        now = _seen(board)
        done = now["links"] != before["links"] or now["src"] != before["src"] or now["message"]
        return done and now["call"] != before["call"] and now

    return _wait(changed, "the picture to change", 30)


def _choose(board, label, text):
    return _after(board, lambda: board.execute_script(CHOOSE, label, text))


def _press(board, text):
    path = f"//button[contains(@class, 'widget-toggle-button') and text()='{text}']"
    return _after(board, lambda: board.find_element("xpath", path).click())


def test_the_explorer_redraws_when_a_widget_changes(board, tmp_path):
    first = _seen(board)
    assert first["finding"].startswith("Trondheimsregionen: opp fra")
    assert first["src"].startswith("data:image/svg+xml")
    assert first["scrolls"] == []
    assert first["lines"] <= 2
    board.save_screenshot(str(tmp_path / "first.png"))
    seen = [first]
    steps = [
        lambda: _choose(board, "Indikator", "Befolkningsvekst"),
        lambda: _choose(board, "Region", "Bergensregionen"),
        lambda: _press(board, "Rangering"),
        lambda: _press(board, "English"),
    ]
    for step in steps:
        seen.append(step())
        board.save_screenshot(str(tmp_path / f"step{len(seen)}.png"))
    assert len({one["src"] for one in seen}) == len(seen)
    assert len({one["finding"] for one in seen}) == len(seen)
    assert seen[-1]["finding"].startswith("The Bergen region")
    assert seen[-1]["call"] == (
        'rs.ranking(panel, "population_growth", focus="bergensregionen", language="en")'
    )
    kinds = [name.rpartition(".")[2] for name, _ in seen[-1]["links"]]
    assert kinds == ["png", "svg", "csv"]
    for form in ("Profile", "County map", "Table"):
        shown = _press(board, form)
        board.save_screenshot(str(tmp_path / f"{form}.png"))
        assert shown["scrolls"] == []
        assert shown["table"] == (form == "Table")
