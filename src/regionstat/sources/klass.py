"""KLASS: codes at a date, changes and correspondences in a range, as typed tuples.

A whole classification is asked for and filtered here: the server's own selection of codes
answers with everything when nothing in the list parses. Ranges are from and including
`start` to but not including `end`. Source: wire.md section 4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import msgspec

from regionstat.errors import Misuse, SourceChanged, SourceUnavailable
from regionstat.sources.hosts import Hosts
from regionstat.sources.http import Answer, Client

MUNICIPALITIES, COUNTIES = 131, 104
_Parsed = TypeVar("_Parsed")


@dataclass(frozen=True)
class Code:
    """One code of a classification; validity is None where the server does not tell."""

    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class CodeChange:
    """`old_code` became (a part of) `new_code` on the day `occurred`.

    An old code of None is a code that was born, a new one of None a code that ended.
    """

    old_code: str | None
    old_name: str
    new_code: str | None
    new_name: str
    occurred: date


@dataclass(frozen=True)
class Correspondence:
    """A code of one classification and a code of another that holds (a part of) it."""

    source_code: str
    source_name: str
    target_code: str
    target_name: str
    valid_from: date | None
    valid_to: date | None


class _Code(msgspec.Struct, rename="camel"):
    code: str
    name: str
    level: str | int = ""
    parent_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class _Change(msgspec.Struct, rename="camel"):
    change_occurred: date
    old_code: str | None = None
    old_name: str | None = None
    new_code: str | None = None
    new_name: str | None = None


class _Item(msgspec.Struct, rename="camel"):
    source_code: str
    target_code: str
    source_name: str | None = None
    target_name: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


class _Codes(msgspec.Struct):
    codes: list[_Code]


class _Changes(msgspec.Struct, rename="camel"):
    code_changes: list[_Change]


class _Items(msgspec.Struct, rename="camel"):
    correspondence_items: list[_Item]


class _Problem(msgspec.Struct):
    status: int | str = 0
    detail: str | None = None
    title: str | None = None
    message: str | None = None


def codes_at(client: Client, hosts: Hosts, classification: int, day: date) -> tuple[Code, ...]:
    """Return all codes of `classification` that are valid on `day`, in the server's order.

    Raises `Misuse` when there is no such classification, `SourceChanged` when a code comes
    twice or the answer has another shape, `SourceUnavailable` when there is no answer.
    """
    asked = f"Read the codes of classification {classification} on {day}"
    url = f"{hosts.klass}/classifications/{classification}/codesAt"
    found = _fetched(client, url, {"date": day.isoformat()}, _Codes, asked).codes
    twice = [code for code, times in Counter(one.code for one in found).items() if times > 1]
    if twice:
        raise SourceChanged(
            asked,
            found=f"these codes come more than once: {', '.join(twice[:5])}",
            where=url,
            todo="Try again later; at one date a code has one form",
        )
    return tuple(
        Code(c.code, c.name, str(c.level), c.parent_code or None, c.valid_from, c.valid_to)
        for c in found
    )


def changes(
    client: Client, hosts: Hosts, classification: int, start: date, end: date
) -> tuple[CodeChange, ...]:
    """Return the changes of `classification` in the range that have a published table.

    A split has several rows with one old code, a merger several with one new code, a new
    name the same code twice. Raises as `codes_at`.
    """
    asked = f"Read the changes of classification {classification} from {start} to {end}"
    url = f"{hosts.klass}/classifications/{classification}/changes"
    found = _fetched(client, url, _range(start, end, asked), _Changes, asked).code_changes
    return tuple(
        CodeChange(c.old_code, c.old_name or "", c.new_code, c.new_name or "", c.change_occurred)
        for c in found
    )


def corresponds(
    client: Client, hosts: Hosts, source: int, target: int, start: date, end: date
) -> tuple[Correspondence, ...]:
    """Return how the codes of `source` correspond to those of `target` in the range.

    Raises `Misuse` when tables of correspondence do not cover the whole range, and
    otherwise as `codes_at`.
    """
    asked = f"Read how classification {source} corresponds to {target} from {start} to {end}"
    url = f"{hosts.klass}/classifications/{source}/corresponds"
    params = {"targetClassificationId": str(target), **_range(start, end, asked)}
    gap = "Tables of correspondence must cover the whole range: ask for a shorter one"
    items = _fetched(client, url, params, _Items, asked, todo=gap).correspondence_items
    return tuple(
        Correspondence(
            i.source_code,
            i.source_name or "",
            i.target_code,
            i.target_name or "",
            i.valid_from,
            i.valid_to,
        )
        for i in items
    )


def _range(start: date, end: date, asked: str) -> dict[str, str]:
    if end <= start:
        raise Misuse(
            asked,
            found="the range is empty; its end is not part of it",
            where="sources/klass",
            todo="Give an end after the start",
        )
    return {"from": start.isoformat(), "to": end.isoformat()}


def _fetched(
    client: Client,
    url: str,
    params: Mapping[str, str],
    shape: type[_Parsed],
    asked: str,
    todo: str = "Correct the classification's id or the dates",
) -> _Parsed:
    answer = client.get(url, params=params, accept="application/json")
    if answer.status != 200:
        raise _refused(answer, asked, todo)
    if not answer.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{"):
        raise SourceUnavailable(
            asked,
            found=f"JSON was asked for and {_kind(answer.body)} came",
            where=answer.url,
            todo="Try again later; a server in between may have answered instead",
        )
    try:
        return msgspec.json.decode(answer.body, type=shape)
    except msgspec.DecodeError as error:
        raise SourceChanged(
            asked,
            found=f"the answer is not what KLASS wrote before: {error}",
            where=answer.url,
            todo="Try again later; if it stays, the shape of KLASS has changed",
        ) from error


def _refused(answer: Answer, asked: str, todo: str) -> Misuse | SourceUnavailable:
    """Return the error for an answer that is none: a problem object or plain text."""
    try:
        problem = msgspec.json.decode(answer.body, type=_Problem)
    except msgspec.DecodeError:
        problem = _Problem(detail=_plain(answer.body))
    said = problem.detail or problem.message or problem.title or "without a word"
    # A wrong parameter may come as a 500 whose body says 400.
    status = 400 if str(problem.status) == "400" else answer.status
    found = f"the server answered {status}: {said}"
    if status in (400, 404):
        return Misuse(asked, found=found, where=answer.url, todo=todo)
    return SourceUnavailable(asked, found=found, where=answer.url, todo="Try again later")


def _plain(body: bytes) -> str:
    text = " ".join(body.decode("utf-8", errors="replace").split())
    return text[:200] if text and not text.startswith("<") else _kind(body)


def _kind(body: bytes) -> str:
    start = body.lstrip(b"\xef\xbb\xbf \r\n\t")[:200].lower()
    if not start:
        return "an empty body"
    if start.startswith((b"<!doctype html", b"<html")):
        return "HTML"
    return "XML" if start.startswith(b"<") else "something else"
