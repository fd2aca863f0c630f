"""`regionstat doctor`: what it says and in which form, and with which exit code it ends."""

import csv
import io
import json

import pytest

import intake.conftest as borrowed
from intake.small_home import Desk
from regionstat.register import register
from statbank import load_bank

clock, home = borrowed.clock, borrowed.home
server, statbank = borrowed.server, borrowed.statbank
BUNDLED = ("county_accounts", "population", "employed", "commuting", "income_by_sex")


@pytest.fixture
def desk(home, server, clock, monkeypatch, capsys):
    found = Desk(home, server, clock, monkeypatch, capsys)
    monkeypatch.setattr("regionstat.cli.doctor.Client", found.client)
    (home / "data" / "processed").mkdir()
    return found


def doctor(desk, *words, form="json"):
    desk.server.log.clear()
    said = desk.run("doctor", *words, "--base-url", desk.server.url, "--format", form)
    assert {call.method for call in desk.server.log} <= {"GET"}
    return said


def test_nothing_to_change_ends_with_0(desk):
    said = doctor(desk, "population", "employed")
    assert (said.code, said.err) == (0, "")
    rows = json.loads(said.out)
    assert {row["subject"] for row in rows} == {"population", "employed"}
    assert "CHANGE" not in {row["result"] for row in rows}
    assert rows[0].keys() == {"subject", "check", "result", "found", "todo"}


def test_something_to_change_ends_with_1_and_the_others_are_looked_at(desk):
    desk.server.faults.add("gone", path="/tables/07459")
    said = doctor(desk, "population", "employed")
    assert said.code == 1
    changes = [row for row in json.loads(said.out) if row["result"] == "CHANGE"]
    assert [(row["subject"], row["check"]) for row in changes] == [("population", "table")]
    assert {row["subject"] for row in json.loads(said.out)} == {"population", "employed"}


def test_a_source_that_is_not_fetched_is_refused(desk):
    said = doctor(desk, "population", "district_index", form="table")
    assert (said.code, said.out) == (2, "")
    assert "the register says nothing to ask StatBank for" in said.err


def test_people_see_what_is_not_well_and_how_much_was_looked_at(desk):
    said = doctor(desk, "population", form="table")
    assert "07459" not in said.out
    assert said.out.endswith("things looked at, 0 to change.\n")
    desk.server.faults.add("gone", path="/tables/07459")
    said = doctor(desk, "population", form="table")
    assert "1 things looked at, 1 to change." in said.out
    assert "CHANGE" in said.out


def test_csv_has_every_finding(desk):
    rows = list(csv.DictReader(io.StringIO(doctor(desk, "population", form="csv").out)))
    assert [row["result"] for row in rows].count("ok") >= 4


def test_without_a_name_every_source_that_is_fetched_is_looked_at(desk):
    said = doctor(desk)
    subjects = {row["subject"] for row in json.loads(said.out)}
    asked = {one.id for one in register().sources.values() if one.select}
    assert subjects == asked | {"installation"}
    assert said.code == 1  # the local server has five of the tables
    changes = {row["subject"] for row in json.loads(said.out) if row["result"] == "CHANGE"}
    served = set(load_bank(with_samples=False))
    absent = {id_ for id_ in asked if register().sources[id_].table not in served}
    assert changes - {"installation"} == absent


def test_offline_asks_nobody_and_looks_at_the_installation(desk):
    said = doctor(desk, "--offline")
    assert desk.server.log == []
    assert {row["subject"] for row in json.loads(said.out)} == {"installation"}
    assert said.code == 0


def test_an_unknown_source_is_refused_before_anybody_is_asked(desk):
    said = doctor(desk, "populaton")
    assert said.code == 2
    assert "nearest: population" in said.err
    assert said.err.count("\n") == 1
    assert desk.server.log == []


def test_a_server_that_is_out_is_asked_once_and_not_for_every_source(desk):
    desk.server.faults.add("html200")
    said = doctor(desk, *BUNDLED)
    assert said.code == 1
    rows = json.loads(said.out)
    assert [(row["check"], row["result"]) for row in rows] == [("server", "CHANGE")] * 5
    assert len(desk.server.log) == 2


def test_when_v2_is_out_v1_is_asked_and_no_change_is_found(desk):
    desk.server.faults.add("html200", path="/pxwebapi/v2")
    said = doctor(desk, "population")
    assert "v1 is asked instead" in said.err
    assert said.code == 0
    units = next(row for row in json.loads(said.out) if row["check"] == "units")
    assert units["result"] == "note"


def test_the_help_tells_the_exit_code_and_has_examples(desk):
    said = desk.run("doctor", "--help")
    assert "Exit code 1" in said.out
    assert "regionstat doctor --offline" in said.out
