"""What a sweep of the company registers gives: the share of companies with a profit.

Method and interval: `intake.sweep_counts.profitable_share`. Source: the register of entities and
the register of company accounts.
"""

from __future__ import annotations

import pandas as pd

from regionstat.intake.sweep_counts import COUNTS, profitable_share
from regionstat.intake.sweep_regions import region_today
from regionstat.panel.figures import figures
from regionstat.panel.inputs import Inputs
from regionstat.register import register

SOURCE = "company_results"
ESTIMATED = "estimated"


def profitable_companies(inputs: Inputs) -> pd.DataFrame | None:
    """Return the share in percent of every municipality and city region that was swept whole.

    Figures with a 95 % interval, status `estimated`; None when the edition has no sweep.
    """
    if SOURCE not in {one.source for one in inputs.edition.raw}:
        return None
    cells = inputs.table(SOURCE).rename(columns={"Region": "region", "Tid": "year"})
    counts = cells.pivot(index=["region", "year"], columns="ContentsCode", values="value")
    counts = counts[list(COUNTS)].reset_index().astype({"year": "int64"})
    shares = profitable_share(counts, _areas(set(counts["region"])))
    frame = shares.rename(columns={"share": "value"}).assign(status=ESTIMATED)
    return figures(frame, low=frame["low"], high=frame["high"])


def _areas(swept: set[str]) -> dict[str, tuple[str, ...]]:
    cities = [r.id for r in register().regions.values() if r.level == "city_region"]
    today = {id_: region_today(id_).codes for id_ in cities}
    whole = {id_: codes for id_, codes in today.items() if set(codes) <= swept}
    return {code: (code,) for code in sorted(swept)} | whole
