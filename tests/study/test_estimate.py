"""The chart of the estimate and the table of its errors: what they say is what was found."""

import pytest

from regionstat.analysis import backtest as tries
from regionstat.analysis.regional_gdp import regional_gdp
from regionstat.errors import Misuse
from regionstat.panel.inputs import inputs_of
from regionstat.study.backtest import TABLES, backtest
from regionstat.study.estimate import estimate


def test_the_title_tells_the_region_from_the_goal_only_where_the_interval_does(panel):
    for year, said in (
        (2008, "lå under målet"),
        (2017, "lå over målet"),
        (2015, "kan ikke skilles"),
    ):
        figure = estimate(panel, region="plan11", until=year)
        row = regional_gdp(panel, "plan11").frame.set_index("year").loc[year]
        assert said in figure.title
        assert (row["ratio_low"] >= 1) == (year == 2017)
        assert (row["ratio_high"] < 1) == (year == 2008)
        assert figure.data["year"].max() == year


def test_the_region_is_drawn_on_top_with_its_counties_and_without_its_twin(panel):
    figure = estimate(panel, region="trondheimsregionen", language="en")
    regions = [*dict.fromkeys(figure.data["region"])]
    assert regions[-1] == "trondheimsregionen"
    assert {"16", "50", "bergensregionen", "stavangerregionen", "osloregionen"} < set(regions)
    assert "plan11" not in regions
    # A county is drawn in its own time.
    assert figure.data[figure.data["region"] == "50"]["year"].min() == 2018


def test_a_county_has_no_band_to_speak_of(panel):
    figure = estimate(panel, region="16", language="en")
    assert figure.title == "Sør-Trøndelag was above the goal in 2017: the ratio was 1.028"


@pytest.mark.parametrize("region", ["50", "5001"])
def test_before_its_time_a_county_is_still_the_one_told_of(panel, region):
    figure = estimate(panel, region=region, until=2012, language="en")
    assert figure.title.startswith("Trøndelag was below the goal in 2012")
    assert figure.data[figure.data["region"] == "50"]["year"].max() == 2012
    beside = estimate(panel, region="trondheimsregionen", until=2012)
    assert "50" not in set(beside.data["region"])


def test_the_denominator_is_named(panel):
    assert (
        "Mainland Norway"
        in estimate(panel, region="org8", basis="mainland", language="en").subtitle
    )


@pytest.mark.parametrize("asked", [{"region": "0"}, {"region": "30"}, {"until": 1999}])
def test_without_figures_the_chart_is_empty_and_says_so(panel, asked):
    figure = estimate(panel, **{"region": "plan11", "language": "en", **asked})
    assert figure.title.startswith("No figures for the value added of ")
    assert figure.data.empty


def test_a_municipality_is_shown_as_its_county(panel):
    assert estimate(panel, region="5001").title.startswith("Trøndelag ")


def test_what_does_not_exist_is_refused(panel):
    with pytest.raises(Misuse, match="Unknown region"):
        estimate(panel, region="plan12")


def test_the_table_says_what_the_back_test_found(panel):
    frame = tries.tested(inputs_of(panel)).frame
    best = frame[frame["corrected"] & (frame["key"] == "workplace") & (frame["test"] == "merged")]
    mae = best.set_index("area").loc["all", "mae_pct"]
    table = backtest(panel, language="en")
    cells = table.frame[table.frame["Test and key"] == "employed by workplace"].iloc[0]
    assert cells["Typical error, %"] == f"{mae:.1f}"
    assert table.under[0] == "old counties in the new"
    assert len(table.under) == len(table.frame)
    wages = table.frame[table.frame["Test and key"] == "wages by industry"].iloc[0]
    assert wages["Held by the 90 % interval, %"] == "–"


def test_methods_are_tried_by_name(panel):
    assert set(TABLES) == {"estimate", "forecast", "record"}
    with pytest.raises(Misuse, match="Unknown method"):
        backtest(panel, of="guess")
    with pytest.raises(Misuse, match="Unknown language"):
        backtest(panel, language="fr")
