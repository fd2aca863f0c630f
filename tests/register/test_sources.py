"""What the register says of the sources is whole, and agrees with itself."""

import re
from dataclasses import replace

import pytest

from regionstat.register import register

SOURCES = register().sources.values()
FETCHED = [one for one in SOURCES if one.select]
BUNDLED = [one for one in SOURCES if one.columns]
named = pytest.mark.parametrize("source", SOURCES, ids=lambda one: one.id)
fetched = pytest.mark.parametrize("source", FETCHED, ids=lambda one: one.id)
PRICES = {"NotApplicable", "Current", "Fixed"}


@named
def test_every_source_says_what_it_is_and_whose_in_both_languages(source):
    for text in (source.title, source.publisher, *source.known_gaps):
        assert text.nb.strip()
        assert text.en.strip()
    assert source.table
    assert source.licence
    assert source.confirmed.strip()


@named
def test_a_source_has_figures_or_says_how_to_get_them(source):
    assert source.columns or source.select
    # The vintage is that of the bundled figures.
    assert source.columns or not source.vintage


@named
def test_every_unit_has_a_price_type_and_every_price_type_a_unit(source):
    assert source.units.keys() == source.price.keys()
    assert set(source.price.values()) <= PRICES
    assert all(unit.strip() for unit in source.units.values())


@named
def test_another_way_to_write_a_unit_means_a_unit_of_the_source(source):
    assert {unit for unit, _ in source.unit_aliases.values()} <= set(source.units.values())


@named
def test_what_is_bundled_has_units(source):
    if source.columns:
        assert source.units


@fetched
def test_a_table_of_statbank_has_five_digits(source):
    assert re.fullmatch(r"\d{5}", source.table)


@named
def test_what_is_no_table_of_statbank_is_not_asked_of_it(source):
    assert not source.select or source.table.isdigit()
    if not source.select:
        assert not any((source.codelists, source.live, source.by_label))


@fetched
def test_select_names_contents_and_time_and_no_dimension_without_codes(source):
    assert {"ContentsCode", "Tid"} <= source.select.keys()
    for codes in source.select.values():
        assert codes
        assert len(set(codes)) == len(codes)
        assert all(isinstance(code, str) and code for code in codes)


@pytest.mark.parametrize("source", [one for one in FETCHED if one.columns], ids=lambda one: one.id)
def test_select_names_the_dimensions_of_the_bundled_figures(source):
    assert source.select.keys() == set(source.dimensions)


@fetched
def test_contents_that_are_asked_for_by_code_have_units_or_none_has(source):
    asked = set(source.select["ContentsCode"])
    if source.units and asked != {"*"}:
        assert asked == source.units.keys()


@fetched
def test_what_is_grouped_known_by_label_or_recoded_is_asked_for(source):
    for dims in (source.codelists, source.by_label, source.codes):
        assert set(dims) <= source.select.keys()
    assert source.live.keys() <= source.units.keys()
    assert source.geo in ("", *source.select)


@fetched
def test_live_names_each_of_the_contents_by_a_pattern_of_its_own(source):
    names = [(one.label, one.unit) for one in source.live.values()]
    assert len(set(names)) == len(names)
    assert all(label and unit for label, unit in names)


# --- confirmed or not -----------------------------------------------------------------------------


def test_sources_whose_codes_nobody_has_seen_are_unconfirmed():
    unconfirmed = {one.id for one in SOURCES if not one.is_confirmed}
    assert unconfirmed >= {"income_by_sex", "exports_by_county", "building_cases"}
    assert "population" not in unconfirmed


@named
def test_a_source_is_unconfirmed_when_it_begins_so(source):
    assert source.is_confirmed == (re.match("unconfirmed", source.confirmed) is None)
    assert not replace(source, confirmed="unconfirmed: title only").is_confirmed
    assert replace(source, confirmed="read in the metadata of the table").is_confirmed


@named
def test_an_unconfirmed_source_says_what_is_not(source):
    if not source.is_confirmed:
        assert re.match(r"unconfirmed: \S.+", source.confirmed)


# --- the hash of what is asked --------------------------------------------------------------------


@fetched
def test_the_hash_of_the_selection_changes_with_all_that_is_asked(source):
    dim, codes = next(iter(source.select.items()))
    others = [
        replace(source, table="99999"),
        replace(source, select={**source.select, dim: (*codes, "one more")}),
        replace(source, select={key: v for key, v in source.select.items() if key != dim}),
        replace(source, select={**source.select, "Another": ("*",)}),
        replace(source, codelists={**source.codelists, dim: "agg_Another"}),
    ]
    hashes = {one.selection_sha256 for one in (source, *others)}
    assert len(hashes) == 1 + len(others)
    assert all(re.fullmatch("[0-9a-f]{64}", hash_) for hash_ in hashes)


@fetched
def test_the_hash_of_the_selection_stays_when_only_what_is_said_of_it_changes(source):
    backwards = dict(reversed(source.select.items()))
    others = [
        replace(source, confirmed="otherwise", vintage="1900", known_gaps=()),
        replace(source, units={}, price={}, live={}),
        replace(source, select=backwards),
    ]
    assert {one.selection_sha256 for one in others} == {source.selection_sha256}


def test_two_sources_that_ask_for_something_else_have_other_hashes():
    assert len({one.selection_sha256 for one in FETCHED}) == len(FETCHED)


def test_some_sources_are_bundled_and_some_are_only_fetched():
    assert len(BUNDLED) >= 17
    assert {one.id for one in FETCHED} & {one.id for one in BUNDLED} >= {
        "county_accounts",
        "population",
        "employed",
        "commuting",
        "income_by_sex",
    }
