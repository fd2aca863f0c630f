"""Where pages and downloads lie under the root of the site: permanent, plain, safe as files."""

from __future__ import annotations

from typing import Literal

from regionstat.register.entries import Language
from regionstat.report.outputs import safe_name

INDEX = "index.html"
Form = Literal["csv", "parquet", "jsonstat"]
ENDINGS: dict[Form, str] = {"csv": "csv", "parquet": "parquet", "jsonstat": "json"}


def indicator_page(edition: int, language: Language, indicator: str) -> str:
    """Return the address of the page of `indicator`; each variant has its own."""
    return f"{edition}/{language}/indicators/{safe_name(indicator)}/{INDEX}"


def region_page(edition: int, language: Language, region: str) -> str:
    """Return the address of the page of `region`."""
    return f"{edition}/{language}/regions/{safe_name(region)}/{INDEX}"


def goal_page(edition: int, language: Language, goal: str, row: str = "") -> str:
    """Return the address of the page of a goal of the plan, and of `row` in it."""
    found = f"{edition}/{language}/plan/{safe_name(goal.lower())}/{INDEX}"
    return f"{found}#row-{row.lower()}" if row else found


def data(edition: int, name: str = "") -> str:
    """Return the address of the file `name` among the downloads of `edition`."""
    return f"{edition}/data/{name}"


def download(edition: int, form: Form, indicator: str) -> str:
    """Return the address of the figures of `indicator` in `form`."""
    return data(edition, f"{form}/{safe_name(indicator)}.{ENDINGS[form]}")


def database(edition: int) -> str:
    """Return the address of the database."""
    return data(edition, f"regionstat-{edition}.sqlite")
