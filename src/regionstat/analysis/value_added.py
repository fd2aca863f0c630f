"""Value added of the counties by industry, what is suppressed kept apart and never zero.

Of each county the industries that are not printed are taken together: `REST` is its total less
the others. Mill. kr, current basic prices. Source: StatBank 11713.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from regionstat.analysis.industries import INDUSTRIES, OWN_HOMES, TOTAL
from regionstat.analysis.units import Floats
from regionstat.panel.accounts import NATION, OFF_MAINLAND
from regionstat.panel.inputs import Inputs

REST = "rest"
COLUMNS = (*INDUSTRIES, REST)
HOMES = COLUMNS.index(OWN_HOMES)
OFF = [COLUMNS.index(industry) for industry in OFF_MAINLAND]
# Less than this part of a total is the rounding of its parts.
_ROUNDING = 1e-5


@dataclass(frozen=True, eq=False)
class YearAccounts:
    """One year: counties as rows, `COLUMNS` as columns, NaN where suppressed; REST is a sum.

    `signs` are those of the counties' totals.
    """

    counties: tuple[str, ...]
    cells: Floats
    signs: tuple[str, ...]

    @property
    def known(self) -> Floats:
        """The cells with nothing in those that are part of REST."""
        return np.nan_to_num(self.cells)

    @property
    def totals(self) -> Floats:
        """The counties' totals."""
        found: Floats = self.known.sum(axis=1)
        return found

    def on_mainland(self) -> Floats:
        """Return the part of each cell that is on the mainland: 1, 0, NaN where it is unknown.

        Unknown is the rest of a county in which an industry off the mainland is suppressed.
        """
        found = np.ones(self.cells.shape)
        found[:, OFF] = 0.0
        hidden = np.isnan(self.cells[:, OFF]).any(axis=1)
        found[hidden, -1] = np.nan
        return found


@lru_cache(maxsize=6)
def value_added(inputs: Inputs, contents: str = "gva") -> Mapping[int, YearAccounts]:
    """Return the accounts by year, of the counties whose total is printed.

    `contents` is gva, or emp and wages for the keys of the back-test.
    """
    cells = inputs.measure(f"county_accounts.{contents}")
    cells = cells[cells["Region"] != NATION]
    wide = cells.pivot(index=["Tid", "Region"], columns="NACE2007", values="value")
    signs = cells[cells["NACE2007"] == TOTAL].set_index(["Tid", "Region"])["status"]
    return {
        int(str(year)): _of_year(pd.DataFrame(wide.xs(year)).dropna(subset=[TOTAL]), signs.xs(year))
        for year in wide.index.unique("Tid")
    }


def _of_year(wide: pd.DataFrame, signs: pd.Series) -> YearAccounts:
    total = wide[TOTAL].to_numpy("float64")
    cells = wide.reindex(columns=[*INDUSTRIES]).to_numpy("float64")
    rest = total - np.nansum(cells, axis=1)
    hidden = np.isnan(cells).any(axis=1)
    rest = np.where(hidden | (np.abs(rest) > _ROUNDING * total), rest, 0.0)
    counties = tuple(str(code) for code in wide.index)
    return YearAccounts(
        counties, np.column_stack([cells, rest]), tuple(str(signs[code]) for code in counties)
    )


def productivity(accounts: YearAccounts, key: Floats, jobs: Floats) -> Floats:
    """Return value added per unit of `key` by county and industry, against that of all counties.

    `key` has the shape of the accounts, `jobs` one number a county. What is suppressed, or has
    no key, has the county's productivity in all.
    """
    level = accounts.totals / jobs * (np.nansum(jobs) / accounts.totals.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        found = accounts.cells / key / (accounts.known.sum(axis=0) / np.nansum(key, axis=0))
    found[:, -1] = np.nan
    lent: Floats = np.where(np.isfinite(found), found, level[:, None])
    return lent
