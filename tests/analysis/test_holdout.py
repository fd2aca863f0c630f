"""The hold-outs: what is hidden and found again, and an interval that covers what it says."""

import numpy as np
import pandas as pd
import pytest

from regionstat.analysis import backtest as tries
from regionstat.analysis.backtest import BY, backtest
from regionstat.analysis.error_model import fit
from regionstat.analysis.estimates import workings
from regionstat.analysis.gradients import ALL, fit_gradients
from regionstat.analysis.holdout import Hidden, hidden, merged
from regionstat.analysis.value_added import COLUMNS, HOMES
from regionstat.errors import Misuse
from regionstat.panel.inputs import inputs_of


@pytest.fixture(scope="module")
def known(panel):
    return workings(inputs_of(panel))


@pytest.fixture(scope="module")
def found(panel):
    return tries.tested(inputs_of(panel))


@pytest.fixture(scope="module")
def trials(found):
    """The old counties inside merged ones, each year by the best key there is."""
    rows = found.trials
    rows = rows[rows["corrected"] & rows["key"].isin(["anchored", "workplace", "interpolated"])]
    return rows[rows["test"] == "merged"]


def one_parent(gva, key, jobs):
    cells = np.zeros((2, len(COLUMNS)))
    wide = np.zeros_like(cells)
    cells[:, : len(gva[0])], wide[:, : len(gva[0])] = gva, key
    ones = np.ones_like(cells)
    return Hidden("50", 2017, "industry", ("16", "17"), cells, wide, np.array(jobs), ones)


def test_a_hold_out_worked_by_hand():
    # Industry 1: 90 by 2 to 1. Industry 2: 30 with nobody in it, by jobs 3 to 1.
    one = one_parent([[80.0, 20.0], [10.0, 10.0]], [[2.0, 0.0], [1.0, 0.0]], [3.0, 1.0])
    assert one.estimate().tolist() == [60 + 22.5, 30 + 7.5]
    assert one.published.tolist() == [100, 20]
    first, second = one.errors()
    assert first == pytest.approx(np.log(100 / 20) - np.log(82.5 / 37.5))
    assert second == pytest.approx(-first)
    # The first is twice as productive in industry 1: 4 to 1.
    assert one.estimate(np.where(one.key > 1, 2.0, 1.0)).tolist() == [72 + 22.5, 18 + 7.5]


def test_the_counties_merged_are_those_of_2018_and_2020():
    assert merged() == {
        "30": ("01", "02", "06"),
        "34": ("04", "05"),
        "38": ("07", "08"),
        "42": ("09", "10"),
        "46": ("12", "14"),
        "50": ("16", "17"),
        "54": ("19", "20"),
    }


def test_what_is_hidden_sums_to_what_is_told(known):
    for one in hidden(known.accounts, known.keys, known.others, "industry"):
        assert one.totals.sum() == pytest.approx(one.published.sum())
        assert one.estimate().sum() == pytest.approx(one.published.sum())


def test_the_interval_covers_what_it_says(trials):
    inside = trials["published"].between(trials["low"], trials["high"])
    assert len(trials) == 176
    assert 0.85 <= inside.mean() <= 0.95
    # Where the city lies, and where it does not.
    assert (inside.groupby(trials["core"]).mean() > 0.8).all()


def test_the_interval_of_what_is_carried_on_covers_what_it_says(found):
    rows = found.trials
    rows = rows[(rows["test"] == "carried") & rows["low"].notna() & rows["horizon"].le(5)]
    inside = rows["published"].between(rows["low"], rows["high"])
    assert 0.85 <= inside.mean() <= 0.96


def test_the_key_alone_puts_cities_too_low_and_the_correction_takes_it_out(found):
    frame = found.frame.set_index([*BY, "area"])["bias_pct"]
    for key in ("workplace", "anchored", "industry"):
        plain, better = (frame["merged", key, corrected, 0, "core"] for corrected in (False, True))
        assert plain < -1.5
        assert abs(better) < abs(plain) / 2
    size = found.frame.set_index([*BY, "area"])["mae_pct"]
    assert (
        size["merged", "workplace", True, 0] < 0.75 * size["merged", "workplace", False, 0]
    ).all()
    assert size["carried", "workplace", True, 1, "all"] < 1.5
    assert found.helps == {"total": True, "industry": True}


def test_one_key_at_a_time_and_no_other(panel, found):
    wages = backtest(panel, "wages")
    assert set(wages.frame["key"]) == {"wages"}
    assert len(wages.frame) == (found.frame["key"] == "wages").sum()
    with pytest.raises(Misuse, match="Unknown key"):
        backtest(panel, "salaries")


def test_an_area_is_not_judged_by_what_it_helped_to_tell(known):
    calibration = known.kind("total")
    inside = calibration.model_without("50")
    assert inside != calibration.model
    all_of_them = fit_gradients(calibration.rates, calibration.sizes)
    others = fit_gradients(calibration.rates, calibration.sizes, ("16", "17"))
    assert (all_of_them.slopes != others.slopes).any()


def made_rates(slope, noise=0.0):
    sizes = {f"{at:02}": float(at) for at in range(12)}
    values = np.array([*sizes.values()])
    table = np.outer(slope * (values - values.mean()), np.ones(len(COLUMNS) + 1))
    table += noise * np.random.default_rng(1).standard_normal(table.shape)
    return pd.DataFrame(table, index=[*sizes], columns=[*COLUMNS, ALL]), sizes


def test_a_slope_is_found_and_what_cannot_be_told_from_all_is_drawn_to_it():
    rates, sizes = made_rates(0.1)
    rates["Industri"] = [0.3 * size for size in sizes.values()]
    exact = fit_gradients(rates, sizes)
    industry = COLUMNS.index("Industri")
    assert exact.common == pytest.approx(0.1)
    assert exact.slopes[industry] == pytest.approx(0.3)
    assert exact.slopes[HOMES] == 0
    noisy, _ = made_rates(0.1)
    noisy["Industri"] = np.random.default_rng(2).standard_normal(12) * 50
    assert fit_gradients(noisy, sizes).slopes[industry] == pytest.approx(0.1)
    # No slope is followed beyond the counties it was seen in.
    assert (exact.lift(np.array([11.0, 99.0]))[0] == exact.lift(np.array([11.0, 99.0]))[1]).all()


def test_the_model_finds_the_scatter_and_drift_it_was_made_with():
    rng = np.random.default_rng(3)
    error = 0.08 * np.sqrt(0.7) * rng.standard_normal(6000)
    parent = np.repeat(np.arange(3000), 2)
    levels = pd.DataFrame({"parent": parent, "area": np.arange(6000), "areas": 2, "error": error})
    horizons = np.repeat([1, 5, 6, 7, 8], 4000)
    scale = np.where(horizons == 1, 0.02, 0.04)
    moves = pd.DataFrame({"horizon": horizons, "error": scale * rng.standard_normal(20000)})
    model = fit(levels.assign(spread=0.7), moves.assign(spread=1.0))
    assert model.tau == pytest.approx(0.08, rel=0.03)
    assert model.freedom == 3000
    assert model.delta == pytest.approx(0.04**2 / (2 * 0.08**2), rel=0.1)
    assert model.phi == pytest.approx(0.75, abs=0.03)
