"""Confidence sets for ranks: which places figures with errors can be told to have.

One region is ahead of another when the difference exceeds what the errors of all comparisons
at once can explain:

    value_j - value_k > c · √(below_j² + above_k²)

c is the quantile, at the level, of the largest studentised difference over the comparisons
made, by simulation. Errors are independent between regions and two half-normals of equal
weight, below and above the value; with equal halves they are normal and the test is the one
of the source. A region's set of ranks runs from one more than are ahead of it to the number
of regions less those behind. Without errors it is the rank itself.
Source: Mogstad, Romano, Shaikh and Wilhelm 2023, Inference for ranks (single step).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

import numpy as np
import numpy.typing as npt
import pandas as pd

from regionstat.errors import Misuse
from regionstat.panel.figures import HALF_90

LEVEL = 0.9
DRAWS = 10_000
SEED = 20100611
# What differs by a printed step differs, whatever the float says.
SLACK = 1 - 1e-9
Floats = npt.NDArray[np.float64]
_PARTS = ("rank", "low", "high", "level_with")


@dataclass(frozen=True, eq=False)
class RankSets:
    """Ranks with their confidence sets, 1 for the best.

    `frame`, by region in the order given, has rank (that of the value; ties share the best
    one), low and high (the first and last rank in the set) and level_with (the regions that
    the region is not told apart from). `simultaneous` says whether the sets hold for all
    regions at once with the chance `level`, or each for its own region alone.
    """

    frame: pd.DataFrame
    level: float
    simultaneous: bool


@dataclass(frozen=True, eq=False)
class Sets:
    """The columns of `RankSets` as arrays, in the order given."""

    rank: npt.NDArray[np.int64]
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    level_with: npt.NDArray[np.object_]


def rank_sets(
    values: pd.Series,
    below: pd.Series,
    above: pd.Series | None = None,
    *,
    better: str = "higher",
    step: float = 0.0,
    level: float = LEVEL,
    simultaneous: bool = True,
    draws: int = DRAWS,
) -> RankSets:
    """Return the ranks of `values`, by region, and their confidence sets.

    `below` and `above` are standard errors downwards and upwards (the same when `above` is
    left out), 0 where the value is counted. Values closer than `step`, what is printed, are
    level. `better` is `higher` or `lower`. The sets cover the true ranks with at least the
    chance `level`; they do not depend on the order of the regions. Raises `Misuse` for a
    missing value or an error that is no number from 0 up.
    """
    found, down, up = _checked(values, below, below if above is None else above, level)
    names = values.index.tolist()
    sets = ranked_sets(
        names,
        found,
        down,
        up,
        better=better,
        step=step,
        level=level,
        simultaneous=simultaneous,
        draws=draws,
    )
    frame = pd.DataFrame({name: getattr(sets, name) for name in _PARTS}, index=values.index)
    return RankSets(frame, level, simultaneous)


def ranked_sets(
    names: Sequence[str],
    values: Floats,
    below: Floats,
    above: Floats,
    *,
    better: str = "higher",
    step: float = 0.0,
    level: float = LEVEL,
    simultaneous: bool = True,
    draws: int = DRAWS,
) -> Sets:
    """Return what `rank_sets` does as arrays, of finite values and errors that are no less than 0.

    `names` are those of the values, in their order.
    """
    found, down, up = (-values, above, below) if better == "lower" else (values, below, above)
    apart = found[:, None] - found
    differs = apart >= step * SLACK if step else apart > 0
    cut = _cut(down.tobytes(), up.tobytes(), level, draws, simultaneous)[:, None]
    spread = _spread(down, up)
    ahead, behind = differs & (apart > cut * spread), differs.T & (-apart > cut * spread.T)
    told_apart = ahead | behind | np.eye(len(names), dtype=bool)
    level_with = np.empty(len(names), dtype=object)
    level_with[:] = [tuple(compress(names, row)) for row in (~told_apart).tolist()]
    first, last = 1 + behind.sum(axis=1), len(names) - ahead.sum(axis=1)
    return Sets(1 + differs.sum(axis=0), first, last, level_with)


def errors_of(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the standard errors below and above of `rows`: value and the ends of 90 %.

    Where there is no interval the value is counted, and both are 0.
    """
    ends = (rows[name].to_numpy(dtype=np.float64) for name in ("value", "low", "high"))
    below, above = (pd.Series(one, index=rows.index) for one in half_widths(*ends))
    return below, above


