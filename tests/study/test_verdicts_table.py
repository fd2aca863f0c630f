"""The table of all verdicts, and what 17 billion was, as a reader sees them."""

import pytest

from regionstat.errors import Misuse
from regionstat.study.verdicts import seventeen_billion, verdicts


def test_the_choice_of_area_and_denominator_decides(panel):
    found = verdicts(panel, region="50", language="en")
    assert found.caption.startswith("Whether Trøndelag met the goal depends on")
    assert found.caption.endswith(": 2 yes, 5 no, 0 uncertain")
    rows = found.frame.set_index(["Area", "Denominator"])
    assert len(rows) == 9
    assert rows.loc[("Sør-Trøndelag", "sum of counties")].tolist() == [
        *("2021", "yes, 1.028", "2017", "1.028", "−4.2", "yes"),
    ]
    assert rows.loc[("Trøndelag", "sum of counties"), "Last year"] == "2019*"
    hidden = rows.loc[("Trøndelag", "Mainland Norway")].tolist()
    assert hidden == ["2021", "no figure", "–", ":", "–", "no figure"]
    assert any(note.startswith("* preliminary") for note in found.notes)
    assert found.notes[-1].startswith("Source: Statistics Norway table 11713 (vintage 2021)")


def test_an_estimate_is_uncertain_when_its_interval_holds_one(made):
    panel = made("gdp_population_ratio", {"org8": {2019: (0.98, 1.02, 1.06)}})
    found = verdicts(panel, region="org8")
    (row,) = found.frame.to_dict("records")
    assert (row["Forhold"], row["Nådd?"], row["Nådd i 2017?"]) == (
        *("~1,020 (0,980–1,060)", "uvisst", "–"),
    )
    assert found.caption.endswith("får samme svar hvordan en enn måler: uvisst")
    assert any(note.startswith("Ingen tall for") for note in found.notes)


def test_without_figures_there_is_no_verdict(made):
    panel = made("gdp_population_ratio", {"16": {2019: ":"}})
    found = verdicts(panel, region="16", language="en")
    assert found.caption == "No figures for the goal in Sør-Trøndelag"
    assert found.frame["Met?"].tolist() == ["no figure"]


def test_the_county_is_not_told_of_as_its_municipality(panel):
    caption = verdicts(panel, region="5001", language="en").caption
    assert caption == "Trøndelag gets the same answer however it is measured: no"


@pytest.mark.parametrize(
    ("language", "head", "cells"),
    [
        ("nb", "sum av fylkene", ["1\u202f716,1", "17,2", "0,0", "7,9"]),
        ("en", "with the shelf", ["2,346.7", "23.5", "46.9", "45.5"]),
    ],
)
def test_what_17_billion_was(panel, language, head, cells):
    found = seventeen_billion(panel, language=language)
    assert len(found.frame) == 3
    row = next(row for row in found.frame.itertuples(index=False) if row[0] == head)
    assert list(row[3:]) == cells
    told = found.notes[0]
    assert all(number in told.replace(".", ",") for number in ("17,2", "7,9", "45,5", "5,51"))


@pytest.mark.parametrize("table", [verdicts, seventeen_billion])
def test_another_language_is_refused(panel, table):
    with pytest.raises(Misuse, match="Unknown language"):
        table(panel, language="sv")
