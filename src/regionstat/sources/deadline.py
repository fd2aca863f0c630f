"""An end to answers that come so slowly that no time-out of a single step sees it."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Event, Timer
from typing import Any
from weakref import WeakSet


class Deadline:
    """Watches the sockets that one client opens, and shuts them when the time is up."""

    def __init__(self) -> None:
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._over = Event()

    @property
    def over(self) -> bool:
        """Say whether the time of the newest exchange ran out."""
        return self._over.is_set()

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Remember a socket that is opened; this is httpx's extension `trace`."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._sockets.add(info["return_value"].get_extra_info("socket"))

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Shut the sockets after `seconds` unless the block ends before; `over` tells which."""
        self._over = over = Event()
        timer = Timer(seconds, self._shut, [over])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _shut(self, over: Event) -> None:
        over.set()
        for opened in list(self._sockets):
            # Closing would not wake the thread that reads; shutting does. That of the plain
            # socket also leaves the state of TLS to the thread that uses it.
            with suppress(OSError):
                socket.socket.shutdown(opened, socket.SHUT_RDWR)
