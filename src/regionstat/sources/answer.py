"""One exchange in words and bytes: what was ordered, what came, and how a refusal says it."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO

import httpx

from regionstat.errors import Misuse, SourceUnavailable
from regionstat.sources.body import Cut, TooLarge, UnknownEncoding, receive
from regionstat.sources.manners import Manners

_EXCERPT_BYTES = 2_000
_EXCERPT_SIGNS = 120
_ERROR_BYTES = 10_000_000


@dataclass(frozen=True)
class Answer:
    """What a server answered: `body` unpacked, names of `headers` in lower case.

    `url` is the one that answered, without a password; `sent` is the body of the request;
    `retrieved` is in UTC.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    retrieved: datetime
    method: str
    sent: bytes


@dataclass(frozen=True)
class Order:
    """A request, and the bounds of its answer: seconds, bytes, and a file for a good one."""

    request: httpx.Request
    seconds: float
    max_bytes: int
    large: bool
    file: BinaryIO | None = None

    @property
    def host(self) -> str:
        """The host that is asked, with its port where that is not the usual one."""
        return self.request.url.netloc.decode()

    def refused(self, found: str, todo: str) -> SourceUnavailable:
        """Return (not raise) the error for an answer that asking again would not better."""
        return SourceUnavailable(self.asked, found=found, where=self.host, todo=todo)

    @property
    def asked(self) -> str:
        """What is asked, without the query, which may be long."""
        url = self.request.url
        return f"{self.request.method} {url.scheme}://{url.netloc.decode()}{url.path}"


def no_address(url: str) -> Misuse:
    """Return (not raise) the error for a text that is no address of a server."""
    return Misuse(
        f"Ask {url!r}",
        found="this is not an address of a server",
        where="the address",
        todo="Write it with its scheme and host, like https://data.ssb.no",
    )


def received(order: Order, response: httpx.Response, headers: Mapping[str, str]) -> Answer:
    """Read the body of `response`, into the order's file when it is a good one and has a file.

    Raises `TooLarge`, `Cut` or an error of httpx while it reads, `OSError` when the disk
    refuses, and `SourceUnavailable` for a packing that was not asked for.
    """
    buffer = BytesIO()
    sink = order.file if order.file is not None and response.status_code == 200 else buffer
    most = min(order.max_bytes, _ERROR_BYTES) if response.status_code >= 400 else order.max_bytes
    if order.file is not None:
        # An earlier try may have left a part.
        order.file.seek(0)
        order.file.truncate()
    _check_length(headers, most)
    packing = headers.get("content-encoding", "")
    try:
        receive(response.iter_raw(), sink, packing, most)
    except UnknownEncoding as error:
        found = f"a body packed as {packing!r}, which was not asked for"
        raise order.refused(found, "See whether a proxy stands between") from error
    return Answer(
        url=str(response.request.url.copy_with(userinfo=b"")),
        status=response.status_code,
        headers=headers,
        body=buffer.getvalue(),
        retrieved=datetime.now(UTC),
        method=response.request.method,
        sent=order.request.content,
    )


def same_server(order: Order, response: httpx.Response, target: httpx.Request) -> httpx.Request:
    """Return `target`, where `response` redirects to.

    Raises `SourceUnavailable` when that is another server, or when the redirect would make
    a GET of a POST and so lose the query.
    """
    source = response.request
    if _origin(source.url) != _origin(target.url):
        found = f"a redirect from {_origin(source.url)} to {_origin(target.url)}, another server"
        raise order.refused(found, "See whether the server has moved, and name its new address")
    if source.method != target.method:
        found = f"a redirect ({response.status_code}) that would lose the body of the request"
        raise order.refused(found, "See whether the service has moved, and name its new address")
    return target


def status_in_words(response: httpx.Response) -> str:
    """Return the status and the first words of the body, as far as they can be read."""
    buffer = BytesIO()
    with suppress(TooLarge, Cut, UnknownEncoding, httpx.TransportError):
        packing = response.headers.get("content-encoding", "")
        receive(response.iter_raw(), buffer, packing, _EXCERPT_BYTES)
    words = " ".join(buffer.getvalue().decode("utf-8", "replace").split())
    excerpt = words if len(words) <= _EXCERPT_SIGNS else words[:_EXCERPT_SIGNS] + " …"
    return f"HTTP {response.status_code}" + (f" {excerpt!r}" if excerpt else ", no body")


def fault_in_words(error: Exception, manners: Manners) -> str:
    """Return what went wrong between us and the server, in plain words."""
    match error:
        case Cut():
            return "a body that is cut or damaged"
        case httpx.ConnectTimeout():
            return f"no connection within {manners.connect:g} s"
        case httpx.TimeoutException():
            return f"silence for {manners.read:g} s"
        case httpx.ConnectError():
            return f"no connection: {error}"
        case httpx.ProxyError():
            return f"the proxy refused: {error}"
    return f"a connection that broke: {error or type(error).__name__}"


def is_bad_tls(error: BaseException) -> bool:
    """Say whether a connection failed because the server does not prove who it is."""
    if not isinstance(error, httpx.ConnectError):
        return False
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    # An end of the connection in the middle of the handshake proves nothing.
    return cause is not None and not isinstance(cause, ssl.SSLEOFError)


def _check_length(headers: Mapping[str, str], most: int) -> None:
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise TooLarge(most)


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode()}"
