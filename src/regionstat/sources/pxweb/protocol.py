"""What every StatBank answers, whichever of its two interfaces is spoken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from regionstat.sources.http import Answer
from regionstat.sources.pxweb.metadata import TableMeta
from regionstat.sources.pxweb.query import CodeList, Query

# What Statistics Norway allows in one answer, where the server does not say.
DEFAULT_LIMIT = 800_000


@dataclass(frozen=True)
class TableAbout:
    """What one cheap call tells of a table; None and "" where the server does not say.

    `updated` is the server's own text, UTC. v1 has no such call: it gives no `updated`, and
    `time_unit` is "".
    """

    table: str
    label: str
    updated: str | None
    discontinued: bool | None
    first_period: str
    last_period: str
    time_unit: str


@dataclass(frozen=True)
class Request:
    """One request for data, in a form that is the same for the same query."""

    method: str
    url: str
    params: Mapping[str, str]
    body: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of method, path, parameters and body, in hex; the host is left out."""
        head = canonical([self.method, urlsplit(self.url).path, sorted(self.params.items())])
        return hashlib.sha256(head + b"\n" + self.body).hexdigest()


class StatBank(Protocol):
    """A StatBank of Statistics Norway. Constructing one opens no socket.

    Every method that asks the server raises SourceUnavailable when it does not answer as it
    must, and SourceChanged when the table is not there.
    """

    @property
    def name(self) -> str:
        """The interface: "v2" or "v1"."""

    def limit(self) -> int:
        """Return how many cells one answer may hold, asked once."""

    def about(self, table: str) -> TableAbout:
        """Return what one cheap call tells of `table`."""

    def metadata(self, table: str) -> TableMeta:
        """Return the metadata of `table`."""

    def codelist(self, name: str) -> CodeList:
        """Return the code list `name`; raises Misuse where there is none of that name."""

    def request(self, query: Query) -> Request:
        """Return the request that asks for `query`; sends nothing."""

    def data(self, query: Query) -> Answer:
        """Return the answer to `query`, of status 200; `check_answer` reads its body."""


def canonical(value: object) -> bytes:
    """Return `value` as JSON bytes that do not depend on the order of keys."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
