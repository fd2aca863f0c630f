"""Will it close: the ratio of the goal carried on to the goal year, from any past year.

What is forecast is the natural log of the share of value added over the share of people. The
method is the one that a rolling-origin back-test over all counties lets speak
(`forecast_choice`), its bands are calibrated on that back-test, and the error of an estimated
level is carried through. As of a past year everything, the choice included, stands on what was
known in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from regionstat.analysis.forecast_bands import LEVELS, Calibration, bands, probability
from regionstat.analysis.forecast_choice import BackTest, back_test, untested
from regionstat.analysis.forecast_models import METHODS, fit
from regionstat.analysis.forecast_pool import RATIO, Floats, Pool, county_pool, series_of
from regionstat.analysis.forecast_trend import FARTHEST, Trend, growth_needed, trend_of
from regionstat.analysis.forecast_vintage import Load, Vintage, figures_of
from regionstat.analysis.goal import GOAL_YEAR
from regionstat.analysis.load import load as load_edition
from regionstat.analysis.rolling_origin import MIN_YEARS
from regionstat.errors import Misuse, unknown
from regionstat.panel import select
from regionstat.panel.rich import rich, told
from regionstat.register import find_region
from regionstat.register.find import find_basis

BEST, MEASURED = "best", "measured"
PATH = [
    "year",
    "median",
    *(f"{side}_{level}" for level in (50, 80, 95) for side in ("low", "high")),
]


@dataclass(frozen=True, eq=False)
class Forecast:
    """Whether a region meets the goal in `goal_year`, as it stood in `as_of`.

    `path` has, for each year after `last_year` up to the goal year, the ratio: median, low_50,
    high_50, low_80, high_80, low_95, high_95. `history` is the measured ratio by year: ratio,
    low and high (90 %, NaN where it is published), status, log_ratio, sd. `probability` is that
    of a ratio of 1 or more in the goal year. `growth_needed_pct`: by how many percent a year
    value added must outgrow the nation's from `last_year` on to meet the goal just in time,
    with the share of people growing as in the last five years; NaN when that is not known.
    `trend` tells the mean yearly change so far and the year in which that would meet the goal.
    `method` is one of `METHODS`, or `measured` when the goal year is: the path is then empty
    and the probability that of the estimate itself. `chosen_by` is back-test, few origins (last
    value stands, its bands uncalibrated), asked, or measured. `back_test` holds the errors of
    every method; no horizon beyond its `tested` has been tried often enough.
    """

    region: str
    basis: str
    as_of: int
    last_year: int
    goal_year: int
    method: str
    chosen_by: str
    path: pd.DataFrame
    history: pd.DataFrame
    probability: float
    growth_needed_pct: float
    trend: Trend
    back_test: BackTest
    vintage: Vintage

    @property
    def errors(self) -> pd.DataFrame:
        """The table of errors by method and horizon, see `BackTest`."""
        return self.back_test.errors

    @property
    def year_met(self) -> int | None:
        """The year in which the trend so far meets the goal; `trend.why` says why not."""
        return self.trend.year

    def __repr__(self) -> str:
        return f"{self._answer()} {self._trend()} {self._base()}"

    def _repr_html_(self) -> str:
        bands = {
            f"{level} % of outcomes": [
                f"{low} to {high}"
                for low, high in zip(
                    *(told(self.path[f"{end}_{level}"], 3) for end in ("low", "high")), strict=True
                )
            ]
            for level in (50, 80, 95)
        }
        median = {"Year": self.path["year"], "Median": told(self.path["median"], 3)}
        return rich(self._answer(), pd.DataFrame(median | bands), f"{self._trend()} {self._base()}")

    def _trend(self) -> str:
        return _ON_TREND[self.trend.why].format(self.year_met)

    def _answer(self) -> str:
        who = f"Share of value added over share of people of {self.region} in {self.goal_year}"
        likely = f"1 or more with probability {_rounded(self.probability)}."
        if self.path.empty:
            ratio = self.history["ratio"][self.goal_year]
            return (
                f"{who}: {ratio:.3f}, measured; 1 or more with probability {self.probability:.0%}."
            )
        end = self.path.iloc[-1]
        band = f"{end['low_95']:.3f} to {end['high_95']:.3f} with 95 %"
        return f"{who}: {end['median']:.3f} ({band}); {likely}"

    def _base(self) -> str:
        return (
            f"From {self.last_year} by {self.method} ({self.chosen_by}), on the basis "
            f"{self.basis}, {self.vintage}."
        )


def _rounded(probability: float) -> str:
    if 0 < probability < 0.01:
        return "below 1%"
    return "above 99%" if 0.99 < probability < 1 else f"{probability:.0%}"


_ON_TREND = {
    "met": "The last year measured is at 1 or above.",
    "rising": "The trend so far would meet it in {}.",
    "falling": "The trend so far leads away from it.",
    "slow": f"The trend so far would not meet it within {FARTHEST} years.",
}


def forecast(
    panel: pd.DataFrame,
    region: str,
    *,
    basis: str = "counties",
    as_of: int | None = None,
    goal_year: int = GOAL_YEAR,
    method: str = BEST,
    load: Load = load_edition,
) -> Forecast:
    """Return whether `region` meets the goal in `goal_year`, as known in `as_of`.

    `as_of` is a year of figures, by default the last one of the region; the edition of that very
    year, given by `load`, is used where there is one. `method` is `best` or one of `METHODS`.
    Raises `Misuse` for an unknown region, basis or method, a region without figures, an `as_of`
    with fewer than `MIN_YEARS` figures or after the last, a goal year without a figure in the
    past or too far ahead, and a panel without a county to learn from.
    """
    found, known = find_region(region).id, find_basis(basis)
    if method not in (BEST, *METHODS):
        raise unknown("method", method, (BEST, *METHODS), where="the methods of a forecast")
    panel, vintage = figures_of(panel, as_of, load)
    series = series_of(panel, found, known)
    until = _until(panel, found, known, as_of, vintage)
    history = _cut(series, found, until)
    # Made when it is needed: a goal year that is measured is no forecast.
    ahead = _ahead(lambda: county_pool(panel, known, until=until), history, goal_year, method)
    last = int(history.index[-1])
    needed = growth_needed(panel, found, history["log_ratio"][last], range(last, goal_year + 1))
    return Forecast(
        region=found,
        basis=known,
        as_of=until,
        last_year=last,
        goal_year=goal_year,
        history=history,
        growth_needed_pct=needed,
        trend=trend_of(history["log_ratio"]),
        vintage=vintage,
        **ahead._asdict(),
    )


class _Ahead(NamedTuple):
    method: str
    chosen_by: str
    path: pd.DataFrame
    probability: float
    back_test: BackTest


def _until(
    panel: pd.DataFrame, region: str, basis: str, as_of: int | None, vintage: Vintage
) -> int:
    """Return the last year whose figures may be used."""
    last = int(select(panel, RATIO, regions=[region], basis=basis)["year"].max())
    if as_of is None:
        return last
    if as_of > last and not vintage.as_known:
        raise _refused(
            f"Forecast {region!r} as of {as_of}",
            f"its figures end in {last}",
            f"Ask as of a year up to {last}",
        )
    return as_of


def _cut(series: pd.DataFrame, region: str, until: int) -> pd.DataFrame:
    """Return `series` from its first figure to its last up to `until`."""
    known = series.index[series["log_ratio"].notna()]
    if (known <= until).sum() >= MIN_YEARS:
        return series.loc[: known[known <= until].max()]
    enough = f"from {known[MIN_YEARS - 1]} on" if len(known) >= MIN_YEARS else "in no year"
    raise _refused(
        f"Forecast {region!r} as of {until}",
        f"{(known <= until).sum()} figures up to then; {MIN_YEARS} are needed: {enough}",
        "Ask as of a later year, or for a region with more figures",
    )


def _ahead(
    counties: Callable[[], Pool], history: pd.DataFrame, goal_year: int, method: str
) -> _Ahead:
    last = int(history.index[-1])
    horizon = goal_year - last
    if horizon <= 0:
        return _measured(history, goal_year)
    if horizon > FARTHEST:
        raise _refused(
            f"Forecast to {goal_year}",
            f"figures end in {last}; no more than {FARTHEST} years ahead can be told",
            f"Ask for a goal year up to {last + FARTHEST}",
        )
    pool = counties()
    tested = back_test(pool, horizon)
    chosen = tested.best if method == BEST else method
    by = "asked" if method != BEST else "back-test" if tested.tested else "few origins"
    carried = _carried(history, chosen, pool, horizon, tested.calibration(chosen))
    return _Ahead(chosen, by, *carried, tested)


def _measured(history: pd.DataFrame, goal_year: int) -> _Ahead:
    if goal_year not in history.index or np.isnan(history["log_ratio"][goal_year]):
        raise _refused(
            f"The ratio in {goal_year}",
            f"no figure; there are some from {history.index[0]} to {history.index[-1]}",
            "Ask for a goal year that is measured or still to come",
        )
    place = history.index.get_loc(goal_year)
    log_ratio, sd = (float(history[name].to_numpy()[place]) for name in ("log_ratio", "sd"))
    certain = np.zeros(len(LEVELS))
    likely = probability(log_ratio, certain, sd)
    return _Ahead(MEASURED, MEASURED, _framed([], {}), likely, untested())


def _carried(
    history: pd.DataFrame, method: str, pool: Pool, horizon: int, calibration: Calibration
) -> tuple[pd.DataFrame, float]:
    """Return the path, in ratios, and the probability of a ratio of 1 or more at its end."""
    found = fit(method, pool).ahead(history["log_ratio"].to_numpy()[None, :], horizon)
    mean, sd = found.mean[0], np.sqrt(found.variance[0])
    # What an estimated level is wrong by does not average out over the years.
    level_error = float(history["sd"].iloc[-1])
    reach = calibration.reach(sd)
    half = pd.DataFrame([bands(row, level_error) for row in reach])
    columns = {"median": mean}
    for level in LEVELS:
        name = f"{level:.0%}".rstrip("%")
        columns |= {f"low_{name}": mean - half[level], f"high_{name}": mean + half[level]}
    years = [int(history.index[-1]) + ahead for ahead in range(1, horizon + 1)]
    return _framed(years, columns), probability(float(mean[-1]), reach[-1], level_error)


def _framed(years: list[int], columns: dict[str, Floats]) -> pd.DataFrame:
    frame = pd.DataFrame({"year": years, **{name: np.exp(c) for name, c in columns.items()}})
    return frame.reindex(columns=PATH)


def _refused(asked: str, found: str, todo: str) -> Misuse:
    return Misuse(asked, found=found, where=f"the panel's rows of {RATIO}", todo=todo)
