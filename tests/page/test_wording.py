"""Findings: rise, fall, level, tied, missing, alone; nothing inside an interval is claimed."""

import math
import re

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regionstat.analysis import compare
from regionstat.page.numbers import HARD, NARROW, amount, change_of
from regionstat.page.standing import rank_finding
from regionstat.page.wording import (
    Ends,
    change_finding,
    change_span,
    direction,
    standing_in,
    trend_ends,
    trend_finding,
    without_change,
    without_figure,
)
from regionstat.register import register
from regionstat.register.entries import LANGUAGES

INDICATORS = register().indicators
PEERS = ["11", "12", "15", "18"]


@pytest.fixture(scope="module")
def compared(made):
    def make(indicator, regions, region="16", peers=PEERS):
        return compare(made(indicator, regions), indicator, region=region, peers=peers)

    return make


def said(finding, comparison):
    """Say a finding in both languages, with ordinary spaces."""
    spaces = str.maketrans({HARD: " ", NARROW: " "})
    return [finding(comparison, language).translate(spaces) for language in LANGUAGES]


# --- trend ----------------------------------------------------------------------------------------

TRENDS = {
    "a rise": (
        {2007: 5.51, 2017: 6.21},
        "Sør-Trøndelag: opp fra 5,51 % i 2007 til 6,21 % i 2017",
        "Sør-Trøndelag: up from 5.51 % in 2007 to 6.21 % in 2017",
    ),
    "a fall": (
        {2007: 6.21, 2012: 9.0, 2017: 5.51},
        "Sør-Trøndelag: ned fra 6,21 % i 2007 til 5,51 % i 2017",
        "Sør-Trøndelag: down from 6.21 % in 2007 to 5.51 % in 2017",
    ),
    "less than is printed": (
        {2007: 6.204, 2017: 6.21},
        "Sør-Trøndelag: om lag uendret siden 2007, 6,21 % i 2017",
        "Sør-Trøndelag: about unchanged since 2007, 6.21 % in 2017",
    ),
    "inside the interval": (
        {2007: (5.4, 5.5, 5.7), 2017: (5.6, 6.2, 6.8)},
        "Sør-Trøndelag: om lag uendret siden 2007, 6,20 % i 2017",
        "Sør-Trøndelag: about unchanged since 2007, 6.20 % in 2017",
    ),
    "outside the interval": (
        {2007: (5.4, 5.5, 5.6), 2017: (5.7, 6.2, 6.8)},
        "Sør-Trøndelag: opp fra 5,50 % i 2007 til 6,20 % i 2017",
        "Sør-Trøndelag: up from 5.50 % in 2007 to 6.20 % in 2017",
    ),
    "ten years and no more": (
        {2006: 9.0, 2009: 5.0, 2017: 6.0},
        "Sør-Trøndelag: opp fra 5,00 % i 2009 til 6,00 % i 2017",
        "Sør-Trøndelag: up from 5.00 % in 2009 to 6.00 % in 2017",
    ),
    "one figure": (
        {2006: 5.0, 2016: ":", 2017: 6.0},
        "Sør-Trøndelag: 6,00 % i 2017, uten eldre tall å måle mot",
        "Sør-Trøndelag: 6.00 % in 2017, with no older figure to compare",
    ),
    "no figure": (
        {2017: ":"},
        "Sør-Trøndelag: ikke noe publisert tall",
        "Sør-Trøndelag: no published figure",
    ),
}


@pytest.mark.parametrize("case", TRENDS)
def test_the_trend_in_words(compared, case):
    years, *words = TRENDS[case]
    assert said(trend_finding, compared("gdp_share", {"16": years})) == words


@given(st.integers(0, 2000), st.integers(0, 2000), st.sampled_from(sorted(INDICATORS)))
def test_a_trend_is_claimed_from_one_printed_step_on(then, now, id_):
    tenth = 10.0 ** -INDICATORS[id_].decimals / 10
    rows = [{"value": n * tenth, "low": math.nan, "high": math.nan} for n in (then, now)]
    ends = Ends(2007, pd.Series(rows[0]), 2017, pd.Series(rows[1]))
    expected = "rise" if now - then >= 10 else "fall" if then - now >= 10 else "level"
    assert direction(ends, INDICATORS[id_]) == expected


