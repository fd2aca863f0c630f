"""A title of the goal's chapter claims no more than the intervals bear."""

from __future__ import annotations

import math
import re

import pytest

from regionstat import study
from regionstat.page.figure import NATION
from regionstat.page.tile_colours import contrast, ink
from regionstat.study.factor_words import LOOKS, surely_largest

PARTS = {"productivity": 0.03, "commuting": 0.02, "employment_rate": -0.01}


@pytest.mark.parametrize(
    ("off", "found"),
    [
        ((0.0, 0.0), "productivity"),
        ((-0.005, 0.005), "productivity"),
        ((-0.02, 0.02), None),
        ((-0.02, 0.0), None),
        ((0.0, 0.5), "productivity"),
    ],
)
def test_the_largest_is_named_where_no_other_may_be(off, found):
    assert surely_largest(PARTS, 0.04, off) == found


def test_what_is_counted_leads_only_where_productivity_may_not():
    parts = {**PARTS, "productivity": 0.015}
    assert surely_largest(parts, 0.025, (-0.004, 0.004)) == "commuting"
    assert surely_largest(parts, 0.025, (-0.01, 0.01)) is None


def test_below_zero_it_is_the_one_that_lowers_most():
    parts = {"productivity": -0.03, "commuting": -0.02, "employment_rate": math.nan}
    assert surely_largest(parts, -0.05, (-0.005, 0.005)) == "productivity"
    assert surely_largest(parts, -0.05, (-0.02, 0.02)) is None


def _title(panel, region, by):
    return study.why(panel, region=region, until=2020, by=by, language="en").title


def test_a_change_within_the_intervals_is_none(panel):
    title = _title(panel, "stavangerregionen", "change")
    assert title.startswith("The ratio of the Stavanger region has not surely changed: ")
    assert "mostly" not in title


def test_what_moved_the_ratio_most_is_said_only_where_it_is_told(panel):
    ours = _title(panel, "trondheimsregionen", "change")
    assert " rose from " in ours
    assert ours.endswith("what moved it most is not certain")
    assert "mostly by lower productivity" in _title(panel, "bergensregionen", "change")


def test_the_reason_for_a_gap_is_said_only_where_it_is_told(panel):
    assert _title(panel, "bergensregionen", "factors").endswith("what weighs most is not certain")
    assert "mostly because of high productivity" in _title(panel, "osloregionen", "factors")


@pytest.mark.parametrize(
    ("region", "told"),
    [
        ("stavangerregionen", "is not certain on all denominators"),
        ("bergensregionen", "depends on the denominator"),
        ("osloregionen", "meets the goal on all three denominators"),
    ],
)
def test_the_goal_on_three_denominators_minds_the_intervals(panel, region, told):
    found = study.sensitivity(panel, region=region, until=2020, to="basis", language="en")
    assert told in found.title


@pytest.mark.parametrize("colour", sorted({*LOOKS.values(), NATION, "#FFFFFF", "#FFFF00"}))
def test_a_colour_is_darkened_until_it_reads_on_white(colour):
    assert contrast(ink(colour), "#FFFFFF") >= 4.5
    assert contrast(colour, "#FFFFFF") < 4.5 or ink(colour).upper() == colour


@pytest.mark.parametrize("by", ["factors", "change"])
def test_every_label_of_the_parts_reads_on_white(panel, by):
    svg = study.why(panel, region="trondheimsregionen", until=2020, by=by).svg
    groups = re.findall(r'<g style="fill: (#[0-9a-f]{6})" transform="translate', svg)
    assert len(groups) > 3
    assert min(contrast(one, "#FFFFFF") for one in groups) >= 4.5
