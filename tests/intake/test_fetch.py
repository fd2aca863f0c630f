"""A fetch: what it asks and why, how it is split, and that the parts are the whole."""

import json
from dataclasses import replace
from math import prod

import pytest

from intake.small_home import TABLE, digests, sound, told
from regionstat.errors import Misuse
from regionstat.intake.fetch import fetch
from regionstat.intake.kept import last_pull, newest
from regionstat.intake.plan import check_fetched, plan
from regionstat.register import register
from regionstat.snapshots.pulls import list_pulls, read_parts
from regionstat.sources.hosts import hosts_at
from regionstat.sources.pxweb import StatBankV2, open_bank
from regionstat.tables.assemble import decode_parts

SOURCES = register().sources
INCOME = SOURCES["income_by_sex"]


@pytest.fixture
def bank(desk):
    """Give the StatBank as it is after another process or another day: nothing is remembered."""
    with desk.client() as client:
        yield lambda api="v2": open_bank(client, hosts_at(desk.server.url), api=api)


def nothing():
    """Be told of a part and do nothing."""


def frame(home, source):
    """Return the decoded figures of the newest pull, in one order whatever the parts were."""
    path, _ = list_pulls(home, source)[-1]
    found = decode_parts(read_parts(path)).frame
    dims = [c for c in found.columns if c not in ("value", "status") and not c.endswith("_label")]
    texts = found.astype({c: "str" for c in found.columns if c != "value"})
    return texts.sort_values(dims, ignore_index=True)[sorted(texts.columns)]


# --- what is asked, and why ----------------------------------------------------------------------


