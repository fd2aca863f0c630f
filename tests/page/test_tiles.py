"""A tile map has every county of its year once, readable on its colour; the focus is outlined."""

import pandas as pd
import pytest

import regionstat as rs
from regionstat.analysis.peers import counties_in
from regionstat.errors import Misuse
from regionstat.page.tile_colours import (
    ABOVE,
    BELOW,
    MISSING,
    RISING,
    UNSURE,
    colours,
    contrast,
    text_colour,
)
from regionstat.page.tiles import tile_places
from regionstat.register import register
from regionstat.register.entries import LANGUAGES

INDICATORS = register().indicators


@pytest.mark.parametrize("year", range(2000, 2027))
def test_every_county_of_a_year_has_one_tile_and_no_two_share_one(year):
    places = [tile_places()[county] for county in counties_in(year)]
    assert len(set(places)) == len(places)
    assert all(0 <= column < 6 and 0 <= row < 7 for column, row in places)


def test_there_is_no_tile_without_a_county():
    counties = {one.id for one in register().regions.values() if one.level == "county"}
    assert set(tile_places()) == counties


@pytest.mark.parametrize("background", [*RISING, *ABOVE, *BELOW, UNSURE, MISSING])
def test_the_text_of_a_tile_can_be_read(background):
    assert contrast(text_colour(background), background) >= 4.5


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def rows(*cells):
    frame = pd.DataFrame(
        [cell if isinstance(cell, tuple) else (None, cell, None) for cell in cells],
        columns=["low", "value", "high"],
    )
    return frame.astype("float64")


def test_higher_is_darker_and_equal_is_equal():
    found = colours(rows(1.0, 2.0, 3.0, 4.0, 5.0, None, 2.0), INDICATORS["population_growth"])
    assert found[5] == MISSING
    assert found[1] == found[6]
    known = [RISING.index(colour) for colour in found[:5]]
    assert known == sorted(known)
    assert (known[0], known[-1]) == (0, 4)


def test_the_goal_parts_the_colours_and_an_open_interval_is_grey():
    ratio = colours(rows(0.5, 0.99, 1.0, 1.9, (0.9, 1.0, 1.2)), INDICATORS["gdp_population_ratio"])
    assert [one in BELOW for one in ratio[:4]] == [True, True, False, False]
    assert [one in ABOVE for one in ratio[:4]] == [False, False, True, True]
    assert ratio[4] == UNSURE
    gap = colours(rows(-50.0, 50.0), INDICATORS["gdp_gap_mnok"])
    assert gap[0] in ABOVE
    assert gap[1] in BELOW


@pytest.mark.parametrize(
    ("year", "focus", "count", "outlined"),
    [
        (2017, "trondheimsregionen", 19, ["Sør-\nTrøndelag"]),
        (2019, "trondheimsregionen", 18, ["Trøndelag"]),
        (2020, "osloregionen", 11, ["Oslo", "Viken"]),
        (2024, "03", 15, ["Oslo"]),
    ],
)
def test_the_division_is_that_of_the_year_and_the_focus_is_outlined(
    panel, year, focus, count, outlined
):
    figure = rs.tiles(panel, "population_growth", focus=focus, until=year, language="en")
    assert figure.data["region"].tolist() == list(counties_in(year))
    assert len(figure.data) == count
    names = [text for text in figure._canvas.axes[0].texts if text.get_position()[0] >= 0]
    bold = [text.get_text() for text in names[::2] if text.get_weight() == "bold"]
    assert sorted(bold) == outlined
    assert f"per cent, {year}" in figure.subtitle


def test_a_county_without_a_figure_is_hatched_and_bears_its_sign(made):
    cells = {"16": {2017: 1.0}, "11": {2017: ":"}, "12": {2017: 2.0}}
    rows = made("population_growth", cells)
    figure = rs.tiles(rows, "population_growth", focus="16", language="en")
    signs = figure.data.set_index("region")["status"]
    assert (signs["11"], signs["03"]) == (":", "..")
    hatched = [patch for patch in figure._canvas.axes[0].patches if patch.get_hatch()]
    assert len(hatched) == 17
    note = " ".join(figure._canvas.texts[-1].get_text().split())
    assert ": suppressed" in note
    assert ".. data are lacking" in note
    assert "Rogaland :" in figure.alt


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (1.2, "meets the goal in 2017; 2 of 3 counties do"),
        (0.8, "does not meet the goal in 2017; 2 of 3 counties do"),
        ((0.9, 1.1, 1.2), "may have met the goal in 2017; 2 of 3 counties have"),
    ],
)
def test_the_title_claims_no_more_than_the_interval_bears(made, own, words):
    counties = {"11": {2017: 1.1}, "12": {2017: 0.9}, "03": {2017: 1.0}}
    cells = {"bergensregionen": {2017: own}, **counties}
    for indicator in ("gdp_population_ratio", "gdp_population_ratio_total"):
        figure = rs.tiles(made(indicator, cells), indicator, focus="bergensregionen", language="en")
        assert words in figure.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_figure_the_map_says_so(made, language):
    empty = made("gdp_population_ratio", {"16": {2017: ":"}})
    figure = rs.tiles(empty, "gdp_population_ratio", focus="16", language=language)
    assert {"nb": "ikke noe publisert tall", "en": "no published figure"}[language] in figure.title


@pytest.mark.parametrize("asked", [{"focus": "16x"}, {"basis": "maindland"}, {"language": "nbb"}])
def test_what_does_not_exist_is_refused(panel, asked):
    with pytest.raises(Misuse, match="nearest: "):
        rs.tiles(panel, "gdp_share", **{"focus": "16", **asked})
