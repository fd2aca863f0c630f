"""The process that pages are forked from: everything imported once, no page ever run in it.

It has one thread, holds no page's data, and ends when the process that started it is gone.
"""

from __future__ import annotations

import gc
import signal
import sys
import tempfile
from contextlib import suppress
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from multiprocessing.reduction import recv_handle
from pathlib import Path

from regionstat.report.forks_page import run_page
from regionstat.report.forks_protocol import ENDED, Asked, asked_in, message, tell
from regionstat.report.shell import make_ready
from regionstat.report.warmup import shared_by, warm_up
from regionstat.snapshots import find_home

_FORK = get_context("fork")


class Server:
    """Forks a process for each page that `control` asks for, and tells how it ended."""

    def __init__(self, control: Connection, home: Path) -> None:
        self._control, self._home = control, home
        self._running: dict[int, _Page] = {}
        self._warm: set[tuple[int, str]] = set()

    def serve(self) -> None:
        """Serve until told to stop or nobody is left to ask; then end the pages that run."""
        try:
            while self._served():
                pass
        finally:
            for page in self._running.values():
                page.process.kill()
                page.end()

    def _served(self) -> bool:
        for found in wait([self._control, *self._running]):
            if isinstance(found, int):
                self._running.pop(found).end()
            elif not (asked := self._heard()):
                return False
            else:
                self._start(asked_in(asked))
        return True

    def _heard(self) -> bytes:
        try:
            return self._control.recv_bytes()
        except EOFError:
            return b""

    def _start(self, asked: Asked) -> None:
        answers = Connection(recv_handle(self._control), readable=False)
        self._warm_up(asked)
        others = [self._control, *(page.answers for page in self._running.values())]
        page = _Page(asked, self._home, answers, others)
        self._running[page.process.sentinel] = page

    def _warm_up(self, asked: Asked) -> None:
        if asked.edition is None:
            return
        shared = shared_by(cell.source for cell in asked.cells)
        cold = sorted({(asked.edition, name) for name in shared} - self._warm)
        for edition, name in cold:
            warm_up(edition, name)
        if cold:
            self._warm |= {*cold}
            _share()


class _Page:
    """A page that runs: its process, its folder, and the way back to who asked."""

    def __init__(
        self, asked: Asked, home: Path, answers: Connection, others: list[Connection]
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="page-")
        self.answers = answers
        folder = Path(self._folder.name)
        self.process: ForkProcess = _FORK.Process(
            target=_run, args=(others, asked, home, folder, answers)
        )
        self.process.start()

    def end(self) -> None:
        """Tell how the process ended, and let go of what it had."""
        self.process.join()
        # Who asked may be gone.
        with suppress(OSError):
            tell(self.answers, message(ENDED, {"code": self.process.exitcode}))
        self.answers.close()
        self.process.close()
        self._folder.cleanup()


def _run(
    others: list[Connection], asked: Asked, home: Path, folder: Path, answers: Connection
) -> None:
    # Not the page's: neither to speak there, nor to keep them open when the server is gone.
    for one in others:
        one.close()
    run_page(asked, home, folder, answers)


def warm() -> None:
    """Import all that a page may use, and keep it where forks share it."""
    public, study = sys.modules["regionstat"], import_module("regionstat.study")
    # A page renders no report.
    names = [(public, name) for name in public.__all__ if name != "render"]
    for package, name in (*names, *((study, name) for name in study.__all__)):
        # What cannot be imported fails the pages that ask for it, and no others.
        with suppress(ImportError):
            getattr(package, name)


def _share() -> None:
    """Keep what there is where forks share it: no page's collector writes to it."""
    gc.collect()
    gc.freeze()


def main() -> None:
    """Serve over the socket whose number is the first argument."""
    # An interrupt is for who asked, who then ends this.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.dont_write_bytecode = True
    control = Connection(int(sys.argv[1]))
    warm()
    make_ready()
    _share()
    Server(control, find_home()).serve()


if __name__ == "__main__":
    main()
