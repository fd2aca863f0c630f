"""What the plan's "17 billion" was: one percentage point of the sum of the counties in 2008.

The plan of 2010 prints 5 per cent of GDP, 6 per cent of the people, and 17 billion kroner between
them. It names neither year nor denominator. One point of what the counties added in 2008, the
last year it can have known, is 17.2 billion, and no other denominator gives 17. So the
sum is that of whole per cents; with decimals the gap of Sør-Trøndelag was less than half.
"""

from __future__ import annotations

import pandas as pd

from regionstat.analysis.peers import NATION
from regionstat.errors import Misuse
from regionstat.panel import select
from regionstat.register.entries import BASES

COUNTY, YEAR = "16", 2008
# As printed in the plan, per cent.
PRINTED_GDP, PRINTED_PEOPLE = 5, 6


def seventeen_billion(panel: pd.DataFrame) -> pd.DataFrame:
    """Return the gap of Sør-Trøndelag in 2008 as printed, in whole per cents, and exact.

    Indexed by basis: nation_mnok (mill. kr, current prices), gdp_share and population_share
    (per cent), printed_gap_mnok (the plan's 6 less 5 per cent of the nation), rounded_gap_mnok
    (the shares rounded to whole per cents today), gap_mnok (the shares as they are). Raises
    `Misuse` where the panel does not hold 2008.
    """
    rows = pd.DataFrame({basis: _on(panel, basis) for basis in BASES}).T
    points = rows["population_share"].round() - rows["gdp_share"].round()
    exact = rows["population_share"] - rows["gdp_share"]
    printed = PRINTED_PEOPLE - PRINTED_GDP
    gaps = {"printed_gap_mnok": printed, "rounded_gap_mnok": points, "gap_mnok": exact}
    return rows.assign(**{name: rows["nation_mnok"] * gap / 100 for name, gap in gaps.items()})


def _on(panel: pd.DataFrame, basis: str) -> pd.Series:
    return pd.Series(
        {
            "nation_mnok": _value(panel, "gross_value_added_mnok", NATION, basis),
            "gdp_share": _value(panel, "gdp_share", COUNTY, basis),
            "population_share": _value(panel, "population_share", COUNTY, basis),
        }
    )


def _value(panel: pd.DataFrame, indicator: str, region: str, basis: str) -> float:
    rows = select(panel, indicator, regions=[region], basis=basis)
    found = rows.loc[rows["year"] == YEAR, "value"].dropna()
    if len(found) == 0:
        raise Misuse(
            "Reckon the plan's 17 billion",
            found=f"{indicator} of {region} in {YEAR} is not in this panel",
            where="the panel",
            todo="Give the panel as `load` returned it",
        )
    return float(found.iloc[0])
