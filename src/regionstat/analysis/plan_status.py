"""Where each row of the plan stands, judged by its figure: met, on course, behind or no data.

`met` is said only where the whole 90 % interval reaches what the plan asks. Where the figure
reaches it and its interval does not, the row is on course; where the figure does not reach it,
behind, even if the interval does. A row without a number to reach is never met: it is on
course as long as it goes the way the plan wants. Rules: `analysis/plan_rules`. What people
have reported (`analysis/plan_reported`) answers where no statistics do, or older ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from regionstat.analysis.apart import apart, median, stands, step, trend_ends
from regionstat.analysis.benchmark import Comparison, compare
from regionstat.analysis.goal import GOAL_YEAR, MET_AT, goal
from regionstat.analysis.peers import NATION
from regionstat.analysis.plan_everywhere import ahead_everywhere
from regionstat.analysis.plan_judged import Judged, Status, reaches
from regionstat.analysis.plan_reported import by_reports
from regionstat.analysis.plan_rules import RULES, By
from regionstat.errors import RegionstatError
from regionstat.panel.manual import Report, reports
from regionstat.panel.published import versions_of
from regionstat.panel.vintages import edition_of
from regionstat.register import Indicator, register
from regionstat.register.entries import Aim, PlanRow
from regionstat.snapshots import find_home, read_edition

EVEN = 0.5
PLANS_YEAR = 2010
PLANS_REGION = "trondheimsregionen"
# Nobody is first of one, and the median of one is that one.
RIVALS = 2
_NAN = math.nan


def judge(panel: pd.DataFrame, *, region: str) -> list[Judged]:
    """Return every row of the plan, in its order, judged for `region` by the edition's figures.

    Figures and reports up to the edition's year, as everywhere in its report; a panel that does
    not tell its edition has no reports. Raises `Misuse` for an unknown region and what
    `panel.manual.reports` raises.
    """
    edition, found = edition_of(panel), register().plan.values()
    told = () if edition is None else reports(read_edition(edition, find_home()))
    return [_newest(by_figures(panel, row, region), row, told, region, edition) for row in found]


def _newest(
    judged: Judged, row: PlanRow, told: tuple[Report, ...], region: str, edition: int | None
) -> Judged:
    """Return what the reports say of `row` unless `judged` stands on a newer figure."""
    reported = None if edition is None else by_reports(row, told, region, edition)
    newer = judged.status != "no_data" and (judged.year or 0) > ((reported or judged).year or 0)
    return judged if reported is None or newer else reported


def by_figures(panel: pd.DataFrame, row: PlanRow, region: str) -> Judged:
    """Return `row` judged for `region` by its figures; raises `Misuse` for an unknown region."""
    rule = RULES.get(row.id)
    if rule is None:
        return Judged(row.id, "no_data", "nobody", near=_near(panel, row, region))
    if rule.by == "goal":
        return _goal(panel, row, region, rule.indicator)
    if rule.by == "everywhere":
        return ahead_everywhere(panel, row, region, rule.indicator)
    case = _case(panel, row, region, rule.indicator)
    if case is None:
        awaited = register().indicators[rule.indicator].awaited
        return Judged(row.id, "no_data", "nobody" if awaited else "no_figure", rule.indicator)
    return _BY[rule.by](case)


def _case(panel: pd.DataFrame, row: PlanRow, region: str, indicator: str) -> _Case | None:
    """Return the latest figure of `region` in the edition, or of its county; None without one."""
    found = compare(panel, indicator, region=region, until=edition_of(panel))
    now = found.row(found.focus)
    if now is None:
        return None
    value, low, high = (float(now[name]) for name in ("value", "low", "high"))
    told = Judged(row.id, "no_data", "", indicator, found.focus, found.year, value, low, high)
    told = replace(told, age=_age(panel, found.year))
    return _Case(row, found, now, told)


def _age(panel: pd.DataFrame, year: int | None) -> int:
    edition = edition_of(panel)
    return 0 if year is None or edition is None else max(0, edition - year)


def _near(panel: pd.DataFrame, row: PlanRow, region: str) -> Judged | None:
    """Return the first figure that stands near what `row` asks, None when there is none."""
    cases = (_case(panel, row, region, one) for one in register().near(row.id))
    return next((case.told for case in cases if case is not None), None)


class _Case(NamedTuple):
    """A row to be judged: its comparison, the figure of the region, and what is told of it."""

    row: PlanRow
    found: Comparison
    now: pd.Series
    told: Judged

    @property
    def indicator(self) -> Indicator:
        return register().indicators[self.found.indicator]

    @property
    def aim(self) -> Aim:
        if self.row.aim is None:
            raise RegionstatError(
                f"Judge the plan's row {self.row.id}",
                found="it has no number to reach",
                where="plan.toml",
                todo="Give it an aim, or judge it by another rule (analysis/plan_rules)",
            )
        return self.row.aim


def _goal(panel: pd.DataFrame, row: PlanRow, region: str, indicator: str) -> Judged:
    """Judge by the ratio of the goal year where it is measured, else by its forecast."""
    found = goal(panel, region=region, until=edition_of(panel))
    who = found.answering()
    now = None if who is None else found.latest(who)
    if who is None or now is None:
        return Judged(row.id, "no_data", "no_figure", indicator)
    value, low, high = (float(now[name]) for name in ("ratio", "ratio_low", "ratio_high"))
    year = int(now["year"])
    told = Judged(row.id, "no_data", "", indicator, who, year, value, low, high, MET_AT)
    if year >= GOAL_YEAR:
        return reaches(told, Aim("ratio", MET_AT))
    ahead = found.forecast(region=who)
    if ahead is None:
        return replace(told, why="no_forecast")
    status: Status = "on_course" if ahead.probability >= EVEN else "behind"
    beside = {"chance": ahead.probability}
    return replace(told, status=status, why="forecast", beside=beside)


def _reach(case: _Case) -> Judged:
    """Judge by the aim, which is a number for the plan's region and for no other."""
    if case.found.region not in versions_of(PLANS_REGION):
        return replace(case.told, why="of_region")
    return reaches(case.told, case.aim)


