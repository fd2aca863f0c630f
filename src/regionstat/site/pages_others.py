"""The start page, and the pages where a reader compares, searches, takes data and asks how."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from regionstat.page.texts import verdict
from regionstat.register.entries import Language
from regionstat.site.addresses import INDEX, database, indicator_page
from regionstat.site.charts_files import chart_files, compared_address
from regionstat.site.indicator_about import downloads
from regionstat.site.marks import count
from regionstat.site.news import News
from regionstat.site.pages import Page, Site, folder, texts_of
from regionstat.site.pages_plan import below, goals
from regionstat.site.rows import records

_HEADLINE = "gdp_population_ratio"
_MOST = 8


def other_pages(site: Site, language: Language, news: Sequence[News]) -> Iterator[Page]:
    """Yield the start page and the pages on comparing, searching, data and the site itself."""
    yield _start(site, language, news)
    yield _compare(site, language)
    yield _search(site, language)
    yield _data(site, language)
    yield _about(site, language)


def _start(site: Site, language: Language, news: Sequence[News]) -> Page:
    texts = texts_of(language, "start")
    told = verdict(site.panel, region=site.region, until=site.edition, language=language).parts
    rows = count(len(site.plan_rows), "plan_rows", language)
    filled = {
        "verdict": told[0],
        "rests": told[1:],
        "figure": chart_files(site, _HEADLINE, language),
        "goals": goals(site, language),
        "goals_lead": Markup(texts["goals_lead"]).format(rows=rows, edition=site.edition),
        "news": [
            {
                "title": one.title.in_(language),
                "text": one.text.in_(language),
                "address": one.address(language),
            }
            for one in news[:_MOST]
        ],
    }
    return Page("start", INDEX, texts_of(language, "site")["name"], filled, description=told[0])


def _indicators(site: Site, language: Language) -> list[dict[str, Any]]:
    """Return the indicators that have figures."""
    units = site.content.units.set_index("unit")[f"name_{language}"]
    return [
        {
            "id": id_,
            "title": one[f"title_{language}"],
            "unit": units[one["unit"]],
            "decimals": one["decimals"],
            "page": below(indicator_page(site.edition, language, id_)),
        }
        for id_, one in site.indicators.items()
        if id_ in site.figures.by_indicator
    ]


def search_address(edition: int, language: Language) -> str:
    """Return the address of the index that the search and the comparison read."""
    return f"{edition}/data/search.{language}.json"


def _compare(site: Site, language: Language) -> Page:
    texts = texts_of(language, "compare")
    filled = {
        "indicators": _indicators(site, language),
        "index": search_address(site.edition, language),
        "figures": compared_address(site.edition, "id").removesuffix("/id.json"),
        "told": json.dumps(dict(texts), ensure_ascii=False),
    }
    return Page("compare", folder("compare"), texts["heading"], filled, section="compare")


def _search(site: Site, language: Language) -> Page:
    texts = texts_of(language, "search")
    filled = {
        "index": search_address(site.edition, language),
        "told": json.dumps(dict(texts), ensure_ascii=False),
    }
    return Page("search", folder("search"), texts["heading"], filled, section="search")


def _data(site: Site, language: Language) -> Page:
    texts, edition, content = texts_of(language, "data"), site.edition, site.content
    rows = content.observations
    counts = rows[rows["edition"] == edition]["indicator"].value_counts()
    folder_of = f"{edition}/data"
    whole = [
        (texts["sqlite"], database(edition), f"regionstat-{edition}.sqlite"),
        (texts["readme"], f"{folder_of}/README.md", "README.md"),
        (texts["package"], f"{folder_of}/datapackage.json", "datapackage.json"),
        (texts["catalogue"], f"{folder_of}/catalog.jsonld", "catalog.jsonld"),
    ]
    root = site.base_url or "…"
    filled = {
        "whole": whole,
        "indicators": [
            one
            | {
                "files": downloads(site, one["id"]),
                "count": count(
                    int(counts[one["id"]]), f"observations {edition} {one['id']}", language
                ),
            }
            for one in _indicators(site, language)
        ],
        "addresses": "\n".join(f"{root}/{address}" for _, address in downloads(site, _HEADLINE)),
        "tables": [
            {
                "name": name,
                "columns": ", ".join(frame.columns),
                "count": count(len(frame), name, language),
            }
            for name, frame in content.tables()
        ],
    }
    return Page("data", folder("data"), texts["heading"], filled, section="data")


def _about(site: Site, language: Language) -> Page:
    signs = site.content.signs
    filled = {
        "signs": [
            (row["status"], row[f"meaning_{language}"]) for row in records(signs) if row["status"]
        ],
    }
    heading = texts_of(language, "about")["heading"]
    return Page("about", folder("about"), heading, filled, section="about")
