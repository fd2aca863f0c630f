"""The overarching goal: published numbers, and what must hold between them."""

import math

import numpy as np
import pandas as pd
import pytest

from regionstat.analysis import goal
from regionstat.errors import Misuse
from regionstat.register import register
from regionstat.register.entries import BASES

COUNTIES = [r.id for r in register().regions.values() if r.level == "county"]
PARTS = ("gdp_share", "population_share", "gdp_population_ratio", "gdp_gap_mnok")


@pytest.fixture(scope="module")
def everywhere(panel):
    """The goal of every county, in one frame."""
    return pd.concat([goal(panel, region=id_).frame for id_ in COUNTIES], ignore_index=True)


@pytest.fixture
def at(everywhere):
    rows = everywhere.set_index(["region", "basis", "year"])
    return lambda region, basis, year: rows.loc[(region, basis, year)]


@pytest.mark.parametrize(
    ("basis", "year", "ratio"),
    [
        ("counties", 2008, 0.923),
        ("counties", 2013, 0.961),
        ("counties", 2017, 1.028),
        ("total", 2008, 0.675),
        ("total", 2017, 0.872),
    ],
)
def test_the_ratio_of_sor_trondelag(at, basis, year, ratio):
    assert round(at("16", basis, year)["ratio"], 3) == ratio


def test_the_gap_of_2008_is_not_the_17_billion_of_the_plan(at):
    counties, total = (at("16", basis, 2008)["gap_mnok"] / 1000 for basis in ("counties", "total"))
    assert round(counties, 1) == 7.9
    # Reckoned once by hand, on figures of another day.
    assert total == pytest.approx(45.6, abs=0.1)


def test_the_shares_of_2008_and_2015(at):
    assert round(at("16", "counties", 2008)["gdp_share"], 1) == 5.5
    assert round(at("16", "total", 2008)["gdp_share"], 2) == 4.03
    assert round(at("16", "counties", 2008)["population_share"], 2) == 5.97
    assert round(at("16", "total", 2015)["gdp_share"], 1) == 5.0


def test_ratio_times_share_of_people_is_share_of_value_added(everywhere):
    rows = everywhere.dropna(subset=["ratio"])
    assert set(rows["basis"]) == set(BASES)
    np.testing.assert_allclose(rows["ratio"] * rows["population_share"], rows["gdp_share"])


def test_the_gap_is_below_zero_exactly_when_the_ratio_is_above_one(everywhere):
    rows = everywhere.dropna(subset=["ratio"])
    assert {True, False} == set(rows["ratio"] > 1)
    assert ((rows["ratio"] > 1) == (rows["gap_mnok"] < 0)).all()
    assert ((rows["ratio"] < 1) == (rows["gap_mnok"] > 0)).all()


def test_the_gaps_of_all_counties_cancel_out(everywhere):
    known = register().regions
    rows = everywhere[everywhere["basis"] == "counties"]
    # A county that was merged later has figures backwards, beside those it was made of.
    rows = rows[[known[row.region].valid_in(row.year) for row in rows.itertuples()]]
    years = [year for _, year in rows.groupby("year") if year["gap_mnok"].notna().all()]
    assert len(years) >= 10
    for year in years:
        assert year["gdp_share"].sum() == pytest.approx(100)
        assert year["gap_mnok"].sum() == pytest.approx(0, abs=1e-3)


def test_the_shelf_makes_every_county_smaller(everywhere):
    wide = everywhere.pivot(index=["region", "year"], columns="basis", values="gdp_share")
    both = wide.dropna(subset=["counties", "total"])
    assert len(both) > 100
    assert (both["total"] < both["counties"]).all()


