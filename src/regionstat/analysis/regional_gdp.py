"""GDP of any set of municipalities: an estimate with its interval, and how that was tested.

    gdp = regional_gdp(panel, "trondheimsregionen")
    gdp.frame, gdp.draws, gdp.error

The value added of each county is shared out to its municipalities industry by industry
(`analysis/keys`, `analysis/chain`), in draws that keep every published total
(`analysis/estimates`). The interval of 90 % is earned by hold-outs (`analysis/backtest`). A
county's figure is the published one. Values are in mill. kr at current basic prices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from regionstat.analysis.error_model import SEED
from regionstat.analysis.estimates import BlockYear, estimates, workings
from regionstat.analysis.keys import KEYS
from regionstat.analysis.units import area_in, asked, units_of
from regionstat.errors import Misuse, unknown
from regionstat.panel import select
from regionstat.panel.area import Area
from regionstat.panel.build import PANEL
from regionstat.panel.figures import strongest
from regionstat.panel.harmonise import recode
from regionstat.panel.inputs import Inputs, inputs_of
from regionstat.register import Region, find_indicator, register
from regionstat.register.entries import BASES, Basis
from regionstat.register.find import find_basis

NATION = "0"
ENDS = (0.05, 0.95)
ESTIMATED = "estimated"
PUBLISHED = "published"
# What a panel row is called, and the columns of the frame it is made of.
ROWS = {
    "gross_value_added_mnok": ("value", "low", "high"),
    "gdp_share": ("share_pct", "share_low", "share_high"),
    "gdp_population_ratio": ("ratio", "ratio_low", "ratio_high"),
    "gdp_gap_mnok": ("gap_mnok", "gap_low", "gap_high"),
}
# Half of a 90 % interval of a normal, in standard deviations.
_HALF_WIDTH = 1.6448536


@dataclass(frozen=True, eq=False)
class RegionalGdp:
    """The value added of a region, by year, with its interval of 90 %.

    `frame` has year, value, low, high (mill. kr), share_pct, share_low, share_high (percent of
    the denominator), population_share_pct, ratio, ratio_low, ratio_high, gap_mnok, gap_low,
    gap_high (what is missing to the goal), log_sd (standard deviation of the log of value), key
    and status: `estimated`, or `*` where the accounts it stands on are preliminary; SSB's own
    sign for a county, which has no interval. `draws` has years as rows; the same at every call.
    """

    region: Region
    basis: Basis
    frame: pd.DataFrame
    draws: np.ndarray = field(repr=False)
    inputs: Inputs = field(repr=False)

    @property
    def method(self) -> str:
        """How the figures came about, in one paragraph."""
        if self.region.level == "county":
            return "Published by Statistics Norway (11713); nothing is estimated."
        keys = ", ".join(dict.fromkeys(self.frame["key"]))
        return (
            "Value added of each county, industry by industry (11713), shared out to its "
            f"municipalities by key ({keys}), own homes by people, and constrained to the "
            "published totals; interval of 90 % from draws of the municipalities' productivity, "
            "calibrated where published counties are hidden inside larger areas."
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
        heading = f"GDP of {self.region.name.en}, mill. kr, denominator {self.basis}, 90 % interval"
        return f"{heading}\n{shown.to_string(index=False)}\n{self.method}"


class _Level(NamedTuple):
    """One year: the point, its draws, the key, the sign of the accounts."""

    year: int
    value: float
    draws: np.ndarray
    key: str
    sign: str


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
    return _estimated(panel, found, on, key, inputs)


def estimated_rows(panel: pd.DataFrame, inputs: Inputs | None = None) -> pd.DataFrame:
    """Return the estimates of all city regions as rows of the panel, on the three denominators.

    Columns as the panel's; sorted by indicator, region and year. `inputs` are the tables the
    panel was made from, by default those its edition tells.
    """
    tables = inputs_of(panel) if inputs is None else inputs
    regions = [one for one in register().regions.values() if one.level == "city_region"]
    parts = []
    for region in regions:
        for basis in BASES:
            found = _estimated(panel, region, basis, "best", tables).frame
            for id_, names in ROWS.items():
                columns = dict(zip(names, ("value", "low", "high"), strict=True))
                rows = found[["year", *names, "status"]].rename(columns=columns)
                parts.append(rows.assign(indicator=find_indicator(id_, basis).id, region=region.id))
    rows = pd.concat(parts, ignore_index=True)[PANEL]
    return rows.sort_values(PANEL[:3], ignore_index=True)


def _estimated(
    panel: pd.DataFrame, region: Region, basis: Basis, key: str, inputs: Inputs
) -> RegionalGdp:
    counts = workings(inputs).keys.counts
    levels = []
    for year, blocks in estimates(inputs, key).items():
        area = area_in(region, year, counts)
        if area is not None:
            levels.append(_level(year, area, blocks, basis))
    if not levels:
        raise Misuse(
            f"The GDP of {region.id}",
            found=f"no year has the key {key!r}" if key != "best" else "no year with a key",
            where="the tables of the edition",
            todo="Ask for another key, or fetch the employed by municipality of the years",
        )
    return _result(panel, region, basis, levels, inputs)


def _level(year: int, area: Area, blocks: BlockYear, basis: Basis) -> _Level:
    """Return the sum of the blocks of `area`, each with its weight."""
    place = {code: row for row, code in enumerate(units_of(year))}
    rows = [place[code] for code in area]
    mainland = basis == "mainland"
    values = (blocks.mainland if mainland else blocks.value)[rows]
    draws = (blocks.mainland_draws if mainland else blocks.draws)[rows]
    weights = np.array([weight.value for weight in area.values()])
    whole = np.array([weight.exact for weight in area.values()])
    total = draws[whole].sum(axis=0, dtype="float64")
    for row, (code, weight) in enumerate(area.items()):
        if not weight.exact:
            # Uniform between the ends and the value, of which the ends are those of 90 %.
            at = np.random.default_rng([SEED, 3, int(code)]).uniform(size=draws.shape[1])
            ends = (weight.low, weight.low, weight.value, weight.high, weight.high)
            total += np.interp(at, (0, ENDS[0], 0.5, ENDS[1], 1), ends) * draws[row]
    accounts = blocks.link.accounts
    counties = {int(blocks.link.inside[row]) for row in rows}
    signs = [accounts.signs[at] for at in sorted(counties) if at >= 0]
    sign = strongest([pd.Series([one]) for one in signs]).iloc[0] if signs else ""
    return _Level(year, float(weights @ values), total, blocks.link.key.name, str(sign))


def _result(
    panel: pd.DataFrame, region: Region, basis: Basis, levels: list[_Level], inputs: Inputs
) -> RegionalGdp:
    frame = pd.DataFrame(
        {
            "year": [level.year for level in levels],
            "value": [level.value for level in levels],
            "key": [level.key for level in levels],
        }
    )
    draws = np.array([level.draws for level in levels])
    whole, people = _denominators(panel, region, basis, inputs, frame["year"])
    signs = [
        pd.Series([ESTIMATED] * len(frame)),
        pd.Series([level.sign for level in levels]),
        whole["status"],
        people["status"],
    ]
    frame = _with_shares(frame, draws, whole["value"], people)
    return RegionalGdp(region, basis, frame.assign(status=strongest(signs)), draws, inputs)


def _denominators(
    panel: pd.DataFrame, region: Region, basis: Basis, inputs: Inputs, years: pd.Series
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return by year the value added of the denominator, and the region's share of people."""
    id_ = find_indicator("gross_value_added_mnok", basis).id
    whole = select(panel, id_, regions=[NATION]).set_index("year")
    share = _people(panel, region, inputs)
    return whole.reindex(years).reset_index(), share.reindex(years).reset_index()


