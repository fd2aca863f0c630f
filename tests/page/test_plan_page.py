"""The plan's rows as a reader sees them."""

import re

import pytest

import regionstat as rs
from regionstat.errors import Misuse
from regionstat.register import register
from regionstat.register.entries import LANGUAGES

PLAN = register().plan


def ids(table):
    return [head.split(" ")[0] for head in table.frame.iloc[:, 0]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_rows_stand_in_the_plans_order_with_their_indicators(language):
    table = rs.plan(language=language)
    assert ids(table) == list(PLAN)
    here = {"nb": "Her: ", "en": "Here: "}[language]
    measured = [
        id_ for id_, cell in zip(ids(table), table.frame.iloc[:, 3], strict=True) if here in cell
    ]
    assert measured == [id_ for id_ in PLAN if register().serving(id_)]
    assert table.caption.startswith(str(len(measured)))
    title = register().indicators["population_growth"].title.in_(language)
    assert title in table.frame.iloc[list(PLAN).index("6.1s"), 3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rows_nobody_measures_are_the_rest_and_are_counted(language):
    table = rs.plan(only="unmeasured", language=language)
    assert ids(table) == [id_ for id_ in PLAN if not register().serving(id_)]
    assert [int(one) for one in re.findall(r"\d+", table.caption)] == [len(table.frame), 94]
    counted = re.findall(r"\d+", table.notes[0])
    assert sum(map(int, counted)) == len(table.frame)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("only", ["all", "unmeasured"])
def test_every_cell_says_something_whole(only, language):
    table = rs.plan(only=only, language=language)
    for text in (*table.frame.to_numpy().ravel(), *table.under, *table.notes, table.caption):
        assert text.strip() == text != ""
        assert not re.search(r"[{}]|None|nan\b|  |\.\.", text)
    assert len(table.under) == len(table.frame)
    assert table.frame.shape[1] <= 4


def test_who_and_when_is_told_as_the_plan_has_it():
    rows = dict(
        zip(ids(rs.plan(language="en")), rs.plan(language="en").frame.to_numpy(), strict=True)
    )
    assert list(rows["1.9a"][1:3]) == ["the Trondheim region", "2010, ongoing"]
    assert rows["4.2a"][1] == "the municipalities and Sør-Trøndelag county authority"
    assert list(rows["G3"][1:]) == ["nobody named", "not given", "a survey to be made"]
    assert rows["4.1a"][3] == "register: the national road database (speed limits)"


def test_what_the_plan_leaves_open_is_told_with_the_reading():
    notes = " ".join(rs.plan().notes)
    open_rows = [row for row in PLAN.values() if row.open.nb]
    assert len(open_rows) > 15
    assert all(row.open.nb in notes and row.reading.nb in notes for row in open_rows)


@pytest.mark.parametrize("wrong", [{"only": "some"}, {"language": "sv"}])
def test_an_unknown_choice_is_refused(wrong):
    with pytest.raises(Misuse):
        rs.plan(**wrong)
