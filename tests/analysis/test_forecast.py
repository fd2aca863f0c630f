"""Will it close: the method earns its place, nothing leaks, and mistakes are refused."""

import numpy as np
import pandas as pd
import pytest

from regionstat.analysis.forecast import forecast
from regionstat.analysis.forecast_bands import LEVELS
from regionstat.analysis.forecast_choice import back_test
from regionstat.analysis.forecast_models import METHODS, fit
from regionstat.analysis.forecast_pool import Pool, county_pool, series_of
from regionstat.analysis.forecast_trend import growth_needed, trend_of
from regionstat.analysis.forecast_vintage import figures_of
from regionstat.analysis.rolling_origin import carried, ready
from regionstat.errors import Misuse

RATIO = "gdp_population_ratio"
COUNTIES = ("01", "02", "03", "04", "05", "06", "08", "09", "10", "11", "12", "14")
YEARS = range(2008, 2018)
REGION = "trondheimsregionen"


def by_year(values):
    return dict(zip(YEARS, np.exp(values).tolist(), strict=True))


@pytest.fixture(scope="module")
def walks():
    steps = np.random.default_rng(8).normal(0, 0.02, (len(COUNTIES), len(YEARS)))
    return np.random.default_rng(9).normal(-0.1, 0.1, (len(COUNTIES), 1)) + steps.cumsum(axis=1)


@pytest.fixture(scope="module")
def wandering(made, walks):
    """Counties without a trend, and an estimated region: ten figures each, 2008-2017."""
    rows = {county: by_year(row) for county, row in zip(COUNTIES, walks, strict=True)}
    return made(RATIO, rows | {REGION: estimated(np.linspace(-0.09, 0.0, 10), 0.02)})


@pytest.fixture(scope="module")
def rising(made, walks):
    """The same counties, each with a slope of its own that drowns the noise."""
    slopes = np.linspace(-0.06, 0.06, len(COUNTIES))[:, None] * np.arange(len(YEARS))
    rows = zip(COUNTIES, 0.3 * walks + slopes, strict=True)
    return made(RATIO, {county: by_year(row) for county, row in rows})


def estimated(values, sd):
    ends = ({"low": v - 1.6449 * sd, "mid": v, "high": v + 1.6449 * sd} for v in values)
    cells = [tuple(np.exp([end["low"], end["mid"], end["high"]]).tolist()) for end in ends]
    return dict(zip(YEARS, cells, strict=True))


def with_region(panel, made, values, sd):
    other = made(RATIO, {REGION: estimated(values, sd)})
    return pd.concat([panel[panel["region"] != REGION], other], ignore_index=True)


# --- the counties that are learnt from ------------------------------------------------------------


def test_a_merged_county_is_counted_once(panel):
    pool = county_pool(panel).wide
    assert pool.loc["50", :2017].isna().all()
    assert pool.loc["50", 2018:].notna().all()
    assert pool.loc[["16", "17"], :2017].notna().all(axis=None)
    assert set(county_pool(panel, "mainland").regions) < set(pool.index)


def test_estimates_are_not_learnt_from(wandering):
    assert county_pool(wandering).regions == COUNTIES


def test_the_error_of_an_estimate_is_read_from_its_interval(wandering):
    series = series_of(wandering, REGION)
    assert series["sd"].to_numpy() == pytest.approx(0.02, rel=1e-4)
    assert (series_of(wandering, "11")["sd"] == 0).all()


# --- the choice and its table ---------------------------------------------------------------------


def test_last_value_stands_where_nothing_beats_it(wandering):
    found = forecast(wandering, "11", goal_year=2019)
    assert (found.method, found.chosen_by) == ("last_value", "back-test")
    assert found.path["median"].to_numpy() == pytest.approx(found.history["ratio"].iloc[-1])


def test_a_method_with_a_slope_is_taken_where_slopes_last(rising):
    found = forecast(rising, "14", goal_year=2019)
    assert found.method in ("drift", "local_linear_trend", "damped_trend")
    table = found.errors.set_index(["method", "horizon"])
    for horizon in (1, 2):
        assert table.loc[(found.method, horizon), "mae"] < table.loc[("last_value", horizon), "mae"]
        assert table.loc[(found.method, horizon), "skill"] > 0
    assert found.path["median"].is_monotonic_increasing


def test_the_table_by_hand_for_last_value(wandering, walks):
    table = back_test(county_pool(wandering), 2).errors.set_index(["method", "horizon"])
    assert list(dict.fromkeys(table.index.get_level_values("method"))) == [*METHODS]
    for horizon in (1, 2):
        # From the fourth figure on.
        errors = (walks[:, 3:-horizon] - walks[:, 3 + horizon :]).ravel()
        row = table.loc[("last_value", horizon)]
        assert row["n"] == len(errors)
        assert row["mae"] == pytest.approx(np.abs(errors).mean())
        assert row["rmse"] == pytest.approx(np.sqrt((errors**2).mean()))
        assert row["bias"] == pytest.approx(errors.mean())
        assert row["skill"] == 0


