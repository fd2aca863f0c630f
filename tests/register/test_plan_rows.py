"""The plan as data holds what the plan holds, and refuses what it does not."""

import copy
import tomllib
from collections import Counter, defaultdict
from importlib.resources import files
from typing import get_args

import pytest

from regionstat.errors import RegionstatError
from regionstat.register import register
from regionstat.register.entries import Aim, Kind
from regionstat.register.plan import plan_rows

PLAN = register().plan
TOLD = tomllib.loads((files("regionstat.register") / "plan.toml").read_text(encoding="utf-8"))
# The plan's own counts of its strategies and measures, goal by goal.
STRATEGIES = {"1": 9, "2": 1, "3": 5, "4": 11, "5": 2, "6": 9}
MEASURES = {"1": 13, "2": 4, "3": 5, "4": 23, "5": 4, "6": 11}
SECOND = [
    "1.1b",
    "1.2a",
    "1.4a",
    "1.8a",
    "1.9a",
    "3.4a",
    "4.1a",
    "4.1c",
    "4.1f",
    "4.9a",
    "6.4a",
    "6.6a",
    "6.9a",
]
CLAIMS = ["1.4s", "1.7s", "3.2s", "3.3s", "3.4s", "4.4s", "4.6s", "4.7s", "6.1s", "6.2s"]
DUE = {
    "2010": 25,
    "2010 ongoing": 1,
    "2010 yearly": 1,
    "2010 2013": 1,
    "2011": 3,
    "2011 yearly": 1,
    "2011 2016": 1,
    "2012": 5,
    "2013": 3,
    "2020": 1,
    "yearly": 14,
    "monthly": 1,
    "": 3,
}


def measures():
    """The rows of each measure, by the measure."""
    found = defaultdict(list)
    for row in PLAN.values():
        if row.measure:
            found[row.measure].append(row)
    return found


def test_there_are_as_many_rows_as_the_plan_has_to_follow():
    ids = list(PLAN)
    assert len(ids) == 94
    assert [id_ for id_ in ids if id_.startswith("O")] == ["O", "O.1", "O.2", "O.3"]
    assert sum(id_.startswith("G") for id_ in ids) == 7
    assert sum(len(rows) for rows in measures().values()) == 73
    assert [id_ for id_ in ids if id_.endswith("s")] == CLAIMS
    assert [row.measure for row in PLAN.values() if row.id.endswith(".2") and row.measure] == SECOND


def test_every_goal_has_its_strategies_and_measures():
    strategies = {row.strategy.id: row.goal.id for row in PLAN.values() if row.strategy}
    assert Counter(strategies.values()) == STRATEGIES
    assert Counter(rows[0].goal.id for rows in measures().values()) == MEASURES


def test_who_is_responsible_and_when_it_is_due_is_the_plans():
    who = Counter(" ".join(body.id for body in rows[0].responsible) for rows in measures().values())
    assert who == {"REG": 47, "MUN STFK": 7, "MUN": 6}
    due = Counter(
        " ".join(
            sorted({str(r.due) for r in rows if r.due} | {r.repeats for r in rows if r.repeats})
        )
        for rows in measures().values()
    )
    assert due == DUE


def test_the_numbers_of_the_plan_are_its_aims():
    aims = {
        "O": Aim("ratio", 1, None),
        "6.1s": Aim("persons a year", 4000, None),
        "4.1a": Aim("points a year, 2010 = 100", None, -5),
        "4.1e": Aim("passengers a year", 5e6, None),
        "4.7s": Aim("percentage points a year above the nation", 7.5, None),
        "5.1a": Aim("hubs", 1, 3),
        "2.1c": Aim("meetings a year", 3, 4),
        "6.2s": Aim("percent growth", 10, None),
    }
    assert {id_: PLAN[id_].aim for id_ in aims} == aims


def test_every_kind_is_used_and_what_is_statistics_has_a_source():
    assert {row.kind for row in PLAN.values()} == set(get_args(Kind))
    assert all(r.source.nb for r in PLAN.values() if r.kind in ("statistics", "register"))


def test_the_indicators_of_a_row_are_those_that_name_it():
    served = {id_: register().serving(id_) for id_ in PLAN}
    assert {id_ for id_, found in served.items() if found} == {
        *("O", "O.1", "O.2", "O.3", "1.8a", "1.8a.2", "4.7s"),
        *("G6", "6.1a", "6.1s", "6.7a", "6.8a"),
    }
    assert served["6.1s"] == ("population", "population_growth", "population_increase")
    assert served["6.1a"] == served["G6"]
    assert all("_mainland" not in id_ and "_total" not in id_ for id_ in served["O"])


def test_what_is_near_a_row_or_awaited_does_not_count_as_its_figure():
    known = register()
    near = {id_: known.near(id_) for id_ in PLAN if known.near(id_)}
    assert set(near) == {"G1.2", "G4", "6.3a", "6.6a.2"}
    awaited = {id_ for id_ in PLAN if known.awaited(id_)}
    assert awaited == {"4.1a", "4.1a.2", "4.2a", "4.4a", "4.4s", "4.6s"}
    for id_ in (*near, *awaited):
        assert known.serving(id_) == ()


def changed(path, value):
    """The plan as it is told, with the entry at `path` changed; None takes it away."""
    told = copy.deepcopy(TOLD)
    *way, last = path
    inner = told
    for step in way:
        inner = inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return told


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("rows", "O", "titel"), {"nb": "a", "en": "b"}, "'titel' that nothing reads"),
        (("rows", "O", "title"), None, "no 'title'"),
        (("rows", "O", "title"), {"nb": "a"}, "both languages"),
        (("rows", "O", "title"), {"nb": "a", "en": " "}, "both languages"),
        (("rows", "O", "title"), "a", "both languages"),
        (("rows", "O", "kind"), "guess", "'guess' is none of statistics"),
        (("rows", "O", "due"), "2020", "not a year"),
        (("rows", "O", "due"), True, "not a year"),
        (("rows", "6.1s", "repeats"), "weekly", "'weekly' is none of"),
        (("rows", "1.1a", "responsible"), ["KING"], "'KING'"),
        (("rows", "1.1a", "partners"), ["KING"], "'KING'"),
        (("rows", "O", "aim"), {"unit": "ratio"}, "no number"),
        (("rows", "O", "aim"), {"at_least": 1}, "no 'unit'"),
        (("rows", "O", "aim"), {"unit": "x", "at_least": "1"}, "no number"),
        (("rows", "O", "aim"), {"unit": "x", "at_least": 3, "at_most": 1}, "no number"),
        (("rows", "O", "aim", "over"), 1, "'over'"),
        (("rows", "O", "reading"), None, "together"),
        (("rows", "X.1"), TOLD["rows"]["O"], "not an id of the plan"),
        (("rows", "9.1a"), TOLD["rows"]["1.1a"], "'9'"),
        (("rows", "6.2s"), None, "no row follows this strategy"),
        (("measures",), {}, "'measures' that nothing reads"),
        (("bodies",), None, "no 'bodies'"),
    ],
)
def test_what_is_wrong_in_the_plan_is_refused_by_name(path, value, words):
    with pytest.raises(RegionstatError) as refusal:
        plan_rows(changed(path, value))
    assert words in str(refusal.value)
    assert "plan.toml" in str(refusal.value)


def test_the_plan_as_it_is_told_is_read():
    assert plan_rows(copy.deepcopy(TOLD)) == PLAN
