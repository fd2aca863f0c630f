"""Where the rows of the plan stand, in words a reader can trust."""

import re

import pandas as pd
import pytest

import regionstat as rs
from regionstat.analysis.plan_judged import STATUSES, Judged
from regionstat.errors import Misuse
from regionstat.page.plan_reasons import reason
from regionstat.page.plan_status import COLUMNS, plan_statuses
from regionstat.panel.manual import Report
from regionstat.register import register
from regionstat.register.entries import LANGUAGES


@pytest.fixture(scope="module")
def found():
    return plan_statuses(rs.load(2020))


def test_each_row_of_the_plan_has_one_status_and_its_reason_in_both_languages(found):
    assert list(found) == COLUMNS
    assert found["row"].tolist() == list(register().plan)
    assert set(found["status"]) <= set(STATUSES)
    for text in (*found["reason_nb"], *found["reason_en"]):
        assert text.endswith(".")
        assert text.strip() == text
        assert not re.search(r"[{}]|None|\bnan\b|  |\.\.", text)
    assert (found["reason_nb"] != found["reason_en"]).all()


def test_what_has_a_status_has_a_figure_and_its_year_inside_its_interval(found):
    told = found[found["status"] != "no_data"]
    assert len(told) > 0
    assert told[["indicator", "year", "value"]].notna().all(axis=None)
    bounded = found.dropna(subset=["low"])
    assert (bounded["low"] <= bounded["value"]).all()
    assert (bounded["value"] <= bounded["high"]).all()


def test_the_overarching_goal_stands_as_the_verdict_says(found):
    row = found.set_index("row").loc["O"]
    verdict = str(rs.verdict(rs.load(2020), region="trondheimsregionen", language="en"))
    chance = re.search("76\u00a0%", verdict)
    assert chance
    assert (row["status"], row["target"], row["year"]) == ("on_course", 1.0, 2019)
    assert "76\u00a0%" in row["reason_en"]


def test_the_plan_stands_for_every_kind_of_region_and_refuses_what_is_none():
    panel = rs.load(2020)
    for region in ("org8", "5001", "50", "bergensregionen"):
        assert len(plan_statuses(panel, region=region)) == 94
    with pytest.raises(Misuse, match="trondheim"):
        plan_statuses(panel, region="trondhiem")


def test_the_frame_is_plain_data(found):
    assert found["year"].dtype == pd.Int64Dtype()
    assert found[["value", "low", "high", "target"]].dtypes.eq("float64").all()


# --- every sentence there is ----------------------------------------------------------------------

FIGURE = {"indicator": "export_growth", "region": "50", "year": 2012, "value": 3.5}
BESIDE = {
    **{"chance": 0.5, "rank": 2, "rank_low": 1, "rank_high": 2, "of": 4, "then": 2.0},
    **{"first": 2008, "years": 3, "nation": 1.0, "cities": 2.0, "silent": 1},
}
BY_FIGURE = sorted(
    {"forecast", "no_forecast", "reached", "reached_perhaps", "short", "short_perhaps", "lead"}
    | {"lead_perhaps", "rank", "against", "moved", "moved_perhaps", "unmoved", "once", "alone"}
    | {"no_figure", "of_region", "everywhere", "pace_reached", "pace_short", "no_base"}
)
BY_REPORT = sorted(
    {"done", "under_way", "late", "not_done", "reached", "reached_perhaps", "short", "most"}
    | {"short_perhaps", "moved", "moved_perhaps", "unmoved", "once", "no_direction", "everywhere"}
)
LINE = Report(
    *("surveys", 2, "G3", "trondheimsregionen", 2012, "", 41.5, 4.0),
    *("A <b>body</b>", "2012-05-02", "minutes", "", "2026-01-02"),
)


def whole(text):
    assert text.endswith(".")
    assert not re.search(r"[{}]|None|\bnan\b|  |\.\.| [,;.]", text)
    return text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", BY_FIGURE)
@pytest.mark.parametrize("low", [float("nan"), 1.0])
def test_every_sentence_on_a_figure_is_whole(why, low, language):
    beside = {name: BESIDE[name] for name in ("nation", "cities")} if why == "against" else BESIDE
    found = Judged("4.7s", "behind", why, **FIGURE, low=low, high=low + 9, beside=beside, age=8)
    text = whole(reason(found, "trondheimsregionen", language))
    assert "2012" in text or why == "no_figure"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", BY_REPORT)
def test_every_sentence_on_a_report_is_whole(why, language):
    beside = {"then": 40.0, "first": 2010, "of": 10, "silent": 9}
    found = Judged(
        "G3", "behind", why, year=2012, value=41.5, target=3.0, beside=beside, report=LINE
    )
    text = whole(reason(found, "trondheimsregionen", language))
    assert "2012" in text
    assert why == "everywhere" or "A <b>body</b>" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("row", ["1.1a", "G3", "3.1a", "1.7a", "6.4a.2", "4.4a", "G4"])
def test_a_row_that_nobody_answers_says_so_and_what_is_asked(row, language):
    text = whole(reason(Judged(row, "no_data", "nobody"), "trondheimsregionen", language))
    assert register().plan[row].target.in_(language) in text


def test_a_figure_near_a_row_is_told_but_not_counted(found):
    row = found.set_index("row").loc["G1.2"]
    assert "703" in row["reason_nb"]
    assert (row["status"], row["indicator"]) == ("no_data", "")
    assert pd.isna(row["value"])


# --- the plan with its standing -------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_shows_its_standing_and_counts_it(found, language):
    table = rs.plan(rs.load(2020), language=language)
    assert len(table.frame) == 94
    assert table.frame.iloc[:, 3].tolist() == found[f"reason_{language}"].tolist()
    counts = [int(one) for one in re.findall(r"\d+", table.caption)]
    assert counts[0] == sum(counts[1:]) == 94


def test_the_plan_is_cut_to_a_status_or_a_goal(found):
    panel = rs.load(2020)
    for status in STATUSES:
        shown = rs.plan(panel, only=status)
        assert len(shown.frame) == (found["status"] == status).sum()
    assert [head.split(" ")[0] for head in rs.plan(only="5").frame.iloc[:, 0]] == [
        *("G5", "5.1a", "5.1b", "5.2a", "5.2b")
    ]
    with pytest.raises(Misuse):
        rs.plan(only="behind")
