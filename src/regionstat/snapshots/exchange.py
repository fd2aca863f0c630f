"""What was asked of a server, and what it said beside the bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, so that the bytes can be asked for again.

    `request` is the canonical body ("" for GET) and `request_sha256` the hash over method,
    path, parameters and body, without the host. `headers` are the answer's, `updated` is when
    the sender last renewed the figures, `retrieved` the time of the answer in UTC (ISO 8601),
    `client` the name and version of what asked.
    """

    method: str
    url: str
    request: str
    request_sha256: str
    headers: Mapping[str, str] = field(default_factory=dict)
    updated: str = ""
    retrieved: str = ""
    client: str = ""