def test_too_few_years_leave_last_value_uncalibrated(wandering, walks):
    found = forecast(wandering, "11", as_of=2012, goal_year=2020)
    assert (found.method, found.chosen_by) == ("last_value", "few origins")
    assert found.back_test.tested == 0
    steps = np.diff(walks[:, :5], axis=1)
    sd = np.sqrt((steps**2).mean() * np.arange(1, 9))
    half = np.log(found.path["high_95"] / found.path["median"])
    assert half.to_numpy() == pytest.approx(1.95996 * sd, rel=1e-3)


def test_the_bands_of_a_known_process_hold_what_they_promise(wandering):
    pool = county_pool(wandering)
    steps = np.random.default_rng(4).normal(0, 0.02, (600, 13)).cumsum(axis=1)
    ahead = fit("last_value", pool).ahead(steps[:, :10], 3)
    reach = back_test(pool, 3).calibration("last_value").reach(np.sqrt(ahead.variance[0]))
    for horizon in range(3):
        missed = np.abs(ahead.mean[:, horizon] - steps[:, 10 + horizon])
        held = [(missed <= half).mean() for half in reach[horizon]]
        # Bands are never narrowed, so rather too wide than too narrow.
        assert all(-0.05 < share - level < 0.12 for share, level in zip(held, LEVELS, strict=True))


def test_a_pool_of_one_county_is_no_back_test_of_its_bands():
    pool = Pool.of(pd.DataFrame([np.random.default_rng(1).normal(0, 0.1, 8)], columns=range(8)))
    found = back_test(pool, 1)
    assert found.best == "last_value"
    assert found.errors["calibrated_95"].isna().all()


# --- the answer -----------------------------------------------------------------------------------


def test_bands_are_nested_and_widen(wandering):
    path = forecast(wandering, REGION, goal_year=2022).path
    order = ["low_95", "low_80", "low_50", "median", "high_50", "high_80", "high_95"]
    assert (np.diff(path[order].to_numpy(), axis=1) > 0).all()
    assert (np.diff((path["high_95"] / path["low_95"]).to_numpy()) >= 0).all()
    assert path["year"].tolist() == [2018, 2019, 2020, 2021, 2022]


def test_a_constant_moves_the_path_and_a_higher_level_is_likelier(wandering, made):
    shapes = np.linspace(-0.05, 0.0, 10)
    levels = (-0.3, -0.05, 0.0, 0.08)
    found = [forecast(with_region(wandering, made, shapes + c, 0.02), REGION) for c in levels]
    first = found[0].path.drop(columns="year")
    for constant, one in zip(levels, found, strict=True):
        moved = one.path.drop(columns="year") / np.exp(constant - levels[0])
        assert moved.to_numpy() == pytest.approx(first.to_numpy())
    chances = [one.probability for one in found]
    assert chances == sorted(chances)
    assert chances[0] < 0.01
    assert chances[2] == pytest.approx(0.5)


def test_the_error_of_the_level_stays_in_the_bands(wandering, made):
    values = np.linspace(-0.1, -0.05, 10)
    sure, unsure = (
        forecast(with_region(wandering, made, values, sd), REGION, goal_year=2019)
        for sd in (1e-9, 0.05)
    )
    halves = [np.log(one.path["high_95"] / one.path["median"]) for one in (sure, unsure)]
    assert halves[1].to_numpy() == pytest.approx(np.hypot(halves[0], 1.95996 * 0.05), rel=1e-3)
    assert unsure.probability > sure.probability


def test_nothing_after_the_year_is_known_in_it(wandering):
    later = wandering["year"] > 2015
    twisted = wandering.assign(value=wandering["value"].where(~later, 3.0))
    found, other = (forecast(one, "11", as_of=2015, goal_year=2018) for one in (wandering, twisted))
    pd.testing.assert_frame_equal(found.path, other.path)
    pd.testing.assert_frame_equal(found.errors, other.errors)
    assert repr(found) == repr(other)
    assert found.errors["origins"].max() == 4
    assert found.history.index.max() == 2015


def test_a_gap_is_left_to_the_filter(wandering):
    hidden = wandering["region"].eq(REGION) & wandering["year"].isin([2011, 2017])
    found = forecast(
        wandering.assign(value=wandering["value"].mask(hidden)), REGION, goal_year=2018
    )
    assert (found.as_of, found.last_year) == (2017, 2016)
    assert found.path["year"].tolist() == [2017, 2018]
    assert np.isnan(found.history["ratio"][2011])
    assert found.path["median"].to_numpy() == pytest.approx(found.history["ratio"][2016])


