"""The report's parts: running, binding, files, manifest; nothing half-written."""

import json
import os
import re
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import regionstat
from regionstat.errors import BadFile, Misuse, NotebookFailed
from regionstat.register import register
from regionstat.report import render as rendering
from regionstat.report.bind import Front, Section, bind, titled
from regionstat.report.forks import Forks
from regionstat.report.fragments import page, placed
from regionstat.report.kernel import own_kernel
from regionstat.report.manifest import manifest
from regionstat.report.plan import plan_pages
from regionstat.report.render import render
from regionstat.report.run import check_parameters, run_notebook
from regionstat.report.swap import swapped
from regionstat.snapshots import Edition, Locked, find_home

EVIL = "<script>alert(1)</script>"


def _tagged(cell, *tags):
    cell.metadata["tags"] = list(tags)
    return cell


def _written(folder, *cells):
    path = folder / "one.ipynb"
    parameters = _tagged(new_code_cell('region: str = "16"  # an id'), "parameters")
    about = {"kernelspec": {"name": "python3", "display_name": "x", "language": "python"}}
    nbformat.write(new_notebook(cells=[parameters, *cells], metadata=about), path)
    return path


@pytest.fixture(scope="module")
def kernel():
    """One warm engine for all notebooks of this module."""
    with own_kernel(find_home()):
        yield


# --- run ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("kernel")
def test_parameters_arrive_as_text_and_leave_no_trace_of_the_run(tmp_path):
    path = _written(tmp_path, new_code_cell("print(repr(region))"))
    run = run_notebook(path, {"region": "0301"}, tmp_path / "out.ipynb")
    assert run.cells[-1].outputs[0].text == "'0301'\n"
    text = (tmp_path / "out.ipynb").read_text(encoding="utf-8")
    assert not re.search(r"duration|start_time|\d\d:\d\d:\d\d", text)
    assert str(tmp_path) not in text


def test_an_unknown_parameter_is_refused_before_anything_runs(tmp_path):
    path = _written(tmp_path, new_code_cell("1 / 0"))
    with pytest.raises(Misuse, match=r"Unknown parameter 'regoin'.*nearest: region"):
        run_notebook(path, {"regoin": "16"}, tmp_path / "out.ipynb")
    assert not (tmp_path / "out.ipynb").exists()


@pytest.mark.usefixtures("kernel")
def test_a_failing_cell_is_named_and_leaves_no_notebook(tmp_path):
    path = _written(tmp_path, new_code_cell("x = 0\n1 / x"))
    with pytest.raises(NotebookFailed) as caught:
        run_notebook(path, {}, tmp_path / "out.ipynb")
    assert "one.ipynb" in str(caught.value)
    assert "ZeroDivisionError" in str(caught.value)
    assert "`x = 0`" in str(caught.value)
    assert not (tmp_path / "out.ipynb").exists()


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", "not a notebook"])
def test_what_is_no_notebook_is_refused(text, tmp_path):
    path = tmp_path / "broken.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=r"Read the notebook broken\.ipynb"):
        check_parameters(path, {})


def test_the_kernel_is_this_interpreter_and_settings_are_put_back(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "before")
    monkeypatch.delenv("REGIONSTAT_HOME", raising=False)
    with own_kernel(tmp_path):
        spec = Path(os.environ["JUPYTER_PATH"]) / "kernels" / "regionstat" / "kernel.json"
        assert json.loads(spec.read_bytes())["argv"][0] == sys.executable
        assert os.environ["REGIONSTAT_HOME"] == str(tmp_path)
    assert os.environ["JUPYTER_PATH"] == "before"
    assert "REGIONSTAT_HOME" not in os.environ


# --- fragments and binding ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def executed():
    def answer(html, *tags):
        output = new_output("display_data", data={"text/html": html})
        return _tagged(new_code_cell("rs.secret()", outputs=[output]), *tags)

    return new_notebook(
        cells=[
            _tagged(new_markdown_cell("# Title"), "en", "title"),
            _tagged(new_code_cell('region: str = "16"'), "parameters"),
            _tagged(new_markdown_cell("## Når?"), "nb"),
            _tagged(new_markdown_cell("## When?"), "en"),
            answer("<p>answer one</p>"),
            _tagged(new_markdown_cell("## Nei?"), "nb"),
            _tagged(new_markdown_cell("## Lost?"), "en"),
            answer("<p>the verdict</p>", "lead"),
        ]
    )


def test_a_page_has_its_own_language_and_no_code(executed):
    body = page(executed, "nb", {})
    assert "Når?" in body
    assert "answer one" in body
    for absent in ("When?", "Title", "secret", "16", "the verdict"):
        assert absent not in body


def test_no_cell_keeps_an_id_that_another_page_has_too(executed):
    assert "id=" not in page(executed, "nb", {})


def test_headings_sink_one_level(executed):
    assert re.findall(r"<(/?h\d)", page(executed, "en", {})) == ["h3", "/h3"]


def test_a_placed_cell_comes_alone(executed):
    assert "the verdict" in placed(executed, "lead", {})
    assert "answer one" not in placed(executed, "lead", {})
    assert placed(executed, "sources", {}) == ""


def test_a_question_without_an_answer_on_the_page_is_left_out(executed):
    assert "Lost?" not in page(executed, "en", {})


