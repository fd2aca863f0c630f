"""A profile claims a half only where the ranks bear it, and has a strip for every indicator."""

import pytest
from boxes import clashes

import regionstat as rs
from regionstat.analysis.percentiles import standing
from regionstat.errors import Misuse
from regionstat.page.figure import PROTAGONIST, blank
from regionstat.page.profile_strips import strip
from regionstat.page.profile_words import finding, half, told
from regionstat.register import register
from regionstat.register.entries import LANGUAGES

PAGES = [one for one in register().indicators.values() if one.page]


def test_every_indicator_has_its_strip_told_with_value_year_and_rank(panel):
    figure = rs.profile(panel, region="trondheimsregionen", until=2020, language="en")
    for one in PAGES:
        assert one.title.en in figure.alt
    found = standing(panel, "gdp_share", region="trondheimsregionen", until=2020)
    words = told(register().indicators["gdp_share"], found, "en")
    assert words in figure.alt
    assert words.endswith("in 2019, ahead of 76\u00a0% of the counties, rank 5 of 18")
    assert set(figure.data["indicator"]) == {one.id for one in PAGES}
    assert clashes(figure) == []


def placed(made, own, indicator="population_growth"):
    counties = {"03": 1.0, "11": 2.0, "12": 4.0, "15": 5.0}
    cells = {"16": {2017: own}, **{id_: {2017: value} for id_, value in counties.items()}}
    return standing(made(indicator, cells), indicator, region="16")


def compared(made, own):
    return placed(made, own).comparison


@pytest.mark.parametrize(
    ("own", "place"),
    [
        (6.0, "upper"),
        (4.5, "upper"),
        (3.0, ""),
        (1.5, "lower"),
        ((5.5, 6.0, 6.5), "upper"),
        # The interval reaches beyond the middle: neither half is borne.
        ((2.5, 4.5, 6.5), ""),
        ((0.0, 1.5, 3.0), ""),
    ],
)
def test_a_half_is_claimed_only_where_all_ranks_lie_in_it(made, own, place):
    assert half(compared(made, own)) == place


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_counts_the_halves_of_those_that_have_ranks(made, language):
    places = [6.0, 4.5, (2.5, 4.5, 6.5), 1.5, 3.0, ":"]
    title = finding([compared(made, own) for own in places], "X", language)
    assert (
        title
        == {
            "nb": "X er i øvre halvdel på 2 av 5 indikatorer, i nedre på 1",
            "en": "X is in the upper half on 2 of 5 indicators, in the lower on 1",
        }[language]
    )
    none = {"nb": "X: ingen indikator å plassere", "en": "X: no indicator to place"}
    assert finding([compared(made, ":")], "X", language) == none[language]


def drawn(made, own, indicator="population_growth"):
    found = placed(made, own, indicator)
    _, (axes,) = blank()
    strip(axes, 0, register().indicators[indicator], found, "en")
    return axes, told(register().indicators[indicator], found, "en")


def test_what_is_not_published_says_so(made):
    axes, words = drawn(made, ":")
    assert [text.get_text() for text in axes.texts] == ["Population growth", "not published"]
    assert words == "Population growth: not published"
    assert len(axes.lines) == 0


def test_an_interval_is_a_line_and_an_open_dot_on_the_scale(made):
    axes, words = drawn(made, (1.5, 3.0, 4.5))
    own = [line for line in axes.lines if line.get_color() == PROTAGONIST]
    assert [list(line.get_xdata()) for line in own] == [[25, 75], [50]]
    assert own[1].get_markerfacecolor() == "white"
    texts = [text.get_text() for text in axes.texts]
    assert texts == ["Population growth", "2–4 of 5", "2017", "3.00\u00a0%"]
    assert words.endswith("ahead of 50\u00a0% of the counties, rank 2–4 of 5")


def test_without_a_better_direction_there_is_no_rank(made):
    axes, words = drawn(made, 4.5, "population_share")
    assert [text.get_text() for text in axes.texts][1] == ""
    assert (
        words == "Share of population: 4.50\u00a0% in 2017, higher than 75\u00a0% of the counties"
    )


@pytest.mark.parametrize("asked", [{"region": "16x"}, {"language": "nbb"}])
def test_what_does_not_exist_is_refused(panel, asked):
    with pytest.raises(Misuse, match="nearest: "):
        rs.profile(panel, **{"region": "16", **asked})
