"""A table in StatBank's codes comes out in the register's, every value and sign in its place."""

from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from answers import answer, as_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.errors import SourceChanged
from regionstat.panel.inputs import Inputs, _unused
from regionstat.register import register
from regionstat.register.entries import Live
from regionstat.snapshots import find_home, read_edition
from regionstat.tables import decode
from regionstat.tables.adapt import adapt, is_known
from regionstat.tables.assemble import decode_parts
from regionstat.tables.expect import expect

EMPLOYED = register().sources["employed"]
ACCOUNTS = register().sources["county_accounts"]
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1)
labels = st.lists(words, min_size=1, max_size=5, unique=True)
signs = st.sampled_from(["", ".", "..", ":", "*"])


def made(dimensions, values, signs=(), units=None):
    """Make a table from {dimension: {code: label}}, its cells in row-major order."""
    units = units or {}
    found = {
        dim: {"category": {"index": list(codes), "label": codes}}
        for dim, codes in dimensions.items()
    }
    contents = found["ContentsCode"]["category"]
    contents["unit"] = {
        code: {"base": units.get(code, "kr"), "decimals": 0} for code in contents["index"]
    }
    status = {str(place): sign for place, sign in enumerate(signs) if sign}
    return decode(
        as_bytes(
            answer(
                id=list(dimensions),
                role={"time": ["Tid"], "metric": ["ContentsCode"]},
                size=[len(codes) for codes in dimensions.values()],
                dimension=found,
                value=list(values),
                status=status or None,
            )
        )
    )


def cells(table, *dims):
    """Return {codes: (value, sign)} of all cells."""
    frame = table.frame
    keys = zip(*(frame[dim].astype(str) for dim in dims), strict=True)
    values = [None if np.isnan(v) else v for v in frame["value"]]
    return dict(zip(keys, zip(values, frame["status"].astype(str), strict=True), strict=True))


def source(**changes):
    bare = {"columns": {}, "units": {}, "price": {}, "live": {}, "by_label": ()}
    return replace(EMPLOYED, **{**bare, **changes})


@st.composite
def tables(draw):
    """Make a table of industries whose labels differ, two contents and two years."""
    names = draw(labels)
    industries = {f"nr{place}": name for place, name in enumerate(names)}
    dims = {
        "NACE2007": industries,
        "ContentsCode": {"A": "Antall", "B": "Beløp"},
        "Tid": {"2020": "2020", "2021": "2021"},
    }
    size = len(names) * 4
    values = draw(st.lists(st.none() | st.integers(-9, 9), min_size=size, max_size=size))
    given_signs = draw(st.lists(signs, min_size=size, max_size=size))
    return made(dims, values, given_signs), industries


# --- categories known by their labels -------------------------------------------------------------


@settings(max_examples=30)
@given(tables())
def test_recoding_by_label_keeps_every_value_and_sign(drawn):
    table, industries = drawn
    found = adapt(table, source(by_label=("NACE2007",)))
    dims = ("NACE2007", "ContentsCode", "Tid")
    wanted = {
        (industries[industry], *rest): told
        for (industry, *rest), told in cells(table, *dims).items()
    }
    assert cells(found, *dims) == wanted
    assert found.dimensions["NACE2007"].codes == tuple(industries.values())
    again = adapt(found, source(by_label=("NACE2007",)))
    assert cells(again, *dims) == wanted


@settings(max_examples=30)
@given(tables(), st.data())
def test_a_category_without_a_code_of_ours_is_left_out_and_the_others_stay(drawn, data):
    table, industries = drawn
    kept = data.draw(st.lists(st.sampled_from(sorted(industries)), min_size=1, unique=True))
    ours = {code: f"our {code}" for code in kept}
    found = adapt(table, source(codes={"NACE2007": ours}))
    dims = ("NACE2007", "ContentsCode", "Tid")
    wanted = {
        (ours[industry], *rest): told
        for (industry, *rest), told in cells(table, *dims).items()
        if industry in ours
    }
    assert cells(found, *dims) == wanted
    assert set(found.dimensions["NACE2007"].codes) == set(ours.values())


