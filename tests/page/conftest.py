"""The panel of the bundled edition, and panels small enough to reckon by hand."""

import math

import pandas as pd
import pytest

from regionstat.panel import load
from regionstat.panel.build import PANEL


@pytest.fixture(scope="session")
def panel():
    return load(2020)


@pytest.fixture(scope="session")
def made():
    """Make a panel from {region: {year: cell}}; a cell is a value, (low, value, high) or a sign."""

    def cell(found):
        if isinstance(found, str):
            return math.nan, math.nan, math.nan, found
        if isinstance(found, tuple):
            low, value, high = found
            return value, low, high, "estimated"
        return found, math.nan, math.nan, ""

    def make(indicator, regions):
        rows = [
            (indicator, region, year, *cell(found))
            for region, years in regions.items()
            for year, found in years.items()
        ]
        kinds = {"year": "int64", "value": "float64", "low": "float64", "high": "float64"}
        frame = pd.DataFrame(rows, columns=PANEL).astype(kinds)
        return frame.sort_values(PANEL[:3], ignore_index=True)

    return make
