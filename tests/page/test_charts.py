"""Every chart says its finding, unit, source and numbers; gaps stay gaps."""

import math
import re
from functools import partial

import numpy as np
import pandas as pd
import pytest
from boxes import clashes

import regionstat as rs
from regionstat.analysis.peers import CITY_REGIONS
from regionstat.errors import Misuse
from regionstat.page.numbers import amount, number, short_change
from regionstat.page.standing import rank_finding
from regionstat.page.verdict import verdict_sentences
from regionstat.page.wording import change_finding, trend_finding
from regionstat.register import register
from regionstat.register.entries import LANGUAGES
from regionstat.study.why import BY

INDICATORS = register().indicators
FINDINGS = {"trend": trend_finding, "ranking": rank_finding, "change": change_finding}
LOOKS = {
    "shares": partial(rs.study.why, by="shares"),
    "bases": partial(rs.study.sensitivity, to="basis"),
}
SOURCED = ("gdp_population_ratio", "population", "income_per_taxpayer_nok")


@pytest.fixture(scope="module")
def small(panel):
    """The indicators that are drawn below, of the regions that are drawn."""
    regions = {"trondheimsregionen", "bergensregionen", "stavangerregionen", "osloregionen"}
    regions |= {"0", "16", "50", "11", "12", "03", "02"}
    ids = {*SOURCED, "population_share", "population_growth", "gdp_share", "gdp_gap_mnok"}
    ids |= {f"{id_}_{basis}" for id_ in ids for basis in ("total", "mainland")}
    rows = panel[panel["region"].isin(regions) & panel["indicator"].isin(ids)]
    return rows.reset_index(drop=True)


def sourced(figure, id_, language):
    source = INDICATORS[id_]
    assert figure.source.startswith({"nb": "Kilde: ", "en": "Source: "}[language])
    tables = {"gross_value_added_mnok": "11713", "population": "07459"}
    for table in [tables[one] for one in (*source.inputs, id_) if one in tables]:
        assert table in figure.source
    assert re.search(r"\((årgang|vintage) [\d–]+\)", figure.source)


