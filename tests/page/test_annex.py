"""What a municipality is asked: two questions and thirteen measures, and what it has reported."""

import pytest

import regionstat as rs
from regionstat.errors import Misuse
from regionstat.page import annex as module
from regionstat.panel.manual import read_reports
from regionstat.register import register
from regionstat.register.annex import annex
from regionstat.register.entries import LANGUAGES

LINE = "{row},{region},{year},{answer},Kari,2019-05-01,https://example.org/sak,,2019-06-01\n"
COUNTS = "row,region,year,value,owner,date,evidence,note,recorded\n"
STATUSES = "row,region,year,status,owner,date,evidence,note,recorded\n"


def test_the_annex_has_its_ten_points_and_five_measures_more():
    asked = [point for point in annex() if point.in_annex]
    questions = [point.id for point in asked if point.id.startswith("A.Q")]
    assert questions == ["A.Q1", "A.Q2"]
    assert [point.id for point in asked[2:]] == [f"A.{place}" for place in range(1, 9)]
    others = [point.id for point in annex() if not point.in_annex]
    assert others == ["4.3c", "4.5a", "4.8b", "4.8c", "4.9a"]


def test_the_thirteen_measures_are_all_that_municipalities_are_in_charge_of():
    followed = {row.measure for point in annex()[2:] for row in point.rows}
    charged = {
        row.measure
        for row in register().plan.values()
        if any(body.id == "MUN" for body in row.responsible)
    }
    assert followed == charged
    assert len(followed) == 13


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_nobody_has_reported_says_so(panel, language):
    found = rs.plan(panel, region="5001", only="annex", language=language)
    assert len(found.frame) == 15
    nothing = {"nb": "ikke meldt", "en": "not reported"}[language]
    assert found.frame.iloc[0, 2] == nothing
    told = {"nb": "av 15 punkter har svar fra Trondheim", "en": "of 15 points have an answer"}
    assert told[language] in found.caption


def reported(monkeypatch, *lines):
    found = []
    for file, head in (("counts", COUNTS), ("statuses", STATUSES)):
        own = [line for kind, line in lines if kind == file]
        read, faults = read_reports(file, (head + "".join(own)).encode())
        assert faults == []
        found += read
    monkeypatch.setattr(module, "reports", lambda _: tuple(found))


def line(file, row, region, year, answer):
    return file, LINE.format(row=row, region=region, year=year, answer=answer)


def test_what_it_has_reported_stands_with_year_owner_and_evidence(panel, monkeypatch):
    reported(
        monkeypatch,
        line("counts", "3.1a", "5001", 2018, "1"),
        line("counts", "3.1a", "5001", 2019, "2"),
        line("counts", "3.1a", "5028", 2019, "7"),
        line("counts", "4.8a", "5001", 2021, "90"),
        line("statuses", "3.3a", "5001", 2019, "done"),
    )
    found = rs.plan(panel, region="5001", only="annex", language="en")
    cells = dict(zip([p.id for p in annex()], found.frame["Reported"], strict=True))
    assert cells["A.1"] == "3.1a: 2 (2019; Kari, https://example.org/sak)"
    assert cells["A.3"] == "3.3a: done (2019; Kari, https://example.org/sak)"
    # What was reported after the edition is not in it.
    assert cells["A.8"] == "not reported"
    assert found.caption == "2 of 15 points have an answer from Trondheim"


def test_a_municipality_outside_the_region_is_told_that_the_plan_is_not_for_it(panel):
    for region, outside in (("5059", False), ("0301", True)):
        notes = rs.plan(panel, region=region, only="annex", language="en").notes
        assert any("not part of it" in note for note in notes) == outside


@pytest.mark.parametrize(
    ("region", "told"),
    [("5030", "ended in 2019 .* 5001 Trondheim"), ("50", "a county"), ("org8", "a city region")],
)
def test_what_is_no_municipality_of_the_year_is_refused(panel, region, told):
    with pytest.raises(Misuse, match=told):
        rs.plan(panel, region=region, only="annex")


def test_a_panel_that_does_not_tell_its_edition_is_refused(made):
    with pytest.raises(Misuse, match="does not tell its edition"):
        rs.plan(made("population", {"5001": {2020: 1.0}}), region="5001", only="annex")
