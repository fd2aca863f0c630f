"""Back-test: how wrong the methods are where the answer is known, one table a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from regionstat.errors import unknown
from regionstat.page.html import PageTable
from regionstat.register.find import find_language
from regionstat.study.estimate_errors import estimate_errors_table
from regionstat.study.forecast_errors import forecast_errors_table
from regionstat.study.track_record import track_record_table

# What can be tried, and who tells of it.
TABLES: Mapping[str, Callable[..., PageTable]] = {
    "estimate": estimate_errors_table,
    "forecast": forecast_errors_table,
    "record": track_record_table,
}


def backtest(panel: pd.DataFrame, *, of: str = "estimate", language: str = "nb") -> PageTable:
    """Return the errors of the `estimate` of regional GDP or of the `forecast`, or its `record`.

    The record is of forecasts made as of past years, held against what came.

    Computed from the figures behind `panel` when asked for. Raises `Misuse` for an unknown
    method or language.
    """
    find_language(language)
    if of not in TABLES:
        raise unknown("method to try", of, TABLES, where="study.backtest")
    return TABLES[of](panel, language=language)
