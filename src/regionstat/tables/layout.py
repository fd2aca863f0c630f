"""The parts of a CSV or sheet → axes with their categories, and a value for every cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from regionstat.tables.blocks import CUT, Blocks, cell_at, find_blocks
from regionstat.tables.figures import no_figure, read_figure, settle_marks
from regionstat.tables.heading import CODES, Slot, assign, make_axis, split_joined
from regionstat.tables.printed import About, Axis, Cell, Grid, Place, Printed, Refusal, Row
from regionstat.tables.vocabulary import CONTENTS, Vocabulary

_ID = re.compile(r"\s*(\d{5})(?::|$)")
# What stands over the only column of values when every variable has a column of its own.
_NO_CONTENTS = frozenset({"", "value", "verdi", "values", "verdier"})


@dataclass(frozen=True)
class _Column:
    """One column of categories, filled down: its printed name and its text in each row."""

    name: str
    texts: tuple[str, ...]
    place: int


def lay_out(grid: Grid, vocabulary: Vocabulary) -> Printed:
    """Return the table in `grid`, wide or long, with names over its columns or none.

    Raises Refusal where a text fits no dimension, or a value is none.
    """
    blocks = find_blocks(grid, vocabulary)
    columns = list(_merged(_columns(grid, blocks), vocabulary))
    values, headings = _headings(grid, blocks)
    top = blocks.heading[-1] if blocks.heading else blocks.body[0]
    where = grid.where((top.number, 0))
    dims, order, keys = _dimensions(columns, headings, vocabulary, where)
    over = headings[0][-1] if len(headings) == 1 and headings[0] else ""
    _check_tail(grid, blocks, dims[0] if dims else None, vocabulary)
    return Printed(
        form=grid.form,
        axes=tuple(_make_axes(grid, blocks, columns, dims, order, keys, values, vocabulary)),
        cells=_cells(grid, blocks, columns, dict(zip(values, keys, strict=True))),
        where=grid.where,
        about=About(
            title=blocks.title,
            table=table_id(blocks.title) or table_id(over),
            updated=blocks.updated,
            notes=blocks.notes,
        ),
    )


def table_id(title: str) -> str:
    """Return the id that `title` begins with, "" where there is none."""
    found = _ID.match(title)
    return found[1] if found else ""


# --- columns of categories ----------------------------------------------------------------


def _columns(grid: Grid, blocks: Blocks) -> Iterator[_Column]:
    for place, name in enumerate(blocks.names):
        texts: list[str] = []
        for row in blocks.body:
            text = cell_at(row, place)
            if not text and texts and place < blocks.stub - 1:
                text = texts[-1]
            if not text:
                found = "a row has no category here"
                raise Refusal(found, grid.where((row.number, place + 1)), CUT)
            texts.append(text)
        yield _Column(name, tuple(texts), place)


def _merged(columns: Iterator[_Column], vocabulary: Vocabulary) -> Iterator[_Column]:
    """Join a column of codes with the column of their labels that follows it."""
    held: _Column | None = None
    for column in columns:
        if held is not None and _is_pair(held, column, vocabulary):
            texts = tuple(f"{a} - {b}" for a, b in zip(held.texts, column.texts, strict=True))
            yield _Column(held.name or column.name, texts, held.place)
            held = None
            continue
        if held is not None:
            yield held
        held = column
    if held is not None:
        yield held


def _is_pair(codes: _Column, labels: _Column, vocabulary: Vocabulary) -> bool:
    if codes.name and labels.name:
        # Only an id and a name are the two of one variable: "fylke" and "kommune" are not.
        dim = vocabulary.dimension(labels.name)
        return codes.name == dim and labels.name != dim
    pairs = set(zip(codes.texts, labels.texts, strict=True))
    return all(vocabulary.is_pair(code, label) for code, label in pairs)


# --- heading ------------------------------------------------------------------------------


def _headings(grid: Grid, blocks: Blocks) -> tuple[list[int], list[Slot]]:
    """Return the columns of values and the lines of heading over each, filled to the right."""
    if blocks.stub >= blocks.width:
        line = blocks.body[0].number
        raise Refusal("no column of it holds values", grid.where((line, 0)), CUT)
    lines = [_filled_right(row.cells, blocks) for row in blocks.heading[:-1]]
    last = blocks.heading[-1] if blocks.heading else None
    values, headings = [], []
    for place in range(blocks.stub, blocks.width):
        text = cell_at(last, place) if last else ""
        if text or last is None:
            values.append(place)
            over = [line[place - blocks.stub] for line in lines]
            headings.append((*over, text) if last else ())
    if not values:
        line = blocks.heading[-1].number
        raise Refusal("no column of values has a heading", grid.where((line, 0)), CUT)
    return values, headings


def _filled_right(cells: Sequence[str], blocks: Blocks) -> list[str]:
    found: list[str] = []
    for place in range(blocks.stub, blocks.width):
        text = cells[place] if place < len(cells) else ""
        found.append(text or (found[-1] if found else ""))
    return found


# --- which is which -----------------------------------------------------------------------

Order = tuple[str | None, ...]


def _dimensions(
    columns: Sequence[_Column], headings: Sequence[Slot], vocabulary: Vocabulary, where: str
) -> tuple[list[str | None], Order, Sequence[Slot]]:
    """Return the dimension of each column, those of the heading, and its pieces by column."""
    dims = [vocabulary.dimension(column.name) for column in columns]
    twice = next((dim for i, dim in enumerate(dims) if dim and dim in dims[:i]), None)
    if twice:
        raise Refusal(f"two columns of it hold {twice}", where, CODES)
    left = [dim for dim in vocabulary.source.dimensions if dim not in dims]
    unnamed = [place for place, column in enumerate(columns) if not column.name]
    if len(headings) == 1 and _is_long(headings[0], left, unnamed, vocabulary):
        headings = [()]
    if unnamed or len(headings[0]) > 1:
        slots = [columns[place].texts for place in unnamed] + list(zip(*headings, strict=True))
        found = assign(vocabulary, [tuple(dict.fromkeys(slot)) for slot in slots], left, where)
        for place, dim in zip(unnamed, found, strict=False):
            dims[place] = dim
        return dims, tuple(found[len(unnamed) :]), headings
    if not headings[0]:
        return dims, (), headings
    order, keys = split_joined(vocabulary, [one[0] for one in headings], left, where)
    return dims, order, keys


def _is_long(
    heading: Slot, left: Sequence[str], unnamed: Sequence[int], vocabulary: Vocabulary
) -> bool:
    """Say whether the only column of values has a heading that names no category."""
    if len(heading) > 1 or (not unnamed and set(left) - {CONTENTS}):
        return False
    text = heading[0] if heading else ""
    if CONTENTS in left and vocabulary.candidates(CONTENTS, text):
        return False
    return not left or text.casefold() in _NO_CONTENTS or bool(table_id(text))


def _make_axes(
    grid: Grid,
    blocks: Blocks,
    columns: Sequence[_Column],
    dims: Sequence[str | None],
    order: Order,
    keys: Sequence[Slot],
    values: Sequence[int],
    vocabulary: Vocabulary,
) -> Iterator[Axis]:
    for column, dim in zip(columns, dims, strict=True):
        texts: dict[str, Place] = {}
        for row, text in zip(blocks.body, column.texts, strict=True):
            texts.setdefault(text, (row.number, column.place + 1))
        yield make_axis(vocabulary, column.name, dim, texts, grid.where)
    top = blocks.heading[-1].number if blocks.heading else 0
    for i, dim in enumerate(order):
        over = {key[i]: (top, place + 1) for key, place in zip(keys, values, strict=True)}
        yield make_axis(vocabulary, "", dim, over, grid.where)


# --- cells --------------------------------------------------------------------------------


def _cells(
    grid: Grid, blocks: Blocks, columns: Sequence[_Column], keys: Mapping[int, Slot]
) -> list[tuple[tuple[str, ...], Cell, Place]]:
    places = [(row, place) for row in blocks.body for place in keys]
    settle_marks(((cell_at(row, i), (row.number, i + 1)) for row, i in places), grid.where)
    stubs = list(zip(*(column.texts for column in columns), strict=True))
    return [
        ((*stub, *key), _cell(grid, row, place, keys), (row.number, place + 1))
        for row, stub in zip(blocks.body, stubs, strict=True)
        for place, key in keys.items()
    ]


def _cell(grid: Grid, row: Row, place: int, keys: Mapping[int, Slot]) -> Cell:
    """Return the value in column `place`; a column without heading beside it holds its sign."""
    text = cell_at(row, place)
    found = read_figure(text)
    if found is None:
        raise no_figure(text, grid.where((row.number, place + 1)))
    beside = "" if place + 1 in keys else cell_at(row, place + 1)
    if not beside:
        return found
    if any(map(str.isdigit, beside)):
        where = grid.where((row.number, place + 2))
        raise Refusal(f"the value {beside[:40]!r} has no heading", where, CUT)
    return Cell(found.text, found.status or beside)


def _check_tail(grid: Grid, blocks: Blocks, dim: str | None, vocabulary: Vocabulary) -> None:
    """Refuse a category right below the values that has none: it is no footnote."""
    tail = blocks.tail
    if tail and dim and vocabulary.candidates(dim, tail.cells[0]):
        found = f"{tail.cells[0]!r} has no values"
        raise Refusal(found, grid.where((tail.number, 0)), CUT)
