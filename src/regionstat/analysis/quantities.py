"""What the goal's ratio is made of: value added, employed, residents at work, of working age, all.

Employed at work are those of the county accounts (11713). The people are those of 1 January
(07459), and so are those of 15-74 years. Employed residents, 15-74 years, are counted in the
fourth quarter (11618, and before 2015 another register). Commuting therefore also holds what
accounts and register count differently, the employment rate what the people grew in the year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from regionstat.analysis.at_work import employed_at_work
from regionstat.analysis.peers import NATION
from regionstat.analysis.working_age import working_age_share
from regionstat.errors import Misuse
from regionstat.panel import select
from regionstat.panel.inputs import inputs_of
from regionstat.register import Region, find_indicator, find_region


@dataclass(frozen=True, eq=False)
class Quantities:
    """The quantities of a region and the nation, ready to be taken apart.

    `frame` is indexed by region and year, with gva and its 90 % interval gva_low and gva_high
    (mill. kr), employed (1,000 persons), employed_residents, working_age, population (persons)
    and status. `breaks` are the years in which a quantity's series breaks, `by_construction`
    those in which an estimate leaves no productivity of the region's own.
    """

    frame: pd.DataFrame
    breaks: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    by_construction: tuple[int, ...] = ()


def quantities(panel: pd.DataFrame, region: str, basis: str = "counties") -> Quantities:
    """Return the quantities of `region`, in the years in which it has value added.

    Raises `Misuse` for an unknown region or basis, and where the panel has no value added of it.
    """
    asked, inputs = find_region(region), inputs_of(panel)
    added = select(panel, "gross_value_added_mnok", regions=[region, NATION], basis=basis)
    years = sorted(added.loc[added["region"] == region, "year"])
    if not years or asked.level == "nation":
        raise _without(asked)
    names = {"value": "gva", "low": "gva_low", "high": "gva_high"}
    frame = added[added["year"].isin(years)].rename(columns=names).set_index(["region", "year"])
    residents = find_indicator("employed_residents")
    people = _counted(panel, "population", region)
    shares = working_age_share(inputs, [asked, find_region(NATION)], years)
    jobs, coarse = employed_at_work(inputs, asked, years, basis)
    at_work = {region: jobs["employed"], NATION: jobs["nation_employed"]}
    frame = frame[[*names.values()]].assign(
        employed=pd.concat(at_work, names=people.index.names),
        employed_residents=_counted(panel, residents.id, region),
        working_age=people * shares,
        population=people,
        status=frame["status"],
    )
    return Quantities(frame, {residents.id: residents.breaks}, coarse)


def _counted(panel: pd.DataFrame, indicator: str, region: str) -> pd.Series:
    rows = select(panel, indicator, regions=[region, NATION]).set_index(["region", "year"])
    return pd.Series(rows["value"])


def _without(region: Region) -> Misuse:
    inside = ", ".join(region.county)
    ask = f"a county it lies in: {inside}" if inside else "a county or a city region"
    return Misuse(
        f"Take apart the goal's ratio of {region.id!r}",
        found="the goal is for regions, not the nation"
        if region.level == "nation"
        else "this panel has no value added of it, neither published nor estimated",
        where="gross_value_added_mnok",
        todo=f"Load the panel with its estimates, or ask for {ask}",
    )
