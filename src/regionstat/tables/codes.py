"""Region codes as text, and the codes behind a region's printed name."""

from __future__ import annotations

import re
from functools import cache

from regionstat.register import Region, register

# StatBank's own: unknown municipality of a county, Svalbard and the shelf, a part of one.
_SPECIAL = re.compile(r"\d\d99|9999|\d{4}[a-z]|21\d\d|2[1-9]|88|99")
_YEARS = re.compile(r" \((?:(\d{4}))?-(\d{4})\)$")
_GROUPED = re.compile(r"[KF]-\d{2,4}\b")


def check_region(code: str) -> str | None:
    """Return what is wrong with the region code `code`, or None when the register has it."""
    known = register().regions
    if code in known:
        return None
    padded = code.removesuffix(".0").zfill(4 if len(code.removesuffix(".0")) > 2 else 2)
    if padded in known:
        return f"the region code {code!r} was read as a number; it is {padded!r}"
    return f"the region code {code!r} is unknown"


def is_region(code: str) -> bool:
    """Say whether `code` is a region of the register, or one that only StatBank has."""
    return bool((code in register().regions and code.isdigit()) or _SPECIAL.fullmatch(code))


def is_grouped(text: str) -> bool:
    """Say whether `text` begins with a code of a grouping, such as K-5001.

    A grouping sums older regions onto today's borders, so its code is another region's.
    """
    return bool(_GROUPED.match(text))


def codes_of_name(label: str) -> frozenset[str]:
    """Return the codes of all regions that StatBank may print as `label`.

    "Trondheim (-2017)" and "Viken (2020-2023)" are codes that ended in those years; without
    years the code is in use today. Sámi and Kven names may follow after a dash.
    """
    years = _YEARS.search(label)
    name = label[: years.start()] if years else label
    ended = int(years[2]) if years else None
    began = int(years[1]) if years and years[1] else None
    return frozenset(
        region.id
        for way in (_joined(name), _joined(name.split(" - ")[0]))
        for region in _by_name().get(way, ())
        if region.valid_to == ended and began in (None, region.valid_from)
    )


def moved_after(code: str, year: int) -> bool:
    """Say whether borders of a region in use today moved after `year`.

    Under its name alone a grouping, which has today's borders in every year, then looks the
    same as the region of that year.
    """
    return register().regions[code].valid_to is None and year < _last_moved().get(code, year)


@cache
def _last_moved() -> dict[str, int]:
    found: dict[str, int] = {}
    for change in register().changes:
        old, new = change.old, change.new
        counties = (old[:2], new[:2]) if old[:2] != new[:2] else ()
        for code in (old, new, *counties) if old != new else ():
            found[code] = max(change.year, found.get(code, 0))
    return found


@cache
def _by_name() -> dict[str, list[Region]]:
    found: dict[str, list[Region]] = {}
    for region in register().regions.values():
        if region.id.isdigit():
            for name in {region.name.nb, region.name.en}:
                for way in {_joined(name), _joined(name.split("-")[0])}:
                    found.setdefault(way, []).append(region)
    return found


def _joined(name: str) -> str:
    return "-".join(part.strip() for part in name.casefold().split("-"))
