"""Tables keep every sign: what is missing, estimated or not published says so."""

import pandas as pd
import pytest

import regionstat as rs
from regionstat.errors import Misuse
from regionstat.page.numbers import MISSING, amount
from regionstat.register import register
from regionstat.register.entries import LANGUAGES

INDICATORS = register().indicators
PAGES = [one for one in INDICATORS.values() if one.page]


@pytest.fixture(scope="module")
def cards(panel):
    return {
        language: rs.scorecard(panel, region="trondheimsregionen", until=2020, language=language)
        for language in LANGUAGES
    }


@pytest.fixture
def numbers(made):
    """The table of numbers for {region: {year: cell}}, by its first column."""

    def make(cells, indicator="gdp_share", **asked):
        asked = {"focus": "16", "peers": ["11", "12"], "language": "en", **asked}
        shown = rs.figures(made(indicator, cells), indicator, **asked)
        return shown, shown.frame.set_index(shown.frame.columns[0])

    return make


# --- the numbers behind a chart -------------------------------------------------------------------


@pytest.mark.parametrize("sign", [".", "..", "...", ":"])
def test_a_missing_number_shows_its_sign_and_what_it_means(numbers, sign):
    shown, cells = numbers({"16": {2016: sign, 2017: 6.0}, "11": {2016: 9.0, 2017: 9.1}})
    assert cells.loc["2016", "Sør-Trøndelag"] == sign
    assert cells.loc["2017", "Sør-Trøndelag"] == "6.00"
    assert any(note.startswith(f"{sign} ") for note in shown.notes)


def test_an_estimate_has_a_tilde_and_its_meaning(numbers):
    shown, cells = numbers({"16": {2016: 5.0, 2017: (5.9, 6.0, 6.1)}})
    assert cells["Sør-Trøndelag"].tolist() == ["5.00", "~6.00"]
    assert "~ estimate." in shown.notes


def test_signs_that_do_not_occur_are_not_explained(numbers):
    shown, _ = numbers({"16": {2017: 6.0}}, peers=[])
    assert shown.notes == ()


def test_a_year_that_is_not_there_is_an_empty_cell(numbers):
    _, cells = numbers({"16": {2017: 6.0}, "11": {2016: 9.0, 2017: 9.1}})
    assert cells.loc["2016", "Sør-Trøndelag"] == ""


def test_the_region_comes_first_then_the_nation(numbers):
    _, cells = numbers(
        {id_: {2017: 1.0} for id_ in ("0", "11", "12", "16")}, indicator="population_growth"
    )
    assert list(cells) == ["Sør-Trøndelag", "Norway", "Rogaland", "Hordaland"]


def test_twelve_years_are_shown_and_the_caption_has_the_unit(numbers):
    shown, cells = numbers({"16": dict.fromkeys(range(1997, 2018), 6.0)})
    assert cells.index.tolist() == [str(year) for year in range(2006, 2018)]
    assert shown.caption == "Share of gross value added, per cent"


def test_a_missing_peer_and_a_stand_in_are_named(numbers):
    shown, _ = numbers(
        {"50": {2017: 8.0}, "11": {2017: 9.0}},
        focus="trondheimsregionen",
        peers=["stavangerregionen", "12"],
    )
    assert "No published figure in 2017 for Hordaland." in shown.notes
    assert any("stand in: Trøndelag for the Trondheim region" in note for note in shown.notes)


def test_two_regions_of_one_name_have_a_column_each(numbers):
    cells = {"07": {2017: 1.0}, "39": {2017: 2.0}, "11": {2017: 3.0}}
    _, found = numbers(cells, focus="07", peers=["39", "11"])
    assert found.loc["2017"].to_dict() == {
        "Vestfold (07)": "1.00",
        "Vestfold (39)": "2.00",
        "Rogaland": "3.00",
    }


@pytest.mark.parametrize("cells", [{}, {"16": {2017: ":"}}])
def test_without_any_number_the_table_says_who_is_missing(numbers, cells):
    shown, found = numbers(cells)
    assert len(found) == 0
    assert shown.notes[0] == "No published figure for Rogaland and Hordaland."
    assert "<caption>" in shown._repr_html_()


