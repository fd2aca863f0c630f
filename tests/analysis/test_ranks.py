"""Sets of ranks: they hold the rank, shrink with the errors, and cover as often as they say."""

from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from regionstat.analysis.ranks import errors_drawn, errors_of, rank_sets
from regionstat.errors import Misuse

FEW = {"draws": 200}


def series(numbers):
    return pd.Series(list(numbers), index=[f"r{n}" for n in range(len(numbers))], dtype="float64")


def sets(values, errors, **how):
    return rank_sets(series(values), series(errors), **{**FEW, **how}).frame


cases = st.integers(1, 6).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(-50, 50), min_size=n, max_size=n),
        st.lists(st.sampled_from([0.0, 0.5, 3.0, 20.0]), min_size=n, max_size=n),
    )
)
anyhow = st.fixed_dictionaries(
    {"better": st.sampled_from(["higher", "lower"]), "simultaneous": st.booleans()}
)


# --- worked by hand -------------------------------------------------------------------------------


def test_two_are_compared_by_the_normal_quantile():
    # One pair: the quantile is 1.645, the standard error of the difference 5.
    errors = pd.Series({"a": 3.0, "b": 4.0})
    near, apart = (
        rank_sets(pd.Series({"a": 0.0, "b": gap}), errors, draws=200_000).frame
        for gap in (8.1, 8.4)
    )
    assert near["level_with"].to_dict() == {"a": ("b",), "b": ("a",)}
    assert near[["rank", "low", "high"]].to_numpy().tolist() == [[2, 1, 2], [1, 1, 2]]
    assert apart["level_with"].to_dict() == {"a": (), "b": ()}


@pytest.mark.parametrize(("quantile", "count"), [(2.291, 4), (2.052, 3)])
def test_equal_errors_are_compared_by_the_studentised_range(quantile, count):
    # Tukey's table at 90 % with infinite degrees of freedom, over the root of 2.
    gap = quantile * np.sqrt(2)
    others = [100.0, 200.0][: count - 2]
    for wide, level in ((0.98, True), (1.02, False)):
        found = sets([0.0, wide * gap, *others], [1.0] * count, draws=100_000)
        assert ("r1" in found.loc["r0", "level_with"]) is level


def test_one_region_alone_needs_less_than_all_at_once():
    values, errors = [0.0, 3.1, 10.0, 20.0], [1.0] * 4
    assert sets(values, errors, draws=20_000).loc["r0", "high"] == 4
    assert sets(values, errors, draws=20_000).loc["r0", "low"] == 3
    assert sets(values, errors, draws=20_000, simultaneous=False).loc["r0", "low"] == 4


def test_an_error_counts_on_the_side_of_the_other():
    values, none = pd.Series({"a": 0.0, "b": 10.0}), pd.Series({"a": 0.0, "b": 0.0})
    wide = pd.Series({"a": 9.0, "b": 0.0})
    assert rank_sets(values, wide, none).frame.loc["a", "level_with"] == ()
    assert rank_sets(values, none, wide).frame.loc["a", "level_with"] == ("b",)


def test_the_errors_of_an_interval_are_those_whose_ends_are_at_90_per_cent():
    rows = pd.DataFrame({"value": [1.0, 2.0], "low": [0.0, np.nan], "high": [3.0, np.nan]})
    below, above = errors_of(rows)
    assert below.tolist() == pytest.approx([1 / 1.6449, 0], abs=1e-4)
    assert above.tolist() == pytest.approx([2 / 1.6449, 0], abs=1e-4)
    drawn = errors_drawn(below.to_numpy(), above.to_numpy(), 100_000)
    assert (drawn[:, 1] == 0).all()
    assert np.quantile(drawn[:, 0], [0.05, 0.5, 0.95]) == pytest.approx([-1, 0, 2], abs=0.03)


# --- what holds of all ----------------------------------------------------------------------------


@settings(max_examples=30)
@given(cases, anyhow)
def test_the_set_holds_the_rank_and_is_as_long_as_the_list_of_the_level(case, how):
    found = sets(*case, **how)
    assert (found["low"] <= found["rank"]).all()
    assert (found["rank"] <= found["high"]).all()
    assert (found["high"] - found["low"]).tolist() == [len(one) for one in found["level_with"]]
    assert found["low"].min() == 1
    assert found["high"].max() == len(found)


@settings(max_examples=30)
@given(cases, st.sampled_from(["higher", "lower"]))
def test_without_errors_the_set_is_the_rank_and_ties_share_it(case, better):
    values = case[0]
    found = sets(values, [0.0] * len(values), better=better)
    sign = 1 if better == "higher" else -1
    places = sorted((sign * v for v in values), reverse=True)
    for value, row in zip(values, found.itertuples(), strict=True):
        first = 1 + places.index(sign * value)
        assert (row.rank, row.low) == (first, first)
        assert row.high == first + values.count(value) - 1


