"""Tables + register → the panel: every indicator of an edition in one long frame."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from regionstat.panel.accounts import NATION, accounts_indicators
from regionstat.panel.companies import profitable_companies
from regionstat.panel.figures import COLUMNS
from regionstat.panel.harmonise import recode
from regionstat.panel.income import income
from regionstat.panel.inputs import Inputs
from regionstat.panel.measures import after_first, share
from regionstat.panel.per_head import value_added_per_head
from regionstat.panel.plan_figures import increase, plan_figures
from regionstat.panel.plan_imports import imported_figures
from regionstat.panel.real_terms import real_terms
from regionstat.register import Region, register
from regionstat.snapshots import Edition

PANEL = ["indicator", "region", "year", *COLUMNS]


def build(edition: Edition) -> pd.DataFrame:
    """Return the panel of `edition`, unchecked: see `PANEL` for its columns.

    Key indicator, region, year: unique and sorted. Values in the register's unit. Raises
    what reading the raw files raises.
    """
    inputs = Inputs(edition)
    regions = list(register().regions.values())
    found = _population(inputs, regions) | _employment(inputs, regions)
    found |= accounts_indicators(inputs, found["population"])
    found |= real_terms(inputs)
    added = found["gross_value_added_mnok"]
    found |= value_added_per_head(inputs, added, found["population"])
    found["income_per_taxpayer_nok"] = income(inputs, inputs.counts("population.Personer1"))
    found |= plan_figures(inputs, found["population"]) | imported_figures(inputs)
    companies = profitable_companies(inputs)
    if companies is not None:
        found["profitable_companies_share"] = companies
    return _stack(found)


def _population(inputs: Inputs, regions: Iterable[Region]) -> dict[str, pd.DataFrame]:
    now, grown = recode(inputs.counts("population.Personer1"), regions)
    nationwide = now.index.get_level_values("region") == NATION
    return {
        "population": now,
        "population_growth": after_first(grown),
        "population_increase": after_first(increase(now, grown)[~nationwide]),
        "population_share": share(now[~nationwide], now[nationwide]),
    }


def _employment(inputs: Inputs, regions: list[Region]) -> dict[str, pd.DataFrame]:
    workplace, grown = recode(inputs.counts("employed.SysselArbsted"), regions)
    immigrants, more = recode(inputs.counts("employed_background.employed_immigrants"), regions)
    return {
        "employed_workplace": workplace,
        "employment_growth": after_first(grown),
        "employed_residents": _residents(inputs, regions),
        "immigrants_employed": immigrants,
        "immigrants_employed_growth": after_first(more),
    }


def _residents(inputs: Inputs, regions: list[Region]) -> pd.DataFrame:
    sources = register().indicators["employed_residents"].inputs
    parts = [recode(inputs.counts(id_), regions)[0] for id_ in sources]
    return pd.concat(parts).sort_index()


def _stack(found: dict[str, pd.DataFrame]) -> pd.DataFrame:
    parts = [
        figures.reset_index().assign(indicator=id_)
        for id_, figures in found.items()
        if id_ in register().indicators
    ]
    panel = pd.concat(parts, ignore_index=True)[PANEL]
    panel = panel.astype({"indicator": "str", "region": "str", "status": "str"})
    return panel.sort_values(PANEL[:3], ignore_index=True)