# --- the scorecard --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_with_a_page_has_its_row(cards, language):
    titles = [one.title.in_(language) for one in PAGES]
    assert cards[language].frame.iloc[:, 0].tolist() == titles
    assert len(cards[language].under) == len(titles)
    assert not cards[language].frame.map(lambda cell: "nan" in str(cell).lower()).any(axis=None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", ["gdp_share", "population", "profitable_share"])
def test_a_row_is_what_the_comparison_says(panel, cards, id_, language):
    found = rs.compare(panel, id_, region="trondheimsregionen", until=2020)
    place = [one.id for one in PAGES].index(id_)
    row, one = found.row(found.focus), INDICATORS[id_]
    cells = cards[language].frame.iloc[place]
    assert cells.iloc[1] == amount(row["value"], one, language)
    within = {"nb": "i", "en": "in"}[language]
    assert cells.iloc[7].alt.endswith(f"{cells.iloc[1]} {within} {found.year}")
    assert cells.iloc[2] == str(found.year)
    between = {"nb": "av", "en": "of"}[language]
    assert cells.iloc[6] == f"{row['rank']} {between} {len(found.ranked)}"


def test_a_county_that_stands_in_an_estimate_and_a_single_value_are_remarked(cards):
    remarks = dict(zip((one.id for one in PAGES), cards["en"].under, strict=True))
    assert remarks["gdp_population_ratio"].startswith("preliminary ")
    assert remarks["population"].startswith("estimate 300,976–")
    assert remarks["rnd_per_employee_nok"].startswith("NOK; Trøndelag stands in")
    assert remarks["profitable_share"] == "Sør-Trøndelag stands in; single value"


def score(made, cells, indicator="gdp_share", region="16"):
    card = rs.scorecard(made(indicator, cells), region=region, language="en")
    place = [one.id for one in PAGES].index(indicator)
    return card.frame.iloc[place], card.under[place]


def test_what_is_not_published_says_so(made):
    cells, remark = score(made, {"16": {2017: ":"}, "11": {2017: 9.0}})
    assert cells.tolist()[1:] == [
        *("not\npublished", "", *[MISSING] * 3, "", "", MISSING, "9.00\u00a0%", "")
    ]
    assert remark == ""


def test_a_tie_is_told_in_the_rank(made):
    cells = {"16": {2017: 6.0}, "osloregionen": {2017: 6.001}, "bergensregionen": {2017: 9.0}}
    assert score(made, cells)[0]["Rank"] == "2–3 of 3"


def test_an_uncertain_rank_is_told_as_a_range(made):
    cells = {"16": {2017: (0.5, 1.0, 1.5)}, "osloregionen": {2017: 1.2}}
    cells["bergensregionen"] = {2017: 9.0}
    shown = score(made, cells, "population_growth")[0]["Rank"]
    assert shown == "2–3 of 3"


def test_without_peers_or_direction_there_is_no_rank(made):
    assert score(made, {"16": {2017: 6.0}})[0]["Rank"] == MISSING
    peers = {"16": {2017: 6.0}, "osloregionen": {2017: 9.0}}
    assert score(made, peers, "population_share")[0]["Rank"] == MISSING


@pytest.mark.parametrize(
    ("own", "others", "words"),
    [
        (6.0, (9.0, 5.0, 4.0), "ahead of cities"),
        (4.0, (9.0, 5.0, 4.5), "behind cities"),
        (5.0, (9.0, 5.0, 4.0), "level with cities"),
        # Less than a printed decimal, and inside what the estimates leave open.
        (5.004, (9.0, 5.0, 4.0), "level with cities"),
        ((4.5, 6.0, 7.5), (9.0, 5.0, 4.0), "level with cities"),
        ((5.5, 6.0, 7.5), (9.0, 5.0, 4.0), "ahead of cities"),
        (6.0, (9.0, (4.0, 5.0, 7.0), 4.0), "level with cities"),
    ],
)
def test_ahead_and_behind_are_said_only_where_the_figures_bear_it(made, own, others, words):
    cities = ("bergensregionen", "osloregionen", "stavangerregionen")
    cells = {"16": {2017: own}, **{c: {2017: o} for c, o in zip(cities, others, strict=True)}}
    assert score(made, cells)[0]["Status"] == words


def test_less_can_be_better_and_the_nation_has_a_word_of_its_own(made):
    less = {"16": {2017: 6.0}, "osloregionen": {2017: 9.0}}
    assert score(made, less, "gdp_gap_mnok")[0]["Status"] == "ahead of cities"
    cells = {"16": {2017: 2.0}, "0": {2017: 1.0}, "osloregionen": {2017: 3.0}}
    shown = score(made, cells, "population_growth")[0]["Status"]
    assert shown == "ahead of Norway,\nbehind cities"
    cells["osloregionen"] = {2017: 1.5}
    assert score(made, cells, "population_growth")[0]["Status"] == "ahead of both"
    assert score(made, less, "population_share")[0]["Status"] == ""


def test_the_size_of_the_nation_is_no_yardstick(made):
    cells = {"16": {2017: 200.0}, "0": {2017: 5000.0}, "osloregionen": {2017: 100.0}}
    shown = score(made, cells, "population")[0]
    assert (shown["Norway"], shown["Status"]) == (MISSING, "ahead of cities")


def test_the_caption_names_the_last_year_asked_for(panel, cards):
    assert cards["nb"].caption.endswith("for Trondheimsregionen, siste tall til og med 2020")
    assert cards["en"].caption.endswith("for the Trondheim region, latest figures up to 2020")


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [{"region": "trondheimregionen"}, {"language": "nbb"}])
def test_what_does_not_exist_is_refused(panel, asked):
    with pytest.raises(Misuse, match="nearest: "):
        rs.scorecard(panel, **{"region": "16", **asked})


@pytest.mark.parametrize(
    "asked",
    [
        {"indicator": "gdp_shar"},
        {"focus": "trondheimregionen"},
        {"peers": ["16x"]},
        {"basis": "maindland"},
        {"language": "nbb"},
    ],
)
def test_what_does_not_exist_is_refused_by_the_numbers(panel, asked):
    known = {"indicator": "gdp_share", "focus": "16", **asked}
    with pytest.raises(Misuse, match="nearest: "):
        rs.figures(panel, known.pop("indicator"), **known)


def test_a_basis_has_its_own_numbers_and_caption(panel):
    plain, total = (
        rs.figures(panel, "gdp_share", focus="16", basis=basis) for basis in ("counties", "total")
    )
    assert plain.caption != total.caption
    assert not plain.frame.equals(total.frame)
    pd.testing.assert_frame_equal(
        total.frame, rs.figures(panel, "gdp_share_total", focus="16").frame
    )
