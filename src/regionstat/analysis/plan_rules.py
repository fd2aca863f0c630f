"""By what figure and what rule a row of the plan is judged, where a figure can judge it.

`goal`: the ratio of the goal year, measured or forecast. `reach`: the row's aim, in the year
of the figure. `pace`: the row's aim in points a year of the figure of 2010. `lead`: the aim as
the mean lead over the nation, of the years there are. `grow`: more than nothing. `first`:
number one among the city regions, by the indicator's better direction. `everywhere`: all
municipalities ahead of the nation. `against`: no number is given, so neither behind the nation
nor behind the median of the other city regions. `develop`: no number and nobody to compare
with, so by which way the figures went. What the plan leaves open is read as plan.toml says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

By = Literal["goal", "reach", "pace", "lead", "grow", "first", "against", "develop", "everywhere"]
# Numbers that people report where the plan gives no aim: wanted down, wanted the most of all city
# regions, or wanted without a direction. All others are wanted up.
DOWN = ("1.1d",)
MOST = ("G1.2", "G3", "G4", "1.4s", "1.7a", "1.7s")
EITHER = ("1.1b.2", "1.2a.2", "1.4a.2")


@dataclass(frozen=True)
class Rule:
    """The indicator that a row is judged on, and how."""

    indicator: str
    by: By


RULES: Mapping[str, Rule] = {
    "O": Rule("gdp_population_ratio", "goal"),
    "O.1": Rule("employment_growth", "against"),
    "O.2": Rule("income_per_taxpayer_nok", "against"),
    "O.3": Rule("profitable_share", "against"),
    "1.8a": Rule("rnd_per_employee_nok", "develop"),
    "1.8a.2": Rule("rnd_man_years", "develop"),
    "4.1a": Rule("e6_slow_share", "pace"),
    "4.1a.2": Rule("county_roads_slow_share", "pace"),
    "4.6s": Rule("power_price_lead", "reach"),
    "4.2a": Rule("school_points", "everywhere"),
    "4.7s": Rule("export_growth", "lead"),
    "G6": Rule("reputation_living", "first"),
    "6.1a": Rule("reputation_living", "first"),
    "6.1s": Rule("population_increase", "reach"),
    "6.7a": Rule("house_price_growth", "first"),
    "6.8a": Rule("immigrants_employed_growth", "grow"),
}
