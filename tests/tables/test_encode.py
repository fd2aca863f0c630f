"""What is written as JSON-stat is read back: every cell, sign, label, unit, and the gaps."""

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.errors import SourceChanged
from regionstat.register import register
from regionstat.tables import decode
from regionstat.tables.encode import ORIGIN, count_missing, encode
from regionstat.tables.expect import expect
from regionstat.tables.exports import SIGNS, Cell, Export

SOURCE = register().sources["county_accounts"]
PLACES = {
    "Region": ["03", "16", "17", "50"],
    "NACE2007": ["A", "B-C", "næring"],
    "ContentsCode": sorted(SOURCE.units),
    "Tid": ["2008", "2009", "2019"],
}


def printed(number):
    """Print a number as a CSV has it: with or without decimals, never with an exponent."""
    return f"{number:.2f}" if isinstance(number, float) else str(number)


numbers = st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6)
filled = st.builds(Cell, numbers.map(printed), st.sampled_from(["", "*"]))
missing = st.builds(Cell, st.just(""), st.sampled_from(sorted(SIGNS)))
labels = st.text(st.characters(codec="utf-8"), min_size=1, max_size=5)


@st.composite
def exports(draw):
    keys = st.tuples(*map(st.sampled_from, PLACES.values()))
    cells = draw(st.dictionaries(keys, filled | missing, min_size=1, max_size=30))
    named = {
        dim: draw(st.dictionaries(st.sampled_from(codes), labels)) for dim, codes in PLACES.items()
    }
    return Export(tuple(PLACES), cells, named)


@settings(max_examples=40)
@given(exports())
def test_every_cell_sign_label_and_unit_comes_back(export):
    table = expect(decode(encode(export, SOURCE)), SOURCE)
    frame = table.frame
    keys = list(zip(*(frame[dim] for dim in PLACES), strict=True))
    found = dict(zip(keys, zip(frame["value"], frame["status"], strict=True), strict=True))
    assert keys == list(product(*(sorted({key[i] for key in export.cells}) for i in range(4))))
    for key, (value, sign) in found.items():
        cell = export.cells.get(key, Cell("", ""))
        assert sign == cell.status
        assert value == float(cell.text) if cell.text else value != value
    for dim in PLACES:
        named = dict(zip(frame[dim], frame[f"{dim}_label"], strict=True))
        assert named == {code: export.labels[dim].get(code, code) for code in named}
    for code, content in table.contents.items():
        assert (content.unit, content.price_type) == (SOURCE.units[code], SOURCE.price[code])


@settings(max_examples=40)
@given(exports())
def test_the_same_cells_in_another_order_are_the_same_bytes(export):
    backwards = Export(export.dimensions, dict(reversed(export.cells.items())), export.labels)
    assert encode(backwards, SOURCE) == encode(export, SOURCE)


@settings(max_examples=40)
@given(exports())
def test_a_thin_table_is_written_sparse(export):
    written = json.loads(encode(export, SOURCE))
    cells = 1
    for size in written["size"]:
        cells *= size
    share = sum(cell.text != "" for cell in export.cells.values()) / cells
    assert isinstance(written["value"], dict) == (share < 0.3)


def one(**changes):
    key = ("16", "A", "gva", "2009")
    return Export(tuple(PLACES), {key: Cell("12.50", "")}, **changes)


def test_decimals_are_those_that_were_printed():
    assert decode(encode(one(), SOURCE)).contents["gva"].decimals == 2


def test_notes_on_a_category_come_back():
    table = decode(encode(one(notes={"NACE2007": {"A": ("level: 0", "level: 1")}}), SOURCE))
    notes = table.dimensions["NACE2007"].category_notes["A"]
    assert [note.text for note in notes] == ["level: 0", "level: 1"]


def test_it_says_that_it_is_transcribed_and_of_which_vintage():
    data = encode(one(), SOURCE)
    said = json.loads(data)["extension"]["regionstat"]
    assert said == {"origin": ORIGIN, "vintage": SOURCE.vintage}
    assert [note.mandatory for note in decode(data).notes] == [True, True]


def test_places_by_name_are_no_codes_of_regions():
    by_name = [one for one in register().sources.values() if one.regions == "names"]
    for source in by_name:
        contents = next(iter(source.units))
        key = tuple(contents if dim == "ContentsCode" else "x" for dim in source.dimensions)
        written = encode(Export(source.dimensions, {key: Cell("1", "")}), source)
        assert "geo" not in decode(written).roles
    assert decode(encode(one(), SOURCE)).roles["geo"] == ("Region",)


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (b'"mill. kr, current basic prices"', b'"kr"', "the unit of 'gva' is 'kr'"),
        (b'"gva":"Current"', b'"gva":"Fixed"', "the price type of 'gva' is 'Fixed'"),
        (b'"gva"', b'"new"', "it has the contents 'new'"),
        (b'"NACE2007"', b'"NACE"', "its dimensions are Region, NACE, ContentsCode, Tid"),
    ],
)
def test_a_table_that_is_not_what_the_register_says_is_refused(before, after, found):
    data = encode(one(), SOURCE)
    assert before in data
    with pytest.raises(SourceChanged, match=found):
        expect(decode(data.replace(before, after)), SOURCE)


def test_missing_cells_are_counted_by_sign():
    nan = float("nan")
    signs = [":", ":", "", "", "*"]
    assert count_missing([nan, nan, nan, 1.0, 2.0], signs) == {"": 1, ":": 2}
