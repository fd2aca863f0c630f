"""What a search finds: every indicator, region and row of the plan, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from regionstat.register.entries import LANGUAGES, Language
from regionstat.site.addresses import goal_page, indicator_page, region_page
from regionstat.site.content_frames import Row, frame

_SEARCH = dict.fromkeys(("kind", "id", "language", "title", "text", "url"), "str")


def search_rows(tables: Mapping[str, pd.DataFrame], edition: int) -> pd.DataFrame:
    """Return what can be found in `tables`, with the addresses of the pages of `edition`.

    Columns kind (indicator, region, plan_row), id, language, title, text and url.
    """
    found = [
        *_indicators(tables["indicators"], edition),
        *_regions(tables, edition),
        *_plan(tables, edition),
    ]
    return frame(found, _SEARCH)


def _rows(found: pd.DataFrame) -> Iterator[tuple[Language, dict[str, Any]]]:
    for row in found.to_dict("records"):
        yield from ((tongue, {str(key): cell for key, cell in row.items()}) for tongue in LANGUAGES)


def _indicators(found: pd.DataFrame, edition: int) -> Iterator[Row]:
    for tongue, row in _rows(found):
        yield {
            "kind": "indicator",
            "id": row["indicator"],
            "language": tongue,
            "title": row[f"title_{tongue}"],
            "text": f"{row[f'definition_{tongue}']} {row[f'caveat_{tongue}']}".strip(),
            "url": indicator_page(edition, tongue, row["indicator"]),
        }


def _regions(tables: Mapping[str, pd.DataFrame], edition: int) -> Iterator[Row]:
    regions = tables["regions"].set_index("region", drop=False)
    counties = tables["region_counties"].groupby("region")["county"].agg(list).to_dict()
    for tongue, row in _rows(regions):
        inside = [
            str(regions.at[code, f"name_{tongue}"]) for code in counties.get(row["region"], ())
        ]
        yield {
            "kind": "region",
            "id": row["region"],
            "language": tongue,
            "title": row[f"name_{tongue}"],
            "text": ", ".join(filter(None, (row[f"rule_{tongue}"], *inside))),
            "url": region_page(edition, tongue, row["region"]),
        }


def _plan(tables: Mapping[str, pd.DataFrame], edition: int) -> Iterator[Row]:
    strategies = tables["plan_strategies"].set_index("strategy")
    for tongue, row in _rows(tables["plan_rows"]):
        key = row["strategy"]
        under = str(strategies.at[key, f"name_{tongue}"]) if isinstance(key, str) else ""
        parts = (row[f"{name}_{tongue}"] for name in ("target", "source", "open", "reading"))
        yield {
            "kind": "plan_row",
            "id": row["row"],
            "language": tongue,
            "title": row[f"title_{tongue}"],
            "text": " ".join(filter(None, (under, *parts))),
            "url": goal_page(edition, tongue, row["goal"], row["row"]),
        }
