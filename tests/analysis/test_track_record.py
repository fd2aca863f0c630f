"""The record of past forecasts: it is what was said then, and what came is counted right."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from regionstat.analysis.forecast import forecast
from regionstat.analysis.forecast_pool import RATIO
from regionstat.analysis.track_record import ALL, EDGES, track_record
from regionstat.errors import Misuse
from regionstat.study.track_record import track_record_table

YEARS = range(2008, 2017)
STATED = ["method", "tested", "last", "probability", "low_50", "high_80", "low_95", "high_95"]
CASE = ["region", "as_of", "goal_year"]


def by_year(values):
    return dict(zip(YEARS, np.exp(values).tolist(), strict=False))


@pytest.fixture(scope="module")
def walking(made):
    """Four counties around the goal, nine years."""
    steps = np.random.default_rng(3).normal(0, 0.03, (4, len(YEARS))).cumsum(axis=1)
    counties = zip(("03", "11", "12", "14"), steps - 0.02, strict=True)
    return made(RATIO, {county: by_year(row) for county, row in counties})


@pytest.fixture(scope="module")
def record(walking):
    return track_record(walking)


@pytest.fixture(scope="module")
def by_hand(made):
    """Three counties whose log ratios move by 0.1 each year up to 2011; 2012 is what came."""
    logs = {
        "11": [0.0, 0.1, 0.0, 0.1, -0.05],
        "12": [-0.15, -0.05, -0.15, -0.05, 0.05],
        "14": [-0.2, -0.3, -0.2, -0.3, -0.25],
        # Too young to be forecast.
        "15": [np.nan, 0.0, 0.1, 0.0, 0.0],
    }
    return made(RATIO, {county: by_year(row) for county, row in logs.items()})


def test_a_record_by_hand(by_hand):
    found = track_record(by_hand)
    frame = found.frame.set_index("region")
    assert frame.index.tolist() == ["11", "12", "14"]
    said = norm.cdf([1.0, -0.5, -3.0])
    assert frame["probability"].to_numpy() == pytest.approx(said, abs=2e-3)
    half = np.log(frame["high_80"] / frame["low_80"]) / 2
    assert half.to_numpy() == pytest.approx(0.12816, rel=2e-3)
    assert frame["met"].tolist() == [False, True, False]
    # The errors are 0.15, 0.10 and 0.05, in standard deviations 1.5, 1.0 and 0.5.
    held = found.coverage.set_index("horizon").loc[ALL, ["held_50", "held_80", "held_95"]]
    assert held.tolist() == pytest.approx([1 / 3, 2 / 3, 1.0])
    assert found.brier == pytest.approx(np.mean((said - [0, 1, 0]) ** 2), rel=1e-2)
    assert found.brier_last == pytest.approx(2 / 3)
    bins = found.reliability.set_index("low")
    assert bins.index.tolist() == [0.0, 0.2, 0.8]
    assert bins["happened"].tolist() == [0, 1, 0]
    assert bins["said"].tolist() == pytest.approx(said[[2, 1, 0]], abs=2e-3)


def test_it_is_what_the_forecast_says(walking, record):
    rows = record.frame[(record.frame["region"] == "12") & (record.frame["as_of"] > 2012)]
    assert set(rows["tested"]) == {True, False}
    for row in rows.itertuples():
        said = forecast(walking, "12", as_of=row.as_of, goal_year=row.goal_year)
        assert said.method == row.method
        assert said.probability == pytest.approx(row.probability)
        end = said.path.iloc[-1]
        for band in ("low_50", "high_50", "low_80", "high_80", "low_95", "high_95"):
            assert end[band] == pytest.approx(getattr(row, band))


def test_no_later_year_changes_what_was_said(walking, record):
    late = walking["year"] > 2014
    changed = walking.assign(value=walking["value"].where(~late, 1.4 * walking["value"]))
    other = track_record(changed).frame
    then, now = (
        frame[frame["as_of"] <= 2014].set_index(CASE).sort_index()
        for frame in (record.frame, other)
    )
    pd.testing.assert_frame_equal(then[STATED], now[STATED])
    assert then["tested"].any()
    assert (then["outcome"] != now["outcome"]).any()


def test_every_case_is_counted_once(record):
    frame, coverage = record.frame, record.coverage.set_index("horizon")
    assert not frame.duplicated(CASE).any()
    # Four counties, from 2011-2015 to every later year.
    assert len(frame) == 4 * (5 + 4 + 3 + 2 + 1)
    assert coverage["n"].drop(ALL).sum() == coverage.loc[ALL, "n"] == len(frame)
    assert record.reliability["n"].sum() == len(frame)
    assert record.reliability["said"].between(*record.reliability[["low", "high"]].T.values).all()
    assert set(record.reliability["low"]) <= set(EDGES)
    happened = (record.reliability["happened"] * record.reliability["n"]).sum()
    assert happened == pytest.approx(frame["met"].sum())


def test_an_unknown_basis_is_refused(walking):
    with pytest.raises(Misuse, match="Unknown basis"):
        track_record(walking, basis="gdp")


def test_the_table_states_the_finding_of_the_record(by_hand):
    table = track_record_table(by_hand, language="en")
    assert "held in 33 / 67 / 100\u00a0% of cases" in table.caption
    # 31 % were said of the one county that met the goal.
    assert "20–80\u00a0% were not too high: 31\u00a0% on average" in table.caption
    assert "met in 100\u00a0%" in table.caption
    assert table.under == ("1 year ahead", "all years ahead", *["of meeting the goal"] * 3)
    assert table.frame["Happened, %"].tolist() == ["33 / 67 / 100"] * 2 + ["0", "100", "0"]
    assert "3 statements on 3 counties" in table.notes[1]
    assert "ikke for høye" in track_record_table(by_hand).caption