def test_no_trend_runs_across_a_break(compared):
    years = {2012: 100.0, 2014: 110.0, 2015: 900.0, 2017: 950.0}
    ends = trend_ends(compared("employed_residents", {"16": years}))
    assert (ends.first, ends.last) == (2015, 2017)
    assert trend_ends(compared("employed_residents", {"16": {2014: 110.0, 2015: 900.0}})) is None


# --- rank -----------------------------------------------------------------------------------------

RANKS = {
    "a place": (
        "gdp_share",
        {"16": 6.0, "11": 9.0, "12": 5.0},
        "Sør-Trøndelag er nummer 2 av 3 i 2017",
        "Sør-Trøndelag is number 2 of 3 in 2017",
    ),
    "a tie": (
        "gdp_share",
        {"16": 6.0, "11": 6.004, "12": 5.0},
        "Sør-Trøndelag ligger likt med Rogaland i 2017",
        "Sør-Trøndelag is level with Rogaland in 2017",
    ),
    "a tie of three": (
        "population_growth",
        {"16": (0.5, 1.0, 1.5), "11": 1.2, "12": 0.8, "15": 0.1},
        "Sør-Trøndelag er nummer 1–3 av 4 i 2017 (90 %), ikke til å skille fra Rogaland "
        "og Hordaland",
        "Sør-Trøndelag is number 1–3 of 4 in 2017 (90 %), not told apart from Rogaland "
        "and Hordaland",
    ),
    "uncertain against many": (
        "population_growth",
        {"16": (0.5, 1.0, 1.5), "11": 1.2, "12": 0.8, "15": 0.9, "18": 0.1},
        "Sør-Trøndelag er nummer 1–4 av 5 i 2017 (90 %)",
        "Sør-Trøndelag is number 1–4 of 5 in 2017 (90 %)",
    ),
    "uncertain against all": (
        "population_growth",
        {"16": (0.5, 1.0, 1.5), "11": 1.2},
        "Sør-Trøndelag er nummer 1–2 av 2 i 2017 (90 %)",
        "Sør-Trøndelag is number 1–2 of 2 in 2017 (90 %)",
    ),
    "uncertain only by what others are": (
        "population_growth",
        {"16": 1.0, "11": (0.6, 1.2, 1.8), "12": 3.0},
        "Sør-Trøndelag er nummer 2–3 av 3 i 2017 (90 %), ikke til å skille fra Rogaland",
        "Sør-Trøndelag is number 2–3 of 3 in 2017 (90 %), not told apart from Rogaland",
    ),
    "an estimate that is told apart": (
        "population_growth",
        {"16": (0.8, 1.0, 1.2), "11": 3.0},
        "Sør-Trøndelag er nummer 2 av 2 i 2017",
        "Sør-Trøndelag is number 2 of 2 in 2017",
    ),
    "many ties": (
        "gdp_share",
        {"16": 6.0, "11": 6.001, "12": 6.002, "15": 6.003, "18": 9.0},
        "Sør-Trøndelag skiller seg ikke klart fra 3 av 4 andre i 2017",
        "Sør-Trøndelag does not stand out from 3 of 4 others in 2017",
    ),
    "alone": (
        "gdp_share",
        {"16": 6.0, "11": ":"},
        "Sør-Trøndelag: 6,00 % i 2017, ingen andre å måle mot",
        "Sør-Trøndelag: 6.00 % in 2017, nobody to compare with",
    ),
    "alone beside the nation": (
        "population_growth",
        {"16": 1.0, "0": 2.0},
        "Sør-Trøndelag: 1,00 % i 2017, ingen andre å måle mot",
        "Sør-Trøndelag: 1.00 % in 2017, nobody to compare with",
    ),
    "unranked": (
        "population_share",
        {"16": 6.0, "11": 9.0},
        "Sør-Trøndelag: 6,00 % i 2017",
        "Sør-Trøndelag: 6.00 % in 2017",
    ),
    "missing": (
        "gdp_share",
        {"16": ":", "11": 9.0},
        "Sør-Trøndelag: ikke noe publisert tall",
        "Sør-Trøndelag: no published figure",
    ),
    "lower is better": (
        "gdp_gap_mnok",
        {"16": -300.0, "11": 7900.0},
        "Sør-Trøndelag er nummer 1 av 2 i 2017",
        "Sør-Trøndelag is number 1 of 2 in 2017",
    ),
}


