"""Where the rows of the plan stand, in words a reader can trust."""

import re

import pandas as pd
import pytest

import regionstat as rs
from regionstat.analysis.plan_judged import STATUSES
from regionstat.errors import Misuse
from regionstat.page.plan_status import COLUMNS, plan_statuses
from regionstat.register import register


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
