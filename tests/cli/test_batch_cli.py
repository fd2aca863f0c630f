"""`regionstat batch` on the command line, and every command of docs/yearly.md."""

import re
import shlex
import signal
import sys
from pathlib import Path

import click
import pytest

from regionstat.cli.batch import _line
from regionstat.cli.main import main, verbs
from regionstat.report.batch import Step
from report import made_batch
from report.made_batch import make_home

ROOT = Path(__file__).parents[2]
WRITTEN = (
    *("docs/yearly.md", "deploy/regionstat-yearly.sh", ".github/workflows/yearly.yml"),
    "src/regionstat/cli/batch.py",
)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run the command line in a small home: exit code, stdout, stderr."""
    monkeypatch.setenv("REGIONSTAT_HOME", str(make_home(tmp_path / "home")))
    made_batch.install_without_engine(monkeypatch.setattr)

    def go(line):
        monkeypatch.setattr(sys, "argv", ["regionstat", "batch", *shlex.split(line)])
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capsys.readouterr()
        return caught.value.code or 0, out, err

    return go


def test_a_batch_says_how_it_goes_and_what_came_of_it(run, tmp_path):
    code, out, err = run("--editions 2019:2020 --regions 16,org8 --language nb,en --jobs 2")
    assert code == 0
    assert out == "8 reports: 8 done, 0 skipped, 0 failed; 24 pages were run.\n"
    assert "0 of 24 pages, 0 of 8 reports\n" in err
    assert re.search(r"24 of 24 pages, 8 of 8 reports, [\d.]+ reports a minute, 0:00:00 left", err)
    assert (tmp_path / "home/reports/2019/org8.en/index.html").is_file()
    code, out, err = run("--editions 2019:2020 --regions 16,org8 --language nb,en --jobs 2")
    assert (code, err) == (0, "")
    assert "0 done, 8 skipped, 0 failed; 0 pages" in out


def test_a_failure_is_exit_code_1_with_its_page_and_error(run, tmp_path):
    code, out, err = run(f"--editions 2020 --regions 16,11 --output {tmp_path}/out --format csv")
    assert code == 1
    assert "11,nb,failed,3" in out
    assert "ZeroDivisionError" in out
    assert "1 done, 0 skipped, 1 failed" in err
    assert f"{tmp_path}/out/batch/summary.csv" in err
    code, out, _ = run(f"--editions 2020 --regions 16,11 --output {tmp_path}/out")
    assert "ZeroDivisionError" in out


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("--editions 2018:2020 --regions 16", "editions that exist: 2019, 2020"),
        ("--editions 2020:2019 --regions 16", "the first one comes first (--editions)"),
        ("--editions 2019-2020 --regions 16", "Write --editions 2012:2020"),
        ("--editions 2020 --regions 166", "Unknown region '166'"),
        ("--editions 2020 --regions 16 --language nn", "Unknown language 'nn'"),
        ("--editions 2020 --regions 16 --output nowhere://x", "Write to 'nowhere://x'"),
        ("--editions 2020 --regions 16 --jobs 0", "--jobs"),
        ("--editions 2020", "--regions"),
    ],
)
def test_misuse_is_told_before_anything_runs(run, line, found, tmp_path):
    code, out, err = run(line)
    assert (code, out) == (2, "")
    assert found in err
    assert not (tmp_path / "home" / "reports" / "batch").exists()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "service"])
def test_an_interruption_is_exit_code_130_and_says_what_is_left(run, monkeypatch, sign):
    def stop(*_, **__):
        signal.raise_signal(sign)

    monkeypatch.setattr("regionstat.report.batch.wait", stop)
    code, out, err = run("--editions 2020 --regions 16,org8")
    assert code == 130
    assert "What had come is kept" in err
    assert "2 left" in out


def test_the_time_left_is_told_from_the_pages_that_were_run():
    assert _line(Step(100, 0, 10, 0, 0), 5) == "0 of 100 pages, 0 of 10 reports"
    told = _line(Step(1000, 250, 100, 24, 1), 60)
    assert told == (
        "250 of 1,000 pages, 24 of 100 reports, 1 failed, 25.0 reports a minute, 0:03:00 left"
    )
    assert "left" not in _line(Step(0, 0, 1, 1, 0), 60)


# --- what the documents say -----------------------------------------------------------------------


def commands(text):
    """The commands of regionstat in `text`, a list of words each."""
    joined = text.replace("\\\n", " ")
    found = re.findall(r"^ *(?:run: )?(?:\S*bin/)?regionstat +([a-z].*)$", joined, re.M)
    return [shlex.split(line.split(" #")[0]) for line in found]


def complaint(words):
    """What is wrong with a command: a verb or an option that is not there, or None."""
    found, left = verbs, list(words)
    while isinstance(found, click.Group) and left:
        name = left.pop(0)
        if name not in found.commands:
            return f"no verb {name}"
        found = found.commands[name]
    try:
        found.make_context(found.name, [re.sub(r"\$\{?EDITION\}?", "2021", word) for word in left])
    except click.UsageError as error:
        return error.message
    return None


@pytest.mark.parametrize("name", WRITTEN)
def test_every_command_that_is_written_down_is_one(name):
    found = commands((ROOT / name).read_text(encoding="utf-8"))
    assert len(found) >= 4
    assert [(words, complaint(words)) for words in found if complaint(words)] == []


def test_a_command_that_is_none_is_found():
    text = "```sh\nregionstat site --x\nregionstat batch --edition 2020\nregionstat fetch --no\n```"
    assert [complaint(words) is None for words in commands(text)] == [False] * 3
    assert commands("run: .venv/bin/regionstat fetch\n") == [["fetch"]]


def test_every_file_that_the_page_names_is_there():
    text = (ROOT / "docs/yearly.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert len(links) == 5
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
    unit = (ROOT / "deploy/regionstat-yearly.service").read_text()
    assert "ExecStart=/srv/regionstat/deploy/regionstat-yearly.sh" in unit