def _people(panel: pd.DataFrame, region: Region, inputs: Inputs) -> pd.DataFrame:
    """Return the region's people in percent of the nation's, by year."""
    known = select(panel, "population_share")
    own = known[known["region"] == region.id].set_index("year")
    if len(own):
        return own
    nation = select(panel, "population", regions=[NATION]).set_index("year")["value"]
    counted = recode(inputs.counts("population.Personer1"), [region])[0].droplevel("region")
    shares = {column: 100 * counted[column] / nation for column in ("value", "low", "high")}
    return counted.assign(**shares)


def _with_shares(
    frame: pd.DataFrame, draws: np.ndarray, whole: pd.Series, people: pd.DataFrame
) -> pd.DataFrame:
    share = 100 * frame["value"] / whole
    share_draws = 100 * draws / whole.to_numpy()[:, None]
    of_people = people["value"].to_numpy()[:, None] * _people_lift(people, draws.shape[1])
    gap = (people["value"] - share) / 100 * whole
    gap_draws = (of_people - share_draws) / 100 * whole.to_numpy()[:, None]
    columns = {
        **_ends("", draws),
        "share_pct": share,
        **_ends("share_", share_draws),
        "population_share_pct": people["value"],
        "ratio": share / people["value"],
        **_ends("ratio_", share_draws / of_people),
        "gap_mnok": gap,
        **_ends("gap_", gap_draws),
        "log_sd": np.log(draws).std(axis=1),
    }
    key = frame.pop("key")
    return frame.assign(**columns, key=key)


def _people_lift(people: pd.DataFrame, draws: int) -> np.ndarray:
    """Return draws of the region's people over the point: 1 but where borders leave it open."""
    spread = (np.log(people["high"] / people["low"]) / (2 * _HALF_WIDTH)).fillna(0.0)
    noise = np.random.default_rng([SEED, 4]).standard_normal(draws)
    lift: np.ndarray = np.exp(np.outer(spread, noise))
    return lift


def _ends(prefix: str, draws: np.ndarray) -> Mapping[str, np.ndarray]:
    low, high = np.quantile(draws, ENDS, axis=1)
    return {f"{prefix}low": low, f"{prefix}high": high}


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
    draws = np.repeat(frame["value"].to_numpy("float64")[:, None], 1, axis=1)
    return RegionalGdp(region, basis, frame.reset_index(), draws, inputs)
