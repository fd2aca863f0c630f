"""Sharing out: totals kept in every draw, whatever the order and however a block is divided."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from regionstat.analysis.allocation import allocate, by_industry, filled
from regionstat.analysis.error_model import Effects, ErrorModel
from regionstat.analysis.labour_market import Markets
from regionstat.analysis.value_added import YearAccounts, productivity

KEYS = arrays("int64", (6, 3), elements=st.integers(0, 100)).map(lambda key: key.astype(float))
TOTALS = arrays("float64", (2, 3), elements=st.floats(1, 1000))
INSIDE = np.array([0, 1, 0, 1, 1, 0])
BOTH = np.array([True, True, False])


def draws_of(seed, blocks=6):
    return np.exp(0.3 * np.random.default_rng(seed).standard_normal((blocks, 5)))


def test_a_toy_economy_worked_by_hand():
    # One county: industry 90, homes 30. Two blocks: 2 and 1 employed, 1 and 3 people.
    totals, key = np.array([[90.0, 30.0]]), np.array([[2.0, 1.0], [1.0, 3.0]])
    inside = np.array([0, 0])
    assert by_industry(totals, key, inside).tolist() == [[60.0, 7.5], [30.0, 22.5]]
    # The second block doubles its productivity: 2 against 2, so 45 each; homes stay.
    lift, level = np.array([[1.0], [2.0]]), np.array([True, False])
    whole, part = allocate(totals, key, inside, lift, level, np.array([[[1.0], [0.0]]]))
    assert whole.ravel().tolist() == [52.5, 67.5]
    assert part.ravel().tolist() == [45.0, 45.0]


@given(KEYS, TOTALS, st.integers(0, 99))
@settings(max_examples=30)
def test_every_total_is_kept_in_every_draw(key, totals, seed):
    key = filled(key, np.arange(1.0, 7.0), INSIDE)
    whole, _ = allocate(totals, key, INSIDE, draws_of(seed), BOTH)
    for county in (0, 1):
        assert whole[county == INSIDE].sum(axis=0) == pytest.approx(totals[county].sum())
        point = by_industry(totals, key, INSIDE)[county == INSIDE].sum(axis=0)
        assert point == pytest.approx(totals[county])


@given(KEYS, TOTALS, st.permutations(range(6)))
@settings(max_examples=20)
def test_the_order_of_blocks_changes_nothing(key, totals, order):
    key, lift = filled(key, np.ones(6), INSIDE), draws_of(1)
    whole, _ = allocate(totals, key, INSIDE, lift, BOTH)
    moved, _ = allocate(totals, key[order], INSIDE[order], lift[order], BOTH)
    assert moved == pytest.approx(whole[order])


@given(KEYS, TOTALS, st.floats(0.05, 0.95))
@settings(max_examples=20)
def test_a_block_divided_in_two_is_worth_what_it_was(key, totals, part):
    key, lift = filled(key, np.ones(6), INSIDE), draws_of(2)
    whole, _ = allocate(totals, key, INSIDE, lift, BOTH)
    halves = np.vstack([key[0] * part, key[0] * (1 - part), key[1:]])
    divided, _ = allocate(totals, halves, INSIDE[[0, *range(6)]], lift[[0, *range(6)]], BOTH)
    assert divided[0] + divided[1] == pytest.approx(whole[0])
    assert divided[2:] == pytest.approx(whole[1:])


def test_an_industry_without_a_key_is_shared_by_the_spare_one_and_is_never_lost():
    key = filled(np.array([[0.0], [0.0]]), np.array([3.0, 1.0]), np.array([0, 0]))
    assert by_industry(np.array([[8.0]]), key, np.array([0, 0])).ravel().tolist() == [6.0, 2.0]


def test_a_block_in_no_county_has_no_value():
    lift = np.ones((2, 1))
    whole, _ = allocate(np.array([[8.0]]), np.ones((2, 1)), np.array([0, -1]), lift, BOTH[:1])
    assert whole[0, 0] == 8
    assert np.isnan(whole[1, 0])


def test_what_is_suppressed_lends_the_productivity_of_all():
    # Two counties of 10 employed each; the second makes 60 of 100 and hides its first industry.
    cells = np.array([[30.0, 10.0, 0.0], [np.nan, 20.0, 40.0]])
    accounts = YearAccounts(("01", "02"), cells, ("", ""))
    found = productivity(accounts, np.full((2, 3), 10.0), np.array([10.0, 10.0]))
    assert found[0] == pytest.approx([2.0, 2 / 3, 0.8])
    assert found[1] == pytest.approx([1.2, 4 / 3, 1.2])


def test_dividing_a_municipality_leaves_its_interval_as_wide_as_it_was():
    model = ErrorModel(tau=0.06, freedom=8, delta=0.2, phi=0.6)
    jobs = np.array([40_000.0, 3_000.0, 500.0])
    one = Effects(model, Markets(np.zeros(3), np.array([0, 0, 1])), jobs, 4000)
    halves = np.array([20_000.0, 20_000.0, 3_000.0, 500.0])
    two = Effects(model, Markets(np.zeros(4), np.array([0, 0, 0, 1])), halves, 4000)
    whole, parts = one.of_year(2017), two.of_year(2017)
    assert parts[:2].mean(axis=0).std() == pytest.approx(whole[0].std(), rel=0.05)
    assert parts[2].std() == pytest.approx(whole[1].std(), rel=0.05)
    # Small ones are wider; what is common to a labour market is common.
    assert whole[2].std() > whole[0].std()
    assert np.corrcoef(whole[0], whole[1])[0, 1] > 0.5 > abs(np.corrcoef(whole[0], whole[2])[0, 1])
