"""Put an answer on the wire: as it should be, or cut, slow, false or far too large."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .faults import Faults

_AFTER = ("cut", "truncated", "gzip_bomb", "oversize", "drip", "gzip")
_BLOCK = 1 << 20
_PAGE = """<!DOCTYPE html><html lang="no"><head><title>{title}</title></head>
<body><h1>{title}</h1><p>Statistikkbanken oppdateres.</p></body></html>"""


@dataclass
class Answer:
    """A status, headers and a body before they are sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def _html(status: int, title: str) -> Answer:
    headers = {"content-type": "text/html; charset=utf-8"}
    return Answer(status, headers, _PAGE.format(title=title).encode())


def _rate429(options: Mapping[str, Any]) -> Answer:
    headers = {"content-type": "text/plain; charset=utf-8"}
    if "retry_after" in options:
        headers["retry-after"] = str(options["retry_after"])
    return Answer(429, headers, b"API calls quota exceeded!")


def _redirect(options: Mapping[str, Any]) -> Answer:
    return Answer(302, {"location": options.get("to", "https://elsewhere.example/")}, b"")


INSTEAD: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
    "rate429": _rate429,
    "unavailable503": lambda options: _html(503, "Service Unavailable"),
    "empty500": lambda options: Answer(500, {}, b""),
    "html200": lambda options: _html(200, "Vedlikehold"),
    "redirect": _redirect,
}


async def deliver(
    answer: Answer, scope: Mapping[str, Any], send: Callable[..., Awaitable[None]], faults: Faults
) -> None:
    """Send an answer, spoilt by the first of the switches that is on."""
    headers = {k: v for k, v in answer.headers.items() if k.lower() != "content-length"}
    takes_gzip = any(k == b"accept-encoding" and b"gzip" in v for k, v in scope["headers"])
    name, fault = "", None
    for name in _AFTER:
        if (name != "gzip" or takes_gzip) and (fault := faults.take(name, scope["path"])):
            break
    spoil = _SPOIL[name] if fault else _whole
    chunks, length, more = spoil(answer.body, fault.options if fault else {})
    headers.update(more)
    if length is not None:
        headers["content-length"] = str(length)
    pairs = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
    if scope["method"] != "HEAD":
        async for chunk in chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    if name != "cut" or fault is None:
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body


async def _repeated(chunk: bytes, times: int, first: bytes = b"", last: bytes = b"") -> Any:
    yield first
    for _ in range(times):
        yield chunk
        # Give the loop a turn, so that a client that hangs up is noticed.
        await asyncio.sleep(0)
    yield last


async def _slowly(body: bytes, size: int, pause: float) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]
        await asyncio.sleep(pause)


Options = Mapping[str, Any]
Spoilt = tuple[AsyncIterator[bytes], int | None, dict[str, str]]


def _whole(body: bytes, options: Options) -> Spoilt:
    return _once(body), len(body), {}


def _cut(body: bytes, options: Options) -> Spoilt:
    return _once(body[: len(body) // 2]), len(body), {}


def _truncated(body: bytes, options: Options) -> Spoilt:
    half = body[: len(body) // 2]
    return _once(half), len(half), {}


def _gzip(body: bytes, options: Options) -> Spoilt:
    packed = gzip.compress(body, 1, mtime=0)
    return _once(packed), len(packed), {"content-encoding": "gzip"}


def _gzip_bomb(body: bytes, options: Options) -> Spoilt:
    """Send one packed block again and again; a full flush lets each be unpacked on its own.

    The stream has no end mark: whoever reads so far has already taken too much.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(b" " * _BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    blocks = options.get("size", 1 << 32) // _BLOCK
    length = len(head) + blocks * len(block)
    return _repeated(block, blocks, head), length, {"content-encoding": "gzip"}


def _oversize(body: bytes, options: Options) -> Spoilt:
    blocks = options.get("size", 1 << 32) // _BLOCK
    length = blocks * _BLOCK if options.get("declared") else None
    return _repeated(b" " * _BLOCK, blocks), length, {}


def _drip(body: bytes, options: Options) -> Spoilt:
    size, pause = options.get("size", 16), options.get("pause", 0.05)
    return _slowly(body, size, pause), len(body), {}


_SPOIL: dict[str, Callable[[bytes, Options], Spoilt]] = {
    "cut": _cut,
    "truncated": _truncated,
    "gzip": _gzip,
    "gzip_bomb": _gzip_bomb,
    "oversize": _oversize,
    "drip": _drip,
}
