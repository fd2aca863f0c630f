"""One limit of calls per host, kept by all processes on the machine together.

A server counts calls per address, not per process. So the window of calls lies in a small
file per host, in a folder that every process and user of the machine finds; a lock of the
operating system guards each change and is never held during a wait.

Times are of the system-wide clock that only grows, `time.monotonic`, so that setting the
wall clock does nothing. That clock starts anew at a reboot: entries in the future are then
dropped, and a pause that is left over holds at most ten minutes.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from regionstat.errors import SourceUnavailable
from regionstat.sources.whole import replacing
from regionstat.sources.window import Policy, Window, policy_of, retry_after, room_of

DEFAULT = Policy(25, 60.0)
FOLDER = "REGIONSTAT_LIMITS"
_GUARD_SECONDS = 10.0
_LARGE_SECONDS = 1800.0
_MOST_BYTES = 1_000_000
_BUSY = frozenset({429, 502, 503, 504})


class Limiter:
    """The calls to every host, shared through files in `folder`.

    `folder` is by default the one that the environment names in REGIONSTAT_LIMITS, or
    `regionstat-limits` in the machine's folder for temporary files. Where no file can be
    kept, each process keeps its own count. A loopback host has no limit, and no file, until
    it tells one in its headers, unless `spare_loopback` is off.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        default: Policy = DEFAULT,
        spare_loopback: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder or _machine_folder()
        self._default = default
        self._spare_loopback = spare_loopback
        self._clock = clock
        self._own: dict[str, Window] = {}
        self._unkept: set[str] = set()
        self._started: dict[str, float] = {}

    def take(self, host: str) -> float:
        """Count a call to `host` that starts now, and return 0; or the seconds to wait first."""
        waits = [0.0]

        def change(window: Window, now: float) -> Window:
            waits[0] = window.wait(self._policy(host, window), now)
            if waits[0]:
                return window
            self._started[host] = now
            return window.called(now)

        self._change(host, change)
        return waits[0]

    def learn(self, host: str, status: int, headers: Mapping[str, str]) -> float:
        """Take from an answer what it tells of the limit; return the seconds it asks us to wait.

        Names of `headers` are in lower case. A 429 without `Retry-After` asks for one window.
        """
        asked = retry_after(headers, datetime.now(UTC)) if status in _BUSY else None
        waits = [asked or 0.0]

        def change(window: Window, now: float) -> Window:
            window = window.answered(self._started.get(host, now), now)
            window = replace(window, policy=policy_of(headers, self._default) or window.policy)
            policy = self._policy(host, window)
            room = room_of(headers)
            # Retry-After tells better than the room does when there will be some.
            if policy is not None and room is not None and asked is None:
                window = window.left(room, policy, now)
            if status == 429 and asked is None:
                waits[0] = (policy or self._default).seconds
            return window if policy is None else window.held(waits[0], now)

        self._change(host, change)
        return waits[0]

    @contextmanager
    def large(self, host: str, on_busy: Callable[[], None]) -> Iterator[None]:
        """Hold the machine's one place for a large request to `host`; it ends with the process.

        Calls `on_busy` once when another process has it. Raises `SourceUnavailable` when it
        is not free within half an hour.
        """
        lock = self._large_lock(host, on_busy)
        try:
            yield
        finally:
            if lock is not None:
                lock.release()

    def _large_lock(self, host: str, on_busy: Callable[[], None]) -> FileLock | None:
        try:
            lock = self._lock(host, "large")
            try:
                lock.acquire(blocking=False)
            except Timeout:
                on_busy()
                lock.acquire(timeout=_LARGE_SECONDS, poll_interval=0.2)
        except Timeout as error:
            raise SourceUnavailable(
                f"Send a large request to {host}",
                found="another process on this machine has one under way for half an hour",
                where=str(self._file(host, "large")),
                todo="Wait for that process, or stop it",
            ) from error
        except OSError:
            return None
        return lock

    def _policy(self, host: str, window: Window) -> Policy | None:
        if window.policy is not None or self._is_spared(host):
            return window.policy
        return self._default

    def _is_spared(self, host: str) -> bool:
        return self._spare_loopback and is_loopback(host)

    def _change(self, host: str, change: Callable[[Window, float], Window]) -> None:
        # A port of the loopback is another server tomorrow: what it told is not for the others.
        if self._is_spared(host):
            self._change_own(host, change)
            return
        try:
            with self._lock(host, "guard"):
                shared = None if host in self._unkept else self._read(host)
                self._own[host] = shared or self._own.get(host, Window())
                self._change_own(host, change)
                self._keep(host)
        except (OSError, Timeout):
            self._change_own(host, change)

    def _change_own(self, host: str, change: Callable[[Window, float], Window]) -> None:
        now = self._clock()
        self._own[host] = change(self._own.get(host, Window()).at(now), now)

    def _keep(self, host: str) -> None:
        # What could not be kept counts for us until a later one can.
        try:
            with replacing(self._file(host, "json"), 0o666) as (file, commit):
                file.write(msgspec.json.encode(self._own[host]))
                commit()
            self._unkept.discard(host)
        except OSError:
            self._unkept.add(host)

    def _lock(self, host: str, suffix: str) -> FileLock:
        _make(self._folder)
        # A lock by existence alone would outlive a process that is killed.
        path = self._file(host, suffix)
        return FileLock(path, timeout=_GUARD_SECONDS, mode=0o666, fallback_to_soft=False)

    def _file(self, host: str, suffix: str) -> Path:
        return self._folder / f"{re.sub(r'[^a-z0-9.]+', '-', host.lower())}.{suffix}"

    def _read(self, host: str) -> Window | None:
        try:
            with self._file(host, "json").open("rb") as file:
                return msgspec.json.decode(file.read(_MOST_BYTES), type=Window)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None


def is_loopback(host: str) -> bool:
    """Say whether `host`, with or without a port, is this very machine."""
    name = re.sub(r":\d+$", "", host).strip("[]")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def _machine_folder() -> Path:
    named = os.environ.get(FOLDER)
    return Path(named) if named else Path(tempfile.gettempdir()) / "regionstat-limits"


def _make(folder: Path) -> None:
    if not folder.exists():
        with suppress(FileExistsError):
            folder.mkdir(parents=True)
            # Only a folder of our own making is opened to the other users of the machine.
            folder.chmod(0o777)
