"""What is said between the engine, the server of forks and a page: data, never objects."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from typing import Any

from jupyter_client.jsonutil import json_default

Message = dict[str, Any]
# The last message about a page that did not tell its language: how its process ended.
ENDED = "ended"


@dataclass(frozen=True)
class Cell:
    """A code cell: its source, and whether it holds nothing but data."""

    source: str
    data: bool


@dataclass(frozen=True)
class Asked:
    """A page to be run: its code cells in order, where, and how long each may take.

    `edition` is the one it is about, where its parameters tell.
    """

    cells: tuple[Cell, ...]
    folder: str
    seconds: float
    edition: int | None = None

    def as_json(self) -> bytes:
        """Return it as it goes over a pipe."""
        return json.dumps(asdict(self)).encode()


def asked_in(data: bytes) -> Asked:
    """Return the page that `as_json` wrote."""
    told = json.loads(data)
    cells = tuple(Cell(**one) for one in told["cells"])
    return Asked(cells, told["folder"], told["seconds"], told["edition"])


def message(kind: str, content: Mapping[str, Any]) -> Message:
    """Return a message as Jupyter's protocol has it, without what only a socket needs."""
    header = {"msg_type": kind}
    return {"msg_type": kind, "header": header, "content": dict(content), "parent_header": {}}


def failure(name: str, text: str) -> Message:
    """Return the message of a failed cell: the error's name, and what it says."""
    return message("error", {"ename": name, "evalue": text, "traceback": [text]})


def reply(*, well: bool) -> Message:
    """Return the message that ends a cell."""
    return message("execute_reply", {"status": "ok" if well else "error"})


def is_well(one: Message) -> bool:
    """Say whether `one`, the last message of a cell, says that it went well."""
    return bool(one["content"]["status"] == "ok")


def tell(answers: Connection, one: Message) -> None:
    """Send a message."""
    answers.send_bytes(json.dumps(one, default=json_default).encode())


def heard(answers: Connection) -> Message:
    """Return the next message; raises `EOFError` when nobody is left to send one."""
    found: Message = json.loads(answers.recv_bytes())
    return found
