"""What papermill finds under the entry point `regionstat`: the warm engine, loaded when it is used.

papermill loads the entry points while it is itself being loaded, and the engine stands on
papermill: the one must not wait for the other.
"""

from __future__ import annotations

from typing import Any


class LazyEngine:
    """The warm engine by name; it is imported when papermill first asks something of it."""

    def __getattr__(self, name: str) -> Any:
        from regionstat.report.warm import WarmEngine

        return getattr(WarmEngine, name)


ENGINE = LazyEngine()
