"""What is measured, by name; each takes the answer in the form that suits it best."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec

from benchmarks import peer
from regionstat.tables import decode

OURS, PEER = "regionstat", "pyjstat"
FLOORS = ("msgspec", "json")


def reader(name: str, data: bytes) -> Callable[[], object]:
    """Return reader `name`, ready to read `data`; pyjstat has its text decoded beforehand."""
    text = data.decode() if name == PEER else ""
    readers: dict[str, Callable[[], object]] = {
        OURS: lambda: decode(data),
        PEER: lambda: peer.read(text),
        "msgspec": lambda: msgspec.json.decode(data),
        "json": lambda: json.loads(data),
    }
    return readers[name]
