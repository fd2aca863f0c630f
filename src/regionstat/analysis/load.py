"""The whole panel of an edition: what is published, and what is estimated beside it.

The estimates are reckoned once and kept, until the figures or the code they stand on change.
"""

from __future__ import annotations

import pandas as pd

from regionstat.analysis.estimated_per_head import estimated_per_head
from regionstat.analysis.regional_gdp import estimated_rows
from regionstat.panel.build import PANEL
from regionstat.panel.inputs import Inputs
from regionstat.panel.store import kept, panel_of
from regionstat.panel.vintages import EDITION
from regionstat.snapshots import Edition, find_home, read_edition

# The rooms whose code decides what is estimated.
_ROOMS = ("register", "tables", "panel", "analysis")


def load(edition: int = 2020) -> pd.DataFrame:
    """Return the checked panel of `edition`, estimates included; never goes online.

    Columns indicator, region (str), year (int), value, low, high (float, the register's
    unit; NaN is missing) and status (str: SSB's sign, `estimated`, `manual`, or empty),
    sorted by the first three, which are unique. All data years the edition holds, also
    those after it. Raises `Misuse` for an unknown edition and `SnapshotDamaged` when a raw
    file is not what the edition locks.
    """
    panel = whole_panel(read_edition(edition, find_home()))
    panel.attrs[EDITION] = edition
    return panel


def whole_panel(edition: Edition) -> pd.DataFrame:
    """Return the checked panel of `edition` with its estimates, locked or not; else as `load`."""
    return kept("whole", edition, _ROOMS, lambda: _whole(edition))


def _whole(edition: Edition) -> pd.DataFrame:
    measured = panel_of(edition)
    estimated = estimated_rows(measured, Inputs(edition))
    parts = [measured, estimated, estimated_per_head(measured, estimated)]
    return pd.concat(parts, ignore_index=True).sort_values(PANEL[:3], ignore_index=True)
