"""Judge a row of the plan that asks something of every municipality, by their figures."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis.apart import stands
from regionstat.analysis.peers import NATION
from regionstat.analysis.plan_judged import Judged
from regionstat.panel import select
from regionstat.panel.members import members_in
from regionstat.panel.vintages import edition_of
from regionstat.register import find_indicator, find_region
from regionstat.register.entries import PlanRow


def ahead_everywhere(panel: pd.DataFrame, row: PlanRow, region: str, indicator: str) -> Judged:
    """Return `row` judged by how many municipalities of `region` are ahead of the nation.

    In the last year, up to the edition's, that has a figure of the nation and of one of them.
    Ahead is told by the printed decimals; one without a figure is not ahead. Met when all are,
    else behind. Raises `Misuse` for an unknown region.
    """
    one, where = find_indicator(indicator), find_region(region)
    rows = select(panel, indicator)
    until = edition_of(panel)
    rows = rows[rows["value"].notna() & (rows["year"] <= (until or rows["year"].max()))]
    for year in sorted(set(rows["year"]), reverse=True):
        members = members_in(where, int(year)) if where.is_list else (where.id,)
        of_year = rows[rows["year"] == year].set_index("region")
        there = [code for code in members if code in of_year.index]
        if there and NATION in of_year.index:
            nation = of_year.loc[NATION]
            ahead = [stands(of_year.loc[code], nation, one) == "ahead" for code in there]
            beside = {"of": float(len(members)), "silent": float(len(members) - len(there))}
            return Judged(
                row.id,
                "met" if sum(ahead) == len(members) else "behind",
                "everywhere",
                indicator,
                region,
                int(year),
                float(sum(ahead)),
                target=float(len(members)),
                beside=beside,
                age=max(0, (until or int(year)) - int(year)),
            )
    return Judged(row.id, "no_data", "nobody" if one.awaited else "no_figure", indicator)
