"""An answer held against its query before anything believes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from regionstat.errors import SourceChanged, SourceUnavailable
from regionstat.sources.pxweb.dataset import (
    Dataset,
    Dimension,
    Unreadable,
    read_dataset,
    read_json,
    text_at,
)
from regionstat.sources.pxweb.metadata import ContentMeta
from regionstat.sources.pxweb.query import Chosen, Query
from regionstat.sources.pxweb.read import describe_content

_SYNTHETIC, _SYNTHETIC_CODES = "ContentsCode", ("EliminatedValue",)
_NUMBERS = b"0123456789+-.eEnul, \t\r\n"
_AGAIN = "Fetch it again later; nothing was kept"


@dataclass(frozen=True)
class Header:
    """What an answer says of itself, apart from its numbers.

    `labels` are by dimension and code, `contents` by contents code.
    """

    table: str
    label: str
    updated: str | None
    dimensions: tuple[str, ...]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    contents: Mapping[str, ContentMeta] = field(default_factory=dict)


def check_answer(body: bytes, query: Query, *, name: str) -> Header:
    """Return the header of `body`, the 200 answer to `query`, once it holds exactly what was asked.

    That is: JSON, a dataset, the table, the variables and the codes asked for, no variable
    silently totalled, none added, and as many cells as their product. `name` is what messages
    call the answer.

    Raises SourceUnavailable when it is no whole table, SourceChanged when it is another one.
    """
    try:
        dataset = read_dataset(body)
        _check_cells(dataset)
    except Unreadable as fault:
        found = f"it did not answer with a table: {fault.found}"
        raise SourceUnavailable(f"Read {name}", found=found, where=name, todo=_AGAIN) from fault
    problem = _problem(dataset, query)
    if problem:
        todo = "Read the metadata of the table again, and ask anew"
        raise SourceChanged(f"Read {name}", found=problem, where=name, todo=todo)
    return _header(dataset, query)


def _check_cells(dataset: Dataset) -> None:
    """Hold the number of values against the sizes, without reading the numbers."""
    sizes = [len(dataset.dimension[code].codes) for code in dataset.id]
    if dataset.size != sizes:
        raise Unreadable(f"its sizes are {dataset.size} and its categories {sizes}")
    cells = 1
    for size in sizes:
        cells *= size
    written = bytes(dataset.value)
    if written.startswith(b"{"):
        _check_sparse(written, cells)
    elif (count := _count(written)) != cells:
        raise Unreadable(f"it has {count:,} values for {cells:,} cells")


def _count(written: bytes) -> int:
    # A list of numbers and null holds no other letters, and its commas count it.
    if written.translate(None, _NUMBERS) != b"[]":
        raise Unreadable("its values are no list of numbers")
    # Leaving the commas out is several times faster than counting them.
    commas = len(written) - len(written.translate(None, b","))
    return commas + 1 if written[1:-1].strip() else 0


def _check_sparse(written: bytes, cells: int) -> None:
    places = read_json(written, dict[int, float | None])
    if places and not (min(places) >= 0 and max(places) < cells):
        raise Unreadable(f"it has a value outside its {cells:,} cells")


def _problem(dataset: Dataset, query: Query) -> str:
    """Return how the answer differs from what was asked, or ""."""
    table = text_at(dataset.extension, "px", "tableid")
    if table and table.lower() != query.table.lower():
        return f"the answer is table {table}, not {query.table}"
    asked = {chosen.code: chosen for chosen in query.variables}
    missing = [code for code in asked if code not in dataset.id]
    if missing:
        return f"{missing[0]!r} was asked for and is not in the answer: it was totalled silently"
    added = [code for code in dataset.id if code not in asked]
    if added and not _stands_in(added[0], dataset, query):
        return f"{added[0]!r} is in the answer and was not asked for"
    problems = (_codes_problem(dataset, chosen) for chosen in query.variables)
    return next(filter(None, problems), "")


def _stands_in(code: str, dataset: Dataset, query: Query) -> bool:
    """Whether a dimension nobody asked for is the one that stands in for absent contents."""
    synthetic = dataset.dimension[code].codes == _SYNTHETIC_CODES
    return code == _SYNTHETIC and synthetic and not query.has_contents


def _codes_problem(dataset: Dataset, chosen: Chosen) -> str:
    asked, came = set(chosen.codes), set(dataset.dimension[chosen.code].codes)
    if asked - came:
        return f"{chosen.code!r} lacks {_some(asked - came)} of the {len(asked):,} codes asked for"
    if came - asked:
        return f"{chosen.code!r} has {_some(came - asked)}, which nobody asked for"
    return ""


def _some(codes: set[str]) -> str:
    first = sorted(codes)[:3]
    more = f" and {len(codes) - 3:,} more" if len(codes) > 3 else ""
    return ", ".join(map(repr, first)) + more


def _header(dataset: Dataset, query: Query) -> Header:
    metric = next((chosen.code for chosen in query.variables if chosen.role == "metric"), None)
    contents = {}
    if metric:
        wire = dataset.dimension[metric]
        contents = {code: describe_content(wire, code) for code in wire.codes}
    return Header(
        table=text_at(dataset.extension, "px", "tableid") or query.table,
        label=text_at(dataset.label),
        updated=text_at(dataset.updated) or None,
        dimensions=tuple(dataset.id),
        labels={code: _labels(dataset.dimension[code]) for code in dataset.id},
        contents=contents,
    )


def _labels(wire: Dimension) -> dict[str, str]:
    return {code: wire.label_of(code) for code in wire.codes}
