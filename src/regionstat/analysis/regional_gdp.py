"""GDP of any set of municipalities: an estimate with its interval, and how that was tested.

    gdp = regional_gdp(panel, "trondheimsregionen")
    gdp.frame, gdp.draws, gdp.error

The value added of each county is shared out to its municipalities industry by industry
(`analysis/keys`, `analysis/chain`), in draws that keep every published total
(`analysis/estimates`). The interval of 90 % is earned by hold-outs (`analysis/backtest`). A
county's figure is the published one. Values are in mill. kr at current basic prices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from regionstat.analysis.estimates import estimates, workings
from regionstat.analysis.goal_shares import Against, on_basis
from regionstat.analysis.keys import KEYS
from regionstat.analysis.region_sum import RegionYear, region_years
from regionstat.analysis.units import Floats, asked
from regionstat.errors import Misuse, unknown
from regionstat.panel import select
from regionstat.panel.build import PANEL
from regionstat.panel.inputs import Inputs, inputs_of
from regionstat.panel.rich import rich, spanned
from regionstat.register import Region, find_indicator, register
from regionstat.register.entries import BASES, Basis
from regionstat.register.find import find_basis

PUBLISHED = "published"
# What a panel row is called, and the columns of the frame it is made of.
ROWS = {
    "gross_value_added_mnok": ("value", "low", "high"),
    "gdp_share": ("share_pct", "share_low", "share_high"),
    "gdp_population_ratio": ("ratio", "ratio_low", "ratio_high"),
    "gdp_gap_mnok": ("gap_mnok", "gap_low", "gap_high"),
}


@dataclass(frozen=True, eq=False)
class RegionalGdp:
    """The value added of a region, by year, with its interval of 90 %.

    `frame` has year, value, low, high (mill. kr), share_pct, share_low, share_high (percent of
    the denominator), population_share_pct, ratio, ratio_low, ratio_high, gap_mnok, gap_low,
    gap_high (what is missing to the goal), log_sd (standard deviation of the log of value), key
    and status: `estimated`, or `*` where the accounts it stands on are preliminary; SSB's own
    sign for a county, which has no interval. `draws` has years as rows, draws as columns (of a
    county the value alone); the same at every call.
    """

    region: Region
    basis: Basis
    frame: pd.DataFrame
    draws: Floats = field(repr=False)
    inputs: Inputs = field(repr=False)

    @property
    def method(self) -> str:
        """How the figures came about, in one paragraph."""
        if self.region.level == "county":
            return "Published by Statistics Norway (11713); nothing is estimated."
        keys = ", ".join(dict.fromkeys(self.frame["key"]))
        return (
            "Value added of each county, industry by industry (11713), shared out to its "
            f"municipalities by key ({keys}), own homes by people, with what each industry gains "
            "or loses by the size of the labour market, and constrained to the published totals; "
            "interval of 90 % from draws of the municipalities' productivity, calibrated where "
            "published counties are hidden inside larger areas."
        )

    @cached_property
    def error(self) -> pd.DataFrame:
        """The rows of the back-test of the keys used here; see `analysis.backtest`."""
        from regionstat.analysis.backtest import tested

        found = tested(self.inputs).frame
        return found[found["key"].isin(list(self.frame["key"]))].reset_index(drop=True)

    def __repr__(self) -> str:
        columns = ["year", "value", "low", "high", "share_pct", "ratio", "ratio_low", "ratio_high"]
        shown = self.frame[[*columns, "key", "status"]].round(
            {"value": 0, "low": 0, "high": 0, "share_pct": 2, "ratio": 3}
            | {"ratio_low": 3, "ratio_high": 3}
        )
        return f"{self._heading()}\n{shown.to_string(index=False, na_rep='')}\n{self.method}"

    def _repr_html_(self) -> str:
        frame = self.frame
        columns = {
            f"{(one := register().indicators[id_]).title.en}, {one.unit}": spanned(
                *(frame[name] for name in names), decimals=one.decimals
            )
            for id_, names in ROWS.items()
        }
        last = {"Key": frame["key"], "Status": frame["status"]}
        shown = pd.DataFrame({"Year": frame["year"], **columns, **last})
        return rich(self._heading(), shown, self.method)

    def _heading(self) -> str:
        heading = f"GDP of {self.region.name.en}, mill. kr, denominator {self.basis}"
        return heading + (", 90 % interval" if self.frame["low"].notna().any() else "")


def regional_gdp(
    panel: pd.DataFrame,
    region: str | Sequence[str],
    *,
    basis: str = "counties",
    key: str = "best",
    codes_of: int | None = None,
) -> RegionalGdp:
    """Return the value added of `region`: an id of the register, or municipality codes.

    A list's codes are those of `codes_of`, by default of the one state of the borders in which
    all were in use. `basis` is the denominator; on the mainland the industries off it are left
    out above the line, too. `key` is one of `KEYS`, by default the best of each year. Years
    without a key, or to which no rule leads across the borders, are left out. Raises `Misuse`
    for an unknown region, basis or key, and a list that is unclear.
    """
    inputs, found, on = inputs_of(panel), asked(region, codes_of), find_basis(basis)
    if key != "best" and key not in KEYS:
        raise unknown("key", key, (*KEYS, "best"), where="the keys of municipalities")
    if found.level in ("county", "nation"):
        return _published(panel, found, on, inputs)
    years = _years(found, key, inputs)
    frame = Against.of(panel, inputs).frame(found, on, years)
    return RegionalGdp(found, on, frame, on_basis(years, on)[1], inputs)


def estimated_rows(panel: pd.DataFrame, inputs: Inputs | None = None) -> pd.DataFrame:
    """Return the estimates of all lists of municipalities as rows of the panel, on every basis.

    Columns as the panel's; sorted by indicator, region and year. `inputs` are the tables the
    panel was made from, by default those its edition tells.
    """
    tables = inputs_of(panel) if inputs is None else inputs
    against = Against.of(panel, tables)
    regions = [one for one in register().regions.values() if one.is_list]
    parts = []
    for region in regions:
        years = _years(region, "best", tables)
        for basis in BASES:
            found = against.frame(region, basis, years).assign(region=region.id)
            for id_, names in ROWS.items():
                columns = dict(zip(names, ("value", "low", "high"), strict=True))
                rows = found[["region", "year", *names, "status"]].rename(columns=columns)
                parts.append(rows.assign(indicator=find_indicator(id_, basis).id))
    rows = pd.concat(parts, ignore_index=True)[PANEL]
    return rows.sort_values(PANEL[:3], ignore_index=True)


def _years(region: Region, key: str, inputs: Inputs) -> list[RegionYear]:
    """Return the years of `region`; raises `Misuse` when there is none."""
    counts = workings(inputs).keys.counts
    found = list(region_years(region, estimates(inputs, key), counts))
    if not found:
        raise Misuse(
            f"The GDP of {region.id}",
            found=f"no year has the key {key!r}" if key != "best" else "no year with a key",
            where="the tables of the edition",
            todo="Ask for another key, or fetch the employed by municipality of the years",
        )
    return found


def _published(panel: pd.DataFrame, region: Region, basis: Basis, inputs: Inputs) -> RegionalGdp:
    """Return what the panel says of a county: no interval, all draws alike."""
    by_id = {
        id_: select(panel, find_indicator(id_, basis).id, regions=[region.id]).set_index("year")
        for id_ in (*ROWS, "population_share")
    }
    years = by_id["gross_value_added_mnok"].index
    rows = {id_: found.reindex(years) for id_, found in by_id.items()}
    columns: dict[str, object] = {}
    for id_, (value, low, high) in ROWS.items():
        columns |= {value: rows[id_]["value"], low: np.nan, high: np.nan}
    frame = pd.DataFrame(columns).assign(
        population_share_pct=rows["population_share"]["value"],
        log_sd=0.0,
        key=PUBLISHED,
        status=rows["gross_value_added_mnok"]["status"],
    )
    draws = frame["value"].to_numpy("float64")[:, None]
    return RegionalGdp(region, basis, frame.reset_index(), draws, inputs)
