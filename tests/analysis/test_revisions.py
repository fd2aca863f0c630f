"""What moved between two editions, and what it does to the verdict."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.analysis import goal, revisions
from regionstat.analysis.revisions import ADDED, PEOPLE, RATIO
from regionstat.panel.build import PANEL

REGION = "trondheimsregionen"


@pytest.fixture(scope="module")
def panel(panel):
    """The panel of the bundled edition, cut to counties, the nation and one municipality."""
    regions = panel["region"].str.len() == 2
    kept = regions | panel["region"].isin(["0", "5001"])
    return panel[kept & panel["indicator"].str.match("gdp|gross|population")].reset_index(drop=True)


def changed(panel, indicator, region, year, value, status=None):
    """The panel with one number replaced."""
    found = panel.copy()
    row = (found["indicator"] == indicator) & (found["region"] == region) & (found["year"] == year)
    assert row.sum() == 1
    found.loc[row, "value"] = value
    if status is not None:
        found.loc[row, "status"] = status
    return found


def value(panel, indicator, region, year):
    row = (panel["indicator"] == indicator) & (panel["region"] == region) & (panel["year"] == year)
    return float(panel.loc[row, "value"].iloc[0])


def test_the_same_panel_has_no_revisions(panel):
    found = revisions(panel, panel.copy(), region=REGION)
    assert len(found.frame) == 0
    assert found.compared == len(panel)
    assert repr(found) == f"0 of {len(panel):,} numbers moved"


@settings(max_examples=10)
@given(factor=st.floats(0.5, 2).filter(lambda one: abs(one - 1) > 1e-6))
def test_the_effect_of_a_number_is_the_ratio_with_it_less_the_ratio_without(panel, factor):
    old = value(panel, ADDED, "16", 2015)
    found = revisions(panel, changed(panel, ADDED, "16", 2015, old * factor), region=REGION).frame
    assert len(found) == 1
    row = found.iloc[0]
    nation = value(panel, ADDED, "0", 2015)
    people = value(panel, PEOPLE, "16", 2015) / value(panel, PEOPLE, "0", 2015)
    with_it = old * factor / (nation + old * (factor - 1)) / people
    assert math.isclose(row["effect"], with_it - old / nation / people, rel_tol=1e-9)
    assert math.isclose(row["change_pct"], 100 * (factor - 1), rel_tol=1e-6)
    assert row["kind"] == "revised"


def test_a_number_of_another_county_moves_the_ratio_the_other_way(panel):
    old = value(panel, ADDED, "03", 2015)
    found = revisions(panel, changed(panel, ADDED, "03", 2015, old + 1000), region=REGION).frame
    assert found["effect"].iloc[0] < 0


def test_what_moves_the_verdict_most_comes_first(panel):
    new = changed(panel, PEOPLE, "5001", 2015, 1.0)
    new = changed(new, ADDED, "16", 2015, value(panel, ADDED, "16", 2015) * 1.001)
    new = changed(new, RATIO, "16", 2015, value(panel, RATIO, "16", 2015) * 1.5)
    found = revisions(panel, new, region=REGION).frame
    assert found["indicator"].tolist() == [RATIO, ADDED, PEOPLE]
    assert np.isnan(found["effect"].iloc[-1])
    assert found["effect"].abs().iloc[0] > found["effect"].abs().iloc[1]


def test_a_county_that_is_no_more_moves_nothing(panel):
    new = changed(panel, ADDED, "50", 2010, 1.0)
    assert np.isnan(revisions(panel, new, region=REGION).frame["effect"].iloc[0])


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((1.0, ""), (math.nan, ":"), "gone"),
        ((math.nan, ":"), (1.0, ""), "new"),
        ((1.0, "*"), (1.0, ""), "sign"),
        ((math.nan, ":"), (math.nan, ".."), "sign"),
        ((1.0, ""), (1.5, ""), "revised"),
    ],
)
def test_every_kind_of_move_is_named(panel, before, after, kind):
    place = (PEOPLE, "5001", 2015)
    found = revisions(
        changed(panel, *place, *before), changed(panel, *place, *after), region=REGION
    ).frame
    assert found["kind"].tolist() == [kind]
    assert found["status_after"].tolist() == [after[1]]


def test_rows_on_one_side_only_are_told(panel):
    less = panel[panel["year"] < 2019].reset_index(drop=True)
    found = revisions(less, panel, region=REGION)
    assert set(found.frame["kind"]) == {"new"} | (
        {"sign"} if panel["value"].isna().any() else set()
    )
    assert set(found.frame["year"]) == set(panel["year"][panel["year"] >= 2019])
    back = revisions(panel, less, region=REGION).frame
    assert len(back) == len(found.frame)
    assert "gone" in set(back["kind"])


def test_both_verdicts_are_at_hand(panel):
    old = value(panel, RATIO, "50", 2019)
    found = revisions(panel, changed(panel, RATIO, "50", 2019, 1.2), region=REGION)
    assert old < 1
    assert (found.before.met("50"), found.after.met("50")) == (False, True)
    assert found.before.met("50") == goal(panel, region=REGION).met("50")


def test_an_empty_panel_is_all_new(panel):
    nothing = panel.iloc[:0]
    assert list(nothing.columns) == PANEL
    found = revisions(nothing, panel, region=REGION)
    assert len(found.frame) == len(panel)
    assert isinstance(found.frame, pd.DataFrame)
