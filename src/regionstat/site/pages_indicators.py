"""Indicators on the site: the list, and a page for each with chart, tables and all about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from regionstat.analysis import compare
from regionstat.analysis.changes import SPANS, in_points
from regionstat.analysis.peers import NATION
from regionstat.page.names import label_name
from regionstat.page.signs import explain
from regionstat.page.texts import finding
from regionstat.register import register
from regionstat.register.entries import BASES, Language
from regionstat.site.addresses import goal_page, indicator_page, region_page
from regionstat.site.charts_files import chart_files
from regionstat.site.indicator_about import about
from regionstat.site.marks import bare, change, full
from regionstat.site.pages import Page, Site, folder, texts_of
from regionstat.site.pages_plan import below
from regionstat.site.series import Figure, Series

# Whose figures a page shows year by year.
_LEVELS = ("nation", "city_region", "labour_market", "county")


def indicators_page(site: Site, language: Language) -> Page:
    """Return the list of all indicators, by the goal they serve."""
    texts = texts_of(language, "indicators")
    groups: dict[str, dict[str, Any]] = {}
    for one in site.indicators.values():
        if one["indicator"] != one["base"]:
            continue
        goal = site.plan_rows[one["plan_row"]]["goal"]
        names = site.content.plan_goals.set_index("goal")[f"name_{language}"]
        group = groups.setdefault(
            goal, {"anchor": f"goal-{goal.lower()}", "name": names[goal], "rows": []}
        )
        group["rows"].append(_listed(site, one, language))
    filled = {
        "groups": [groups[goal] for goal in site.content.plan_goals["goal"] if goal in groups]
    }
    return Page("indicators", folder("indicators"), texts["heading"], filled, section="indicators")


def _listed(site: Site, one: dict[str, Any], language: Language) -> dict[str, Any]:
    texts, id_ = texts_of(language, "indicators"), one["indicator"]
    row = {
        "title": one[f"title_{language}"],
        "unit": _unit(site, one, language),
        "page": below(indicator_page(site.edition, language, id_)),
    }
    latest = _foremost(site, id_)
    if latest is None:
        return row | {"value": texts["none"], "year": "", "place": ""}
    return row | {
        "value": full(latest, language),
        "year": latest.year,
        "place": site.names[language][latest.region],
    }


def _foremost(site: Site, indicator: str) -> Figure | None:
    """Return the latest figure of the site's region, what stands in for it, the nation or any."""
    found = site.figures.of(indicator)
    focus = (
        compare(site.panel, indicator, region=site.region, until=site.until).focus if found else ""
    )
    order = [focus, NATION, *found]
    latest = (found[region].latest for region in order if region in found)
    return next((one for one in latest if one is not None), None)


def _unit(site: Site, one: dict[str, Any], language: Language) -> str:
    units = site.content.units.set_index("unit")[f"name_{language}"]
    return str(units[one["unit"]])


def indicator_pages(site: Site, language: Language, ids: list[str]) -> Iterator[Page]:
    """Yield the page of each of the indicators `ids`, and its chart for other pages."""
    for id_ in ids:
        one = site.indicators[id_]
        above = [(texts_of(language, "site")["indicators"], folder("indicators"))]
        title, path = one[f"title_{language}"], below(indicator_page(site.edition, language, id_))
        filled = _filled(site, one, language)
        yield Page(
            "indicator",
            path,
            title,
            filled,
            above,
            description=filled["finding"] or one[f"definition_{language}"],
            section="indicators",
        )
        if filled["figure"]:
            alt = texts_of(language, "indicator")["embed_alt"].format(finding=filled["finding"])
            alone = {
                "figure": filled["figure"] | {"alt": alt},
                "finding": filled["finding"],
                "whole": path,
            }
            yield Page("embed", folder("embed", id_), title, alone)


def _filled(site: Site, one: dict[str, Any], language: Language) -> dict[str, Any]:
    id_, texts = one["indicator"], texts_of(language, "indicator")
    title, unit = one[f"title_{language}"], _unit(site, one, language)
    figure = chart_files(site, id_, language)
    parts = _finding(site, id_, language) if figure else ("",)
    return {
        "id": id_,
        "unit": unit,
        "bases": _bases(site, one, language),
        "figure": figure,
        "finding": parts[0],
        "rests": " ".join(parts[1:]),
        "caption": texts["table_lead"].format(title=title, unit=unit),
        "table": _table(site, id_, language),
        "signs": explain(_shown(site, id_), language),
        "municipalities": _municipalities(site, one, unit, language),
        "better": texts[one["better"]],
        "rows": [
            {
                "id": row["row"],
                "title": row[f"title_{language}"],
                "page": below(goal_page(site.edition, language, row["goal"], row["row"])),
            }
            for row in (site.plan_rows[asked] for asked in site.asked[id_])
        ],
        **about(site, one, language),
    }


