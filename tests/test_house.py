"""The house's rules, read from the source; every check is shown to fail on a small broken case."""

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "regionstat"
ROOMS = (
    "errors",
    "register",
    "sources",
    "snapshots",
    "tables",
    "intake",
    "panel",
    "analysis",
    "page",
    "study",
    "report",
    "site",
    "cli",
)
NETWORK = (
    *("aiohttp", "ftplib", "http", "httpx", "pycurl", "requests", "selenium", "smtplib", "socket"),
    *("socketserver", "ssl", "telnetlib", "urllib.request", "urllib3", "websocket", "websockets"),
    "xmlrpc",
)
HEAVY = (
    *("matplotlib", "seaborn", "statsmodels", "scipy", "papermill", "nbconvert", "IPython"),
    *("datasette", "uvicorn"),
)
DOOR = "sources"
# A room that the package hands on as it is.
HANDED_ON = {"study"}
LINES, MEDIAN, ROOM_NAMES, PACKAGE_NAMES = 300, 12, 7, 25
# In two pieces, or this line would name such a path itself.
MACHINE = re.compile(rb"(?<![\w.~:/])" + rb"/(?:work|home|root|Users)" + rb"/\w")


# --- the checks: pure functions of (name, text) → the lines that break a rule ---------------------


def room_of(name):
    """The room of a file of the package: `panel/build.py` → `panel`; the package's own: ``""``."""
    first = Path(name).parts[0]
    return "" if first.startswith("__") else first.removesuffix(".py")


def imported(name, text):
    """Yield (line, dotted module) of every import, relative and by-name ones included."""
    here = (PACKAGE, *Path(name).parts[:-1])
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(here[: len(here) - node.level + 1]) if node.level else ""
            base = ".".join(part for part in (above, node.module) if part)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and node.args:
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            target = node.args[0]
            if called in {"import_module", "__import__"} and isinstance(target, ast.Constant):
                yield node.lineno, str(target.value)


def upward(name, text):
    """Imports of a room that does not lie below; the package's own `__init__` lies on top."""
    room = room_of(name)
    if not room:
        return []
    if room not in ROOMS:
        return [f"{name}:1: the room {room!r} is none of the house; its floors: {', '.join(ROOMS)}"]
    return [
        f"{name}:{line}: {room} imports {module}, which does not lie below it"
        for line, module in imported(name, text)
        if module.split(".")[0] == PACKAGE and not _lies_below(module, room)
    ]


def _lies_below(module, room):
    part = module.split(".")[1] if "." in module else ""
    if part not in ROOMS:
        return part == "__version__"
    return ROOMS.index(part) <= ROOMS.index(room)


def online(name, text):
    """Imports of network modules outside the one room that may open a socket."""
    if room_of(name) == DOOR:
        return []
    return [
        f"{name}:{line}: imports {module}; only {DOOR} may open a socket"
        for line, module in imported(name, text)
        if any(module == net or module.startswith(f"{net}.") for net in NETWORK)
    ]


def too_long(name, text):
    """A module of more lines than the budget."""
    lines = len(text.splitlines())
    found = f"{name}:{LINES + 1}: {lines} lines, the budget is {LINES}; look for the missing module"
    return [found] if lines > LINES else []


def median_lengths(files):
    """Rooms whose functions have a median length past the budget, with their longest one."""
    lengths = {}
    for name, text in files:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = node.end_lineno - node.lineno + 1
                lengths.setdefault(room_of(name), []).append((size, f"{name}:{node.lineno}"))
    return [
        f"{max(sizes)[1]}: {room} has a median of {median:g} lines a function, the budget is"
        f" {MEDIAN}; this one, the longest, has {max(sizes)[0]}"
        for room, sizes in lengths.items()
        if (median := statistics.median(size for size, _ in sizes)) > MEDIAN
    ]


