"""Findings in words: what the figures bear, and nothing more, in Norwegian and English."""

from __future__ import annotations

import math

from regionstat.analysis import Comparison
from regionstat.analysis.apart import Ends, apart, ends_of, trend_ends
from regionstat.analysis.changes import SPANS, in_points
from regionstat.page.names import inside, region_name, regions_named
from regionstat.page.numbers import amount, change_of
from regionstat.register import Indicator, register
from regionstat.register.entries import Language

# Best of two says no more than the two changes do.
RIVALS = 2

_TREND = {
    "nb": {
        "rise": "{name}: opp fra {then} i {first} til {now} i {last}",
        "fall": "{name}: ned fra {then} i {first} til {now} i {last}",
        "level": "{name}: om lag uendret siden {first}, {now} i {last}",
        "once": "{name}: {now} i {last}, uten eldre tall å måle mot",
        "none": "{name}: ikke noe publisert tall",
    },
    "en": {
        "rise": "{name}: up from {then} in {first} to {now} in {last}",
        "fall": "{name}: down from {then} in {first} to {now} in {last}",
        "level": "{name}: about unchanged since {first}, {now} in {last}",
        "once": "{name}: {now} in {last}, with no older figure to compare",
        "none": "{name}: no published figure",
    },
}
_CHANGE = {
    "nb": {
        "moved": "{name}: {change} på {years} år{unsure}{place}",
        "level": "om lag uendret",
        "unsure": ", innenfor usikkerheten",
        "best": ", best av {of}",
        "weakest": ", svakest av {of}",
        "none": "{name}: ingen endring kan regnes ut",
    },
    "en": {
        "moved": "{name}: {change} over {years} year{plural}{unsure}{place}",
        "level": "about unchanged",
        "unsure": ", within the uncertainty",
        "best": ", best of {of}",
        "weakest": ", weakest of {of}",
        "none": "{name}: no change can be computed",
    },
}


def trend_finding(comparison: Comparison, language: Language) -> str:
    """Return what happened to the focus over the last ten years, or since its first figure.

    A change below the printed decimals, or inside the intervals, is no change.
    """
    indicator = register().indicators[comparison.indicator]
    texts, name = _TREND[language], region_name(comparison.focus, language)
    row = comparison.row(comparison.focus)
    if row is None:
        return texts["none"].format(name=name)
    ends = trend_ends(comparison)
    if ends is None:
        now = amount(row["value"], indicator, language)
        return texts["once"].format(name=name, now=now, last=comparison.year)
    return texts[direction(ends, indicator)].format(
        name=name,
        then=amount(ends.then["value"], indicator, language),
        now=amount(ends.now["value"], indicator, language),
        first=ends.first,
        last=ends.last,
    )


def direction(ends: Ends, indicator: Indicator) -> str:
    """Return `rise`, `fall` or `level` for what lies between two figures."""
    moves = {"above": "rise", "level": "level", "below": "fall"}
    return moves[apart(ends.now, ends.then, indicator.decimals)]


def change_span(comparison: Comparison) -> int | None:
    """Return the longest of 10, 5 and 1 years over which the focus has a change."""
    row = comparison.row(comparison.focus)
    if row is None:
        return None
    return next((s for s in reversed(SPANS) if not math.isnan(row[f"change_{s}"])), None)


def change_finding(comparison: Comparison, language: Language) -> str:
    """Return how much the focus changed, and whether that was best or weakest of all.

    Best or weakest by at least a printed decimal, and outside the intervals. A change below
    the printed decimals is none; one that the intervals do not bear is said to be so.
    """
    indicator = register().indicators[comparison.indicator]
    texts, name = _CHANGE[language], region_name(comparison.focus, language)
    span = change_span(comparison)
    row = comparison.row(comparison.focus)
    if span is None or row is None:
        return texts["none"].format(name=name)
    ranked = comparison.ranked
    changed = ranked.loc[ranked[f"change_{span}"].notna(), "region"]
    last = comparison.year or 0
    then, now = (_ends(comparison, year) for year in (last - span, last))
    moves = {region: _moved(then[region], now[region], indicator) for region in changed}
    change = float(row[f"change_{span}"])
    level = abs(change) < _least(indicator) / 2
    low, high = _moved(then[comparison.focus], now[comparison.focus], indicator)
    place = _place(moves, comparison.focus, indicator)
    return texts["moved"].format(
        name=name,
        change=texts["level"] if level else change_of(change, indicator, language),
        years=span,
        plural="" if span == 1 else "s",
        unsure=texts["unsure"] if low < 0 < high and not level else "",
        place=texts[place].format(of=len(moves)) if place else "",
    )


