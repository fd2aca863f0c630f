"""An answer that is an error, in any of the shapes these servers use → one clear refusal."""

from __future__ import annotations

from typing import Any

from regionstat.errors import RegionstatError, SourceChanged, SourceUnavailable
from regionstat.sources.http import Answer
from regionstat.sources.pxweb.dataset import (
    Unreadable,
    first_words,
    object_at,
    read_json,
    text_at,
)

_LATER = "Try again later; tables are reloaded between 05:00 and 08:15, and at 11:30"


def said_by(answer: Answer) -> str:
    """Return what the server gives as the reason, or "" when it gives none in JSON.

    Reads a v2 problem, an ASP.NET validation problem and the `error` of v1.
    """
    try:
        body = read_json(answer.body, dict[str, Any])
    except Unreadable:
        return ""
    title, detail = text_at(body, "title") or text_at(body, "error"), text_at(body, "detail")
    errors = object_at(body, "errors")
    named = ", ".join(sorted(map(str, errors))) if isinstance(errors, dict) else ""
    extra = [text for text in (detail, named) if text and text != title]
    return ": ".join([title, *extra]) if title else ""


def refusal(answer: Answer, what: str, asked: str, *, cells: str = "") -> RegionstatError:
    """Return (not raise) the error for an `answer` that is not the 200 `asked` for.

    `what` names the table or list ("table 14700"); `cells` tells how many were asked for and
    allowed, for the case that they were too many. SourceChanged when the server contradicts its
    own metadata or has no such table, else SourceUnavailable.
    """
    reason = said_by(answer)
    where = f"StatBank {what}, {answer.url}"
    if reason.lower().startswith("non-existent table"):
        todo = "Look for the table that replaces it; `regionstat doctor` checks every source"
        return SourceChanged(asked, found=f"there is no {what}", where=where, todo=todo)
    if "too many" in reason.lower() and answer.status in (400, 403):
        found = f"the server finds the cells too many: {cells}"
        todo = "Ask the server for its limit again, and split by it"
        return SourceChanged(asked, found=found, where=where, todo=todo)
    if answer.status == 400 and reason:
        found = f"the server refuses what its metadata allows: {reason}"
        todo = "Read the metadata again; a code, a variable or a code list has changed"
        return SourceChanged(asked, found=found, where=where, todo=todo)
    return SourceUnavailable(asked, found=_found(answer, reason), where=where, todo=_LATER)


def _found(answer: Answer, reason: str) -> str:
    if reason:
        return f"the server answers {answer.status}: {reason}"
    if not answer.body.strip():
        return f"the server answers {answer.status} and says nothing"
    return f"the server answers {answer.status} without a reason: {first_words(answer.body)}"


def read_limit(answer: Answer, key: str, otherwise: int) -> int:
    """Return the limit of cells under `key` of a configuration, or `otherwise` if it names none.

    Raises SourceUnavailable when the answer is not even JSON: nobody there speaks the interface.
    """
    try:
        limit = read_json(answer.body, dict[str, Any]).get(key)
    except Unreadable as fault:
        asked, found = "Ask StatBank for its limits", f"status {answer.status}; {fault.found}"
        raise SourceUnavailable(asked, found=found, where=answer.url, todo=_LATER) from fault
    return limit if type(limit) is int and limit > 0 else otherwise