@pytest.mark.parametrize("case", RANKS)
def test_the_rank_in_words(compared, case):
    indicator, cells, *words = RANKS[case]
    found = compared(indicator, {region: {2017: cell} for region, cell in cells.items()})
    assert said(rank_finding, found) == words


def test_the_nation_has_no_place(compared):
    cells = {"0": {2017: 1.0}, "16": {2017: 2.0}}
    found = compared("population_growth", cells, region="0")
    assert said(rank_finding, found)[1] == "Norway: 1.00 % in 2017"


# --- change ---------------------------------------------------------------------------------------

CHANGES = {
    "best": (
        "gdp_share",
        {"16": (5.0, 6.0), "11": (5.0, 5.5), "12": (5.0, 4.0)},
        "Sør-Trøndelag: +1,00 prosentpoeng på 5 år, best av 3",
        "Sør-Trøndelag: +1.00 percentage points over 5 years, best of 3",
    ),
    "weakest": (
        "population",
        {"16": (100.0, 98.0), "11": (100.0, 105.0), "12": (100.0, 104.0)},
        "Sør-Trøndelag: −2,0 % på 5 år, svakest av 3",
        "Sør-Trøndelag: −2.0 % over 5 years, weakest of 3",
    ),
    "in between": (
        "population",
        {"16": (100.0, 104.5), "11": (100.0, 105.0), "12": (100.0, 104.0)},
        "Sør-Trøndelag: +4,5 % på 5 år",
        "Sør-Trøndelag: +4.5 % over 5 years",
    ),
    "best where lower is better": (
        "gdp_gap_mnok",
        {"16": (900.0, 500.0), "11": (900.0, 700.0), "12": (900.0, 800.0)},
        "Sør-Trøndelag: −400 mill. kr på 5 år, best av 3",
        "Sør-Trøndelag: NOK −400 million over 5 years, best of 3",
    ),
    "best by less than is printed": (
        "population",
        {"16": (1000.0, 1050.4), "11": (1000.0, 1050.0), "12": (1000.0, 1000.0)},
        "Sør-Trøndelag: +5,0 % på 5 år",
        "Sør-Trøndelag: +5.0 % over 5 years",
    ),
    "best of two is nothing": (
        "population",
        {"16": (100.0, 105.0), "11": (100.0, 101.0)},
        "Sør-Trøndelag: +5,0 % på 5 år",
        "Sør-Trøndelag: +5.0 % over 5 years",
    ),
    "where neither is better": (
        "population_share",
        {"16": (5.0, 6.0), "11": (5.0, 5.5), "12": (5.0, 4.0)},
        "Sør-Trøndelag: +1,00 prosentpoeng på 5 år",
        "Sør-Trøndelag: +1.00 percentage points over 5 years",
    ),
    "a peer that has none does not count": (
        "gdp_share",
        {"16": (5.0, 6.0), "11": (":", 5.5), "12": (5.0, 4.0)},
        "Sør-Trøndelag: +1,00 prosentpoeng på 5 år",
        "Sør-Trøndelag: +1.00 percentage points over 5 years",
    ),
    "none": (
        "gdp_share",
        {"16": ("..", 6.0), "11": (5.0, 5.5)},
        "Sør-Trøndelag: ingen endring kan regnes ut",
        "Sør-Trøndelag: no change can be computed",
    ),
    "missing": (
        "gdp_share",
        {"16": (":", ":"), "11": (5.0, 5.5)},
        "Sør-Trøndelag: ingen endring kan regnes ut",
        "Sør-Trøndelag: no change can be computed",
    ),
}


def over_five_years(cells):
    return {region: dict(zip((2012, 2017), ends, strict=True)) for region, ends in cells.items()}


@pytest.mark.parametrize("case", CHANGES)
def test_the_change_in_words(compared, case):
    indicator, cells, *words = CHANGES[case]
    assert said(change_finding, compared(indicator, over_five_years(cells))) == words


