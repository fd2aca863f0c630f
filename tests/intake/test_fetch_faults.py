"""Every fault of a server: told in one line, nothing lost, and the next run succeeds."""

import pytest

from intake.small_home import MORNING, NOON, digests, make_home, sound, told
from regionstat.sources.http import Client
from regionstat.sources.manners import Manners

SOURCE, TABLE = "income_by_sex", "03068"
DATA = f"/tables/{TABLE}/data"


@pytest.fixture
def desk(desk):
    """Let the table come in three parts."""
    desk.server.world.limit = 800
    return desk


@pytest.fixture
def undisturbed(desk, tmp_path):
    """Return what a fetch without any fault keeps."""
    home = make_home(tmp_path / "undisturbed")
    desk.monkeypatch.setenv("REGIONSTAT_HOME", str(home))
    assert desk.fetch(SOURCE).code == 0
    assert desk.data_calls == 3
    desk.monkeypatch.setenv("REGIONSTAT_HOME", str(desk.home))
    return told(home)


def outcome(said):
    return said.rows[SOURCE]["outcome"]


def line_of(said):
    """Return the one line that tells the failure; no other line does."""
    lines = [line for line in said.err.splitlines() if line.startswith(f"{SOURCE}: ")]
    (line,) = [line for line in lines if not line.startswith(f"{SOURCE}: part ")]
    return line


# --- faults that pass ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "times", "options", "waited", "why"),
    [
        ("rate429", 2, {"retry_after": 7}, 14, "HTTP 429"),
        ("rate429", 1, {}, 60, "HTTP 429"),
        ("cut", 1, {}, 2, "a body that is cut or damaged|a connection that broke"),
    ],
    ids=["429 with Retry-After", "429 without", "cut in mid-body"],
)
def test_a_fault_that_passes_is_waited_for(desk, undisturbed, fault, times, options, waited, why):
    before = digests(desk.home)
    desk.server.faults.add(fault, times, path=DATA, **options)
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said)) == (0, "kept")
    assert waited <= sum(desk.clock.slept) < waited + 10
    lines = [line for line in said.err.splitlines() if line.startswith("waiting ")]
    assert len(lines) == times
    assert any(words in lines[0] for words in why.split("|"))
    assert desk.data_calls == 3 + times
    assert before.items() <= digests(desk.home).items()
    sound(desk.home)
    assert set(told(desk.home)) == set(undisturbed)


def test_503_for_a_minute_is_waited_for(desk, undisturbed):
    desk.server.faults.add("unavailable503", path=DATA)
    sleep = desk.clock.sleep

    def until_it_is_up(seconds):
        sleep(seconds)
        if desk.clock.passed > 60:
            desk.server.faults.clear()

    desk.clock.sleep = until_it_is_up
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said)) == (0, "kept")
    assert 60 < desk.clock.passed < 180
    assert "HTTP 503" in said.err
    assert set(told(desk.home)) == set(undisturbed)


# --- faults that stay ----------------------------------------------------------------------------

STAY = {
    "rate429": ({"retry_after": 3}, "HTTP 429"),
    "unavailable503": ({}, "HTTP 503"),
    "empty500": ({}, "the server answers 500 and says nothing"),
    "html200": ({}, "no JSON|HTML|<!DOCTYPE|<html"),
    "cut": ({}, "a body that is cut or damaged|a connection that broke"),
    "truncated": ({}, "it did not answer with a table"),
    "redirect": ({"to": "https://example.org/x"}, "another server"),
    "gzip_bomb": ({"size": 3_000_000}, "a body of more than 1,000,000 bytes"),
    "oversize": ({"size": 3_000_000}, "a body of more than 1,000,000 bytes"),
    "drip": ({"size": 200, "pause": 0.1}, "no whole answer within 0.5 s"),
}


@pytest.mark.parametrize("fault", STAY)
def test_a_fault_that_stays_is_told_and_nothing_is_lost(desk, undisturbed, fault):
    options, why = STAY[fault]
    desk.monkeypatch.setitem(Client.post.__kwdefaults__, "max_bytes", 1_000_000)
    if fault == "drip":
        desk.manners = Manners(answer=0.5)
    before = digests(desk.home)
    desk.server.faults.add(fault, path=DATA, **options)
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said)) == (1, "FAILED")
    line = line_of(said)
    assert any(words in line for words in why.split("|")), line
    assert line.endswith(".")
    assert "Traceback" not in said.err
    assert digests(desk.home) == before
    assert desk.clock.passed < 900
    desk.server.faults.clear()
    desk.manners, desk.clock.wall = Manners(), NOON
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said)) == (0, "kept")
    assert told(desk.home) == undisturbed


