"""The municipalities of a list in any year, as whole ones."""

from __future__ import annotations

from regionstat.register import Region, register


def members_in(region: Region, year: int) -> tuple[str, ...]:
    """Return the municipalities of a list, in the codes of `year`, that took in its members.

    A municipality that merged counts as the one that it became; before a change, as those that
    it was made of. A part of a divided one is left out.
    """
    codes = dict.fromkeys(region.members)
    base = region.codes_of or year
    changes = sorted(register().changes, key=lambda change: change.year)
    if year >= base:
        for change in (one for one in changes if one.whole and base < one.year <= year):
            if change.old in codes:
                codes = {change.new if code == change.old else code: None for code in codes}
    else:
        for change in (one for one in reversed(changes) if year < one.year <= base):
            if change.whole and change.new in codes:
                codes[change.old] = None
    return tuple(sorted(code for code in codes if register().regions[code].valid_in(year)))
