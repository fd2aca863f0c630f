"""The tables of places: regions, what they consist of, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from regionstat.register import Region, Register
from regionstat.register.entries import Change
from regionstat.site.content_frames import Row, frame, texts, told

# The first digits of a municipality's code are those of its county.
_COUNTY = 2
_REGIONS = {
    "region": "str",
    **texts("name"),
    "level": "str",
    "valid_from": "Int64",
    "valid_to": "Int64",
    "codes_of": "Int64",
    **texts("rule"),
    "source": "str",
}


def tables(known: Register) -> dict[str, pd.DataFrame]:
    """Return the tables of the regions of the register `known`, by name."""
    regions = known.regions.values()
    changes = {"old": "str", "new": "str", "year": "int64", "whole": "bool"}
    return {
        "regions": frame(map(_region, regions), _REGIONS),
        "region_members": frame(_members(regions), {"region": "str", "member": "str"}),
        "region_counties": frame(_counties(regions), {"region": "str", "county": "str"}),
        "region_changes": frame(map(vars, _changes(known)), changes),
    }


def _region(one: Region) -> Row:
    return {
        "region": one.id,
        "level": one.level,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "codes_of": one.codes_of if one.is_list else None,
        "source": one.source,
        **told(name=one.name, rule=one.rule),
    }


def _members(regions: Iterable[Region]) -> Iterator[Row]:
    for one in regions:
        if one.is_list:
            yield from ({"region": one.id, "member": code} for code in one.members)


def _counties(regions: Iterable[Region]) -> Iterator[Row]:
    for one in regions:
        yield from ({"region": one.id, "county": code} for code in one.county)


def _changes(known: Register) -> Iterator[Change]:
    """Yield what became of municipalities, and of the counties that were abolished with them.

    A county that was shared out did not become any of its successors as a whole.
    """
    yield from known.changes
    after: dict[tuple[str, int], dict[str, None]] = {}
    for one in known.changes:
        old, new = one.old[:_COUNTY], one.new[:_COUNTY]
        if known.regions[old].valid_to == one.year - 1:
            after.setdefault((old, one.year), {})[new] = None
    for (old, year), successors in after.items():
        yield from (Change(old, new, year, len(successors) == 1) for new in successors)
