"""Other ways to look at the plan than row by row: who owes what, what moved, what to decide."""

from __future__ import annotations

import pandas as pd

from regionstat.page.annex import annex_table
from regionstat.page.figure import Figure
from regionstat.page.html import PageTable, Sentence
from regionstat.page.plan_changed import changed_table
from regionstat.page.plan_chart import status_chart
from regionstat.page.plan_decide import decide_table
from regionstat.page.plan_owed import owed_table
from regionstat.page.plan_status import plan_statuses
from regionstat.panel.vintages import edition_of
from regionstat.register.entries import Language

ANNEX = "annex"
VIEWS = ("counts", "changed", "owed", "decide", ANNEX)


def plan_view(
    only: str, panel: pd.DataFrame, region: str, language: Language
) -> PageTable | Sentence | Figure:
    """Return the plan by `only`, one of `VIEWS`: a chart, a table, or a sentence.

    Raises `Misuse` for an unknown region and, of the annex, for what is no municipality.
    """
    if only == ANNEX:
        return annex_table(panel, region, language)
    judged, edition = plan_statuses(panel, region=region), edition_of(panel)
    if only == "counts":
        return status_chart(judged, region, edition, language)
    if only == "changed":
        return changed_table(judged, region, edition, language)
    return {"owed": owed_table, "decide": decide_table}[only](judged, edition, language)
