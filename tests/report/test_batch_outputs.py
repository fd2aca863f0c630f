"""Where a batch writes: never outside, never half."""

from pathlib import PurePosixPath, PureWindowsPath

import fsspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from regionstat.errors import Misuse
from regionstat.register import register
from regionstat.report.outputs import LocalOutput, checked, open_output, safe_name
from regionstat.report.plan import Report

ANY = st.text(st.characters(), max_size=150)
ODD = ("../x", "/etc/x", "..", ".", "", "a\0b", "con", "nul", "C:\\x", "a/b", "~", "Ø", "x" * 400)


def odd(test):
    for text in ODD:
        test = example(text)(test)
    return test


@odd
@given(ANY)
def test_a_report_s_folder_stays_inside_whatever_its_region_is_called(text):
    folder = Report("benchmark", 2020, text, "en").folder
    assert checked(folder) == folder
    for kind in (PurePosixPath, PureWindowsPath):
        year, name = kind(folder).parts
        assert year == "2020"
        assert not kind(folder).is_absolute()
        assert name.endswith(".en")
        assert name.split(".")[0] not in {"", "con", "nul"}
    assert folder.isascii()
    assert folder.isprintable()
    assert len(folder) < 120


@given(st.lists(ANY, min_size=2, max_size=2, unique=True))
@example(["a", "A"])
@example(["con", "%con"])
@example(["a/b", "a%2fb"])
def test_no_two_regions_share_a_folder(texts):
    first, second = map(safe_name, texts)
    assert first.lower() != second.lower()


def test_ids_of_the_register_are_their_own_names():
    assert [id_ for id_ in register().regions if safe_name(id_) != id_] == []


@odd
@given(ANY)
def test_a_name_that_leads_out_is_refused_and_no_other_is(tmp_path_factory, text):
    root = tmp_path_factory.getbasetemp() / "root"
    try:
        path = root / checked(text)
    except Misuse:
        return
    assert path.resolve().is_relative_to(root.resolve())
    assert path != root


@pytest.fixture(params=["local", "memory", "file"])
def output(request, tmp_path):
    fsspec.filesystem("memory").store.clear()
    urls = {"local": str(tmp_path / "o"), "memory": "memory://o", "file": f"file://{tmp_path}/o"}
    return open_output(urls[request.param])


def test_what_is_put_can_be_read_and_removed(output):
    assert (output.read("a/b.txt"), output.has("a/b.txt")) == (None, False)
    output.put("a/b.txt", b"1")
    output.put("a/b.txt", b"2")
    assert (output.read("a/b.txt"), output.has("a/b.txt")) == (b"2", True)
    output.remove("a/b.txt")
    output.remove("a/b.txt")
    assert output.read("a/b.txt") is None
    with pytest.raises(Misuse, match="leads out of the output folder"):
        output.put("../x", b"1")


def test_a_folder_holds_what_was_put_last_and_nothing_else(output):
    output.put_folder("2020/16", {"index.html": b"1", "pages/a.ipynb": b"a", "data.csv": b"d"})
    output.put_folder("2020/1601", {"index.html": b"other"})
    output.put_folder("2020/16", {"index.html": b"2", "pages/b.ipynb": b"b"})
    found = {name: output.read(f"2020/16/{name}") for name in ("index.html", "pages/b.ipynb")}
    assert found == {"index.html": b"2", "pages/b.ipynb": b"b"}
    assert not output.has("2020/16/pages/a.ipynb")
    assert not output.has("2020/16/data.csv")
    assert output.read("2020/1601/index.html") == b"other"


def test_an_upload_that_breaks_off_leaves_the_old_files_and_no_others(monkeypatch):
    output = open_output("memory://whole")
    fs = fsspec.filesystem("memory")
    output.put_folder("2020/16", {"index.html": b"old", "data.csv": b"old"})
    before = {path: fs.cat_file(path) for path in fs.find("/whole")}

    put = fs.pipe_file

    def cut(path, data):
        if data == b"last":
            raise OSError("the line is cut")
        put(path, data)

    monkeypatch.setattr(fs, "pipe_file", cut)
    with pytest.raises(OSError, match="the line is cut"):
        output.put_folder("2020/16", {"data.csv": b"new", "index.html": b"last"})
    with pytest.raises(OSError, match="the line is cut"):
        output.put("2020/16/data.csv", b"last")
    assert {path: fs.cat_file(path) for path in fs.find("/whole")} == before


def test_the_index_comes_last(monkeypatch):
    output = open_output("memory://last")
    moved = []
    monkeypatch.setattr(output, "_move", lambda path, name: moved.append(name))
    output.put_folder("2020/16", {"index.html": b"1", "zz.csv": b"1", "a.csv": b"1"})
    assert moved == ["2020/16/a.csv", "2020/16/zz.csv", "2020/16/index.html"]


def test_a_url_that_nothing_here_understands_is_refused():
    with pytest.raises(Misuse, match=r"Write to 'nowhere://x'.*nowhere"):
        open_output("nowhere://x")


def test_a_folder_is_a_folder_also_as_a_url(tmp_path):
    assert isinstance(open_output(f"file://{tmp_path}"), LocalOutput)
    assert open_output(str(tmp_path)).address("a/b") == str(tmp_path / "a" / "b")
    assert open_output("memory://o/").address("batch/å") == "memory://o/batch/%C3%A5"
