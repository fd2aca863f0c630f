"""Around all routes: path case, the rate limit, the switches that act on bytes, and the log."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from . import wire
from .world import Call, World

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_V2 = "/api/pxwebapi/v2/"
_V1 = "/api/v0/"
_BEFORE = ("rate429", "unavailable503", "empty500", "html200", "redirect")


class Wrapper:
    """The outermost ASGI application of the local server."""

    def __init__(self, app: Any, world: World) -> None:
        self.app, self.world = app, world
        self._calls: dict[str, deque[float]] = {_V1: deque(), _V2: deque()}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            return
        scope["path"] = _path(scope["path"])
        body = await _whole(receive)
        limited, headers = self._limit(scope["path"])
        answer = limited or self._misbehave(scope["path"]) or await self._ask(scope, body)
        answer.headers = {**answer.headers, **headers}
        self.world.log.append(_call(scope, body, answer))
        await wire.deliver(answer, scope, send, self.world.faults)

    async def _ask(self, scope: Message, body: bytes) -> wire.Answer:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def collect(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, collect)
        start = sent[0]
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]
        }
        content = b"".join(message.get("body", b"") for message in sent[1:])
        path = scope["path"]
        is_data = path.endswith("/data") or (_V1 in path and scope["method"] == "POST")
        if "/table" in path:
            self.world.faults.count(path, data=is_data)
        return wire.Answer(start["status"], headers, content)

    def _misbehave(self, path: str) -> wire.Answer | None:
        for name in _BEFORE:
            if fault := self.world.faults.take(name, path):
                answer = wire.INSTEAD[name](fault.options)
                return _too_many(answer) if answer.status == 429 and _V1 in path else answer
        return None

    def _limit(self, path: str) -> tuple[wire.Answer | None, dict[str, str]]:
        """Count a call of StatBank in its window; return the refusal, if any, and the headers."""
        api = next((root for root in self._calls if path.startswith(root)), None)
        if api is None:
            return None, {}
        most, seconds = self.world.rate
        calls, now = self._calls[api], time.monotonic()
        while calls and calls[0] <= now - seconds:
            calls.popleft()
        refused = len(calls) >= most
        if not refused:
            calls.append(now)
        headers = {
            "x-ratelimit-limit": str(most),
            "x-ratelimit-policy": f"{most};w={seconds:g}s",
            "x-ratelimit-remaining": str(most - len(calls)),
            "x-ratelimit-resource": "SB_API_1MIN",
        }
        wait = {"retry_after": max(int(seconds), 1)}
        if api == _V2:
            return (wire.INSTEAD["rate429"](wait) if refused else None), headers
        return (_too_many(wire.INSTEAD["rate429"](wait)) if refused else None), {}


def _too_many(answer: wire.Answer) -> wire.Answer:
    text = "429 - Too many requests in too short timeframe. Please try again later."
    headers = {**answer.headers, "content-type": "application/json; charset=utf-8"}
    return wire.Answer(429, headers, msgspec.json.encode({"error": text}))


def _path(path: str) -> str:
    """Make the fixed parts of a v2 path lower-case; what is named in it keeps its case."""
    if not path.lower().startswith(_V2):
        return path
    kind, *rest = path[len(_V2) :].split("/")
    rest = [part if place == 0 else part.lower() for place, part in enumerate(rest)]
    return _V2 + "/".join([kind.lower(), *rest])


async def _whole(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _call(scope: Message, body: bytes, answer: wire.Answer) -> Call:
    query = scope["query_string"].decode("ascii", "replace")
    raw = scope["raw_path"].decode("ascii", "replace") + (f"?{query}" if query else "")
    headers = _text(scope["headers"])
    return Call(
        method=scope["method"],
        path=scope["path"],
        query=dict(parse_qsl(query, keep_blank_values=True)),
        raw=raw,
        body=body,
        headers=headers,
        status=answer.status,
        size=len(answer.body),
    )


def _text(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in headers}
