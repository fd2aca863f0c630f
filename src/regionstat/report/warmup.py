"""What the pages of an edition have in common, reckoned once in the process they are forked from.

The library keeps it by what the raw files hold, and a page shares the memory until it writes.
"""

from __future__ import annotations

from contextlib import suppress

from regionstat.analysis import load
from regionstat.page.texts import finding, verdict
from regionstat.page.trend import trend

# Any region: the estimates are of all municipalities, and their sums are quick.
_REGION, _INDICATOR = "trondheimsregionen", "population"


def warm_up(edition: int) -> None:
    """Decode the tables of `edition`, make its estimates and draw once; raises nothing.

    What goes wrong here goes wrong again in the pages, which tell it.
    """
    with suppress(Exception):
        panel = load(edition)
        finding(panel, _INDICATOR, focus=_REGION, until=edition)
        trend(panel, _INDICATOR, focus=_REGION, until=edition)
        verdict(panel, region=_REGION, until=edition)
