"""Percentile ranks: in order, shared by ties, the same in any unit; counties of any year."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.analysis.counties import counties_of, division_of
from regionstat.analysis.peers import counties_in
from regionstat.analysis.percentiles import percentile_ranks, standing

NUMBERS = st.lists(st.integers(-50, 50).map(float), min_size=1, max_size=25).map(pd.Series)


@given(NUMBERS, NUMBERS, st.sampled_from(["higher", "lower"]))
def test_what_is_better_never_stands_lower_and_ties_share_a_place(values, reference, better):
    ranks = percentile_ranks(values, reference, better=better)
    sign = -1 if better == "lower" else 1
    pairs = sorted(zip(sign * values, ranks, strict=True))
    assert [rank for _, rank in pairs] == sorted(ranks)
    assert len(set(pairs)) == len(set(values))
    assert ranks.min() >= 0
    assert ranks.max() <= 100


@given(NUMBERS, NUMBERS, st.integers(1, 9), st.integers(-9, 9))
def test_the_unit_does_not_matter(values, reference, factor, shift):
    scaled = percentile_ranks(factor * values + shift, factor * reference + shift)
    assert scaled.tolist() == percentile_ranks(values, reference).tolist()


@given(NUMBERS)
def test_less_is_better_turns_the_scale_and_the_mean_of_the_reference_is_the_middle(values):
    up, down = (percentile_ranks(values, values, better=b) for b in ("higher", "lower"))
    assert up + down == pytest.approx(np.full(len(values), 100))
    assert up.mean() == pytest.approx(50)


def test_a_missing_value_has_no_place_and_is_no_reference():
    values, reference = pd.Series([np.nan, 2.0]), pd.Series([1.0, np.nan, 3.0])
    assert np.isnan(percentile_ranks(values, reference)[0])
    assert percentile_ranks(values, reference)[1] == 50
    assert np.isnan(percentile_ranks(values, pd.Series([], dtype=float))).all()


def test_a_region_stands_among_the_counties_it_does_not_lie_in(made):
    cells = {
        "bergensregionen": {2017: (4.5, 5.0, 7.0)},
        "12": {2017: 5.0},
        "osloregionen": {2017: 9.0},
    }
    cells |= {"11": {2017: 4.0}, "16": {2017: 6.0}, "03": {2017: 8.0}, "0": {2017: 6.0}}
    for indicator, own in (("population_growth", 100 / 3), ("gdp_gap_mnok", 200 / 3)):
        found = standing(made(indicator, cells), indicator, region="bergensregionen")
        areas = found.areas.set_index("region")
        assert set(areas.index) == set(cells) - {"12"}
        assert areas.loc["bergensregionen", "percentile"] == pytest.approx(own)
        ends = areas.loc["bergensregionen", ["percentile_low", "percentile_high"]].tolist()
        assert ends == pytest.approx([100 / 3, 200 / 3])
        assert len(found.comparison.ranked) == 4
    assert found.row["region"] == "bergensregionen"


# --- the counties of a year -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "year", "counties"),
    [
        ("trondheimsregionen", 2015, ("16",)),
        ("trondheimsregionen", 2018, ("50",)),
        ("bergensregionen", 2019, ("12",)),
        ("bergensregionen", 2020, ("46",)),
        ("osloregionen", 2021, ("03", "30")),
        ("osloregionen", 2024, ("03", "32")),
        ("50", 2015, ("16", "17")),
        ("17", 2020, ("50",)),
        ("19", 2021, ("54",)),
        ("54", 2024, ("55", "56")),
        ("0", 2020, ()),
    ],
)
def test_a_region_lies_in_the_counties_of_the_year(region, year, counties):
    assert counties_of(region, year) == counties


@pytest.mark.parametrize("year", range(2013, 2027))
def test_every_county_there_ever_was_is_followed_into_counties_of_the_year(year):
    every = {county for one in range(2013, 2027) for county in counties_in(one)}
    for county in every:
        found = counties_of(county, year)
        if found:
            assert set(found) <= set(counties_in(year))
    assert {one for county in counties_in(year) for one in counties_of(county, year)} == set(
        counties_in(year)
    )


def test_figures_may_keep_a_division_that_has_ended():
    assert division_of({"11", "46", "50"}, 2022) == 2022
    assert division_of({"11", "16", "06", "07"}, 2022) == 2017
    assert division_of({"11", "06", "07", "50"}, 2022) == 2019
    assert division_of(set(), 2022) == 2022