def test_two_categories_of_one_label_are_refused():
    dims = {
        "NACE2007": {"a": "Bygg", "b": "Bygg"},
        "ContentsCode": {"A": "Antall"},
        "Tid": {"2020": "2020"},
    }
    with pytest.raises(SourceChanged, match="two categories of NACE2007 are called 'Bygg'") as said:
        adapt(made(dims, [1, 2]), source(by_label=("NACE2007",)))
    assert "not its labels" in said.value.todo


def test_a_dimension_that_the_table_lacks_is_nothing_to_recode():
    table = made({"ContentsCode": {"A": "Antall"}, "Tid": {"2020": "2020"}}, [1])
    other = source(by_label=("NACE2007",), codes={"Kjonn": {"1": "men"}})
    assert adapt(table, other) is table


# --- contents known by label and unit -------------------------------------------------------------


LIVE = source(
    units={"gva": "mill. kr, current", "emp": "1000 persons"},
    price={"gva": "Current", "emp": "NotApplicable"},
    live={"gva": Live("Brutto*løpende*", "mill. kr"), "emp": Live("Sysselsatte*", "personer")},
)


def contents(**told):
    """Make a table of contents {code: (label, unit)} over two years."""
    dims = {
        "ContentsCode": {code: label for code, (label, _) in told.items()},
        "Tid": {"2020": "2020", "2021": "2021"},
    }
    units = {code: unit for code, (_, unit) in told.items()}
    return made(dims, range(2 * len(told)), [":", *[""] * (2 * len(told) - 1)], units)


FITTING = {"X1": ("Bruttoprodukt. Løpende priser", "mill. kr"), "X2": ("Sysselsatte", "personer")}


def test_contents_are_found_by_label_and_unit_whatever_their_code_and_case():
    found = adapt(contents(**FITTING), LIVE)
    assert cells(found, "ContentsCode", "Tid") == {
        ("gva", "2020"): (0, ":"),
        ("gva", "2021"): (1, ""),
        ("emp", "2020"): (2, ""),
        ("emp", "2021"): (3, ""),
    }
    assert {code: one.unit for code, one in found.contents.items()} == LIVE.units
    assert [one.code for one in found.contents.values()] == ["gva", "emp"]


def test_contents_that_nobody_asked_for_are_left_out():
    table = contents(X0=("Konsum", "mill. kr"), **FITTING)
    found = adapt(table, LIVE)
    assert set(found.contents) == set(found.dimensions["ContentsCode"].codes) == {"gva", "emp"}
    assert set(found.frame["ContentsCode"].cat.categories) == {"gva", "emp"}
    told = cells(found, "ContentsCode", "Tid")
    assert [told["gva", year][0] for year in ("2020", "2021")] == [2, 3]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"X2": ("Årsverk", "personer")}, "0 of its contents are 'Sysselsatte*' in 'personer'"),
        ({"X2": ("Sysselsatte", "1 000 personer")}, "0 of its contents are 'Sysselsatte*'"),
        ({"X3": ("Sysselsatte menn", "personer")}, "2 of its contents are 'Sysselsatte*'"),
    ],
)
def test_contents_that_are_absent_or_ambiguous_are_refused_with_what_there_is(change, found):
    with pytest.raises(SourceChanged) as said:
        adapt(contents(**{**FITTING, **change}), LIVE)
    assert found in said.value.found
    assert "'Bruttoprodukt. Løpende priser' in 'mill. kr'" in said.value.found
    assert "`live.emp`" in said.value.todo


def test_one_of_the_contents_that_two_of_ours_fit_is_refused():
    twice = replace(LIVE, live={"gva": Live("S*", "personer"), "emp": Live("*", "personer")})
    with pytest.raises(SourceChanged, match="both gva and emp"):
        adapt(contents(**FITTING), twice)


@given(words)
def test_a_label_without_a_pattern_fits_itself_only(label):
    wanted = Live("Sysselsatte", "personer")
    assert is_known(label, "personer", wanted) == (label.casefold() == "sysselsatte")
    assert not is_known("Sysselsatte", None, wanted)


