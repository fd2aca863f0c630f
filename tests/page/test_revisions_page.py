"""The page on what was revised since an earlier edition."""

import pytest

import regionstat as rs
from regionstat.errors import Misuse
from regionstat.page import revisions as page
from regionstat.snapshots.editions import Edition, Locked

REGION = "trondheimsregionen"


@pytest.fixture
def small(panel, monkeypatch):
    """The counties' goal indicators, which the edition to compare with holds too."""
    kept = panel["indicator"].str.match("gdp|gross|population") & (panel["region"].str.len() <= 2)
    found = panel[kept].reset_index(drop=True)
    monkeypatch.setattr(page, "load", lambda since: found.copy())
    return found


def revised(panel, indicator, region, year, factor):
    found = panel.copy()
    row = (found["indicator"] == indicator) & (found["region"] == region) & (found["year"] == year)
    found.loc[row, "value"] *= factor
    return found


@pytest.mark.parametrize(("language", "words"), [("nb", "Ingen av"), ("en", "None of")])
def test_nothing_moved_is_said(small, language, words):
    found = rs.revisions(small, since=2020, region=REGION, language=language)
    assert found.caption.startswith(words)
    assert len(found.frame) == 0


def test_a_revised_number_is_shown_with_its_effect(small):
    new = revised(small, "gross_value_added_mnok", "16", 2015, 1.01)
    found = rs.revisions(new, since=2020, region=REGION, language="en")
    assert found.caption.startswith("1 of ")
    (row,) = found.frame.to_dict("records")
    assert (row["Area"], row["Year"], row["Change"]) == ("Sør-Trøndelag", "2015", "+1.0\u00a0%")
    assert row["Effect on the ratio"].startswith("+0.00")
    assert any(note.startswith("Effect: how much this number alone") for note in found.notes)


def test_both_verdicts_are_told(small):
    new = revised(small, "gdp_population_ratio", "50", 2019, 1.1)
    notes = " ".join(rs.revisions(new, since=2020, region=REGION, language="en").notes)
    assert (
        "Trøndelag: the goal was not met (0.935 in 2019) before, the goal was met (1.029" in notes
    )


def test_a_change_of_percentages_is_in_points(small):
    new = revised(small, "gdp_share", "50", 2019, 1.1)
    (row,) = rs.revisions(new, since=2020, region=REGION, language="en").frame.to_dict("records")
    assert row["Change"].endswith("\u00a0pp")


def test_many_are_cut_and_said_so(small):
    new = small.copy()
    new["value"] *= 1.01
    found = rs.revisions(new, since=2020, region=REGION, language="nb")
    assert len(found.frame) == page.SHOWN
    assert found.notes[0].startswith(f"De {page.SHOWN} som betyr mest for målet")
    assert "  " not in "".join(found.notes)


def test_an_edition_that_does_not_exist_is_refused(panel):
    with pytest.raises(Misuse, match="Unknown edition '1999'"):
        rs.revisions(panel, since=1999, region=REGION)


# --- since the edition before ---------------------------------------------------------------------


def editions(monkeypatch, years):
    """Let there be the editions `years`, {year: what it stands on}, none in the project folder."""
    monkeypatch.setattr(page, "list_editions", lambda home: tuple(sorted(years)))
    monkeypatch.setattr(
        page,
        "read_edition",
        lambda year, home: Edition(year, (Locked("population", "p", years[year]),), home),
    )
    monkeypatch.setattr(page, "made_afterwards", lambda year, language: "")


@pytest.mark.parametrize(("language", "words"), [("nb", "er den første"), ("en", "is the first")])
def test_the_first_edition_has_none_before_it(small, monkeypatch, language, words):
    editions(monkeypatch, {2020: "a", 2021: "b"})
    said = str(rs.revisions(small, region=REGION, language=language))
    assert words in said
    assert "2020" in said


def test_on_the_same_files_nothing_can_have_moved_and_nothing_is_compared(small, monkeypatch):
    editions(monkeypatch, {2018: "b", 2019: "a", 2020: "a"})
    monkeypatch.setattr(page, "load", None)
    said = str(rs.revisions(small, region=REGION, language="en"))
    assert said == "No number has moved since the edition of 2019: it stands on the same files."


def test_the_edition_before_is_the_newest_older_one(small, monkeypatch):
    editions(monkeypatch, {2018: "c", 2019: "b", 2020: "a", 2021: "a"})
    found = rs.revisions(small, region=REGION, language="en")
    assert found.caption.endswith("since the edition of 2019")


def test_a_panel_of_no_edition_must_be_told_since_when(small):
    bare = small.copy()
    bare.attrs.clear()
    with pytest.raises(Misuse, match="since=2020"):
        rs.revisions(bare, region=REGION)


@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "laget i ettertid, av tall slik"), ("en", "made afterwards from figures as published")],
)
def test_an_edition_made_afterwards_says_so_and_that_its_figures_are_later_ones(language, words):
    for said in (
        rs.about(2015, language=language).notes[0],
        rs.cite(rs.load(2015), language=language).notes[0],
        str(rs.revisions(rs.load(2015), region=REGION, language=language)),
    ):
        assert words in said
        assert "2015–2026" in said
    assert not any(words in note for note in rs.about(2020, language=language).notes)