@pytest.mark.parametrize("indicator", ["population_growth", "employed_workplace"])
@pytest.mark.parametrize(("own", "word"), [(200.0, "best"), (20.0, "weakest")])
def test_no_change_is_best_or_weakest_inside_an_interval(compared, indicator, own, word):
    others = {"11": (100.0, 100.0), "12": (100.0, 110.0)}
    sure = compared(indicator, over_five_years({"16": (100.0, own), **others}))
    unsure = compared(indicator, over_five_years({"16": (100.0, (10.0, own, 300.0)), **others}))
    before = compared(indicator, over_five_years({"16": ((10.0, 100.0, 400.0), own), **others}))
    assert word in change_finding(sure, "en")
    assert word not in change_finding(unsure, "en")
    assert word not in change_finding(before, "en")


def test_no_change_is_best_inside_the_interval_of_another(compared):
    cells = {"16": (1.0, 3.0), "11": (1.0, (0.5, 2.0, 3.5)), "12": (1.0, 0.0)}
    found = compared("population_growth", over_five_years(cells))
    assert "best" not in change_finding(found, "en")


def test_the_nation_changes_without_a_place(compared):
    cells = {"0": (1.0, 9.0), "16": (1.0, 2.0), "11": (1.0, 3.0), "12": (1.0, 4.0)}
    found = compared("population_growth", over_five_years(cells), region="0")
    assert said(change_finding, found)[1] == "Norway: +8.00 percentage points over 5 years"


@pytest.mark.parametrize(
    ("years", "span"),
    [
        ({2007: 1.0, 2012: 1.0, 2016: 1.0}, 10),
        ({2012: 1.0, 2016: 1.0}, 5),
        ({2016: 1.0}, 1),
        ({2015: 1.0}, None),
        ({}, None),
    ],
)
def test_the_longest_span_is_taken(compared, years, span):
    assert change_span(compared("gdp_share", {"16": {**years, 2017: 2.0}})) == span


def test_a_change_below_the_printed_decimals_is_no_change(compared):
    cells = {"16": (1000.0, 1000.4), "11": (1000.0, 990.0), "12": (1000.0, 980.0)}
    assert said(change_finding, compared("population", over_five_years(cells))) == [
        "Sør-Trøndelag: om lag uendret på 5 år, best av 3",
        "Sør-Trøndelag: about unchanged over 5 years, best of 3",
    ]


def test_a_change_that_the_intervals_do_not_bear_is_said_to_be_so(compared):
    cells = {"16": ((4.5, 5.0, 5.5), (5.2, 6.0, 6.8))}
    assert said(change_finding, compared("gdp_share", over_five_years(cells))) == [
        "Sør-Trøndelag: +1,00 prosentpoeng på 5 år, innenfor usikkerheten",
        "Sør-Trøndelag: +1.00 percentage points over 5 years, within the uncertainty",
    ]


def test_one_year_is_one_year(compared):
    found = compared("population", {"16": {2016: 100.0, 2017: 101.0}})
    assert said(change_finding, found) == [
        "Sør-Trøndelag: +1,0 % på 1 år",
        "Sør-Trøndelag: +1.0 % over 1 year",
    ]


# --- who stands in, and who is missing ------------------------------------------------------------


def test_counties_that_stand_in_are_named(compared):
    cells = {"16": {2017: 6.0}, "50": {2017: 8.0}, "11": {2017: 9.0}}
    found = compared("gdp_share", cells, region="trondheimsregionen", peers=["stavangerregionen"])
    assert said(standing_in, found) == [
        "Målt bare for fylker, som er brukt i stedet: Sør-Trøndelag og Trøndelag for "
        "Trondheimsregionen; Rogaland for Stavangerregionen.",
        "Measured for counties only, which stand in: Sør-Trøndelag and Trøndelag for the "
        "Trondheim region; Rogaland for the Stavanger region.",
    ]
    assert said(standing_in, compared("gdp_share", cells)) == ["", ""]


def test_who_is_missing_is_named_with_the_year(compared):
    found = compared("gdp_share", {"16": {2017: 6.0}, "11": {2017: ":"}}, peers=["11", "12"])
    assert said(without_figure, found) == [
        "Det er ikke publisert tall i 2017 for Rogaland og Hordaland.",
        "No published figure in 2017 for Rogaland and Hordaland.",
    ]
    assert without_figure(compared("gdp_share", {"16": {2017: 6.0}}, peers=[]), "nb") == ""