@pytest.mark.parametrize("fault", ["empty500", "html200", "truncated"])
@pytest.mark.parametrize("path", [f"/tables/{TABLE}/metadata", f"/tables/{TABLE}"])
def test_metadata_that_are_none_are_told_before_any_figure_is_asked(desk, fault, path):
    before = digests(desk.home)
    desk.server.faults.add(fault, path=path)
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said)) == (1, "FAILED")
    assert TABLE in line_of(said)
    assert (desk.data_calls, digests(desk.home)) == (0, before)
    desk.server.faults.clear()
    assert desk.fetch(SOURCE).code == 0


def test_parts_before_the_fault_are_kept_and_the_rest_is_fetched_later(desk, undisturbed):
    before, take, seen = digests(desk.home), desk.server.faults.take, []

    def second_is_cut_short(name, path):
        if name == "truncated" and path.endswith("/data"):
            seen.append(path)
            return desk.server.faults.active(name, path) if len(seen) == 2 else None
        return take(name, path)

    desk.server.faults.add("truncated", path=DATA)
    desk.monkeypatch.setattr(desk.server.faults, "take", second_is_cut_short)
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said), desk.data_calls) == (1, "FAILED", 2)
    assert "part 2 of 3 of table 03068" in said.err
    after = digests(desk.home)
    assert before.items() <= after.items()
    assert len(after) == len(before) + 2  # one part and its pedigree
    sound(desk.home)
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said), desk.data_calls) == (0, "kept", 2)
    assert told(desk.home) == undisturbed


# --- a table that is not what it was -------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        ("unit_changed", "the unit of 'allm_innt' is '1 000 kr'"),
        ("price_changed", "the price type of 'allm_innt' is 'Fixed'"),
    ],
)
def test_another_unit_or_price_type_is_refused_and_nothing_stands_on_it(
    desk, undisturbed, fault, found
):
    before = digests(desk.home)
    desk.server.faults.add(fault, path=f"/tables/{TABLE}")
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said)) == (1, "FAILED")
    assert found in line_of(said)
    assert "a changed unit or price basis is a new source" in line_of(said)
    assert digests(desk.home) == before
    desk.server.faults.clear()
    assert desk.fetch(SOURCE).code == 0
    assert told(desk.home) == undisturbed


def test_a_table_that_changes_once_between_two_parts_is_fetched_again(desk):
    desk.server.faults.add("change_between_parts", 1, path=f"/tables/{TABLE}")
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said)) == (0, "kept")
    assert desk.data_calls == 6
    (pull,) = desk.pulls(SOURCE)
    parts = sound(desk.home)
    assert parts == 3 * 2 + 2 * 4 + 1  # bundled; 4 parts, of which one is of before; the pull
    kept = {file for file, _ in pull.parts}
    bodies = [(desk.home / "data" / "raw" / SOURCE / file).read_bytes() for file in kept]
    assert all(b"2018-12-19T08:00:00Z" in body for body in bodies)


def test_a_table_that_keeps_changing_is_refused_and_fetched_when_it_rests(desk, undisturbed):
    before = digests(desk.home)
    desk.server.faults.add("change_between_parts", 1, path=f"/tables/{TABLE}", repeat=True)
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said)) == (1, "FAILED")
    assert "it changed while it was fetched, twice" in line_of(said)
    assert "`updated` is" in line_of(said)
    assert desk.pulls(SOURCE) == []
    assert before.items() <= digests(desk.home).items()
    sound(desk.home)
    desk.server.faults.clear()
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said)) == (0, "kept")
    assert undisturbed.items() <= told(desk.home).items()


# --- the morning's reload ------------------------------------------------------------------------


def live(desk):
    """Return the file that "live" stands on."""
    said = desk.run("edition", "show", "live", "--format", "json")
    return said.rows[SOURCE]["file"]


