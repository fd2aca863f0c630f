"""From StatBank to the page and on to the next vintage: the command line, a server, a home."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from regionstat.panel import load
from regionstat.register import register
from regionstat.report.kernel import own_kernel
from regionstat.report.run import run_notebook
from regionstat.report.workbook import as_csv
from statbank import load_bank, serve

pytestmark = pytest.mark.slow
CHECKOUT = Path(__file__).parents[2]
FETCHED = {
    "commuting": "2023-03-14",
    "county_accounts": "2021-10-12",
    "employed": "2023-03-14",
    "income_by_sex": "2018-12-19",
    "population": "2026-02-24",
}
# In the morning figures are set aside, whichever hour the tests run: the clock stands at noon.
PROGRAM = """
import datetime
import regionstat.sources.answer as answer
from regionstat.cli.main import main

class Noon(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime(2026, 9, 9, 10, tzinfo=datetime.UTC).astimezone(tz)

answer.datetime = Noon
main()
"""
REVISED = {"Region": "50", "ContentsCode": "BNPB", "Tid": "2018"}
ALL_INDUSTRIES = "Totalt for næringer"
BEFORE, AFTER = 214_986, 215_986


class Analyst:
    """A home of its own, and the command line in a process of its own."""

    def __init__(self, home):
        self.home = home
        for name in ("data/raw", "notebooks"):
            shutil.copytree(CHECKOUT / name, home / name)
        (home / "data" / "processed").mkdir()
        (home / "reports" / "2020").mkdir(parents=True)
        for name in ("edition.toml", "expected.csv"):
            shutil.copy(CHECKOUT / "reports" / "2020" / name, home / "reports" / "2020" / name)

    def run(self, *words, code=0):
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM, *words],
            cwd=self.home,
            env={**os.environ, "REGIONSTAT_HOME": str(self.home)},
            capture_output=True,
            text=True,
        )
        assert run.returncode == code, run.stderr
        return run

    def rows(self, *words, code=0):
        return json.loads(self.run(*words, "--format", "json", code=code).stdout)

    def fetch(self, url, *words):
        return {row["source"]: row for row in self.rows("fetch", *words, "--base-url", url)}

    def files(self):
        found = (path for path in self.home.rglob("*") if path.is_file())
        return {path.relative_to(self.home).as_posix(): path.read_bytes() for path in found}

    def panel(self, year):
        (path,) = (self.home / "data" / "processed").glob(f"panel-{year}-*.csv")
        return path


@contextmanager
def _statbank(*words):
    """Serve StatBank as CONTRIBUTING.md says; yield its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.statbank", "--port", "0", *words],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if found := re.match(r"regionstat fetch --base-url (\S+)", line):
                break
        else:
            pytest.fail("the server did not start: " + "".join(lines))
        try:
            yield found[1]
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def analyst(tmp_path_factory):
    return Analyst(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def first(analyst):
    """What the first vintage came to: fetched twice, frozen as 2021, checked."""
    before = analyst.files()
    with _statbank() as url:
        planned = analyst.fetch(url, "--dry-run")
        untouched = analyst.files() == before
        fetched = analyst.fetch(url)
        after = analyst.files()
        again = analyst.fetch(url)
        unchanged = analyst.files() == after
    frozen = analyst.rows("edition", "freeze", "2021")
    return {
        "planned": planned,
        "untouched": untouched,
        "fetched": fetched,
        "again": again,
        "unchanged": unchanged,
        "frozen": {row["source"]: row for row in frozen},
    }


@pytest.fixture(scope="module")
def report(analyst, first):
    """The report on what was fetched."""
    analyst.run("report", "--edition", "2021")
    return analyst.home / "reports" / "2021" / "trondheimsregionen"


@pytest.fixture(scope="module")
def second(analyst, first):
    """What the next vintage came to: one figure revised, fetched again, frozen as 2022."""
    kept = analyst.files()
    bank = load_bank()
    table = bank["11713"]
    industry = table.variable("NACE2007")
    total = dict(zip(industry.labels, industry.codes, strict=True))[ALL_INDUSTRIES]
    where = REVISED | {"NACE2007": total}
    assert table.cell(where) == (BEFORE, "")
    table.revise(where, AFTER)
    # The same year: the preliminary figures of this vintage are those that the register knows.
    table.updated = "2021-12-01T07:00:00Z"
    with serve(bank) as server:
        fetched = analyst.fetch(server.url)
        posts = [call.path for call in server.log if call.method == "POST"]
    frozen = analyst.rows("edition", "freeze", "2022")
    return {
        "kept": kept,
        "fetched": fetched,
        "posts": posts,
        "frozen": {row["source"]: row for row in frozen},
    }


# --- fetching -------------------------------------------------------------------------------------


def test_a_dry_run_names_all_sources_and_writes_nothing(first):
    assert {source: row["outcome"] for source, row in first["planned"].items()} == dict.fromkeys(
        FETCHED, "new"
    )
    assert first["untouched"]


def test_a_fetch_keeps_as_many_cells_as_it_said(first):
    for source, row in first["fetched"].items():
        assert row["outcome"] == "kept"
        planned = first["planned"][source]
        assert (row["cells"], row["requests"]) == (planned["cells"], planned["requests"])
    assert first["fetched"].keys() == FETCHED.keys()


def test_a_second_fetch_downloads_nothing(first):
    outcomes = {row["outcome"] for row in first["again"].values()}
    requests = sum(row["requests"] for row in first["again"].values())
    assert (outcomes, requests) == ({"unchanged"}, 0)
    assert first["unchanged"]


def test_the_edition_stands_on_what_was_fetched_and_else_on_the_bundled_figures(first):
    rows = first["frozen"]
    assert rows.keys() == register_sources_of_2020()
    for source, row in rows.items():
        fetched = source in FETCHED
        assert row["file"].endswith(".pull.json") == fetched
        assert (row["origin"] == "fetched") == fetched
        if fetched:
            assert row["vintage"] == FETCHED[source]


def register_sources_of_2020():
    text = (CHECKOUT / "reports" / "2020" / "edition.toml").read_text(encoding="utf-8")
    return set(re.findall(r"\[raw\.(\w+)\]", text))


def test_the_edition_holds_and_says_that_it_has_no_published_numbers(analyst, first):
    rows = {row["check"]: row for row in analyst.rows("check", "--edition", "2021")}
    assert {row["result"] for row in rows.values()} == {"ok"}
    assert rows["published numbers"]["detail"] == "none are kept for this edition"
    rows = {row["check"]: row for row in analyst.rows("check", "--edition", "2020")}
    assert re.match(r"all \d+ come out again", rows["published numbers"]["detail"])


# --- the same figures, fetched instead of bundled -------------------------------------------------


def test_the_report_has_the_numbers_of_the_bundled_edition_cell_by_cell(report, panel):
    texts = {"region": str, "status": str}
    found = pd.read_csv(report / "data.csv", dtype=texts)
    regions = set(found["region"])
    assert regions >= {"trondheimsregionen", "16", "50", "0", "osloregionen"}
    rows = panel[panel["region"].isin(regions)].reset_index(drop=True)
    # The ends of estimates are sums of draws: with other threads their last bit may differ.
    expected = pd.read_csv(io.BytesIO(as_csv(rows)), dtype=texts)
    pd.testing.assert_frame_equal(found, expected, rtol=1e-12, atol=0)


def test_only_signs_differ_and_only_where_the_bundled_copy_lacks_vestfold(analyst, first):
    """The bundled copy of 07459 has no rows for nine codes of Vestfold in 2017; StatBank has `.`.

    What is made of them (county 07, its later codes, growth from 2017) tells the same.
    """
    moved = analyst.rows("edition", "diff", "2020", "2021")
    assert len(moved) == 91
    for row in moved:
        assert (row["kind"], row["status_before"], row["status_after"]) == ("sign", "..", ".")
        assert (row["before"], row["after"]) == (None, None)
    old = {"0702", "0709", "0712", "0714", "0715", "0722", "0723", "0728", "0729"}
    later = {"3802", "3805", "3811", "3903", "3909", "3911"}
    found = {}
    for row in moved:
        found.setdefault((row["indicator"], row["year"]), set()).add(row["region"])
    whole = {"07"} | old | later
    growth = ("population_growth", "population_increase")
    goal = [
        f"{name}{basis}"
        for name in ("gdp_population_ratio", "gdp_gap_mnok")
        for basis in ("", "_total", "_mainland")
    ]
    assert found == {
        **{(name, 2017): whole for name in ("population", "population_share")},
        **{(name, 2017): {"07"} for name in (*goal, "gva_per_inhabitant_nok")},
        **{(name, 2017): whole for name in growth},
        **{(name, 2018): {"07", "0712", "0715", "0729"} | later for name in growth},
    }


def test_the_figures_name_the_vintages_that_were_fetched(report):
    pictures = [path.read_text(encoding="utf-8") for path in report.glob("figures/*.svg")]
    drawn = " ".join(pictures)
    lines = re.findall(r"(\d{5}) \(årgang (\d[\d-]*)\)", drawn)
    by_table = {register().sources[source].table: day for source, day in FETCHED.items()}
    assert {table for table, _ in lines} == {"11713", "07459", "11618", "03068"}
    assert {(table, day) for table, day in lines} == {
        (table, by_table[table]) for table, _ in lines
    }


def test_the_list_of_sources_names_the_vintages_that_were_fetched(report):
    page = (report / "index.html").read_text(encoding="utf-8")
    listed = page[page.index('aria-label="Kilder og årganger"') :]
    rows = re.findall(r"<tr>(.*?)</tr>", listed, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows[1:]]
    found = {row[1]: row[3] for row in cells}
    for source in ("county_accounts", "population", "employed", "income_by_sex"):
        assert found[register().sources[source].table] == FETCHED[source]


def test_the_manifest_locks_the_pulls(report, first):
    told = json.loads((report / "run.json").read_bytes())
    locked = {row["source"]: row["sha256"] for row in told["raw"]}
    assert locked == {source: row["sha256"] for source, row in first["frozen"].items()}


# --- the next vintage -----------------------------------------------------------------------------


def test_only_the_table_that_was_renewed_is_fetched(second):
    outcomes = {source: row["outcome"] for source, row in second["fetched"].items()}
    assert outcomes == dict.fromkeys(FETCHED, "unchanged") | {"county_accounts": "kept"}
    assert second["posts"] == ["/api/pxwebapi/v2/tables/11713/data"]
    assert second["frozen"]["county_accounts"]["vintage"] == "2021-12-01"
    assert second["frozen"]["population"]["vintage"] == FETCHED["population"]


def test_what_was_kept_before_is_still_there_byte_by_byte(analyst, second):
    raw = {name: data for name, data in second["kept"].items() if name.startswith("data/raw/")}
    assert raw.items() <= analyst.files().items()


def test_the_diff_has_the_revision_and_what_follows_from_it_the_effect_first(analyst, second):
    all_moved = analyst.rows("edition", "diff", "2021", "2022")
    # Estimates and growth of the year after stand on the revised year; nothing before it does.
    assert {row["year"] for row in all_moved} <= {2018, 2019}
    known = register().regions
    moved = [
        row
        for row in all_moved
        if row["indicator"].startswith(("gdp_", "gross_value_added_mnok"))
        and not known[row["region"]].is_list
    ]
    assert {(row["kind"], row["year"]) for row in moved} == {("revised", 2018)}
    counties = {
        region.id
        for region in register().regions.values()
        if region.level == "county" and region.valid_in(2018)
    }
    assert len(counties) == 18
    found = {}
    for row in moved:
        found.setdefault(row["indicator"], set()).add(row["region"])
    made = ("gdp_share", "gdp_population_ratio", "gdp_gap_mnok")
    # The nation is the sum of its counties, or what StatBank says of it: that did not move.
    assert found == {
        "gross_value_added_mnok": {"50", "0"},
        "gross_value_added_mnok_total": {"50"},
        **dict.fromkeys(made, counties),
        **{f"{name}_total": {"50"} for name in made},
    }
    first, next_ = moved[:2]
    assert {(row["indicator"], row["region"]) for row in (first, next_)} == {
        ("gdp_population_ratio", "50"),
        ("gross_value_added_mnok", "50"),
    }
    for row in (first, next_):
        assert row["effect"] == pytest.approx(0.0040748, abs=1e-7)
    assert {row["effect"] for row in moved[2:]} == {None}
    added = next(row for row in moved if row["indicator"] == "gross_value_added_mnok")
    assert (added["before"], added["after"], added["change"]) == (BEFORE, AFTER, 1000)


def test_an_edition_that_nothing_was_revised_in_has_no_diff(analyst, second):
    said = analyst.run("edition", "diff", "2022", "live").stdout
    assert re.search(r"\b0 of [\d,]+ numbers differ between 2022 and live", said)


def test_an_older_edition_is_built_again_to_the_same_bytes(analyst, second):
    analyst.rows("check", "--edition", "2021")
    before = analyst.panel(2021).read_bytes()
    shutil.rmtree(analyst.home / "data" / "processed")
    (analyst.home / "data" / "processed").mkdir()
    analyst.rows("check", "--edition", "2021")
    assert analyst.panel(2021).read_bytes() == before


def test_a_locked_edition_is_not_frozen_anew_on_other_figures(analyst, second):
    lock = analyst.home / "reports" / "2021" / "edition.toml"
    before = lock.read_bytes()
    said = analyst.run("edition", "freeze", "2021", code=2)
    assert "a frozen one is not changed" in said.stderr
    assert lock.read_bytes() == before


@pytest.fixture
def audited(analyst, second, monkeypatch):
    monkeypatch.setenv("REGIONSTAT_HOME", str(analyst.home))
    source = analyst.home / "notebooks" / "90_data_audit.ipynb"
    parameters = {"since": 2021, "edition": 2022}
    with own_kernel(analyst.home):
        found = run_notebook(source, parameters, analyst.home / "audit.ipynb")
    return "".join(
        output.data.get("text/html", "")
        for cell in found.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "data" in output
    )


def test_the_audit_shows_the_revised_number_and_what_it_does(analyst, audited):
    moved = [
        row for row in analyst.rows("edition", "diff", "2021", "2022") if row["kind"] != "sign"
    ]
    told = re.search(r"([\d ]+) av [\d ]+ tall er endret siden utgaven for 2021", plain(audited))
    assert told
    assert int(told[1].replace(" ", "")) == len(moved) > 60
    row = next(row for row in rows_of(audited) if row[:3] == WANTED)
    assert row[3:] == ["214 986 mill. kr", "215 986 mill. kr", "+0,5 %", "+0,0041"]


def test_the_audit_names_when_the_figures_were_fetched(audited):
    assert "2021-12-01" in audited


WANTED = ["Bruttoprodukt", "Trøndelag", "2018"]


def plain(text):
    return text.replace("\xa0", " ").replace("\u202f", " ").replace("−", "-")


def rows_of(html):
    rows = re.findall(r"<tr>(.*?)</tr>", plain(html), re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


def test_the_bundled_edition_gives_the_same_panel_as_before(analyst, second, monkeypatch):
    """What is fetched lies beside the bundled figures and changes nothing of them."""
    before = load(2020)
    monkeypatch.setenv("REGIONSTAT_HOME", str(analyst.home))
    pd.testing.assert_frame_equal(load(2020), before)


def test_csv_of_a_diff_can_be_read_by_others(analyst, second):
    text = analyst.run("edition", "diff", "2021", "2022", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [rows[0]["kind"], rows[0]["year"]] == ["revised", "2018"]
