"""v2's configuration and its catalogue of tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from .datasets import catalogue_title
from .problems import Invalid, Refused
from .tables import Table, say


def config(limit: int, *, old: bool) -> dict[str, Any]:
    """Return /config: as of 2026, or as of 2024 with the rate limit in it."""
    return {
        "apiVersion": "2.0.0" if old else "2.3.2",
        "appVersion": "2.0.0" if old else "2.5.0+build.30",
        "languages": [{"id": "no", "label": "Norsk"}, {"id": "en", "label": "English"}],
        "defaultLanguage": "no",
        "maxDataCells": limit,
        "maxCallsPerTimeWindow": 30 if old else 0,
        "timeWindow": 60 if old else 0,
        "license": "https://www.ssb.no/en/diverse/lisens",
        "sourceReferences": [
            {"language": "en", "text": "Source: Statistics Norway"},
            {"language": "no", "text": "Kilde: Statistisk sentralbyrå"},
        ],
        "defaultDataFormat": "json-stat2",
        "dataFormats": ["json-stat2", "csv", "px", "xlsx", "html", "json-px", "parquet"],
        "features": [{"id": "CORS", "params": [{"key": "enabled", "value": "True"}]}],
    }


def resource(table: Table, language: str, base: str) -> dict[str, Any]:
    """Return the table resource."""
    period = table.of_role("time")
    address = f"{base}/tables/{table.id}"
    other = "en" if language == "no" else "no"
    links = [
        ("self", language, f"{address}?lang={language}"),
        ("alternate", other, f"{address}?lang={other}"),
        ("metadata", language, f"{address}/metadata?lang={language}"),
        ("data", language, f"{address}/data?lang={language}&outputFormat=json-stat2"),
    ]
    code, text = table.subject
    names = ((code, text), (f"{code}01", text), (table.short_name, table.short_name))
    return {
        "id": table.id,
        "label": catalogue_title(table, language),
        "description": "",
        "sortCode": table.id,
        "updated": table.updated,
        "firstPeriod": period.codes[0] if period else "",
        "lastPeriod": period.codes[-1] if period else "",
        "category": "public",
        "variableNames": [say(v.label, language) for v in table.variables],
        "discontinued": table.discontinued,
        "source": say(table.source, language),
        "subjectCode": code,
        "timeUnit": table.time_unit,
        "paths": [[{"id": id_, "label": label, "sortCode": id_} for id_, label in names]],
        "links": [{"rel": rel, "hreflang": lang, "href": href} for rel, lang, href in links],
    }


def listing(
    tables: list[Table], given: Mapping[str, str], language: str, base: str
) -> dict[str, Any]:
    """Return one page of the tables that fit; closed ones only if asked for."""
    page, size = _number(given, "pageNumber", 1), _number(given, "pageSize", 20)
    closed = given.get("includediscontinued", "").lower() == "true"
    found = [resource(t, language, base) for t in tables if closed or not t.discontinued]
    found = [one for one in found if _hit(one, given.get("query", ""))]
    if "pastdays" in given:
        since = datetime.now(UTC) - timedelta(days=_number(given, "pastDays", 1))
        found = [one for one in found if datetime.fromisoformat(one["updated"]) >= since]
    pages = max(-(-len(found) // size), 1)
    if page > pages:
        raise Refused(404, "Non-existent page", detail=True)
    query = f"lang={language}&query={quote(given.get('query', ''))}&pagesize={size}"

    def link(rel: str, number: int) -> dict[str, str]:
        href = f"{base}/tables/?{query}&pageNumber={number}"
        return {"rel": rel, "hreflang": language, "href": href}

    links = [link("next", page + 1)] if page < pages else []
    return {
        "language": language,
        "tables": found[(page - 1) * size : page * size],
        "page": {
            "pageNumber": page,
            "pageSize": size,
            "totalElements": len(found),
            "totalPages": pages,
            "links": [*links, link("last", pages)],
        },
        "links": [link("self", page)],
    }


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name.lower(), str(default))
    if not text.isdecimal() or int(text) < 1:
        raise Invalid(name, f"The value '{text}' is not valid.")
    return int(text)


def _hit(table: Mapping[str, Any], query: str) -> bool:
    """Search as simply as will do: every word, of `title:` or anywhere, with a `*` at its end."""
    text = " ".join([table["label"], *table["variableNames"]]).lower()
    words = query.lower().replace("title:", "").replace('"', "").split()
    return all(word.strip("*()") in text for word in words if word != "and")
