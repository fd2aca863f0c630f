"""Splitting: nothing lost, nothing twice, nothing over the limit, and no request too many."""

from functools import cache
from itertools import product
from math import ceil, prod

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from pxweb_fakes import query

from regionstat.errors import Misuse
from regionstat.sources.pxweb import split
from regionstat.sources.pxweb.boxes import cut


@st.composite
def boxes(draw, most=9):
    sizes = draw(st.lists(st.integers(1, most), min_size=1, max_size=3))
    return tuple(sizes), draw(st.integers(1, prod(sizes) + 1))


@given(boxes())
def test_boxes_are_disjoint_and_fill_the_whole(case):
    sizes, limit = case
    found = cut(sizes, limit)
    cells = [cell for box in found for cell in product(*box)]
    assert len(cells) == len(set(cells)) == prod(sizes)
    assert set(cells) == set(product(*map(range, sizes)))
    assert all(0 < prod(map(len, box)) <= limit for box in found)


def fewest(sizes, limit):
    """Try every sequence of straight cuts."""

    @cache
    def of(box):
        if prod(box) <= limit:
            return 1
        return min(
            of((*box[:axis], height, *box[axis + 1 :]))
            + of((*box[:axis], size - height, *box[axis + 1 :]))
            for axis, size in enumerate(box)
            for height in range(1, size)
        )

    return of(sizes)


@given(boxes(most=8))
# Strips of strips, of any heights, take one more.
@example(((5, 10), 14))
@example(((2, 4, 4), 3))
def test_a_small_box_is_cut_into_the_fewest(case):
    sizes, limit = case
    assert len(cut(sizes, limit)) == fewest(sizes, limit)


@settings(max_examples=20)
@given(st.lists(st.integers(1, 1200), min_size=1, max_size=3), st.integers(1, 10**6))
def test_a_large_box_is_never_worse_than_equal_strips_along_one_axis(sizes, limit):
    cells = prod(sizes)
    assume(cells / limit < 2000)
    strips = [ceil(n / (limit // (cells // n))) for n in sizes if cells // n <= limit]
    found = len(cut(tuple(sizes), limit))
    assert ceil(cells / limit) <= found <= min(strips, default=cells)


@pytest.mark.parametrize(
    ("sizes", "limit", "parts"),
    [
        # Commuting: 951 x 951 municipalities, 24 years, 800,000 cells.
        ((951, 951), 800_000 // 24, 28),
        # Equal strips along one axis would take 167 and an even grid 152.
        ((1000, 1000), 6_666, 151),
        ((994, 2, 106), 20_000, 11),
        ((0, 5), 3, 1),
    ],
)
def test_known_boxes(sizes, limit, parts):
    assert len(cut(sizes, limit)) == parts


# --- queries ---------------------------------------------------------------------------------


def codes(count):
    return [f"{place:04d}" for place in range(count)]


def asked(part):
    """Every cell a query asks for, by code."""
    return list(product(*([(c.code, code) for code in c.codes] for c in part.variables)))


@given(
    st.integers(1, 12), st.integers(1, 6), st.integers(1, 3), st.integers(1, 4), st.integers(1, 99)
)
def test_parts_ask_for_every_cell_once_and_leave_contents_and_time_whole(r, a, c, t, limit):
    whole = query(Region=codes(r), ContentsCode=codes(c), Alder=codes(a), Tid=codes(t))
    assume(c * t <= limit)
    parts = split(whole, limit)
    cells = [cell for part in parts for cell in asked(part)]
    assert sorted(cells) == sorted(asked(whole))
    assert len(parts) >= ceil(whole.cells / limit)
    for part in parts:
        assert 0 < part.cells <= limit
        assert [v.code for v in part.variables] == [v.code for v in whole.variables]
        assert part.variables[1] == whole.variables[1]
        assert part.variables[3] == whole.variables[3]
        assert all(list(v.codes) == sorted(v.codes) for v in part.variables)


def test_a_query_within_the_limit_stays_one():
    whole = query(Region=codes(10), Tid=codes(2))
    assert split(whole, 20) == (whole,)


def test_contents_and_periods_over_the_limit_are_refused_with_the_periods_that_fit():
    whole = query(Region=codes(2), ContentsCode=codes(4), Tid=codes(30))
    with pytest.raises(Misuse, match=r"4 contents x 30 periods .* Ask for 25 periods at most"):
        split(whole, 100)
    with pytest.raises(Misuse, match="Ask for fewer contents"):
        split(whole, 3)