def _ends(comparison: Comparison, year: int) -> dict[str, tuple[float, float]]:
    """Return the ends of the interval of each region in `year`."""
    rows = comparison.history
    rows = rows[rows["year"] == year]
    return {str(row["region"]): ends_of(row) for row in rows.to_dict("records")}


def _moved(
    then: tuple[float, float], now: tuple[float, float], indicator: Indicator
) -> tuple[float, float]:
    """Return the least and the most by which a region may have changed, higher being better."""
    (then_low, then_high), (now_low, now_high) = then, now
    low, high = now_low - then_high, now_high - then_low
    if not in_points(indicator):
        low, high = 100 * low / then_high, 100 * high / then_low if then_low > 0 else math.inf
    return (-high, -low) if indicator.better == "lower" else (low, high)


def _place(moves: dict[str, tuple[float, float]], focus: str, indicator: Indicator) -> str:
    """Return `best`, `weakest`, or nothing where the figures bear neither."""
    others = [move for region, move in moves.items() if region != focus]
    if focus not in moves or len(others) < RIVALS:
        return ""
    (low, high), least = moves[focus], _least(indicator)
    if low - max(most for _, most in others) >= least:
        return "best"
    return "weakest" if min(fewest for fewest, _ in others) - high >= least else ""


def _least(indicator: Indicator) -> float:
    """Return the printed decimal: points have the indicator's decimals, percentages one."""
    return 10.0 ** -(indicator.decimals if in_points(indicator) else 1)


def standing_in(comparison: Comparison, language: Language) -> str:
    """Return which counties stand in for which regions, empty when none do."""
    if not comparison.stand_ins:
        return ""
    parts = [
        f"{regions_named(ids, language)} {_FOR[language]} {inside(region_name(region, language))}"
        for region, ids in comparison.stand_ins.items()
    ]
    # A county's list has an `and` of its own.
    return _STANDS_IN[language].format(parts="; ".join(parts))


def without_figure(comparison: Comparison, language: Language) -> str:
    """Return which peers have no figure that year, empty when all do."""
    if not comparison.missing:
        return ""
    names = regions_named(comparison.missing, language)
    when = "" if comparison.year is None else _IN[language].format(year=comparison.year)
    return _WITHOUT[language].format(names=names, when=when)


def without_change(comparison: Comparison, language: Language) -> str:
    """Return who has no change over the span of the focus, empty when all do."""
    span, last = change_span(comparison), comparison.year
    if span is None or last is None:
        return ""
    frame = comparison.frame
    regions = frame.loc[frame[f"change_{span}"].isna(), "region"].tolist()
    if not regions:
        return ""
    names = regions_named(regions, language)
    return _WITHOUT_CHANGE[language].format(names=names, year=last - span)


_FOR = {"nb": "for", "en": "for"}
_STANDS_IN = {
    "nb": "Målt bare for fylker, som er brukt i stedet: {parts}.",
    "en": "Measured for counties only, which stand in: {parts}.",
}
_IN = {"nb": " i {year}", "en": " in {year}"}
_WITHOUT = {
    "nb": "Det er ikke publisert tall{when} for {names}.",
    "en": "No published figure{when} for {names}.",
}
_WITHOUT_CHANGE = {
    "nb": "Ingen tall fra {year} å måle endring mot: {names}.",
    "en": "No figure from {year} to measure change against: {names}.",
}
