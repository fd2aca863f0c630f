"""An export → JSON-stat 2.0 as StatBank writes it, but saying what it was made from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import pandas as pd

from regionstat.register import Source
from regionstat.tables.exports import CONTENTS, Export

# Below this share of filled cells the object form of JSON-stat is the shorter one.
SPARSE_BELOW = 0.3
ORIGIN = "transcribed"
NOTE = {
    "nb": "Avskrift av offentlige kopier av tabellen. Dette er ikke et svar fra StatBanks API.",
    "en": "Transcribed from public copies of the table. This is not an answer of StatBank's API.",
}
CONVERTED = {
    "nb": "Omgjort fra en {form}-eksport av StatBank. Dette er ikke et svar fra StatBanks API.",
    "en": "Converted from a StatBank {form} export. This is not an answer of StatBank's API.",
}


def encode(export: Export, source: Source) -> bytes:
    """Return `export` as the bytes of a JSON-stat 2.0 dataset, the same for the same cells.

    Codes, labels, units with decimals, price types and status signs are as StatBank writes
    them; `extension.regionstat` and a mandatory note say that it is transcribed, or converted
    from a StatBank export in another format, whose own title, day of renewal, units and notes
    are kept. Cells that the export lacks are null and carry no sign.
    """
    categories = {dim: _codes(export, dim) for dim in export.dimensions}
    sizes = [len(codes) for codes in categories.values()]
    values, status = _flat(export, categories, prod(sizes))
    dataset = {
        "version": "2.0",
        "class": "dataset",
        "label": export.about.title or f"{source.table}: {source.title.nb}",
        "source": source.publisher.nb,
        **({"updated": export.about.updated} if export.about.updated else {}),
        "note": [*_said(export), *export.about.notes],
        "role": _roles(source),
        "id": list(categories),
        "size": sizes,
        "dimension": {dim: _dimension(export, source, dim, categories[dim]) for dim in categories},
        "value": values,
        **({"status": status} if status else {}),
        "extension": {
            "noteMandatory": {"0": True, "1": True},
            "px": {"tableid": source.table, "language": "no"},
            "regionstat": _made_from(export, source),
        },
    }
    return json.dumps(dataset, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _said(export: Export) -> list[str]:
    return [text.format(form=export.form) for text in (CONVERTED if export.form else NOTE).values()]


def _made_from(export: Export, source: Source) -> dict[str, str]:
    if export.form:
        return {"origin": "downloaded", "form": export.form}
    return {"origin": ORIGIN, "vintage": source.vintage}


def _codes(export: Export, dim: str) -> list[str]:
    place = export.dimensions.index(dim)
    return sorted({key[place] for key in export.cells})


def _flat(
    export: Export, categories: Mapping[str, list[str]], cells: int
) -> tuple[list[float | int | None] | dict[str, float | int], dict[str, str]]:
    places = [{code: i for i, code in enumerate(codes)} for codes in categories.values()]
    sizes = [len(codes) for codes in categories.values()]
    filled: dict[int, float | int] = {}
    signs: dict[int, str] = {}
    for key, cell in export.cells.items():
        flat = 0
        for code, place, size in zip(key, places, sizes, strict=True):
            flat = flat * size + place[code]
        if cell.text:
            filled[flat] = float(cell.text) if "." in cell.text else int(cell.text)
        if cell.status:
            signs[flat] = cell.status
    status = {str(flat): signs[flat] for flat in sorted(signs)}
    if len(filled) < SPARSE_BELOW * cells:
        return {str(flat): filled[flat] for flat in sorted(filled)}, status
    return [filled.get(flat) for flat in range(cells)], status


def _roles(source: Source) -> dict[str, list[str]]:
    geo = [] if source.regions == "names" else list(source.geo_dimensions)
    return {"time": ["Tid"], **({"geo": geo} if geo else {}), "metric": [CONTENTS]}


def _dimension(export: Export, source: Source, dim: str, codes: list[str]) -> dict[str, Any]:
    labels = export.labels.get(dim, {})
    category: dict[str, Any] = {
        "index": {code: i for i, code in enumerate(codes)},
        "label": {code: labels.get(code, code) for code in codes},
    }
    if notes := export.notes.get(dim):
        category["note"] = {code: list(notes[code]) for code in codes if notes.get(code)}
    found: dict[str, Any] = {"label": dim, "category": category}
    if dim == CONTENTS:
        decimals = _decimals(export)
        units = {**source.units, **export.about.units}
        prices = {**source.price, **export.about.prices}
        category["unit"] = {c: {"base": units.get(c, ""), "decimals": decimals[c]} for c in codes}
        found["extension"] = {"priceType": {c: prices[c] for c in codes if c in prices}}
    return found


def _decimals(export: Export) -> dict[str, int]:
    place = export.dimensions.index(CONTENTS)
    found: dict[str, int] = {}
    for key, cell in export.cells.items():
        after = len(cell.text.partition(".")[2])
        found[key[place]] = max(found.get(key[place], 0), after)
    return found


def count_missing(
    values: pd.Series | Sequence[float], signs: pd.Series | Sequence[str]
) -> dict[str, int]:
    """Return how many of `values` are missing (NaN), by sign; "" where there is no sign."""
    missing = pd.Series(values).isna().to_numpy()
    counts = pd.Series(signs)[missing].value_counts()
    return {str(sign): int(count) for sign, count in sorted(counts.items()) if count}
