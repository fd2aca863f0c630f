"""Seconds: the best of several runs, since what disturbs a run can only make it longer."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import perf_counter


def best_of(runs: int, call: Callable[[], object]) -> float:
    """Return the shortest time of `runs` calls, in seconds; each result is freed unmeasured."""
    return min(_time(call) for _ in range(runs))


def _time(call: Callable[[], object]) -> float:
    gc.collect()
    begun = perf_counter()
    result = call()
    spent = perf_counter() - begun
    del result
    return spent
