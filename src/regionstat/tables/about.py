"""What a table says of itself: notes, units, prices, dates.

Senders differ in what they say and how, and none of it moves a number, so whatever has an
unexpected type counts as unsaid instead of costing the reader the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from regionstat.tables.shapes import Dataset, WireDimension
from regionstat.tables.table import Content, Dimension, Note


def describe_table(dataset: Dataset) -> dict[str, Any]:
    """Return the fields of Table that the root of `dataset` fills, None where it is silent."""
    extension = _mapping(dataset.extension)
    px = _mapping(extension.get("px"))
    return {
        "label": dataset.label,
        "source": dataset.source,
        "updated": dataset.updated,
        "notes": _notes(dataset.note, extension.get("noteMandatory")),
        "table_id": _text(px.get("tableid")),
        "language": _text(px.get("language")),
        "decimals": _whole(px.get("decimals")),
        "next_update": _text(px.get("nextUpdate")),
        "discontinued": _flag(extension.get("discontinued")),
        "official_statistics": _flag(px.get("official-statistics")),
        "aggregation_allowed": _flag(px.get("aggregallowed")),
    }


def describe_dimension(
    dim: str, wire: WireDimension, codes: tuple[str, ...], labels: tuple[str, ...]
) -> Dimension:
    """Return what the table says of dimension `dim`; its id stands in for a missing label."""
    extension = _mapping(wire.extension)
    return Dimension(
        id=dim,
        label=dim if wire.label is None else wire.label,
        codes=codes,
        labels=labels,
        notes=_notes(wire.note, extension.get("noteMandatory")),
        category_notes=_category_notes(wire, extension),
        described_by=_described_by(wire.link),
        elimination=_flag(extension.get("elimination")),
        show=_text(extension.get("show")),
    )


def describe_contents(
    wire: WireDimension, codes: tuple[str, ...], labels: tuple[str, ...]
) -> Mapping[str, Content]:
    """Return, by contents code, unit and kind of number of the contents dimension `wire`."""
    units = _mapping(wire.category.unit)
    extension = _mapping(wire.extension)

    def said(key: str, code: str) -> str | None:
        return _text(_mapping(extension.get(key)).get(code))

    def content(code: str, label: str) -> Content:
        unit = _mapping(units.get(code))
        return Content(
            code=code,
            label=label,
            unit=_text(unit.get("base")),
            decimals=_whole(unit.get("decimals")),
            price_type=said("priceType", code),
            measuring_type=said("measuringType", code),
            adjustment=said("adjustment", code),
            ref_period=said("refperiod", code),
            base_period=said("basePeriod", code),
            alternative_text=said("alternativeText", code),
        )

    pairs = zip(codes, labels, strict=True)
    return MappingProxyType({code: content(code, label) for code, label in pairs})


def _category_notes(
    wire: WireDimension, extension: Mapping[str, Any]
) -> Mapping[str, tuple[Note, ...]]:
    mandatory = _mapping(extension.get("categoryNoteMandatory"))
    written = _mapping(wire.category.note)
    return MappingProxyType(
        {code: _notes(texts, mandatory.get(code)) for code, texts in written.items()}
    )


def _described_by(link: Any) -> Mapping[str, tuple[str, ...]]:
    """Collect the URNs of `link.describedby`, which name several in one text with blanks."""
    entries = _mapping(link).get("describedby")
    urns: dict[str, tuple[str, ...]] = {}
    for entry in entries if isinstance(entries, list) else []:
        for key, text in _mapping(_mapping(entry).get("extension")).items():
            urns[key] = urns.get(key, ()) + tuple((_text(text) or "").split())
    return MappingProxyType(urns)


def _notes(texts: Any, mandatory: Any) -> tuple[Note, ...]:
    """Pair each text with its flag; the flags are keyed by the note's place in the list."""
    listed = [texts] if isinstance(texts, str) else texts if isinstance(texts, list) else []
    flags = _mapping(mandatory)
    return tuple(
        Note(text, flags.get(str(place)) is True)
        for place, text in enumerate(listed)
        if isinstance(text, str)
    )


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _text(found: Any) -> str | None:
    return found if isinstance(found, str) and found else None


def _flag(found: Any) -> bool | None:
    return found if isinstance(found, bool) else None


def _whole(found: Any) -> int | None:
    return found if isinstance(found, int) and not isinstance(found, bool) else None
