"""`regionstat fetch`: what it asks, what it says, and with which exit code it ends."""

import os

import pytest

import intake.conftest as borrowed
from intake.small_home import SMALL, TABLE, digests, make_home, sound, told

clock, desk, home = borrowed.clock, borrowed.desk, borrowed.home
server, statbank = borrowed.server, borrowed.statbank


def outcomes(said):
    return {source: row["outcome"] for source, row in said.rows.items()}


def moved(table, updated="2027-01-01T07:00:00Z"):
    table.updated = updated
    region = table.variable("Region").codes[1]
    table.revise({"Region": region, "Tid": table.variable("Tid").codes[-1]}, 4711.0)


def test_a_first_fetch_keeps_every_source_of_the_edition(desk):
    before = digests(desk.home)
    said = desk.fetch()
    assert said.code == 0
    assert outcomes(said) == dict.fromkeys(SMALL, "kept")
    assert before.items() <= digests(desk.home).items()
    assert desk.data_calls == 3
    assert sound(desk.home) == 3 * (2 + 3)


def test_a_second_run_asks_one_cheap_call_a_table_and_no_figures(desk):
    desk.fetch()
    before = digests(desk.home)
    said = desk.fetch()
    assert (said.code, outcomes(said)) == (0, dict.fromkeys(SMALL, "unchanged"))
    tables = [("GET", f"/tables/{TABLE[source]}") for source in SMALL]
    assert desk.asked == [("GET", "/config"), *tables]
    assert digests(desk.home) == before
    assert {row["requests"] for row in said.rows.values()} == {0}


def test_only_the_table_that_was_renewed_is_fetched(desk):
    desk.fetch()
    moved(desk.server.bank["11618"])
    said = desk.fetch()
    assert outcomes(said) == {
        "employed": "kept",
        "income_by_sex": "unchanged",
        "population": "unchanged",
    }
    assert [path for method, path in desk.asked if method == "POST"] == ["/tables/11618/data"]


def test_a_dry_run_asks_for_no_figures_and_writes_nothing(desk):
    before = sorted(desk.home.rglob("*"))
    said = desk.fetch("--dry-run")
    assert (said.code, outcomes(said)) == (0, dict.fromkeys(SMALL, "new"))
    assert {method for method, _ in desk.asked} == {"GET"}
    assert sorted(desk.home.rglob("*")) == before
    cells = {source: row["cells"] for source, row in said.rows.items()}
    assert cells == {
        source: desk.server.bank[TABLE[source]].values.size for source in SMALL
    }  # every code is selected
    desk.fetch()
    asked = {"11618": 1, "03068": 1, "07459": 1}
    assert desk.data_calls == sum(asked.values())
    assert sum(row["requests"] for row in said.rows.values()) == desk.data_calls


def test_what_a_dry_run_says_for_people(desk):
    said = desk.run("fetch", "--dry-run", "--base-url", desk.server.url)
    assert "A fetch would ask for 52,181 cells in 3 requests for data, 6 s at 25 a" in said.out


def test_one_source_can_be_named_and_naming_it_twice_is_once(desk):
    said = desk.fetch("income_by_sex", "income_by_sex")
    assert outcomes(said) == {"income_by_sex": "kept"}
    assert desk.data_calls == 1


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("populaton", "no such id; nearest: population"),
        ("district_index", "the register says nothing to ask StatBank for"),
    ],
)
def test_what_cannot_be_fetched_is_refused_before_anything_is_asked(desk, source, found):
    before = digests(desk.home)
    said = desk.fetch("income_by_sex", source)
    assert said.code == 2
    assert found in said.err
    assert "population" in said.err  # one that can be
    assert said.err.count("\n") == 1
    assert (desk.asked, digests(desk.home)) == ([], before)


def test_one_source_that_fails_does_not_stop_the_others(desk):
    desk.server.faults.add("gone", path="/tables/03068")
    said = desk.fetch()
    assert said.code == 1
    assert outcomes(said) == {"employed": "kept", "income_by_sex": "FAILED", "population": "kept"}
    (line,) = [line for line in said.err.splitlines() if line.startswith("income_by_sex:")]
    assert "there is no table 03068" in line
    assert "regionstat doctor" in line
    assert "there is no table 03068" in said.rows["income_by_sex"]["detail"]


def test_progress_is_plain_lines_where_there_is_no_terminal(desk):
    desk.server.world.limit = 5_000
    said = desk.fetch("employed")
    parts = said.rows["employed"]["requests"]
    assert parts == 3
    assert said.err.splitlines() == [
        f"employed: part {number} of {parts}" for number in range(1, parts + 1)
    ]
    assert "\x1b" not in said.out + said.err


