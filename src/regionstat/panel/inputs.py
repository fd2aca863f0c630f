"""The tables of an edition, decoded, held against the register, and cut to one measure."""

from __future__ import annotations

from functools import cached_property, lru_cache

import numpy as np
import pandas as pd

from regionstat.errors import Misuse
from regionstat.panel.figures import PRELIMINARY, figures
from regionstat.panel.harmonise import Counts
from regionstat.panel.vintages import edition_of
from regionstat.register import Region, Source, register
from regionstat.snapshots import Edition, find_home, read_edition
from regionstat.snapshots.editions import shared
from regionstat.tables.adapt import adapt
from regionstat.tables.assemble import decode_parts
from regionstat.tables.expect import expect

# SSB's sign for "no figure can be given", also where a category was not in use.
NOT_IN_USE = "."
PUT_IN = "interpolated"
# Codes that a table leaves out in a year, with a zero that is none (Rindal).
LEFT_OUT = {"employed": (("1567", 2019),)}
# The measure under which the weights of divided municipalities are filed.
MEASURE = {
    "population.Personer1": "population",
    "employed.BefolkningBosted": "population",
    "employed.SysselArbsted": "employed_workplace",
    "employed.SysselBosted": "employed_residents",
    "employed_background.employed_residents": "employed_residents",
    "employed_background.employed_immigrants": "immigrants_employed",
}


class Inputs:
    """The figures an edition stands on, decoded once each when they are first asked for.

    Raises `SnapshotDamaged`, `BadFile` or `SourceChanged` when a raw file is not what the
    lock, JSON-stat or the register says.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._tables: dict[str, pd.DataFrame] = {}
        self._counts: dict[str, Counts] = {}

    def table(self, source: str) -> pd.DataFrame:
        """Return the cells of `source` that have a value or a sign: codes, value, status.

        Where a region's code was not in use, `.` says only that, and the cell is left out.
        """
        if source not in self._tables:
            parts, known = self.edition.read(source), register().sources[source]
            table = decode_parts(parts, name=self.edition.locked(source).file)
            frame = expect(adapt(table, known), known).frame
            said = frame["value"].notna() | ((frame["status"] != "") & ~_unused(frame, known))
            codes = list(known.dimensions)
            found = frame.loc[said, [*codes, "value", "status"]]
            found = found.astype(dict.fromkeys([*codes, "status"], "str"))
            # The years that are preliminary are those of the vintage that the register knows.
            same = self.edition.pedigree(source).vintage.startswith(known.vintage)
            self._tables[source] = _marked(found, known) if same else found
        return self._tables[source]

    def measure(self, id_: str) -> pd.DataFrame:
        """Return the cells of the measure `source.contents`."""
        source, _, contents = id_.partition(".")
        found = self.table(source)
        return found[found["ContentsCode"] == contents]

    def counts(self, id_: str) -> Counts:
        """Return the municipal counts of the measure `source.contents`.

        A code that the table leaves out in a year has the count of the year before, signed so.
        """
        if id_ not in self._counts:
            self._counts[id_] = self._counted(id_)
        return self._counts[id_]

    def _counted(self, id_: str) -> Counts:
        cells = self.measure(id_)
        value, status = (
            cells.pivot(index="Region", columns="Tid", values=column)
            for column in ("value", "status")
        )
        for wide in (value, status):
            wide.columns = wide.columns.astype("int64")
        source: Source = register().sources[id_.partition(".")[0]]
        signs = status.astype("object").fillna("")
        for code, year in LEFT_OUT.get(source.id, ()):
            if year in value and code in value.index and value.at[code, year] == 0:
                value.loc[[code], year] = value.loc[[code], year - 1]
                signs.loc[[code], year] = PUT_IN
        return Counts(MEASURE[id_], value, signs, source.code_year)

    @cached_property
    def _accounts(self) -> dict[tuple[str, str], pd.DataFrame]:
        named = self.table("county_accounts").rename(columns={"Region": "region", "Tid": "year"})
        groups = named.groupby(["ContentsCode", "NACE2007"])
        return {(str(contents), str(industry)): cells for (contents, industry), cells in groups}

    def account(self, contents: str, industry: str) -> pd.DataFrame:
        """Return the figures of one industry in the county accounts, all counties and years."""
        return figures(self._accounts[contents, industry])


def inputs_of(panel: pd.DataFrame) -> Inputs:
    """Return the tables that `panel` was made from, decoded once in a session.

    Raises `Misuse` when the panel no longer tells its edition, and what `Inputs` raises.
    """
    year = edition_of(panel)
    if year is None:
        raise Misuse(
            "The tables behind a panel",
            found="a panel that does not tell its edition, as after a merge or a concat",
            where="the panel's attrs",
            todo="Give the panel as `load` returned it",
        )
    return _inputs(shared(read_edition(year, find_home())))


@lru_cache(maxsize=2)
def _inputs(edition: Edition) -> Inputs:
    return Inputs(edition)


def _unused(frame: pd.DataFrame, source: Source) -> pd.Series:
    """Say of each cell whether it is empty because a region's code was not in use that year."""
    empty = (frame["status"] == NOT_IN_USE) & frame["value"].isna()
    times = frame["Tid"].cat
    years = [_code_year(period, source) for period in times.categories]
    unused = np.zeros(len(frame), bool)
    for dim in source.geo_dimensions:
        places = frame[dim].cat
        regions = [register().regions.get(code) for code in places.categories]
        found = [[_is_unused(region, year) for year in years] for region in regions]
        unused |= np.array(found, bool)[places.codes, times.codes]
    return empty & unused


def _code_year(period: str, source: Source) -> int | None:
    return source.code_year(int(period[:4])) if period[:4].isdigit() else None


def _is_unused(region: Region | None, code_year: int | None) -> bool:
    return region is not None and code_year is not None and not region.valid_in(code_year)


def _marked(cells: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Return `cells` with the sign for preliminary in the years the register calls so."""
    years = [str(year) for year in source.preliminary]
    bare = cells["Tid"].isin(years) & cells["value"].notna() & (cells["status"] == "")
    return cells.assign(status=cells["status"].mask(bare, PRELIMINARY))
