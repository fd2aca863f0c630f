"""The sliding window of calls to one host: pure arithmetic on times, and the server's headers.

A time is seconds of a clock that only grows; every function gets `now` from outside.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Annotated

from msgspec import Meta

MOST_CALLS = 300
MOST_SECONDS = 600.0
_POLICY = re.compile(r"\s*(\d{1,9})\s*;\s*w\s*=\s*(\d{1,9})\s*s?\s*(?:[;,].*)?")
_COUNT = re.compile(r"\s*(\d{1,9})\s*(?:[;,].*)?")


@dataclass(frozen=True)
class Policy:
    """At most `calls` calls in any `seconds` seconds."""

    calls: Annotated[int, Meta(ge=1, le=MOST_CALLS)]
    seconds: Annotated[float, Meta(gt=0.0, le=MOST_SECONDS)]


@dataclass(frozen=True)
class Window:
    """What is known of the calls to one host: the newest `MOST_CALLS` of them, oldest first.

    `policy` is what the server told, if it did; no call starts before `not_before`.
    """

    calls: tuple[float, ...] = ()
    not_before: float = 0.0
    policy: Policy | None = None

    def at(self, now: float) -> Window:
        """Drop what cannot be: calls in the future, and a pause of more than `MOST_SECONDS`."""
        calls = tuple(sorted(call for call in self.calls if call <= now))[-MOST_CALLS:]
        held = self.not_before if self.not_before <= now + MOST_SECONDS else 0.0
        return replace(self, calls=calls, not_before=held)

    def wait(self, policy: Policy | None, now: float) -> float:
        """Return the seconds until a call may start under `policy`; 0 when it may at once."""
        free = self.not_before
        if policy is not None and len(self.calls) >= policy.calls:
            free = max(free, self.calls[-policy.calls] + policy.seconds)
        return max(0.0, free - now)

    def called(self, moment: float) -> Window:
        """Add a call at `moment`."""
        calls = list(self.calls)
        insort(calls, moment)
        return replace(self, calls=tuple(calls[-MOST_CALLS:]))

    def answered(self, started: float, now: float) -> Window:
        """Count the call of `started` from its answer at `now`.

        The server counts it when it arrives, which is later than our start: so its window
        can close later than ours would.
        """
        calls = list(self.calls)
        if started in calls:
            calls.remove(started)
        return replace(self, calls=tuple(calls)).called(now)

    def left(self, room: int, policy: Policy, now: float) -> Window:
        """Fill the window with calls at `now` until it has room for at most `room` more.

        Those are calls of others who share our address, and that only the server saw.
        """
        seen = sum(call > now - policy.seconds for call in self.calls)
        unseen = max(0, policy.calls - room - seen)
        calls = (*self.calls, *(now for _ in range(unseen)))
        return replace(self, calls=calls[-MOST_CALLS:])

    def held(self, seconds: float, now: float) -> Window:
        """Let no call start for `seconds`, at most `MOST_SECONDS`, from `now`."""
        until = now + min(seconds, MOST_SECONDS)
        return replace(self, not_before=max(self.not_before, until))


def policy_of(headers: Mapping[str, str], default: Policy) -> Policy | None:
    """Return the limit that an answer tells of, or None.

    `x-ratelimit-policy: 40;w=60s` is the limit. `x-ratelimit-limit: 40` alone tells no
    window, so it only ever lowers `default`. A limit of 0, as in StatBank's own
    configuration, means nothing; no limit above `MOST_CALLS` is believed.
    """
    told = _POLICY.fullmatch(headers.get("x-ratelimit-policy", ""))
    if told and int(told[1]) and 0 < int(told[2]) <= MOST_SECONDS:
        return Policy(min(int(told[1]), MOST_CALLS), float(told[2]))
    count = _number(headers.get("x-ratelimit-limit", ""))
    return Policy(min(count, default.calls), default.seconds) if count else None


def room_of(headers: Mapping[str, str]) -> int | None:
    """Return how many calls `x-ratelimit-remaining` leaves; the last one is not used."""
    count = _number(headers.get("x-ratelimit-remaining", ""))
    return count if count is None or count > 1 else 0


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return the seconds that `Retry-After` asks for, or None when it asks nothing legible.

    A date is read against the server's own `Date`, so that a wrong clock here does no harm;
    against `now` when there is none.
    """
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII):
        return float(text)
    until = _date(text)
    if until is None:
        return None
    return max(0.0, (until - (_date(headers.get("date", "")) or now)).total_seconds())


def _number(text: str) -> int | None:
    found = _COUNT.fullmatch(text)
    return int(found[1]) if found else None


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
