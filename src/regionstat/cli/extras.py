"""What only some commands need, and an installation may lack."""

from __future__ import annotations

from importlib.util import find_spec

from regionstat.errors import Misuse


def check_extra(extra: str, modules: tuple[str, ...], asked: str) -> None:
    """Raise `Misuse` unless every one of `modules`, those of `extra`, can be imported.

    `asked` tells what they are wanted for.
    """
    lacking = [name for name in modules if find_spec(name) is None]
    if lacking:
        raise Misuse(
            asked,
            found=f"not installed: {', '.join(lacking)}",
            where="this Python environment",
            todo=f"Install what is lacking with `pip install 'regionstat[{extra}]'`",
        )
