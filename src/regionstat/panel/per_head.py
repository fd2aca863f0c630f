"""Value added per inhabitant, per employed person and per inhabitant of working age.

The value is counted where the work is done and the inhabitants where they live, so that
in-commuting lifts a region per inhabitant; per employed at work it does not. The nation is the
sum of its counties. Source: StatBank 11713, 07459 and 11618.
"""

from __future__ import annotations

import pandas as pd

from regionstat.panel.accounts import account, persons, split, with_nation
from regionstat.panel.harmonise import recode
from regionstat.panel.inputs import Inputs
from regionstat.panel.measures import per_head
from regionstat.register import register

LEVELS = ("county", "nation")


def value_added_per_head(
    inputs: Inputs, added: pd.DataFrame, people: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator per head, by id, in kr, current prices.

    `added` is the value added on the sum of counties (mill. kr), `people` the population.
    Those of working age are 15-74 years, counted from 2017.
    """
    regions = [one for one in register().regions.values() if one.level in LEVELS]
    able, _ = recode(inputs.counts("employed.BefolkningBosted"), regions)
    counted = added[added.index.get_level_values("year").isin(able.index.unique("year"))]
    return {
        "gva_per_inhabitant_nok": per_head(added, people),
        "gva_per_employed_nok": per_head(
            added, with_nation(persons(split(account(inputs, "emp"))[1]))
        ),
        "gva_per_working_age_nok": per_head(counted, able),
    }
