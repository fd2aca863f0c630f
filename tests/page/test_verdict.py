"""The verdict: the answer first, every number from the data, and what speaks against it."""

import re

import pandas as pd
import pytest

import regionstat as rs
from regionstat.analysis import goal
from regionstat.page.numbers import number
from regionstat.page.verdict import verdict_sentences
from regionstat.register.entries import LANGUAGES

WHOLE, PEOPLE = 100_000, 6.0
IDS = ("gdp_share", "population_share", "gdp_population_ratio", "gdp_gap_mnok")


@pytest.fixture
def verdict(made):
    """Say the verdict on {county: {basis: {year: ratio or sign}}}."""

    def part(county, basis, ratios):
        shown = dict(zip(IDS, ("gdp", "people", "ratio", "gap"), strict=True))
        suffix = "" if basis == "counties" else f"_{basis}"
        for id_, name in shown.items():
            cells = {year: of(ratio)[name] for year, ratio in ratios.items()}
            yield made(id_ + ("" if name == "people" else suffix), {county: cells})

    def of(ratio):
        if isinstance(ratio, str):
            return {"gdp": ratio, "people": PEOPLE, "ratio": ratio, "gap": ratio}
        gap = (1 - ratio) * PEOPLE / 100 * WHOLE
        return {"gdp": ratio * PEOPLE, "people": PEOPLE, "ratio": ratio, "gap": gap}

    def make(counties, region="16", language="en"):
        parts = [
            rows
            for county, bases in counties.items()
            for basis, ratios in bases.items()
            for rows in part(county, basis, ratios)
        ]
        panel = pd.concat(parts, ignore_index=True).drop_duplicates(["indicator", "region", "year"])
        return verdict_sentences(goal(panel, region=region), language)

    return make


def test_the_goal_is_met(verdict):
    counties = {"16": {"counties": {2016: 0.98, 2017: 1.05}}}
    assert verdict(counties)[:2] == [
        "Yes in Sør-Trøndelag: 6.3\u00a0% of value added against 6.0\u00a0% of the people in 2017.",
        "The ratio was 1.050, and the goal is 1. Value added was NOK 0.3 billion above the goal.",
    ]
    assert verdict(counties, language="nb")[:2] == [
        "Ja i Sør-Trøndelag: 6,3\u00a0% av verdiskapingen mot 6,0\u00a0% av folketallet i 2017.",
        "Forholdet var 1,050, og målet er 1. Verdiskapingen lå 0,3 milliarder kroner over målet.",
    ]


def test_the_goal_is_not_met(verdict):
    counties = {"16": {"counties": {2016: 1.05, 2017: 0.9}}}
    assert verdict(counties)[:2] == [
        "No in Sør-Trøndelag: 5.4\u00a0% of value added against 6.0\u00a0% of the people in 2017.",
        "The ratio was 0.900, and the goal is 1. NOK 0.6 billion was missing.",
    ]
    assert verdict(counties, language="nb")[:2] == [
        "Nei i Sør-Trøndelag: 5,4\u00a0% av verdiskapingen mot 6,0\u00a0% av folketallet i 2017.",
        "Forholdet var 0,900, og målet er 1. Det manglet 0,6 milliarder kroner.",
    ]


def test_exactly_one_is_a_yes(verdict):
    assert verdict({"16": {"counties": {2017: 1.0}}})[0].startswith("Yes")
    assert verdict({"16": {"counties": {2017: 0.9999}}})[0].startswith("No")


OTHERS = {
    "in the last year": (
        {2016: 0.99, 2017: 1.028},
        "Sør-Trøndelag, which held 9 of the region's 11 municipalities, reached 1 in 2017, "
        "the last year of that county, with the ratio 1.028.",
        "Sør-Trøndelag, der 9 av regionens 11 kommuner lå, nådde 1 i 2017, "
        "det siste året fylket fantes, med forholdet 1,028.",
    ),
    "earlier": (
        {2015: 1.01, 2017: 0.99},
        "Sør-Trøndelag, which held 9 of the region's 11 municipalities, reached 1 in 2015 "
        "and stood at 0.990 in 2017, the last year of that county.",
        "Sør-Trøndelag, der 9 av regionens 11 kommuner lå, nådde 1 i 2015; "
        "forholdet var 0,990 i 2017, det siste året fylket fantes.",
    ),
    "never": (
        {2015: 0.9, 2016: 0.95},
        "Sør-Trøndelag, which held 9 of the region's 11 municipalities, never reached 1; "
        "the ratio was 0.950 in 2016.",
        "Sør-Trøndelag, der 9 av regionens 11 kommuner lå, nådde aldri 1; "
        "forholdet var 0,950 i 2016.",
    ),
}


