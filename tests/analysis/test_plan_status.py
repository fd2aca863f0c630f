"""Each rule by which a row of the plan is judged: at, above and below its line, and in between."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.analysis.plan_judged import Judged, reaches
from regionstat.analysis.plan_rules import DOWN, EITHER, MOST, RULES
from regionstat.analysis.plan_status import by_figures, judge
from regionstat.panel.members import members_in
from regionstat.register import find_region, register
from regionstat.register.entries import Aim

CITIES = ("trondheimsregionen", "bergensregionen", "stavangerregionen", "osloregionen")
TRONDHEIM = CITIES[0]


@pytest.fixture
def judged(made):
    """Judge one row by the figures of one indicator: {region: {year: cell}}."""

    def of(row, regions, region=TRONDHEIM):
        panel = made(RULES[row].indicator, regions)
        return by_figures(panel, register().plan[row], region)

    return of


def figure(value, low=math.nan, high=math.nan):
    return Judged("6.1s", "no_data", "", year=2020, value=value, low=low, high=high)


AT_LEAST, AT_MOST, BETWEEN = Aim("x", at_least=3), Aim("x", at_most=1), Aim("x", 3, 4)
REACHED = [
    (AT_LEAST, (3,), "met", "reached"),
    (AT_LEAST, (2.999,), "behind", "short"),
    (AT_LEAST, (4, 3, 5), "met", "reached"),
    (AT_LEAST, (4, 2.9, 5), "on_course", "reached_perhaps"),
    (AT_LEAST, (2.9, 2, 3), "behind", "short_perhaps"),
    (AT_LEAST, (2, 1, 2.9), "behind", "short"),
    (AT_MOST, (1,), "met", "reached"),
    (AT_MOST, (1.001,), "behind", "short"),
    (AT_MOST, (0.9, 0.5, 1.2), "on_course", "reached_perhaps"),
    (AT_MOST, (1.2, 0.9, 1.5), "behind", "short_perhaps"),
    (BETWEEN, (3,), "met", "reached"),
    (BETWEEN, (4,), "met", "reached"),
    (BETWEEN, (5,), "behind", "short"),
    (BETWEEN, (2,), "behind", "short"),
    (BETWEEN, (3.5, 2, 6), "on_course", "reached_perhaps"),
    (BETWEEN, (4.5, 2.5, 6), "behind", "short_perhaps"),
]


@pytest.mark.parametrize(("aim", "cell", "status", "why"), REACHED)
def test_a_number_is_met_only_where_its_whole_interval_is(aim, cell, status, why):
    found = reaches(figure(*cell), aim)
    assert (found.status, found.why) == (status, why)
    assert found.target in (aim.at_least, aim.at_most)


@given(st.floats(-1e6, 1e6), st.floats(0, 1e3), st.floats(0, 1e3), st.floats(-1e6, 1e6))
def test_more_never_stands_worse_and_a_wider_interval_never_better(value, less, more, least):
    aim = Aim("x", at_least=least)
    order = ("behind", "on_course", "met")
    plain, wide = (
        reaches(figure(value), aim),
        reaches(figure(value, value - less, value + more), aim),
    )
    assert order.index(wide.status) <= order.index(plain.status)
    higher = reaches(figure(value + 1), aim)
    assert order.index(higher.status) >= order.index(plain.status)
    assert (plain.status == "behind") == (wide.status == "behind")


PACE = [
    ({2010: 40.0, 2012: 36.0}, "met"),
    ({2010: 40.0, 2012: 36.1}, "behind"),
    ({2010: 40.0, 2030: 0.0}, "met"),
    ({2010: 40.0, 2040: 0.1}, "behind"),
    ({2011: 40.0, 2012: 1.0}, "no_data"),
]


@pytest.mark.parametrize(("years", "status"), PACE)
def test_a_pace_is_in_points_of_the_plans_first_figure(judged, years, status):
    found = judged("4.1a", {TRONDHEIM: years})
    assert found.status == status
    if status != "no_data":
        last = max(years)
        assert found.target == pytest.approx(40 * max(0, 1 - 0.05 * (last - 2010)))


def test_power_may_not_be_dearer_than_elsewhere(judged):
    assert judged("4.6s", {"50": {2019: 0.0}}).status == "met"
    assert judged("4.6s", {"50": {2019: 0.1}}).status == "behind"
    assert judged("4.6s", {}).why == "nobody"


GROWTH = [(4000.0, "met"), (3999.0, "behind"), ((3900.0, 4100.0, 4300.0), "on_course")]


@pytest.mark.parametrize(("cell", "status"), GROWTH)
def test_the_aim_of_a_year_is_that_of_the_last_figure(judged, cell, status):
    found = judged("6.1s", {TRONDHEIM: {2018: 9000.0, 2019: cell}})
    assert (found.status, found.year, found.target) == (status, 2019, 4000)


def test_a_number_for_the_region_is_none_for_others(judged):
    found = judged("6.1s", {"5001": {2019: 9000.0}}, "5001")
    assert (found.status, found.why, found.value) == ("no_data", "of_region", 9000)
    assert judged("6.1s", {"org8": {2019: 9000.0}}, "org8").status == "met"


@pytest.mark.parametrize(("growth", "status"), [(0.1, "met"), (0.04, "behind"), (-3.0, "behind")])
def test_growth_must_show_in_the_decimals(judged, growth, status):
    found = judged("6.8a", {TRONDHEIM: {2014: growth}})
    assert (found.status, found.target) == (status, 0)


def others(*values):
    return dict(zip(CITIES, ({2011: value} for value in values), strict=True))


FIRST = [
    ((1.0, 2.0, 3.0, 4.0), "met"),
    ((2.0, 1.0, 3.0, 4.0), "behind"),
    ((1.0, 1.0, 3.0, 4.0), "on_course"),
]


@pytest.mark.parametrize(("values", "status"), FIRST)
def test_prices_rise_less_than_in_each_other_city(judged, values, status):
    found = judged("6.7a", others(*values))
    assert (found.status, found.why) == (status, "rank")


def test_a_first_rank_that_the_interval_leaves_open_is_no_rank(judged):
    sure = judged("G6", others((39, 40, 41), (29, 30, 31), (19, 20, 21), (9, 10, 11)))
    open_ = judged("G6", others((30, 40, 50), (29, 39, 49), (19, 20, 21), (9, 10, 11)))
    assert (sure.status, open_.status) == ("met", "on_course")
    assert open_.beside["rank_high"] == 2


def test_nobody_is_first_of_one(judged):
    found = judged("6.7a", {TRONDHEIM: {2011: 1.0}})
    assert (found.status, found.why) == ("no_data", "alone")


AGAINST = [
    (2.0, 1.0, 1.0, "on_course"),
    (1.0, 1.0, 1.0, "on_course"),
    (0.9, 1.0, 0.5, "behind"),
    (0.9, 0.5, 1.0, "behind"),
    ((0.5, 0.9, 1.5), 1.0, 1.0, "on_course"),
]


@pytest.mark.parametrize(("own", "nation", "cities", "status"), AGAINST)
def test_no_number_means_not_behind_nation_or_cities(judged, own, nation, cities, status):
    regions = {**others(own, cities, cities, cities), "0": {2011: nation}}
    found = judged("O.1", regions)
    assert (found.status, found.why) == (status, "against")
    assert found.beside == {"nation": nation, "cities": cities}


def test_one_other_city_is_no_median(judged):
    found = judged("O.1", {TRONDHEIM: {2011: 1.0}, CITIES[1]: {2011: 9.0}, "0": {2011: 0.5}})
    assert (found.status, set(found.beside)) == ("on_course", {"nation"})
    assert judged("O.1", {TRONDHEIM: {2011: 1.0}}).why == "alone"


DEVELOP = [
    ({2008: 7.0, 2016: 8.0}, "on_course", "moved"),
    ({2008: 8.0, 2016: 7.0}, "behind", "moved"),
    ({2008: 7.0, 2016: 7.004}, "behind", "unmoved"),
    ({2008: 7.0, 2016: (6.5, 7.5, 8.5)}, "on_course", "moved_perhaps"),
    ({2016: 8.0}, "no_data", "once"),
    ({2016: ":"}, "no_data", "no_figure"),
]


@pytest.mark.parametrize(("years", "status", "why"), DEVELOP)
def test_a_direction_is_judged_by_the_way_the_figures_went(judged, years, status, why):
    found = judged("1.8a.2", {"50": years})
    assert (found.status, found.why) == (status, why)


LEADS = [
    ([8.0, 8.1, 8.2], "met"),
    ([1.0, 1.1, 1.2], "behind"),
    ([20.0, -5.0, 10.0], "on_course"),
    ([7.0, -5.0, 10.0], "behind"),
]


@pytest.mark.parametrize(("leads", "status"), LEADS)
def test_a_mean_lead_is_judged_by_the_spread_of_its_years(judged, leads, status):
    years = range(2013, 2013 + len(leads))
    nation = dict.fromkeys(years, 2.0)
    own = {year: 2.0 + lead for year, lead in zip(years, leads, strict=True)}
    found = judged("4.7s", {"50": own, "0": nation})
    assert found.status == status
    assert found.value == pytest.approx(sum(leads) / len(leads))
    assert found.low < found.value < found.high


def test_the_interval_of_a_mean_is_students(judged):
    found = judged("4.7s", {"50": {2013: 9.0, 2014: 11.0}, "0": {2013: 0.0, 2014: 0.0}})
    # Two years: a standard error of 1 and one degree of freedom, whose 95th percentile is 6.314.
    assert found.high - found.value == pytest.approx(6.3138, abs=1e-4)


def test_a_county_gives_way_to_the_one_it_became(judged):
    found = judged("4.7s", {"16": {2013: 24.0}, "50": {2019: -3.0}, "0": {2013: 1.0, 2019: 4.0}})
    assert (found.beside["years"], found.beside["first"], found.year) == (2, 2013, 2019)
    assert judged("4.7s", {"50": {2019: 9.0}, "0": {2019: 1.0}}).why == "once"
    assert judged("4.7s", {"50": {2018: 9.0, 2019: 9.0}}).why == "alone"


def schools(ahead, *, year=2016, nation=40.0, lacking=0):
    members = members_in(find_region(TRONDHEIM), year)
    points = [nation + (0.1 if place < ahead else 0.0) for place in range(len(members))]
    found = {code: {year: value} for code, value in zip(members, points, strict=True)}
    return {**dict([*found.items()][lacking:]), "0": {year: nation}}


def test_every_municipality_must_be_ahead_of_the_nation(judged):
    assert judged("4.2a", schools(11)).status == "met"
    ten = judged("4.2a", schools(10))
    assert (ten.status, ten.value, ten.target) == ("behind", 10, 11)
    assert judged("4.2a", schools(0)).value == 0
    lacking = judged("4.2a", schools(11, lacking=1))
    assert (lacking.status, lacking.value, lacking.beside["silent"]) == ("behind", 10, 1)


def test_without_the_nation_or_a_municipality_nothing_is_told(judged):
    alone = {code: cells for code, cells in schools(11).items() if code != "0"}
    assert judged("4.2a", alone).why == judged("4.2a", {"0": {2016: 40.0}}).why == "nobody"
    assert judged("4.2a", {"5035": {2019: 41.0}, "0": {2019: 40.0}}, "5035").status == "met"


def test_a_panel_without_figures_leaves_every_row_without_data(made):
    found = judge(made("population", {}), region=TRONDHEIM)
    assert [one.row for one in found] == list(register().plan)
    assert {one.status for one in found} == {"no_data"}
    assert {one.why for one in found} == {"nobody", "no_figure"}


def test_every_rule_names_what_there_is():
    known = register()
    assert set(RULES) <= set(known.plan)
    for row, rule in RULES.items():
        assert rule.indicator in (*known.serving(row), *known.awaited(row))
        assert rule.by not in ("reach", "lead", "pace") or known.plan[row].aim
    for rows in (DOWN, EITHER, MOST):
        assert all(known.plan[row].aim is None for row in rows)


def test_what_is_measured_is_judged():
    """Every row that an indicator serves has a rule of its own."""
    known = register()
    assert {row for row in known.plan if known.serving(row)} <= set(RULES)
