"""Regional GDP: 357 municipalities, 12 years, 40 industries, 1,000 draws, against pandas.

Both share the same made totals out by the same made keys and are first proven to agree.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.clock import best_of
from benchmarks.figures import figure, met
from benchmarks.peer import Differs
from regionstat.analysis.allocation import allocate
from regionstat.analysis.error_model import Effects, ErrorModel
from regionstat.analysis.labour_market import Markets

BLOCKS, COUNTIES, YEARS, INDUSTRIES, DRAWS = 357, 11, 12, 40, 1000
SIZES = (250, 500, 1000, 2000)
# The peer takes a frame a draw: as many as it can do in a few seconds.
PEER_DRAWS = 4
SECONDS, EVEN = 3.0, 1.25
OURS, PEER = "regional GDP", "pandas groupby"


@dataclass(frozen=True, eq=False)
class Economy:
    """A made country: keys by year, block and industry; totals by year, county and industry."""

    keys: np.ndarray
    totals: np.ndarray
    inside: np.ndarray
    jobs: np.ndarray


def economy() -> Economy:
    """Return the made country, the same in every run."""
    rng = np.random.default_rng(1)
    inside = np.sort(np.arange(BLOCKS) % COUNTIES)
    jobs = rng.lognormal(8, 1.2, BLOCKS)
    keys = jobs[:, None] * rng.lognormal(-4, 1, (YEARS, BLOCKS, INDUSTRIES))
    totals = rng.lognormal(8, 1, (YEARS, COUNTIES, INDUSTRIES))
    return Economy(keys, totals, inside, jobs)


def effects(made: Economy, draws: int) -> Effects:
    """Return the draws of productivity: each block in one of a hundred labour markets."""
    markets = Markets(np.zeros(BLOCKS), np.arange(BLOCKS) % 100)
    model = ErrorModel(tau=0.06, freedom=8, delta=0.25, phi=0.6)
    return Effects(model, markets, made.jobs, draws)


def ours(made: Economy, draws: int) -> np.ndarray:
    """Return value added by year, block and draw."""
    source, level = effects(made, draws), np.ones(INDUSTRIES, bool)
    found = np.empty((YEARS, BLOCKS, draws), dtype=np.float32)
    for year in range(YEARS):
        lift = np.exp(source.of_year(year))
        found[year], _ = allocate(made.totals[year], made.keys[year], made.inside, lift, level)
    return found


def theirs(made: Economy, draws: int, drawn: int) -> np.ndarray:
    """Return the same for the first `drawn` of `draws`, by a frame and a groupby a draw."""
    source = effects(made, draws)
    years = np.repeat(np.arange(YEARS), BLOCKS)
    frame = pd.DataFrame(made.keys.reshape(-1, INDUSTRIES))
    by = [years, np.tile(made.inside, YEARS)]
    index = pd.MultiIndex.from_product([range(YEARS), range(COUNTIES)])
    totals = pd.DataFrame(made.totals.reshape(-1, INDUSTRIES), index=index)
    wide = totals.loc[[*zip(*by, strict=True)]].to_numpy()
    lifts = [np.exp(source.of_year(year)) for year in range(YEARS)]
    found = np.empty((YEARS, BLOCKS, drawn))
    for draw in range(drawn):
        lifted = frame.mul(np.concatenate([lift[:, draw] for lift in lifts]), axis=0)
        shares = lifted / lifted.groupby(by).transform("sum")
        found[:, :, draw] = (shares * wide).sum(axis=1).to_numpy().reshape(YEARS, BLOCKS)
    return found


def prove_equal(made: Economy) -> None:
    """Raise `Differs` unless both give the same values, and every total is kept."""
    mine, yours = ours(made, 8), theirs(made, 8, 8)
    if not np.allclose(mine, yours, rtol=1e-4):
        raise Differs("Regional GDP and pandas share the totals out otherwise")
    counties = np.add.reduceat(mine, np.flatnonzero(np.diff(made.inside, prepend=-1)), axis=1)
    if not np.allclose(counties, made.totals.sum(axis=2)[:, :, None], rtol=1e-4):
        raise Differs("The municipalities do not sum to their county")


def measure() -> tuple[Mapping[int, float], float, float]:
    """Return seconds by number of draws, seconds of the peer a draw, and our peak in MB."""
    made = economy()
    prove_equal(made)
    seconds = {draws: best_of(3, lambda draws=draws: ours(made, draws)) for draws in SIZES}
    peer = best_of(2, lambda: theirs(made, PEER_DRAWS, PEER_DRAWS)) / PEER_DRAWS
    tracemalloc.start()
    ours(made, DRAWS)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return seconds, peer, peak


def figures(seconds: Mapping[int, float], peer: float, peak: float) -> Sequence[dict[str, object]]:
    """Return the time of each number of draws against the peer's for as many."""
    times = [
        figure(f"{OURS}, {draws} draws: best time", spent, "s", PEER, peer * draws)
        for draws, spent in seconds.items()
    ]
    return [*times, figure(f"{OURS}, {DRAWS} draws: peak memory", peak, "MB", PEER, None)]


def describe(seconds: Mapping[int, float], peer: float, peak: float) -> str:
    """Return the times as text, and below them whether goals are met."""
    lines = [
        f"Regional GDP of {BLOCKS} municipalities, {YEARS} years, {INDUSTRIES} industries",
        "Both share out the same totals by the same keys, which stay as they were.",
        "",
        f"{'draws':>8}{'best time':>12}{'a draw':>12}{'pandas, a draw':>18}{'x faster':>10}",
    ]
    for draws, spent in seconds.items():
        each = 1000 * spent / draws
        faster = peer * draws / spent
        lines.append(
            f"{draws:>8}{spent:>10.3f} s{each:>9.3f} ms{1000 * peer:>15.1f} ms{faster:>10.0f}"
        )
    even = seconds[SIZES[-1]] / SIZES[-1] / (seconds[DRAWS] / DRAWS)
    return "\n".join(
        [
            *lines,
            f"Peak memory of {DRAWS} draws: {peak:.0f} MB",
            "",
            f"{DRAWS} draws in at most {SECONDS:.0f} seconds: {met(seconds[DRAWS] <= SECONDS)}",
            f"A draw of {SIZES[-1]} costs at most {EVEN} times one of {DRAWS}: {met(even <= EVEN)}",
        ]
    )
