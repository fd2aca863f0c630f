"""One polite client of the servers outside: limited, patient, never fooled by half an answer.

Constructing it goes nowhere; the first request does.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import TracebackType

import httpx

from regionstat.errors import Misuse
from regionstat.sources.answer import (
    Answer,
    Order,
    fault_in_words,
    is_bad_tls,
    no_address,
    received,
    same_server,
    status_in_words,
)
from regionstat.sources.body import Cut, TooLarge
from regionstat.sources.deadline import Deadline
from regionstat.sources.limiter import Limiter
from regionstat.sources.manners import Manners, user_agent
from regionstat.sources.retry import OnWait, Passing, Sleep, patiently
from regionstat.sources.whole import replacing

__all__ = ["LIMIT_REACHED", "MAX_BYTES", "MAX_DOWNLOAD", "Answer", "Client"]

MAX_BYTES = 200_000_000
MAX_DOWNLOAD = 4_000_000_000
LONGEST_WAIT = 600.0
LIMIT_REACHED = "its limit of calls is reached"
_RETRIED = frozenset({429, 502, 503, 504})
_REDIRECTS = 3


def _silent(seconds: float, reason: str) -> None:
    """Say nothing of a wait."""


class Client:
    """Asks the servers, one request at a time.

    Every method raises `SourceUnavailable` when the server cannot be reached, or when 429,
    502, 503, 504, or a cut body stays after all tries; and at once for a redirect to another
    host, a body over `max_bytes` unpacked, an answer that takes too long, a certificate that
    does not hold, or a server that asks for more than ten minutes of patience. Any other
    status, also 404 or 500, is an `Answer`. `Misuse` is raised for an address that is none.

    `on_wait` is told the seconds and the reason before each wait, and `sleep` waits.
    """

    def __init__(
        self,
        manners: Manners | None = None,
        *,
        limiter: Limiter | None = None,
        sleep: Sleep = time.sleep,
        on_wait: OnWait = _silent,
    ) -> None:
        self._manners = manners or Manners()
        self._limiter = limiter or Limiter()
        self._sleep = sleep
        self._on_wait = on_wait
        self._deadline = Deadline()
        self._http: httpx.Client | None = None

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept for the next request."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        accept: str = "application/json",
        large: bool = False,
        max_bytes: int = MAX_BYTES,
    ) -> Answer:
        """Return the answer to a GET; see `Client` for what is raised.

        A `large` request waits until no process on the machine has one under way to the host.
        """
        request = self._request("GET", url, params, {"accept": accept}, None)
        return self._ask(Order(request, self._manners.answer, max_bytes, large))

    def post(
        self,
        url: str,
        body: bytes,
        *,
        params: Mapping[str, str] | None = None,
        accept: str = "application/json",
        content_type: str = "application/json",
        large: bool = False,
        max_bytes: int = MAX_BYTES,
    ) -> Answer:
        """Return the answer to a POST of `body`; else as `get`."""
        headers = {"accept": accept, "content-type": content_type}
        request = self._request("POST", url, params, headers, body)
        return self._ask(Order(request, self._manners.answer, max_bytes, large))

    def download(
        self, url: str, path: Path, *, accept: str = "*/*", max_bytes: int = MAX_DOWNLOAD
    ) -> Answer:
        """Write the body of a 200 to `path`, whole or not at all; `Answer.body` is then empty.

        Any other status leaves `path` as it was. Counts as a large request. Raises `OSError`
        when the disk refuses; else as `get`.
        """
        request = self._request("GET", url, None, {"accept": accept}, None)
        with replacing(path, 0o644) as (file, commit):
            answer = self._ask(Order(request, self._manners.download, max_bytes, True, file))
            if answer.status == 200:
                file.flush()
                os.fsync(file.fileno())
                commit()
        return answer

    def _request(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        headers: Mapping[str, str],
        body: bytes | None,
    ) -> httpx.Request:
        try:
            request = self._opened().build_request(
                method,
                httpx.URL(url).copy_merge_params(dict(params or {})),
                headers=dict(headers),
                content=body,
                extensions={"trace": self._deadline.trace},
            )
        except httpx.InvalidURL as error:
            raise no_address(url) from error
        known = request.url.scheme in {"http", "https"} and (request.url.port or 0) < 1 << 16
        if not known or not request.url.host:
            raise no_address(url)
        return request

    def _opened(self) -> httpx.Client:
        if self._http is None:
            timeout = httpx.Timeout(self._manners.read, connect=self._manners.connect)
            headers = {b"user-agent": user_agent(), b"accept-encoding": b"gzip, deflate"}
            try:
                self._http = httpx.Client(
                    http2=True,
                    headers=headers,
                    timeout=timeout,
                    limits=httpx.Limits(keepalive_expiry=60.0),
                )
            except (ValueError, ImportError, OSError) as error:
                raise Misuse(
                    "Prepare the connection to the servers",
                    found=str(error),
                    where="the settings for proxies and certificates in the environment",
                    todo="Look at HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE, SSL_CERT_DIR",
                ) from error
        return self._http

    def _ask(self, order: Order) -> Answer:
        return patiently(
            lambda: self._follow(order),
            order.asked,
            order.host,
            self._manners,
            self._sleep,
            self._on_wait,
        )

    def _follow(self, order: Order) -> Answer:
        request = order.request
        for _ in range(_REDIRECTS + 1):
            found = self._exchange(order, request)
            if isinstance(found, Answer):
                return found
            request = found
        many = f"more than {_REDIRECTS} redirects, one after another"
        raise order.refused(many, "See whether the service has moved, and name its new address")

    def _exchange(self, order: Order, request: httpx.Request) -> Answer | httpx.Request:
        place = self._limiter.large(order.host, lambda: self._busy(order))
        with place if order.large else nullcontext():
            self._await_turn(order)
            with self._deadline.within(order.seconds), self._faults_named(order):
                response = self._opened().send(request, stream=True)
                try:
                    return self._taken(order, response)
                finally:
                    response.close()

    def _busy(self, order: Order) -> None:
        self._on_wait(0.0, f"{order.host}: another process has a large request under way")

    def _await_turn(self, order: Order) -> None:
        while seconds := self._limiter.take(order.host):
            self._on_wait(seconds, f"{order.host}: {LIMIT_REACHED}")
            self._sleep(seconds)

    @contextmanager
    def _faults_named(self, order: Order) -> Iterator[None]:
        try:
            yield
        except (httpx.TransportError, Cut) as error:
            self._check_deadline(order)
            if is_bad_tls(error):
                found = f"the server does not prove who it is: {error}"
                raise order.refused(found, "See whether a proxy stands between") from error
            connected = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
            raise Passing(fault_in_words(error, self._manners), connected=connected) from error
        except TooLarge as error:
            found = f"a body of more than {error.most:,} bytes"
            raise order.refused(found, "Ask for less at a time") from error
        self._check_deadline(order)

    def _check_deadline(self, order: Order) -> None:
        if self._deadline.over:
            found = f"no whole answer within {order.seconds:g} s"
            raise order.refused(found, "Ask for less at a time, or run it again later")

    def _taken(self, order: Order, response: httpx.Response) -> Answer | httpx.Request:
        headers = {name.lower(): value for name, value in response.headers.items()}
        wait = self._limiter.learn(order.host, response.status_code, headers)
        if response.next_request is not None:
            return same_server(order, response, response.next_request)
        if wait > LONGEST_WAIT:
            found = f"{status_in_words(response)}; it asks to wait {wait / 60:,.0f} minutes"
            raise order.refused(found, "Run it again after that time")
        if response.status_code in _RETRIED:
            raise Passing(status_in_words(response), wait)
        return received(order, response, headers)
