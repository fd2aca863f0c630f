"""The warm engine: pages apart from each other, one clear failure each, data never run as code."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import v4
from papermill.execute import execute_notebook
from papermill.parameterize import parameterize_notebook

from regionstat.errors import Misuse, NotebookFailed
from regionstat.report.forks import Forks
from regionstat.report.forks_protocol import ENDED, Asked, Cell
from regionstat.report.kernel import KERNEL
from regionstat.report.run import check_parameters, run_notebook, settled
from regionstat.report.warm_parameters import values
from regionstat.snapshots import find_home

ROOT = Path(__file__).parents[2]
PARAMETERS = 'text: str = ""  # a text\nyears: list[int] = []  # years\nshare: float | None = None'


def _made(folder, *sources, parameters=PARAMETERS):
    first = v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    cells = [first, *map(v4.new_code_cell, sources)]
    path = folder / "made.ipynb"
    nbformat.write(v4.new_notebook(cells=cells), path)
    return path


@pytest.fixture
def run(forks, tmp_path):
    """Run a notebook made of `sources`, and return the outputs of its last cell."""

    def ran(*sources, **parameters):
        found = run_notebook(_made(tmp_path, *sources), parameters, tmp_path / "run.ipynb")
        return found.cells[-1].outputs

    return ran


def _text(outputs):
    return outputs[-1]["data"]["text/plain"]


# --- pages are apart, and fail apart --------------------------------------------------------------


def test_a_page_sees_nothing_of_another(run):
    seen = (
        "import os, regionstat as rs\n(hasattr(rs, 'left'), 'LEFT' in os.environ, 'left' in dir())"
    )
    leave = "import os, regionstat\nregionstat.left = left = os.environ['LEFT'] = 'here'"
    assert _text(run(leave, seen)) == "(True, True, True)"
    assert _text(run(seen)) == "(False, False, False)"


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("1/0", "ZeroDivisionError: division by zero"),
        ("1 +", "SyntaxError"),
        ("import sys; sys.exit()", "SystemExit"),
        ("import sys; sys.exit('no')", "SystemExit: no"),
        ("import os; os._exit(0)", "PageEnded: the page's process left with exit code 0"),
        (
            "import os; os.kill(os.getpid(), 9)",
            "PageEnded: the page's process was ended by SIGKILL",
        ),
        ("import ctypes; ctypes.string_at(0)", "ended by SIGSEGV"),
        ("class A:\n    def _repr_html_(self): 1/0\nA()", "ZeroDivisionError"),
    ],
)
def test_a_cell_that_fails_is_named_and_the_next_page_is_well(run, source, what):
    with pytest.raises(NotebookFailed) as failed:
        run("print('before')", source, "print('never')")
    assert "code cell 3 failed: " in str(failed.value)
    assert what in failed.value.found
    assert failed.value.where == f"the cell that begins `{source.splitlines()[0]}`"
    assert _text(run("6 * 7")) == "42"


def _asked(*sources, seconds=60):
    return Asked(tuple(Cell(source, data=False) for source in sources), str(ROOT), seconds)


def _told(forks, *sources, seconds=60):
    return list(forks.run(_asked(*sources, seconds=seconds)))


def test_a_cell_that_takes_too_long_is_ended(forks):
    told = _told(forks, "'first'", "sum(range(10**12))", seconds=0.5)
    assert [one["msg_type"] for one in told[:3]] == [
        *("execute_input", "execute_result", "execute_reply")
    ]
    assert told[3:][-1]["content"] == {"code": -signal.SIGALRM}


@pytest.mark.slow
def test_the_server_is_started_anew_when_it_was_lost(forks):
    assert _told(forks, "1")[-1]["content"] == {"code": 0}
    os.kill(forks.pid(), signal.SIGKILL)
    forks._server.wait()
    assert _told(forks, "1")[-1]["content"] == {"code": 0}


@pytest.mark.slow
def test_a_server_that_is_lost_under_a_page_fails_that_page(forks):
    page = forks.run(_asked("1", "while True: pass", seconds=1))
    assert next(page)["msg_type"] == "execute_input"
    os.kill(forks.pid(), signal.SIGKILL)
    *_, last = page
    assert (last["msg_type"], last["content"]) == (ENDED, {"code": None})


def test_many_pages_at_once_each_get_their_own_answers(forks):
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda n: _told(forks, f"{n} * 1000"), range(8)))
    results = [one for page in told for one in page if one["msg_type"] == "execute_result"]
    shown = [one["content"]["data"]["text/plain"] for one in results]
    assert shown == [str(1000 * n) for n in range(8)]


@pytest.mark.slow
def test_the_server_ends_its_pages_with_it(tmp_path):
    forks = Forks(find_home(), tmp_path)
    page = forks.run(_asked("import os; print(os.getpid())", "while True: pass"))
    printed = [next(page) for _ in range(2)][1]
    forks.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(printed["content"]["text"]), 0)
    assert list(tmp_path.glob("page-*")) == []
    page.close()


@pytest.mark.slow
def test_the_server_ends_when_who_started_it_is_killed(tmp_path):
    code = """
