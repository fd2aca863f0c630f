"""Bands are nested, widen, hold what they promise, and tell the same as the probability."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regionstat.analysis.forecast_bands import (
    LEVELS,
    Calibration,
    bands,
    calibrate,
    covered,
    covered_when_left_out,
    half_width,
    probability,
)

NORMAL = (0.6744897501960817, 1.2815515655446004, 1.959963984540054)
widths = st.lists(st.floats(0.1, 6), min_size=3, max_size=3).map(lambda found: tuple(sorted(found)))
reaches = widths.map(np.array)
errors_of_level = st.floats(0, 0.5)


@given(st.lists(widths, max_size=4), st.lists(st.floats(0.01, 1), min_size=1, max_size=8))
def test_bands_never_shrink_as_the_years_go_by(rows, sds):
    reach = Calibration(tuple(rows)).reach(np.array(sds))
    assert (np.diff(reach, axis=0) >= 0).all()
    assert (np.diff(reach, axis=1) >= 0).all()


@given(reaches, errors_of_level, errors_of_level)
def test_bands_are_nested_and_an_uncertain_level_widens_them(reach, one, other):
    less, more = sorted((one, other))
    narrow, wide = (list(bands(reach, level_error).values()) for level_error in (less, more))
    assert narrow == sorted(narrow)
    assert all(n <= w for n, w in zip(narrow, wide, strict=True))
    assert narrow == pytest.approx(np.hypot(reach, np.array(NORMAL) * less))


@given(reaches, errors_of_level, st.floats(-8, 8), st.floats(-8, 8))
def test_the_higher_the_forecast_the_likelier_the_goal(reach, level_error, one, other):
    low, high = sorted((one, other))
    assert probability(low, reach, level_error) <= probability(high, reach, level_error) + 1e-9
    both = probability(low, reach, level_error) + probability(-low, reach, level_error)
    assume(low != 0)
    assert both == pytest.approx(1)


@given(reaches, errors_of_level, st.sampled_from([*zip(LEVELS, NORMAL, strict=True)]))
def test_the_edge_of_a_band_has_the_probability_of_its_tail(reach, level_error, named):
    level, normal = named
    edge = half_width(reach, level_error, normal)
    # Where two levels share an edge the farther one speaks.
    assume(np.diff(reach, prepend=0).min() > 1e-3)
    assert probability(-edge, reach, level_error) == pytest.approx((1 - level) / 2, abs=1e-6)


def test_a_normal_law_without_calibration():
    reach = Calibration().reach(np.array([0.02, 0.03]))
    assert reach == pytest.approx(np.outer([0.02, 0.03], NORMAL))
    assert probability(-0.03, reach[1], 0.0) == pytest.approx(0.1587, abs=0.02)
    assert probability(-1.96 * 0.05, reach[1], 0.04) == pytest.approx(0.025, abs=1e-4)


@pytest.mark.parametrize(("above", "certain"), [(0.01, 1.0), (-0.01, 0.0), (0.0, 1.0)])
def test_what_is_published_is_above_the_line_or_not(above, certain):
    assert probability(above, np.zeros(3), 0.0) == certain


def errors(sizes, horizon=1):
    regions = [f"r{place % 10}" for place in range(len(sizes))]
    return pd.DataFrame({"region": regions, "horizon": horizon, "error": sizes, "sd": 1.0})


def test_bands_are_widened_to_what_they_promise_and_never_narrowed():
    rng = np.random.default_rng(0)
    found = pd.concat(
        [errors(rng.normal(0, 0.5, 400), 1), errors(rng.normal(0, 2, 400), 2)], ignore_index=True
    )
    calibration = calibrate(found)
    assert calibration.factors.loc[1].tolist() == pytest.approx([1, 1, 1])
    assert calibration.factors.loc[2].tolist() == pytest.approx([2, 2, 2], rel=0.15)
    far = found[found["horizon"] == 2]
    assert covered(far, calibration).mean().tolist() == pytest.approx(LEVELS, abs=0.01)
    assert covered(far, Calibration()).mean()[0.95] < 0.75


def test_a_county_has_no_say_in_the_bands_it_is_tested_by():
    sizes = np.full(20, 0.1)
    found = errors(sizes).assign(error=np.where(errors(sizes)["region"] == "r3", 50.0, 0.1))
    held = covered_when_left_out(found)
    assert held[found["region"] == "r3"].eq(0).all(axis=None)
    assert held[found["region"] != "r3"].eq(1).all(axis=None)
    alone = covered_when_left_out(found[found["region"] == "r3"])
    assert alone.isna().all(axis=None)
