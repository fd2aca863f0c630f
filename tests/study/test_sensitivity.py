"""What hangs on a choice: each choice has its table, and others are refused."""

from html import escape

import pytest

import regionstat as rs
from regionstat.errors import Misuse
from regionstat.study.sensitivity import ROUNDING, TABLES


@pytest.mark.parametrize("to", [*TABLES, ROUNDING])
def test_every_choice_has_its_own_table(panel, to):
    found = rs.study.sensitivity(panel, region="org8", to=to, until=2020, language="en")
    assert len(found.frame)
    assert escape(found.caption) in found._repr_html_()


@pytest.mark.parametrize("region", ["16", "5001", "0"])
def test_a_region_without_a_rule_has_no_line_to_move(panel, region):
    found = rs.study.sensitivity(panel, region=region, language="en")
    assert "no line to move" in found.caption
    assert found.frame.empty


def test_the_17_billion_are_the_rounding_of_one_point(panel):
    found = rs.study.sensitivity(panel, region="org8", to="rounding", language="en")
    cells = {cell for row in found.frame.to_numpy() for cell in row}
    assert {"17.2", "7.9", "45.5"} <= cells


@pytest.mark.parametrize("asked", [{"to": "bordrs"}, {"region": "org88"}, {"language": "nbb"}])
def test_what_does_not_exist_is_refused(panel, asked):
    with pytest.raises(Misuse):
        rs.study.sensitivity(panel, **{"region": "org8", **asked})
