"""What the plan's "17 billion" was: one percentage point of value added in 2008.

The plan prints 5 per cent of GDP, 6 per cent of the people, and 17 billion kroner between them;
it names neither year nor denominator. One point was 17.2 billion of the sum of counties in 2008
and 16.8 billion of Mainland Norway, but 23.5 billion with the shelf. So the sum is that of
whole per cents without the shelf; with decimals the gap of Sør-Trøndelag was less than half.
"""

from __future__ import annotations

import pandas as pd

from regionstat.analysis.once import once
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
    return once(panel, seventeen_billion, lambda: _seventeen_billion(panel))


def _seventeen_billion(panel: pd.DataFrame) -> pd.DataFrame:
    rows = pd.DataFrame({basis: _on(panel, basis) for basis in BASES}).T.rename_axis("basis")
    point = rows["nation_mnok"] / 100
    return rows.assign(
        printed_gap_mnok=point * (PRINTED_PEOPLE - PRINTED_GDP),
        rounded_gap_mnok=point * (rows["population_share"].round() - rows["gdp_share"].round()),
        gap_mnok=point * (rows["population_share"] - rows["gdp_share"]),
    )


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