def test_a_plan_says_why_and_how_much(desk, bank):
    found = plan(bank(), desk.home, INCOME)
    assert (found.reason, found.cells, len(found.queries)) == ("new", 1788, 1)
    fetch(bank(), desk.home, found, nothing)
    found = plan(bank(), desk.home, INCOME)
    assert (found.reason, found.cells, found.queries, found.meta) == ("unchanged", 0, (), None)
    desk.server.bank["03068"].updated = "2027-01-01T07:00:00Z"
    assert plan(bank(), desk.home, INCOME).reason == "moved"
    less = replace(INCOME, select={**INCOME.select, "Tid": ("top(1)",)})
    found = plan(bank(), desk.home, less)
    assert (found.reason, found.cells) == ("asked anew", 1788 // 3)


def test_an_unchanged_table_costs_one_call(desk, bank):
    fetch(bank(), desk.home, plan(bank(), desk.home, INCOME), nothing)
    desk.server.log.clear()
    plan(bank(), desk.home, INCOME)
    assert desk.asked == [("GET", "/tables/03068")]


def test_v1_does_not_tell_when_it_was_renewed_and_is_asked_for_all(desk, bank):
    for reason in ("new", "moved"):
        found = plan(bank("v1"), desk.home, INCOME)
        assert (found.reason, found.about.updated, found.cells) == (reason, None, 1788)
        fetch(bank("v1"), desk.home, found, nothing)
    assert len(list_pulls(desk.home, INCOME.id)) == 1


def test_what_is_not_fetched_is_misuse_naming_what_is(desk, bank):
    with pytest.raises(Misuse, match="income_by_sex") as caught:
        plan(bank(), desk.home, SOURCES["district_index"])
    assert "regionstat import" in str(caught.value)
    assert desk.server.log == []
    check_fetched(INCOME)


def test_a_code_that_the_table_does_not_know_is_told_before_figures_are_asked(desk, bank):
    wrong = replace(INCOME, select={**INCOME.select, "Kjonn": ("3",)})
    with pytest.raises(Misuse, match="'3'"):
        plan(bank(), desk.home, wrong)
    assert desk.data_calls == 0


def test_a_code_list_that_changed_case_is_told_with_its_new_name_and_nothing_is_lost(desk, bank):
    people = SOURCES["population"]
    listed = replace(
        people,
        select={**people.select, "Region": ("*",)},
        codelists={"Region": "agg_KommFylker"},
    )
    fetch(bank(), desk.home, plan(bank(), desk.home, listed), nothing)
    pull = last_pull(desk.home, "population")
    assert pull.codelists == {"Region": "agg_KommFylker"}
    before = digests(desk.home)
    desk.server.bank["07459"].updated = "2027-01-01T07:00:00Z"
    desk.server.faults.add("codelist_case")
    with pytest.raises(Misuse, match="there is 'AGG_KOMMFYLKER'; the case of a code list matters"):
        plan(bank(), desk.home, listed)
    assert digests(desk.home) == before
    desk.server.faults.clear()
    fetched = fetch(bank(), desk.home, plan(bank(), desk.home, listed), nothing)
    assert fetched.new
    assert before.items() <= digests(desk.home).items()


def test_a_selection_that_the_register_changed_is_fetched_though_the_table_rests(desk, bank):
    fetch(bank(), desk.home, plan(bank(), desk.home, INCOME), nothing)
    less = replace(INCOME, select={**INCOME.select, "Tid": ("top(1)",)})
    fetched = fetch(bank(), desk.home, plan(bank(), desk.home, less), nothing)
    assert fetched.new
    assert last_pull(desk.home, INCOME.id).pedigree.cells == 1788 // 3
    assert plan(bank(), desk.home, less).reason == "unchanged"


# --- the parts are the whole ---------------------------------------------------------------------


@pytest.mark.parametrize("api", ["v2", "v1"])
@pytest.mark.parametrize(
    ("source", "limit"), [("employed", 5_000), ("population", 5_000), ("income_by_sex", 100)]
)
def test_a_table_in_the_fewest_parts_is_the_table_in_one(desk, bank, tmp_path, api, source, limit):
    wanted = SOURCES[source]
    fetch(bank(), desk.home, plan(bank(), desk.home, wanted), nothing)
    whole = frame(desk.home, source)
    desk.server.world.limit = limit
    desk.server.bank[TABLE[source]].updated = "2027-01-01T07:00:00Z"
    desk.server.log.clear()
    found = plan(bank(api), desk.home, wanted)
    fetched = fetch(bank(api), desk.home, found, nothing)
    rows = desk.server.bank[TABLE[source]].variable("Region")
    per_row = found.cells // len(rows.codes)
    # Contents and time are never cut, so no part can have more regions than fit under the limit.
    fewest = -(-len(rows.codes) // (limit // per_row))
    sent = [call for call in desk.server.log if call.method == "POST"]
    assert len(sent) == len(fetched.pull.parts) == fewest
    assert len({call.body for call in sent}) == fewest
    assert fetched.pull.pedigree.cells == found.cells == len(whole)
    assert frame(desk.home, source).equals(whole)
    sound(desk.home)


@pytest.mark.slow
def test_commuting_in_many_parts_is_commuting_in_one(desk, bank):
    wanted = SOURCES["commuting"]
    desk.server.world.limit = 2_000_000
    fetched = fetch(bank(), desk.home, plan(bank(), desk.home, wanted), nothing)
    assert len(fetched.pull.parts) == 1
    whole = frame(desk.home, "commuting")
    desk.server.world.limit = 50_000
    desk.server.bank["03321"].updated = "2027-01-01T07:00:00Z"
    found = plan(bank(), desk.home, wanted)
    years = len(desk.server.bank["03321"].variable("Tid").codes)
    sizes = [len(chosen.codes) for chosen in found.query.variables]
    assert prod(sizes) == found.cells
    fetched = fetch(bank(), desk.home, found, nothing)
    # At least what the cells need, each part being whole years.
    assert len(fetched.pull.parts) == -(-found.cells // (50_000 // years * years))
    assert frame(desk.home, "commuting").equals(whole)


def test_v1_and_v2_give_the_same_figures(desk, bank):
    fetch(bank(), desk.home, plan(bank(), desk.home, INCOME), nothing)
    by_v2, one = frame(desk.home, INCOME.id), last_pull(desk.home, INCOME.id)
    fetch(bank("v1"), desk.home, plan(bank("v1"), desk.home, INCOME), nothing)
    two = last_pull(desk.home, INCOME.id)
    assert (one.api, two.api) == ("v2", "v1")
    assert frame(desk.home, INCOME.id).equals(by_v2)
    assert two.pedigree.vintage == one.pedigree.vintage == "2018-12-19"


def test_bytes_are_kept_as_they_came_with_all_that_asks_for_them_again(desk, bank):
    desk.server.world.limit = 800
    fetched = fetch(bank(), desk.home, plan(bank(), desk.home, INCOME), nothing)
    sent = [call for call in desk.server.log if call.method == "POST"]
    folder = fetched.path.parent
    for call, (file, _) in zip(sent, fetched.pull.parts, strict=True):
        pedigree = json.loads((folder / file.replace(".json", ".pedigree.json")).read_bytes())
        exchange = pedigree["exchange"]
        assert exchange["request"].encode() == call.body
        assert exchange["url"] == desk.server.url + call.raw
        assert exchange["retrieved"] == "2026-09-09T10:00:00+00:00"
        assert exchange["updated"] == "2018-12-19T07:00:00Z"
        assert exchange["client"].startswith("regionstat ")
        assert (folder / file).stat().st_size == call.size == pedigree["bytes"]


def test_the_figures_that_live_stands_on_are_those_fetched(desk, bank):
    cell = {"Region": "1601", "Kjonn": "1", "ContentsCode": "bruttoinnt", "Tid": "2017"}
    desk.server.bank["03068"].revise(cell, 4711.0)
    fetch(bank(), desk.home, plan(bank(), desk.home, INCOME), nothing)
    figures = decode_parts(newest(desk.home).read(INCOME.id)).frame
    for dim, code in cell.items():
        figures = figures[figures[dim] == code]
    assert figures["value"].tolist() == [4711.0]


# --- going on ------------------------------------------------------------------------------------


class Stop(Exception):
    """Something ends the process in the middle."""


@pytest.mark.parametrize("done", [1, 2, 3])
def test_parts_that_are_there_are_not_asked_again(desk, bank, done):
    desk.server.world.limit = 600
    left = iter(range(done - 1, -1, -1))

    def stop():
        if next(left) == 0:
            raise Stop

    found = plan(bank(), desk.home, INCOME)
    assert len(found.queries) == 3
    with pytest.raises(Stop):
        fetch(bank(), desk.home, found, stop)
    assert list_pulls(desk.home, INCOME.id) == ()
    sound(desk.home)
    desk.server.log.clear()
    fetched = fetch(bank(), desk.home, plan(bank(), desk.home, INCOME), nothing)
    assert desk.data_calls == len(found.queries) - done
    assert len(fetched.pull.parts) == len(found.queries)


def test_parts_of_before_the_renewal_are_not_gone_on_from(desk, bank):
    desk.server.world.limit = 800

    def stop():
        raise Stop

    with pytest.raises(Stop):
        fetch(bank(), desk.home, plan(bank(), desk.home, INCOME), stop)
    desk.server.bank["03068"].updated = "2027-01-01T07:00:00Z"
    desk.server.log.clear()
    fetched = fetch(bank(), desk.home, plan(bank(), desk.home, INCOME), nothing)
    assert desk.data_calls == 3
    assert fetched.pull.updated == "2027-01-01T07:00:00Z"


def test_a_fetch_that_changes_nothing_but_the_time_keeps_no_new_file(desk, bank):
    found = plan(bank(), desk.home, INCOME)
    first = fetch(bank(), desk.home, found, nothing)
    before = told(desk.home)
    desk.clock.sleep(3600)
    again = fetch(bank(), desk.home, found, nothing)
    assert (first.new, again.new) == (True, False)
    assert again.path == first.path
    assert told(desk.home) == before


def test_nothing_goes_online_before_it_is_asked(desk):
    with desk.client() as client:
        StatBankV2(client, hosts_at(desk.server.url))
    assert desk.server.log == []
