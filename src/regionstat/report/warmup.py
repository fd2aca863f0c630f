"""What the pages of an edition have in common, reckoned once in the process they are forked from.

The library keeps it by what the raw files hold, and a page shares the memory until it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from itertools import product

import pandas as pd

from regionstat import study
from regionstat.analysis import goal, load
from regionstat.analysis.convergence import convergence
from regionstat.analysis.industries import industry_frame
from regionstat.analysis.plan_gap import seventeen_billion
from regionstat.analysis.regional_gdp import regional_gdp
from regionstat.page.change import change
from regionstat.page.ranking import ranking
from regionstat.page.texts import finding, verdict
from regionstat.page.tiles import tiles
from regionstat.page.trend import trend
from regionstat.panel.inputs import MEASURE, inputs_of
from regionstat.register import register
from regionstat.register.entries import BASES, LANGUAGES
from regionstat.study.backtest import TABLES

# Any region: the estimates are of all municipalities, and their sums are quick.
_REGION, _INDICATOR = "trondheimsregionen", "population"


def _drawn(panel: pd.DataFrame, until: int) -> None:
    finding(panel, _INDICATOR, focus=_REGION, until=until)
    for draw, language in product((trend, ranking, change, tiles), LANGUAGES):
        draw(panel, _INDICATOR, focus=_REGION, until=until, language=language)
    verdict(panel, region=_REGION, until=until)


def _explained(panel: pd.DataFrame, until: int) -> None:
    goal(panel, region=_REGION, until=until).decomposition()
    seventeen_billion(panel)
    for basis, county in product(BASES, register().regions[_REGION].county[:1]):
        industry_frame(inputs_of(panel), county, basis)


def _tried(panel: pd.DataFrame, until: int) -> None:
    for of in TABLES:
        study.backtest(panel, of=of)
    # As codes: what it takes to follow the borders of any list is then known.
    region = register().regions[_REGION]
    regional_gdp(panel, region.members, codes_of=region.codes_of)
    convergence(panel, until=until)
    for measure in MEASURE:
        inputs_of(panel).counts(measure)


# By what a cell calls, what all pages with such a cell share; every page shares the first.
_SHARED: Mapping[str, Callable[[pd.DataFrame, int], None]] = {
    "": _drawn,
    "study.why(": _explained,
    "study.backtest(": _tried,
}


def shared_by(cells: Iterable[str]) -> set[str]:
    """Return what the page with these `cells` has in common with others, by name."""
    told = "\n".join(cells)
    return {name for name in _SHARED if name in told}


def warm_up(edition: int, shared: str) -> None:
    """Reckon for `edition` what pages have in common under the name `shared`; raises nothing.

    What goes wrong here goes wrong again in the pages, which tell it.
    """
    with suppress(Exception):
        _SHARED[shared](load(edition), edition)
