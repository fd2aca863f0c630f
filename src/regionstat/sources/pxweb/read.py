"""Bytes → `TableMeta`: the metadata of v2, in its current and its older spelling, and of v1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from regionstat.errors import SourceChanged, SourceUnavailable
from regionstat.sources.pxweb.dataset import (
    Dataset,
    Dimension,
    Unreadable,
    object_at,
    read_dataset,
    read_json,
    text_at,
    texts,
)
from regionstat.sources.pxweb.metadata import (
    CodeListName,
    ContentMeta,
    Role,
    TableMeta,
    Variable,
)
from regionstat.sources.pxweb.query import CodeList
from regionstat.sources.pxweb.successor import says_closed, successor_in

_TIME, _METRIC = "Tid", "ContentsCode"
# The server adds this category when a table has no contents variable.
_SYNTHETIC = ("EliminatedValue",)
_LATER = "Try again later; if it stays so, the server has changed its form: report it"


class _WireValue(msgspec.Struct):
    code: str
    label: Any = None
    valueMap: list[str] | None = None  # noqa: N815


class _WireCodeList(msgspec.Struct):
    id: str
    values: list[_WireValue]
    label: Any = None
    type: Any = None


class _WireVariable(msgspec.Struct):
    code: str
    text: Any = None
    values: list[str] | None = None
    valueTexts: list[str] | None = None  # noqa: N815
    elimination: bool = False
    time: bool = False
    map: Any = None


class _WireV1(msgspec.Struct):
    variables: list[_WireVariable]
    title: Any = None


def read_v2(body: bytes, *, table: str, language: str) -> TableMeta:
    """Return the metadata of `table` from `body`, the answer of `/tables/{id}/metadata`.

    Raises SourceUnavailable when it is no metadata, and SourceChanged when it is another table's.
    """
    try:
        dataset = read_dataset(body)
    except Unreadable as fault:
        raise _no_metadata(table, fault) from fault
    px = object_at(dataset.extension, "px")
    _check_id(text_at(px, "tableid"), table)
    aggregation = object_at(px, "aggregallowed")
    return TableMeta(
        table=table,
        variables=_variables(dataset),
        updated=text_at(dataset.updated) or None,
        source=text_at(dataset.source),
        contents=_contents(dataset),
        aggregation_allowed=aggregation if isinstance(aggregation, bool) else None,
        language=language,
        **_closing(table, dataset),
    )


def read_v1(body: bytes, *, table: str, language: str) -> TableMeta:
    """Return the metadata of `table` from `body`, the answer of a v1 GET.

    Raises SourceUnavailable when it is no metadata, or when v1 keeps the codes of a long
    variable to itself.
    """
    try:
        wire = read_json(body, _WireV1)
    except Unreadable as fault:
        raise _no_metadata(table, fault) from fault
    label = text_at(wire.title)
    variables = tuple(_v1_variable(variable, table) for variable in wire.variables)
    metric = next((v for v in variables if v.role == "metric"), None)
    named = zip(metric.codes, metric.labels, strict=True) if metric else ()
    return TableMeta(
        table=table,
        label=label,
        variables=variables,
        discontinued=says_closed(label),
        contents={code: ContentMeta(text) for code, text in named},
        successor=successor_in([label], table=table) if says_closed(label) else None,
        language=language,
    )


def read_codelist(body: bytes, *, name: str) -> CodeList:
    """Return the code list `name` from `body`, the answer of `/codelists/{id}`.

    Raises SourceUnavailable when it is no code list.
    """
    try:
        wire = read_json(body, _WireCodeList)
        codes = tuple(value.code for value in wire.values)
        if len(set(codes)) != len(codes):
            raise Unreadable("a code stands twice in it")
    except Unreadable as fault:
        asked = f"Read the code list {name}"
        raise SourceUnavailable(asked, found=fault.found, where="StatBank", todo=_LATER) from fault
    return CodeList(
        id=name,
        label=text_at(wire.label),
        kind=text_at(wire.type),
        codes=codes,
        labels=tuple(text_at(value.label) or value.code for value in wire.values),
        members={v.code: tuple(v.valueMap or (v.code,)) for v in wire.values},
    )


def _no_metadata(table: str, fault: Unreadable) -> SourceUnavailable:
    asked, where = f"Read the metadata of table {table}", f"StatBank table {table}"
    return SourceUnavailable(asked, found=fault.found, where=where, todo=_LATER)


def _check_id(said: str, table: str) -> None:
    if said and said.lower() != table.lower():
        raise SourceChanged(
            f"Read the metadata of table {table}",
            found=f"the answer is about table {said}",
            where=f"StatBank table {table}",
            todo="Ask for the table by the id that it has now",
        )


# --- v2 -----------------------------------------------------------------------------------


def _closing(table: str, dataset: Dataset) -> dict[str, Any]:
    """The label and notes, and whether they or a key say that the series is closed."""
    label, notes = text_at(dataset.label), texts(dataset.note)
    closed = object_at(dataset.extension, "discontinued") is True or says_closed(label)
    successor = successor_in([label, *notes], table=table) if closed else None
    return {"label": label, "notes": notes, "discontinued": closed, "successor": successor}


def _variables(dataset: Dataset) -> tuple[Variable, ...]:
    roles = _roles(dataset)
    return tuple(
        _variable(code, dataset.dimension[code], roles.get(code, ""))
        for code in dataset.id
        if dataset.dimension[code].codes != _SYNTHETIC
    )


def _roles(dataset: Dataset) -> dict[str, Role]:
    said: dict[Role, tuple[str, ...]] = {
        "geo": texts(object_at(dataset.role, "geo")),
        "metric": texts(object_at(dataset.role, "metric")) or _named(dataset.id, _METRIC),
        "time": texts(object_at(dataset.role, "time")) or _named(dataset.id, _TIME),
    }
    return {code: role for role, codes in said.items() for code in codes}


def _named(codes: Sequence[str], wanted: str) -> tuple[str, ...]:
    return tuple(code for code in codes if code.lower() == wanted.lower())


def _variable(code: str, wire: Dimension, role: Role) -> Variable:
    return Variable(
        code=code,
        label=text_at(wire.label) or code,
        codes=wire.codes,
        labels=tuple(map(wire.label_of, wire.codes)),
        elimination=object_at(wire.extension, "elimination") is True,
        role=role,
        codelists=_codelists(wire.extension),
    )


def _codelists(extension: object) -> tuple[CodeListName, ...]:
    listed = object_at(extension, "codelists") or object_at(extension, "codeLists")
    named = [
        CodeListName(text_at(entry, "id"), text_at(entry, "label"), text_at(entry, "type"))
        for entry in (listed if isinstance(listed, list) else [])
    ]
    return tuple(name for name in named if name.id)


def _contents(dataset: Dataset) -> Mapping[str, ContentMeta]:
    metric = [code for code, role in _roles(dataset).items() if role == "metric"]
    wires = [dataset.dimension[code] for code in metric if code in dataset.dimension]
    return {
        code: describe_content(wire, code)
        for wire in wires[:1]
        if wire.codes != _SYNTHETIC
        for code in wire.codes
    }


def describe_content(wire: Dimension, code: str) -> ContentMeta:
    """Return what the contents dimension `wire` says of its `code`."""
    decimals = object_at(wire.category.unit, code, "decimals")
    return ContentMeta(
        label=wire.label_of(code),
        unit=text_at(wire.category.unit, code, "base"),
        decimals=decimals if type(decimals) is int else None,
        price_type=text_at(wire.extension, "priceType", code),
        measuring_type=text_at(wire.extension, "measuringType", code),
        adjustment=text_at(wire.extension, "adjustment", code),
        base_period=text_at(wire.extension, "basePeriod", code),
        reference_period=text_at(wire.extension, "refperiod", code),
    )


# --- v1 -----------------------------------------------------------------------------------


def _v1_variable(wire: _WireVariable, table: str) -> Variable:
    if wire.values is None:
        raise SourceUnavailable(
            f"Read the codes of {wire.code!r} in table {table}",
            found="v1 sends none for a variable with so many of them",
            where=f"StatBank v1, table {table}",
            todo="Read the metadata by v2, which sends them all",
        )
    codes, labels = tuple(wire.values), tuple(wire.valueTexts or wire.values)
    if len(labels) != len(codes) or len(set(codes)) != len(codes):
        raise _no_metadata(table, Unreadable(f"the codes of {wire.code!r} contradict themselves"))
    return Variable(
        code=wire.code,
        label=text_at(wire.text) or wire.code,
        codes=codes,
        labels=labels,
        elimination=wire.elimination,
        role=_v1_role(wire),
        codelists=None,
    )


def _v1_role(wire: _WireVariable) -> Role:
    if wire.time or wire.code.lower() == _TIME.lower():
        return "time"
    if wire.code.lower() == _METRIC.lower():
        return "metric"
    return "geo" if wire.map else ""