@pytest.mark.parametrize(("id_", "language"), [*zip(SOURCED, ("en", "nb", "en"), strict=True)])
@pytest.mark.parametrize("chart", FINDINGS)
def test_the_title_is_the_finding_and_the_source_is_named(small, chart, id_, language):
    figure = getattr(rs, chart)(small, id_, focus="trondheimsregionen", language=language)
    found = rs.compare(small, id_, region="trondheimsregionen")
    assert figure.title == FINDINGS[chart](found, language)
    assert INDICATORS[id_].title.in_(language) in figure.subtitle
    assert str(found.year) in figure.subtitle
    assert figure.title in figure.alt
    sourced(figure, id_, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_alternative_of_a_trend_ends_with_every_line(small, language):
    figure = rs.trend(small, "gdp_population_ratio", focus="16", language=language)
    names = register().regions
    for region in figure.data.loc[figure.data["value"].notna(), "region"].unique():
        rows = figure.data[(figure.data["region"] == region) & figure.data["value"].notna()]
        value = number(rows["value"].iloc[-1], 2, language)
        within = {"nb": "i", "en": "in"}[language]
        end = f"{names[region].name.in_(language)} {value} {within} {rows['year'].iloc[-1]}"
        assert end in figure.alt


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_alternatives_of_dots_and_bars_hold_every_row(small, language):
    one, names = INDICATORS["population_growth"], register().regions
    dots = rs.ranking(small, one.id, focus="trondheimsregionen", language=language)
    bars = rs.change(small, one.id, focus="trondheimsregionen", language=language)
    assert len(dots.data) == len(bars.data) == 5
    for row in dots.data.itertuples():
        name = names[row.region].name.in_(language)
        assert f"{name} {amount(row.value, one, language)}" in dots.alt
    for row in bars.data.itertuples():
        name = names[row.region].name.in_(language)
        assert f"{name} {short_change(row.change, one, language)}" in bars.alt


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_charts_of_the_goal(small, language):
    found = rs.goal(small, region="trondheimsregionen")
    shares = LOOKS["shares"](small, region="trondheimsregionen", language=language)
    bases = LOOKS["bases"](small, region="trondheimsregionen", language=language)
    assert f"{shares.title}." == verdict_sentences(found, language)[0]
    for region in found.shown:
        row = found.latest(region)
        for column in ("gdp_share", "population_share"):
            assert number(row[column], 2, language) in shares.alt
        for basis in ("counties", "total"):
            assert number(found.latest(region, basis)["ratio"], 3, language) in bases.alt
    for figure in (shares, bases):
        assert "11713" in figure.source
        assert "07459" in figure.source
        assert figure.title in figure.alt


ANSWERS = {
    "all": ({"counties": 1.1, "total": 1.0, "mainland": 1.2}, "meets the goal on all three"),
    "none": ({"counties": 0.9, "total": 0.8, "mainland": 0.95}, "meets the goal on none"),
    "some": ({"counties": 1.1, "total": 0.8, "mainland": 1.2}, "depends on the denominator"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_the_title_of_the_denominators_is_what_they_say(made, case):
    ratios, words = ANSWERS[case]
    parts = [made(id_, {"16": {2017: 6.0}}) for id_ in ("gdp_share", "population_share")]
    for basis, ratio in ratios.items():
        suffix = "" if basis == "counties" else f"_{basis}"
        parts.append(made(f"gdp_population_ratio{suffix}", {"16": {2017: ratio}}))
    figure = LOOKS["bases"](pd.concat(parts, ignore_index=True), region="16", language="en")
    assert words in figure.title


@pytest.mark.parametrize("chart", [*FINDINGS, *LOOKS])
def test_the_same_chart_twice_is_the_same_bytes(small, chart):
    def draw():
        if chart in LOOKS:
            return LOOKS[chart](small, region="trondheimsregionen")
        return getattr(rs, chart)(small, "population_share", focus="trondheimsregionen")

    assert draw().svg == draw().svg


DRAWN = {
    "trend": lambda rows, id_, asked: rs.trend(rows, id_, **asked),
    "ranking": lambda rows, id_, asked: rs.ranking(rows, id_, **asked),
    "change": lambda rows, id_, asked: rs.change(rows, id_, **asked),
    "tiles": lambda rows, id_, asked: rs.tiles(rows, id_, **asked),
}


@pytest.mark.parametrize("chart", DRAWN)
@pytest.mark.parametrize(
    ("id_", "region", "language"),
    [
        ("gdp_population_ratio", "trondheimsregionen", "nb"),
        ("gdp_gap_mnok", "osloregionen", "en"),
        ("income_per_taxpayer_nok", "16", "nb"),
    ],
)
def test_no_text_overlaps_another_or_is_cut(small, chart, id_, region, language):
    asked = {"focus": region, "until": 2020, "language": language}
    assert clashes(DRAWN[chart](small, id_, asked)) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", ["trondheimsregionen", "osloregionen", "03", "14"])
def test_no_text_overlaps_another_or_is_cut_in_any_form(panel, region, language):
    asked = {"region": region, "until": 2020, "language": language}
    figures = {by: rs.study.why(panel, by=by, **asked) for by in BY}
    figures |= {"outlook": rs.study.outlook(panel, **asked), "profile": rs.profile(panel, **asked)}
    figures |= {"basis": rs.study.sensitivity(panel, to="basis", **asked)}
    if region in CITY_REGIONS:
        figures["estimate"] = rs.study.estimate(panel, **asked)
    asked["focus"] = asked.pop("region")
    for chart, draw in DRAWN.items():
        for id_ in ("population_growth", "rnd_per_employee_nok", "employed_workplace"):
            figures[chart, id_] = draw(panel, id_, asked)
    assert {name: clashes(one) for name, one in figures.items() if clashes(one)} == {}


def test_texts_that_overlap_or_are_cut_are_found(made):
    figure = rs.change(made("gdp_share", {"16": {2016: 1.0, 2017: 2.0}}), "gdp_share", focus="16")
    assert clashes(figure) == []
    axes = figure._canvas.axes[0]
    axes.annotate("upon it", (-0.02, 0), xycoords=("axes fraction", "data"), ha="right")
    figure._canvas.text(0.99, 0.5, "over the edge")
    assert clashes(figure) == ["cut: 'over the edge'", "'Sør-Trøndelag' on 'upon it'"]


# --- gaps -----------------------------------------------------------------------------------------


def line_of(figure, focus_color="#0B5C9E"):
    axes = figure._canvas.axes[0]
    lines = [line for line in axes.lines if line.get_color() == focus_color]
    return dict(zip(lines[0].get_xdata(), np.asarray(lines[0].get_ydata(), float), strict=True))


@pytest.mark.parametrize("gap", [{2014: ":", 2015: ":"}, {}])
def test_missing_years_are_gaps_in_the_line(made, gap):
    years = {2012: 5.0, 2013: 5.1, **gap, 2016: 5.8, 2017: 6.0}
    figure = rs.trend(made("gdp_share", {"16": years}), "gdp_share", focus="16", peers=[])
    drawn = line_of(figure)
    assert list(drawn) == list(range(2012, 2018))
    assert math.isnan(drawn[2014])
    assert math.isnan(drawn[2015])
    assert (drawn[2013], drawn[2016]) == (5.1, 5.8)


def test_a_year_between_two_gaps_is_marked(made):
    years = {2010: 5.0, 2011: 5.1, 2013: 5.5, 2016: 5.8, 2017: 6.0}
    figure = rs.trend(made("gdp_share", {"16": years}), "gdp_share", focus="16", peers=[])
    marked = [x for line in figure._canvas.axes[0].lines[1:] for x in line.get_xdata()]
    assert marked == [2013]


def test_estimates_have_a_band_and_a_note(made):
    years = {2016: 1.0, 2017: (0.5, 1.2, 1.9)}
    rows = made("population_growth", {"16": years})
    for chart in (rs.trend, rs.ranking):
        figure = chart(rows, "population_growth", focus="16", peers=[], language="en")
        assert "Open markers" in figure._canvas.texts[-1].get_text()
    assert rs.trend(rows, "population_growth", focus="16", peers=[])._canvas.axes[0].collections


def test_open_ranks_stand_beside_the_dots_and_certain_ones_do_not(made):
    cells = {"16": {2017: (0.5, 1.0, 1.5)}, "11": {2017: 1.2}, "12": {2017: 9.0}}
    for focus in ("16", "12"):
        rows, peers = made("population_growth", cells), [one for one in cells if one != focus]
        figure = rs.ranking(rows, "population_growth", focus=focus, peers=peers, language="en")
        drawn = [text.get_text() for text in figure._canvas.axes[0].texts]
        assert [text for text in drawn if text in {"1", "2–3"}] == ["2–3", "2–3", "1"]
        assert "Hordaland 9.00\u00a0% (rank 1), Rogaland 1.20\u00a0% (rank 2–3)" in figure.alt
    sure = rs.ranking(made("population_growth", {"16": {2017: 1.0}, "11": {2017: 1.2}}), **SURE)
    assert "rank" not in sure.alt
    assert "confidence" not in sure._canvas.texts[-1].get_text()


SURE = {"indicator": "population_growth", "focus": "16", "peers": ["11"], "language": "en"}


def test_peers_chosen_by_structure_are_said_to_be(panel):
    figure = rs.ranking(panel, "gdp_share", focus="16", peers="nearest", until=2017, language="en")
    note = " ".join(figure._canvas.texts[-1].get_text().split())
    assert "five counties whose industry structure is most similar" in note
    assert len(figure.data) == 6


def test_people_are_drawn_as_an_index_and_say_so(made):
    cells = {"16": {2007: 200.0, 2017: 250.0}, "11": {2007: 400.0, 2017: 440.0}}
    figure = rs.trend(
        made("population", cells), "population", focus="16", peers=["11"], language="en"
    )
    assert "index with 2007 equal to 100" in figure.subtitle
    ends = figure.data.set_index(["region", "year"])["value"]
    assert ends.tolist() == pytest.approx([100, 110, 100, 125])


def test_who_has_no_figure_in_the_base_year_is_not_drawn_but_named(made):
    cells = {"16": {2007: 200.0, 2017: 250.0}, "11": {2010: 400.0, 2017: 440.0}}
    figure = rs.trend(
        made("population", cells), "population", focus="16", peers=["11"], language="en"
    )
    assert "for want of a figure in 2007: Rogaland." in figure._canvas.texts[-1].get_text()
    assert "Rogaland" not in figure.alt


@pytest.mark.parametrize(
    ("indicator", "unit"),
    [
        ("population", "change in per cent"),
        ("gdp_share", "change in percentage points"),
        ("gdp_population_ratio", "change in ratio"),
        ("gdp_gap_mnok", "change in NOK million, current prices"),
    ],
)
def test_the_subtitle_of_a_change_names_the_unit_of_the_change(made, indicator, unit):
    rows = made(indicator, {"16": {2016: 2.0, 2017: 3.0}})
    figure = rs.change(rows, indicator, focus="16", peers=[], language="en")
    assert figure.subtitle.endswith(f", {unit}, 2016–2017.")


def test_a_missing_peer_is_named_under_every_chart(made):
    rows = made("gdp_share", {"16": {2016: 5.0, 2017: 6.0}, "11": {2017: ":"}, "12": {2017: 9.0}})
    for chart in (rs.trend, rs.ranking, rs.change):
        figure = chart(rows, "gdp_share", focus="16", peers=["11", "12"], language="en")
        note = figure._canvas.texts[-1].get_text()
        assert "No published figure in 2017 for Rogaland." in note
    assert "No figure from 2016 to measure change against: Hordaland." in note


def test_two_counties_meet_and_one_meets(small):
    without = small[small["region"] != "trondheimsregionen"]
    both = LOOKS["bases"](without, region="trondheimsregionen", language="en").title
    one = LOOKS["bases"](small, region="16", language="en").title
    assert "Sør-Trøndelag and Trøndelag meet " in both
    assert "Sør-Trøndelag meets " in one


def test_a_region_inside_a_title_has_no_capital_article():
    rows = rs.load(2020)
    some = LOOKS["bases"](rows, region="bergensregionen", language="en").title
    every = LOOKS["bases"](rows, region="osloregionen", language="en").title
    assert some == "Whether the Bergen region meets the goal depends on the denominator"
    assert every == "The Oslo region meets the goal on all three denominators"


# --- no data --------------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", FINDINGS)
@pytest.mark.parametrize(
    ("cells", "language"),
    [({}, "nb"), ({"16": {2017: ":"}}, "en"), ({"12": {2017: 9.0}}, "nb")],
)
def test_a_chart_without_data_says_so(made, chart, cells, language):
    rows = made("gdp_share", cells)
    figure = getattr(rs, chart)(rows, "gdp_share", focus="16", peers=["12"], language=language)
    assert re.search("ikke noe publisert|ingen endring|no published|no change", figure.title)
    for text in (figure.subtitle, figure.alt, figure._canvas.texts[-1].get_text()):
        assert not re.search(r"None|nan\b|\b0–0|–\.|, \.|\. \.", text)
    assert figure.png(40).startswith(b"\x89PNG")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chart", LOOKS)
def test_a_chart_of_the_goal_without_data_says_so(made, chart, language):
    figure = LOOKS[chart](made("gdp_share", {"16": {2017: ":"}}), region="16", language=language)
    (words,) = figure._canvas.axes[0].texts
    assert words.get_text() == {"nb": "Ingen tall å tegne", "en": "No figures to draw"}[language]
    assert re.search("kan ikke måles|Ingen tall|cannot be measured|No figures", figure.title)
    assert not re.search(r"None|nan\b|–\.|\. \.", figure.subtitle + figure.alt)


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ({"indicator": "gdp_shar"}, "nearest: .*gdp_share"),
        ({"focus": "trondheimregionen"}, "nearest: .*trondheimsregionen"),
        ({"peers": ["16x"]}, "nearest: .*16"),
        ({"basis": "maindland"}, "nearest: mainland"),
        ({"language": "no"}, "known: en, nb"),
    ],
)
@pytest.mark.parametrize("chart", FINDINGS)
def test_what_does_not_exist_is_refused(small, chart, asked, nearest):
    known = {"indicator": "gdp_share", "focus": "16", **asked}
    with pytest.raises(Misuse, match=nearest):
        getattr(rs, chart)(small, known.pop("indicator"), **known)


@pytest.mark.parametrize("asked", [{"region": "trondheimregionen"}, {"language": "nbb"}])
@pytest.mark.parametrize("chart", LOOKS)
def test_what_does_not_exist_is_refused_by_the_goal(small, chart, asked):
    with pytest.raises(Misuse, match="nearest: "):
        LOOKS[chart](small, **{"region": "16", **asked})
