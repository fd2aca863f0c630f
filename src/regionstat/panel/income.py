"""Average gross income: published means, and estimates with the range of what is not printed.

A mean over several municipalities needs their numbers of taxpayers, and a mean over both
sexes the number of each; neither is printed with these tables. The value takes the same
share everywhere; `low` and `high` are the least and the greatest mean that shares within
known limits allow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from regionstat.errors import NoRule
from regionstat.panel.figures import NO_DATA, figures
from regionstat.panel.harmonise import Counts, area_of
from regionstat.panel.inputs import Inputs
from regionstat.panel.published import published
from regionstat.register import Region, register

ESTIMATED = "estimated"
# Residents aged 17 and over as a share of all, lowest and highest among municipalities.
ADULTS = (0.70, 0.85)
# Women's share of residents aged 17 and over.
WOMEN = (0.45, 0.53)
INDEX_YEAR = "2014"


def income(inputs: Inputs, people: Counts) -> pd.DataFrame:
    """Return average gross income in kr, current prices, as figures of all regions.

    The nation to 2013 as published; 2014 municipalities as published and everything larger
    weighted by `people`; 2015–2017 midway between men and women where both are printed.
    """
    _, sexes, public, _ = register().indicators["income_per_taxpayer_nok"].inputs
    parts = [
        published(inputs, public),
        _index_year(inputs, people),
        _both_sexes(inputs.measure(sexes)),
    ]
    found = pd.concat(parts)
    if found.index.has_duplicates:
        found = found[~found.index.duplicated(keep="last")]
    return found.sort_index()


def _both_sexes(cells: pd.DataFrame) -> pd.DataFrame:
    wide = cells.pivot(index=["Region", "Tid"], columns="Kjonn", values="value").reset_index()
    # A zero stands where the code was not in use.
    wide = wide[(wide["men"] > 0) | (wide["women"] > 0)].reset_index(drop=True)
    men, women = (wide[sex].where(wide[sex] > 0) for sex in ("men", "women"))
    ends = [men + share * (women - men) for share in WOMEN]
    frame = pd.DataFrame(
        {
            "region": wide["Region"],
            "year": wide["Tid"].astype("int64"),
            "value": (men + women) / 2,
            "status": ESTIMATED,
        }
    )
    both = pd.concat(ends, axis=1)
    return figures(frame, low=both.min(axis=1), high=both.max(axis=1))


def _index_year(inputs: Inputs, people: Counts) -> pd.DataFrame:
    measure = register().indicators["income_per_taxpayer_nok"].inputs[0]
    cells = inputs.measure(measure)
    cells = cells[cells["Tid"] == INDEX_YEAR]
    means = dict(zip(cells["Region"], cells["value"], strict=True))
    rows = list(_rows(means, people, int(INDEX_YEAR)))
    frame = pd.DataFrame(rows, columns=["region", "year", "value", "low", "high", "status"])
    return figures(frame, low=frame["low"], high=frame["high"])


Row = tuple[str, int, float, float, float, str]


def _rows(means: dict[str, float], people: Counts, year: int) -> Iterator[Row]:
    for region in register().regions.values():
        members = _members(region, people, year)
        if len(members) == 1:
            if members[0] in means:
                yield region.id, year, means[members[0]], np.nan, np.nan, ""
        elif members:
            yield region.id, year, *_weighted(members, means, people, year)


def _members(region: Region, people: Counts, year: int) -> tuple[str, ...]:
    """Return the municipalities of `region`; none where it has parts of some."""
    if region.level == "nation":
        everyone = register().regions.values()
        return tuple(r.id for r in everyone if r.level == "municipality" and r.valid_in(year))
    if region.level == "municipality":
        return (region.id,) if region.valid_in(year) else ()
    try:
        area = area_of(region, year, people)
    except NoRule:
        return ()
    return tuple(area) if all(weight.exact for weight in area.values()) else ()


def _weighted(
    members: Sequence[str], means: dict[str, float], people: Counts, year: int
) -> tuple[float, float, float, str]:
    mean = np.array([means.get(code, np.nan) for code in members])
    weight = np.array([people.cell(code, year) for code in members])
    if np.isnan(mean).any() or np.isnan(weight).any():
        return np.nan, np.nan, np.nan, NO_DATA
    low, high = mean_bounds(mean, weight, ADULTS)
    return float(np.average(mean, weights=weight)), low, high, ESTIMATED


def mean_bounds(
    mean: np.ndarray, weight: np.ndarray, shares: tuple[float, float]
) -> tuple[float, float]:
    """Return the least and greatest weighted mean when each weight is multiplied by a share.

    Shares lie between the two given. The extremes have the high share for all means on one
    side of a cut and the low share on the other, so trying every cut finds them.
    """
    order = np.argsort(mean, kind="stable")
    mean, weight = mean[order], weight[order]
    below = np.arange(len(mean))[None, :] < np.arange(len(mean) + 1)[:, None]
    few, many = shares
    ends = [np.where(below, one, other) * weight for one, other in ((many, few), (few, many))]
    low, high = ((end * mean).sum(axis=1) / end.sum(axis=1) for end in ends)
    return float(low.min()), float(high.max())
