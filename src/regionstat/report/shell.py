"""The cells of a page, run in a namespace of their own; what they show, as a kernel tells it."""

from __future__ import annotations

import io
import sys
from typing import Any, TextIO, cast

import pandas as pd
from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from traitlets.config import Config

from regionstat.errors import NotebookFailed
from regionstat.report.forks_protocol import Message, message, reply
from regionstat.report.warm_parameters import values

# What is kept for a user who comes back would be one file for all pages.
_SETTINGS = {"HistoryManager": {"enabled": False}}
# As many columns as pandas prints of a frame in a notebook.
_COLUMNS = 20


class Recorder(Session):
    """What a shell would send to its front end, kept in order instead."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[Message] = []

    def send(  # type: ignore[override]
        self, _: Any, msg_or_type: Any, content: Any = None, *__: Any, **___: Any
    ) -> None:
        """Keep a message: its type, and what it says."""
        if isinstance(msg_or_type, dict):
            msg_or_type, content = msg_or_type["msg_type"], msg_or_type["content"]
        self.kept.append(message(msg_or_type, content))

    def write(self, name: str, text: str) -> None:
        """Keep `text` that was written to the stream `name`, one message for what is in a row."""
        last = self.kept[-1] if self.kept else message("", {})
        if last["msg_type"] == "stream" and last["content"]["name"] == name:
            last["content"]["text"] += text
        elif text:
            self.kept.append(message("stream", {"name": name, "text": text}))

    def taken(self) -> list[Message]:
        """Return the messages since the last call."""
        kept, self.kept = self.kept, []
        return kept


class _Stream(io.TextIOBase):
    """A stream whose text goes into the page."""

    def __init__(self, name: str, recorder: Recorder) -> None:
        self._name, self._recorder = name, recorder

    def write(self, text: str) -> int:
        self._recorder.write(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True


def make_ready() -> Any:
    """Return the IPython of this process, made if there is none: a fork takes it over unused."""
    return cast(Any, ZMQInteractiveShell).instance(config=Config(_SETTINGS))


class Shell:
    """An IPython with a fresh namespace, its streams and displays recorded.

    It takes the place of the streams of this process and its `__main__`, so that a process
    has only one.
    """

    def __init__(self) -> None:
        self._recorder = Recorder()
        sys.stdout, sys.stderr = (
            cast(TextIO, _Stream(name, self._recorder)) for name in ("stdout", "stderr")
        )
        self._shell = make_ready()
        for part in (self._shell.displayhook, self._shell.display_pub):
            part.session = self._recorder
        # pandas was loaded where there was no kernel yet, and took that for a terminal.
        pd.set_option("display.max_columns", _COLUMNS)

    def run(self, source: str, *, data: bool) -> list[Message]:
        """Run a cell, or read it when it holds `data` only, and return what a kernel would tell.

        The last message, `execute_reply`, has the status `ok` or `error`.
        """
        count = self._shell.execution_count
        if data:
            self._read(source)
        else:
            self._shell.run_cell(source, store_history=True)
        told = self._recorder.taken()
        failed = any(one["msg_type"] == "error" for one in told)
        return [
            message("execute_input", {"code": source, "execution_count": count}),
            *told,
            reply(well=not failed),
        ]

    def _read(self, source: str) -> None:
        try:
            self._shell.push(values(source))
        except NotebookFailed:
            self._shell.showtraceback()
        self._shell.execution_count += 1


def language() -> Message:
    """Return what a kernel tells of its language."""
    return message("kernel_info_reply", {"language_info": IPythonKernel.language_info})
