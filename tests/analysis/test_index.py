"""Index numbers: 100 at the base, growing as the base grows, and silent where they must be."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.analysis import compare
from regionstat.errors import Misuse

PEERS = ["11", "12"]


@pytest.fixture(scope="module")
def compared(made):
    def make(indicator, regions):
        return compare(made(indicator, regions), indicator, region="16", peers=PEERS)

    return make


def cells(frame, name="value"):
    return frame.set_index(["region", "year"])[name]


def test_it_is_the_figure_over_that_of_the_base_year(compared):
    found = compared("population", {"16": {2008: 200.0, 2017: 250.0}, "11": {2008: 50.0}})
    index = cells(found.over_time(2008))
    assert index.to_dict() == {("11", 2008): 100, ("16", 2008): 100, ("16", 2017): 125}


def test_against_the_nation_it_is_the_figure_over_the_nations(compared):
    years = {"0": {2016: 400.0, 2017: 500.0}, "16": {2016: 380.0, 2017: 525.0}}
    index = cells(compared("income_per_taxpayer_nok", years).against_nation())
    assert index["16"].tolist() == pytest.approx([95, 105])
    assert index["0"].tolist() == [100, 100]


@settings(max_examples=10)
@given(
    values=st.lists(st.floats(1, 1e6), min_size=3, max_size=3),
    base=st.sampled_from([2015, 2016, 2017]),
)
def test_the_growth_of_an_index_is_the_growth_of_its_base(compared, values, base):
    years = dict(zip((2015, 2016, 2017), values, strict=True))
    index = cells(compared("population", {"16": years}).over_time(base))["16"]
    assert index[base] == pytest.approx(100)
    assert index[2017] / index[2015] == pytest.approx(values[2] / values[0])


@settings(max_examples=10)
@given(st.lists(st.floats(0.1, 1e4), min_size=2, max_size=2), st.floats(0.01, 100))
def test_a_common_unit_falls_out_against_the_nation(compared, values, factor):
    own, nation = values
    first, second = (
        cells(
            compared(
                "income_per_taxpayer_nok", {"0": {2017: k * nation}, "16": {2017: k * own}}
            ).against_nation()
        )["16", 2017]
        for k in (1.0, factor)
    )
    assert first == pytest.approx(second)


def test_the_index_of_the_panel_grows_as_its_figures(panel):
    found = compare(panel, "population", region="trondheimsregionen", until=2019)
    index = cells(found.over_time(2008))
    assert index["trondheimsregionen", 2019] / index["trondheimsregionen", 2009] == pytest.approx(
        1 + found.row("trondheimsregionen")["change_10"] / 100
    )


# --- estimates, gaps and breaks -------------------------------------------------------------------


def test_an_estimate_keeps_its_interval_and_the_base_year_is_certain(compared):
    years = {2008: (180.0, 200.0, 220.0), 2016: 240.0, 2017: (290.0, 300.0, 310.0)}
    index = compared("population", {"16": years}).over_time(2008).set_index("year")
    assert index.loc[2008, ["low", "value", "high"]].tolist() == [100, 100, 100]
    assert index.loc[2016, ["low", "high"]].tolist() == pytest.approx([24000 / 220, 24000 / 180])
    assert index.loc[2017, ["low", "high"]].tolist() == pytest.approx([29000 / 220, 31000 / 180])
    assert index["status"].tolist() == ["estimated"] * 3


def test_counted_figures_get_no_interval(compared):
    index = compared("population", {"16": {2008: 200.0, 2017: 250.0}}).over_time(2008)
    assert index[["low", "high"]].isna().all(axis=None)
    assert index["status"].tolist() == ["", ""]


def test_who_has_no_figure_in_the_base_year_has_no_index(compared):
    years = {"16": {2008: 200.0, 2017: 250.0}, "11": {2008: ":", 2017: 9.0}, "12": {2017: 9.0}}
    index = compared("population", years).over_time(2008)
    peers = index[index["region"] != "16"]
    assert peers["value"].isna().all()
    assert peers["status"].tolist() == [":", ":", ".."]


def test_a_preliminary_base_makes_a_preliminary_index(made):
    rows = made("population", {"16": {2018: 200.0, 2019: 210.0}})
    rows.loc[rows["year"] == 2019, "status"] = "*"
    found = compare(rows, "population", region="16", peers=[])
    assert found.over_time(2019)["status"].tolist() == ["*", "*"]
    assert found.over_time(2018)["status"].tolist() == ["", "*"]


@pytest.mark.parametrize(("base", "kept"), [(2012, {2012, 2014}), (2015, {2015, 2017})])
def test_no_index_runs_across_a_break(compared, base, kept):
    years = {2012: 100.0, 2014: 110.0, 2015: 900.0, 2017: 950.0}
    index = compared("employed_residents", {"16": years}).over_time(base)
    assert set(index.loc[index["value"].notna(), "year"]) == kept
    assert set(index.loc[index["value"].isna(), "status"]) == {".."}


def test_years_in_which_the_nation_has_none_have_none(compared):
    years = {"0": {2016: ":", 2017: 500.0}, "16": {2015: 1.0, 2016: 380.0, 2017: 525.0}}
    index = cells(compared("income_per_taxpayer_nok", years).against_nation())["16"]
    assert [math.isnan(one) for one in index] == [True, True, False]


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", ["population_growth", "gdp_gap_mnok"])
def test_what_can_be_negative_has_no_index(compared, id_):
    found = compared(id_, {"0": {2017: 2.0}, "16": {2017: 1.0}})
    for index in (lambda: found.over_time(2017), found.against_nation):
        with pytest.raises(Misuse, match="can be negative"):
            index()


def test_a_base_that_nobody_has_is_refused(compared):
    found = compared("gdp_share", {"16": {2017: 6.0}})
    with pytest.raises(Misuse, match="in 1999"):
        found.over_time(1999)
    with pytest.raises(Misuse, match="for the nation"):
        found.against_nation()
