"""The fan says its probability, method and error; what is drawn is what was forecast."""

import numpy as np
import pytest

from regionstat.analysis.forecast import forecast
from regionstat.analysis.forecast_models import METHODS
from regionstat.errors import Misuse
from regionstat.register.entries import BASES, LANGUAGES
from regionstat.study.forecast_errors import forecast_errors_table
from regionstat.study.forecast_words import (
    basis_name,
    choice_told,
    error_told,
    method_name,
    trend_told,
)
from regionstat.study.outlook import outlook

REGION = "trondheimsregionen"
RATIO = "gdp_population_ratio"
YEARS = range(2008, 2018)


@pytest.fixture(scope="module")
def small(made):
    """Six counties and an estimated region, 2008-2017."""
    rng = np.random.default_rng(2)
    walks = 0.9 * np.exp(rng.normal(0, 0.02, (6, len(YEARS))).cumsum(axis=1))
    counties = zip(("01", "02", "03", "11", "12", "16"), walks.tolist(), strict=True)
    rows = {county: dict(zip(YEARS, row, strict=True)) for county, row in counties}
    middle = np.linspace(0.9, 0.98, len(YEARS))
    cells = zip((middle * 0.95).tolist(), middle.tolist(), (middle * 1.05).tolist(), strict=True)
    return made(RATIO, rows | {REGION: dict(zip(YEARS, cells, strict=True))})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fan_states_the_probability_and_holds_the_forecast(small, language):
    figure = outlook(small, region=REGION, goal_year=2020, language=language)
    found = forecast(small, REGION, goal_year=2020)
    assert figure.title.startswith(f"{100 * found.probability:.0f}\u00a0% ")
    assert "2020" in figure.title
    assert figure.title in figure.alt
    assert "2008–2017" in figure.subtitle
    assert "2023" in figure.subtitle
    assert "11713" in figure.source
    ahead = figure.data[figure.data["median"].notna()]
    assert ahead["year"].tolist() == [2018, 2019, 2020, 2021, 2022, 2023]
    columns = [*found.path.columns]
    assert ahead.iloc[:3][columns].to_numpy() == pytest.approx(found.path.to_numpy())
    measured = figure.data[figure.data["ratio"].notna()]
    assert measured["year"].tolist() == [*YEARS]
    assert measured["low"].notna().all()


def test_years_after_the_cut_are_not_drawn(small):
    figure = outlook(small, region="16", until=2014)
    assert figure.data.loc[figure.data["ratio"].notna(), "year"].max() == 2014
    assert figure.data["year"].max() == 2020
    whole = outlook(small, region="16", until=2030)
    assert whole.data.loc[whole.data["ratio"].notna(), "year"].max() == 2017


@pytest.mark.parametrize(("factor", "word"), [(2, "nådde målet"), (0.5, "nådde ikke målet")])
def test_a_measured_goal_year_is_told_as_such(small, factor, word):
    figure = outlook(small.assign(value=small["value"] * factor), region="16", goal_year=2016)
    assert word in figure.title
    assert figure.data["ratio"].notna().all()


def test_an_estimated_goal_year_keeps_its_doubt(small):
    figure = outlook(small, region=REGION, goal_year=2017, language="en")
    assert figure.title.endswith("chance that the Trondheim region reached the goal in 2017")


@pytest.mark.parametrize("asked", [{"region": "50"}, {"region": "16", "until": 1999}])
def test_without_figures_the_fan_is_empty_and_says_so(small, asked):
    assert outlook(small, language="en", **asked).title.startswith("No figures for ")


@pytest.mark.parametrize("asked", [{"region": "nowhere"}, {"language": "fr"}])
def test_what_cannot_be_drawn_is_refused(small, asked):
    with pytest.raises(Misuse):
        outlook(small, **{"region": "16", **asked})


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_for_every_way_a_method_comes_about(small, language):
    chosen = forecast(small, "16", goal_year=2020)
    few = forecast(small, "16", as_of=2012, goal_year=2020)
    asked = forecast(small, "16", goal_year=2020, method="damped_trend")
    measured = forecast(small, "16", goal_year=2016)
    assert method_name(chosen.method, language) in choice_told(chosen, language)
    assert "2012" in choice_told(few, language)
    assert method_name("damped_trend", language) in choice_told(asked, language)
    assert choice_told(measured, language) == trend_told(measured, language) == ""
    assert error_told(few, language) == ""
    one = chosen.errors.set_index(["method", "horizon"]).loc[(chosen.method, 1), "mae"]
    said = f"{100 * one:.1f}".replace(".", "," if language == "nb" else ".")
    assert f"{said}\u00a0%" in error_told(chosen, language)
    assert len({method_name(one, language) for one in METHODS}) == len(METHODS)
    assert len({basis_name(one, language) for one in BASES}) == len(BASES)


def test_the_trend_is_told_with_its_year(small):
    found = forecast(small, REGION, goal_year=2025)
    assert found.trend.why == "rising"
    assert str(found.year_met) in trend_told(found, "nb")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_every_method_at_every_horizon_tested(small, language):
    table = forecast_errors_table(small, language=language)
    tested = forecast(small, "16", goal_year=2023).back_test.tested
    assert len(table.frame) == tested * len(METHODS)
    assert table.frame.iloc[:, 0].tolist() == tested * [method_name(m, language) for m in METHODS]
    assert "2008–2017" in table.caption
    assert len(table.notes) == 4


def test_the_table_refuses_what_is_unknown(small):
    with pytest.raises(Misuse):
        forecast_errors_table(small, basis="moon")
    with pytest.raises(Misuse, match="no county"):
        forecast_errors_table(small[small["region"] == REGION])
