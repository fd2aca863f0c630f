"""All parts of a query, fetched, checked one by one, and held against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from regionstat.errors import RegionstatError, SourceChanged
from regionstat.sources.http import Answer
from regionstat.sources.pxweb.check import Header, check_answer
from regionstat.sources.pxweb.protocol import Request, StatBank
from regionstat.sources.pxweb.query import Query


class Keep(Protocol):
    """What is called with every part once it is fetched and checked by itself."""

    def __call__(self, request: Request, answer: Answer, header: Header) -> None:
        """Keep the part; a later call with the same request replaces it."""


def _have_nothing(request: Request) -> bytes | None:
    """Know of no part that is here already."""


def fetch_parts(
    bank: StatBank,
    queries: Sequence[Query],
    *,
    keep: Keep,
    have: Callable[[Request], bytes | None] = _have_nothing,
) -> tuple[Header, ...]:
    """Fetch every query of one split and return their headers, in order, once they agree.

    `have` returns the body of a part that is here already, or None; a body that does not answer
    its query is fetched again. Whether the table was updated since is the caller's question: when
    `have` has every part, nothing is asked of the server. `keep` is called with each part that
    was fetched, as soon as it is checked. When the parts disagree (`updated`, title, labels,
    units) the table changed in between: all of them are fetched and kept again, once, whatever
    `have` holds.

    Raises SourceChanged when they disagree again, and whatever the bank raises.
    """
    headers = tuple(_round(bank, queries, keep, have))
    if disagreement(headers) is None:
        return headers
    headers = tuple(_round(bank, queries, keep, _have_nothing))
    found = disagreement(headers)
    if found is None:
        return headers
    raise SourceChanged(
        f"Fetch table {queries[0].table} in {len(queries)} parts",
        found=f"it changed while it was fetched, twice: {found}",
        where=f"StatBank table {queries[0].table}",
        todo="Try again later, outside 05:00-08:15 when tables are reloaded",
    )


def _round(
    bank: StatBank, queries: Sequence[Query], keep: Keep, have: Callable[[Request], bytes | None]
) -> Iterator[Header]:
    for number, query in enumerate(queries, start=1):
        name = f"part {number} of {len(queries)} of table {query.table}"
        request = bank.request(query)
        header = _kept(have(request), query, name)
        if header is None:
            answer = bank.data(query)
            header = check_answer(answer.body, query, name=name)
            keep(request, answer, header)
        yield header


def _kept(body: bytes | None, query: Query, name: str) -> Header | None:
    if body is None:
        return None
    try:
        return check_answer(body, query, name=name)
    except RegionstatError:
        return None


def disagreement(headers: Sequence[Header]) -> str | None:
    """Return what differs between parts of one table, and between which, or None."""
    for number, (one, other) in enumerate(pairwise(headers), start=1):
        found = _difference(one, other)
        if found:
            return f"{found} (parts {number} and {number + 1})"
    return _relabelled(headers)


def _difference(one: Header, other: Header) -> str | None:
    if one.updated != other.updated:
        return f"`updated` is {one.updated} and then {other.updated}"
    # The server builds the title from the dimensions, in an order that v1 may choose by their size.
    if one.label != other.label and one.dimensions == other.dimensions:
        return f"the title is {one.label!r} and then {other.label!r}"
    for code in one.contents.keys() & other.contents.keys():
        if one.contents[code] != other.contents[code]:
            return f"{code!r} is {one.contents[code]} and then {other.contents[code]}"
    return None


def _relabelled(headers: Sequence[Header]) -> str | None:
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    for number, header in enumerate(headers, start=1):
        for dimension, labels in header.labels.items():
            for code, label in labels.items():
                first, known = seen.setdefault((dimension, code), (number, label))
                if label != known:
                    named = f"{code!r} of {dimension!r} is {known!r} and then {label!r}"
                    return f"{named} (parts {first} and {number})"
    return None
