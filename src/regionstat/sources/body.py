"""The body of an answer: received whole, unpacked in small steps, never past a cap."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

_STEP = 1 << 18
_GZIP, _ZLIB, _RAW = 31, 15, -15


class Cut(Exception):
    """The body ends too early, or is damaged on the way."""


class TooLarge(Exception):
    """The body, unpacked, is larger than `most` bytes."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(most)


class UnknownEncoding(Exception):
    """The body is packed in a way that was not asked for."""


class Sink(Protocol):
    """What bytes can be written to: a file, or a buffer in memory."""

    def write(self, data: bytes, /) -> int:
        """Take all of `data`."""


def receive(chunks: Iterable[bytes], sink: Sink, encoding: str, max_bytes: int) -> None:
    """Write the unpacked `chunks` to `sink`.

    `encoding` is the answer's `Content-Encoding`. Raises `TooLarge` before more than
    `max_bytes` are written, `Cut` when a packed body is not whole, and `UnknownEncoding`
    when it is neither gzip, deflate nor plain.
    """
    written = 0
    for piece in _unpacker(encoding)(chunks):
        written += len(piece)
        if written > max_bytes:
            raise TooLarge(max_bytes)
        sink.write(piece)


def _unpacker(encoding: str) -> Callable[[Iterable[bytes]], Iterable[bytes]]:
    match encoding.strip().lower():
        case "" | "identity":
            return lambda chunks: chunks
        case "gzip" | "x-gzip":
            return lambda chunks: _unpack(chunks, lambda _: _GZIP)
        case "deflate":
            return lambda chunks: _unpack(chunks, _deflate)
    raise UnknownEncoding


def _deflate(head: bytes) -> int:
    # Some servers send deflate without the header that the standard asks for.
    has_header = head[0] & 15 == 8 and int.from_bytes(head[:2], "big") % 31 == 0
    return _ZLIB if has_header else _RAW


def _unpack(chunks: Iterable[bytes], kind: Callable[[bytes], int]) -> Iterator[bytes]:
    member, waiting = None, b""
    for chunk in chunks:
        waiting += chunk
        # The kind of deflate shows in the first two bytes.
        while len(waiting) >= 2 or (waiting and member is not None):
            member = member or zlib.decompressobj(kind(waiting))
            yield from _inflate(member, waiting)
            waiting = member.unused_data
            member = None if member.eof else member
    if member is not None or waiting:
        raise Cut


def _inflate(member: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    full = True
    # A full piece may leave more inside, even when all of the input is taken.
    while not member.eof and (data or full):
        try:
            piece = member.decompress(data, _STEP)
        except zlib.error as error:
            raise Cut from error
        data, full = member.unconsumed_tail, len(piece) == _STEP
        if piece:
            yield piece
