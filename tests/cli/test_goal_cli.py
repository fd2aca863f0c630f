"""`regionstat goal`: the verdict and its years, for people and for machines."""

import csv
import io
import json
import shlex

import pytest
from click.testing import CliRunner

from regionstat.analysis.timeline import COLUMNS
from regionstat.cli.main import verbs


@pytest.fixture
def run():
    def go(line):
        return CliRunner().invoke(verbs, ["goal", *shlex.split(line)])

    return go


def _rows(done):
    assert done.exit_code == 0, done.output
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_csv_json_and_table_tell_the_same(run):
    asked = "--region 16 --as-of 2014"
    rows = _rows(run(f"{asked} --format csv"))
    assert [*rows[0]] == [*COLUMNS]
    same = json.loads(run(f"{asked} --format json").stdout)
    table = run(f"{asked} --language en").stdout
    assert table.startswith("No in Sør-Trøndelag: ")
    for row, other in zip(rows, same, strict=True):
        assert float(row["ratio"]) == pytest.approx(other["ratio"])
        assert f"{other['ratio']:.3f}" in table
        assert row["kind"] == other["kind"]


def test_nothing_after_the_year_asked_is_known(run):
    rows = _rows(run("--region 16 --as-of 2014 --format csv"))
    known = [int(row["year"]) for row in rows if row["kind"] == "published"]
    ahead = [int(row["year"]) for row in rows if row["kind"] == "forecast"]
    assert max(known) == 2014
    assert ahead == list(range(2015, 2021))
    assert [bool(row["probability"]) for row in rows if row["kind"] == "forecast"] == [
        *[False] * 5,
        True,
    ]


def test_an_estimated_region_has_intervals_and_chances(run):
    rows = _rows(run("--format csv"))
    own = [row for row in rows if row["region"] == "trondheimsregionen"]
    assert {row["kind"] for row in own} == {"estimated", "forecast"}
    assert all(float(row["low"]) < float(row["ratio"]) < float(row["high"]) for row in own)
    assert {row["region"] for row in rows} == {"trondheimsregionen", "16", "50"}
    chances = {row["year"]: float(row["probability"]) for row in own if row["probability"]}
    assert chances["2008"] < 0.05
    for row in own:
        if row["kind"] == "estimated":
            assert (float(row["ratio"]) >= 1) == (float(row["probability"]) >= 0.5)


def test_the_denominator_changes_the_answer_and_is_named(run):
    said = {
        basis: run(f"--basis {basis} --language en").stdout.partition("\n")[0]
        for basis in ("counties", "total", "mainland")
    }
    assert len({text.partition(".")[0] for text in said.values()}) == 3
    assert "the whole nation and the shelf as denominator" in said["total"]
    assert "on Mainland Norway, in vintage" in said["mainland"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("--region trondhemsregionen", "nearest: "),
        ("--region 16 --as-of 1999", "no year has value added"),
        ("--region 0", "no year has value added"),
        ("--language xx", "nb"),
        ("--as-of 2100", "the figures end in 2019"),
        ("--goal-year 2007", "a goal year from 2008 to 2049"),
        ("--goal-year 2050", "a goal year from 2008 to 2049"),
    ],
)
def test_bad_questions_get_one_clear_refusal(run, asked, told):
    done = run(asked)
    assert done.exit_code != 0
    assert told in str(done.exception)
