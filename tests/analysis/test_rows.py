"""What is kept by rows is theirs alone: nobody's change reaches what another one gets."""

from __future__ import annotations

import pytest

from regionstat.analysis import compare, load

_ASKED = {"indicator": "population", "region": "50", "until": 2020}


def _compared(panel):
    return compare(panel, **_ASKED)


def _place(panel):
    found = (panel["indicator"] == "population") & (panel["region"] == "50")
    return panel.index[found & (panel["year"] == 2020)][0]


@pytest.fixture
def own(panel):
    """A panel that a test may write to, its memory shared with nobody."""
    found = panel.copy()
    found.attrs |= panel.attrs
    return found


def _by_loc(panel, place):
    panel.loc[place, "value"] = 1.0


def _past_pandas(panel, place):
    panel["value"].array[place] = 1.0


def _its_sign(panel, place):
    panel.loc[place, "status"] = "*"


@pytest.mark.parametrize("write", [_by_loc, _past_pandas])
def test_a_figure_that_is_changed_in_place_is_compared_anew(own, write):
    before = _compared(own).row("50")["value"]
    write(own, _place(own))
    assert _compared(own).row("50")["value"] == 1.0 != before


def test_a_sign_that_is_changed_in_place_is_seen(own):
    assert _compared(own).row("50")["status"] == ""
    _its_sign(own, _place(own))
    assert _compared(own).row("50")["status"] == "*"


def test_an_edition_made_afterwards_is_another_question(own):
    before = _compared(own).edition
    own.attrs.clear()
    assert _compared(own).edition is None is not before


def test_who_writes_to_an_answer_changes_nobody_elses(panel):
    first = _compared(panel)
    whole, rank = first.history.copy(), first.row("50")["rank"]
    first.history["value"].array[:] = 0.0
    first.frame["rank"].array[:] = 9
    first.missing["50"] = ":"
    first.stand_ins["50"] = ()
    second = _compared(panel)
    assert second.history.equals(whole)
    assert second.row("50")["rank"] == rank
    assert "50" not in second.missing
    assert "50" not in second.stand_ins


def test_a_frame_is_shared_by_none_who_got_it(panel):
    rank = _compared(panel).row("50")["rank"]
    _compared(panel).frame["rank"].array[:] = 9
    assert _compared(panel).row("50")["rank"] == rank


def test_the_same_asked_of_another_edition_has_its_figures():
    now, then = (_compared(load(edition)) for edition in (2020, 2012))
    assert (now.edition, then.edition) == (2020, 2012)
