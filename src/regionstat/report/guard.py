"""What a page may touch: it reads the project and Python's own files, and writes nowhere.

The guard holds a notebook to its contract, and names what it tried. It sees what Python code
opens; it is no wall against a program that means harm.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from regionstat.errors import NotebookFailed

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Audit events of which the first so many arguments are paths that are read or written.
_READ = {"os.listdir": 1, "os.scandir": 1, "os.chdir": 1, "os.getxattr": 1}
_WRITTEN = {
    **dict.fromkeys(("os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.utime"), 1),
    **dict.fromkeys(("os.chmod", "os.chown", "os.setxattr", "sqlite3.connect"), 1),
    **dict.fromkeys(("os.rename", "os.link", "os.symlink"), 2),
}
_ONLINE = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.")
_PROCESSES = (
    *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn"),
    *("os.spawn", "os.startfile", "os.kill", "os.killpg", "pty.spawn"),
)


class Refused(NotebookFailed, PermissionError):
    """A page tried what it may not; libraries meet it as a file that they may not open."""


class Guard:
    """Refuses, in this process and from `close` on, what a page may not do.

    `refused` holds what was tried, also where a library went on without it.
    """

    def __init__(self, home: Path, folder: Path) -> None:
        self.refused: list[Refused] = []
        # There the library keeps the panel it has built.
        self._written = _real([folder, home / "data" / "processed"])
        self._read = _real([home, folder, *_installation()])

    def close(self) -> None:
        """Refuse from now on; there is no way back."""
        watched = _watched

        def hear(event: str, args: tuple[Any, ...]) -> None:
            # Thousands of events a page are of no concern: `id` of an object is one.
            if watched(event):
                self._hear(event, args)

        sys.addaudithook(hear)

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            self._path(args[0], writes=bool(args[2] & _WRITES))
        elif event in _READ:
            self._path(args[0], writes=False)
        elif event in _WRITTEN:
            for path in args[: _WRITTEN[event]]:
                self._path(_from_folder(event, path, args), writes=True)
        elif event in _PROCESSES and not _is_own(event, args):
            self._refuse(f"start or stop a process ({event})", _plain(args))
        elif event.startswith(_ONLINE) and not _stays_here(event, args):
            self._refuse(f"go online ({event})", _plain(args))

    def _path(self, path: object, *, writes: bool) -> None:
        if not isinstance(path, (str, bytes, os.PathLike)):
            return  # A file that is open already.
        real = _real_path(os.fsdecode(path))
        if not f"{real}{os.sep}".startswith(self._written if writes else self._read):
            self._refuse("write to a file" if writes else "read a file outside the project", real)

    def _refuse(self, what: str, where: str) -> None:
        error = Refused(
            f"A page tried to {what}",
            found="a page reads the project only; it writes nothing, stays offline and alone",
            where=where,
            todo="Do this in a program; a notebook calls the library and shows what it returns",
        )
        self.refused.append(error)
        raise error


@cache
def _watched(event: str) -> bool:
    told = {"open", *_READ, *_WRITTEN, *_PROCESSES}
    return event in told or event.startswith(_ONLINE)


def _real_path(path: str) -> str:
    """Return where `path` leads, all links followed; those of a folder looked up once."""
    folder, _, name = path.rpartition(os.sep)
    if not folder.startswith(os.sep) or os.pardir in path or Path(path).is_symlink():
        return os.path.realpath(path)
    return f"{_real_folder(folder)}{os.sep}{name}"


# A page can make no link to where it may not write itself.
_real_folder = cache(os.path.realpath)


def _from_folder(event: str, path: Any, args: tuple[Any, ...]) -> Any:
    """Return the path of what is removed; it may be told from a folder that is open."""
    if event not in ("os.remove", "os.rmdir") or args[1] < 0:
        return path
    return f"/dev/fd/{args[1]}/{os.fsdecode(path)}"


def _plain(args: tuple[Any, ...]) -> str:
    """Return what an event tells in words and numbers: an address, a command."""
    told = [str(one) for one in args if isinstance(one, (str, bytes, int, tuple, list))]
    return " ".join(told) or "no more is known"


def _is_own(event: str, args: tuple[Any, ...]) -> bool:
    return event == "os.kill" and args[0] == os.getpid()


def _stays_here(event: str, args: tuple[Any, ...]) -> bool:
    """Say whether a socket is of the kind that an event loop talks to itself by."""
    return event == "socket.gethostname" or (event == "socket.__new__" and args[1] == _LOCAL)


# The family of sockets that stay on this machine, on every system that can fork.
_LOCAL = 1


def _installation() -> list[Path]:
    """Return where Python, its packages and what the system offers every program lie."""
    import matplotlib

    python = [sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(None, sys.path)]
    drawing = [matplotlib.get_configdir(), matplotlib.get_cachedir(), matplotlib.matplotlib_fname()]
    system = ["/usr/share", "/usr/lib", "/sys", "/dev/null", "/dev/urandom", "/proc/self"]
    return [Path(one) for one in (*python, *drawing, *system)]


def _real(folders: Iterable[Path]) -> tuple[str, ...]:
    return tuple(f"{os.path.realpath(folder)}{os.sep}" for folder in folders)


def private(folder: Path) -> None:
    """Make `folder` the place where this process keeps what is temporary."""
    tempfile.tempdir = str(folder)
    os.environ["TMPDIR"] = str(folder)
