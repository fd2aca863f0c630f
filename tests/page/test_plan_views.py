"""The plan followed up: counts that add up, owners that owe, what moved, what to decide."""

import re

import pandas as pd
import pytest
from boxes import clashes

import regionstat as rs
from regionstat.errors import Misuse
from regionstat.page.plan_answer import answer, followed_sentences
from regionstat.page.plan_chart import counts_by_goal
from regionstat.page.plan_decide import decide_table
from regionstat.page.plan_owed import by_due, is_late, owed, owed_table
from regionstat.page.plan_status import plan_statuses
from regionstat.register import register
from regionstat.register.entries import LANGUAGES

REGION = "trondheimsregionen"


@pytest.fixture(scope="module")
def judged(panel):
    return plan_statuses(panel, region=REGION)


def made(**statuses):
    """The whole plan without data, but for the rows given with their status."""
    rows = list(register().plan)
    found = pd.DataFrame({"row": rows, "status": "no_data", "reason_nb": "x", "reason_en": "x"})
    given = {name.replace("_", "."): status for name, status in statuses.items()}
    return found.assign(status=[given.get(row, "no_data") for row in rows])


@pytest.mark.parametrize(
    ("statuses", "language", "told"),
    [
        (
            ["met", "behind", "behind", "no_data"],
            "nb",
            "Av planens 4 rader er 1 nådd, 0 er i rute, 2 henger etter og 1 har ingen tall",
        ),
        (
            ["met", "on_course", "on_course", "no_data"],
            "en",
            "Of the plan's 4 rows, 1 is met, 2 are on course, 0 are behind and 1 has no data",
        ),
    ],
)
def test_the_answer_counts_every_row_once(statuses, language, told):
    assert answer(pd.Series(statuses), language) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_on_the_plan_has_the_counts_the_goal_and_the_silent(panel, judged, language):
    found = rs.verdict(panel, of="plan", region=REGION, language=language)
    numbers = [int(one) for one in re.findall(r"\d+", found.parts[0])]
    counts = judged["status"].value_counts()
    order = ["met", "on_course", "behind", "no_data"]
    assert numbers == [len(judged), *(int(counts.get(one, 0)) for one in order)]
    assert numbers[0] == sum(numbers[1:]) == 94
    assert judged.loc[0, f"reason_{language}"] in found.parts[1]
    late = sum(is_late(row, 2020) for row in owed(judged))
    assert str(late) in found.parts[2]


@pytest.mark.parametrize(
    ("status", "nb", "en"),
    [
        ("met", "målet er nådd: x", "goal is met: x"),
        ("on_course", "målet er i rute: x", "goal is on course: x"),
        ("behind", "målet henger etter: x", "goal is behind: x"),
        ("no_data", "målet har ingen tall: x", "goal has no data: x"),
    ],
)
def test_the_goal_stands_in_words_that_make_a_sentence(status, nb, en):
    rows = made(O=status)
    assert followed_sentences(rows, 2020, "nb")[1] == f"Det overordnede {nb}"
    assert followed_sentences(rows, 2020, "en")[1] == f"The overarching {en}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_has_a_bar_for_each_goal_and_all_rows(panel, judged, language):
    figure = rs.plan(panel, region=REGION, only="counts", language=language)
    assert figure.data["goal"].tolist() == ["O", "1", "2", "3", "4", "5", "6"]
    assert figure.data.drop(columns="goal").to_numpy().sum() == 94
    assert clashes(figure) == []
    goals = {row.goal.name.in_(language) for row in register().plan.values() if row.goal.id != "O"}
    assert all(goal in figure.alt for goal in goals)


def test_the_chart_names_the_goal_with_most_rows_without_data(judged):
    counts = counts_by_goal(judged)
    assert counts.sum(axis=1).sum() == len(judged)
    assert counts["no_data"].idxmax() == "4"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_without_data_is_owed_by_all_who_are_in_charge_of_it(judged, language):
    found, rows = owed_table(judged, 2020, language), owed(judged)
    heads = found.frame.columns
    asked = sum(len(row.responsible) or 1 for row in rows)
    assert found.frame[heads[1]].astype(int).sum() == asked
    by_owner = dict(zip(found.frame[heads[0]], found.frame[heads[4]], strict=True))
    municipal = next(text for name, text in by_owner.items() if "ommune" in name or "munic" in name)
    assert "4.4b" in municipal
    assert heads.size == 5


def test_a_deadline_is_past_after_its_year():
    row = register().plan["4.11a"]
    assert (row.due, is_late(row, 2020), is_late(row, 2021)) == (2020, False, True)
    assert not is_late(row, None)
    assert not is_late(register().plan["4.3b"], 2020)


def test_rows_are_told_by_when_they_are_due():
    plan = register().plan
    rows = [plan[id_] for id_ in ("2.1c", "1.5a", "1.1b", "1.1a", "4.3b")]
    told = by_due(rows, "en")
    assert told == "2010: 1.1b, 1.1a; 2012: 1.5a; not given: 4.3b; each year: 2.1c"


def test_what_moved_since_the_edition_before_is_told_with_both(panel, judged):
    found = rs.plan(panel, region=REGION, only="changed", language="en")
    before = plan_statuses(rs.load(2019), region=REGION)["status"]
    moved = judged.loc[judged["status"] != before, "row"].tolist()
    assert [text.partition(" ")[0] for text in found.frame.iloc[:, 0]] == moved
    assert moved
    assert (found.frame.iloc[:, 1] != found.frame.iloc[:, 2]).all()
    assert "2019" in found.caption


@pytest.mark.parametrize(("edition", "told"), [(2012, "no earlier edition")])
def test_the_first_edition_has_none_before_it(edition, told):
    found = rs.plan(rs.load(edition), region=REGION, only="changed", language="en")
    assert told in found.parts[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_behind_late_or_open_is_to_be_decided(judged, language):
    found = decide_table(judged, 2020, language)
    told = " ".join(found.frame.iloc[:, 1])
    for row in judged.loc[judged["status"] == "behind", "row"]:
        assert f"{row} {register().plan[row].title.in_(language)}" in told
    for row in owed(judged):
        assert (re.search(rf"(?<![\w.]){re.escape(row.id)}(?![\w.]*\w)", told) is not None) >= (
            is_late(row, 2020)
        )
    assert found.caption.startswith(str(len(found.frame)))


def test_where_nothing_is_late_or_behind_there_is_nothing_to_decide():
    rows = made()
    assert len(decide_table(rows, 2009, "en").frame) == 0
    assert owed_table(rows.assign(status="met"), 2020, "en").caption == "No row is without data"


@pytest.mark.parametrize("only", ["counts", "owed", "annex"])
def test_a_view_needs_a_panel(only):
    with pytest.raises(Misuse, match="Unknown choice of rows"):
        rs.plan(only=only)


def test_an_unknown_region_is_refused(panel):
    with pytest.raises(Misuse, match="Unknown region 'nowhere'"):
        rs.plan(panel, region="nowhere", only="owed")
