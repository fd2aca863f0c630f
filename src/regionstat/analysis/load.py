"""The whole panel of an edition: what is published, and what is estimated beside it.

The estimates are reckoned once and kept, until the figures or the code they stand on change.
"""

from __future__ import annotations

import pandas as pd

from regionstat.analysis.estimated_per_head import estimated_per_head
from regionstat.analysis.regional_gdp import estimated_rows
from regionstat.panel.build import PANEL
from regionstat.panel.checks import check_panel
from regionstat.panel.inputs import Inputs
from regionstat.panel.store import fingerprint, panel_of, read_panel
from regionstat.panel.vintages import EDITION
from regionstat.snapshots import Edition, find_home, read_edition, write_whole

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
    folder = edition.home / "data" / "processed"
    path = folder / f"whole-{edition.year}-{fingerprint(edition, _ROOMS)}.csv"
    if not path.is_file():
        measured = panel_of(edition)
        estimated = estimated_rows(measured, Inputs(edition))
        parts = [measured, estimated, estimated_per_head(measured, estimated)]
        found = pd.concat(parts, ignore_index=True)
        panel = check_panel(found.sort_values(PANEL[:3], ignore_index=True))
        write_whole(path, panel.to_csv(index=False, lineterminator="\n").encode())
        for older in folder.glob(f"whole-{edition.year}-*.csv"):
            if older != path:
                older.unlink(missing_ok=True)
    return read_panel(path)
