"""Hold a decoded table against what the register expects of its source."""

from __future__ import annotations

from regionstat.errors import SourceChanged
from regionstat.register import Source
from regionstat.tables.table import Table


def expect(table: Table, source: Source) -> Table:
    """Return `table` when it is what the register says of `source`.

    Raises `SourceChanged` when the table id, the dimensions, a unit or a price type differ.
    """
    if table.table_id not in (None, source.table):
        raise _changed(source, f"it is table {table.table_id}", f"says {source.table}")
    dimensions = source.dimensions
    if set(table.dimensions) != set(dimensions):
        found = f"its dimensions are {', '.join(table.dimensions)}"
        raise _changed(source, found, f"expects {', '.join(dimensions)}")
    # Of a table nobody has confirmed the register cannot say which units must come back.
    for code, content in table.contents.items() if source.units else ():
        if code not in source.units:
            raise _changed(
                source, f"it has the contents {code!r}", f"has {', '.join(source.units)}"
            )
        if (content.unit or "").casefold() not in spellings(source, source.units[code]):
            raise _changed(
                source, f"the unit of {code!r} is {content.unit!r}", f"has {source.units[code]!r}"
            )
        if content.price_type not in (None, source.price[code]):
            found = f"the price type of {code!r} is {content.price_type!r}"
            raise _changed(source, found, f"has {source.price[code]!r}")
    return table


def spellings(source: Source, unit: str) -> set[str]:
    """Return the ways to write `unit`; one that says more than the unit is none."""
    same = {alias for alias, meant in source.unit_aliases.items() if meant == (unit, "")}
    return {one.casefold() for one in (unit, *same)}


def _changed(source: Source, found: str, register_says: str) -> SourceChanged:
    return SourceChanged(
        f"Read table {source.table} as source {source.id!r}",
        found=found,
        where=f"sources.toml {register_says}",
        todo="Compare the table with the register; a changed unit or price basis is a new source",
    )
