"""The command line: what it prints, where, and with which exit code."""

import csv
import io
import json
import shlex
import subprocess
import sys

import pytest
from click.testing import CliRunner

from regionstat.cli.main import main, verbs
from regionstat.snapshots import find_home


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command line in this process: exit code, stdout, stderr."""

    def go(line):
        monkeypatch.setattr(sys, "argv", ["regionstat", *shlex.split(line)])
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capsys.readouterr()
        return caught.value.code or 0, out, err

    return go


def test_the_ratio_of_the_issue_as_csv(run):
    words = "data gdp_population_ratio --region 16 --years 2008:2017 --format csv"
    code, out, err = run(words)
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert list(rows[0]) == [
        "indicator",
        "region",
        "year",
        "value",
        "low",
        "high",
        "status",
        "unit",
    ]
    assert [row["year"] for row in rows] == [str(year) for year in range(2008, 2018)]
    assert f"{float(rows[0]['value']):.3f}" == "0.923"
    assert f"{float(rows[-1]['value']):.3f}" == "1.028"
    assert {row["region"] for row in rows} == {"16"}


def test_json_has_null_for_missing(run):
    code, out, _ = run("data population --region 07 --years 2017 --format json")
    assert code == 0
    (row,) = json.loads(out)
    assert row["value"] is None
    assert row["status"] == ".."
    assert row["region"] == "07"


def test_a_basis_leads_to_its_variant(run):
    _, out, _ = run("data gdp_share --region 16 --years 2008 --basis total --format csv")
    assert "gdp_share_total,16,2008,4.03" in out


def test_the_table_is_for_people(run):
    code, out, _ = run("data population --region org8 --years 2020")
    assert code == 0
    assert "303,053" in out


def test_check_finds_everything_in_order(run):
    code, out, err = run("check --format json")
    assert (code, err) == (0, "")
    assert [row["result"] for row in json.loads(out)] == ["ok"] * 5


@pytest.mark.parametrize("verb", ["indicators", "regions", "sources"])
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_listings_in_every_form(run, verb, form):
    code, out, err = run(f"{verb} --format {form}")
    assert (code, err) == (0, "")
    if form == "json":
        assert json.loads(out)
    elif form == "csv":
        assert list(csv.DictReader(io.StringIO(out)))


MISUSE = {
    "indicator": ("data gdp_shar", "nearest: gdp_share"),
    "region": ("data gdp_share --region 166", "regionstat regions"),
    "region by name": ("data population --region Trondheim", "its id is '5001'"),
    "edition": ("data population --edition 1999", "editions that exist: 2012, 2013"),
    "language": ("indicators --language nn", "known: en, nb"),
    "basis": ("data gdp_share --basis shelf", "known: counties"),
    "years": ("data gdp_share --years 2008-2017", "2008:2017"),
    "years outside": ("data gdp_share --years 1990:1999", "it has 2008–2019"),
    "years backwards": ("data gdp_share --years 2017:2008", "first one first"),
    "source": ("import x.csv --source populatio", "nearest: population"),
    "option": ("data population --regoin 16", "--region"),
    "verb": ("dta population", "No such command"),
    "format": ("data population --format xml", "csv"),
    "nothing": ("data", "Missing argument"),
    "edition of a report": ("report --edition 1999", "editions that exist: 2012, 2013"),
    "region of a report": ("report --region nowhere", "Unknown region"),
    "language of a report": ("report --language nn", "known: en, nb"),
}


@pytest.mark.parametrize("case", MISUSE)
def test_misuse_is_one_clear_error_and_exit_code_2(run, case):
    words, found = MISUSE[case]
    code, out, err = run(words)
    assert code == 2
    assert found in err
    assert out == ""
    assert "Traceback" not in err


def test_a_region_without_the_measure_is_told_what_stands_in(run):
    code, _, err = run("data employed_public --region trondheimsregionen")
    assert code == 1
    assert "the county stands in: 16, 50" in err


def test_a_span_that_is_wider_than_the_data_says_so(run):
    code, out, err = run("data gdp_share --region 16 --years 2000:2009 --format csv")
    assert code == 0
    assert "gdp_share has the years 2008–2019" in err
    assert len(out.splitlines()) == 3


def test_every_verb_has_help_with_an_example():
    for name, verb in verbs.commands.items():
        result = CliRunner().invoke(verb, ["--help"])
        assert result.exit_code == 0
        assert f"regionstat {name}" in result.output


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Return a project folder with nothing but the lock of edition 2020 and its files."""
    here = find_home()
    for name in ("data/raw", "reports/2020"):
        (tmp_path / name).mkdir(parents=True)
    lock = [path for path in (here / "reports/2020").iterdir() if path.is_file()]
    for path in [*(here / "data" / "raw").rglob("*.json"), *lock]:
        target = tmp_path / path.relative_to(here)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    monkeypatch.setenv("REGIONSTAT_HOME", str(tmp_path))
    return tmp_path


