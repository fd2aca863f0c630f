"""The journal of a sweep: one line for each company that was asked for, on disk at once.

An interruption at any moment loses at most the request under way: a line that was cut off
is dropped, and its company is asked for again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

import msgspec

from regionstat.errors import BadFile
from regionstat.sources.company_accounts import Accounts


@dataclass(frozen=True)
class Answered:
    """What one company had filed at the time `asked`; None when the register could not tell."""

    orgnr: str
    asked: datetime
    accounts: tuple[Accounts, ...] | None


class Journal:
    """The answers of a sweep by company, and the file they are appended to.

    Opening reads what is there and drops a last line that was cut off. Raises `BadFile`
    when a line before the last is no answer.
    """

    def __init__(self, path: Path) -> None:
        found, whole = _read(path)
        self._answers = {one.orgnr: one for one in found}
        self._file = path.open("ab", buffering=0)
        self._file.truncate(whole)

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def answers(self) -> Mapping[str, Answered]:
        """The answers so far, by company."""
        return self._answers

    def append(self, one: Answered) -> None:
        """Add an answer; it is on disk when this returns. Raises `OSError` on a full disk."""
        line = msgspec.json.encode(one) + b"\n"
        if self._file.write(line) != len(line):
            raise OSError(f"{self._file.name}: the line was not written whole")
        os.fsync(self._file.fileno())
        self._answers[one.orgnr] = one


def _read(path: Path) -> tuple[list[Answered], int]:
    """Return the answers in the journal at `path`, and how many of its bytes they take."""
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    found, whole = [], 0
    for number, line in enumerate(lines, start=1):
        try:
            if not line.endswith(b"\n"):
                break
            found.append(msgspec.json.decode(line, type=Answered))
        except msgspec.DecodeError as error:
            if number == len(lines):
                break
            raise BadFile(
                "Go on with a sweep",
                found=f"line {number} of its journal is no answer ({error})",
                where=str(path),
                todo="Remove the folder of the journal to begin the sweep anew",
            ) from error
        whole += len(line)
    return found, whole
