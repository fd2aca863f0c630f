"""What JupyterLab shows of frames and results: names, units, intervals; and the search in lists."""

import html
import re

import pandas as pd
import pytest

import regionstat as rs
from regionstat.panel.rich import rich, spanned, told


def _cells(shown):
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", shown, re.DOTALL)
    return [[html.unescape(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", r)] for r in rows]


def test_a_table_is_escaped_and_missing_cells_are_empty():
    frame = pd.DataFrame({"<a>": ["<b>", None], "n": pd.array([1, None], dtype="Int64")})
    shown = rich("<h>", frame, "<note>")
    assert not re.search(r"<[abhn](ote)?>(?!&)", shown.replace("<b>&lt;h&gt;</b>", ""))
    assert _cells(shown) == [["<a>", "n"], ["<b>", "1"], ["", ""]]


def test_numbers_and_intervals_are_written_as_people_read_them():
    nothing = float("nan")
    assert told([1234.5, -0.25, nothing], 1) == ["1,234.5", "−0.2", "–"]
    assert spanned([1.0, 2.0], [0.9, nothing], [1.1, nothing], decimals=2) == [
        "1.00 (0.90 to 1.10)",
        "2.00",
    ]


def test_the_listings_search_in_ids_and_texts_of_both_languages():
    found = rs.indicators(search="AVERAGE income")
    assert list(found["id"]) == ["income_per_taxpayer_nok"]
    assert list(found["title"]) == ["Gjennomsnittsinntekt per skatteyter"]
    assert type(found.head(1)) is pd.DataFrame
    assert set(rs.regions(search="stjørdal")["id"]) == {"1714", "5035"}
    nothing = rs.regions(search="no such place")
    assert list(nothing.columns) == list(rs.regions().columns)
    assert "0 regions" in nothing._repr_html_()


def test_a_long_listing_says_how_to_find_the_rest():
    every = rs.regions(language="en")
    shown = every._repr_html_()
    assert len(_cells(shown)) == 61
    assert f"{len(every) - 60} more of {len(every)}" in shown
    assert ["trondheimsregionen", "The Trondheim region", "city_region", "", "", "2017", "11"] in (
        _cells(shown)
    )
    assert "NA" not in shown


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: rs.goal(p, region="trondheimsregionen", until=2019), "1.020 (0.999 to 1.037)"),
        (lambda p: rs.compare(p, "gdp_population_ratio", region="org8"), "The Bergen region"),
        (lambda p: rs.compare(p, "population_growth", region="org8"), "0.59"),
        pytest.param(
            lambda p: rs.regional_gdp(p, "trondheimsregionen"),
            "1.020 (0.999 to 1.037)",
            marks=pytest.mark.slow,
        ),
        pytest.param(
            lambda p: rs.goal(p, region="16", until=2014).forecast(goal_year=2017),
            "Median",
            marks=pytest.mark.slow,
        ),
    ],
    ids=["goal", "estimated comparison", "comparison", "regional gdp", "forecast"],
)
def test_a_result_shows_its_numbers_with_names_and_units(panel, make, words):
    result = make(panel)
    shown = result._repr_html_()
    assert words in shown
    heads, *rows = _cells(shown)
    assert rows
    assert all(len(row) == len(heads) for row in rows)
    assert "nan" not in shown


def test_a_goal_without_figures_shows_an_empty_table(panel):
    assert _cells(rs.goal(panel, region="0")._repr_html_())[1:] == []


def test_tab_lists_public_names_only():
    assert {"explore", "trend", "load"} <= set(dir(rs))
    assert [name for name in dir(rs) if name.startswith("_") and name != "__version__"] == []
