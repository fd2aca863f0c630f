"""Why there is a gap: each chart says what its numbers say, for counties and for estimates."""

import math

import pandas as pd
import pytest

from regionstat.analysis.decompose import FACTORS, QUANTITIES, decompose_ratio
from regionstat.analysis.industries import INDUSTRIES
from regionstat.errors import Misuse
from regionstat.register.entries import LANGUAGES
from regionstat.study.factor_words import LOOKS, MOVES, NAMES, REASONS, largest, percent, reason
from regionstat.study.industry_words import lowered, short_name
from regionstat.study.why import BY, why
from regionstat.study.why_change import draw_change
from regionstat.study.why_factors import draw_factors

FULL = ["productivity", "commuting", "employment_rate", "working_age_share"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_factor_and_industry_has_its_words(language):
    factors = set(FACTORS.values())
    assert all(set(words) == factors for words in (NAMES[language], REASONS[language], LOOKS))
    assert set(MOVES[language]) == factors
    names = [short_name(one, language) for one in INDUSTRIES]
    assert len(set(names)) == len(INDUSTRIES)
    assert max(map(len, names)) <= 25


def test_the_words_of_a_sentence():
    factors = {"productivity": 0.02, "commuting": -0.03, "employment_rate": math.nan}
    assert [largest(factors, total) for total in (0.1, -0.1)] == ["productivity", "commuting"]
    assert reason(REASONS["en"], "commuting", -0.01) == "out-commuting"
    assert reason(MOVES["nb"], "productivity", 0.0) == "høyere produktivitet"
    assert percent(-0.0123, "nb") == "−1,2\u00a0%"
    assert [lowered(one) for one in ("Transport", "IKT")] == ["transport", "IKT"]


def test_the_factors_of_a_county(panel):
    found = why(panel, region="16", language="en")
    assert found.title.startswith("Sør-Trøndelag was 2.8\u00a0% above the goal in 2017")
    assert "2008–2017" in found.subtitle
    assert found.data["year"].tolist() == list(range(2008, 2018))
    parts = found.data[[*FULL, "jobs_per_working_age"]].sum(axis=1)
    assert (parts - found.data["log_ratio"]).abs().max() < 1e-12
    assert found.data["log_ratio_low"].isna().all()
    # What stands for two factors where a link is missing is told, and no interval is.
    assert "2015 and 2016 lack employed residents" in _foot(found)
    assert "interval" not in _foot(found)
    assert "2017: 1.028 (productivity −0.2\u00a0%" in found.alt


def _foot(figure):
    return " ".join(figure._canvas.texts[-1].get_text().split())


def test_the_change_of_a_county_is_a_way_of_steps(panel):
    found = why(panel, region="16", until=2013, by="change")
    assert found.title == (
        "Forholdet i Sør-Trøndelag steg fra 0,923 til 0,961, mest ved høyere produktivitet"
    )
    steps = found.data
    assert steps["name"].tolist()[0::5] == ["2008", "2013"]
    # Each step begins where the one before it ended, and the last bar ends there, too.
    assert steps["start"].tolist()[2:5] == steps["end"].tolist()[1:4]
    assert steps["end"].iloc[-1] == pytest.approx(steps["end"].iloc[-2])
    assert steps["end"].iloc[-1] == pytest.approx(100 * math.log(0.961), abs=0.05)


@pytest.mark.parametrize(
    ("region", "until", "words", "names"),
    [
        ("trondheimsregionen", None, "Mainland Norway in 2017: +0.6", "Sør-Trøndelag"),
        ("50", 2018, "the sum of counties in 2018: −3.2", "Trøndelag"),
    ],
)
def test_the_industries_are_the_countys(panel, region, until, words, names):
    found = why(panel, region=region, until=until, by="industries", language="en")
    assert words in found.subtitle
    assert f"of {names}" in found.title
    assert (f"Figures for {names}" in _foot(found)) == (region != "50")
    gap = float(words.partition(": ")[2].replace("−", "-"))
    assert 100 * found.data[["mix", "within", "unsplit"]].sum().sum() == pytest.approx(
        gap, abs=0.05
    )
    assert found.data["industry"].tolist()[-2:] == [
        next(name for name in found.data["industry"] if name.endswith("other industries")),
        "not split",
    ]


def toy(low, high):
    """A region level with the nation but for its productivity, which is an estimate."""
    index = pd.MultiIndex.from_product([["0", "org8"], [2010, 2011]], names=["region", "year"])
    cells = [[1000, 500, 480, 800, 1000]] * 2 + [[v, 50, 48, 80, 100] for v in (95, 102)]
    frame = pd.DataFrame(cells, index=index, columns=QUANTITIES, dtype="float64")
    return frame.assign(gva_low=frame["gva"] * low, gva_high=frame["gva"] * high)


def test_an_estimate_shows_its_interval_and_what_it_cannot_tell():
    found = decompose_ratio(toy(0.99, 1.05), "org8")
    sure = draw_factors(found, "counties", None, "en")
    assert "was 2.0\u00a0% above the goal in 2011, mostly because of high prod" in sure.title
    assert "90 % interval" in _foot(sure)
    assert sure.data["log_ratio_low"].tolist() == pytest.approx(
        [math.log(0.95 * 0.99), math.log(1.02 * 0.99)]
    )
    unsure = draw_change(decompose_ratio(toy(0.9, 1.1), "org8"), "counties", None, "en")
    assert unsure.data["low"].iloc[-1] == pytest.approx(100 * math.log(1.02 * 0.9))
    title = draw_factors(decompose_ratio(toy(0.9, 1.1), "org8"), "counties", None, "nb").title
    assert "kan ha vært over eller under målet i 2011" in title


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"region": "16", "by": "luck"}, "Unknown way to explain the gap 'luck'"),
        ({"region": "16", "language": "sv"}, "Unknown language"),
        ({"region": "16", "until": 2008, "by": "change"}, "one year with a figure, 2008"),
    ],
)
def test_what_cannot_be_explained_is_refused(panel, asked, words):
    with pytest.raises(Misuse, match=words):
        why(panel, **asked)


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("asked", [{"region": "16", "until": 1999}, {"region": "0"}])
def test_without_figures_the_chart_is_empty_and_says_so(panel, asked, by):
    assert why(panel, by=by, language="en", **asked).title.startswith("No figures for ")
