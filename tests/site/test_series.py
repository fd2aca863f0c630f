"""Figures as series, what became of regions, and numbers with what they are."""

import math
import re
from html import unescape

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.analysis.benchmark import compare
from regionstat.register import register
from regionstat.site.marks import bare, exact, full, rank
from regionstat.site.region_history import History
from regionstat.site.series import Figure, figures, figures_of

NAN = math.nan


def _made(values, indicator="population", year=2020):
    rows = [(indicator, region, year, value, NAN, NAN, "") for region, value in values.items()]
    return figures_of(rows)


def _place(found, region, indicator="population"):
    return found.rank(found.of(indicator)[region].latest)


def test_places_are_among_regions_of_today_on_the_same_level():
    found = _made({"50": 3.0, "46": 2.0, "11": 9.0, "16": 99.0, "5001": 99.0, "0": 99.0})
    assert [_place(found, region) for region in ("11", "50", "46")] == [(1, 3), (2, 3), (3, 3)]
    # A county that is gone, and what is no county or municipality, have no place.
    assert _place(found, "16") is _place(found, "0") is None


def test_what_prints_alike_shares_the_best_place():
    found = _made({"50": 3.4, "46": 2.6, "11": 9.0})
    assert _place(found, "50") == _place(found, "46") == (2, 3)


def test_an_interval_leaves_the_place_open():
    rows = [("population", "50", 2020, 3.0, 2.0, 4.0, "estimated")]
    found = figures_of([*rows, ("population", "46", 2020, 9.0, NAN, NAN, "")])
    assert _place(found, "50") is None
    assert _place(found, "46") == (1, 1)


def test_where_no_direction_is_better_nobody_has_a_place():
    neither = next(one.id for one in register().indicators.values() if one.better == "neither")
    assert _place(_made({"50": 1.0, "46": 2.0}, neither), "50", neither) is None


def test_the_latest_figure_is_the_newest_that_is_there():
    rows = [
        ("population", "50", year, value, NAN, NAN, sign)
        for year, value, sign in ((2018, 1.0, ""), (2019, 2.0, ""), (2020, NAN, ":"))
    ]
    assert figures_of(rows).of("population")["50"].latest.year == 2019
    assert figures_of(rows[2:]).of("population")["50"].latest is None


@pytest.mark.parametrize("indicator", ["gdp_population_ratio", "population", "employed_residents"])
def test_changes_are_those_of_the_comparison(panel, indicator):
    found = figures(panel[panel["indicator"] == indicator]).of(indicator)
    compared = compare(panel, indicator, region="trondheimsregionen").frame
    for row in compared.to_dict("records"):
        series = found[row["region"]]
        for span in (1, 5, 10):
            assert series.change(span) == pytest.approx(row[f"change_{span}"], nan_ok=True, abs=0)


# --- marks ----------------------------------------------------------------------------------------


@given(st.floats(allow_infinity=False), st.sampled_from(["", ":", "*", "estimated"]))
def test_a_mark_holds_the_very_number(value, sign):
    figure = Figure("population", "5001", 2020, value, NAN, NAN, sign)
    for mark in (bare(figure, "nb"), full(figure, "en")):
        found = re.fullmatch(
            r'<data value="([^"]*)" data-of="\w+ population 5001 2020">(.*)</data>', mark
        )
        if math.isnan(value):
            assert (found[1], unescape(found[2])) == ("", sign)
        else:
            assert float(found[1]) == value
    assert exact(value) == ("" if math.isnan(value) else repr(value))


@given(st.text())
def test_a_mark_is_one_element_whatever_it_is_given(text):
    figure = Figure(text, text, 2020, 1.0, NAN, NAN, "")
    mark = rank(figure, 1, 2, "{rank}" + text.replace("{", "").replace("}", ""))
    assert mark.count("<") == mark.count(">") == 2
    assert mark.count('"') == 4


# --- what became of regions -----------------------------------------------------------------------

REGIONS = {
    "a": {"valid_from": 1986}, "b": {"valid_from": 1986}, "c": {"valid_from": 2018},
    "d": {"valid_from": 2020}, "e": {"valid_from": 2020}, "f": {"valid_from": 2024},
}  # fmt: skip


def _history(*changes):
    return History(pd.DataFrame(changes, columns=["old", "new", "year", "whole"]), REGIONS)


def _told(found):
    return [(one.kind, one.year, [place for place, _ in one.places]) for one in found]


def test_a_new_code_for_the_same_area_is_a_new_name():
    found = _history(("a", "c", 2018, True))
    assert _told(found.went("a")) == [("renamed", 2018, ["c"])]
    assert _told(found.came("c")) == [("was", 2018, ["a"])]


def test_who_joins_what_was_there_is_not_what_it_was():
    found = _history(("a", "c", 2018, True), ("b", "c", 2020, True))
    assert _told(found.went("b")) == [("becomes", 2020, ["c"])]
    assert _told(found.came("c")) == [("was", 2018, ["a"]), ("joined", 2020, ["b"])]


def test_two_that_merge_become_a_part_of_the_new_one():
    found = _history(("a", "d", 2020, True), ("b", "d", 2020, True))
    assert _told(found.went("a")) == [("becomes", 2020, ["d"])]
    assert _told(found.came("d")) == [("made_of", 2020, ["a", "b"])]


def test_a_divided_area_names_all_its_parts():
    found = _history(("a", "d", 2020, False), ("a", "e", 2020, False))
    assert _told(found.went("a")) == [("divided", 2020, ["d", "e"])]
    assert _told(found.came("d")) == [("made_of", 2020, ["a"])]


def test_forerunners_are_found_through_every_change():
    found = _history(("a", "c", 2018, True), ("c", "f", 2024, True), ("b", "c", 2020, False))
    assert found.ancestors("f") == {"f", "c", "a", "b"}
    assert found.ancestors("a") == {"a"}


def test_a_circle_of_codes_ends():
    assert _history(("a", "b", 2018, True), ("b", "a", 2020, True)).ancestors("a") == {"a", "b"}
