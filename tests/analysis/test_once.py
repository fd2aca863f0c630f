from dataclasses import dataclass

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.analysis.goal import goal
from regionstat.analysis.load import load
from regionstat.analysis.once import once


@dataclass(frozen=True, eq=False)
class _Found:
    frame: pd.DataFrame


def _panel(values=(1.0, 2.0)):
    panel = pd.DataFrame({"region": ["a", "b"], "year": [2019, 2020], "value": [*values]})
    return panel.astype({"region": "str"})


def _doubled(panel, made):
    def make():
        made.append(panel["value"].tolist())
        return _Found(panel.assign(value=2 * panel["value"]))

    return once(panel, "doubled", make)


def test_the_same_figures_are_reckoned_once():
    panel, made = _panel(), []
    first, again = (_doubled(one, made) for one in (panel, panel.copy(deep=False)))
    assert made == [[1.0, 2.0]]
    pd.testing.assert_frame_equal(first.frame, again.frame)


@given(st.integers(0, 1), st.floats(-9, 9))
def test_a_panel_that_was_written_to_is_reckoned_anew(row, value):
    panel, made = _panel(), []
    _doubled(panel, made)
    panel.loc[row, "value"] = value
    assert _doubled(panel, made).frame["value"][row] == 2 * value


@pytest.mark.parametrize(
    "change",
    [
        lambda panel: panel.loc.__setitem__((0, "region"), "c"),
        lambda panel: panel.insert(0, "more", 1),
        lambda panel: panel.pop("year"),
        lambda panel: setattr(panel, "index", [2, 3]),
        lambda panel: panel.attrs.update(edition=2019),
    ],
)
def test_whatever_tells_two_panels_apart_is_seen(change):
    panel, made = _panel(), []
    _doubled(panel, made)
    change(panel)
    _doubled(panel, made)
    assert len(made) == 2


def test_equal_figures_in_another_place_are_another_panel():
    made = []
    for _ in range(3):
        _doubled(_panel(), made)
    assert len(made) == 3


def test_nobody_changes_what_another_is_given():
    panel, made = _panel(), []
    first = _doubled(panel, made)
    first.frame.loc[0, "value"] = -1.0
    second = _doubled(panel, made)
    second.frame["value"] = 0.0
    assert _doubled(panel, made).frame["value"].tolist() == [2.0, 4.0]


def test_what_fails_is_tried_again():
    panel, tried = _panel(), []

    def make():
        tried.append(1)
        raise ValueError("too few")

    for _ in range(2):
        with pytest.raises(ValueError, match="too few"):
            once(panel, "fails", make)
    assert len(tried) == 2


def test_the_goal_follows_its_panel():
    panel = load(2020)
    before = goal(panel, region="bergensregionen")
    assert before.panel is panel
    ratio = (panel["indicator"] == "gdp_population_ratio") & (panel["region"] == "bergensregionen")
    panel.loc[ratio, "value"] = 3.0
    after = goal(panel, region="bergensregionen")
    own = after.frame[
        (after.frame["region"] == after.region) & (after.frame["basis"] == "counties")
    ]
    assert set(own["ratio"]) == {3.0}
    assert goal(load(2020), region="bergensregionen").frame.equals(before.frame)
