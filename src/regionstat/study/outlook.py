"""Outlook: will it close? The ratio so far, its fan to the goal year, and the trend so far."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis.forecast import MEASURED, Forecast, forecast
from regionstat.analysis.forecast_pool import RATIO
from regionstat.analysis.goal import GOAL_YEAR, goal
from regionstat.page import captions
from regionstat.page.figure import Figure, blank, finish
from regionstat.page.likelihood import chance
from regionstat.page.names import inside, region_name, source_line
from regionstat.page.numbers import number
from regionstat.panel import select
from regionstat.register import find_indicator, find_region
from regionstat.register.entries import Language
from regionstat.register.find import find_basis, find_language
from regionstat.study.fan import draw_fan
from regionstat.study.forecast_words import basis_name, choice_told, error_told, trend_told
from regionstat.study.nothing import no_chart

# Years that are drawn at least, so that a fan of one year can be read.
_AHEAD = 6
_TEXTS = {
    "nb": {
        "title": "{Chance} sannsynlighet for at {name} når målet i {goal}",
        "reached": "{name} nådde målet i {goal}: forholdet var {ratio}",
        "missed": "{name} nådde ikke målet i {goal}: forholdet var {ratio}",
        "guessed": "{Chance} sannsynlighet for at {name} nådde målet i {goal}",
        "ended": "Fylket fantes til {year}; etter det er framskrivingen for området.",
        "subtitle": "Andel av bruttoprodukt delt på andel av folketall, {basis}, {years}{ahead}.",
        "ahead": ", framskrevet til {end}",
        "estimated": "Åpne merker: anslag med 90 %-intervall, og feilen i nivået er med i vifta.",
        "fan": "Vifta holder utfallet med 50, 80 og 95 % sannsynlighet.",
        "revised": "Regnet med årene til og med {as_of}, i tall som kan være revidert siden.",
        "as_known": "Regnet med utgaven for {as_of}, slik tallene da var.",
        "alt": "Vifte",
        "alt_end": "{name} {last} i {last_year}; {median} i {goal}, 95 % mellom {low} og {high}",
        "alt_measured": "{name} {last} i {last_year}",
    },
    "en": {
        "title": "{Chance} chance that {name} reaches the goal in {goal}",
        "reached": "{name} reached the goal in {goal}: the ratio was {ratio}",
        "missed": "{name} did not reach the goal in {goal}: the ratio was {ratio}",
        "guessed": "{Chance} chance that {name} reached the goal in {goal}",
        "ended": "The county ended in {year}; from then on the forecast is for its area.",
        "subtitle": "Share of value added over share of people, {basis}, {years}{ahead}.",
        "ahead": ", carried on to {end}",
        "estimated": "Open markers: estimates with a 90 % interval; the fan holds the error of the "
        "level.",
        "fan": "The fan holds the outcome with a probability of 50, 80 and 95 %.",
        "revised": "Reckoned on the years to {as_of}, in figures that may be revised since.",
        "as_known": "Reckoned on the edition of {as_of}, its figures as they then were.",
        "alt": "Fan chart",
        "alt_end": "{name} {last} in {last_year}; {median} in {goal}, 95 % from {low} to {high}",
        "alt_measured": "{name} {last} in {last_year}",
    },
}


def outlook(
    panel: pd.DataFrame,
    *,
    region: str,
    until: int | None = None,
    basis: str = "counties",
    goal_year: int = GOAL_YEAR,
    language: str = "nb",
) -> Figure:
    """Return a fan chart of the ratio: measured up to `until`, forecast to the goal year and on.

    What lies after the goal year, and the dotted line of the trend so far, are no part of the
    answer. A region without figures is shown as its county that was measured last. Raises
    `Misuse` as `forecast` does, and for an unknown language.
    """
    tongue, known = find_language(language), goal(panel, region=region, until=until)
    region = known.answering(find_basis(basis)) or ""
    if not region:
        return no_chart(known.region, tongue, known.edition)
    as_of = _as_of(panel, region, until, basis)
    found = forecast(panel, region, basis=basis, as_of=as_of, goal_year=goal_year)
    if found.method == MEASURED:
        return draw_outlook(found, found, tongue)
    end = max(goal_year, found.last_year + _AHEAD)
    longer = forecast(panel, region, basis=basis, as_of=as_of, goal_year=end, method=found.method)
    return draw_outlook(found, longer, tongue)


def _as_of(panel: pd.DataFrame, region: str, until: int | None, basis: str) -> int | None:
    """Return the year to forecast from; the region's last when `until` is not before it."""
    years = select(panel, RATIO, regions=[region], basis=basis)["year"]
    return None if until is None or (len(years) and until >= years.max()) else until


