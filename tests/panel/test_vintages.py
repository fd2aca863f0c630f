"""A page names the vintage that its edition stands on."""

import json

import pandas as pd
import pytest

import regionstat as rs
from regionstat.page.names import source_line
from regionstat.panel.vintages import edition_of, stated
from regionstat.register import register

SOURCE = register().sources["population"]
INDICATOR = register().indicators["population"]


@pytest.fixture
def renewed(tmp_path, monkeypatch):
    """A project folder whose edition 2021 stands on a population of another vintage."""
    folder = tmp_path / "data" / "raw" / "population"
    folder.mkdir(parents=True)
    (folder / "a.json").write_bytes(b"{}")
    pedigree = {
        **dict.fromkeys(("origin", "table", "publisher", "licence", "sha256"), ""),
        **{"source": "population", "title": {}, "missing": {}, "original": {}},
        **{"vintage": "2027-02-25", "cells": 0, "bytes": 2},
        "known_gaps": [{"nb": "Et hull.", "en": "A gap."}],
    }
    (folder / "a.pedigree.json").write_text(json.dumps(pedigree))
    lock = tmp_path / "reports" / "2021" / "edition.toml"
    lock.parent.mkdir(parents=True)
    lock.write_text(
        'edition = 2021\n[raw.population]\nfile = "data/raw/population/a.json"\nsha256 = "a"\n'
    )
    monkeypatch.setenv("REGIONSTAT_HOME", str(tmp_path))


@pytest.mark.usefixtures("renewed")
def test_the_vintage_and_the_gaps_are_those_of_the_edition():
    found = stated(SOURCE, 2021)
    assert found.vintage == "2027-02-25"
    assert [gap.en for gap in found.known_gaps] == ["A gap."]
    assert source_line([INDICATOR], "nb", 2021).endswith("(årgang 2027-02-25)")


@pytest.mark.usefixtures("renewed")
def test_a_source_that_the_edition_lacks_has_the_bundled_vintage():
    other = register().sources["employed"]
    assert stated(other, 2021).vintage == other.vintage


def test_without_an_edition_the_bundled_vintage_stands_in():
    assert stated(SOURCE, None).vintage == SOURCE.vintage
    assert source_line([INDICATOR], "en").endswith(f"(vintage {SOURCE.vintage})")


def test_a_panel_tells_its_edition_until_it_is_built_anew(panel):
    assert edition_of(panel) == 2020
    assert edition_of(rs.select(panel, "population")) == 2020
    assert edition_of(pd.DataFrame(panel.head().to_dict("list"))) is None
    assert edition_of(pd.DataFrame()) is None


def test_the_bundled_edition_has_the_vintages_of_the_register():
    for source in register().sources.values():
        assert stated(source, 2020).vintage == source.vintage
