"""What is said of an indicator, a region and the sources is all there, and found by id."""

import re

import pandas as pd
import pytest

import regionstat as rs
from regionstat.errors import Misuse
from regionstat.panel.listings import sources_of
from regionstat.register import register
from regionstat.register.entries import LANGUAGES

REGISTER = register()
INDICATORS = REGISTER.indicators


def whole(text):
    """Say whether a text has nothing left over from its making."""
    return not re.search(r"[{}]|None|nan\b|<NA>|\.\.", text)


# --- about ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", sorted(INDICATORS))
def test_an_indicator_tells_what_is_known_of_it(id_, language):
    one = INDICATORS[id_]
    text = repr(rs.about(id_, language=language))
    row = REGISTER.plan[one.goal]
    for known in (one.definition, one.caveat, row.title, row.target):
        assert known.in_(language) in text
    for source in (REGISTER.sources[source] for source in sources_of(one)):
        assert (source.table if source.table.isdigit() else source.title.in_(language)) in text
        for gap in source.known_gaps:
            assert gap.in_(language) in text
    assert whole(text)


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("gdp_share", "higher is better"),
        ("gdp_gap_mnok", "lower is better"),
        ("population_share", "neither direction is better"),
    ],
)
def test_the_direction_is_the_registers(id_, words):
    assert ("Direction", words) in rs.about(id_, language="en").pairs


# --- method ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("region", ["plan11", "org10", "org9", "org8", "osloregionen"])
def test_every_member_of_a_region_is_named_with_its_code(region, language):
    one = REGISTER.regions[region]
    text = repr(rs.about(region, language=language))
    for code in one.members:
        assert f"{REGISTER.regions[code].name.nb} ({code})" in text
    assert str(one.codes_of) in text
    assert one.rule.in_(language) in text
    assert whole(text)


@pytest.mark.parametrize(
    ("region", "words"),
    [
        (
            "trondheimsregionen",
            "For the Trondheim region it is estimated: the value added of Sør-Trøndelag and "
            "Trøndelag is shared out to municipalities",
        ),
        ("5001", "Trøndelag stands in for Trondheim; "),
    ],
)
def test_who_stands_in_and_what_is_estimated_is_told(region, words):
    assert words in dict(rs.about(region, language="en").pairs)["Value added"]


def test_a_county_has_its_own_borders_and_nobody_stands_in():
    facts = dict(rs.about("16", language="en").pairs)
    assert facts["Area"] == "Sør-Trøndelag."
    assert "the borders it had in each year" in facts["Borders"]
    assert "Municipalities" not in facts
    assert "stand in" not in facts["Value added"]


# --- cite -----------------------------------------------------------------------------------------


def cited(panel, language="nb"):
    return set(rs.cite(panel, language=language).frame.iloc[:, 0])


def titles(ids, language="nb"):
    sources = {source for id_ in ids for source in sources_of(INDICATORS[id_])}
    return {REGISTER.sources[id_].title.in_(language) for id_ in sources}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_of_the_panel_is_named(panel, language):
    shown = rs.cite(panel, language=language)
    assert cited(panel, language) == titles(set(panel["indicator"]), language)
    tables = {source.table for source in REGISTER.sources.values() if source.table.isdigit()}
    assert tables & set(shown.frame.iloc[:, 1]) >= {"11713", "07459"}
    assert not (shown.frame.iloc[:, 2:5] == "").any(axis=None)
    assert "CC BY 4.0" in shown.notes[0]


@pytest.mark.parametrize("id_", ["population", "gdp_share", "income_per_taxpayer_nok"])
def test_a_part_names_its_own_sources_only(panel, id_):
    assert cited(rs.select(panel, id_)) == titles([id_])


def test_sources_are_found_after_a_concat_and_a_merge(panel):
    people, share = (rs.select(panel, id_) for id_ in ("population", "gdp_share"))
    both = pd.concat([people, share]).sample(frac=0.5, random_state=1)
    assert cited(both) == titles(["population", "gdp_share"])
    merged = share.merge(people, on=["region", "year"], suffixes=("", "_people"))
    assert cited(merged) == titles(["gdp_share"])
    copied = pd.DataFrame(both.to_dict("list"))
    assert copied.attrs == {}
    assert cited(copied) == cited(both)


# --- verdict and finding --------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_is_the_answer_first(panel, language):
    found = rs.verdict(panel, region="trondheimsregionen", language=language)
    words = {
        "nb": (r"Ja|Trolig ja|Uvisst|Trolig ikke|Nei", "sannsynligheten for"),
        "en": (r"Yes|Probably yes|Uncertain|Probably not|No", "the probability that"),
    }
    answers, opening = words[language]
    assert re.fullmatch(rf"({answers}): {opening} .* 2020,? .*\d+\xa0%\.", found.parts[0])
    assert str(found) == " ".join(found.parts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", [id_ for id_, one in INDICATORS.items() if one.page])
def test_a_finding_is_made_of_whole_sentences(panel, id_, language):
    parts = rs.finding(panel, id_, focus="trondheimsregionen", language=language).parts
    assert len(parts) == len(set(parts)) >= 3
    for text in parts:
        assert text.endswith(".")
        assert whole(text)


def test_a_finding_that_is_said_once_is_not_said_twice(made):
    rows = made("gdp_share", {"16": {2017: ":"}, "11": {2017: 9.0}})
    parts = rs.finding(rows, "gdp_share", focus="16", peers=["11"], language="en").parts
    assert parts == (
        "Sør-Trøndelag: no published figure.",
        "Sør-Trøndelag: no change can be computed.",
    )


def test_a_finding_without_any_figure_is_whole(made):
    found = rs.finding(made("gdp_share", {}), "gdp_share", focus="16", peers=["11"], language="nb")
    assert whole(str(found))
    assert found.parts[-1] == "Det er ikke publisert tall for Rogaland."


# --- refusals -------------------------------------------------------------------------------------

REFUSED = {
    "an indicator": (lambda panel: rs.about("gdp_shar"), "nearest: .*gdp_share"),
    "its language": (lambda panel: rs.about("gdp_share", language="no"), "known: en, nb"),
    "a region": (lambda panel: rs.about("trondheimregionen"), "nearest: .*trondheimsregionen"),
    "an edition": (lambda panel: rs.about(1999), "Unknown edition '1999'"),
    "a name": (lambda panel: rs.about("Rogaland"), "its id is '11'"),
    "the language of sources": (lambda panel: rs.cite(panel, language="nn"), "known: en, nb"),
    "a verdict": (lambda panel: rs.verdict(panel, region="org12"), "nearest: .*org10"),
    "a finding": (lambda panel: rs.finding(panel, "populatio", focus="16"), "nearest: population"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_exist_is_refused(panel, case):
    asking, words = REFUSED[case]
    with pytest.raises(Misuse, match=words):
        asking(panel)
