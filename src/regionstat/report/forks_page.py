"""One page in a process of its own: shell, guard, cells, and what they show."""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from regionstat.report.forks_protocol import Asked, Message, failure, is_well, reply, tell
from regionstat.report.guard import Guard, private
from regionstat.report.shell import Shell, language


def run_page(asked: Asked, home: Path, folder: Path, answers: Connection) -> None:
    """Run the cells of `asked` until one fails, and send what they tell over `answers`.

    The page writes in `folder` only. Ends this process when a cell takes too long.
    """
    os.chdir(asked.folder)
    private(folder)
    shell = Shell()
    # A module beside the notebook is not for a page to import.
    sys.path[:] = filter(None, sys.path)
    guard = Guard(home, folder)
    guard.close()
    for cell in asked.cells:
        # Left to the system, which ends the process whatever it is in.
        signal.setitimer(signal.ITIMER_REAL, asked.seconds)
        told = _held(shell.run(cell.source, data=cell.data), guard)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for one in told:
            tell(answers, one)
        if not is_well(told[-1]):
            break
    tell(answers, language())


def _held(told: list[Message], guard: Guard) -> list[Message]:
    """Return what a cell told; an error when it went on although the guard refused."""
    if not guard.refused or not is_well(told[-1]):
        return told
    first = guard.refused[0]
    return [*told[:-1], failure(type(first).__name__, str(first)), reply(well=False)]