def half_widths(value: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return the standard errors below and above of values with the ends of 90 %; see above."""
    below, above = (np.where(ends > 0, ends, 0.0) / HALF_90 for ends in (value - low, high - value))
    return below, above


def errors_drawn(below: Floats, above: Floats, draws: int) -> Floats:
    """Return `draws` errors (rows) of each value (columns): two half-normals of equal weight.

    The same for the same errors, in any order.
    """
    order = np.lexsort((above, below))
    normal = np.random.default_rng(SEED).standard_normal((draws, len(below)))
    found = np.empty_like(normal)
    found[:, order] = np.where(normal < 0, normal * below[order], normal * above[order])
    return found


@lru_cache(maxsize=64)
def _cut(down: bytes, up: bytes, level: float, draws: int, simultaneous: bool) -> Floats:
    """Return what `_critical` does, once for the same errors: a page compares the same regions."""
    below, above = (np.frombuffer(one, dtype=np.float64) for one in (down, up))
    return _critical(below, above, level, draws, simultaneous)


def _critical(down: Floats, up: Floats, level: float, draws: int, simultaneous: bool) -> Floats:
    """Return by region how many standard errors a difference must exceed.

    Counted values err alike, so that one stands for all of them.
    """
    uncertain = (down > 0) | (up > 0)
    kept = np.flatnonzero(uncertain | (np.cumsum(~uncertain) == 1) & ~uncertain)
    cut = np.zeros(len(down))
    if not uncertain.any():
        return cut
    largest = _largest(down[kept], up[kept], draws)
    if simultaneous:
        cut[:] = np.quantile(largest.max(axis=0), level, method="higher")
        return cut
    alike = [down[kept], up[kept]]
    # Those that err alike have one threshold, whichever of their draws each was given.
    cuts = pd.Series(np.quantile(largest, level, axis=1, method="higher"))
    each = cuts.groupby(alike).transform("max").to_numpy()
    cut[~uncertain] = each[~uncertain[kept]]
    cut[uncertain] = each[uncertain[kept]]
    return cut


def _largest(down: Floats, up: Floats, draws: int) -> Floats:
    """Return by region (rows) and draw the largest studentised error of its differences."""
    drawn = np.ascontiguousarray(errors_drawn(down, up, draws).T)
    spread = _spread(down, up)[:, :, None]
    spread[spread == 0] = np.inf
    # Of itself no region differs.
    found = np.zeros((len(down), draws))
    for one in range(len(down) - 1):
        apart = drawn[one + 1 :] - drawn[one]
        # The same for both: who is ahead of one is behind for the other.
        most = np.maximum(apart / spread[one, one + 1 :], apart / -spread[one + 1 :, one])
        np.maximum(found[one], most.max(axis=0), out=found[one])
        np.maximum(found[one + 1 :], most, out=found[one + 1 :])
    return found


def _spread(down: Floats, up: Floats) -> Floats:
    """Return the standard errors of the differences: the row ahead, the column behind."""
    return np.asarray(np.hypot(down[:, None], up), dtype=np.float64)


def _checked(
    values: pd.Series, below: pd.Series, above: pd.Series, level: float
) -> tuple[Floats, Floats, Floats]:
    found, down, up = (
        one.reindex(values.index).to_numpy(dtype=np.float64) for one in (values, below, above)
    )
    good = np.isfinite(found) & np.isfinite(down) & np.isfinite(up) & (down >= 0) & (up >= 0)
    if values.index.has_duplicates or not good.all() or not 0 < level < 1:
        bad = [str(name) for name in values.index[~good][:3]]
        raise Misuse(
            "Rank with errors",
            found=f"no value, or no error from 0 up: {', '.join(bad)}"
            if bad
            else "a region twice, or a level outside 0 to 1",
            where="the values and standard errors",
            todo="Leave out what is missing, and give each region once with its standard error",
        )
    return found, down, up
