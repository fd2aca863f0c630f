"""Why is there a gap? The factors of the goal's ratio by year, what moved it, and which industries.

factors      each year's ratio as a stack of what lifts and what lowers it
change       the way from one year's ratio to another's, factor by factor
shares       the two shares behind the ratio, side by side over the years
industries   the gap in productivity, by the industries there are and by how they do
"""

from __future__ import annotations

import pandas as pd

from regionstat.analysis.decompose import decompose
from regionstat.analysis.goal import goal
from regionstat.errors import unknown
from regionstat.page.figure import Figure
from regionstat.register.find import find_basis, find_language
from regionstat.study.nothing import no_chart
from regionstat.study.shares import draw_shares
from regionstat.study.why_change import draw_change
from regionstat.study.why_factors import draw_factors
from regionstat.study.why_industries import industries

BY = ("factors", "change", "shares", "industries")


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
    Where neither has a figure the chart is empty. Raises `Misuse` for an unknown region, basis,
    language or way, and for a change when there is one year alone.
    """
    tongue = find_language(language)
    if by not in BY:
        raise unknown("way to explain the gap", by, BY, where="study.why")
    known, on = goal(panel, region=region, until=until), find_basis(basis)
    own = known.answering(on)
    if own is None:
        return no_chart(known.region, tongue, known.edition)
    if by == "shares":
        return draw_shares(known, tongue)
    if by == "industries":
        return industries(panel, region, until, tongue)
    row = known.latest(own, on)
    assert row is not None
    found = decompose(panel, own, basis=on).up_to(int(row["year"]))
    draw = draw_factors if by == "factors" else draw_change
    return draw(found, on, known.edition, tongue)