def public_names(text):
    """(line, names) that a package hands on: its `__all__`, or all that it imports or defines."""
    tree = ast.parse(text)
    lists = {
        target.id: node
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    if "__all__" in lists:
        # `[*sorted(_HOMES)]` hands on the keys of a table beside it.
        used = [lists["__all__"].value]
        used += [lists[n.id].value for n in ast.walk(used[0]) if getattr(n, "id", "") in lists]
        keys = [key for node in used for key in _texts(node)]
        return lists["__all__"].lineno, keys
    imports = [
        a.asname or a.name for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names
    ]
    return 1, [n for n in imports if not n.startswith("_") and n != "annotations"]


def _texts(node):
    if isinstance(node, ast.Dict):
        return [key.value for key in node.keys]
    return [n.value for n in getattr(node, "elts", []) if isinstance(n, ast.Constant)]


def too_many_names(name, text):
    """An `__init__` that hands on more names than the budget."""
    if Path(name).name != "__init__.py":
        return []
    budget = ROOM_NAMES if room_of(name) else PACKAGE_NAMES
    line, names = public_names(text)
    found = f"{name}:{line}: {len(names)} public names, the budget is {budget}: {', '.join(names)}"
    return [found] if len(names) > budget else []


def undocumented(name, text):
    """Public modules, classes, functions and methods without a docstring."""
    tree = ast.parse(text)
    found = [] if ast.get_docstring(tree) else [f"{name}:1: the module has no docstring"]
    return found + [
        f"{name}:{node.lineno}: {node.name} has no docstring"
        for node in _public(tree)
        if not ast.get_docstring(node)
    ]


def _public(node):
    for child in ast.iter_child_nodes(node):
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        if isinstance(child, kinds) and not child.name.startswith("_"):
            yield child
            if isinstance(child, ast.ClassDef):
                yield from _public(child)


def machine_paths(name, data):
    """Lines of a file that name a path of some machine."""
    return [
        f"{name}:{number}: names a path of a machine: {found[0].decode()}…"
        for number, line in enumerate(data.splitlines(), start=1)
        if (found := MACHINE.search(line))
    ]


def heavy(modules):
    """The plotting and statistics libraries among the names of loaded modules."""
    return sorted({m.split(".")[0] for m in modules} & set(HEAVY))


# --- the house ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def files():
    folder = ROOT / "src" / PACKAGE
    return [
        (path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.py"))
    ]


def _told(found):
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize("check", [upward, online, too_long, too_many_names, undocumented])
def test_every_module_keeps(check, files):
    assert len(files) > 20
    _told([line for name, text in files for line in check(name, text)])


def test_functions_stay_short(files):
    _told(median_lengths(files))


def test_no_file_names_a_path_of_a_machine():
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listing.returncode:
        pytest.skip("not a git checkout: what belongs to the project is not known")
    names = [name for name in listing.stdout.split("\0") if (ROOT / name).is_file()]
    assert len(names) > 50
    _told([line for name in names for line in machine_paths(name, (ROOT / name).read_bytes())])


@pytest.mark.parametrize("module", [PACKAGE, f"{PACKAGE}.cli.main"])
def test_importing_the_package_or_its_commands_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert PACKAGE in run.stdout.split()
    _told(heavy(run.stdout.split()))


def test_no_public_name_is_the_name_of_a_room():
    # Importing a room sets it on the package: a function of that name would be gone.
    package = ROOT / "src" / PACKAGE
    rooms = {path.stem for path in package.iterdir() if not path.name.startswith("_")}
    assert rooms & set(public_names((package / "__init__.py").read_text())[1]) <= HANDED_ON


# --- the checks can fail --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("register/read.py", "\nfrom regionstat.panel import load"),
        ("register/read.py", "\nimport regionstat.panel.build"),
        ("register/read.py", "\nfrom regionstat import panel"),
        ("register/read.py", "\nfrom ..panel import load"),
        ("register/read.py", "\nfrom .. import panel"),
        ("register/read.py", "\nfrom regionstat import load"),
        ("register/read.py", "\nimport regionstat"),
        ("register/read.py", "def f():\n    from regionstat.cli import main"),
        ("register/read.py", "\nimport_module('regionstat.panel')"),
        ("errors.py", "\nfrom regionstat.register import register"),
        ("report/run.py", "\nfrom regionstat.cli.main import main"),
    ],
)
def test_an_upward_import_is_found(name, text):
    (found,) = upward(name, text)
    assert found.startswith(f"{name}:2: ")
    assert "does not lie below" in found


