"""Regions on the site: the list of all, and a page for each, also for codes that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from regionstat.analysis.changes import SPANS
from regionstat.page.numbers import amount
from regionstat.page.spark import spark
from regionstat.register import register
from regionstat.register.entries import Language
from regionstat.site.addresses import indicator_page, region_page
from regionstat.site.marks import change, full, rank
from regionstat.site.pages import Page, Site, folder, texts_of
from regionstat.site.pages_plan import below
from regionstat.site.region_history import Change
from regionstat.site.series import RANKED, Series

_SPARK_YEARS = 25


def regions_page(site: Site, language: Language) -> Page:
    """Return the list of all regions."""
    texts = texts_of(language, "regions")
    filled = {"groups": [one for one in _groups(site, language) if one["rows"]]}
    return Page("regions", folder("regions"), texts["heading"], filled, section="regions")


def _groups(site: Site, language: Language) -> Iterator[dict[str, Any]]:
    texts, rows = texts_of(language, "regions"), list(site.regions.values())
    for level in ("nation", "city_region", "labour_market", "county"):
        now = [row for row in rows if row["level"] == level and not row["valid_to"]]
        yield {"title": texts[level], "rows": _listed(site, now, language)}
    old = [row for row in rows if row["level"] == "county" and row["valid_to"]]
    yield {"title": texts["county_old"], "rows": _listed(site, old, language)}
    towns = [row for row in rows if row["level"] == "municipality"]
    today: dict[str, list[dict[str, Any]]] = {}
    for row in towns:
        if not row["valid_to"]:
            county = next(iter(site.inside.get(row["region"], ())), "")
            today.setdefault(county, []).append(row)
    for county, inner in sorted(today.items()):
        name = site.names[language].get(county, "–")
        title = texts["municipality"].format(county=name)
        yield {"title": title, "rows": _listed(site, inner, language)}
    gone = [row for row in towns if row["valid_to"]]
    yield {"title": texts["municipality_old"], "rows": _listed(site, gone, language)}


def _listed(site: Site, rows: list[dict[str, Any]], language: Language) -> list[dict[str, str]]:
    return [
        {
            "name": row[f"name_{language}"],
            "page": _page(site, row["region"], language),
            "years": f"{row['region']}, {row['valid_from'] or ''}–{row['valid_to']}"
            if row["valid_to"]
            else "",
        }
        for row in sorted(rows, key=lambda row: _norwegian(row[f"name_{language}"]))
    ]


def _norwegian(name: str) -> str:
    """Return what a name is sorted by: æ, ø and å come last."""
    return name.casefold().translate(str.maketrans("æøå", "{|}"))


def _page(site: Site, region: str, language: Language) -> str:
    return below(region_page(site.edition, language, region))


def region_pages(site: Site, language: Language, regions: list[str]) -> Iterator[Page]:
    """Yield the page of each of `regions`."""
    above = [(texts_of(language, "site")["regions"], folder("regions"))]
    for region in regions:
        title = site.names[language][region]
        yield Page(
            "region",
            _page(site, region, language),
            title,
            _filled(site, region, language),
            above,
            section="regions",
        )


def _filled(site: Site, region: str, language: Language) -> dict[str, Any]:
    texts, told = texts_of(language, "region"), site.regions[region]
    rows = [_row(site, one, language) for one in site.figures.by_region.get(region, ())]
    ranked = any(row["rank"] for row in rows)
    notes = [texts["changes_note"]]
    if ranked and told["level"] in RANKED:
        notes.insert(0, texts[f"rank_note_{told['level']}"])
    return {
        "id": region,
        "kind": _kind(told, texts),
        "rows": rows,
        "ranked": ranked,
        "spans": [texts_of(language, "indicator")["span"].format(span=span) for span in SPANS],
        "notes": notes,
        "notices": _notices(site, told, language),
        "within": _within(site, region, language),
        "rule": told[f"rule_{language}"],
        "history": [_told(site, one, language) for one in site.history.came(region)],
        **_members(site, region, language),
    }


def _kind(told: dict[str, Any], texts: Any) -> str:
    kind = texts[told["level"]]
    if told["level"] not in RANKED:
        return str(kind)
    code = texts["code"].format(code=told["region"])
    years = f"{told['valid_from'] or ''}–{told['valid_to'] or ''}"
    return f"{kind} · {code} · {years}"


def _row(site: Site, series: Series, language: Language) -> dict[str, Any]:
    latest, one = series.latest, site.indicators[series.indicator]
    assert latest is not None
    place = site.figures.rank(latest)
    pattern = texts_of(language, "region")["rank_of"]
    return {
        "title": one[f"title_{language}"],
        "page": below(indicator_page(site.edition, language, series.indicator)),
        "value": full(latest, language),
        "year": latest.year,
        "changes": [change(latest, span, series.change(span), language) for span in SPANS],
        "trend": _trend(series, language),
        "series": f"?i={series.indicator}&r={series.region}",
        "rank": rank(latest, *place, pattern) if place and place[1] > 1 else "",
    }


def _trend(series: Series, language: Language) -> tuple[Markup, str]:
    """Return the series as a small line, and its ends in words."""
    latest, one = series.latest, register().indicators[series.indicator]
    assert latest is not None
    first = latest.year - _SPARK_YEARS
    values = {year: value for year, value in series.values.items() if first <= year <= latest.year}
    known = [year for year, value in values.items() if value == value]
    texts = {year: amount(values[year], one, language) for year in (known[0], known[-1])}
    line = spark(values, texts, language)
    return Markup(line.svg.replace("<svg ", '<svg aria-hidden="true" ', 1)), line.alt


def _within(site: Site, region: str, language: Language) -> list[tuple[str, list[Any]]]:
    """Return the counties a region lies in, and the lists that it or its forerunners are on."""
    texts, own = texts_of(language, "region"), site.history.ancestors(region)
    lists = [one for one, members in site.members.items() if own & set(members) and one != region]
    heads = {"within": site.inside.get(region, ()), "belongs": lists}
    return [
        (
            f"{texts[head]}:",
            [(site.names[language][one], _page(site, one, language)) for one in ids],
        )
        for head, ids in heads.items()
        if ids
    ]


def _members(site: Site, region: str, language: Language) -> dict[str, Any]:
    texts, told = texts_of(language, "region"), site.regions[region]
    if told["level"] == "county":
        found, lead, title = _towns(site, region), "", texts["municipalities"]
    else:
        found, title = site.members.get(region, []), texts["members"]
        lead = texts["members_lead"].format(year=told["codes_of"])
    named = [(site.names[language][one], _page(site, one, language)) for one in found]
    return {
        "members": sorted(named, key=lambda one: _norwegian(one[0])),
        "members_title": title,
        "members_lead": lead,
    }


def _towns(site: Site, county: str) -> list[str]:
    """Return the municipalities of a county: of today, where it is one of today."""
    regions, gone = site.regions, site.regions[county]["valid_to"]
    return [
        one
        for one, inside in site.inside.items()
        if county in inside
        and regions[one]["level"] == "municipality"
        and (gone or not regions[one]["valid_to"])
    ]


def _notices(site: Site, told: dict[str, Any], language: Language) -> list[dict[str, Any]]:
    """Return what became of a region whose code is gone."""
    if not told["valid_to"]:
        return []
    gone = texts_of(language, "region")["abolished"].format(year=told["valid_to"])
    found = [_told(site, one, language) for one in site.history.went(told["region"])]
    if not found:
        return [{"text": gone, "places": []}]
    return [{**found[0], "text": f"{gone} {found[0]['text']}"}, *found[1:]]


def _told(site: Site, one: Change, language: Language) -> dict[str, Any]:
    texts = texts_of(language, "region")
    places = []
    for region, whole in one.places:
        name = f"{site.names[language][region]} ({region})"
        part = "" if whole or one.kind not in ("made_of", "joined") else f"{texts['made_of_part']} "
        places.append((f"{part}{name}", _page(site, region, language)))
    return {"text": texts[one.kind].format(year=one.year), "places": places}