@pytest.mark.parametrize("case", OTHERS)
def test_the_county_that_was_measured_before_has_its_own_sentence(verdict, case):
    ratios, en, nb = OTHERS[case]
    counties = {"16": {"counties": ratios}, "50": {"counties": {2018: 0.94, 2019: 0.935}}}
    for language, words in (("en", en), ("nb", nb)):
        found = verdict(counties, "trondheimsregionen", language)
        assert found[0].startswith({"en": "No in Trøndelag", "nb": "Nei i Trøndelag"}[language])
        assert found[3] == words


def test_suppressed_figures_of_the_mainland_are_called_so(verdict):
    counties = {"counties": {2016: 0.9, 2017: 0.9}, "mainland": {2016: 0.95, 2017: ":"}}
    found = verdict({"16": counties})
    assert "On Mainland Norway the ratio was 0.950 in 2016." in found
    assert "On Mainland Norway the figures for Sør-Trøndelag are suppressed after 2016." in found
    assert "På Fastlands-Norge holder SSB tilbake tall for Sør-Trøndelag etter 2016." in verdict(
        {"16": counties}, language="nb"
    )


def test_no_figure_of_the_mainland_at_all_is_called_so(verdict):
    counties = {"counties": {2017: 0.9}, "mainland": {2017: ":"}, "total": {2017: 0.8}}
    found = verdict({"16": counties})
    assert "On Mainland Norway no figures for Sør-Trøndelag are published." in found
    assert "With the shelf in the denominator the ratio was 0.800 in 2017." in found


def test_a_whole_mainland_is_one_sentence(verdict):
    found = verdict({"16": {"counties": {2017: 0.9}, "mainland": {2017: 1.049}}})
    assert [text for text in found if "Mainland" in text] == [
        "On Mainland Norway the ratio was 1.049 in 2017."
    ]


@pytest.mark.parametrize("region", ["16", "trondheimsregionen"])
def test_without_figures_nothing_is_claimed(verdict, region):
    (found,) = verdict({"11": {"counties": {2017: 1.1}}}, region)
    assert found.startswith("The goal cannot be measured")
    assert not re.search(r"\d", found)


@pytest.mark.parametrize(("year", "late"), [(2017, True), (2019, True), (2020, False)])
def test_a_verdict_before_the_year_of_the_goal_says_so(verdict, year, late):
    found = verdict({"16": {"counties": {year: 1.1}}})
    assert (f"The goal is for 2020; the last year with figures is {year}." in found) == late


def test_counties_that_stand_in_are_named(verdict):
    one = verdict({"12": {"counties": {2019: 0.9}}}, "bergensregionen")
    two = verdict(
        {"03": {"counties": {2019: 1.1}}, "02": {"counties": {2019: 0.9}}}, "osloregionen"
    )
    assert "; Hordaland stands in." in " ".join(one)
    assert "; Oslo and Akershus stand in." in " ".join(two)
    assert "stand" not in " ".join(verdict({"16": {"counties": {2017: 0.9}}})).replace("stood", "")


@pytest.mark.parametrize(
    "region", ["16", "50", "07", "46", "0", "trondheimsregionen", "osloregionen", "org8", "5001"]
)
def test_every_sentence_is_whole(panel, region):
    found = goal(panel, region=region)
    for text in (text for language in LANGUAGES for text in verdict_sentences(found, language)):
        assert text.endswith(".")
        assert not text.endswith("..")
        assert not re.search(r"[{}]|None|nan\b", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", ["16", "50", "11", "trondheimsregionen", "07"])
def test_the_numbers_in_words_are_those_of_the_data(panel, region, language):
    found = goal(panel, region=region)
    current = found.shown[-1]
    row = found.latest(current)
    text = " ".join(verdict_sentences(found, language))
    no = {"nb": ("Nei", "Trolig ikke"), "en": ("No", "Probably not")}[language]
    assert text.startswith(no) == (row["ratio"] < 1)
    for value, decimals in (
        (row["gdp_share"], 2 if row["ratio_low"] > 0 else 1),
        (row["population_share"], 2 if row["ratio_low"] > 0 else 1),
        (row["ratio"], 3),
        (abs(row["gap_mnok"]) / 1000, 1),
        (found.latest(current, "total")["ratio"], 3),
    ):
        assert number(value, decimals, language) in text
    assert str(row["year"]) in text


@pytest.mark.parametrize("language", ["nb", "en"])
def test_the_goal_is_not_for_the_nation(panel, language):
    (one,) = rs.verdict(panel, region="0", language=language).parts
    assert ("regioner" if language == "nb" else "regions") in one