def _finding(site: Site, indicator: str, language: Language) -> tuple[str, ...]:
    focus, until = site.region, site.until
    return finding(site.panel, indicator, focus=focus, until=until, language=language).parts


def _bases(site: Site, one: dict[str, Any], language: Language) -> list[tuple[str, str, bool]]:
    """Return the variants on each denominator, empty where there are none."""
    texts = texts_of(language, "indicator")
    found = {
        other["basis"]: other["indicator"]
        for other in site.indicators.values()
        if other["base"] == one["base"] and other["basis"]
    }
    if len(found) < 2:
        return []
    return [
        (
            texts[basis],
            below(indicator_page(site.edition, language, found[basis])),
            found[basis] == one["indicator"],
        )
        for basis in BASES
        if basis in found
    ]


def _table(site: Site, id_: str, language: Language) -> dict[str, Any]:
    """Return years and rows of the nation, the lists and the counties, newest year first."""
    found = site.figures.of(id_)
    rows = [found[region] for region in _above(site) if region in found]
    years = sorted({year for one in rows for year in one.figures}, reverse=True)
    return {"years": years, "rows": [_years(site, one, years, language) for one in rows]}


def _above(site: Site) -> list[str]:
    """Return the regions above municipalities, those of today first."""
    order = {level: place for place, level in enumerate(_LEVELS)}
    rows = [row for row in site.regions.values() if row["level"] in order]
    rows.sort(key=lambda row: (order[row["level"]], bool(row["valid_to"])))
    return [row["region"] for row in rows]


def _years(site: Site, series: Series, years: list[int], language: Language) -> dict[str, Any]:
    figures = series.figures
    old = site.regions[series.region]["valid_to"]
    name = (
        label_name(series.region, language)
        if series.region == NATION
        else site.names[language][series.region]
    )
    return {
        "name": f"{name} (–{old})" if old else name,
        "page": below(region_page(site.edition, language, series.region)),
        "cells": [bare(figures[year], language) if year in figures else "" for year in years],
    }


def _shown(site: Site, id_: str) -> pd.DataFrame:
    """Return the signs that the page may show."""
    statuses = {
        figure.status for one in site.figures.of(id_).values() for figure in one.figures.values()
    }
    estimated = any(
        figure.low == figure.low
        for one in site.figures.of(id_).values()
        for figure in one.figures.values()
    )
    return pd.DataFrame({"status": sorted(statuses | ({"estimated"} if estimated else set()))})


def _municipalities(
    site: Site, one: dict[str, Any], unit: str, language: Language
) -> dict[str, Any]:
    """Return the municipalities of the latest year that has figures of any, with changes."""
    texts, regions = texts_of(language, "indicator"), site.regions
    found = [
        series
        for region, series in site.figures.of(one["indicator"]).items()
        if regions[region]["level"] == "municipality" and series.latest is not None
    ]
    found = [series for series in found if not regions[series.region]["valid_to"]]
    if not found:
        return {"rows": []}
    year = max(series.latest.year for series in found if series.latest)
    found.sort(key=lambda series: site.names[language][series.region])
    points = in_points(register().indicators[one["indicator"]])
    changed = texts["changed_points" if points else "changed_percent"]
    return {
        "title": texts["municipalities"].format(year=year),
        "caption": texts["municipalities_lead"].format(
            title=one[f"title_{language}"], unit=unit, changed=changed
        ),
        "spans": [texts["span"].format(span=span) for span in SPANS],
        "rows": [_municipality(site, series, language) for series in found],
    }


def _municipality(site: Site, series: Series, language: Language) -> dict[str, Any]:
    latest = series.latest
    assert latest is not None
    return {
        "name": site.names[language][series.region],
        "page": below(region_page(site.edition, language, series.region)),
        "cells": [
            bare(latest, language),
            *(change(latest, span, series.change(span), language) for span in SPANS),
        ],
        "year": latest.year,
    }