def test_a_flipped_byte_stops_everything_that_stands_on_it(run, elsewhere):
    (file,) = [
        path
        for path in (elsewhere / "data/raw/population").iterdir()
        if "pedigree" not in path.name
    ]
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    for words in ("data population --region 0", "check", "indicators"):
        code, out, err = run(words)
        assert code == 1
        assert "never edited" in " ".join((out + err).split())
        assert "Traceback" not in err
    assert not (elsewhere / "data" / "processed").exists()


def test_an_import_is_kept_locked_and_not_kept_twice(run, elsewhere):
    file = elsewhere / "export.csv"
    file.write_text("region,region_name,year,unit,value\n0,Hele landet,2020,persons,5367580\n")
    lock = (elsewhere / "reports/2020/edition.toml").read_text()
    code, out, _ = run(f"import {file} --source population")
    assert code == 0
    assert "1 cells, 0 of them missing · origin transcribed, vintage 2026" in out
    assert (elsewhere / "reports/2020/edition.toml").read_text() == lock
    code, out, _ = run(f"import {file} --source population --edition 2021")
    assert code == 0
    assert "Known already" in out
    assert "Edition 2021 stands on it" in out
    code, out, _ = run(f"import {file} --source population --format json")
    (told,) = json.loads(out)
    assert code == 0
    assert (told["source"], told["new"], told["cells"]) == ("population", False, 1)
    assert (elsewhere / told["file"]).is_file()


def test_a_report_tells_a_machine_where_it_lies(run, monkeypatch):
    from regionstat.report import render as rendering

    monkeypatch.setattr(rendering, "render", lambda *_, **asked: f"{asked['region']}.html")
    code, out, _ = run("report --region 16 --language en --format csv")
    assert code == 0
    (row,) = csv.DictReader(io.StringIO(out))
    told = {"edition": "2020", "region": "16", "language": "en", "file": "16.html"}
    assert row == {**told, "kind": "benchmark"}


def test_a_report_of_another_kind_is_asked_for_by_name(run, monkeypatch):
    from regionstat.report import render as rendering

    monkeypatch.setattr(rendering, "render", lambda kind, **asked: f"{kind} {asked['region']}")
    code, out, _ = run("report --kind municipality --region 5001")
    assert (code, out) == (0, "The report lies in municipality 5001\n")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("--kind municipality --region 50", "that is a county, Trøndelag"),
        ("--kind municipality --region 5030", "Ask for what the area is in 2020: 5001 Trondheim"),
        ("--kind follow-up --region 5001", "the plan is not of Trondheim"),
        ("--kind bench", "Unknown kind of report 'bench'"),
    ],
)
def test_a_report_that_there_cannot_be_is_refused_in_one_line(run, asked, told):
    code, out, err = run(f"report {asked}")
    assert (code, out) == (2, "")
    assert told in err
    assert len(err.splitlines()) == 1


def test_a_refused_import_writes_nothing(run, elsewhere):
    file = elsewhere / "export.csv"
    file.write_text("region,region_name,year,unit,value\n301,Oslo,2020,persons,693494\n")
    before = sorted(elsewhere.rglob("*"))
    code, out, err = run(f"import {file} --source population --edition 2020")
    assert (code, out) == (1, "")
    assert "read as a number" in err
    assert sorted(elsewhere.rglob("*")) == before


def test_a_closed_pipe_is_no_error():
    command = f"{sys.executable} -m regionstat.cli data population --format csv | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("indicator,region,year")
    assert done.stderr == ""
