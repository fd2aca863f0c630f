"""Beta and sigma convergence: against a direct computation, and laws they must keep."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.analysis.convergence import convergence
from regionstat.analysis.peers import CITY_REGIONS
from regionstat.errors import Misuse


@pytest.fixture(scope="module")
def counties(panel):
    return convergence(panel)


@pytest.fixture(scope="module")
def four(made):
    """Convergence over the city regions of {year: four values per inhabitant}."""

    def make(values, **how):
        regions = [dict.fromkeys(values) for _ in CITY_REGIONS]
        for year, row in values.items():
            for cells, value in zip(regions, row, strict=True):
                cells[year] = value
        by_region = dict(zip(CITY_REGIONS, regions, strict=True))
        added = made("gross_value_added_mnok", by_region)
        people = {id_: dict.fromkeys(values, 1e6) for id_ in CITY_REGIONS}
        rows = pd.concat([added, made("population", people)], ignore_index=True)
        return convergence(rows, over="city_regions", **how)

    return make


# --- beta -----------------------------------------------------------------------------------------


def test_the_set_is_the_same_in_all_years(counties):
    assert (counties.start, counties.end, len(counties.frame)) == (2008, 2019, 18)
    assert "50" in counties.frame.index
    assert not {"16", "17"} & set(counties.frame.index)
    assert counties.preliminary == (2019,)


def test_the_slope_and_its_error_are_those_of_the_formulas(counties):
    from scipy.stats import t

    x = np.column_stack([np.ones(18), np.log(counties.frame["first"])])
    y = counties.frame["growth"].to_numpy() / 100
    inverse = np.linalg.inv(x.T @ x)
    coefficients = inverse @ x.T @ y
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x)
    scaled = (y - x @ coefficients) / (1 - leverage)
    error = math.sqrt((inverse @ (x.T * scaled**2) @ x @ inverse)[1, 1])
    half = t.ppf(0.95, 16) * error
    assert counties.beta.value == pytest.approx(coefficients[1])
    assert counties.intercept == pytest.approx(coefficients[0])
    assert counties.beta.low == pytest.approx(coefficients[1] - half)
    assert counties.beta.high == pytest.approx(coefficients[1] + half)


def test_the_growth_is_that_of_the_panel(panel, counties):
    cells = panel.set_index(["indicator", "region", "year"])["value"]
    first, last = (
        1e6 * cells["gross_value_added_mnok", "11", year] / cells["population", "11", year]
        for year in (2008, 2019)
    )
    row = counties.frame.loc["11"]
    assert (row["first"], row["last"]) == pytest.approx((first, last))
    assert row["growth"] == pytest.approx(100 * math.log(last / first) / 11)


def test_what_loses_a_tenth_of_its_distance_a_year_does_so_at_that_speed(four):
    start = np.array([200.0, 300.0, 400.0, 600.0])
    gap, years = np.log(start) - np.log(350.0), 10
    end = 350.0 * np.exp(gap * math.exp(-0.1 * years))
    found = four({2008: start, 2018: end})
    assert found.speed.value == pytest.approx(10)
    assert found.half_life.value == pytest.approx(10 * math.log(2))
    assert found.r_squared == pytest.approx(1)
    assert found.converges is True


def test_where_the_rich_grow_faster_there_is_no_half_life(four):
    found = four({2008: [200.0, 300.0, 400.0, 600.0], 2018: [210.0, 330.0, 460.0, 720.0]})
    assert found.beta.value > 0
    assert found.speed.value < 0
    assert found.half_life.value == math.inf


@settings(max_examples=8)
@given(
    st.lists(st.integers(100, 900), min_size=4, max_size=4, unique=True),
    st.lists(st.integers(100, 900), min_size=4, max_size=4),
    st.floats(0.2, 5),
)
def test_a_common_deflator_changes_nothing_but_the_intercept(four, first, last, factor):
    plain = four({2008: map(float, first), 2018: map(float, last)})
    deflated = four({2008: map(float, first), 2018: [factor * one for one in last]})
    assert deflated.beta.value == pytest.approx(plain.beta.value, abs=1e-9)
    assert deflated.sigma["value"].tolist() == pytest.approx(plain.sigma["value"].tolist())
    assert plain.beta.low <= plain.beta.value <= plain.beta.high
    assert plain.half_life.low <= plain.half_life.value <= plain.half_life.high


# --- sigma ----------------------------------------------------------------------------------------


def test_sigma_is_the_spread_of_the_logs(panel, counties):
    rows = panel[panel["region"].isin(counties.frame.index)]
    wide = rows[rows["year"] == 2010].pivot(index="region", columns="indicator", values="value")
    logs = np.log(wide["gross_value_added_mnok"] / wide["population"])
    assert counties.sigma.loc[2010, "value"] == pytest.approx(np.std(logs))
    assert counties.sigma["low"].isna().all()


def test_a_year_in_which_one_is_missing_has_no_sigma(counties):
    # The table of people lacks nine municipalities of Vestfold in 2017.
    missing = counties.sigma.index[counties.sigma["value"].isna()]
    assert list(missing) == [2017]


def test_estimates_give_sigma_an_interval(four):
    wide = [(180.0, 200.0, 220.0), (290.0, 300.0, 310.0), (360.0, 400.0, 440.0), 600.0]
    row = four({2008: wide, 2018: [250.0, 350.0, 450.0, 650.0]}).sigma.loc[2008]
    assert row["low"] < row["value"] < row["high"]
    assert row["high"] - row["low"] < 0.2


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"over": "municipalities"}, "known: city_regions, counties"),
        ({"end": 2017}, "no figure in one of the years for 07"),
        ({"start": 2010, "end": 2009}, "the first comes first"),
        ({"start": 2000}, "no year has figures for all counties"),
        ({"end": 2030}, "there are figures for 2008-2019"),
    ],
)
def test_what_cannot_be_answered_is_refused(panel, how, told):
    with pytest.raises(Misuse, match=told):
        convergence(panel, **how)
