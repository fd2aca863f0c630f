"""Rows judged by what people have reported: statuses, numbers, surveys, municipalities."""

import math

import pytest

from regionstat.analysis.plan_reported import by_reports
from regionstat.panel.manual import Report
from regionstat.panel.members import members_in
from regionstat.register import find_region, register

PLAN = register().plan
TRONDHEIM, BERGEN = "trondheimsregionen", "bergensregionen"


def report(row, year=2012, *, value=math.nan, status="", margin=math.nan, region=TRONDHEIM, line=2):
    owner, day = "A body", f"{year}-06-30"
    return Report(
        *("file", line, row, region, year, status, value, margin),
        *(owner, day, "minutes", "", "2026-01-02"),
    )


def judged(row, *reports, region=TRONDHEIM, edition=2020):
    found = by_reports(PLAN[row], reports, region, edition)
    return found and (found.status, found.why)


STATUSES = [
    ("done", 2020, ("met", "done")),
    ("under_way", 2009, ("on_course", "under_way")),
    ("under_way", 2010, ("on_course", "under_way")),
    ("under_way", 2011, ("behind", "late")),
    ("not_done", 2020, ("behind", "not_done")),
]


@pytest.mark.parametrize(("status", "edition", "told"), STATUSES)
def test_a_status_is_judged_by_its_deadline(status, edition, told):
    one = report("2.1a", 2009, status=status)
    assert judged("2.1a", one, edition=edition) == told


def test_without_a_deadline_what_is_under_way_is_on_course():
    assert judged("4.3b", report("4.3b", status="under_way")) == ("on_course", "under_way")


def test_nothing_is_told_by_other_rows_later_years_or_other_regions():
    assert judged("2.1a", report("2.1b", status="done")) is None
    assert judged("2.1a", report("2.1a", 2021, status="done")) is None
    assert judged("2.1a", report("2.1a", status="done", region=BERGEN)) is None
    assert judged("2.1a") is None


def test_the_newest_report_holds_and_its_age_is_told():
    older, newer = report("2.1a", 2010, status="done"), report("2.1a", 2011, status="not_done")
    assert judged("2.1a", newer, older) == ("behind", "not_done")
    assert by_reports(PLAN["2.1a"], [older], TRONDHEIM, 2020).age == 10


def test_a_report_of_the_region_holds_for_all_its_versions_of_members():
    assert judged("2.1a", report("2.1a", status="done"), region="org8") == ("met", "done")
    assert judged("2.1a", report("2.1a", status="done", region="org10")) == ("met", "done")


NUMBERS = [
    (2, "behind"),
    (3, "met"),
    (4, "met"),
    (5, "behind"),
]


@pytest.mark.parametrize(("value", "status"), NUMBERS)
def test_a_count_is_judged_by_the_aim_of_its_row(value, status):
    assert judged("2.1c", report("2.1c", value=value))[0] == status


def test_a_survey_bears_its_margin_as_an_interval():
    one = by_reports(PLAN["G3"], [report("G3", value=41, margin=4)], TRONDHEIM, 2020)
    assert (one.low, one.value, one.high) == (37, 41, 45)
    assert (one.status, one.why) == ("no_data", "once")


MOST = [
    (41, 30, "met"),
    (41, 38, "on_course"),
    (41, 41, "behind"),
    (30, 41, "behind"),
]


@pytest.mark.parametrize(("own", "other", "status"), MOST)
def test_the_most_of_all_must_be_so_beyond_the_margins(own, other, status):
    reports = (
        report("G3", value=own, margin=4),
        report("G3", value=other, margin=4, region=BERGEN),
    )
    assert judged("G3", *reports) == (status, "most")


MOVED = [
    ("1.1d", 20, 12, ("on_course", "moved")),
    ("1.1d", 12, 20, ("behind", "moved")),
    ("1.1d", 20, 18, ("on_course", "moved_perhaps")),
    ("1.1d", 20, 20, ("behind", "unmoved")),
    ("4.1f.2", 10, 12, ("on_course", "moved")),
    ("4.1f.2", 12, 10, ("behind", "moved")),
    ("1.1b.2", 10, 12, ("no_data", "no_direction")),
]


@pytest.mark.parametrize(("row", "before", "now", "told"), MOVED)
def test_without_an_aim_a_number_is_judged_by_the_way_it_went(row, before, now, told):
    margin = 3 if PLAN[row].kind == "survey" else math.nan
    reports = (
        report(row, 2011, value=before, margin=margin),
        report(row, 2012, value=now, margin=margin),
    )
    assert judged(row, *reports) == told


def everywhere(row, reached, *, year=2019, **told):
    members = members_in(find_region(TRONDHEIM), year)
    reports = [report(row, year, region=code, **told) for code in members[:reached]]
    return by_reports(PLAN[row], reports, TRONDHEIM, 2020)


@pytest.mark.parametrize(
    ("row", "told"),
    [("3.1a", {"value": 1}), ("4.8c", {"status": "done"}), ("4.8c", {"value": 1})],
)
def test_a_row_of_all_municipalities_is_met_when_the_last_one_reaches_it(row, told):
    members = members_in(find_region(TRONDHEIM), 2019)
    whole, most = (everywhere(row, count, **told) for count in (len(members), len(members) - 1))
    assert (whole.status, whole.value, whole.target) == ("met", len(members), len(members))
    assert (most.status, most.beside["silent"]) == ("behind", 1)
    assert everywhere(row, 0, **told) is None


def test_a_municipality_that_falls_short_counts_as_one_that_has_reported():
    found = everywhere("3.1a", 2, value=0)
    assert (found.status, found.value) == ("behind", 0)
    assert found.beside["silent"] == found.target - 2


def test_the_region_answers_before_its_municipalities():
    own = report("3.1a", 2018, value=1)
    town = report("3.1a", 2019, value=1, region="5001")
    assert judged("3.1a", own, town) == ("met", "reached")


def test_the_members_follow_the_mergers():
    region = find_region(TRONDHEIM)
    assert [len(members_in(region, year)) for year in (2010, 2017, 2018, 2019, 2020, 2024)] == [
        *(11, 11, 10, 10, 9, 9)
    ]
    assert set(members_in(find_region("org8"), 2017)) >= {"1601", "1662", "1638"}
