"""The downloads as a Frictionless data package: every file with its schema, source and licence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from regionstat.register.entries import Text
from regionstat.site.addresses import Form, data, database, download
from regionstat.site.content import Content
from regionstat.site.facts import Facts, Origin
from regionstat.site.licences import LICENCES
from regionstat.site.schema import described
from regionstat.snapshots.keep import sha256

# The tables that the figures refer to, each with its key.
TABLES = {"regions": "region", "indicators": "indicator", "signs": "status"}
TITLE = Text(
    "Indikatorer for Trondheimsregionen og landet", "Indicators for the Trondheim region and Norway"
)
MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "jsonstat": "application/json",
    "sqlite": "application/vnd.sqlite3",
}
_FIGURES = {
    "indicator": "string",
    "region": "string",
    "name_nb": "string",
    "name_en": "string",
    "year": "year",
    "value": "number",
    "low": "number",
    "high": "number",
    "status": "string",
    "unit": "string",
}
_NEEDED = ("indicator", "region", "year", "unit")


def data_package(content: Content, facts: Mapping[str, Facts], files: Mapping[str, bytes]) -> bytes:
    """Return datapackage.json for `files`, the downloads of the newest edition by address.

    Texts are Norwegian and English, one after the other. Source: Data Package v1,
    specs.frictionlessdata.io.
    """
    edition = content.edition
    package = {
        "profile": "data-package",
        "name": f"regionstat-{edition}",
        "title": _both(TITLE),
        "version": str(edition),
        "licenses": _licences([name for one in facts.values() for name in one.licences]),
        "sources": _sources(facts.values()),
        "resources": [
            *(_table(content, files, name) for name in TABLES),
            *(_figures(one, files) for one in facts.values()),
            *(
                _other(one, form, files)
                for one in facts.values()
                for form in ("parquet", "jsonstat")
            ),
            {"name": "database", **_file(database(edition), edition, "sqlite", files)},
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=1).encode() + b"\n"


def _both(text: Text) -> str:
    return " / ".join(dict.fromkeys([text.nb, text.en]))


def _licences(names: list[str]) -> list[dict[str, str]]:
    """Return licences as Frictionless names them, those without a name of their own last."""
    found = []
    for name in sorted(dict.fromkeys(names), key=lambda one: one not in LICENCES):
        known = LICENCES.get(name)
        told = {"name": known.id, "path": known.url} if known else {"name": "other-at"}
        found.append({**told, "title": name})
    return found


def _sources(facts: Any) -> list[dict[str, str]]:
    origins: dict[Origin, None] = dict.fromkeys(one for each in facts for one in each.origins)
    return [
        {"title": one.cited("nb"), **({"path": one.url.nb} if one.url.nb else {})}
        for one in origins
    ]


def _file(address: str, edition: int, form: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    found = files[address]
    return {
        "path": address.removeprefix(data(edition)),
        "format": "json" if form == "jsonstat" else form,
        "mediatype": MEDIA[form],
        "bytes": len(found),
        "hash": f"sha256:{sha256(found)}",
    }


def _figures(facts: Facts, files: Mapping[str, bytes]) -> dict[str, Any]:
    columns = {**_columns("observations"), **_columns("series")}
    fields = [_field(name, kind, columns[name], name in _NEEDED) for name, kind in _FIGURES.items()]
    return {
        "name": facts.indicator,
        "profile": "tabular-data-resource",
        **_described(facts, "csv", files),
        "encoding": "utf-8",
        "schema": {
            "fields": fields,
            "primaryKey": ["indicator", "region", "year"],
            "foreignKeys": [
                {"fields": [key], "reference": {"resource": name, "fields": [key]}}
                for name, key in TABLES.items()
            ],
            "missingValues": [""],
        },
    }


def _described(facts: Facts, form: Form, files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "title": _both(facts.title),
        "description": _both(facts.definition),
        **_file(download(facts.edition, form, facts.indicator), facts.edition, form, files),
        "licenses": _licences([*facts.licences]),
        "sources": _sources([facts]),
    }


def _other(facts: Facts, form: Form, files: Mapping[str, bytes]) -> dict[str, Any]:
    return {"name": f"{facts.indicator}-{form}", **_described(facts, form, files)}


def _table(content: Content, files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    frame, edition, columns = getattr(content, name), content.edition, _columns(name)
    fields = [_field(str(c), _kind(frame[c]), columns[str(c)], False) for c in frame]
    text = next(one.text for one in described() if one.name == name)
    return {
        "name": name,
        "profile": "tabular-data-resource",
        "title": text,
        **_file(data(edition, f"{name}.csv"), edition, "csv", files),
        "encoding": "utf-8",
        "schema": {
            "fields": fields,
            "primaryKey": [TABLES[name]],
            # The sign of an ordinary figure is the empty text, and a key.
            "missingValues": [] if name == "signs" else [""],
        },
    }


def _columns(name: str) -> dict[str, str]:
    return next(one.columns for one in described() if one.name == name)


def _kind(column: pd.Series) -> str:
    whole = pd.api.types.is_integer_dtype(column) or pd.api.types.is_bool_dtype(column)
    return "integer" if whole else "string"


def _field(name: str, kind: str, text: str, needed: bool) -> dict[str, Any]:
    constraints = {"constraints": {"required": True}} if needed else {}
    return {"name": name, "type": kind, "description": text, **constraints}
