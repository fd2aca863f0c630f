"""Value added of every municipality in every year: the point and its draws.

The building blocks of regions: only sums of them are shown. Draws keep the totals of the
counties, and where a county was merged, those of the old ones in the last year they were
published; the error after that is the drift since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from regionstat.analysis import holdout
from regionstat.analysis.allocation import allocate, areas, by_industry
from regionstat.analysis.calibration import Calibration, Ground, calibrate
from regionstat.analysis.chain import Anchor, Link, chain
from regionstat.analysis.error_model import REFERENCE_JOBS, SEED, Effects
from regionstat.analysis.key_error import key_variances, variance
from regionstat.analysis.keys import Keys, commuting_shares, read_keys
from regionstat.analysis.labour_market import markets
from regionstat.analysis.units import FIRST, Floats
from regionstat.analysis.value_added import COLUMNS, HOMES, YearAccounts, value_added
from regionstat.panel.inputs import Inputs

DRAWS = 1000
# The industries that u bears on: all but own homes, which go by people.
LEVEL = np.array([at != HOMES for at in range(len(COLUMNS))])


@dataclass(frozen=True, eq=False)
class Workings:
    """What every estimate of an edition stands on: accounts, keys, and what hold-outs say.

    `others` has employed and wages of the county accounts.
    """

    accounts: Mapping[int, YearAccounts]
    others: Mapping[str, Mapping[int, YearAccounts]]
    keys: Keys
    ground: Ground

    def kind(self, name: str) -> Calibration:
        """Return what hold-outs say of a kind of key: `total`, or `industry`."""
        if name not in self._kinds:
            names = self.keys.total_names() if name == "total" else (name,)
            found = holdout.best(self.accounts, self.keys, self.others, names)
            self._kinds[name] = calibrate(found, self.ground)
        return self._kinds[name]

    @cached_property
    def _kinds(self) -> dict[str, Calibration]:
        return {}


@dataclass(frozen=True, eq=False)
class BlockYear:
    """Value added of the blocks of one year, mill. kr: all, and what is on the mainland.

    `value` and `mainland` have a number a block, their draws a column a draw.
    """

    link: Link
    value: Floats
    mainland: Floats
    draws: np.ndarray
    mainland_draws: np.ndarray


@lru_cache(maxsize=2)
def workings(inputs: Inputs) -> Workings:
    """Return what the estimates of an edition stand on, made once."""
    accounts, keys = value_added(inputs), read_keys(inputs)
    others = {contents: value_added(inputs, contents) for contents in ("emp", "wages")}
    jobs = keys.of_year[FIRST]["workplace"].total
    ground = Ground(jobs, markets(commuting_shares(inputs), jobs))
    return Workings(accounts, others, keys, ground)


@lru_cache(maxsize=4)
def estimates(inputs: Inputs, key: str) -> Mapping[int, BlockYear]:
    """Return the estimates by year, for the years that have accounts and the key asked for.

    Some 40 MB for twelve years and 1,000 draws.
    """
    return simulate(workings(inputs), key, DRAWS)


def simulate(known: Workings, key: str, draws: int) -> Mapping[int, BlockYear]:
    """Return the estimates of `known`; see `estimates`."""
    found, effects, lifts = {}, {}, {}
    for kind in known.keys.kinds():
        one = known.kind(kind)
        effects[kind] = known.ground.effects(one.model, draws)
        lifts[kind] = one.gradients.lift(known.ground.market.size)
    noise = key_variances(known.keys)
    offsets: dict[Anchor, np.ndarray] = {}
    for link in chain(known.accounts, known.keys, lifts, key):
        lift = _lift(link, effects[link.key.kind], variance(link.key.name, link.year, noise))
        offsets |= _pinned(link, lift, offsets)
        found[link.year] = _year(link, lift)
    return found


def _lift(link: Link, effects: Effects, key_variance: float) -> np.ndarray:
    """Return e^u of the blocks of a year, by draw; the error of the key is in it."""
    # Summed in double precision, so that the number of threads moves no figure that is printed.
    found = effects.of_year(link.year).astype("float64")
    if len(link.blend) != len(found) or not (np.diag(link.blend) == 1).all():
        found = link.blend @ found
    if key_variance:
        rng = np.random.default_rng([SEED, 1])
        spread = np.sqrt(key_variance * REFERENCE_JOBS / link.key.total)
        found += spread[:, None] * rng.standard_normal(found.shape, dtype=np.float32)
    lifted: np.ndarray = np.exp(found, out=found)
    return lifted


def _pinned(
    link: Link, lift: np.ndarray, offsets: Mapping[Anchor, np.ndarray]
) -> dict[Anchor, np.ndarray]:
    """Divide `lift` by the mean that each block's anchor had when it was published.

    Returns the means of the counties that are their own anchors this year.
    """
    new: dict[Anchor, np.ndarray] = {}
    weight = link.weights[:, -1]
    for _, rows in areas(link.inside):
        for anchor in dict.fromkeys(link.anchors[row] for row in rows):
            if anchor[1] == link.year:
                new[anchor] = weight[rows] @ lift[rows] / weight[rows].sum()
            elif anchor in offsets:
                own = [row for row in rows if link.anchors[row] == anchor]
                lift[own] /= offsets[anchor]
    return new


def _year(link: Link, lift: np.ndarray) -> BlockYear:
    totals, share = link.accounts.known, link.accounts.on_mainland()
    blocks = by_industry(totals, link.weights, link.inside)
    unknown = np.isnan(share).any(axis=1)
    middle = np.where(np.isnan(share), 0.5, share)
    on_land = (blocks * middle[link.inside]).sum(axis=1)
    share_draws = np.repeat(middle[:, :, None], lift.shape[1] if unknown.any() else 1, axis=2)
    for row in np.flatnonzero(unknown):
        rng = np.random.default_rng([SEED, 2, int(link.accounts.counties[row])])
        share_draws[row, -1] = rng.uniform(size=lift.shape[1])
    draws = allocate(totals, link.weights, link.inside, lift, LEVEL, share_draws)
    return BlockYear(link, blocks.sum(axis=1), on_land, *draws)