@pytest.mark.parametrize(("language", "heading"), [("nb", "Når Trondheims"), ("en", "Is the Tron")])
def test_a_bound_report_says_what_it_is_and_escapes_titles(language, heading):
    odd = "<script>x</script>"
    sections = [Section("a", odd, "<p>body</p>", odd), titled("method", "m", language, odd)]
    front = Front(odd, "<p>chart</p>", (odd,))
    text = bind(front, sections, edition=2020, region="plan11", language=language)
    assert f'<html lang="{language}">' in text
    assert heading in text
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert text.index("<p>chart</p>") < text.index("<p>body</p>")
    assert re.findall(r'href="(?!#|report\.pdf|data\.csv|data\.xlsx|run\.json)[^"]*"', text) == []
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)


# --- files ----------------------------------------------------------------------------------------


def test_the_manifest_tells_what_a_report_stands_on(tmp_path):
    edition = Edition(2020, (Locked("population", "data/raw/population/x.json", "abc"),), tmp_path)
    data = manifest({"region": "16", "edition": 2020}, edition, {"b": b"2", "a": b"1"})
    told = json.loads(data)
    assert told["parameters"] == {"edition": 2020, "region": "16"}
    assert told["raw"] == [
        {"source": "population", "file": "data/raw/population/x.json", "sha256": "abc"}
    ]
    assert [one["file"] for one in told["reported"]] == ["statuses", "counts", "surveys"]
    assert list(told["files"]) == ["a", "b"]
    assert told["versions"]["regionstat"] == regionstat.__version__
    assert str(tmp_path).encode() not in data


# --- plan and render ------------------------------------------------------------------------------


def test_a_report_has_a_page_for_every_indicator_that_has_one():
    pages = plan_pages("benchmark", find_home(), edition=2020, region="16", language="en")
    assert [one.name for one in pages[:2]] == ["region", "goal"]
    shown = [one.id for one in register().indicators.values() if one.page]
    assert sorted(one.name for one in pages[2:-2]) == sorted(shown)
    assert [one.name for one in pages[-2:]] == ["methods", "plan"]
    parts = [one.part for one in pages]
    assert parts == sorted(parts, key=parts.index), "a part of the report stands in two places"
    assert {one.parameters["region"] for one in pages} == {"16"}


def test_an_absent_notebook_and_an_unknown_kind_are_refused(tmp_path):
    with pytest.raises(BadFile, match=r"Find the notebook 30_region\.ipynb"):
        plan_pages("benchmark", tmp_path, edition=2020, region="16", language="nb")
    with pytest.raises(Misuse, match=r"Unknown kind of report 'bench'.*nearest: benchmark"):
        plan_pages("bench", tmp_path, edition=2020, region="16", language="nb")


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"region": "trondheimsregjonen"}, "Unknown region.*nearest: trondheimsregionen"),
        ({"edition": 1999}, "Unknown edition '1999'.*exist: 2012"),
        ({"language": "no"}, "Unknown language 'no'"),
        ({"kind": "benchmrk"}, "Unknown kind of report"),
    ],
)
def test_a_report_that_cannot_be_made_is_refused(asked, what):
    known = {"kind": "benchmark", "edition": 2020, "region": "16", "language": "nb"}
    with pytest.raises(Misuse, match=what):
        render(**{**known, **asked})


def test_a_report_is_swapped_in_only_when_all_of_it_is_there(tmp_path):
    folder = tmp_path / "reports" / "16"
    with swapped(folder) as target:
        (target / "index.html").write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), swapped(folder) as target:
        (target / "index.html").write_text(f"new {1 / 0}", encoding="utf-8")
    assert (folder / "index.html").read_text(encoding="utf-8") == "old"
    with swapped(folder) as target:
        (target / "index.html").write_text("new", encoding="utf-8")
    assert (folder / "index.html").read_text(encoding="utf-8") == "new"
    assert [path.name for path in folder.parent.iterdir()] == ["16"]


@pytest.mark.parametrize("odd", ["../../out", "/out", "..", "a/b", EVIL])
def test_a_report_stays_inside_whatever_its_region_is_called(odd, tmp_path, monkeypatch):
    known = register().regions
    monkeypatch.setitem(known, odd, replace(known["16"], id=odd))
    edition = Edition(2020, (), tmp_path / "home")
    monkeypatch.setattr(rendering, "read_edition", lambda *_: edition)
    monkeypatch.setattr(rendering, "plan_pages", lambda *_, **__: ())
    monkeypatch.setattr(rendering, "load", lambda _: None)
    monkeypatch.setattr(rendering, "own_kernel", nullcontext)
    monkeypatch.setattr(Forks, "start", lambda _: None, raising=False)
    monkeypatch.setattr(rendering, "report_files", lambda *_: {"index.html": b"page"})
    written = render(edition=2020, region=odd, language="en")
    assert written.read_bytes() == b"page"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [written]
    assert files[0].parents[1] == edition.folder


def test_a_report_whose_notebook_fails_leaves_the_old_one(tmp_path, monkeypatch):
    home = find_home()
    for name in ("data", "notebooks"):
        (tmp_path / name).symlink_to(home / name)
    kept = tmp_path / "reports" / "2020"
    (kept / "16").mkdir(parents=True)
    (kept / "16" / "index.html").write_text("old", encoding="utf-8")
    (kept / "edition.toml").write_bytes((home / "reports/2020/edition.toml").read_bytes())
    monkeypatch.setenv("REGIONSTAT_HOME", str(tmp_path))

    def failing(path, *_):
        raise NotebookFailed(f"Run {path.name}", found="it failed", where="here", todo="Mend it")

    monkeypatch.setattr(rendering, "run_notebook", failing)
    with pytest.raises(NotebookFailed, match="it failed"):
        render(edition=2020, region="16")
    assert (kept / "16" / "index.html").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in kept.iterdir()) == ["16", "edition.toml"]
