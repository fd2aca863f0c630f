"""The index that the search of the static site reads: everything with a page, in one language."""

from __future__ import annotations

from typing import Any

from regionstat.register.entries import Language
from regionstat.site.charts_files import compact
from regionstat.site.pages import Site, texts_of
from regionstat.site.pages_others import search_address
from regionstat.site.rows import records

_LEVELS = ("nation", "city_region", "labour_market", "county", "municipality")


def search_index(site: Site, language: Language) -> dict[str, str]:
    """Return the index by its address: a list of [kind, id, title, under, url, about, weight].

    `under` is what a reader sees below a title, `about` what else it is found by, and what has
    a larger `weight` comes first among equals: regions of today before earlier ones. Addresses
    are below the root.
    """
    found = site.content.search
    rows = found[found["language"] == language]
    told = [_entry(site, row, language) for row in records(rows)]
    return {search_address(site.edition, language): compact(told)}


def _entry(site: Site, row: dict[str, Any], language: Language) -> list[Any]:
    kind, id_ = row["kind"], row["id"]
    under, about, weight = "", "", 0.0
    if kind == "region":
        under, weight = _region(site, id_, language)
        about = id_
    elif kind == "indicator":
        under = site.content.units.set_index("unit")[f"name_{language}"][
            site.indicators[id_]["unit"]
        ]
        about, weight = f"{id_} {row['text']}", 2.0 if id_ == site.indicators[id_]["base"] else 0.5
    else:
        under = id_
    url = f"{site.edition}/{row['url'].split('/', 1)[1]}"
    return [kind, id_, row["title"], under, url, about, weight]


def _region(site: Site, region: str, language: Language) -> tuple[str, float]:
    """Return level, county and years of a region in words, and its weight."""
    row, texts = site.regions[region], texts_of(language, "region")
    level = row["level"]
    inside = [site.names[language][one] for one in site.inside.get(region, ())]
    years = f"{row['valid_from'] or ''}–{row['valid_to']}" if row["valid_to"] else ""
    parts = [texts[level], *(inside if level == "municipality" else ()), years]
    size = 1.5 - 0.2 * _LEVELS.index(level)
    return ", ".join(part for part in parts if part), size - (2.0 if row["valid_to"] else 0.0)
