"""Region codes as text: what a code read as a number looks like."""

from __future__ import annotations

from regionstat.register import register


def check_region(code: str) -> str | None:
    """Return what is wrong with the region code `code`, or None when the register has it."""
    known = register().regions
    if code in known:
        return None
    padded = code.removesuffix(".0").zfill(4 if len(code.removesuffix(".0")) > 2 else 2)
    if padded in known:
        return f"the region code {code!r} was read as a number; it is {padded!r}"
    return f"the region code {code!r} is unknown"
