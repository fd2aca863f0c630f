"""How politely, and how long, a server is asked; and who asks."""

from __future__ import annotations

import os
from dataclasses import dataclass

from regionstat import __version__

CONTACT = "REGIONSTAT_CONTACT"


@dataclass(frozen=True)
class Manners:
    """Times in seconds: of one step, of a whole answer, and of waiting for a better one.

    `answer` and `download` are the most that one answer may take, waiting before it not
    counted. A fault that may pass is met with `tries` tries, `first_pause` seconds and then
    twice as long each time up to `longest_pause`, plus up to half of it by chance, and with
    waits of `patience` in all.
    """

    connect: float = 10.0
    read: float = 90.0
    answer: float = 300.0
    download: float = 3600.0
    tries: int = 7
    first_pause: float = 2.0
    longest_pause: float = 60.0
    patience: float = 900.0


def user_agent() -> bytes:
    """Return who we are, with the contact that the environment names in REGIONSTAT_CONTACT."""
    contact = " ".join(os.environ.get(CONTACT, "").split())
    printable = "".join(sign for sign in contact if sign.isprintable())
    return f"regionstat/{__version__} (+{printable or f'contact: set {CONTACT}'})".encode()
