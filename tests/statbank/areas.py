"""Municipalities (131) and counties (104) as KLASS tells of them: forms, versions, changes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from . import raw

NAMES = {131: "Standard for kommuneinndeling", 104: "Standard for fylkesinndeling"}
TITLES = {131: "Kommuneinndeling", 104: "Fylkesinndeling"}
# Years with a published table between 131 and 104; 2013 is the gap.
COVERED = (("1994-01-01", "2013-01-01"), ("2014-01-01", "9999-01-01"))
OPEN = "9999-01-01"
_PARTS = {
    "1": ("Østlandet", ("03", "31", "32", "33", "34", "39", "40")),
    "2": ("Sørlandet", ("42",)),
    "3": ("Vestlandet", ("11", "15", "46")),
    "4": ("Trøndelag", ("50",)),
    "5": ("Nord-Norge", ("18", "55", "56")),
}


@dataclass(frozen=True, order=True)
class Form:
    """A code under one name, from `start` up to but not including `end`."""

    code: str
    start: str
    end: str
    name: str
    level: str = "1"
    parent: str | None = None


@dataclass(frozen=True)
class Step:
    """One row of a change table."""

    old: str | None
    old_name: str | None
    new: str | None
    new_name: str | None
    date: str


@cache
def forms(classification: int) -> tuple[Form, ...]:
    """Return all forms of all codes, by code and date."""
    if classification == 104:
        found = [_form(place) for place in raw.counties()]
        return (*sorted(found), Form("99", "1986-01-01", OPEN, "Uoppgitt"))
    found = [form for place in raw.municipalities() for form in _renamed(place)]
    return (*sorted(found), Form("9999", "1986-01-01", OPEN, "Uoppgitt"))


def _form(place: raw.Place) -> Form:
    end = OPEN if place.last == raw.TOMORROW else f"{place.last + 1}-01-01"
    return Form(place.code, f"{place.first}-01-01", end, place.name)


@cache
def _renamings() -> dict[str, list[raw.Change]]:
    found = defaultdict(list)
    for change in sorted(raw.changes(), key=lambda change: change.year):
        if change.old == change.new:
            found[change.old].append(change)
    return found


def _renamed(place: raw.Place) -> list[Form]:
    """Cut the life of a code at its renamings."""
    whole = _form(place)
    steps = _renamings().get(place.code, [])
    starts = [whole.start, *(f"{step.year}-01-01" for step in steps), whole.end]
    names = [steps[0].old_name, *(step.new_name for step in steps)] if steps else [place.name]
    return [
        Form(place.code, start, end, name)
        for (start, end), name in zip(pairwise(starts), names, strict=True)
        if start < end
    ]


@cache
def versions(classification: int) -> tuple[tuple[str, str], ...]:
    """Return the (start, end) of every version: one for each date on which anything changed."""
    dates = {form.start for form in forms(classification)}
    dates |= {form.end for form in forms(classification)}
    return tuple(pairwise(sorted(dates | {OPEN})))


@cache
def steps(classification: int) -> tuple[Step, ...]:
    """Return the rows of all change tables, by date."""
    if classification == 104:
        names = {place.code: place.name for place in raw.counties()}
        return tuple(Step(o, names[o], "50", names["50"], "2018-01-01") for o in ("16", "17"))
    found = (
        Step(change.old, change.old_name, change.new, change.new_name, f"{change.year}-01-01")
        for change in raw.changes()
    )
    return tuple(sorted(found, key=lambda step: (step.date, step.old, step.new)))


def pairs(source: int, target: int, start: str, end: str) -> list[tuple[Form, Form, str, str]]:
    """Return (source, target, from, to) of all that corresponds in a range."""
    found = []
    for town in forms(131):
        for county in forms(104):
            first, last = max(town.start, county.start, start), min(town.end, county.end, end)
            if town.code[:2] == county.code and first < last:
                both = (town, county) if source == 131 else (county, town)
                found.append((*both, first, last))
    return found


def parts() -> list[Form]:
    """Return the variant of 131 by part of the country, in two levels, on the borders of 2024."""
    found = [Form(code, "2024-01-01", OPEN, name) for code, (name, _) in _PARTS.items()]
    under = {county: code for code, (_, counties) in _PARTS.items() for county in counties}
    for form in forms(131):
        if form.end == OPEN and form.code[:2] in under:
            parent = under[form.code[:2]]
            found.append(Form(form.code, "2024-01-01", OPEN, form.name, "2", parent))
    return found


class BadChoice(ValueError):
    """A `selectCodes` that KLASS does not take."""


def chosen(select: str, codes: list[str]) -> set[str]:
    """Return the codes that `selectCodes` picks: codes, `prefix*` and ranges, by comma.

    A list in which nothing parses picks all.
    """
    items = [item.strip() for item in select.split(",")]
    if len(select) > 200 or len(items) > 20 or not re.fullmatch(r"[0-9A-Za-z,.\-* ]*", select):
        raise BadChoice("selectCodes")
    tests = [test for item in items if (test := _test(item))]
    return {code for code in codes if not tests or any(test(code) for test in tests)}


def _test(item: str) -> Callable[[str], bool] | None:
    if match := re.fullmatch(r"([0-9A-Za-z.]+)(\*?)-([0-9A-Za-z.]+)(\*?)", item):
        low, _, high, _ = match.groups()
        return lambda code: low <= code and code[: len(high)] <= high
    if match := re.fullmatch(r"([0-9A-Za-z.]+)\*", item):
        return lambda code: code.startswith(match[1])
    if re.fullmatch(r"[0-9A-Za-z.]+", item):
        return lambda code: code == item
    return None
