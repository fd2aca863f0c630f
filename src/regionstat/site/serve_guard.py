"""What stands between Datasette and the reader: nothing is written, no CSV is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from regionstat.site.downloads_csv import harmless

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

_QUESTIONS = ("GET", "HEAD", "OPTIONS")


def read_only(app: App) -> App:
    """Return `app` answering questions only: 405 to whatever is no GET, HEAD or OPTIONS."""

    async def wrapped(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _QUESTIONS:
            await app(scope, receive, send)
        else:
            headers = [(b"allow", ", ".join(_QUESTIONS).encode())]
            await send({"type": "http.response.start", "status": 405, "headers": headers})
            await send({"type": "http.response.body", "body": b"This database is read-only.\n"})

    return wrapped


def harmless_csv(app: App) -> App:
    """Return `app` with the texts of its CSV answers marked where a spreadsheet would run them.

    Numbers stay as they are. An answer is passed on row by row.
    """

    async def wrapped(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        is_csv = scope["type"] == "http" and scope["path"].endswith(".csv")
        await app(scope, receive, _marking(send) if is_csv else send)

    return wrapped


def _marking(send: Send) -> Send:
    begun = bytearray()

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.body":
            begun.extend(message.get("body", b""))
            last = not message.get("more_body", False)
            whole = _whole_rows(begun, last)
            del begun[: len(whole)]
            message = {**message, "body": _rewritten(whole)}
        await send(message)

    return marked


def _whole_rows(data: bytearray, last: bool) -> bytes:
    """Return what of `data` can be read as rows: all that ends outside quotation marks."""
    ends = data.endswith(b"\n") and data.count(b'"') % 2 == 0
    return bytes(data) if last or ends else b""


def _rewritten(data: bytes) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in csv.reader(io.StringIO(data.decode(), newline="")):
        writer.writerow([cell if _is_number(cell) else harmless(cell) for cell in row])
    return out.getvalue().encode()


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
