"""Where every row of the plan stands, as data: status, figure, and the reason in words."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis.plan_status import judge
from regionstat.page.plan_reasons import reason

COLUMNS = [
    "row",
    "status",
    "indicator",
    "year",
    "value",
    "low",
    "high",
    "target",
    "reason_nb",
    "reason_en",
]


def plan_statuses(panel: pd.DataFrame, *, region: str = "trondheimsregionen") -> pd.DataFrame:
    """Return where each of the plan's rows stands for `region`: one line a row, in plan order.

    Columns row (id in the plan), status (`met`, `on_course`, `behind`, `no_data`), indicator
    (id, empty where none tells), year (Int64), value with the ends of its interval low and
    high, target (float, what the value is held against, in the indicator's unit; NaN where
    there is none), reason_nb and reason_en (one sentence each). A row without data may have a
    value: one that does not tell which way it goes. Rules: `analysis/plan_status`. Raises
    `Misuse` for an unknown region.
    """
    found = judge(panel, region=region)
    rows = [
        {
            **{name: getattr(one, name) for name in COLUMNS[:8]},
            "reason_nb": reason(one, region, "nb"),
            "reason_en": reason(one, region, "en"),
        }
        for one in found
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"year": "Int64"})