def test_a_goal_year_that_is_measured_is_told_not_forecast(wandering, made):
    official = forecast(wandering, "11", goal_year=2016)
    assert official.path.empty
    assert official.method == "measured"
    assert official.probability == float(official.history["ratio"][2016] >= 1)
    values = np.linspace(-0.09, 0.02, 10)
    guessed = forecast(with_region(wandering, made, values, 0.02), REGION, goal_year=2017)
    assert guessed.probability == pytest.approx(0.8413, abs=1e-3)
    assert "measured" in repr(guessed)


def test_the_bundled_counties_bear_no_more_than_last_value(panel):
    found = forecast(panel, "50")
    assert found.method == "last_value"
    assert found.probability < 0.01
    assert "below 1%" in repr(found)
    assert found.year_met == 2027
    assert found.growth_needed_pct == pytest.approx(7.08, abs=0.05)
    last = found.errors.iloc[0]
    assert (last["n"], last["origins"]) == (146, 8)
    assert last[["calibrated_50", "calibrated_80", "calibrated_95"]].ge([0.49, 0.78, 0.93]).all()
    assert str(found.vintage) == "edition 2020"


# --- what it takes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "year", "why"),
    [
        ({2010: -0.10, 2015: -0.05}, 2020, "rising"),
        ({2010: -0.10, 2015: -0.04, 2016: np.nan}, 2019, "rising"),
        ({2010: -0.10, 2015: 0.0}, 2015, "met"),
        ({2010: 0.2, 2015: 0.1}, 2015, "met"),
        ({2010: -0.10, 2015: -0.11}, None, "falling"),
        ({2010: -0.10, 2015: -0.10}, None, "falling"),
        ({2010: -0.40, 2015: -0.39}, None, "slow"),
    ],
)
def test_the_year_in_which_the_trend_meets_the_goal(values, year, why):
    found = trend_of(pd.Series(values))
    assert (found.year, found.why) == (year, why)


def test_the_growth_it_takes_makes_good_the_gap_and_the_growth_of_people(made):
    people = made("population_share", {"11": {2012: 8.0, 2014: 8.0 * 1.01**2, 2017: 8.0 * 1.01**5}})
    needed = growth_needed(people, "11", np.log(0.9), range(2017, 2021))
    assert needed == pytest.approx(100 * ((1 / 0.9) ** (1 / 3) * 1.01 - 1))
    assert np.isnan(growth_needed(people, "12", np.log(0.9), range(2017, 2021)))
    assert np.isnan(growth_needed(people, "11", np.log(0.9), range(2017, 2018)))


# --- vintages and refusals ------------------------------------------------------------------------


def test_the_edition_of_the_very_year_is_used_where_there_is_one(wandering):
    old, later = wandering.copy(), wandering.assign(value=3.0)
    later.attrs = {"edition": 2030}
    panel, vintage = figures_of(later, 2016, {}.__getitem__)
    assert panel is later
    assert str(vintage) == "edition 2030, years to 2016"
    nameless = wandering.copy()
    assert figures_of(nameless, 2020, {}.__getitem__)[0] is nameless
    found = forecast(later, "11", as_of=2020, goal_year=2019, load={2020: old}.__getitem__)
    assert (found.last_year, found.vintage.as_known) == (2017, True)
    assert str(found.vintage) == "edition 2020 as it stood"
    pd.testing.assert_series_equal(found.history["ratio"], series_of(wandering, "11")["ratio"])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"region": "nowhere"}, "Unknown region"),
        ({"region": "16"}, "no figure in this panel"),
        ({"region": "stavangerregionen"}, "lies in: 11"),
        ({"basis": "moon"}, "Unknown denominator|Unknown basis"),
        ({"method": "wish"}, "Unknown method 'wish'"),
        ({"as_of": 2010}, "3 figures up to then; 4 are needed: from 2011 on"),
        ({"as_of": 2018}, "its figures end in 2017"),
        ({"goal_year": 2007}, "from 2008 to 2017"),
        ({"goal_year": 2048}, "goal year up to 2047"),
    ],
)
def test_what_cannot_be_told_is_refused(wandering, asked, message):
    with pytest.raises(Misuse, match=message):
        forecast(wandering, **{"region": "11", **asked})


def test_a_panel_without_counties_is_refused(wandering):
    with pytest.raises(Misuse, match="no county to learn from"):
        forecast(wandering[wandering["region"] == REGION], REGION)


# --- carried on once, for all horizons ------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_a_year_ahead_is_the_same_whatever_is_asked_after_it(rising, method):
    pool = county_pool(rising)
    rows = [pool.regions.index(region) for region in ready(pool)]
    for horizon in (1, 3, 12):
        alone = fit(method, pool).ahead(pool.values[rows], horizon)
        for part, other in zip(carried(method, pool, horizon), alone, strict=True):
            assert part.tolist() == other.tolist()


def test_a_pool_until_a_year_is_that_of_the_panel_until_it(wandering):
    for year in (2008, 2012, 2017):
        assert county_pool(wandering).until(year) == county_pool(wandering, until=year)
        assert county_pool(wandering, until=year) == county_pool(
            wandering[wandering["year"] <= year]
        )