def draw_outlook(found: Forecast, longer: Forecast, language: Language) -> Figure:
    """Return the fan chart of `found`, drawn on to the goal year of `longer`, the same method."""
    canvas, (axes,) = blank()
    draw_fan(axes, found, longer, language)
    history = found.history
    ahead = "" if longer.path.empty else _TEXTS[language]["ahead"].format(end=longer.goal_year)
    title = _title(found, language)
    return finish(
        canvas,
        title=title,
        subtitle=_TEXTS[language]["subtitle"].format(
            basis=basis_name(found.basis, language),
            years=captions.span(history.reset_index()["year"]),
            ahead=ahead,
        ),
        source=source_line([find_indicator(RATIO, found.basis)], language, found.vintage.edition),
        note=_note(found, longer, language),
        alt=captions.alt(_TEXTS[language]["alt"], title, _alt(found, language)),
        data=pd.concat([history.reset_index(), longer.path], ignore_index=True),
        margins=(0.085, 0.95 if longer.path.empty else 0.80),
        headroom=0.12,
    )


def _title(found: Forecast, language: Language) -> str:
    name = region_name(found.region, language)
    likely = chance(found.probability, language)
    likely = likely[0].upper() + likely[1:]
    values = {"name": inside(name), "goal": found.goal_year, "Chance": likely}
    if found.method != MEASURED:
        return _TEXTS[language]["title"].format(**values)
    ratio = float(found.history["ratio"][found.goal_year])
    known = {0.0: "missed", 1.0: "reached"}
    kind = known.get(found.probability, "guessed")
    values |= {"name": inside(name) if kind == "guessed" else name}
    return _TEXTS[language][kind].format(**values, ratio=number(ratio, 3, language))


def _note(found: Forecast, longer: Forecast, language: Language) -> str:
    rows = found.history.reset_index()
    texts = _TEXTS[language]
    parts = [choice_told(found, language), error_told(longer, language)]
    parts += [texts["fan"] if len(found.path) else "", trend_told(found, language)]
    if found.vintage.until is not None:
        kind = "as_known" if found.vintage.as_known else "revised"
        parts.append(texts[kind].format(as_of=found.as_of))
    if rows["low"].notna().any():
        parts.append(texts["estimated"])
    ended = find_region(found.region).valid_to
    if ended and ended < found.goal_year:
        parts.append(texts["ended"].format(year=ended))
    parts.append(captions.preliminary(rows, language))
    return " ".join(part for part in parts if part)


def _alt(found: Forecast, language: Language) -> str:
    values = {
        "name": region_name(found.region, language),
        "last": number(float(found.history["ratio"].iloc[-1]), 3, language),
        "last_year": found.last_year,
        "goal": found.goal_year,
    }
    if found.path.empty:
        return _TEXTS[language]["alt_measured"].format(**values)
    end = found.path.iloc[-1]
    names = {"median": "median", "low": "low_95", "high": "high_95"}
    values |= {key: number(float(end[name]), 3, language) for key, name in names.items()}
    return _TEXTS[language]["alt_end"].format(**values)