import os, sys
from pathlib import Path
from regionstat.report.forks import Forks
from regionstat.report.forks_protocol import Asked, Cell
from regionstat.snapshots import find_home
forks = Forks(find_home(), Path(sys.argv[1]))
list(forks.run(Asked((Cell("1", data=False),), ".", 9)))
print(forks.pid(), flush=True)
os.kill(os.getpid(), 9)
"""
    asked = [sys.executable, "-c", code, str(tmp_path)]
    server = int(subprocess.run(asked, capture_output=True, check=False).stdout)
    for _ in range(100):
        if not _still_runs(server):
            return
        time.sleep(0.1)
    raise AssertionError("the server outlives who started it")


def _still_runs(pid):
    """Say whether the process `pid` runs; one that has ended may still be listed."""
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


# --- what a page shows is what an ordinary kernel shows -------------------------------------------

SHOWS = (
    "1 + 1",
    "print('one'); print('two'); 'three'",
    "None",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>')); HTML('<i>y</i>')",
    "display('first', display_id='one')\ndisplay('second', display_id='one', update=True)",
    "from IPython.display import clear_output\ndisplay(1)\nclear_output()\ndisplay(2)",
    "class Rich:\n"
    "    def __repr__(self): return 'rich'\n"
    "    def _repr_html_(self): return '<p>æ</p>'\n"
    "    def _repr_png_(self): return b'\\x89PNG\\r\\n\\x1a\\n'\n"
    "    def _repr_mimebundle_(self, **_): return {'application/x+json': {'k': (1, 2)}}\n"
    "Rich()",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.title(text);",
    "await __import__('asyncio').sleep(0, 'awaited')",
    "%precision 2",
    "3.14159",
    "(years, share, _)",
)


def test_what_a_page_shows_is_what_a_kernel_shows(forks, tmp_path):
    path, asked = _made(tmp_path, *SHOWS), {"text": 'a "b"\n\\ ø', "years": [1, 2], "share": 0.5}
    found = run_notebook(path, asked, tmp_path / "warm.ipynb")
    options = {"kernel_name": KERNEL, "language": "python", "progress_bar": False}
    kernel = settled(execute_notebook(str(path), None, parameters=asked, **options))
    assert [cell.outputs for cell in found.cells] == [cell.outputs for cell in kernel.cells]
    nbformat.write(kernel, tmp_path / "kernel.ipynb")
    assert (tmp_path / "warm.ipynb").read_bytes() == (tmp_path / "kernel.ipynb").read_bytes()


# --- parameters are data --------------------------------------------------------------------------


def _injected(parameters):
    first = v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})
    notebook = v4.new_notebook(cells=[first], metadata={"papermill": {}})
    options = {"kernel_name": KERNEL, "language": "python"}
    return parameterize_notebook(notebook, parameters, **options).cells[1].source


@given(
    st.text() | st.sampled_from(["__import__('os')", "'''", '"""', "\\", "{x}", "\x00", "\ud800"]),
    st.lists(st.integers()),
    st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans(),
)
def test_any_parameter_comes_through_as_the_value_it_is(text, years, share):
    asked = {"text": text, "years": years, "share": share}
    found = values(_injected(asked))
    assert found == asked
    assert [type(one) for one in found.values()] == [type(one) for one in asked.values()]


@pytest.mark.parametrize(
    "source",
    [
        "x = __import__('os').getcwd()",
        "x = 1 + 1",
        "x = [y for y in (1, 2)]",
        'x = f"{1}"',
        "import os",
        "x.y = 1",
        "x, y = 1, 2",
        "x = 1\nprint(x)",
        "x =",
    ],
)
def test_an_injected_cell_that_holds_more_than_data_is_refused(source):
    with pytest.raises(NotebookFailed, match="a line that is not a name and a literal"):
        values(source)


def test_an_injected_cell_is_read_and_not_run(forks):
    code = "x = open('/dev/null').name"
    told = list(forks.run(Asked((Cell(code, data=True), Cell("1", data=False)), str(ROOT), 60)))
    assert [one["content"].get("ename") for one in told[:3]] == [None, "NotebookFailed", None]
    assert told[2]["content"]["status"] == "error"
    assert "execute_input" not in [one["msg_type"] for one in told[3:]]


def test_parameters_that_run_as_code_elsewhere_stay_texts_in_a_page(run):
    nasty = '__import__("os").abort()\n"""\\\'{}'
    assert _text(run("text", text=nasty)) == repr(nasty)


@pytest.mark.parametrize(
    ("annotation", "well", "badly"),
    [
        ("str", ["", "å"], [1, None, ["a"], b"a", Path("a")]),
        ("int", [1, -1], [True, 1.0, "1", None]),
        ("float", [1, 1.5], [True, "1", float("nan"), float("inf")]),
        ("bool", [True], [1, 0, "True"]),
        ("str | None", ["a", None], [1]),
        ("list[int]", [[], [1]], [[True], ["1"], (1,), 1]),
        ("list", [[], [1, "a", None]], [[object()], {}]),
        ("list[str] | None", [["a"], None], [[1], "a"]),
        ("Path", [], ["a"]),
        ("dict", [], [{}]),
    ],
)
def test_a_value_must_fit_the_annotation(tmp_path, annotation, well, badly):
    path = _made(tmp_path, parameters=f"x: {annotation} = None")
    for value in well:
        check_parameters(path, {"x": value})
    for value in badly:
        with pytest.raises(Misuse, match=r"Set the parameter x to .*\(the parameters cell of made"):
            check_parameters(path, {"x": value})


def test_an_unknown_parameter_is_refused_by_name(tmp_path):
    with pytest.raises(Misuse, match="Unknown parameter 'txt': no such id; nearest: text"):
        check_parameters(_made(tmp_path), {"txt": "a"})