@settings(max_examples=20)
@example(
    ([0.0, 0.0, 0.0, 0.0, 38.0], [0.0, 0.0, 0.0, 20.0, 20.0]),
    {"better": "higher", "simultaneous": False},
    Random(1),
)
@given(cases, anyhow, st.randoms(use_true_random=False))
def test_the_order_of_the_regions_does_not_matter(case, how, random):
    found = rank_sets(series(case[0]), series(case[1]), **FEW, **how).frame
    mixed = list(found.index)
    random.shuffle(mixed)
    again = rank_sets(series(case[0])[mixed], series(case[1])[mixed], **FEW, **how).frame
    for name in ("rank", "low", "high"):
        assert again[name].loc[found.index].tolist() == found[name].tolist()
    for one in found.index:
        assert set(again.loc[one, "level_with"]) == set(found.loc[one, "level_with"])


@settings(max_examples=20)
@given(cases, anyhow, st.sampled_from([0.25, 2.0, 1024.0]), st.integers(-8, 8))
def test_the_unit_and_the_zero_of_the_scale_do_not_matter(case, how, factor, shift):
    values, errors = case
    moved = sets([factor * (v + shift) for v in values], [factor * e for e in errors], **how)
    pd.testing.assert_frame_equal(moved, sets(values, errors, **how))


@settings(max_examples=20)
@given(cases, anyhow)
def test_turning_the_scale_round_turns_better_round(case, how):
    other = {"higher": "lower", "lower": "higher"}[how["better"]]
    turned = sets([-v for v in case[0]], case[1], **{**how, "better": other})
    pd.testing.assert_frame_equal(turned, sets(*case, **how))


@settings(max_examples=20)
@given(st.integers(1, 6), anyhow)
def test_equal_values_have_all_ranks_and_far_ones_have_one(count, how):
    equal = sets([7.0] * count, [1.0] * count, **how)
    assert (equal["low"] == 1).all()
    assert (equal["high"] == count).all()
    far = sets([100.0 * n for n in range(count)], [1.0] * count, **how)
    assert (far["low"] == far["high"]).all()


@settings(max_examples=20)
@given(cases, anyhow)
def test_a_higher_level_tells_no_more_apart(case, how):
    strict, loose = (sets(*case, **how, level=level) for level in (0.99, 0.6))
    assert (strict["low"] <= loose["low"]).all()
    assert (strict["high"] >= loose["high"]).all()


def test_what_is_closer_than_the_printed_step_is_level():
    found = sets([6.0, 6.004, 6.02], [0.0] * 3, step=0.01)
    assert found["level_with"].tolist() == [("r1",), ("r0",), ()]
    assert found["rank"].tolist() == [2, 2, 1]


# --- how often the sets are right -----------------------------------------------------------------


@pytest.mark.parametrize(("skew", "simultaneous"), [(1.0, False), (2.5, True)])
def test_the_sets_cover_the_true_ranks_as_often_as_they_say(skew, simultaneous):
    truth = np.array([0.0, 0.3, 0.6, 2.0])
    below, above = series([0.3, 0.5, 0.2, 0.8]), series([0.3, 0.5, 0.2, 0.8]) * skew
    ranks = series([4, 3, 2, 1])
    repeats, rng, right = 200, np.random.default_rng(5), 0
    for _ in range(repeats):
        z = rng.standard_normal(4)
        error = np.where(z < 0, z * below, z * above)
        found = rank_sets(
            series(truth - error), below, above, simultaneous=simultaneous, draws=500
        ).frame
        held = (found["low"] <= ranks) & (ranks <= found["high"])
        right += held.all() if simultaneous else held.iloc[1]
    # Two standard errors of 200 trials below the nominal level.
    assert right / repeats >= 0.9 - 2 * np.sqrt(0.09 / repeats)


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "errors", "told"),
    [
        ({"a": np.nan, "b": 1.0}, {"a": 1.0, "b": 1.0}, "up: a"),
        ({"a": 1.0, "b": 1.0}, {"a": 1.0}, "up: b"),
        ({"a": 1.0, "b": 1.0}, {"a": -1.0, "b": 1.0}, "up: a"),
        ({"a": 1.0, "b": 1.0}, {"a": np.inf, "b": 1.0}, "up: a"),
    ],
)
def test_what_has_no_value_or_no_error_is_refused(values, errors, told):
    with pytest.raises(Misuse, match=told):
        rank_sets(pd.Series(values), pd.Series(errors))


@pytest.mark.parametrize("level", [0.0, 1.0, 90])
def test_a_level_is_between_none_and_all(level):
    with pytest.raises(Misuse, match="level"):
        sets([1.0], [1.0], level=level)
