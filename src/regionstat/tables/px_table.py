"""The entries of a PC-Axis file → axes with codes and labels, a value for every cell, notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import product
from math import prod

from regionstat.tables.heading import CODES, pick
from regionstat.tables.layout import table_id
from regionstat.tables.printed import (
    About,
    Axis,
    Category,
    Cell,
    Exact,
    Place,
    Printed,
    Refusal,
)
from regionstat.tables.px import WHOLE, PxFile, Token, parse_px
from regionstat.tables.vocabulary import CONTENTS, TIME, Vocabulary

_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,2})?")
_DOTS = re.compile(r"\.{1,6}")
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})\b")
_PRICES = {"C": "Current", "F": "Fixed"}
_SPARSE = "Rows that the file leaves out, which PC-Axis takes for zero, are not filled in."
Key = tuple[str, ...]


def read_px(data: bytes, vocabulary: Vocabulary) -> Printed:
    """Return the table in `data`, a PC-Axis file, dense or in the KEYS form.

    Codes are CODES, or the texts of VALUES looked up. Raises Refusal naming the line when an
    entry is not whole, does not fit the others, or the data has too few or too many items.
    """
    px = parse_px(data)
    stub, heading = px.values("STUB"), px.values("HEADING")
    axes = [_axis(px, name, vocabulary) for name in (*stub, *heading)]
    if not axes or len({axis.name for axis in axes}) != len(axes):
        raise Refusal("STUB and HEADING name no variables, or one twice", "line 1", WHOLE)
    keyed = bool(px.all("KEYS"))
    cells = _keyed(px, axes[: len(stub)], axes[len(stub) :]) if keyed else _dense(px, axes)
    noted = _with_cell_notes(px, axes, list(cells))
    return Printed("PX", tuple(axes), noted, _where, _about(px, axes, keyed), sparse=keyed)


def _where(place: Place) -> str:
    return f"line {place[0]}"


# --- axes ---------------------------------------------------------------------------------


def _axis(px: PxFile, name: str, vocabulary: Vocabulary) -> Axis:
    texts, codes = px.values("VALUES", name), px.values("CODES", name)
    line = next((e.line for e in px.all("VALUES") if e.subject == (name,)), 1)
    if not texts and not codes:
        raise Refusal(f"the variable {name!r} has no VALUES", f"line {line}", WHOLE)
    if codes and texts and len(codes) != len(texts):
        found = f"the variable {name!r} has {len(texts)} VALUES but {len(codes)} CODES"
        raise Refusal(found, f"line {line}", WHOLE)
    keys = codes or texts
    if len(set(keys)) != len(keys):
        raise Refusal(f"a category of {name!r} stands twice", f"line {line}", CODES)
    dim = _dimension(px, name, vocabulary)
    labels = dict(zip(keys, texts or codes, strict=True))
    # Contents that the register knows by label and unit keep their own codes: `adapt` finds them.
    live = dim == CONTENTS and codes and vocabulary.source.live
    if dim is None or (live and not set(codes) & set(vocabulary.source.units)):
        return Axis(name, dim, {key: Category(key, label) for key, label in labels.items()})
    pick_one = partial(pick, vocabulary, dim, where=f"line {line}")
    by_label = dim in vocabulary.source.by_label
    return Axis(
        name,
        dim,
        {
            key: Category(key, label) if by_label else _category(pick_one(key), label)
            for key, label in labels.items()
        },
    )


def _category(found: Category, label: str) -> Category:
    return found if found.named or found.label else Category(found.code, label)


def _dimension(px: PxFile, name: str, vocabulary: Vocabulary) -> str | None:
    dims = vocabulary.source.dimensions
    code = px.text("VARIABLECODE", name)
    if code in dims:
        return code
    if px.values("TIMEVAL", name):
        return TIME
    if px.text("CONTVARIABLE") == name:
        return CONTENTS
    return vocabulary.dimension(code) or vocabulary.dimension(name)


# --- cells --------------------------------------------------------------------------------


def _dense(px: PxFile, axes: Sequence[Axis]) -> Iterator[tuple[Key, Cell, Place]]:
    made = prod(len(axis.categories) for axis in axes)
    if made != len(px.data):
        last = px.data[-1].line if px.data else px.data_line
        found = f"DATA has {len(px.data):,} values where its variables make {made:,}"
        raise Refusal(found, f"line {last}", WHOLE)
    signs = _signs(px)
    for key, token in zip(product(*(axis.categories for axis in axes)), px.data, strict=True):
        yield key, _cell(token, signs), (token.line, 0)


def _keyed(
    px: PxFile, stub: Sequence[Axis], heading: Sequence[Axis]
) -> Iterator[tuple[Key, Cell, Place]]:
    """Yield the cells of rows that begin with the keys of their stub, as codes or as texts."""
    signs = _signs(px)
    keys = [_keys(axis) for axis in stub]
    columns = list(product(*(axis.categories for axis in heading)))
    step = len(stub) + len(columns)
    for at in range(0, len(px.data), step):
        row = px.data[at : at + step]
        if len(row) < step:
            found = f"the last row has {len(row)} items where {step} make a row"
            raise Refusal(found, f"line {row[-1].line}", WHOLE)
        key = tuple(_key(token, known) for token, known in zip(row, keys, strict=False))
        for column, token in zip(columns, row[len(stub) :], strict=True):
            yield (*key, *column), _cell(token, signs), (token.line, 0)


def _keys(axis: Axis) -> dict[str, str]:
    """Return the categories of `axis` by code and by text; a text of two of them is no key."""
    texts = Counter(category.label for category in axis.categories.values())
    by_text = {one.label: key for key, one in axis.categories.items() if texts[one.label] == 1}
    return by_text | {key: key for key in axis.categories}


def _key(token: Token, known: Mapping[str, str]) -> str:
    if not token.quoted or token.text not in known:
        found = f"{token.text[:40]!r} is no key of this row"
        raise Refusal(found, f"line {token.line}", WHOLE)
    return known[token.text]


def _cell(token: Token, signs: Mapping[str, str]) -> Cell:
    if token.text in signs:
        return Cell("", signs[token.text])
    if not token.quoted and _NUMBER.fullmatch(token.text):
        return Cell(_written_out(token.text), "")
    if token.quoted and token.text and not any(map(str.isalnum, token.text)):
        return Cell("", token.text)
    found = f"{token.text[:40]!r} is neither a number nor a sign"
    raise Refusal(found, f"line {token.line}", WHOLE)


def _written_out(text: str) -> Exact:
    return Exact(format(Decimal(text), "f") if "e" in text.lower() else text)


def _signs(px: PxFile) -> dict[str, str]:
    """Return the signs that may stand for a value, by what the data writes for them."""
    dots = {"." * n: px.text(f"DATASYMBOL{n}") or "." * n for n in range(1, 7)}
    nil = px.text("DATASYMBOLNIL") or "-"
    return {**dots, "-": nil, "." * 7: px.text("DATASYMBOLSUM") or "." * 7, ":": ":"}


def _with_cell_notes(
    px: PxFile, axes: Sequence[Axis], cells: list[tuple[Key, Cell, Place]]
) -> list[tuple[Key, Cell, Place]]:
    """Give the cells that DATANOTECELL names, with `*` for any category, its sign."""
    marks = [(e.subject, e.values[0]) for e in px.all("DATANOTECELL")]
    if not marks:
        return cells
    known = [_keys(axis) | {"*": "*"} for axis in axes]
    asked = [
        (tuple(names.get(text, text) for names, text in zip(known, subject, strict=False)), sign)
        for subject, sign in marks
    ]
    return [
        (key, Cell(cell.text, cell.status or _mark(key, asked)), place)
        for key, cell, place in cells
    ]


def _mark(key: Key, asked: Sequence[tuple[Key, str]]) -> str:
    for wanted, sign in asked:
        if len(wanted) == len(key) and all(
            one in ("*", other) for one, other in zip(wanted, key, strict=True)
        ):
            return sign
    return ""


# --- what the file says of its table ------------------------------------------------------


def _about(px: PxFile, axes: Sequence[Axis], keyed: bool) -> About:
    title = px.text("TITLE") or px.text("DESCRIPTION") or px.text("CONTENTS")
    table = px.text("TABLEID") or table_id(title) or table_id(px.text("CONTENTS"))
    days = [
        "-".join(day.groups())
        for entry in px.all("LAST-UPDATED")
        if (day := _DAY.match(entry.values[0]))
    ]
    contents = _contents(axes)
    prices = {
        code: _PRICES[letter.upper()]
        for code, letter in _by_contents(px, "CFPRICES", contents).items()
        if letter.upper() in _PRICES
    }
    notes = (*_notes(px), *((_SPARSE,) if keyed else ()))
    units = _by_contents(px, "UNITS", contents)
    return About(title, table, max(days, default=""), notes, units, prices)


def _contents(axes: Sequence[Axis]) -> dict[str, str]:
    """Return the contents codes by what the entries on contents may call them."""
    for axis in axes:
        if axis.dim == CONTENTS:
            return {key: axis.categories[one].code for key, one in _keys(axis).items()}
    return {}


def _by_contents(px: PxFile, keyword: str, contents: Mapping[str, str]) -> dict[str, str]:
    """Return what `keyword` says of each contents code; one value may hold for all of them."""
    found = {code: said for code in contents.values() if (said := px.text(keyword))}
    for entry in px.all(keyword):
        for subject in entry.subject:
            if subject in contents:
                found[contents[subject]] = entry.values[0]
    return found


def _notes(px: PxFile) -> Iterator[str]:
    for keyword in ("NOTEX", "NOTE", "VALUENOTEX", "VALUENOTE", "CELLNOTEX", "CELLNOTE"):
        for entry in px.all(keyword):
            about = ", ".join(entry.subject)
            text = entry.values[0].replace("#", " ")
            yield f"{about}: {text}" if about else text
