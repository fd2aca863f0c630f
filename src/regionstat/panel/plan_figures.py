"""Figures that rows of the plan ask for: prices, exports, research, reputation, new companies.

They come from single published values, and what is derived from such a value is one, too.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from regionstat.panel.exports import export_growth
from regionstat.panel.figures import HALF_90, NO_DATA, derive, signed
from regionstat.panel.inputs import Inputs
from regionstat.panel.measures import after_first, growth, per_thousand, year_before
from regionstat.panel.published import (
    MANUAL,
    NATION,
    of_city,
    of_city_region,
    published,
    whole_years,
)
from regionstat.register import register

TRONDELAG = "50"
# The region of Eurostat that is a county of ours; the others are several counties or parts.
_EUROSTAT = {"Trøndelag (NO06)": TRONDELAG}
_BY_COUNTY = (
    "profitable_share",
    "rnd_per_employee_nok",
    "new_companies",
    "survival_1_year",
    "survival_5_years",
)
_BY_CITY_REGION = ("technology_companies", "technology_employees")
_SURVEYED = ("reputation_living", "reputation_working", "reputation_studying", "technology_capital")


def plan_figures(inputs: Inputs, population: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the figures that rows of the plan ask for, by indicator.

    Raises what `Inputs` and `published` raise.
    """
    found = {id_: published(inputs, _measure(id_)) for id_ in _BY_COUNTY}
    found |= {id_: published(inputs, _measure(id_), of_city_region) for id_ in _BY_CITY_REGION}
    found |= _surveyed(inputs)
    prices = published(inputs, _measure("house_price_index"), of_city)
    grown = growth(prices, year_before(prices)).assign(status=MANUAL)
    found |= {"house_price_index": prices, "house_price_growth": after_first(signed(grown))}
    found["export_growth"] = export_growth(inputs.measure(_measure("export_growth")))
    found["rnd_man_years"] = _man_years(inputs, population)
    return found


def _measure(indicator: str) -> str:
    return register().indicators[indicator].inputs[0]


def _surveyed(inputs: Inputs) -> dict[str, pd.DataFrame]:
    """Return the shares of a survey with the 90 % interval that its number of answers leaves."""
    asked = float(inputs.measure(register().indicators[_SURVEYED[0]].inputs[1])["value"].iloc[0])
    return {
        id_: with_margin(published(inputs, _measure(id_), of_city_region), asked)
        for id_ in _SURVEYED
    }


def with_margin(found: pd.DataFrame, asked: float) -> pd.DataFrame:
    """Return percentages with the 90 % interval of a sample of `asked` people.

    Method: the normal approximation to the binomial, p ± 1.645 √(p(1 − p)/n), within 0–100.

    >>> one = pd.DataFrame({"value": [37.0]})
    >>> with_margin(one, 573).round(1).loc[0, ["low", "high"]].tolist()
    [33.7, 40.3]
    """
    share = found["value"] / 100
    half = 100 * HALF_90 * np.sqrt(share * (1 - share) / asked)
    ends = {"low": found["value"] - half, "high": found["value"] + half}
    return found.assign(**{end: values.clip(0, 100) for end, values in ends.items()})


def _man_years(inputs: Inputs, population: pd.DataFrame) -> pd.DataFrame:
    """Return R&D work-years in business per 1,000 inhabitants: Trøndelag and the nation.

    The nation is the sum of Eurostat's regions, in the years that have them all.
    """
    cells = whole_years(inputs.measure(_measure("rnd_man_years")))
    wide = cells.pivot(index="year", columns="Region", values="value")
    years = {NATION: wide.sum(axis=1, skipna=False)}
    years |= {region: wide[name] for name, region in _EUROSTAT.items() if name in wide}
    return per_thousand(_manual(years), population)


def _manual(by_region: Mapping[str, pd.Series]) -> pd.DataFrame:
    values = pd.concat(by_region, names=["region", "year"]).sort_index()
    status = pd.Series(MANUAL, index=values.index).mask(values.isna(), NO_DATA)
    ends = dict.fromkeys(("low", "high"), np.nan)
    return pd.DataFrame({"value": values, **ends, "status": status.astype("str")})


def increase(now: pd.DataFrame, grown: pd.DataFrame) -> pd.DataFrame:
    """Return by how many a count grew, from the count and its growth in percent.

    The growth is taken on one area, so that no border move is in it; the ends of its interval
    are turned into numbers with the count of the year before.
    """
    before = now["value"] / (1 + grown["value"] / 100)
    found = derive(before * grown["value"] / 100, [now, grown])
    return signed(found.assign(**{end: before * grown[end] / 100 for end in ("low", "high")}))
