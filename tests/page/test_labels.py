"""Labels never overlap, never change places, and stay inside while there is room."""

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from regionstat.page.labels import spread

wanted = st.lists(st.floats(-100, 100), max_size=12)
gaps = st.floats(0.01, 20)
LOW, HIGH = -100.0, 100.0


def room_for(places, gap):
    return (len(places) - 1) * gap <= HIGH - LOW


@given(wanted, gaps)
def test_the_order_is_kept_and_ties_keep_theirs(places, gap):
    found = spread(places, gap, LOW, HIGH)
    order = sorted(range(len(places)), key=lambda i: places[i])
    assert sorted(range(len(found)), key=lambda i: found[i]) == order


@given(wanted, gaps)
def test_neighbours_are_far_enough_apart(places, gap):
    found = sorted(spread(places, gap, LOW, HIGH))
    for lower, upper in itertools.pairwise(found):
        assert upper - lower >= gap * (1 - 1e-9)


@given(wanted, gaps)
def test_they_stay_inside_while_there_is_room(places, gap):
    found = spread(places, gap, LOW, HIGH)
    assert all(place >= LOW for place in found)
    if room_for(places, gap):
        assert all(place <= HIGH + 1e-9 for place in found)


@given(wanted, gaps)
def test_what_does_not_overlap_is_left_alone(places, gap):
    ordered = sorted(places)
    assume(all(b - a >= gap for a, b in itertools.pairwise(ordered)))
    assert spread(places, gap, LOW, HIGH) == pytest.approx(places)


def test_two_that_collide_move_as_little_as_they_must():
    assert spread([5.0, 5.5, 50.0], 2, 0, 100) == [5, 7, 50]
    assert spread([99.0, 100.0], 2, 0, 100) == [98, 100]
