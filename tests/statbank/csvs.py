"""Write CSV as StatBank does: in Latin-1, missing cells as their bare signs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from starlette.responses import Response

from .datasets import catalogue_title
from .slicing import Pick, cut
from .tables import SIGNS, Table, say

_FORMS: dict[str, Callable[[str, str], str]] = {
    "usecodes": lambda code, text: code,
    "usetexts": lambda code, text: text,
    "usecodesandtexts": lambda code, text: f"{code} - {text}",
}
_SEPARATORS = {"separatortab": "\t", "separatorspace": " ", "separatorsemicolon": ";"}


def fits(wanted: str, params: list[str]) -> bool:
    """Say whether a format takes these output parameters; JSON-stat takes none."""
    known = {*_FORMS, *_SEPARATORS, "includetitle"}
    return not params or (wanted == "csv" and set(params) <= known)


def answer(
    table: Table, picks: list[Pick], heading: list[str], language: str, params: list[str]
) -> Response:
    """Return the CSV answer; `picks` are in the order of the answer, the eliminated ones too."""
    form = next((_FORMS[p] for p in params if p in _FORMS), _FORMS["usecodes"])
    between = next((_SEPARATORS[p] for p in params if p in _SEPARATORS), ",")
    returned = [pick for pick in picks if not pick.eliminated]
    across = [pick for pick in returned if pick.variable.code in heading]
    down = [pick for pick in returned if pick.variable.code not in heading]

    def texts(pick: Pick) -> list[str]:
        pairs = zip(pick.codes, pick.labels, strict=True)
        return [form(code, say(label, language)) for code, label in pairs]

    columns = [" ".join(parts) for parts in product(*(texts(pick) for pick in across))]
    names = [
        pick.variable.code if form is _FORMS["usecodes"] else say(pick.variable.label, language)
        for pick in down
    ]
    cells = _cells(table, picks)
    rows = [[_quoted(text) for text in (*names, *columns)]]
    for number, row in enumerate(product(*(texts(pick) for pick in down))):
        part = cells[number * len(columns) : (number + 1) * len(columns)]
        rows.append([*map(_quoted, row), *part])
    lines = [between.join(row) for row in rows]
    if "includetitle" in params:
        lines = [_quoted(catalogue_title(table, language)), "", *lines]
    headers = {
        "content-type": "text/csv; charset=iso-8859-1",
        "content-disposition": f'inline; filename="{table.short_name}.csv"',
    }
    body = "".join(f"{line}\r\n" for line in lines).encode("iso-8859-1", "replace")
    return Response(body, 200, headers)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _cells(table: Table, picks: list[Pick]) -> list[str]:
    values, signs = (part.reshape(-1).tolist() for part in cut(table, picks))
    return [
        (SIGNS[sign] or "..") if value != value else f"{value:.15g}"
        for value, sign in zip(values, signs, strict=True)
    ]
