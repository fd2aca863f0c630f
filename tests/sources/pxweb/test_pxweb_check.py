"""An answer is believed only when it is exactly what was asked."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pxweb_fakes import answering, dataset, query

from regionstat.errors import RegionstatError, SourceChanged, SourceUnavailable
from regionstat.sources.pxweb.check import check_answer
from regionstat.sources.pxweb.query import Chosen, Query

ASKED = query(Region=["0301", "4601"], ContentsCode=["Personer"], Tid=["2023", "2024"])
CODES = {chosen.code: list(chosen.codes) for chosen in ASKED.variables}


def check(body, asked=ASKED):
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    return check_answer(body, asked, name="part 1 of table 90001")


def test_what_was_asked_is_believed():
    header = check(answering(ASKED))
    assert header.table == "90001"
    assert header.updated == "2026-02-25T07:00:00Z"
    assert header.dimensions == ("Region", "ContentsCode", "Tid")
    assert header.labels["Region"] == {"0301": "0301 label", "4601": "4601 label"}
    assert header.contents["Personer"].unit == "personer"
    assert header.contents["Personer"].price_type == "NotApplicable"


def test_the_order_of_dimensions_and_codes_is_the_servers():
    turned = {"Tid": ["2024", "2023"], "Region": ["4601", "0301"], "ContentsCode": ["Personer"]}
    assert check(dataset(turned)).dimensions == ("Tid", "Region", "ContentsCode")


def test_a_variable_totalled_silently_is_refused():
    rest = {key: codes for key, codes in CODES.items() if key != "Region"}
    with pytest.raises(SourceChanged, match=r"'Region' was asked for .* totalled silently"):
        check(dataset(rest))


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"Kjonn": ["0"]}, "'Kjonn' is in the answer and was not asked for"),
        ({"Region": ["0301"]}, "'Region' lacks '4601'"),
        ({"Region": ["0301", "4601", "5001"]}, "'Region' has '5001', which nobody asked for"),
        ({"Region": ["0301", "4602"]}, "'Region' lacks '4601'"),
        ({"Tid": ["2022", "2023"]}, "'Tid' lacks '2024'"),
    ],
)
def test_other_variables_and_codes_are_refused(changed, found):
    with pytest.raises(SourceChanged) as refusal:
        check(dataset(CODES | changed))
    assert found in str(refusal.value)


def test_another_table_is_refused():
    with pytest.raises(SourceChanged, match="the answer is table 99999, not 90001"):
        check(answering(ASKED, table="99999"))


def test_an_answer_without_extension_is_taken():
    assert check(answering(ASKED, extension=None)).table == "90001"


def test_made_up_contents_are_taken_only_where_the_table_has_none():
    asked = query(Tid=["2023"])
    made_up = dataset({"ContentsCode": ["EliminatedValue"], "Tid": ["2023"]})
    with pytest.raises(SourceChanged, match="'ContentsCode' is in the answer"):
        check(made_up, asked)
    without = Query("90001", (Chosen("Tid", ("2023",), role="time"),), has_contents=False)
    assert check(made_up, without).contents == {}
    real = dataset({"ContentsCode": ["Personer"], "Tid": ["2023"]})
    with pytest.raises(SourceChanged, match="'ContentsCode' is in the answer"):
        check(real, without)


@pytest.mark.parametrize("value", [[1, None, 2.5, -3e-7], {"0": 1.5, "3": None}, {}])
def test_dense_and_sparse_values_are_counted(value):
    assert check(answering(ASKED, value=value))


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ([1, 2, 3], "3 values for 4 cells"),
        ([1, 2, 3, 4, 5], "5 values for 4 cells"),
        ([], "0 values for 4 cells"),
        (["1,5", "2", "3"], "no list of numbers"),
        ([{}, {}, {}, {}], "no list of numbers"),
        ([[1, 2], [3, 4]], "no list of numbers"),
        (7, "no list of numbers"),
        ({"4": 1}, "outside its 4 cells"),
        ({"-1": 1}, "outside its 4 cells"),
        ({"x": 1}, "another shape"),
    ],
)
def test_another_number_of_values_is_refused(value, found):
    with pytest.raises(SourceUnavailable) as refusal:
        check(answering(ASKED, value=value))
    assert found in str(refusal.value)


def test_sizes_that_contradict_the_categories_are_refused():
    with pytest.raises(SourceUnavailable, match="its sizes are"):
        check(answering(ASKED, size=[2, 1, 3]))


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<!DOCTYPE html>\n<html>Vedlikehold", "it begins with '<!DOCTYPE html> <html>Vedlike"),
        (b"", "it begins with nothing"),
        (b'{"error": "Parameter error"}', "another shape"),
        (answering(ASKED)[:-40], "cut short"),
        (answering(ASKED).replace(b"dataset", b"collection"), "of class 'collection'"),
        (answering(ASKED).replace(b'"value": [', b'"value": [x'), "it is not whole JSON"),
    ],
)
def test_what_is_no_table_is_refused_with_its_first_words(body, found):
    with pytest.raises(SourceUnavailable, match="it did not answer with a table") as refusal:
        check(body)
    assert found in str(refusal.value)


@given(st.integers(0, len(answering(ASKED)) - 1), st.binary(min_size=1, max_size=2))
def test_damage_is_refused_or_leaves_what_was_asked(place, junk):
    body = answering(ASKED)
    try:
        header = check(body[:place] + junk + body[place + 1 :])
    except RegionstatError:
        return
    assert {code: set(labels) for code, labels in header.labels.items()} == {
        code: set(codes) for code, codes in CODES.items()
    }