def test_without_any_year_none_is_named(compared):
    found = compared("gdp_share", {"16": {2017: ":"}}, peers=["11"])
    assert said(without_figure, found) == [
        "Det er ikke publisert tall for Rogaland.",
        "No published figure for Rogaland.",
    ]


def test_who_has_no_change_is_named(compared):
    cells = {"16": (5.0, 6.0), "11": ("..", 5.5), "12": (5.0, 4.0)}
    found = compared("gdp_share", over_five_years(cells), peers=["11", "12"])
    assert said(without_change, found) == [
        "Ingen tall fra 2012 å måle endring mot: Rogaland.",
        "No figure from 2012 to measure change against: Rogaland.",
    ]
    assert without_change(compared("gdp_share", {"16": {2017: 6.0}}), "nb") == ""


# --- the real panel -------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", sorted(INDICATORS))
@pytest.mark.parametrize("region", ["trondheimsregionen", "0"])
def test_the_words_bear_the_numbers_of_the_panel(panel, id_, region):
    found = compare(panel, id_, region=region)
    one, row = INDICATORS[id_], found.row(found.focus)
    for language in LANGUAGES:
        trend, rank, change = (
            finding(found, language) for finding in (trend_finding, rank_finding, change_finding)
        )
        for text in (trend, rank, change, standing_in(found, language)):
            assert not re.search(r"[{}]|None|nan\b|<NA>", text)
        if row is None:
            continue
        assert amount(row["value"], one, language) in trend
        assert str(found.year) in trend
        assert str(found.year) in rank
        span = change_span(found)
        if span:
            assert change_of(row[f"change_{span}"], one, language) in change
        ends = trend_ends(found)
        if ends and direction(ends, one) != "level":
            assert amount(ends.then["value"], one, language) in trend


# --- whatever the figures -------------------------------------------------------------------------

sizes = st.floats(0.1, 20.0).map(lambda value: round(value, 3))
halves = st.one_of(st.just(0.0), st.floats(0.01, 3.0))


@st.composite
def cells(draw):
    """A figure by region and year: certain, with an interval, or missing."""

    def figure():
        value, half = draw(sizes), draw(halves)
        return (value - half, value, value + half) if half else value

    there = ["16", *draw(st.lists(st.sampled_from(PEERS), unique=True))]
    years = draw(st.sampled_from([(2017,), (2012, 2017), (2016, 2017)]))
    return {region: {year: figure() for year in years} for region in there}


def ends(figure):
    return (figure[0], figure[2]) if isinstance(figure, tuple) else (figure, figure)


def middle(figure):
    return figure[1] if isinstance(figure, tuple) else figure


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(figures=cells(), indicator=st.sampled_from(["gdp_share", "gdp_population_ratio"]))
def test_no_sentence_claims_more_than_the_figures_bear(compared, figures, indicator):
    found = compared(indicator, figures)
    own = figures["16"]
    (first, then), (_, now) = min(own.items()), max(own.items())
    trend, change, rank = (
        said(one, found) for one in (trend_finding, change_finding, rank_finding)
    )
    for nb, en in (trend, change, rank):
        for text in (nb, en):
            assert text.startswith("Sør-Trøndelag")
            assert not re.search(r"  |[{}]|nan|None|[+−]0(?:[.,]0+)?(?![\d.,])", text)
    if first == 2017:
        assert "uten eldre tall" in trend[0]
        assert "ingen endring" in change[0]
    else:
        assert ("opp fra" in trend[0]) <= (ends(now)[0] > ends(then)[1])
        assert ("ned fra" in trend[0]) <= (ends(now)[1] < ends(then)[0])
        assert ("up from" in trend[1]) == ("opp fra" in trend[0])
        borne = ends(now)[0] >= ends(then)[1] or ends(now)[1] <= ends(then)[0]
        assert borne or re.search("innenfor usikkerheten|om lag uendret", change[0])
        assert not borne or "innenfor usikkerheten" not in change[0]
    if len(figures) == 1:
        assert "ingen andre å måle mot" in rank[0]
    if re.search(r"nummer 1 av", rank[0]):
        others = [middle(years[2017]) for region, years in figures.items() if region != "16"]
        assert middle(now) > max(others)
