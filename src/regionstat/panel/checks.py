"""What must be true of a panel before anybody sees a number of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from regionstat.errors import BadFile, SourceChanged
from regionstat.panel.build import PANEL
from regionstat.panel.figures import FOR_MISSING, STRENGTH
from regionstat.register import register

KEY = PANEL[:3]
SHARES = ("gdp_share", "population_share")
# Shares are sums of printed figures: rounding of whole persons and millions stays below this.
SUM_TOLERANCE = 0.01


@dataclass(frozen=True)
class Expected:
    """A published number that the panel must give again, to `decimals` as printed."""

    indicator: str
    region: str
    year: int
    value: float
    decimals: int
    source: str


def check_panel(panel: pd.DataFrame) -> pd.DataFrame:
    """Return `panel` when it holds together.

    Raises `SourceChanged` naming the first problem: columns, key, order, ids, signs,
    intervals, or county shares that do not sum to 100 percent.
    """
    for problem in problems(panel):
        raise SourceChanged(
            "Check the panel",
            found=problem,
            where=f"{len(panel):,} rows",
            todo="Compare the last import with the one before; nothing was kept",
        )
    return panel


def problems(panel: pd.DataFrame) -> Iterator[str]:
    """Yield what is wrong with `panel`, in words; nothing when all is well."""
    if list(panel.columns) != PANEL:
        yield f"its columns are {', '.join(panel.columns)}"
        return
    if panel.duplicated(KEY).any():
        row = panel[panel.duplicated(KEY)].iloc[0]
        yield f"{row['indicator']} of {row['region']} in {row['year']} stands twice"
    if not panel[KEY].equals(panel[KEY].sort_values(KEY, ignore_index=True)):
        yield "its rows are not sorted by indicator, region and year"
    yield from _strange(panel, "indicator", register().indicators)
    yield from _strange(panel, "region", register().regions)
    yield from _strange(panel, "status", STRENGTH)
    yield from _signs(panel)
    yield from _intervals(panel)
    for indicator in SHARES:
        yield from _shares(panel, indicator)


def _strange(panel: pd.DataFrame, column: str, known: object) -> Iterator[str]:
    strange = set(panel[column].unique()) - set(known)  # type: ignore[call-overload]
    if strange:
        yield f"{column} {min(strange)!r} is not in the register"


def _signs(panel: pd.DataFrame) -> Iterator[str]:
    silent = panel["value"].isna() & ~panel["status"].isin(FOR_MISSING)
    if silent.any():
        row = panel[silent].iloc[0]
        yield f"{row['indicator']} of {row['region']} in {row['year']} is missing without a sign"


def _intervals(panel: pd.DataFrame) -> Iterator[str]:
    outside = (panel["low"] > panel["value"]) | (panel["high"] < panel["value"])
    if outside.any():
        row = panel[outside].iloc[0]
        yield f"{row['indicator']} of {row['region']} in {row['year']} lies outside its interval"


def _shares(panel: pd.DataFrame, indicator: str) -> Iterator[str]:
    counties = {r.id: r for r in register().regions.values() if r.level == "county"}
    rows = panel[(panel["indicator"] == indicator) & panel["region"].isin(list(counties))]
    for year, of_year in rows.groupby("year"):
        valid = [counties[region].valid_in(int(str(year))) for region in of_year["region"]]
        total = of_year["value"][valid].sum(skipna=False)
        if abs(total - 100) > SUM_TOLERANCE:
            yield f"{indicator} of all counties sums to {total:.3f} percent in {year}"


def read_expected(path: Path) -> list[Expected]:
    """Return the published numbers in `path`, the edition's `expected.csv`.

    Raises `BadFile` when a line of it cannot be read.
    """
    with path.open(encoding="utf-8", newline="") as file:
        return [_expected(row, line, path) for line, row in enumerate(csv.DictReader(file), 2)]


def _expected(row: dict[str, str], line: int, path: Path) -> Expected:
    try:
        decimals = int(row["decimals"])
        value, year = float(row["value"]), int(row["year"])
        return Expected(row["indicator"], row["region"], year, value, decimals, row["source"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadFile(
            "Read the numbers that must come out again",
            found=f"line {line} cannot be read ({error})",
            where=str(path),
            todo="Restore the file from version control",
        ) from error


def unmet(panel: pd.DataFrame, expected: list[Expected]) -> list[str]:
    """Return, in words, which of `expected` the panel does not give again."""
    values = panel.set_index(KEY)["value"]
    found = []
    for one in expected:
        value = float(values.get((one.indicator, one.region, one.year), float("nan")))
        if not abs(value - one.value) <= 0.5 * 10**-one.decimals + 1e-9:
            place = f"{one.indicator} of {one.region} in {one.year}"
            found.append(f"{place}: {value:.{one.decimals + 2}f}, published {one.value}")
    return found
