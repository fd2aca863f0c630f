"""A small content with names that are made to do harm, and numbers that are hard to write."""

from dataclasses import fields, replace

import numpy as np
import pandas as pd

from regionstat.site import Content, content
from regionstat.site.content_search import search_rows

# Names that a page, a sheet, a path or an old character set could trip over.
NAMES = {
    "16": "<script>alert(1)</script>",
    "17": "=1+1",
    "50": "../x",
    "1601": "Kárášjohka",
    "5001": "Snåase",
    "0301": 'Å "quoted", and comma; \'',
    "1663": "-5+cmd|' /C calc'!A0",
    "5031": "@sum(1)\tx",
}
REGIONS = ("0", "03", *NAMES)
INDICATORS = (
    "gdp_population_ratio",
    "gdp_population_ratio_total",
    "gdp_population_ratio_mainland",
    "population",
    "gdp_gap_mnok",
)
HARD = (0.1 + 0.2, 0.0, 1e-300, 1.7976931348623157e308, -254086.53, 5627400.0, 1 / 3)


def made():
    """Return the content: the register's own frames cut to a few ids, the names replaced."""
    whole = content([2020])
    tables = {one.name: getattr(whole, one.name) for one in fields(Content)}
    for name, found in tables.items():
        for column in found.columns.intersection(["region", "old", "new", "member", "county"]):
            wanted = (*REGIONS, "trondheimsregionen") if name == "plan_statuses" else REGIONS
            found = found[found[column].isin(wanted)]
        if "indicator" in found and name != "plan_statuses":
            found = found[found["indicator"].isin(INDICATORS)]
        tables[name] = found.reset_index(drop=True)
    statuses = tables["plan_statuses"]
    answered = statuses["indicator"].where(statuses["indicator"].isin(INDICATORS))
    tables["plan_statuses"] = statuses.assign(region="16", indicator=answered)
    regions = tables["regions"]
    names = regions["region"].map(NAMES)
    tables["regions"] = regions.assign(
        name_nb=names.fillna(regions["name_nb"]), name_en=names.fillna(regions["name_en"])
    )
    tables["observations"] = _observations(tables["observations"])
    tables["search"] = search_rows(tables, 2020)
    return Content(**tables)


def _observations(found):
    """Return the figures with hard numbers and every sign among those of the population."""
    rows = found.index[(found["indicator"] == "population") & (found["region"] == "0")]
    found = found.copy()
    found.loc[rows[: len(HARD)], "value"] = HARD
    for row, sign in zip(rows[10:14], (":", "..", ".", "..."), strict=True):
        found.loc[row, ["value", "low", "high"]] = np.nan
        found.loc[row, "status"] = sign
    found.loc[rows[14], "status"] = "*"
    found.loc[rows[15], ["low", "high", "status"]] = [1.5, 6e6, "estimated"]
    return found


def with_lost_region(found):
    """Return `found` with a figure of a region that is not in the register."""
    row = found.observations.iloc[[-1]].assign(region="9999")
    return replace(found, observations=pd.concat([found.observations, row], ignore_index=True))
