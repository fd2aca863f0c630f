"""Names in sentences, and where a figure comes from."""

import pytest

from regionstat.page.names import (
    inside,
    licence_name,
    listed,
    region_name,
    regions_named,
    source_line,
    vintage_name,
)
from regionstat.panel.listings import sources_of
from regionstat.register import register
from regionstat.register.entries import LANGUAGES

INDICATORS = register().indicators


@pytest.mark.parametrize(
    ("names", "nb", "en"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a og b", "a and b"),
        (["a", "b", "c"], "a, b og c", "a, b and c"),
    ],
)
def test_a_list_in_words(names, nb, en):
    assert listed(iter(names), "nb") == nb
    assert listed(iter(names), "en") == en


def test_an_article_loses_its_capital_inside_a_sentence():
    assert inside("The Trondheim region") == "the Trondheim region"
    assert inside("Theland") == "Theland"
    assert region_name("osloregionen", "en") == "The Oslo region"
    assert regions_named(["16", "osloregionen"], "en") == "Sør-Trøndelag and the Oslo region"
    assert regions_named(["16", "osloregionen"], "nb") == "Sør-Trøndelag og Osloregionen"


@pytest.mark.parametrize("id_", sorted(INDICATORS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_is_named_with_table_and_vintage(id_, language):
    line = source_line([INDICATORS[id_]], language)
    assert line.startswith({"nb": "Kilde: ", "en": "Source: "}[language])
    sources = [register().sources[one] for one in sources_of(INDICATORS[id_])]
    assert sources
    for source in sources:
        table = source.table if source.table.isdigit() else source.title.in_(language)
        assert table in line
        assert vintage_name(source.vintage, language) in line
        assert source.publisher.in_(language) in line


def test_a_source_that_serves_twice_is_named_once():
    ratio, share = INDICATORS["gdp_population_ratio"], INDICATORS["gdp_share"]
    assert source_line([ratio, share], "nb") == source_line([ratio], "nb")
    assert source_line([ratio], "nb").count("11713") == 1


def test_every_licence_of_the_register_is_told_in_both_languages():
    licences = {source.licence for source in register().sources.values()}
    said = {licence_name(one, "nb") for one in licences}
    assert said == {"CC BY 4.0", "NLOD 2.0", "fakta som publisert, kilde oppgitt"}
    assert {licence_name(one, "en") for one in licences} == licences


def test_every_vintage_is_read_in_the_language_of_the_page():
    vintages = {one.vintage for one in register().sources.values()}
    assert {vintage_name(one, "en") for one in vintages} == vintages
    words = {vintage_name(one, "nb") for one in vintages if any(map(str.isalpha, one))}
    assert words == {"som oppgitt"}
