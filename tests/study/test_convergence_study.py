"""The chart of convergence says what the numbers bear, in both languages."""

from dataclasses import replace

import pandas as pd
import pytest

from regionstat.analysis.convergence import Estimate
from regionstat.analysis.convergence import convergence as measured
from regionstat.errors import Misuse
from regionstat.register.entries import LANGUAGES
from regionstat.study.convergence import _note, convergence, draw_convergence


@pytest.fixture(scope="module")
def counties(panel):
    return measured(panel)


@pytest.fixture(scope="module")
def charts(counties):
    return {language: draw_convergence(counties, ["50"], language) for language in LANGUAGES}


def note(figure):
    return " ".join(figure._canvas.texts[-1].get_text().split())


def test_the_words_of_the_real_counties(charts):
    assert charts["nb"].title.startswith("Spredningen mellom fylkene falt fra 2008 til 2019")
    assert charts["en"].title.startswith("The spread between the counties fell from 2008 to 2019")
    assert "β = −0,014 (90 %: −0,052 til 0,024)" in note(charts["nb"])
    assert "No spread in 2017" in note(charts["en"])
    assert "Preliminary figures: 2019." in note(charts["en"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_county_is_in_the_text_alternative_and_the_data(charts, counties, language):
    assert set(charts[language].data["region"]) == set(counties.frame.index)
    for name in ("Trøndelag", "Oslo", "Finnmark", "Rogaland"):
        assert f"{name}: " in charts[language].alt
    assert "0,206" in charts["nb"].alt
    assert "0.196 in 2019" in charts["en"].alt


SAID = {
    "closing": ((-0.05, -0.07, -0.03), "The distance between the counties shrank"),
    "parting": ((0.02, 0.01, 0.03), "The distance between the counties grew"),
}


@pytest.mark.parametrize("case", SAID)
def test_a_sure_slope_is_said(counties, case):
    ends, words = SAID[case]
    figure = draw_convergence(replace(counties, beta=Estimate(*ends)), ["50"], "en")
    assert figure.title == f"{words} from 2008 to 2019"


def test_a_spread_that_falls_inside_its_intervals_has_not_fallen(counties):
    sigma = counties.sigma.assign(low=counties.sigma["value"] - 0.02)
    sigma = sigma.assign(high=sigma["value"] + 0.02)
    figure = draw_convergence(replace(counties, sigma=sigma), ["50"], "en")
    assert figure.title == "No certain convergence between the counties from 2008 to 2019"
    assert "The band is a 90 % interval" in note(figure)


@pytest.mark.parametrize(
    ("life", "words"),
    [
        ((20.0, 10.0, 40.0), "half the distance is gone in 20 years (90 %: 10 to 40)"),
        ((20.0, 10.0, float("inf")), "the half-life is 10 years or more"),
        ((20.0, 0.1, float("inf")), "the half-life cannot be told"),
        ((float("inf"),) * 3, "no half-life"),
    ],
)
def test_the_half_life_in_words(counties, life, words):
    assert words in _note(replace(counties, half_life=Estimate(*life)), "en")


def test_the_region_asked_for_is_coloured_or_its_counties(panel):
    figure = convergence(panel, region="osloregionen", until=2016, language="en")
    bold = [t.get_text() for t in figure._canvas.axes[0].texts if t.get_weight() == "bold"]
    assert bold == ["Oslo", "Akershus"]


def test_over_the_city_regions_all_are_named(panel):
    figure = convergence(panel, region="trondheimsregionen", over="city_regions", language="en")
    names = {text.get_text() for text in figure._canvas.axes[0].texts}
    assert names == {f"The {name} region" for name in ("Trondheim", "Bergen", "Stavanger", "Oslo")}
    assert isinstance(figure.data, pd.DataFrame)


@pytest.mark.parametrize("asked", [{"region": "x"}, {"language": "sv"}, {"over": "towns"}])
def test_what_does_not_exist_is_refused(panel, asked):
    with pytest.raises(Misuse):
        convergence(panel, **{"region": "16", **asked})
