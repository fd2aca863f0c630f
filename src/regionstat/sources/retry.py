"""Asking again, where that can help: with growing, jittered pauses and an end to patience."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from regionstat.errors import NoConnection, SourceUnavailable
from regionstat.sources.manners import Manners

T = TypeVar("T")
Sleep = Callable[[float], None]
OnWait = Callable[[float, str], None]
_TODO = "Nothing was lost: run it again later"
_TODO_UNCONNECTED = "Nothing was lost: see whether this machine is online, and run it again"


class Passing(Exception):
    """A fault that may pass: what was found, and the seconds that the server asks us to wait.

    `connected` is whether there was a connection to the server at all.
    """

    def __init__(self, found: str, wait: float = 0.0, *, connected: bool = True) -> None:
        self.found, self.wait, self.connected = found, wait, connected
        super().__init__(found)


def patiently(
    ask: Callable[[], T], asked: str, host: str, manners: Manners, sleep: Sleep, on_wait: OnWait
) -> T:
    """Return what `ask` returns, asking again while it raises `Passing`.

    `on_wait` is told the seconds and the reason before each pause, which goes through
    `sleep`. Raises `SourceUnavailable` when tries or patience are at an end: `NoConnection`
    when at last there was not even a connection.
    """

    def tell(state: RetryCallState) -> None:
        again = f"try {state.attempt_number + 1} of {manners.tries}"
        on_wait(state.upcoming_sleep, f"{host}: {_fault(state).found}; {again}")

    def spent(state: RetryCallState) -> bool:
        waited = state.idle_for + state.upcoming_sleep
        return state.attempt_number >= manners.tries or waited > manners.patience

    def give_up(state: RetryCallState) -> T:
        fault = _fault(state)
        kind = SourceUnavailable if fault.connected else NoConnection
        raise kind(
            asked,
            found=f"{fault.found}; tried {_times(state.attempt_number)}",
            where=host,
            todo=_TODO if fault.connected else _TODO_UNCONNECTED,
        ) from fault

    return Retrying(
        retry=retry_if_exception_type(Passing),
        wait=lambda state: max(_pause(state.attempt_number, manners), _fault(state).wait),
        stop=spent,
        sleep=sleep,
        before_sleep=tell,
        retry_error_callback=give_up,
    )(ask)


def _pause(attempt: int, manners: Manners) -> float:
    pause = min(manners.first_pause * 2.0 ** (attempt - 1), manners.longest_pause)
    return pause * random.uniform(1.0, 1.5)


def _fault(state: RetryCallState) -> Passing:
    fault = state.outcome.exception() if state.outcome else None
    assert isinstance(fault, Passing)
    return fault


def _times(tries: int) -> str:
    return "once" if tries == 1 else f"{tries} times"
