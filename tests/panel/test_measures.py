"""Measures hold by identity; signs travel; missing in, missing out."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.panel import measures
from regionstat.panel.figures import FOR_MISSING, STRENGTH, figures
from regionstat.panel.income import mean_bounds

amounts = st.floats(1, 1e6)
signs = st.sampled_from(STRENGTH)


def of(values, region="16", status=""):
    rows = [
        {"region": region, "year": 2000 + i, "value": v, "status": status}
        for i, v in enumerate(values)
    ]
    return figures(pd.DataFrame(rows))


def across(values, status=""):
    rows = [
        {"region": f"r{i:03}", "year": 2017, "value": v, "status": status}
        for i, v in enumerate(values)
    ]
    return figures(pd.DataFrame(rows))


@settings(max_examples=30)
@given(st.lists(amounts, min_size=1, max_size=30))
def test_shares_of_a_whole_sum_to_100(values):
    whole = figures(
        pd.DataFrame([{"region": "0", "year": 2017, "value": sum(values), "status": ""}])
    )
    assert measures.share(across(values), whole)["value"].sum() == pytest.approx(100)


@settings(max_examples=30)
@given(st.lists(amounts, min_size=2, max_size=10))
def test_growth_of_an_index_is_the_growth_of_its_base(values):
    index = [100 * value / values[0] for value in values]
    growth = [
        measures.growth(of(one), measures.year_before(of(one)))["value"].tolist()[1:]
        for one in (values, index)
    ]
    assert growth[0] == pytest.approx(growth[1])


@settings(max_examples=30)
@given(st.lists(amounts, min_size=2, max_size=10))
def test_growth_compounds_to_the_change_from_first_to_last(values):
    growth = measures.after_first(measures.growth(of(values), measures.year_before(of(values))))
    product = math.prod(1 + value / 100 for value in growth["value"])
    assert product == pytest.approx(values[-1] / values[0])


@settings(max_examples=30)
@given(amounts, amounts, amounts)
def test_the_gap_closes_exactly_when_the_ratio_is_one(added, people, whole):
    share, of_people = of([added]), of([people])
    gap = measures.gap(share, of_people, of([whole], "0"))["value"].iloc[0]
    ratio = measures.ratio(share, of_people)["value"].iloc[0]
    assert gap == pytest.approx((1 - ratio) * people / 100 * whole, abs=1e-6 * whole)


@settings(max_examples=30)
@given(signs, signs)
def test_the_stronger_sign_travels(first, second):
    # Missing signs stand on missing values only.
    one = of([math.nan if first in FOR_MISSING else 1.0], status=first)
    two = of([math.nan if second in FOR_MISSING else 2.0], status=second)
    found = measures.ratio(one, two).iloc[0]
    strongest = max(first, second, key=STRENGTH.index)
    assert found["status"] == strongest
    assert math.isnan(found["value"]) == (strongest in FOR_MISSING)


def test_a_missing_year_is_a_gap_not_a_jump():
    found = of([1.0, 2.0, 4.0]).drop(("16", 2001))
    growth = measures.growth(found, measures.year_before(found))
    assert growth["value"].isna().all()
    assert set(growth["status"]) == {".."}


def test_a_sum_with_a_missing_part_is_missing():
    found = pd.concat([of([1.0], "16"), of([math.nan], "17", ":")])
    both = measures.total(found, "50", ("16", "17"))
    assert both["value"].isna().all()
    assert both["status"].tolist() == [":"]


def test_division_by_nothing_is_missing():
    found = measures.ratio(of([1.0]), of([0.0])).iloc[0]
    assert math.isnan(found["value"])
    assert found["status"] == ".."


@given(
    st.lists(st.tuples(st.floats(1e5, 9e5), st.integers(100, 200_000)), min_size=1, max_size=12),
    st.data(),
)
def test_no_shares_within_the_limits_lead_outside_the_bounds(towns, data):
    mean = pd.Series([m for m, _ in towns]).to_numpy()
    weight = pd.Series([float(w) for _, w in towns]).to_numpy()
    shares = pd.Series([data.draw(st.floats(0.7, 0.85)) for _ in towns]).to_numpy()
    low, high = mean_bounds(mean, weight, (0.7, 0.85))
    value = (mean * weight * shares).sum() / (weight * shares).sum()
    assert low <= value * (1 + 1e-12)
    assert value <= high * (1 + 1e-12)
