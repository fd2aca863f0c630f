"""What a municipality's own assessment says: of its own figures alone, in both languages."""

import re

import pytest
from boxes import clashes

import regionstat as rs
from regionstat.analysis.similar import COUNT, similar
from regionstat.errors import Misuse
from regionstat.page.assessment import _clauses, _Held
from regionstat.register import register
from regionstat.register.entries import LANGUAGES
from regionstat.register.municipalities import municipal_indicators

ASKED = {"until": 2020, "peers": "similar"}


@pytest.fixture(scope="module")
def nine(panel):
    return similar(panel, "5001", year=2020).nearest


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scorecard_has_what_there_is_for_municipalities_and_no_stand_in(panel, language):
    found = rs.scorecard(panel, region="5001", language=language, **ASKED)
    titles = [one.title.in_(language) for one in municipal_indicators()]
    assert found.frame.iloc[:, 0].tolist() == titles
    assert not any("Trøndelag" in text for text in found.under)
    assert {"nb": "Liknende", "en": "Similar"}[language] in found.frame
    ranks = found.frame.iloc[:, 6].tolist()
    assert any(re.fullmatch(r"\d+(–\d+)? (av|of) 10", text) for text in ranks)
    status = dict(zip(titles, found.frame["Status"], strict=True))
    # Size is neither ahead nor behind.
    known = register().indicators
    assert status[known["population"].title.in_(language)] == ""
    both = {"nb": "foran begge", "en": "ahead of both"}
    assert status[known["population_growth"].title.in_(language)] == both[language]


@pytest.mark.parametrize(
    ("region", "heads"),
    [
        ("5001", ["Trondheim", "The Trondheim region", "Trøndelag", "Norway"]),
        ("0301", ["Oslo-Oslove", "The Oslo region", "Norway"]),
        ("5437", ["Kárášjohka - Karasjok", "Troms og Finnmark", "Norway"]),
    ],
)
def test_figures_stand_beside_those_of_what_lies_around(panel, region, heads):
    found = rs.scorecard(panel, region=region, show="beside", language="en", **ASKED)
    assert found.frame.columns.tolist() == ["Indicator", "Year", *heads, "Similar"]
    cells = found.frame.set_index("Indicator")
    counts = panel[(panel["indicator"] == "population") & panel["year"].isin([2010, 2020])]
    then, now = counts.loc[counts["region"] == region, "value"]
    change = f"{100 * (now / then - 1):+.1f}\u00a0%".replace("-", "−")
    assert cells.at["Population", heads[0]] == change
    assert dict(zip(cells.index, found.under, strict=True))["Population"] == "change from 2010"


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_the_similar_are_is_told_with_their_distance(panel, nine, language):
    found = rs.scorecard(panel, region="5001", show="peers", language=language, **ASKED)
    names = [register().regions[one].name.in_(language) for one in ("5001", *nine)]
    assert found.frame.iloc[:, 0].tolist() == names
    assert len(found.frame) == 1 + COUNT
    assert found.frame.iloc[0, 1] == "–"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_names_where_it_is_ahead_and_the_figures_bear_it(panel, nine, language):
    found = rs.verdict(panel, region="5001", of="municipality", until=2020, language=language)
    growth = register().indicators["population_growth"].title.in_(language)
    ahead = {"nb": "Trondheim er foran kommunene som likner mest, i ", "en": "Trondheim is ahead"}
    assert found.parts[0].startswith(ahead[language])
    assert growth.lower() in found.parts[0]
    own = panel[(panel["indicator"] == "population_growth") & (panel["year"] == 2020)]
    own = own.set_index("region")["value"]
    assert own["5001"] > own[list(nine)].median()
    # There is no income of Trondheim here, and that of its county is not Trondheim's.
    assert not any("inntekt" in one or "income" in one for one in found.parts)


def held(made, own, other, indicator="population_growth"):
    frame = made(indicator, {"a": {2020: own}, "b": {2020: other}})
    row, median = (frame.iloc[place] for place in (0, 1))
    return _Held(register().indicators[indicator], 2020, row, median)


@pytest.mark.parametrize(
    ("words", "language", "told"),
    [
        ("ahead", "nb", "foran kommunene som likner mest, i befolkningsvekst"),
        ("behind", "nb", "bak kommunene som likner mest, i befolkningsvekst"),
        ("level", "en", "level with the municipalities most like it in population growth"),
        (
            "ahead behind",
            "nb",
            "foran kommunene som likner mest, i befolkningsvekst, men bak i befolkningsvekst",
        ),
        (
            "ahead level behind",
            "en",
            "ahead of the municipalities most like it in population growth, level with them in "
            "population growth, but behind in population growth",
        ),
        ("ahead ahead ahead ahead", "nb", "foran kommunene som likner mest, på 4 mål"),
    ],
)
def test_the_clauses_of_the_answer(made, words, language, told):
    figures = {"ahead": (2.0, 1.0), "level": (1.0, 1.0), "behind": (1.0, 2.0)}
    found = [held(made, *figures[word]) for word in words.split()]
    assert ", ".join(_clauses(found, language)) == told


def test_an_interval_that_reaches_the_median_is_level(made):
    assert held(made, (0.5, 2.0, 3.5), 1.0).word == "level"
    assert held(made, (1.5, 2.0, 3.5), 1.0).word == "ahead"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_profile_places_it_among_all_municipalities(panel, language):
    figure = rs.profile(panel, region="5437", peers="municipalities", until=2020, language=language)
    assert set(figure.data["indicator"]) == {one.id for one in municipal_indicators()}
    assert len(set(figure.data["region"])) > 350
    assert "Kárášjohka - Karasjok" in figure.title
    assert {"nb": "av kommunene", "en": "of the municipalities"}[language] in figure.alt
    assert clashes(figure) == []


@pytest.mark.parametrize(
    ("call", "what"),
    [
        (lambda p: rs.verdict(p, region="50", of="municipality"), "that is a county"),
        (lambda p: rs.verdict(p, region="5001", of="mayor"), "Unknown verdict 'mayor'"),
        (lambda p: rs.scorecard(p, region="5030", **ASKED), "ended in 2019 .* 5001 Trondheim"),
        (lambda p: rs.scorecard(p, region="5001", peers="best"), "Unknown choice of peers"),
        (lambda p: rs.scorecard(p, region="5001", show="peers"), "Unknown scorecard 'peers'"),
        (lambda p: rs.profile(p, region="50", peers="municipalities"), "that is a county"),
        (lambda p: rs.profile(p, region="50", peers="all"), "Unknown choice of peers"),
    ],
)
def test_what_cannot_be_assessed_is_refused(panel, call, what):
    with pytest.raises(Misuse, match=what):
        call(panel)
