"""The notebook contract: every notebook keeps it, runs, and gives the same bytes again."""

import ast
import io
import json
import re
import tokenize
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from papermill.execute import execute_notebook

from regionstat.errors import NotebookFailed
from regionstat.report.kernel import KERNEL
from regionstat.report.run import run_notebook, settled

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# One notebook runs twice, in English; of the others in English, the long ones are slow tests.
TWICE = ROOT / "notebooks" / "20_indicator.ipynb"
LONG = (
    *("00_start.ipynb", "10_goal.ipynb", "40_methods.ipynb", "60_follow_up.ipynb"),
    *("70_municipality.ipynb", "80_gallery.ipynb"),
)
# The region that a notebook runs for, and another one.
REGIONS = ("trondheimsregionen", "org8")
OF_ITS_OWN = {"70_municipality.ipynb": ("5001", "5437")}
IN_ENGLISH = [
    pytest.param(path, id=path.name, marks=[pytest.mark.slow] if path.name in LONG else [])
    for path in NOTEBOOKS
    if path != TWICE
]
FORBIDDEN = {
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda), "a function"),
    ast.ClassDef: "a class",
    **dict.fromkeys((ast.For, ast.AsyncFor, ast.While), "a loop"),
    **dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), "a loop"),
    **dict.fromkeys((ast.If, ast.IfExp, ast.Match), "a branch"),
    **dict.fromkeys((ast.Try, ast.TryStar, ast.With, ast.AsyncWith), "a try or with"),
    **dict.fromkeys((ast.BinOp, ast.BoolOp, ast.Compare, ast.AugAssign), "a computation"),
    **dict.fromkeys((ast.Subscript, ast.JoinedStr, ast.Await), "a computation"),
}
# The library, and the room of it that is handed on as it is.
OURS = {"rs", "rs.study"}
LITERALS = (str, int, float, bool)
OPENING = "import regionstat as rs\n\npanel = rs.load(edition)"
CODE = re.compile(r"\d{2,5}")


# --- the checks: pure functions of a notebook → the sentences that tell what is wrong -------------


