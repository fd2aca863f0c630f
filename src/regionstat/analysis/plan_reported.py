"""Judge a row of the plan by what people have reported: statuses, counts, surveys.

A report of the region itself answers for it, else those of its municipalities: the row is met
where all of them reach it, and whoever has not reported does not. A status is met once it is
done, also late; under way is on course until the deadline has passed. A number is judged by the
aim of the row, with the margin of a survey as its interval; without an aim by the way it went,
or, where the plan wants the most, by the other city regions that have reported that year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from regionstat.analysis.apart import apart
from regionstat.analysis.plan_judged import Judged, Status, reaches
from regionstat.analysis.plan_rules import DOWN, EITHER, MOST
from regionstat.panel.manual import Report
from regionstat.panel.members import members_in
from regionstat.panel.published import versions_of
from regionstat.register import find_region, register
from regionstat.register.entries import PlanRow

# A reported number is compared as it is written.
_DECIMALS = 6


def by_reports(row: PlanRow, reports: Sequence[Report], region: str, edition: int) -> Judged | None:
    """Return `row` judged for `region` by reports of years up to `edition`, None without any."""
    known = [one for one in reports if one.row == row.id and one.year <= edition]
    own = _same(region)
    mine = _latest_first(one for one in known if one.region in own)
    judged = _own(row, mine, known, edition) if mine else _everywhere(row, known, region)
    return None if judged is None else replace(judged, age=edition - (judged.year or edition))


def _own(row: PlanRow, mine: Sequence[Report], known: Sequence[Report], edition: int) -> Judged:
    return _status(row, mine[0], edition) if mine[0].status else _number(row, mine, known)


def _same(region: str) -> tuple[str, ...]:
    """Return the ids under which reports of `region` may stand: all versions of a city region."""
    return versions_of(region) if find_region(region).level == "city_region" else (region,)


def _latest_first(reports: Iterable[Report]) -> list[Report]:
    return sorted(reports, key=lambda one: (one.year, one.recorded, one.line), reverse=True)


def _status(row: PlanRow, report: Report, edition: int) -> Judged:
    late = row.due is not None and edition > row.due
    found: dict[str, tuple[Status, str]] = {
        "done": ("met", "done"),
        "under_way": ("behind", "late") if late else ("on_course", "under_way"),
        "not_done": ("behind", "not_done"),
    }
    status, why = found[report.status]
    return Judged(row.id, status, why, region=report.region, year=report.year, report=report)


def _number(row: PlanRow, mine: Sequence[Report], known: Sequence[Report]) -> Judged:
    told = _told(row, mine[0])
    if row.aim is not None:
        return reaches(told, row.aim)
    others = [
        one
        for one in known
        if one.year == told.year and one.region not in {m.region for m in mine} and _is_city(one)
    ]
    if row.id in MOST and others:
        return _most(told, others)
    before = next((one for one in mine if one.year != told.year and not one.status), None)
    if row.id in EITHER:
        return replace(told, why="no_direction")
    return replace(told, why="once") if before is None else _moved(told, before)


def _told(row: PlanRow, report: Report) -> Judged:
    ends = report.value - report.margin, report.value + report.margin
    figure = report.year, report.value, *ends
    return Judged(row.id, "no_data", "", "", report.region, *figure, report=report)


def _is_city(report: Report) -> bool:
    return register().regions[report.region].level == "city_region"


def _most(told: Judged, others: Sequence[Report]) -> Judged:
    """Judge by the others: the most for certain, the most as it seems, or not."""
    best = max(one.value for one in others)
    ahead = [apart(_row(told), _row(_told_of(one)), _DECIMALS) == "above" for one in others]
    status: Status = "met" if all(ahead) else "on_course" if told.value > best else "behind"
    return replace(told, status=status, why="most", target=best, beside={"of": 1 + len(others)})


def _moved(told: Judged, before: Report) -> Judged:
    then = _told_of(before)
    level = apart(_row(told), _row(then), _DECIMALS) == "level"
    moved = told.value - then.value
    wanted = moved < 0 if told.row in DOWN else moved > 0
    why = "unmoved" if moved == 0 else "moved_perhaps" if level else "moved"
    beside = {"then": then.value, "first": float(before.year)}
    status: Status = "on_course" if wanted else "behind"
    return replace(told, status=status, why=why, target=then.value, beside=beside)


def _told_of(report: Report) -> Judged:
    return _told(register().plan[report.row], report)


def _row(judged: Judged) -> pd.Series:
    return pd.Series({"value": judged.value, "low": judged.low, "high": judged.high})


def _everywhere(row: PlanRow, known: Sequence[Report], region: str) -> Judged | None:
    """Judge by the municipalities of `region` in the last year in which one has reported."""
    one = find_region(region)
    mine = [r for r in known if one.is_list and r.region in members_in(one, r.year)]
    if not mine:
        return None
    year = max(report.year for report in mine)
    members = members_in(one, year)
    of_year = {r.region: r for r in sorted(mine, key=lambda r: r.recorded) if r.year == year}
    reached = sum(_reaches(row, report) for report in of_year.values())
    beside = {"of": float(len(members)), "silent": float(len(members) - len(of_year))}
    return Judged(
        row.id,
        "met" if reached == len(members) else "behind",
        "everywhere",
        region=region,
        year=year,
        value=float(reached),
        target=float(len(members)),
        beside=beside,
        report=next(iter(of_year.values())),
    )


def _reaches(row: PlanRow, report: Report) -> bool:
    """Say whether a municipality does what the row asks of each of them."""
    if report.status:
        return report.status == "done"
    # An aim of so many municipalities asks for one thing of each.
    if row.aim is None or row.aim.unit == "municipalities":
        return report.value > 0
    return reaches(_told(row, report), row.aim).status == "met"
