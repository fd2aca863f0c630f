"""What is told of a row of the plan: its status and what that rests on; a number and its aim."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from regionstat.panel.manual import Report
from regionstat.register.entries import Aim

Status = Literal["met", "on_course", "behind", "no_data"]
STATUSES: tuple[Status, ...] = ("met", "on_course", "behind", "no_data")
NAN = math.nan


@dataclass(frozen=True)
class Judged:
    """A row of the plan, its status, and what that rests on.

    `why` names the rule and how it fell out; `indicator` and `region` say whose figure it is,
    of `year`, with the ends of its 90 % interval (NaN where it has none). `target` is the
    number it is held against, in the indicator's unit; `beside` what else is told, by name.
    Where nobody answers, `near` is a figure that stands near what the row asks. `age`: by how
    many years the figure is older than the edition; `report`: the line that it rests on, where
    people have answered.
    """

    row: str
    status: Status
    why: str
    indicator: str = ""
    region: str = ""
    year: int | None = None
    value: float = NAN
    low: float = NAN
    high: float = NAN
    target: float = NAN
    beside: Mapping[str, float] = field(default_factory=dict)
    near: Judged | None = None
    age: int = 0
    report: Report | None = None


def reaches(told: Judged, aim: Aim) -> Judged:
    """Judge a figure by the number to reach: at least, at most, or between the two."""
    ends = [told.value if math.isnan(end) else end for end in (told.low, told.high)]
    target = aim.at_least if aim.at_least is not None else aim.at_most
    found = replace(told, target=NAN if target is None else target)
    if all(_within(end, aim) for end in ends):
        return replace(found, status="met", why="reached")
    if _within(told.value, aim):
        return replace(found, status="on_course", why="reached_perhaps")
    perhaps = any(_within(end, aim) for end in ends) or _spans(ends, aim)
    return replace(found, status="behind", why="short_perhaps" if perhaps else "short")


def _within(value: float, aim: Aim) -> bool:
    least = -math.inf if aim.at_least is None else aim.at_least
    most = math.inf if aim.at_most is None else aim.at_most
    return least <= value <= most


def _spans(ends: list[float], aim: Aim) -> bool:
    """Say whether an interval holds all that is aimed at."""
    return any(end is not None and ends[0] <= end <= ends[1] for end in (aim.at_least, aim.at_most))
