"""What a region's value added is held against: the nation's, and its share of the people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from regionstat.analysis.error_model import SEED
from regionstat.analysis.once import once
from regionstat.analysis.region_sum import ENDS, RegionYear
from regionstat.analysis.units import Floats
from regionstat.errors import NoRule
from regionstat.panel import select
from regionstat.panel.accounts import NATION
from regionstat.panel.figures import COLUMNS, HALF_90, NO_DATA, STRENGTH
from regionstat.panel.harmonise import NO_RULE, Counts, Level, area_of, missing
from regionstat.panel.inputs import Inputs
from regionstat.register import Region, find_indicator, register
from regionstat.register.entries import BASES, Basis

ESTIMATED = "estimated"


@dataclass(frozen=True, eq=False)
class Against:
    """The denominators of a panel, looked up once: value added by basis, people by region."""

    _inputs: Inputs
    _whole: Mapping[Basis, pd.DataFrame]
    _shares: pd.DataFrame
    _everybody: pd.Series

    @classmethod
    def of(cls, panel: pd.DataFrame, inputs: Inputs) -> Against:
        """Return the denominators of `panel`, made from `inputs`."""
        return once(panel, (cls, inputs), lambda: cls._made(panel, inputs))

    @classmethod
    def _made(cls, panel: pd.DataFrame, inputs: Inputs) -> Against:
        added = {basis: find_indicator("gross_value_added_mnok", basis).id for basis in BASES}
        whole = {basis: _nation(panel, id_) for basis, id_ in added.items()}
        everybody = _nation(panel, "population")["value"]
        return cls(inputs, whole, select(panel, "population_share"), everybody)

    def frame(self, region: Region, basis: Basis, years: list[RegionYear]) -> pd.DataFrame:
        """Return the region's value added with its shares, ratio and gap; see `RegionalGdp`."""
        index = [one.year for one in years]
        whole = self._whole[basis].reindex(index)
        people = self._people_of(region, index).reindex(index)
        value, draws = on_basis(years, basis)
        columns = _columns(value, draws, whole["value"].to_numpy("float64"), people)
        signs = zip(
            (one.signs for one in years),
            whole["status"].fillna(NO_DATA),
            people["status"].fillna(NO_DATA),
            strict=True,
        )
        status = [max((ESTIMATED, *own, *rest), key=STRENGTH.index) for own, *rest in signs]
        return pd.DataFrame(
            {"year": index, **columns, "key": [one.key for one in years], "status": status}
        )

    def _people_of(self, region: Region, years: Sequence[int]) -> pd.DataFrame:
        """Return the region's people in percent of the nation's, by year."""
        if register().regions.get(region.id) == region:
            return self._shares[self._shares["region"] == region.id].set_index("year")
        counts = self._inputs.counts("population.Personer1")
        levels = {year: _level(counts, region, year) for year in years if year in counts.years}
        found = pd.DataFrame([*levels.values()], index=[*levels], columns=[*COLUMNS])
        shares = {end: 100 * found[end] / self._everybody for end in ("value", "low", "high")}
        return found.assign(**shares)


def _level(counts: Counts, region: Region, year: int) -> Level:
    try:
        return counts.total(area_of(region, counts.code_year(year), counts), year)
    except NoRule:
        return missing(NO_RULE)


def on_basis(years: list[RegionYear], basis: Basis) -> tuple[Floats, Floats]:
    """Return values and draws (years, draws) that belong to `basis`."""
    if basis == "mainland":
        return np.array([one.mainland for one in years]), np.array(
            [one.mainland_draws for one in years]
        )
    return np.array([one.value for one in years]), np.array([one.draws for one in years])


def _nation(panel: pd.DataFrame, indicator: str) -> pd.DataFrame:
    return select(panel, indicator, regions=[NATION]).set_index("year")


def _columns(
    value: Floats, draws: Floats, whole: Floats, people: pd.DataFrame
) -> Mapping[str, Floats]:
    head = people["value"].to_numpy("float64")
    heads = head[:, None] * _spread(people, draws.shape[1])
    share, shares = 100 * value / whole, 100 * draws / whole[:, None]
    return {
        "value": value,
        **_ends("", draws),
        "share_pct": share,
        **_ends("share_", shares),
        "population_share_pct": head,
        "ratio": share / head,
        **_ends("ratio_", shares / heads),
        "gap_mnok": (head - share) / 100 * whole,
        **_ends("gap_", (heads - shares) / 100 * whole[:, None]),
        "log_sd": np.log(draws).std(axis=1),
    }


def _spread(people: pd.DataFrame, draws: int) -> Floats:
    """Return draws of the region's people over the point: 1 but where borders leave it open."""
    apart = np.nan_to_num(np.log((people["high"] / people["low"]).to_numpy("float64")))
    noise = np.random.default_rng([SEED, 4]).standard_normal(draws)
    found: Floats = np.exp(np.outer(apart / (2 * HALF_90), noise))
    return found


def _ends(prefix: str, draws: Floats) -> Mapping[str, Floats]:
    low, high = np.quantile(draws, ENDS, axis=1)
    return {f"{prefix}low": low, f"{prefix}high": high}
