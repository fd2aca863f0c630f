"""Why is there a gap? The factors of the goal's ratio by year, what moved it, and which industries.

factors      each year's ratio as a stack of what lifts and what lowers it
change       the way from one year's ratio to another's, factor by factor
industries   the gap in productivity, by the industries there are and by how they do
"""

from __future__ import annotations

import pandas as pd

from regionstat.analysis.decompose import Decomposition, decompose
from regionstat.analysis.goal import goal
from regionstat.errors import Misuse, unknown
from regionstat.page.figure import Figure
from regionstat.panel.vintages import edition_of
from regionstat.register.find import find_basis, find_language
from regionstat.study.why_change import draw_change
from regionstat.study.why_factors import draw_factors
from regionstat.study.why_industries import industries

BY = ("factors", "change", "industries")


def why(
    panel: pd.DataFrame,
    *,
    region: str,
    until: int | None = None,
    basis: str = "counties",
    by: str = "factors",
    language: str = "nb",
) -> Figure:
    """Return a chart of why `region` has the ratio it has, up to the year `until`.

    A city region without an estimate is shown as the county that was measured last. By
    industries it is always the county, on Mainland Norway as long as that is published.
    Raises `Misuse` for an unknown region, basis, language or way, and where no year is left.
    """
    tongue = find_language(language)
    if by not in BY:
        raise unknown("way to explain the gap", by, BY, where="study.why")
    if by == "industries":
        return industries(panel, region, until, tongue)
    found = _decomposed(panel, region, until, find_basis(basis))
    draw = draw_factors if by == "factors" else draw_change
    return draw(found, basis, edition_of(panel), tongue)


def _decomposed(panel: pd.DataFrame, region: str, until: int | None, basis: str) -> Decomposition:
    known = goal(panel, region=region, until=until)
    years = {
        area: int(row["year"])
        for area in known.measured
        if (row := known.latest(area, basis)) is not None
    }
    if not years:
        raise Misuse(
            f"Explain the gap of {region!r}",
            found=f"no ratio on {basis!r}" + (f" up to {until}" if until is not None else ""),
            where="gdp_population_ratio",
            todo="Ask for a later year, another denominator, or a county the region lies in",
        )
    own = known.region if known.region in years else max(years, key=lambda area: years[area])
    return decompose(panel, own, basis=basis).up_to(years[own])
