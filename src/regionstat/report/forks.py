"""Pages from forks: a server with everything imported, and one process a page."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from pathlib import Path
from threading import Lock

from regionstat.report.forks_protocol import ENDED, Asked, Message, heard, message
from regionstat.snapshots.home import VARIABLE

# Windows cannot fork; there a page runs in an ordinary kernel.
CAN_FORK = hasattr(os, "fork")
# Threads would not survive a fork, and pages share the cores.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class Forks:
    """Runs pages of the project in `home`, each in a fresh fork; for many threads at once.

    The server starts with the first page, and anew when it was lost. `folder` holds what
    server and pages keep for a while.
    """

    def __init__(self, home: Path, folder: Path) -> None:
        self._home, self._folder = home, folder
        self._asking = Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: Connection | None = None

    def run(self, asked: Asked) -> Generator[Message]:
        """Yield what the page tells, cell by cell; the last message tells how it ended."""
        answers, theirs = Pipe(duplex=False)
        with answers:
            with theirs:
                self._ask(asked, theirs)
            try:
                while True:
                    found = heard(answers)
                    yield found
                    if found["msg_type"] == ENDED:
                        return
            except (EOFError, OSError, ValueError):
                # The server is gone, or the page in the middle of a message.
                yield message(ENDED, {"code": None})

    def start(self) -> None:
        """Start the server ahead of the first page, which then waits less."""
        with self._asking:
            if CAN_FORK and self._control is None:
                self._control = self._start()

    def pid(self) -> int | None:
        """Return the number of the server's process, None before the first page."""
        return self._server.pid if self._server else None

    def close(self) -> None:
        """End the server and the pages it still runs."""
        if self._control and self._server:
            # Said, since a process that was forked from this one may hold the socket, too.
            with suppress(OSError):
                self._control.send_bytes(b"")
            self._control.close()
            self._server.wait()

    def _ask(self, asked: Asked, answers: Connection) -> None:
        with self._asking:
            try:
                self._send(asked, answers)
            except OSError:
                self.close()
                self._control = None
                self._send(asked, answers)

    def _send(self, asked: Asked, answers: Connection) -> None:
        if self._control is None:
            self._control = self._start()
        assert self._server
        self._control.send_bytes(asked.as_json())
        send_handle(self._control, answers.fileno(), self._server.pid)

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        here = {VARIABLE: str(self._home), "IPYTHONDIR": str(self._folder / "ipython")}
        settings = {
            **dict.fromkeys(_ONE_THREAD, "1"),
            "JE_ARROW_MALLOC_CONF": "background_thread:false",
            **here,
            "TMPDIR": str(self._folder),
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        }
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-P", "-m", _SERVER, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, **settings},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        return ours


_SERVER = "regionstat.report.forks_server"


@dataclass
class _Shared:
    """The forks of a project, and how many use them."""

    forks: Forks
    ends: ExitStack = field(default_factory=ExitStack)
    users: int = 0


_OPEN: dict[Path, _Shared] = {}
_OPENING = Lock()


@contextmanager
def serving(home: Path) -> Iterator[Forks]:
    """Give the forks of the project in `home`, the same to all who ask; the last one ends them."""
    with _OPENING:
        shared = _OPEN.get(home) or _opened(home)
        shared.users += 1
    try:
        yield shared.forks
    finally:
        with _OPENING:
            shared.users -= 1
            if not shared.users:
                del _OPEN[home]
                shared.ends.close()


def _opened(home: Path) -> _Shared:
    ends = ExitStack()
    folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="regionstat-"))
    forks = Forks(home, Path(folder))
    ends.callback(forks.close)
    _OPEN[home] = _Shared(forks, ends)
    return _OPEN[home]