def test_figures_set_to_zero_are_kept_but_nothing_stands_on_them(desk, undisturbed):
    stood = live(desk)
    desk.server.faults.add("zeroed", path=f"/tables/{TABLE}")
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said)) == (0, "set aside")
    assert "figures blank: allm_innt 2015" in said.rows[SOURCE]["detail"]
    assert "Fetch it again after 08:15 Oslo time" in line_of(said)
    assert live(desk) == stood
    frozen = desk.run("edition", "freeze", "2021", "--format", "json")
    assert frozen.rows[SOURCE]["file"] == stood
    assert f"Note: a newer fetch of {SOURCE} is passed over (figures blank" in frozen.err
    desk.server.faults.clear()
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said), desk.data_calls) == (0, "kept", 3)
    assert live(desk) != stood
    frozen = desk.run("edition", "freeze", "2022", "--format", "json")
    assert (frozen.rows[SOURCE]["file"], frozen.err) == (live(desk), "")
    sound(desk.home)
    assert undisturbed.keys() - told(desk.home).keys() == {
        name for name in undisturbed if name.endswith(".pull.json")
    }  # the pull names the one before it


def test_a_fetch_in_the_morning_is_set_aside_and_asked_again_later(desk):
    stood, desk.clock.wall = live(desk), MORNING
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said)) == (0, "set aside")
    assert "taken while StatBank reloads" in said.rows[SOURCE]["detail"]
    assert live(desk) == stood
    desk.clock.wall = NOON
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said), desk.data_calls) == (0, "kept", 3)
    assert live(desk) != stood
    assert desk.fetch(SOURCE).rows[SOURCE]["outcome"] == "unchanged"


def test_parts_of_the_morning_are_not_gone_on_from(desk):
    """An interrupted fetch of 07:00 may have seen zeros; one of noon has not."""
    desk.clock.wall = MORNING
    desk.server.faults.add("zeroed", 1, path=DATA)
    take, seen = desk.server.faults.take, []

    def second_fails(name, path):
        if name == "empty500" and path.endswith("/data"):
            seen.append(path)
            return desk.server.faults.active(name, path) if len(seen) == 2 else None
        return take(name, path)

    desk.server.faults.add("empty500", path=DATA)
    desk.monkeypatch.setattr(desk.server.faults, "take", second_fails)
    assert desk.fetch(SOURCE).code == 1
    desk.clock.wall = NOON
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said), desk.data_calls) == (0, "kept", 3)
    (pull,) = desk.pulls(SOURCE)
    bodies = [(desk.home / "data" / "raw" / SOURCE / file).read_bytes() for file, _ in pull.parts]
    assert not any(b"[0,0,0,0,0,0,0,0,0,0" in body for body in bodies)


def test_what_is_blank_for_three_hours_is_believed(desk):
    desk.server.faults.add("zeroed", path=f"/tables/{TABLE}")
    assert outcome(desk.fetch(SOURCE)) == "set aside"
    desk.clock.wall = NOON.replace(hour=12, minute=59)
    assert outcome(desk.fetch(SOURCE)) == "set aside"
    desk.clock.wall = NOON.replace(hour=13)
    assert outcome(desk.fetch(SOURCE)) == "kept"


# --- the clock ------------------------------------------------------------------------------------


def test_a_clock_set_back_does_not_bring_old_figures_back(desk):
    desk.fetch(SOURCE)
    first = live(desk)
    table = desk.server.bank[TABLE]
    table.updated = "2027-01-01T07:00:00Z"
    table.revise({"Region": "1601", "Tid": "2017"}, 4711.0)
    desk.clock.wall = NOON.replace(year=2019)
    said = desk.fetch(SOURCE)
    assert (said.code, outcome(said)) == (0, "kept")
    second = live(desk)
    assert second != first
    assert desk.run("edition", "freeze", "2021", "--format", "json").rows[SOURCE]["file"] == second
    assert outcome(desk.fetch(SOURCE)) == "unchanged"


def test_figures_that_come_back_after_others_are_the_newest(desk):
    """v1 tells no `updated`: nothing but their order says which figures hold."""
    table = desk.server.bank[TABLE]
    first = table.values
    other = first + (first > 0)
    desk.server.faults.add("html200", path="/pxwebapi/v2")
    found = []
    for values in (first, other, first, first):
        table.fill(values, table.signs)
        assert desk.fetch(SOURCE).code == 0
        found.append(live(desk))
    assert len(set(found[:3])) == 3
    assert found[3] == found[2]
    pulls = sorted(desk.pulls(SOURCE), key=lambda pull: pull.order)
    assert pulls[0].parts == pulls[2].parts != pulls[1].parts
