"""A StatBank export in CSV, XLSX or PX → the cells of a source, or one clear refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import prod

from regionstat.errors import BadFile
from regionstat.register import Source, register
from regionstat.tables.codes import moved_after
from regionstat.tables.exports import Export
from regionstat.tables.layout import lay_out
from regionstat.tables.printed import Axis, Category, Cell, Printed, Refusal
from regionstat.tables.px_table import read_px
from regionstat.tables.sniff import form_of
from regionstat.tables.statbank_csv import read_rows
from regionstat.tables.vocabulary import CONTENTS, NOTHING, TIME, Known, Vocabulary
from regionstat.tables.xlsx import read_sheet

_WHOLE = "Save the whole table again"
_WITH_CODES = "Save the table again with region codes"


def read_statbank(data: bytes, source: Source, *, name: str, known: Known = NOTHING) -> Export:
    """Return the cells of `data`, a StatBank export of the table behind `source`.

    Takes what PxWebApi 1 and 2 and the StatBank pages write as CSV, XLSX and PX. Texts are
    looked up in `known`, the table that an edition stands on, and in the register; one that
    may be two codes is refused. A dimension that the source lacks is left out when all of it
    is one total, and a note says so. Raises `BadFile` naming file and place, whatever the bytes.
    """
    try:
        return _read(data, source, known)
    except Refusal as refusal:
        raise BadFile(
            f"Import {name!r} as source {source.id!r}",
            found=refusal.found,
            where=f"{refusal.where}; nothing was written",
            todo=refusal.todo,
        ) from refusal


def _read(data: bytes, source: Source, known: Known) -> Export:
    form = form_of(data)
    if not (source.table.isdigit() and len(source.table) == 5):
        found = f"the source is no StatBank table but {source.table!r}"
        columns = ", ".join(source.columns)
        raise Refusal(found, "sources.toml", f"Save it as CSV with the columns {columns}")
    vocabulary = Vocabulary(source, known)
    if form == "PX":
        return _assemble(read_px(data, vocabulary), vocabulary)
    grid = read_sheet(data) if form == "XLSX" else read_rows(data)
    return _assemble(lay_out(grid, vocabulary), vocabulary)


def _assemble(printed: Printed, vocabulary: Vocabulary) -> Export:
    source = vocabulary.source
    _check_table(printed, source)
    dropped = [_dropped(axis, vocabulary) for axis in printed.axes if axis.dim is None]
    places = [_place(printed, dim, source) for dim in source.dimensions]
    cells = _cells(printed, places, source)
    if not printed.sparse:
        _check_whole(cells, printed)
    return Export(
        source.dimensions,
        cells,
        labels={axis.dim: _labels(axis) for axis in printed.axes if axis.dim},
        form=printed.form,
        about=replace(printed.about, notes=(*dropped, *printed.about.notes)),
    )


def _check_table(printed: Printed, source: Source) -> None:
    if printed.about.table not in ("", source.table):
        found = f"its title names table {printed.about.table}"
        todo = f"Source {source.id!r} is table {source.table}: choose another --source"
        raise Refusal(found, "its title", todo)


def _dropped(axis: Axis, vocabulary: Vocabulary) -> str:
    """Return the note on a dimension that is left out; raises Refusal when it is no total."""
    categories = list(axis.categories.values())
    shown = ", ".join(sorted(one.label or one.code for one in categories)[:3])
    name = axis.name or "a variable"
    if len(categories) == 1 and vocabulary.is_total(categories[0]):
        return f"Left out on import: {name}, which had the one category {shown}."
    found = f"the source has no dimension for {name!r} ({shown}), which is not one total"
    raise Refusal(found, "its heading", f"Save the table again with the total of {name} alone")


def _place(printed: Printed, dim: str, source: Source) -> int | None:
    """Return which axis holds `dim`, None for contents that only the register names."""
    found = next((i for i, axis in enumerate(printed.axes) if axis.dim == dim), None)
    if found is None and not (dim == CONTENTS and source.contents):
        axes = ", ".join(axis.dim or axis.name for axis in printed.axes)
        todo = f"Save the table again with all of {', '.join(source.dimensions)}"
        raise Refusal(f"it has no {dim}, only {axes}", "its heading", todo)
    return found


def _cells(
    printed: Printed, places: list[int | None], source: Source
) -> dict[tuple[str, ...], Cell]:
    """Return the cells by code; raises Refusal when one stands twice or against its years."""
    axes = [printed.axes[place].categories if place is not None else {} for place in places]
    codes = [{text: one.code for text, one in axis.items()} for axis in axes]
    pairs = list(zip(places, codes, strict=True))
    any_named = any(one.named for axis in axes for one in axis.values())
    cells: dict[tuple[str, ...], Cell] = {}
    for texts, cell, at in printed.cells:
        key = tuple([source.contents if i is None else by_text[texts[i]] for i, by_text in pairs])
        if key in cells:
            found = f"the cell {' · '.join(key)} stands above already"
            raise Refusal(found, printed.where(at), "Keep one of the two")
        cells[key] = cell
        if any_named and cell.text.strip("-0."):
            named = [axis[texts[i]] for i, axis in zip(places, axes, strict=True) if i is not None]
            _check_years(named, key, source, printed.where(at))
    return cells


def _check_years(named: list[Category], key: tuple[str, ...], source: Source, where: str) -> None:
    """Refuse a figure under a name that was looked up, where its code or borders were others."""
    year = source.code_year(int(key[source.dimensions.index(TIME)][:4]))
    places = [key[source.dimensions.index(dim)] for dim in source.geo_dimensions]
    for one in named:
        region = register().regions.get(one.code) if one.named and one.code in places else None
        if region and not region.valid_in(year):
            found = f"{one.label!r} is {one.code} today, which was not in use in {year}"
            raise Refusal(found, where, _WITH_CODES)
        if region and moved_after(region.id, year):
            found = f"{one.label!r} has other borders today than in {year}, and either may be meant"
            raise Refusal(found, where, _WITH_CODES)


def _check_whole(cells: Mapping[tuple[str, ...], Cell], printed: Printed) -> None:
    """Refuse a table that lacks some of its combinations: StatBank writes all of them."""
    sizes = [len({one.code for one in axis.categories.values()}) for axis in printed.axes]
    if len(cells) != prod(sizes):
        found = f"it has {len(cells):,} cells where its categories make {prod(sizes):,}"
        raise Refusal(found, "its rows", _WHOLE)


def _labels(axis: Axis) -> dict[str, str]:
    return {one.code: one.label for one in axis.categories.values() if one.label}
