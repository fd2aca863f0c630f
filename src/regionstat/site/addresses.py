"""Where pages and downloads lie under the root of the site: permanent, plain, safe as files."""

from __future__ import annotations

from regionstat.register.entries import Language
from regionstat.report.outputs import safe_name

INDEX = "index.html"


def indicator_page(edition: int, language: Language, base: str) -> str:
    """Return the address of the page of the indicator `base`, its variants included."""
    return f"{edition}/{language}/indicators/{safe_name(base)}/{INDEX}"


def region_page(edition: int, language: Language, region: str) -> str:
    """Return the address of the page of `region`."""
    return f"{edition}/{language}/regions/{safe_name(region)}/{INDEX}"


def goal_page(edition: int, language: Language, goal: str, row: str = "") -> str:
    """Return the address of the page of a goal of the plan, and of `row` in it."""
    found = f"{edition}/{language}/plan/{safe_name(goal.lower())}/{INDEX}"
    return f"{found}#row-{row.lower()}" if row else found


def download(edition: int, kind: str, indicator: str) -> str:
    """Return the address of the figures of `indicator` as `kind`: csv, parquet or jsonstat."""
    ending = "json" if kind == "jsonstat" else kind
    return f"{edition}/data/{kind}/{safe_name(indicator)}.{ending}"


def database(edition: int) -> str:
    """Return the address of the database."""
    return f"{edition}/data/regionstat-{edition}.sqlite"
