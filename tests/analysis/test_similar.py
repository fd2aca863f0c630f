"""Similar municipalities: a distance that is one, whatever the units; never similar to oneself."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.analysis import compare
from regionstat.analysis.around import around
from regionstat.analysis.similar import COUNT, distances, similar
from regionstat.errors import Misuse
from regionstat.register import register

CODES = ["5001", "5028", "5035", "0301"]
ROWS = st.lists(st.tuples(*[st.integers(-1000, 1000).map(float)] * 3), min_size=4, max_size=4).map(
    lambda rows: pd.DataFrame(rows, index=CODES, columns=["a", "b", "c"])
)


@given(ROWS)
def test_the_distance_is_symmetric_none_to_oneself_and_keeps_to_the_triangle(rows):
    apart = distances(rows).to_numpy()
    assert np.array_equal(apart, apart.T)
    assert not apart.diagonal().any()
    detour = (apart[:, :, None] + apart[None, :, :]).min(axis=1)
    assert (apart <= detour + 1e-9).all()


@given(ROWS, st.integers(-3, 3), st.integers(-50, 50), st.permutations(CODES))
def test_neither_units_nor_zero_nor_order_matter(rows, power, shift, order):
    other = rows.assign(b=rows["b"] * 2.0**power, c=rows["c"] + shift).loc[list(order)]
    pd.testing.assert_frame_equal(distances(other).loc[CODES, CODES], distances(rows))


def test_a_distance_worked_by_hand():
    rows = pd.DataFrame({"a": [0.0, 2.0], "same": [7.0, 7.0]}, index=["x", "y"])
    # The standard deviation of 0 and 2 is 1; what is the same for all counts as no difference.
    assert distances(rows).at["x", "y"] == pytest.approx(np.sqrt(2.0))


def test_who_lacks_a_measure_has_no_distance():
    rows = pd.DataFrame({"a": [0.0, 1.0, np.nan]}, index=["x", "y", "z"])
    assert distances(rows)["z"].isna().all()
    assert distances(rows).at["x", "y"] > 0


@pytest.mark.parametrize("region", ["5001", "5028", "0301", "5437"])
def test_the_nearest_are_nine_others_of_the_same_year(panel, region):
    found = similar(panel, region, year=2020)
    assert len(set(found.nearest)) == COUNT
    assert region not in set(found.frame["region"])
    assert all(register().regions[one].valid_in(2020) for one in found.frame["region"])
    assert found.frame["distance"].is_monotonic_increasing
    assert set(found.years) == {"people", "growth", "employed", "jobs"}
    assert max(found.years.values()) <= 2020


def test_the_largest_cities_are_like_each_other_and_a_suburb_like_suburbs(panel):
    assert {"4601", "1103"} <= set(similar(panel, "5001", year=2020).nearest)
    melhus = similar(panel, "5028", year=2020)
    assert melhus.frame.head(COUNT)["jobs"].max() < 0.75


def test_the_measures_are_those_of_the_figures(panel):
    own = similar(panel, "5001", year=2020).own
    counts = panel[(panel["region"] == "5001") & (panel["year"] == 2020)]
    counts = counts.set_index("indicator")["value"]
    assert own["people"] == counts["population"] == 205163
    assert own["jobs"] == pytest.approx(counts["employed_workplace"] / counts["employed_residents"])


def test_what_is_no_measure_of_the_year_is_left_out(panel):
    # Jobs by municipality begin in 2017.
    assert set(similar(panel, "1601", year=2012).years) == {"people", "growth", "employed"}


def test_a_comparison_with_the_similar_has_them_and_the_nation(panel):
    found = compare(panel, "population_growth", region="5001", peers="similar", until=2020)
    nearest = similar(panel, "5001", year=2020).nearest
    assert set(found.frame["region"]) == {"5001", "0", *nearest}
    assert found.chosen == "similar"
    assert len(found.ranked) == 1 + COUNT


@pytest.mark.parametrize("region", ["50", "trondheimsregionen", "0", "5030", "nowhere"])
def test_only_a_municipality_of_the_year_has_similar_ones(panel, region):
    with pytest.raises(Misuse):
        similar(panel, region, year=2020)


@pytest.mark.parametrize(
    ("region", "year", "expected"),
    [
        ("5001", 2020, ("trondheimsregionen", "50")),
        # Orkdal became part of Orkland; the plan names Orkdal.
        ("5059", 2020, ("trondheimsregionen", "50")),
        ("1638", 2012, ("trondheimsregionen", "16")),
        ("4601", 2020, ("bergensregionen", "46")),
        ("5055", 2020, ("50",)),
        # The county of Oslo is the municipality.
        ("0301", 2020, ("osloregionen",)),
        ("5437", 2020, ("54",)),
    ],
)
def test_around_a_municipality_lie_its_city_region_and_its_county(region, year, expected):
    assert around(region, year) == expected


def test_a_comparison_with_what_lies_around(panel):
    found = compare(panel, "population_growth", region="5001", peers="around", until=2020)
    assert set(found.frame["region"]) == {"5001", "trondheimsregionen", "50", "0"}
