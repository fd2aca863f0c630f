"""Figures that rows of the plan ask for: growth of the same months, margins, work-years, lists."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.errors import SourceChanged
from regionstat.panel import select
from regionstat.panel.exports import MONTHS, export_growth, span_of
from regionstat.panel.members import members_in
from regionstat.panel.plan_figures import increase, with_margin
from regionstat.panel.plan_imports import price_lead, slow_share
from regionstat.panel.published import of_city, of_city_region, published, versions_of
from regionstat.register import find_region


class Cells:
    """Stands in for the tables of an edition: the same cells for every measure."""

    def __init__(self, rows, columns=("Region", "Tid", "value")):
        frame = pd.DataFrame(rows, columns=columns)
        self.cells = frame if "status" in frame else frame.assign(status="")

    def measure(self, id_):
        if "ContentsCode" in self.cells:
            return self.cells[self.cells["ContentsCode"] == id_.partition(".")[2]]
        return self.cells

    def table(self, _source):
        return self.cells


def grown(*rows):
    found = export_growth(pd.DataFrame(rows, columns=["Region", "Tid", "value"]))
    return {key: round(value, 6) for key, value in found["value"].items()}


SPANS = {
    "2015": (2015, 1, 12),
    "2014-03": (2014, 3, 3),
    "2019-01..10": (2019, 1, 10),
    "2013 (Jan-Nov)": (2013, 1, 11),
    "2013 (Nov-Jan)": None,
    "2013 (Jan-Xyz)": None,
    "2013-13": None,
    "2013-00": None,
    "2009Q1": None,
    "": None,
}


@pytest.mark.parametrize(("period", "span"), SPANS.items())
def test_a_period_is_a_span_of_months_or_nothing(period, span):
    assert span_of(period) == span


@given(st.text(max_size=20))
def test_any_text_is_a_span_within_a_year_or_nothing(period):
    span = span_of(period)
    assert span is None or 1 <= span[1] <= span[2] <= MONTHS


def test_only_the_same_months_of_two_years_running_are_held_together():
    assert grown(("Trøndelag", "2018-01..10", 100.0), ("Trøndelag", "2019-01..10", 110.0)) == {
        ("50", 2019): 10.0
    }
    assert grown(("Trøndelag", "2018-01..10", 100.0), ("Trøndelag", "2019-01..09", 110.0)) == {}
    assert grown(("Trøndelag", "2018", 100.0), ("Trøndelag", "2020", 110.0)) == {}


def test_the_longest_span_of_a_year_is_taken():
    rows = [
        *(("Norway", "2018-01..03", 100.0), ("Norway", "2019-01..03", 150.0)),
        *(("Norway", "2018", 1000.0), ("Norway", "2019", 900.0)),
    ]
    assert grown(*rows) == {("0", 2019): -10.0}
    assert grown(*reversed(rows)) == {("0", 2019): -10.0}


def test_a_county_that_merged_does_not_grow_into_the_new_one():
    assert grown(("Sør-Trøndelag", "2017", 100.0), ("Trøndelag", "2018", 200.0)) == {}
    assert grown(("Several counties", "2017", 1.0), ("Several counties", "2018", 2.0)) == {}


@given(st.floats(0, 100), st.integers(1, 10_000))
def test_a_margin_lies_around_the_share_and_narrows_with_the_number_asked(share, asked):
    one = pd.DataFrame({"value": [share]})
    few, many = (with_margin(one, n).iloc[0] for n in (asked, 4 * asked))
    assert 0 <= few["low"] <= share <= few["high"] <= 100
    assert many["high"] - many["low"] <= few["high"] - few["low"] + 1e-9


def test_a_city_and_a_city_region_stand_for_every_list_around_them():
    assert set(of_city("Trondheim", 2011)) == set(of_city_region("Trondheimsregionen", 2016))
    assert {"plan11", "org8"} <= set(of_city("Trondheim", 2011))
    assert of_city("Oslo med Bærum", 2011) == versions_of("osloregionen")
    assert of_city("Norway", 2011) == ("0",)
    assert of_city("Hedmark og Oppland", 2011) == of_city_region("Norway", 2011) == ()


def test_an_approximate_count_gives_way_and_two_exact_ones_are_refused():
    columns = ("Region", "Tid", "value", "status")
    rows = [("Norway", "2017", 675.0, "estimated"), ("Norway", "2017", 703.0, "")]
    for order in (rows, rows[::-1]):
        assert published(Cells(order, columns), "s.c")["value"].tolist() == [703.0]
    with pytest.raises(SourceChanged, match="publications differ"):
        published(Cells([("Norway", "2017", 1.0), ("Norway", "2017", 2.0)]), "s.c")
    quarters = published(Cells([("Norway", "2009Q1", 1.0), ("Norway", "2009", 2.0)]), "s.c")
    assert quarters["value"].tolist() == [2.0]


def test_an_increase_is_the_difference_on_one_area():
    keys = pd.MultiIndex.from_tuples([("x", 2019), ("x", 2020)], names=["region", "year"])
    ends = {"low": math.nan, "high": math.nan, "status": ""}
    now = pd.DataFrame({"value": [100.0, 110.0], **ends}, index=keys)
    more = pd.DataFrame({"value": [math.nan, 10.0], "low": [math.nan, 8.0]}, index=keys)
    grown_ = more.assign(high=[math.nan, 12.0], status=["..", "estimated"])
    found = increase(now, grown_)
    assert found["value"].round(9).tolist()[1] == 10.0
    assert found.loc[("x", 2020), ["low", "high"]].round(9).tolist() == [8.0, 12.0]
    assert found.loc[("x", 2019), "status"] == ".."


def test_the_increase_of_the_panel_is_that_of_its_population(published):
    people = select(published, "population", regions=["16", "trondheimsregionen", "5035"])
    wide = people.pivot(index="year", columns="region", values="value")
    more = select(published, "population_increase", regions=list(wide))
    found = more.pivot(index="year", columns="region", values="value")
    exact = wide.diff().loc[1987:2017]
    pd.testing.assert_frame_equal(found.loc[1987:2017], exact, rtol=1e-9, atol=1e-6)


LENGTHS = ("Region", "Tid", "ContentsCode", "value")


def lengths(slow, whole, year=2020):
    members = members_in(find_region("trondheimsregionen"), year)
    rows = [(code, str(year), "e6_slow", slow) for code in members]
    rows += [(code, str(year), "e6", whole) for code in members]
    return rows


def test_road_is_added_up_before_it_is_divided():
    rows = lengths(1.0, 4.0)
    rows[0] = (*rows[0][:3], 9.0)
    found = slow_share(Cells(rows, LENGTHS), "e6_slow", "e6")
    members = len(rows) // 2
    assert found.loc[("5001", 2020), "value"] == 225
    whole = 100 * (9 + members - 1) / (4 * members)
    assert found.loc[("trondheimsregionen", 2020), "value"] == pytest.approx(whole)


def test_a_list_lacks_a_share_when_a_member_has_no_length():
    found = slow_share(Cells(lengths(1.0, 4.0)[1:], LENGTHS), "e6_slow", "e6")
    assert ("trondheimsregionen", 2020) not in found.index


def test_the_price_of_power_is_held_against_the_other_areas():
    rows = [("2019", "no3", 38.0), ("2019", "others", 40.5), ("2020", "no3", 10.0)]
    found = price_lead(Cells(rows, ("Tid", "ContentsCode", "value")))
    assert found.loc[("50", 2019), "value"] == pytest.approx(-2.5)
    assert math.isnan(found.loc[("50", 2020), "value"])
