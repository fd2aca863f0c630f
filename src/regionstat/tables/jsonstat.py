"""JSON-stat → Table: one row per cell, and a refusal where the answer contradicts itself."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regionstat.errors import BadFile
from regionstat.tables.about import describe_contents, describe_dimension, describe_table
from regionstat.tables.columns import Codes, categorical, spread, width
from regionstat.tables.numbers import read_numbers
from regionstat.tables.shapes import Category, Dataset, Fault, WireDimension, parse, read_dimension
from regionstat.tables.table import Content, Table

# A sparse answer of a few bytes can claim any number of cells; StatBank gives 800,000 at most.
MAX_SPARSE_CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class _Axis:
    """A dimension in the order of its cells."""

    id: str
    wire: WireDimension
    codes: tuple[str, ...]
    labels: tuple[str, ...]


def decode(data: bytes, *, name: str = "answer") -> Table:
    """Return the table in `data`, the bytes of a JSON-stat 2.0 or 1.x answer.

    Takes every legal shape: values and signs dense or sparse, one sign for all, an index as
    object or list or none, no labels, an empty dimension, a metadata answer (no rows), a bundle
    or collection around a single dataset. `name` is what messages call the file.

    Raises BadFile, and nothing else whatever the bytes, when they are no whole JSON-stat
    dataset or contradict themselves: values, signs or categories that do not fit the sizes, a
    role or dimension nobody described, two columns of one name.
    Source: https://json-stat.org/full/
    """
    try:
        return _build(parse(data))
    except Fault as fault:
        asked = "Decode a JSON-stat table"
        raise BadFile(asked, found=fault.found, where=name, todo=fault.todo) from fault


def _build(dataset: Dataset) -> Table:
    axes = _axes(dataset)
    _check_roles(dataset, axes)
    _check_columns(axes)
    roles = {role: tuple(dims) for role, dims in (dataset.role or {}).items()}
    return Table(
        frame=_frame(dataset, axes),
        dimensions=MappingProxyType(
            {a.id: describe_dimension(a.id, a.wire, a.codes, a.labels) for a in axes}
        ),
        contents=_contents(axes, roles),
        roles=MappingProxyType(roles),
        **describe_table(dataset),
    )


def _contents(axes: Sequence[_Axis], roles: Mapping[str, tuple[str, ...]]) -> Mapping[str, Content]:
    # Old answers have no roles, but PxWeb's name for the contents dimension never changed.
    metric = roles.get("metric") or ("ContentsCode",)
    for axis in axes:
        if axis.id == metric[0]:
            return describe_contents(axis.wire, axis.codes, axis.labels)
    return MappingProxyType({})


# --- dimensions ---------------------------------------------------------------------------


def _axes(dataset: Dataset) -> list[_Axis]:
    ids, sizes = dataset.id or [], dataset.size
    if sizes is None or len(sizes) != len(ids):
        raise Fault(f"`id` names {len(ids)} dimensions but `size` is {sizes}")
    if len(set(ids)) != len(ids):
        raise Fault(f"a dimension is named twice in `id`: {', '.join(map(repr, ids))}")
    return [_axis(dataset, dim, size) for dim, size in zip(ids, sizes, strict=True)]


def _axis(dataset: Dataset, dim: str, size: int) -> _Axis:
    wire = read_dimension(dataset, dim)
    codes = _ordered_codes(wire.category, dim)
    if len(codes) != size:
        raise Fault(f"dimension {dim!r} has {len(codes)} categories but `size` says {size}")
    return _Axis(dim, wire, codes, _labels(wire.category, codes, dim))


def _ordered_codes(category: Category, dim: str) -> tuple[str, ...]:
    index = category.index
    if index is None:
        return _sole_code(category, dim)
    if isinstance(index, dict):
        if sorted(index.values()) != list(range(len(index))):
            raise Fault(f"the index of dimension {dim!r} is not the places 0 to {len(index) - 1}")
        return tuple(sorted(index, key=index.__getitem__))
    if len(set(index)) != len(index):
        raise Fault(f"a category stands twice in the index of dimension {dim!r}")
    return tuple(index)


def _sole_code(category: Category, dim: str) -> tuple[str, ...]:
    codes = tuple(category.label or ())
    if len(codes) > 1:
        raise Fault(f"dimension {dim!r} has {len(codes)} categories and no index to order them")
    return codes


def _labels(category: Category, codes: tuple[str, ...], dim: str) -> tuple[str, ...]:
    labels = category.label or {}
    stray = labels.keys() - set(codes)
    if stray:
        raise Fault(f"dimension {dim!r} labels a code that its index lacks: {min(stray)!r}")
    return tuple(labels.get(code, code) for code in codes)


def _check_roles(dataset: Dataset, axes: Sequence[_Axis]) -> None:
    known = {axis.id for axis in axes}
    for role, dims in (dataset.role or {}).items():
        for dim in dims:
            if dim not in known:
                raise Fault(f"role {role!r} is given to {dim!r}, which is no dimension here")


def _check_columns(axes: Sequence[_Axis]) -> None:
    names = [c for a in axes for c in (a.id, f"{a.id}_label")] + ["value", "status"]
    twice = sorted(name for name, times in Counter(names).items() if times > 1)
    if twice:
        raise Fault(
            f"two columns of the frame would be named {twice[0]!r}",
            "Rename that dimension in the file, or leave it out of the query",
        )


# --- cells --------------------------------------------------------------------------------


def _frame(dataset: Dataset, axes: Sequence[_Axis]) -> pd.DataFrame:
    sizes = [len(axis.codes) for axis in axes]
    values = _values(read_numbers(dataset), prod(sizes))
    # A metadata answer has no cells however large the table is.
    filled = outer = 1 if len(values) else 0
    columns: dict[str, pd.Categorical | NDArray[np.float64]] = {}
    for place, axis in enumerate(axes):
        inner = filled * prod(sizes[place + 1 :])
        columns[axis.id] = spread(axis.codes, outer, inner)
        columns[f"{axis.id}_label"] = spread(axis.labels, outer, inner)
        outer *= sizes[place]
    columns["value"] = values
    columns["status"] = _statuses(dataset.status, len(values))
    return pd.DataFrame(columns, copy=False)


def _values(
    written: NDArray[np.float64] | dict[int, float | None], cells: int
) -> NDArray[np.float64]:
    made = f"`size` makes {_counted(cells)} cells"
    if not isinstance(written, dict):
        if len(written) not in (0, cells):
            raise Fault(f"`value` has {len(written):,} numbers but {made}")
        return written
    if cells > MAX_SPARSE_CELLS:
        raise Fault(
            f"{made} and `value` fills {len(written):,} of them",
            f"Ask for fewer categories: {MAX_SPARSE_CELLS:,} cells are the most",
        )
    values = np.full(cells, np.nan)
    values[_places(written, cells, "value")] = np.fromiter(written.values(), float, len(written))
    return values


def _counted(cells: int) -> str:
    # Python refuses to print numbers of thousands of digits, which sizes can multiply to.
    return f"{cells:,}" if cells <= sys.maxsize else "endlessly many"


def _statuses(
    written: dict[int, str | None] | list[str | None] | str | None, cells: int
) -> pd.Categorical:
    if isinstance(written, list):
        if len(written) != cells:
            raise Fault(f"`status` has {len(written):,} signs but there are {cells:,} cells")
        return categorical(*_sign_codes(written))
    if isinstance(written, dict):
        signs, categories = _sign_codes(written.values())
        codes = np.zeros(cells, signs.dtype)
        codes[_places(written, cells, "status")] = signs
        return categorical(codes, categories)
    signs, categories = _sign_codes([written])
    return categorical(np.repeat(signs, cells), categories)


def _sign_codes(signs: Collection[str | None]) -> tuple[Codes, list[str]]:
    categories = ["", *sorted({sign for sign in set(signs) if sign})]
    places: dict[str | None, int] = {sign: place for place, sign in enumerate(categories)}
    places[None] = 0
    codes = np.fromiter(map(places.__getitem__, signs), width(len(categories)), len(signs))
    return codes, categories


def _places(sparse: Mapping[int, object], cells: int, key: str) -> NDArray[np.int64]:
    places = np.fromiter(sparse, np.int64, len(sparse))
    if len(places) and places.max() >= cells:
        raise Fault(f"`{key}` names cell {places.max()} of {cells:,}, counted from 0")
    return places
