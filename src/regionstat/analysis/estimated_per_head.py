"""Value added per inhabitant of the regions whose value added is estimated."""

from __future__ import annotations

import pandas as pd

from regionstat.panel.build import PANEL
from regionstat.panel.figures import COLUMNS, KEY
from regionstat.panel.measures import per_head
from regionstat.panel.select import select

ADDED, PEOPLE, PER_INHABITANT = "gross_value_added_mnok", "population", "gva_per_inhabitant_nok"


def estimated_per_head(panel: pd.DataFrame, estimated: pd.DataFrame) -> pd.DataFrame:
    """Return value added per inhabitant in kr, as rows of the panel, with its interval.

    `estimated` are rows of the panel with value added (mill. kr), `panel` has the people.
    """
    added = estimated[estimated["indicator"] == ADDED].set_index(KEY)[COLUMNS].sort_index()
    people = select(panel, PEOPLE).set_index(KEY)[COLUMNS]
    return per_head(added, people).reset_index().assign(indicator=PER_INHABITANT)[PANEL]