# --- the bundled figures --------------------------------------------------------------------------


def test_the_bundled_accounts_come_back_as_they_are():
    edition = read_edition(2020, find_home())
    table = decode_parts(edition.read("county_accounts"))
    assert adapt(table, ACCOUNTS) is table
    assert expect(table, ACCOUNTS) is table


# --- signs where a code is not in use -------------------------------------------------------------


MALVIK, TRONDHEIM = "1663", "5001"  # in use to 2017, and from 2018
places = st.sampled_from([MALVIK, TRONDHEIM])
years = st.integers(2010, 2025)


def frame_of(rows):
    found = pd.DataFrame(rows, columns=["Region", "Tid", "value", "status"])
    for dim in ("Region", "Tid", "status"):
        found[dim] = pd.Categorical(found[dim].astype(str))
    return found.astype({"value": float})


@given(st.lists(st.tuples(places, years, st.none() | st.integers(0, 9), signs), min_size=1))
def test_a_dot_counts_as_unused_only_where_the_code_is_out_of_use(rows):
    plain = replace(EMPLOYED, code_years={})
    found = _unused(frame_of(rows), plain)
    for said, (region, year, value, sign) in zip(found, rows, strict=True):
        in_use = year <= 2017 if region == MALVIK else year >= 2018
        assert said == (sign == "." and value is None and not in_use)


@settings(max_examples=25)
@given(years, st.sampled_from([MALVIK, TRONDHEIM, "9999", "A"]))
def test_a_period_that_is_no_year_goes_by_the_year_it_begins_with(year, region):
    periods = [f"{year}K4", f"{year}M12", f"{year}U52", f"{year}-{year + 1}", "sum", ""]
    found = _unused(frame_of([(region, period, None, ".") for period in periods]), EMPLOYED)
    gone = {MALVIK: year > 2017, TRONDHEIM: year < 2018}.get(region, False)
    assert found.tolist() == [gone] * 4 + [False] * 2


class Edition:
    """An edition that stands on one answer of 11618."""

    home = None

    def __init__(self, body):
        self.body = body

    def read(self, source):
        return (self.body,)

    def locked(self, source):
        return SimpleNamespace(file="made up")

    def pedigree(self, source):
        return SimpleNamespace(vintage="2030-01-01")


@settings(max_examples=30)
@given(st.lists(st.tuples(st.none() | st.integers(0, 9), signs), min_size=24, max_size=24))
def test_a_missing_figure_of_a_code_in_use_stays_with_its_sign(drawn):
    codes = list(EMPLOYED.units)
    periods = ["2016", "2017", "2018", "2020"]
    regions = [MALVIK, TRONDHEIM]
    axes = list(product(regions, codes, periods))
    dims = {
        "Region": {code: code for code in regions},
        "ContentsCode": {code: code for code in codes},
        "Tid": {period: period for period in periods},
    }
    found = answer(
        id=list(dims),
        size=[len(one) for one in dims.values()],
        dimension={
            dim: {"category": {"index": list(one), "label": one}} for dim, one in dims.items()
        },
        value=[value for value, _ in drawn],
        status={str(place): sign for place, (_, sign) in enumerate(drawn) if sign} or None,
        extension={"px": {"tableid": "11618"}},
    )
    units = {code: {"base": "personer", "decimals": 0} for code in codes}
    found["dimension"]["ContentsCode"]["category"]["unit"] = units
    kept = Inputs(Edition(as_bytes(found))).table("employed")
    told = {
        (row.Region, row.ContentsCode, row.Tid): (
            None if np.isnan(row.value) else row.value,
            row.status,
        )
        for row in kept.itertuples()
    }
    wanted = {}
    for (region, code, period), (value, sign) in zip(axes, drawn, strict=True):
        in_use = int(period) <= 2017 if region == MALVIK else int(period) >= 2018
        empty = value is None and (not sign or (sign == "." and not in_use))
        if not empty:
            wanted[region, code, period] = (value, sign)
    assert told == wanted