def _pace(case: _Case) -> Judged:
    """Judge by what so many points a year of the plan's first figure would have come to by now.

    Nothing is asked beyond all of it. Without a figure of that year nothing can be told.
    """
    history, points = case.found.history, case.aim.at_most or 0.0
    own = history[(history["region"] == case.found.focus) & (history["year"] == PLANS_YEAR)]
    base = float(own["value"].iloc[0]) if len(own) else math.nan
    if math.isnan(base) or case.told.year is None:
        return replace(case.told, why="no_base")
    left = max(0.0, 1 + points / 100 * (case.told.year - PLANS_YEAR))
    judged = reaches(case.told, Aim(case.indicator.unit, at_most=base * left))
    return replace(judged, why=f"pace_{judged.why}", beside={"then": base, "first": PLANS_YEAR})


def _lead(case: _Case) -> Judged:
    """Judge the mean lead over the nation, by the interval that the spread of its years leaves."""
    leads = _leads(case.found)
    if len(leads) < RIVALS:
        return replace(case.told, why="once" if len(leads) else "alone")
    low, high = _mean_interval(leads)
    led = replace(case.told, value=float(leads.mean()), low=low, high=high)
    judged = reaches(replace(led, year=int(leads.index.max())), case.aim)
    beside = {"years": float(len(leads)), "first": float(leads.index.min())}
    sure = judged.why in ("reached", "short")
    return replace(judged, why="lead" if sure else "lead_perhaps", beside=beside)


def _leads(found: Comparison) -> pd.Series:
    """Return, by year, how far the region or the county it lay in then was above the nation."""
    history = found.history[found.history["value"].notna()]
    wide = history.pivot(index="year", columns="region", values="value")
    if NATION not in wide:
        return pd.Series(dtype="float64")
    own = [found.focus, *(one for one in found.own if one != found.focus and one in wide)]
    figures = wide[own].bfill(axis=1).iloc[:, 0]
    leads: pd.Series = (figures - wide[NATION]).dropna()
    return leads


def _mean_interval(values: pd.Series) -> tuple[float, float]:
    """Return the 90 % interval of a mean of years that stand for those that are not known.

    Method: Student's t on n - 1 degrees of freedom.
    """
    # It takes as long to load as all the rest, and few ask.
    from scipy.special import stdtrit

    half = float(stdtrit(len(values) - 1, 0.95) * values.std(ddof=1) / math.sqrt(len(values)))
    return float(values.mean()) - half, float(values.mean()) + half


def _grow(case: _Case) -> Judged:
    """Judge growth: it must show in the decimals that are printed."""
    judged = reaches(case.told, Aim(case.indicator.unit, step(case.indicator.decimals)))
    return replace(judged, target=0.0)


def _first(case: _Case) -> Judged:
    """Judge the rank among the city regions by its 90 % set."""
    now, ranked = case.now, case.found.ranked
    if pd.isna(now["rank"]) or len(ranked) < RIVALS:
        return replace(case.told, why="alone")
    rank, low, high = (int(now[name]) for name in ("rank", "rank_low", "rank_high"))
    status: Status = "behind" if rank > 1 else "met" if high == 1 else "on_course"
    best = ranked.loc[ranked["region"] != case.found.focus, "value"].iloc[0]
    beside = {"rank": rank, "rank_low": low, "rank_high": high, "of": len(ranked)}
    return replace(case.told, status=status, why="rank", target=float(best), beside=beside)


def _against(case: _Case) -> Judged:
    """Judge by the nation and the median of the other city regions, those that there are."""
    others = {"nation": case.found.row(NATION), "cities": _cities(case.found)}
    there = {name: other for name, other in others.items() if other is not None}
    if not there:
        return replace(case.told, why="alone")
    behind = any(stands(case.now, one, case.indicator) == "behind" for one in there.values())
    beside = {name: float(other["value"]) for name, other in there.items()}
    status: Status = "behind" if behind else "on_course"
    target = next(iter(beside.values()))
    return replace(case.told, status=status, why="against", target=target, beside=beside)


def _cities(found: Comparison) -> pd.Series | None:
    """Return the median of the other city regions, None where one alone would be it."""
    return None if len(found.ranked) <= RIVALS else median(found)


def _develop(case: _Case) -> Judged:
    """Judge by the way the figures went over at most ten years, on one side of any break."""
    ends, decimals = trend_ends(case.found), case.indicator.decimals
    if ends is None:
        return replace(case.told, why="once")
    then, now = float(ends.then["value"]), float(ends.now["value"])
    moved = now - then if case.indicator.better != "lower" else then - now
    shows = abs(moved) >= step(decimals)
    level = apart(ends.now, ends.then, decimals) == "level"
    return replace(
        case.told,
        status="on_course" if shows and moved > 0 else "behind",
        why="moved_perhaps" if shows and level else "moved" if shows else "unmoved",
        target=then,
        beside={"then": then, "first": float(ends.first)},
    )


_BY: Mapping[By, Callable[[_Case], Judged]] = {
    "reach": _reach,
    "pace": _pace,
    "lead": _lead,
    "grow": _grow,
    "first": _first,
    "against": _against,
    "develop": _develop,
}