def test_a_room_outside_the_house_is_found():
    assert "'cellar'" in upward("cellar/wine.py", "")[0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("panel/build.py", "from regionstat.register import register"),
        ("panel/build.py", "from regionstat.panel.measures import share"),
        ("panel/build.py", "from .measures import share"),
        ("panel/build.py", "import pandas"),
        ("cli/main.py", "from regionstat import __version__"),
        ("__init__.py", "from regionstat.cli import main"),
    ],
)
def test_a_downward_import_is_let_through(name, text):
    assert upward(name, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "import socket",
        "import http.client",
        "from http import client",
        "from urllib import request",
        "import urllib.request as r",
        "from requests import get",
        "def f():\n import ssl",
    ],
)
def test_a_network_import_is_found(text):
    (found,) = online("tables/jsonstat.py", text)
    assert found.startswith("tables/jsonstat.py:")
    assert online("sources/http.py", text) == []


def test_names_that_only_look_like_network_modules_are_let_through():
    assert online("page/x.py", "from urllib.parse import quote\nimport httpcache, socketish") == []


def test_a_long_module_is_found():
    assert too_long("a.py", "x = 1\n" * LINES) == []
    assert too_long("a.py", "x = 1\n" * (LINES + 1)) == [
        "a.py:301: 301 lines, the budget is 300; look for the missing module"
    ]


def test_long_functions_are_found_by_room():
    def function(name, lines):
        return f"def {name}():\n" + "    x = 1\n" * (lines - 1)

    fits = ("page/a.py", function("f", 40) + function("g", 12) + function("h", 12))
    long = ("panel/a.py", function("f", 13) + function("g", 15))
    assert median_lengths([fits]) == []
    (found,) = median_lengths([fits, long])
    assert found.startswith("panel/a.py:14: panel has a median of 14 lines")


def test_too_many_public_names_are_found():
    listed = "__all__ = [" + ", ".join(f"'n{i}'" for i in range(8)) + "]"
    assert too_many_names("panel/__init__.py", listed)[0].startswith("panel/__init__.py:1: 8 ")
    assert too_many_names("panel/build.py", listed) == []
    assert too_many_names("__init__.py", listed) == []
    bare = "from regionstat.panel.build import " + ", ".join(f"n{i}" for i in range(8))
    assert too_many_names("panel/__init__.py", bare)
    homes = "H = {" + ", ".join(f"'n{i}': 'x'" for i in range(26)) + "}\n__all__ = [*sorted(H)]"
    assert too_many_names("__init__.py", homes)[0].startswith("__init__.py:2: 26 public names")


def test_missing_docstrings_are_found():
    text = (
        "class A:\n    def b(self): ...\n    def _c(self): ...\nasync def d(): ...\ndef _e(): ...\n"
    )
    found = undocumented("a.py", text)
    assert [line.split(" ")[:2] for line in found] == [
        ["a.py:1:", "the"],
        ["a.py:1:", "A"],
        ["a.py:2:", "b"],
        ["a.py:4:", "d"],
    ]
    assert undocumented("a.py", '"""M."""\ndef f():\n    """F."""\n    def inner(): ...\n') == []


@pytest.mark.parametrize("folder", ["work", "home", "root", "Users"])
def test_a_path_of_a_machine_is_found(folder):
    data = f'fine\nopen("/{folder}/me/x.csv")\n'.encode()
    assert machine_paths("a.md", data) == [f"a.md:2: names a path of a machine: /{folder}/m…"]


@pytest.mark.parametrize("text", ["~/work", "site.no/home/", "a/work/b", "the /work/ folder"])
def test_other_slashes_are_let_through(text):
    assert machine_paths("a.md", text.encode()) == []


def test_heavy_libraries_are_found():
    assert heavy(["sys", "matplotlib.pyplot", "scipy", "scipyish"]) == ["matplotlib", "scipy"]
