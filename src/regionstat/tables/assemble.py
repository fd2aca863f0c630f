"""The parts of one table → the table, put together by code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import prod
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regionstat.errors import SourceChanged
from regionstat.tables.columns import Codes, categorical, spread, width
from regionstat.tables.jsonstat import decode
from regionstat.tables.table import Dimension, Note, Table


def decode_parts(parts: Sequence[bytes], *, name: str = "answer") -> Table:
    """Return the table whose answers, whole or in parts, are `parts`; see `decode`.

    Raises what `decode` and `assemble` raise.
    """
    if len(parts) == 1:
        return decode(parts[0], name=name)
    numbered = (f"{name}, part {place} of {len(parts)}" for place in range(1, len(parts) + 1))
    return assemble([decode(p, name=n) for p, n in zip(parts, numbered, strict=True)], name=name)


def assemble(tables: Sequence[Table], *, name: str = "answer") -> Table:
    """Return the one table that `tables` are parts of, its cells in row-major order.

    A category stands where it first occurs. Raises `SourceChanged` when the parts tell
    different things of themselves, when a cell stands in two of them, or when cells lack.
    """
    first = tables[0]
    for place, table in enumerate(tables[1:], 2):
        for what in ("updated", "table_id", "contents", "roles"):
            _same(what, getattr(first, what), getattr(table, what), place, name)
        _same("dimensions", [*first.dimensions], [*table.dimensions], place, name)
    dimensions = {dim: _joined(dim, tables, name) for dim in first.dimensions}
    return replace(
        first,
        frame=_frame(tables, dimensions, name),
        dimensions=MappingProxyType(dimensions),
        notes=_notes(note for table in tables for note in table.notes),
    )


def _same(what: str, wanted: object, found: object, place: int, name: str) -> None:
    if wanted != found:
        told = f"`{what}` of part {place} differs from that of part 1"
        raise _refused(name, f"{told} ({_short(found)}, not {_short(wanted)})")


def _short(told: object) -> str:
    text = str(told)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _joined(dim: str, tables: Sequence[Table], name: str) -> Dimension:
    labels: dict[str, str] = {}
    notes: dict[str, tuple[Note, ...]] = {}
    for table in tables:
        part = table.dimensions[dim]
        for code, label in zip(part.codes, part.labels, strict=True):
            if labels.setdefault(code, label) != label:
                found = f"{code!r} of {dim} is called {labels[code]!r} and {label!r}"
                raise _refused(name, found)
        notes |= part.category_notes
    return replace(
        tables[0].dimensions[dim],
        codes=tuple(labels),
        labels=tuple(labels.values()),
        category_notes=MappingProxyType(notes),
    )


def _notes(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(dict.fromkeys(notes))


def _frame(tables: Sequence[Table], dimensions: Mapping[str, Dimension], name: str) -> pd.DataFrame:
    sizes = [len(dimension.codes) for dimension in dimensions.values()]
    cells, given = prod(sizes), sum(len(table.frame) for table in tables)
    if cells != given:
        raise _refused(name, f"its parts have {given:,} cells, its categories make {cells:,}")
    signs = list(dict.fromkeys(s for t in tables for s in t.frame["status"].cat.categories))
    values, status = np.empty(sizes), np.full(sizes, -1, width(len(signs)))
    for table in tables:
        # A metadata answer has categories and no cells.
        if len(table.frame):
            block, shape = _block(table, dimensions)
            values[block] = table.frame["value"].to_numpy().reshape(shape)
            status[block] = _translated(table.frame["status"], signs).reshape(shape)
    if (status < 0).any():
        raise _refused(name, "a cell stands in two of its parts, and another in none")
    columns: dict[str, pd.Categorical | NDArray[np.float64]] = {}
    outer = 1
    for place, (dim, dimension) in enumerate(dimensions.items()):
        inner = prod(sizes[place + 1 :])
        columns[dim] = spread(dimension.codes, outer, inner)
        columns[f"{dim}_label"] = spread(dimension.labels, outer, inner)
        outer *= sizes[place]
    columns["value"] = values.reshape(-1)
    columns["status"] = categorical(status.reshape(-1), signs)
    return pd.DataFrame(columns, copy=False)


def _block(
    table: Table, dimensions: Mapping[str, Dimension]
) -> tuple[tuple[slice | NDArray[np.intp], ...], list[int]]:
    """Return where the cells of the part stand along each axis of the whole, and its own shape."""
    along = []
    for dim, whole in dimensions.items():
        places = {code: place for place, code in enumerate(whole.codes)}
        along.append([places[code] for code in table.dimensions[dim].codes])
    shape = [len(places) for places in along]
    # Runs, which is what we split into, are copied several times faster than single places.
    if all(places == [*range(places[0], places[0] + len(places))] for places in along):
        return tuple(slice(places[0], places[-1] + 1) for places in along), shape
    return np.ix_(*along), shape


def _translated(column: pd.Series, texts: Sequence[str]) -> Codes:
    """Return the place among `texts` of each cell of the categorical `column`."""
    places = [texts.index(text) for text in column.cat.categories]
    return np.array(places, width(len(texts)))[column.cat.codes.to_numpy()]


def _refused(name: str, found: str) -> SourceChanged:
    return SourceChanged(
        "Put the parts of a table together",
        found=found,
        where=name,
        todo="The table changed while it was fetched: fetch it again",
    )