def test_the_region_is_estimated_beside_both_its_counties(panel):
    found = goal(panel, region="trondheimsregionen")
    assert found.measured == ("trondheimsregionen", "16", "50")
    assert found.shown == ("trondheimsregionen",)
    assert not found.stands_in
    rows = found.frame.set_index("region")
    own, counties = rows.loc["trondheimsregionen"], rows.loc[["16", "50"]]
    assert (own["ratio_low"] < own["ratio"]).all()
    assert (own["ratio"] < own["ratio_high"]).all()
    assert counties["ratio_low"].isna().all()
    assert "measured as" not in repr(found)


def test_without_an_estimate_the_region_is_measured_as_both_its_counties(published):
    found = goal(published, region="trondheimsregionen")
    assert found.shown == found.measured
    assert found.measured == ("16", "50")
    assert found.stands_in
    assert set(found.frame["region"]) == {"16", "50"}
    assert (found.latest("16")["year"], found.latest("50")["year"]) == (2017, 2019)
    assert (found.met("16"), found.met("50")) == (True, False)
    assert "(measured as 16, 50)" in repr(found)


def test_a_county_is_measured_as_itself(panel):
    found = goal(panel, region="16")
    assert found.measured == ("16",)
    assert not found.stands_in
    assert "measured as" not in repr(found)


def test_until_leaves_later_years_out(panel):
    found = goal(panel, region="trondheimsregionen", until=2013)
    assert found.frame["year"].max() == 2013
    assert round(found.latest("16")["ratio"], 3) == 0.961
    assert found.first_met("16") is None


def test_suppressed_figures_stay_missing_with_their_sign(panel):
    found = goal(panel, region="50")
    row = found.frame.set_index(["basis", "year"]).loc["mainland", 2018]
    assert math.isnan(row["ratio"])
    assert math.isnan(row["gap_mnok"])
    assert row["status"] == ":"
    assert found.met("50", "mainland") is None
    assert found.first_met("50", "mainland") is None


def test_the_frame_is_sorted_and_its_key_unique(panel):
    frame = goal(panel, region="osloregionen").frame
    keys = ["region", "basis", "year"]
    assert list(frame.columns) == [
        *keys,
        *("gdp_share", "population_share", "ratio", "gap_mnok"),
        *("gdp_share_low", "gdp_share_high", "population_share_low", "population_share_high"),
        *("ratio_low", "ratio_high", "gap_mnok_low", "gap_mnok_high", "status"),
    ]
    assert not frame.duplicated(keys).any()
    pd.testing.assert_frame_equal(frame, frame.sort_values(keys, ignore_index=True))


# --- small panels ---------------------------------------------------------------------------------


@pytest.fixture
def ratios(made):
    """A panel in which the ratio of Sør-Trøndelag is what is given, by year."""

    def make(years):
        parts = [made(id_, {"16": dict.fromkeys(years, 5.0)}) for id_ in PARTS[:2]]
        return pd.concat([*parts, made("gdp_population_ratio", {"16": years})], ignore_index=True)

    return make


def test_exactly_one_is_enough(ratios):
    found = goal(ratios({2016: 0.9999, 2017: 1.0}), region="16")
    assert found.met("16")
    assert found.first_met("16") == 2017


def test_a_goal_once_met_can_be_lost_again(ratios):
    found = goal(ratios({2015: 1.01, 2016: 1.02, 2017: 0.99}), region="16")
    assert found.first_met("16") == 2015
    assert found.met("16") is False


def test_the_last_year_is_the_last_one_with_a_ratio(ratios):
    found = goal(ratios({2015: 1.01, 2016: "..", 2017: ":"}), region="16")
    assert found.latest("16")["year"] == 2015
    assert found.frame.set_index(["basis", "year"]).loc["counties", 2017]["status"] == ":"


def test_without_figures_nothing_is_claimed(ratios):
    found = goal(ratios({}), region="trondheimsregionen")
    assert found.measured == ()
    assert found.latest("16") is None
    assert found.met("16") is None
    assert "no figures" in repr(found)


def test_an_unknown_region_is_refused(panel):
    with pytest.raises(Misuse, match=r"nearest: .*trondheimsregionen"):
        goal(panel, region="trondhemsregionen")
