"""From hold-outs to what an estimate needs: its gradients and its error model.

No area is judged by what it helped to tell: gradients leave out the old counties of the parent
whose split they are tried on, or the county itself. The gradients are used only where they bring
the old counties inside merged ones nearer in this way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from regionstat.analysis.error_model import Effects, ErrorModel, fit, spreads
from regionstat.analysis.gradients import NONE, Gradients, fit_gradients, observed
from regionstat.analysis.holdout import Hidden, log_odds, merged
from regionstat.analysis.labour_market import Markets
from regionstat.analysis.units import FIRST, Floats, county_of, units_of
from regionstat.analysis.value_added import COLUMNS
from regionstat.panel.accounts import NATION


@dataclass(frozen=True, eq=False)
class Ground:
    """The blocks of the year of the flows: their jobs and labour markets, and their counties."""

    jobs: Floats
    market: Markets

    @cached_property
    def _county(self) -> np.ndarray:
        return np.array([county_of(code) for code in units_of(FIRST)])

    def blocks(self, county: str) -> np.ndarray:
        """Return which blocks lie in `county`, or in the old counties it was merged from."""
        if county not in self._blocks:
            found = np.isin(self._county, [county, *merged().get(county, ())])
            found.flags.writeable = False
            self._blocks[county] = found
        return self._blocks[county]

    @cached_property
    def _blocks(self) -> dict[str, np.ndarray]:
        return {}

    def inside(self, areas: Sequence[str]) -> np.ndarray:
        """Return the place in `areas` of the county of each block, -1 outside."""
        found = np.full(len(self.jobs), -1)
        for place, area in enumerate(areas):
            found[self.blocks(area)] = place
        return found

    def mean(self, area: str, values: np.ndarray) -> np.ndarray:
        """Return the mean of `values` (a row a block) over the jobs of `area`."""
        rows = self.blocks(area)
        weight = self.jobs[rows].astype(values.dtype)
        found: np.ndarray = weight @ values[rows] / weight.sum()
        return found

    def effects(self, model: ErrorModel, draws: int, areas: Sequence[str] = ()) -> Effects:
        """Return draws by `model` of the blocks of `areas`, or of all."""
        rows = self.inside(areas) >= 0 if areas else np.ones(len(self.jobs), bool)
        return Effects(model, self.market.only(rows), self.jobs[rows], draws)

    def sizes(self, areas: Sequence[str]) -> dict[str, float]:
        """Return the mean log size of the labour markets of each of `areas`."""
        return {area: float(self.mean(area, self.market.size)) for area in areas}


@dataclass(frozen=True, eq=False)
class Calibration:
    """What the hold-outs `found` of one kind of key say, on `ground`.

    `levels` and `moves` are the errors the model is fitted to (`error_model.fit`), by parent.
    """

    found: Sequence[Hidden]
    ground: Ground
    rates: pd.DataFrame
    sizes: Mapping[str, float]

    @cached_property
    def gradients(self) -> Gradients:
        """The gradients of all counties; none where leaving out does not prove them."""
        return fit_gradients(self.rates, self.sizes) if self.helps else NONE

    @cached_property
    def helps(self) -> bool:
        """Whether the gradients, fitted without a parent, bring its areas nearer."""
        plain, corrected = self.scatter
        return corrected < plain

    @cached_property
    def scatter(self) -> tuple[float, float]:
        """Root mean square of the errors inside merged counties: plain, with the gradients."""
        plain = np.concatenate([one.errors() for one in self._merged])
        corrected = np.concatenate([one.errors(self.left_out(one)) for one in self._merged])
        return float(np.sqrt((plain**2).mean())), float(np.sqrt((corrected**2).mean()))

    @cached_property
    def model(self) -> ErrorModel:
        """The error model of all merged counties."""
        return fit(self.levels, self.moves)

    def model_without(self, parent: str) -> ErrorModel:
        """Return the error model that the other merged counties tell."""
        kept = (one[one["parent"] != parent] for one in (self.levels, self.moves))
        return fit(*kept)

    def left_out(self, one: Hidden) -> Floats:
        """Return the lift of each area of `one` by gradients that it did not help to tell."""
        if one.parent != NATION:
            return self._lift(one.areas, one.areas)
        return np.concatenate([self._lift((area,), (area,)) for area in one.areas])

    def trial(self, one: Hidden) -> Floats:
        """Return the lift under which `one` is estimated in the back-test."""
        return self.left_out(one) if self.helps else np.ones((len(one.areas), len(COLUMNS)))

    def _lift(self, areas: tuple[str, ...], without: tuple[str, ...]) -> Floats:
        if (areas, without) not in self._lifts:
            olds = [old for area in without for old in (area, *merged().get(area, ()))]
            known = fit_gradients(self.rates, self.sizes, olds)
            blocks = known.lift(self.ground.market.size)
            self._lifts[areas, without] = np.array(
                [self.ground.mean(area, blocks) for area in areas]
            )
        return self._lifts[areas, without]

    @cached_property
    def _lifts(self) -> dict[tuple[tuple[str, ...], tuple[str, ...]], Floats]:
        return {}

    @cached_property
    def _merged(self) -> list[Hidden]:
        return [one for one in self.found if one.parent != NATION]

    @cached_property
    def levels(self) -> pd.DataFrame:
        """Errors of the old counties inside merged ones; see `error_model.fit`."""
        rows = []
        for one in self._merged:
            errors = one.errors(self.trial(one))
            rows += [
                (one.parent, area, len(one.areas), error, self.spreads[area])
                for area, error in zip(one.areas, errors, strict=True)
            ]
        columns = ["parent", "area", "areas", "error", "spread"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def moves(self) -> pd.DataFrame:
        """Errors of carrying the old counties' productivity on; see `error_model.fit`."""
        rows = []
        for then, now in pairs(self._merged):
            errors = log_odds(now.published) - log_odds(now.estimate(then.productivity))
            rows += [
                (now.parent, area, now.year - then.year, error, self.spreads[area])
                for area, error in zip(now.areas, errors, strict=True)
            ]
        return pd.DataFrame(rows, columns=["parent", "area", "horizon", "error", "spread"])

    @cached_property
    def spreads(self) -> dict[str, float]:
        """The spread of each old county against the rest of what it was merged into."""
        found: dict[str, float] = {}
        for olds in {one.areas for one in self._merged}:
            known = spreads(self.ground.inside(olds), self.ground.market, self.ground.jobs)
            found |= dict(zip(olds, known, strict=True))
        return found


def calibrate(found: Sequence[Hidden], ground: Ground) -> Calibration:
    """Return what the hold-outs of one kind of key say.

    Gradients are seen in the years in which all counties of the year of the flows are published.
    """
    counties = sorted({county_of(code) for code in units_of(FIRST)})
    whole = [one for one in found if one.parent == NATION and set(counties) <= set(one.areas)]
    return Calibration(found, ground, observed(whole), ground.sizes(counties))


def pairs(found: Sequence[Hidden]) -> list[tuple[Hidden, Hidden]]:
    """Return each hold-out with the same parent's of a later year."""
    return [
        (then, now)
        for then in found
        for now in found
        if then.parent == now.parent and then.year < now.year
    ]