def test_a_fetch_goes_on_where_it_stopped(desk):
    desk.server.world.limit = 5_000
    left_over = desk.server.faults.add("empty500", 10, path="/tables/11618/data")
    left_over.left = 0
    spend, answered = desk.server.faults.take, []

    def fail_after_two(name, path):
        if name == "empty500" and path.endswith("/data"):
            answered.append(path)
            left_over.left = int(len(answered) == 3)
        return spend(name, path)

    desk.monkeypatch.setattr(desk.server.faults, "take", fail_after_two)
    assert desk.fetch("employed").code == 1
    assert (desk.data_calls, desk.pulls("employed")) == (3, [])
    sound(desk.home)
    said = desk.fetch("employed")
    assert (said.code, outcomes(said)) == (0, {"employed": "kept"})
    assert desk.data_calls == 1
    assert len(desk.pulls("employed")[0].parts) == 3
    assert said.err.splitlines()[-1] == "employed: part 3 of 3"


def test_when_v2_is_out_v1_is_used_and_said(desk):
    desk.server.faults.add("html200", path="/pxwebapi/v2")
    said = desk.fetch()
    assert (said.code, outcomes(said)) == (0, dict.fromkeys(SMALL, "kept"))
    (line,) = [line for line in said.err.splitlines() if "v1 is asked instead" in line]
    assert line.startswith("StatBank v2 is out")
    (pull,) = desk.pulls("income_by_sex")
    assert pull.api == "v1"


def test_v1_gives_the_same_edition_as_v2(desk):
    desk.fetch()
    one = {source: desk.pulls(source)[0] for source in SMALL}
    desk.server.faults.add("html200", path="/pxwebapi/v2")
    assert desk.fetch().code == 0
    for source in SMALL:
        two = next(pull for pull in desk.pulls(source) if pull.api == "v1")
        for what in ("vintage", "cells", "missing", "table", "title"):
            assert getattr(two.pedigree, what) == getattr(one[source].pedigree, what)
        assert two.eliminated == one[source].eliminated


def test_when_both_are_out_each_is_asked_once_and_not_again_for_every_source(desk):
    desk.server.faults.add("html200")
    before = digests(desk.home)
    said = desk.fetch()
    assert (said.code, outcomes(said)) == (1, dict.fromkeys(SMALL, "FAILED"))
    assert len(desk.asked) == 2
    assert digests(desk.home) == before
    desk.server.faults.clear()
    assert desk.fetch().code == 0


def test_a_closed_series_is_told_with_its_successor(desk):
    desk.server.faults.add("closed", path="/tables/03068", successor="14700")
    said = desk.fetch("income_by_sex")
    assert said.code == 0
    told = "income_by_sex: table 03068 is a closed series; 14700 goes on."
    assert said.err.splitlines().count(told) == 1


def test_what_is_set_aside_is_not_up_to_date(desk):
    desk.server.faults.add("zeroed", path="/tables/03068")
    said = desk.run("fetch", "income_by_sex", "employed", "--base-url", desk.server.url)
    assert said.out.splitlines()[-1].startswith("1 of 2 sources are up to date:")


def test_who_stops_a_fetch_is_told_that_it_goes_on(desk):
    def stop(*how):
        raise KeyboardInterrupt

    with desk.monkeypatch.context() as patched:
        patched.setattr("regionstat.cli.fetch.fetch", stop)
        said = desk.fetch("income_by_sex")
    assert (said.code, said.out) == (130, "")
    assert said.err == "Stopped. What had come is kept; the same command goes on from there.\n"
    assert outcomes(desk.fetch("income_by_sex")) == {"income_by_sex": "kept"}


def test_a_fetch_in_a_home_without_an_edition_needs_a_name(desk):
    (desk.home / "reports" / "2020" / "edition.toml").unlink()
    said = desk.fetch()
    assert said.code == 2
    assert "editions that exist: none" in said.err
    assert outcomes(desk.fetch("income_by_sex")) == {"income_by_sex": "kept"}


def test_what_a_killed_writer_left_is_removed_once_it_is_old(desk):
    folder = desk.home / "data" / "raw" / "employed"
    old, young = folder / ".a.json.x.part", folder / ".b.json.y.part"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    desk.fetch("income_by_sex", "--dry-run")
    assert old.exists()
    desk.fetch("income_by_sex")
    assert (old.exists(), young.exists()) == (False, True)


def test_two_equal_fetches_into_two_homes_keep_the_same(desk, tmp_path):
    desk.fetch()
    other = make_home(tmp_path / "other")
    desk.monkeypatch.setenv("REGIONSTAT_HOME", str(other))
    desk.fetch()
    assert told(other) == told(desk.home)
