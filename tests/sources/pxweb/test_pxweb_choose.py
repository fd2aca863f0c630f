"""Choosing: mistakes found here, before anything is sent."""

import pytest
from pxweb_fakes import meta, variable

from regionstat.errors import Misuse
from regionstat.sources.pxweb import choose
from regionstat.sources.pxweb.choose import codelist_id
from regionstat.sources.pxweb.query import Chosen, CodeList

ALL = {"Region": ["*"], "ContentsCode": ["*"], "Tid": ["*"]}


def counties(*members):
    codes = tuple(f"F-{n}" for n in range(len(members)))
    return CodeList(
        "agg_Fylker", "Fylker", "Aggregation", codes, codes, dict(zip(codes, members, strict=True))
    )


def test_everything_is_spelt_out_in_the_tables_order():
    found = choose(meta(), {"tid": ["top(2)"], "REGION": ["5001", "03*"], "contentscode": ["*"]})
    assert found.variables == (
        Chosen("Region", ("0301", "5001"), role="geo"),
        Chosen("ContentsCode", ("Personer", "Andel"), role="metric"),
        Chosen("Tid", ("2022", "2023"), role="time"),
    )
    assert found.cells == 8
    assert found.eliminated == ("Kjonn",)
    assert found.has_contents


def test_time_is_an_alias_as_on_the_server():
    wanted = {"Region": ["*"], "ContentsCode": ["*"], "time": ["2020"]}
    assert choose(meta(), wanted).variables[-1].codes == ("2020",)


def test_an_empty_list_eliminates_as_leaving_out_does():
    assert choose(meta(), ALL | {"Kjonn": []}) == choose(meta(), ALL)


def test_a_mandatory_variable_left_out_is_named_with_its_codes():
    with pytest.raises(Misuse, match=r"Region \(3 codes\), Tid \(4 codes\)"):
        choose(meta(), {"ContentsCode": ["*"], "Tid": []})


def test_an_unknown_variable_names_the_nearest():
    with pytest.raises(Misuse, match=r"Unknown variable 'Regoin'.*nearest: Region"):
        choose(meta(), ALL | {"Regoin": ["*"]})


@pytest.mark.parametrize("twice", ["region", "REGION"])
def test_a_variable_named_twice_is_refused(twice):
    with pytest.raises(Misuse, match="selected twice"):
        choose(meta(), ALL | {twice: ["*"]})


@pytest.mark.parametrize("wanted", ["0301", [301], [None]])
def test_what_is_no_list_of_texts_is_refused(wanted):
    with pytest.raises(Misuse, match="is no list of texts"):
        choose(meta(), ALL | {"Region": wanted})


def test_a_code_list_gives_the_codes():
    listed = counties(("0301",), ("4601", "5001"))
    found = choose(meta(), ALL | {"Region": ["top(1)"]}, {"region": listed})
    assert found.variables[0] == Chosen("Region", ("F-0",), "agg_Fylker", "geo")


def test_a_table_that_must_not_be_summed_is_not():
    closed = meta(aggregation_allowed=False)
    with pytest.raises(Misuse, match="must not be summed"):
        choose(closed, ALL, {"Region": counties(("0301", "4601"))})
    subset = counties(("0301",), ("4601",))
    assert choose(closed, ALL, {"Region": subset}).variables[0].codelist == "agg_Fylker"


def test_a_code_list_without_codes_selected_is_refused():
    wanted = {key: codes for key, codes in ALL.items() if key != "Region"}
    with pytest.raises(Misuse, match="has a code list and no codes are selected"):
        choose(meta(), wanted, {"Region": counties(("0301",))})


@pytest.mark.parametrize("name", ["agg_Fylker", "agg:Fylker"])
def test_a_code_list_is_known_by_its_v2_and_its_v1_name(name):
    assert codelist_id(meta(), "region", name) == "agg_Fylker"


def test_the_case_of_a_code_list_matters():
    with pytest.raises(Misuse, match="Write 'agg_Fylker'"):
        codelist_id(meta(), "Region", "agg_fylker")


def test_an_unknown_code_list_names_those_there_are():
    with pytest.raises(Misuse, match=r"nearest: agg_Fylker"):
        codelist_id(meta(), "Region", "agg_Fylke")
    with pytest.raises(Misuse, match="the variable has no code lists"):
        codelist_id(meta(), "Kjonn", "agg_Fylker")


def test_where_nobody_lists_code_lists_the_name_is_taken():
    v1 = meta(variables=(variable("Region", ["0301"], codelists=None),))
    assert codelist_id(v1, "Region", "agg:X_Y") == "agg_X_Y"


def test_a_table_without_contents_says_so():
    small = meta(variables=(variable("Tid", ["2020"], role="time"),))
    assert not choose(small, {"Tid": ["*"]}).has_contents