def broken(notebook):
    """Every breach of the contract, as `code cell 4: …` or `cell 2: …`."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    found = [*_outputs(code), *_frame(notebook["cells"], code)]
    for place, cell in enumerate(code, 1):
        check = _parameters if "parameters" in _tags(cell) else _call
        found += [f"code cell {place}: {problem}" for problem in check(_source(cell), place)]
    return found


def _source(cell):
    return "".join(cell["source"])


def _tags(cell):
    return cell["metadata"].get("tags", [])


def _outputs(code):
    return [
        f"code cell {place}: it carries outputs"
        for place, cell in enumerate(code, 1)
        if cell["outputs"] or cell["execution_count"] is not None
    ]


def _frame(cells, code):
    """A title in each language, parameters, opening; question and call by turns; the sources."""
    found = []
    titles = [cell for cell in cells[:2] if "title" in _tags(cell)]
    if [_tags(cell)[0] for cell in titles] != ["nb", "en"]:
        found.append("cell 1: the title must stand first, in nb and in en")
    if ["parameters" in _tags(cell) for cell in code] != [True] + [False] * (len(code) - 1):
        found.append("code cell 1: it alone must be tagged `parameters`")
    if len(code) < 2 or _source(code[1]) != OPENING:
        found.append(f"code cell 2: it must be exactly `{OPENING}`")
    if not _source(code[-1]).startswith("rs.cite(panel"):
        found.append(f"code cell {len(code)}: the last one must be `rs.cite(panel)`")
    kinds = [(cell["cell_type"], *_tags(cell)[:1]) for cell in cells[4:]]
    for place in range(0, len(kinds), 3):
        question = [kind[:2] for kind in kinds[place : place + 2]]
        answer = kinds[place + 2][0] if place + 2 < len(kinds) else ""
        if question != [("markdown", "nb"), ("markdown", "en")] or answer != "code":
            found.append(f"cell {place + 5}: a question in nb and in en must come before each call")
            break
    return found


def _parameters(source, _):
    """One annotated literal a line, with a trailing comment."""
    comments = {
        token.start[0]
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    for node in ast.parse(source).body:
        literal = isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Constant)
        if not literal or type(node.value.value) not in LITERALS:
            yield f"line {node.lineno} must be one annotated literal"
        elif node.annotation.id != type(node.value.value).__name__:
            yield f"line {node.lineno}: the annotation is not the literal's type"
        elif node.lineno not in comments:
            yield f"line {node.lineno} has no comment that explains it"


def _call(source, place):
    """Exactly one call of the library, its arguments names or parameters; the opening aside."""
    if place == 2:
        return
    try:
        tree = ast.parse(source)
    except SyntaxError:
        yield "it is no plain Python; magics are not allowed"
        return
    for node in ast.walk(tree):
        if type(node) in FORBIDDEN:
            yield f"{type(node).__name__} is {FORBIDDEN[type(node)]}; it belongs in src/regionstat"
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield "an import; a notebook has `import regionstat as rs` only"
        if isinstance(node, ast.Constant) and CODE.fullmatch(str(node.value)):
            yield f"{node.value!r} looks like a region code or table id; make it a parameter"
        if isinstance(node, ast.Call) and not _is_ours(node.func):
            yield f"`{ast.unparse(node.func)}` is not a call of `rs`"
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        yield "it must be one expression: a chart, a table or a sentence"
    elif not isinstance(tree.body[0].value, ast.Call):
        yield "its expression must be a call of `rs`"


def _is_ours(function):
    return isinstance(function, ast.Attribute) and ast.unparse(function.value) in OURS


# --- the notebooks --------------------------------------------------------------------------------


def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_notebooks_are_there():
    needed = {"00_start", "10_goal", "20_indicator", "30_region", "40_methods", "90_data_audit"}
    needed |= {"60_follow_up", "70_municipality"}
    assert needed <= {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_every_notebook_keeps_the_contract(path):
    nbformat.validate(nbformat.read(path, as_version=4))
    assert [f"{path.name}, {problem}" for problem in broken(_read(path))] == []


def _ran(path, folder, **parameters):
    """Run `path` into `folder`, see an answer to each of its calls, and return the new file."""
    run = run_notebook(path, {"edition": 2020, **parameters}, folder / "run.ipynb")
    calls = [cell for cell in run.cells if cell.cell_type == "code"][3:]
    for cell in calls:
        assert len(cell.outputs) == 1, cell.source
        assert "text/html" in cell.outputs[0].data, cell.source
    assert nbformat.read(folder / "run.ipynb", as_version=4).cells == run.cells
    return (folder / "run.ipynb").read_bytes()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_every_notebook_runs(forks, path, tmp_path):
    _ran(path, tmp_path, region=_regions(path)[0], language="nb")


@pytest.mark.parametrize("path", IN_ENGLISH)
def test_every_notebook_runs_in_english_for_another_region(forks, path, tmp_path):
    _ran(path, tmp_path, region=_regions(path)[1], language="en")


def _regions(path):
    return OF_ITS_OWN.get(path.name, REGIONS)


def test_the_same_input_gives_the_same_notebook(forks, tmp_path):
    asked = {"indicator": "population_growth", "region": "org8", "language": "en"}
    first, second = (_ran(TWICE, tmp_path, **asked) for _ in range(2))
    assert first == second


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_in_an_ordinary_kernel_gives_the_same_bytes(forks, path, tmp_path):
    asked = {"edition": 2020, "region": _regions(path)[1], "language": "en"}
    options = {"kernel_name": KERNEL, "progress_bar": False}
    ordinary = settled(execute_notebook(str(path), None, parameters=asked, **options))
    nbformat.write(ordinary, tmp_path / "ordinary.ipynb")
    assert _ran(path, tmp_path, **asked) == (tmp_path / "ordinary.ipynb").read_bytes()


# --- what a notebook may not do, though it be hidden in a call ------------------------------------

OUTSIDE = "A page tried to read a file outside the project"
WRITING = "A page tried to write to a file"
ONLINE = "A page tried to go online"
PROCESS = "A page tried to start or stop a process"


REACHES_OUT = [
    ("open('/etc/hostname').read()", OUTSIDE, "/etc/hostname"),
    ("try:\n    open('/etc/hostname')\nexcept OSError:\n    1", OUTSIDE, "/etc/hostname"),
    ("open('left.txt', 'w')", WRITING, "left.txt"),
    ("import socket; socket.create_connection(('127.0.0.1', 9))", ONLINE, "127.0.0.1 9"),
    ("import subprocess; subprocess.run(['ls'])", PROCESS, "ls"),
]
# The other ways to the same refusals.
OTHER_WAYS = [
    ("import os; os.listdir('/')", OUTSIDE, "(/)"),
    ("import pandas as pd; pd.read_csv('/etc/hostname')", OUTSIDE, "/etc/hostname"),
    ("open('notebooks/../../outside.txt')", OUTSIDE, "outside.txt"),
    ("import os, tempfile; os.symlink('/etc', tempfile.mkdtemp() + '/x')", WRITING, "/etc"),
    ("open('README.md', 'a')", WRITING, "README.md"),
    ("import os; os.open('left.txt', os.O_CREAT | os.O_WRONLY)", WRITING, "left.txt"),
    ("import pandas as pd; pd.DataFrame().to_csv('left.csv')", WRITING, "left.csv"),
    ("import os; os.remove('left.txt')", WRITING, "left.txt"),
    ("import os; os.rename('README.md', 'left.md')", WRITING, "README.md"),
    ("import os; os.mkdir('left')", WRITING, "left"),
    ("import sqlite3; sqlite3.connect('left.db')", WRITING, "left.db"),
    ("import socket; socket.socket()", ONLINE, "socket.__new__"),
    ("from urllib.request import urlopen; urlopen('http://a.no')", ONLINE, "http://a.no"),
    ("import pandas as pd; pd.read_csv('https://a.no/x.csv')", ONLINE, "https://a.no/x.csv"),
    ("import os; os.system('ls')", PROCESS, "ls"),
    ("import os; os.fork()", PROCESS, "os.fork"),
    ("import os; os.kill(os.getppid(), 0)", PROCESS, "os.kill"),
    ("!ls", PROCESS, "os.fork"),
]


@pytest.mark.parametrize(
    ("source", "what", "where"),
    [*REACHES_OUT, *(pytest.param(*way, marks=pytest.mark.slow) for way in OTHER_WAYS)],
)
def test_a_notebook_that_reaches_out_of_its_page_fails(forks, tmp_path, source, what, where):
    cells = [
        v4.new_code_cell("edition: int = 2020  # a year", metadata={"tags": ["parameters"]}),
        v4.new_code_cell(source),
    ]
    nbformat.write(v4.new_notebook(cells=cells), tmp_path / "made.ipynb")
    with pytest.raises(NotebookFailed) as failed:
        run_notebook(tmp_path / "made.ipynb", {}, tmp_path / "run.ipynb")
    assert what in failed.value.found
    assert where in failed.value.found
    assert not (tmp_path / "run.ipynb").exists()
    assert not list(ROOT.glob("left*"))


def test_a_page_may_keep_what_is_temporary(forks, tmp_path):
    source = (
        "import tempfile, os\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    here = folder + '/x'\n"
        "    with open(here, 'w') as file:\n"
        "        file.write('x')\n"
        "open(here) if os.path.exists(here) else 'gone'"
    )
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(source)]), tmp_path / "made.ipynb")
    run = run_notebook(tmp_path / "made.ipynb", {}, tmp_path / "run.ipynb")
    assert run.cells[0].outputs[0].data["text/plain"] == "'gone'"


# --- the checks can fail --------------------------------------------------------------------------


def _markdown(text, *tags):
    return {"cell_type": "markdown", "metadata": {"tags": list(tags)}, "source": text}


def _code(source, *tags, outputs=(), count=None):
    return {
        "cell_type": "code",
        "metadata": {"tags": list(tags)},
        "source": source,
        "outputs": list(outputs),
        "execution_count": count,
    }


def _notebook(parameters='region: str = "16"  # an id', call="rs.verdict(panel)", **last):
    ask = [_markdown("## Hva?", "nb"), _markdown("## What?", "en")]
    return {
        "cells": [
            _markdown("# Tittel", "nb", "title"),
            _markdown("# Title", "en", "title"),
            _code(parameters, "parameters"),
            _code(OPENING),
            *ask,
            _code(call, **last),
            *ask,
            _code("rs.cite(panel)"),
        ]
    }


def test_a_notebook_that_keeps_the_contract_passes():
    assert broken(_notebook()) == []


@pytest.mark.parametrize(
    ("call", "what"),
    [
        ("def f():\n    pass\nrs.verdict(panel)", "FunctionDef is a function"),
        ("rs.verdict(panel, key=lambda x: x)", "Lambda is a function"),
        ("class A:\n    pass", "ClassDef is a class"),
        ("for x in panel:\n    rs.verdict(x)", "For is a loop"),
        ("[rs.verdict(x) for x in panel]", "ListComp is a loop"),
        ("if region:\n    rs.verdict(panel)", "If is a branch"),
        ("rs.verdict(panel) if region else rs.cite(panel)", "IfExp is a branch"),
        ("try:\n    rs.verdict(panel)\nexcept Exception:\n    pass", "Try is a try"),
        ("with open('x') as f:\n    f.read()", "With is a try or with"),
        ("rs.trend(panel, until=edition + 1)", "BinOp is a computation"),
        ("rs.trend(panel['value'])", "Subscript is a computation"),
        ('rs.trend(panel, f"{region}")', "JoinedStr is a computation"),
        ("import matplotlib.pyplot as plt", "an import"),
        ("panel.to_csv('x.csv')", "`panel.to_csv` is not a call of `rs`"),
        ("open('x.csv').read()", "`open` is not a call of `rs`"),
        ('rs.trend(panel, focus="16")', "'16' looks like a region code"),
        ('rs.trend(panel, table="11713")', "'11713' looks like a region code"),
        ("%matplotlib inline", "magics"),
        ("!ls", "magics"),
        ("x = rs.verdict(panel)", "one expression"),
        ("rs.verdict(panel)\nrs.cite(panel)", "one expression"),
        ("panel", "must be a call"),
    ],
)
def test_a_call_that_breaks_the_contract_is_found(call, what):
    assert any(what in problem for problem in broken(_notebook(call=call)))


@pytest.mark.parametrize(
    ("parameters", "what"),
    [
        ('region: str = "16"', "no comment"),
        ('region = "16"  # an id', "one annotated literal"),
        ("years: list = [1, 2]  # years", "one annotated literal"),
        ("edition: int = 2020 + 1  # a year", "one annotated literal"),
        ('edition: int = "2020"  # a year', "not the literal's type"),
        ("import os", "one annotated literal"),
    ],
)
def test_parameters_that_break_the_contract_are_found(parameters, what):
    assert any(what in problem for problem in broken(_notebook(parameters)))


@pytest.mark.parametrize(
    ("place", "cell", "what"),
    [
        (0, _markdown("# Title", "en", "title"), "cell 1: the title"),
        (2, _code("x: int = 1  # x"), "tagged `parameters`"),
        (3, _code("import regionstat as rs"), "code cell 2: it must be exactly"),
        (4, _markdown("## What?", "en"), "cell 5: a question"),
        (6, _code("rs.verdict(panel)", outputs=[{}]), "code cell 3: it carries outputs"),
        (6, _code("rs.verdict(panel)", count=3), "code cell 3: it carries outputs"),
        (9, _code("rs.verdict(panel)"), "code cell 4: the last one"),
    ],
)
def test_a_frame_that_breaks_the_contract_is_found(place, cell, what):
    notebook = _notebook()
    notebook["cells"][place] = cell
    assert any(what in problem for problem in broken(notebook))
