"""A table cut into parts comes together again, by code, and a contradiction is refused."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.errors import SourceChanged
from regionstat.tables.assemble import assemble, decode_parts
from regionstat.tables.jsonstat import decode


def answer(rows, columns, cell, *, updated="2026-02-25T07:00:00Z", rename=None, unit="personer"):
    """A two-dimensional answer whose cell (r, c) is `cell(r, c)`, a number or a sign."""
    found = [cell(r, c) for r in rows for c in columns]
    names = {r: f"Sted {r}" for r in rows} | (rename or {})
    return json.dumps(
        {
            "version": "2.0",
            "class": "dataset",
            "updated": updated,
            "id": ["Region", "ContentsCode", "Tid"],
            "size": [len(rows), 1, len(columns)],
            "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
            "dimension": {
                "Region": {"category": {"index": list(rows), "label": names}},
                "ContentsCode": {
                    "category": {"index": ["N"], "unit": {"N": {"base": unit, "decimals": 0}}}
                },
                "Tid": {"category": {"index": list(columns)}},
            },
            "value": [None if isinstance(one, str) else one for one in found],
            "status": {str(i): one for i, one in enumerate(found) if isinstance(one, str)},
            "extension": {"px": {"tableid": "90001"}},
        }
    ).encode()


def number(row, column):
    """Every cell another number; some are missing, each with a sign."""
    found = int(row) * 100 + int(column)
    return (":", "..")[found % 2] if found % 7 == 0 else found


CODES = [f"{code:04}" for code in range(1, 9)]
YEARS = [str(year) for year in range(2010, 2016)]


@settings(max_examples=30)
@given(
    cuts=st.sets(st.integers(1, len(CODES) - 1)),
    years=st.sets(st.integers(1, len(YEARS) - 1)),
    order=st.randoms(use_true_random=False),
)
def test_parts_in_any_order_hold_the_cells_of_the_whole(cuts, years, order):
    whole = decode(answer(CODES, YEARS, number))
    parts = [
        answer(rows, columns, number)
        for rows in np.split(CODES, sorted(cuts))
        for columns in np.split(YEARS, sorted(years))
    ]
    parts = [part for part in parts if part]
    order.shuffle(parts)
    found = decode_parts(parts)
    keys = ["Region", "ContentsCode", "Tid"]
    columns = [*keys, "Region_label", "value", "status"]
    left, right = (
        t.frame[columns].astype({c: "str" for c in columns if c != "value"}).sort_values(keys)
        for t in (whole, found)
    )
    pd.testing.assert_frame_equal(left.reset_index(drop=True), right.reset_index(drop=True))
    assert found.contents == whole.contents
    assert found.updated == whole.updated


def test_parts_in_the_order_of_the_requests_give_the_frame_of_the_whole():
    whole = decode(answer(CODES, YEARS, number))
    found = decode_parts([answer(CODES[:3], YEARS, number), answer(CODES[3:], YEARS, number)])
    pd.testing.assert_frame_equal(found.frame, whole.frame, check_categorical=False)
    assert [*found.dimensions["Region"].codes] == CODES


def test_a_part_whose_codes_are_apart_in_the_whole_lies_where_they_are():
    whole = decode(answer(CODES[:3], YEARS, number))
    cuts = [(CODES[:3], YEARS[:2]), ([CODES[0], CODES[2]], YEARS[2:]), ([CODES[1]], YEARS[2:])]
    found = decode_parts([answer(rows, columns, number) for rows, columns in cuts])
    pd.testing.assert_frame_equal(found.frame, whole.frame, check_categorical=False)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"updated": "2026-02-26T07:00:00Z"}, "`updated` of part 2 differs"),
        ({"unit": "1 000 personer"}, "`contents` of part 2 differs"),
    ],
)
def test_parts_that_tell_different_things_are_refused(other, message):
    parts = [answer(CODES[:3], YEARS, number), answer(CODES[3:], YEARS, number, **other)]
    with pytest.raises(SourceChanged, match=message):
        decode_parts(parts)


def test_a_code_with_two_names_is_refused():
    parts = [
        answer(CODES[:3], YEARS[:2], number),
        answer(CODES[:3], YEARS[2:], number, rename={"0002": "Annet"}),
    ]
    with pytest.raises(SourceChanged, match="'0002' of Region is called 'Sted 0002' and 'Annet'"):
        decode_parts(parts)


def test_a_part_that_lacks_is_refused():
    parts = [answer(CODES[:3], YEARS[:2], number), answer(CODES[3:], YEARS[2:], number)]
    with pytest.raises(SourceChanged, match="its parts have 26 cells, its categories make 48"):
        decode_parts(parts)


def test_a_cell_in_two_parts_is_refused():
    parts = [
        answer(CODES[:2], YEARS[:2], number),
        answer(CODES[:1], YEARS[:1], number),
        answer(CODES[:1], YEARS[2:3], number),
    ]
    with pytest.raises(SourceChanged, match="a cell stands in two of its parts"):
        assemble([decode(part) for part in parts])
