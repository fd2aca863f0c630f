"""`regionstat plan`: where every row stands, and one more line of what people report."""

import csv
import io
import json
import re
import shutil

import pytest
from click.testing import CliRunner

from regionstat.analysis.plan_judged import STATUSES
from regionstat.cli.main import verbs
from regionstat.page.plan_status import COLUMNS
from regionstat.panel.manual import COLUMNS as HEADS
from regionstat.register import register
from regionstat.snapshots import find_home
from regionstat.snapshots.manual import FILES, manual_path


def run(*words):
    return CliRunner().invoke(verbs, [*words])


@pytest.fixture(scope="module")
def as_csv():
    done = run("plan", "status", "--format", "csv")
    assert done.exit_code == 0, done.output
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_every_row_stands_in_the_plans_order_with_a_status_and_a_reason(as_csv):
    assert [*as_csv[0]] == COLUMNS
    assert [row["row"] for row in as_csv] == list(register().plan)
    assert {row["status"] for row in as_csv} <= set(STATUSES)
    assert all(row["reason_nb"] and row["reason_en"] for row in as_csv)


@pytest.mark.parametrize(("language", "words"), [("nb", "94: "), ("en", " with no data.")])
def test_the_table_ends_with_how_many_there_are_of_each(language, words, as_csv):
    done = run("plan", "status", "--language", language)
    assert done.exit_code == 0, done.output
    last = done.stdout.strip().splitlines()[-1]
    assert words in last
    counts = [int(one) for one in re.findall(r"\d+", last)]
    told = [row["status"] for row in as_csv]
    assert counts == [94, *(n for n in (told.count(one) for one in STATUSES) if n)]


def test_a_choice_is_a_status_or_a_goal(as_csv):
    done = run("plan", "status", "--only", "behind", "--format", "json")
    assert [row["row"] for row in json.loads(done.stdout)] == [
        row["row"] for row in as_csv if row["status"] == "behind"
    ]
    of_five = json.loads(run("plan", "status", "--only", "5", "--format", "json").stdout)
    assert [row["row"] for row in of_five] == ["G5", "5.1a", "5.1b", "5.2a", "5.2b"]


@pytest.mark.parametrize("words", [["--only", "sooon"], ["--region", "atlantis"]])
def test_an_unknown_choice_is_refused_in_one_line(words):
    done = run("plan", "status", *words)
    assert done.exit_code != 0
    assert "Unknown" in str(done.exception)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a project folder whose files of reports are empty, on the bundled figures."""
    here = find_home()
    for folder in ("data/raw", "reports/2020"):
        (tmp_path / folder).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / folder).symlink_to(here / folder)
    (tmp_path / "data" / "processed").mkdir()
    for kept in (here / "data" / "processed").glob("*.csv"):
        shutil.copy(kept, tmp_path / "data" / "processed")
    (tmp_path / "data" / "manual").mkdir()
    for file in FILES:
        manual_path(tmp_path, file).write_text(",".join(HEADS[file]) + "\n", encoding="utf-8")
    monkeypatch.setenv("REGIONSTAT_HOME", str(tmp_path))
    return tmp_path


TOLD = ["--year", "2010", "--date", "2010-06-11", "--owner", "The body", "--evidence", "Minutes"]


def test_what_is_recorded_is_what_the_status_then_says(home):
    done = run("plan", "record", "2.1a", "--status", "done", *TOLD)
    assert done.exit_code == 0, done.output
    assert "data/manual/statuses.csv:2" in done.stdout
    found = json.loads(run("plan", "status", "--only", "2", "--format", "json").stdout)
    (row,) = [row for row in found if row["row"] == "2.1a"]
    assert (row["status"], row["year"]) == ("met", 2010)
    assert "The body" in row["reason_en"]
    assert run("check").exit_code == 0
    assert manual_path(home, "statuses").read_text(encoding="utf-8").count("\n") == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["2.1a"], "neither a status nor a value"),
        (["2.1a", "--status", "done", "--value", "1"], "a status and a value"),
        (["2.1z", "--status", "done"], "Unknown row of the plan"),
        (["G3", "--value", "41"], "margin is empty"),
        (["O", "--status", "done"], "row O is a statistics"),
        (["2.1c", "--value", "three"], "not a number"),
    ],
)
def test_a_line_with_a_fault_is_refused_and_none_is_written(home, words, told):
    done = run("plan", "record", *words, *TOLD)
    assert done.exit_code != 0
    assert told in str(done.exception)
    assert all(manual_path(home, file).read_text().count("\n") == 1 for file in FILES)


def test_check_names_every_faulty_line_and_what_to_do(home):
    path = manual_path(home, "counts")
    path.write_bytes(path.read_bytes() + b"2.1c,nowhere\n\xff\xfe\n")
    done = run("check", "--format", "json")
    assert done.exit_code == 1
    told = {row["check"]: row for row in json.loads(done.stdout)}["reported by people"]
    assert told["result"] == "FAILED"
    assert "data/manual/counts.csv:2: it has 2 cells" in told["detail"]
    assert "data/manual/counts.csv:3: it is not UTF-8; save the file as UTF-8" in told["detail"]
    refused = run("plan", "status")
    assert "counts.csv:2" in str(refused.exception)
