"""A table in StatBank's codes → the same table in those that the register knows it by.

Where the register could not confirm the sender's codes it says by what labels the figures are
known instead; everything else is left as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from types import MappingProxyType

import pandas as pd

from regionstat.errors import SourceChanged
from regionstat.register import Source
from regionstat.register.entries import Live
from regionstat.tables.table import Dimension, Table

CONTENTS = "ContentsCode"


def adapt(table: Table, source: Source) -> Table:
    """Return `table` with contents and labelled dimensions coded as the register has them.

    A contents code is found by label and unit (`live`), a category by its code (`codes`), and
    those that are not named there are left out; a dimension in `by_label` gets its labels as
    codes. A table that is coded so
    already comes back as it is. Raises `SourceChanged` when a contents code is not found, or
    found twice, or when two categories share a label.
    """
    for dim in source.by_label:
        if dim in table.dimensions:
            table = _labelled(table, dim, source)
    for dim, ours in source.codes.items():
        if dim in table.dimensions and not set(table.dimensions[dim].codes) & set(ours.values()):
            table = _recoded(table, dim, ours)
    if source.live and not set(table.contents) & set(source.units):
        table = _named(table, source)
    return table


def _labelled(table: Table, dim: str, source: Source) -> Table:
    dimension = table.dimensions[dim]
    twice = {label for label in dimension.labels if dimension.labels.count(label) > 1}
    if twice:
        found = f"two categories of {dim} are called {min(twice)!r}"
        raise _unlike(source, found, f"Give the codes of {dim} in sources.toml, not its labels")
    if dimension.codes == dimension.labels:
        return table
    return _recoded(table, dim, dict(zip(dimension.codes, dimension.labels, strict=True)))


def _named(table: Table, source: Source) -> Table:
    ours = _contents(table, source)
    known = _recoded(table, CONTENTS, ours)
    contents = {
        ours[code]: replace(content, code=ours[code], unit=source.units[ours[code]])
        for code, content in table.contents.items()
        if code in ours
    }
    return replace(known, contents=MappingProxyType(contents))


def _contents(table: Table, source: Source) -> dict[str, str]:
    """Return our contents code for each of the table's that `source` asks for."""
    ours: dict[str, str] = {}
    for code in source.live:
        theirs = _find(table, source, code)
        if theirs in ours:
            found = f"its contents {theirs!r} are both {ours[theirs]} and {code}"
            raise _unlike(source, found, f"Correct `live.{code}` in sources.toml")
        ours[theirs] = code
    return ours


def _find(table: Table, source: Source, code: str) -> str:
    wanted = source.live[code]
    fits = [one for one in table.contents.values() if is_known(one.label, one.unit, wanted)]
    if len(fits) != 1:
        said = ", ".join(f"{c.label!r} in {c.unit!r}" for c in table.contents.values())
        found = (
            f"{len(fits)} of its contents are {wanted.label!r} in {wanted.unit!r}; it has {said}"
        )
        raise _unlike(source, found, f"Correct `live.{code}` in sources.toml")
    return fits[0].code


def is_known(label: str, unit: str | None, wanted: Live) -> bool:
    """Say whether a contents code of this label and unit is the one that is `wanted`."""
    same_unit = (unit or "").casefold() == wanted.unit.casefold()
    return same_unit and fnmatchcase(label.casefold(), wanted.label.casefold())


def _recoded(table: Table, dim: str, codes: Mapping[str, str]) -> Table:
    """Return `table` with the categories of `dim` renamed to `codes`; others are left out."""
    old, frame = table.dimensions[dim], table.frame
    if set(old.codes) - set(codes):
        frame = frame[frame[dim].isin(list(codes))].reset_index(drop=True)
    pairs = [
        (codes[c], label) for c, label in zip(old.codes, old.labels, strict=True) if c in codes
    ]
    new: Dimension = replace(
        old,
        codes=tuple(code for code, _ in pairs),
        labels=tuple(label for _, label in pairs),
        category_notes=MappingProxyType(
            {codes[c]: notes for c, notes in old.category_notes.items() if c in codes}
        ),
    )
    column: pd.Series = frame[dim].cat.remove_unused_categories()
    renamed = column.cat.rename_categories({c: codes[c] for c in column.cat.categories})
    return replace(
        table,
        frame=frame.assign(**{dim: renamed}),
        dimensions=MappingProxyType({**table.dimensions, dim: new}),
    )


def _unlike(source: Source, found: str, todo: str) -> SourceChanged:
    return SourceChanged(
        f"Read table {source.table} as source {source.id!r}",
        found=found,
        where="sources.toml",
        todo=todo,
    )
