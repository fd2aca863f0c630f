"""A query larger than the server's limit → the fewest queries that are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from regionstat.errors import Misuse
from regionstat.sources.pxweb.boxes import Box, cut
from regionstat.sources.pxweb.query import Chosen, Query

# Parts with other contents may have another `updated`, parts with other periods another window.
_WHOLE_ROLES = ("metric", "time")


def split(query: Query, limit: int) -> tuple[Query, ...]:
    """Return queries of at most `limit` cells each that together ask for exactly `query`.

    No cell is asked for twice. Contents and time are never split; codes keep the table's order.
    Raises Misuse when contents and periods alone are over the limit, naming how many periods fit.
    """
    if query.cells <= limit:
        return (query,)
    whole = [chosen for chosen in query.variables if chosen.role in _WHOLE_ROLES]
    slice_cells = prod(len(chosen.codes) for chosen in whole)
    if slice_cells > limit:
        raise _too_long(query, whole, limit)
    safe = [chosen for chosen in query.variables if chosen.role not in _WHOLE_ROLES]
    boxes = cut(tuple(len(chosen.codes) for chosen in safe), limit // slice_cells)
    return tuple(_part(query, safe, box) for box in boxes)


def _part(query: Query, safe: Sequence[Chosen], box: Box) -> Query:
    taken = {
        chosen.code: replace(chosen, codes=chosen.codes[along.start : along.stop])
        for chosen, along in zip(safe, box, strict=True)
    }
    return replace(query, variables=tuple(taken.get(c.code, c) for c in query.variables))


def _too_long(query: Query, whole: Sequence[Chosen], limit: int) -> Misuse:
    contents = prod(len(chosen.codes) for chosen in whole if chosen.role == "metric")
    periods = prod(len(chosen.codes) for chosen in whole if chosen.role == "time")
    fit = limit // contents
    return Misuse(
        f"Split the query of {query.cells:,} cells",
        found=f"{contents:,} contents x {periods:,} periods exceed the limit of {limit:,} cells",
        where=f"StatBank table {query.table}",
        todo=f"Ask for {fit:,} periods at most" if fit else "Ask for fewer contents",
    )
