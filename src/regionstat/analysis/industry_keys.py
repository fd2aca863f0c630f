"""Employed by municipality of work and industry: the best key, where it has been fetched.

The 17 groups of the table are coarser than the 25 industries of the accounts: an industry takes
the key of the group it lies in. What is masked is what the municipality's total leaves, shared by
the nation's own shares. Where the table is printed on later borders than the year's, the parts
of a municipality have the industries of the whole. Source: StatBank 13470.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from regionstat.analysis.industries import INDUSTRIES
from regionstat.analysis.units import Floats, unit_year, units_of
from regionstat.panel.area import follow, whole
from regionstat.panel.harmonise import Counts
from regionstat.panel.inputs import Inputs
from regionstat.register import register

SOURCE = "employed_by_industry"
ALL = "00-99"
# The group of 13470 that each industry of 11713 lies in; living in one's own home is in none.
GROUPS = {
    "Jordbruk og skogbruk": "01-03",
    "Fiske, fangst og akvakultur": "01-03",
    "Bergverksdrift": "05-09",
    "Utvinning av råolje og naturgass": "05-09",
    "Tjenester tilknyttet utvinning av råolje og naturgass": "05-09",
    "Industri": "10-33",
    "Elektrisitets-, gass- og varmtvannsforsyning": "35-39",
    "Vannforsyning, avløp og renovasjon": "35-39",
    "Bygge- og anleggsvirksomhet": "41-43",
    "Varehandel og reparasjon av motorvogner": "45-47",
    "Rørtransport": "49-53",
    "Utenriks sjøfart": "49-53",
    "Transport utenom utenriks sjøfart": "49-53",
    "Post og distribusjonsvirksomhet": "49-53",
    "Overnattings- og serveringsvirksomhet": "55-56",
    "Informasjon og kommunikasjon": "58-63",
    "Finansierings- og forsikringsvirksomhet": "64-66",
    "Omsetning og drift av fast eiendom": "68-75",
    "Faglig, vitenskapelig og teknisk tjenesteyting": "68-75",
    "Forretningsmessig tjenesteyting": "77-82",
    "Offentlig administrasjon og forsvar": "84",
    "Undervisning": "85",
    "Helse- og omsorgstjenester": "86-88",
    "Kultur, underholdning og annen tjenesteyting": "90-99",
}


@dataclass(frozen=True, eq=False)
class Structure:
    """The parts of the employed of each municipality in each group; rows sum to 1."""

    parts: pd.DataFrame
    code_year: int

    def laid_on(self, year: int, total: Floats, counts: Counts) -> Floats:
        """Return `total`, employed by block of `year`, by industry of the accounts.

        A block that the table does not know has the parts of all together.
        """
        mean = self.parts.mean()
        rows = [
            self.parts.loc[code] if code in self.parts.index else mean
            for code in (self._code(unit, year, counts) for unit in units_of(year))
        ]
        parts = pd.DataFrame(rows).to_numpy("float64")
        place = {group: at for at, group in enumerate(self.parts.columns)}
        columns = [place.get(GROUPS.get(industry, ""), -1) for industry in INDUSTRIES]
        wide = np.column_stack([parts, np.ones(len(parts))])[:, columns]
        found: Floats = wide * total[:, None]
        return found

    def _code(self, unit: str, year: int, counts: Counts) -> str:
        if unit_year(year) == self.code_year:
            return unit
        area = follow(whole([unit]), unit_year(year), self.code_year, counts)
        return max(area, key=lambda code: area[code].value)


def structure(inputs: Inputs) -> dict[int, Structure]:
    """Return the industries of the municipalities by year; empty when not fetched."""
    if SOURCE not in {one.source for one in inputs.edition.raw}:
        return {}
    cells = inputs.table(SOURCE)
    # A code summed to the borders of today is told by a letter before it.
    cells = cells.assign(Region=cells["Region"].str[-4:])
    cells = cells[cells["Region"].isin(list(register().regions))]
    return {int(str(year)): _of_year(found, int(str(year))) for year, found in cells.groupby("Tid")}


def _of_year(cells: pd.DataFrame, year: int) -> Structure:
    wide = cells.pivot_table(index="Region", columns="NACE2007", values="value", dropna=False)
    wide = wide.reindex(columns=[*dict.fromkeys(GROUPS.values()), ALL]).dropna(subset=[ALL])
    wide = wide[wide[ALL] > 0]
    known = wide.drop(columns=ALL)
    left = (wide[ALL] - known.sum(axis=1)).clip(lower=0)
    usual = known.isna() * known.sum()
    share = usual.div(usual.sum(axis=1).where(lambda total: total > 0, 1.0), axis=0)
    filled = known.fillna(share.mul(left, axis=0))
    return Structure(filled.div(filled.sum(axis=1), axis=0), _borders(wide.index, year))


def _borders(codes: pd.Index, year: int) -> int:
    """Return the year, `year` or a later one, whose municipalities `codes` are."""
    known = register().regions
    years = [year, *sorted({c.year for c in register().changes if c.year > year})]
    strange = [sum(not known[str(code)].valid_in(one) for code in codes) for one in years]
    return years[int(np.argmin(strange))]
