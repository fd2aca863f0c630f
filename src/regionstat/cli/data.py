"""`regionstat data`: rows of the panel."""

from __future__ import annotations

import re

import click
import pandas as pd

from regionstat.analysis import load
from regionstat.cli.show import edition_option, format_option, show
from regionstat.errors import Misuse, RegionstatError
from regionstat.panel import select
from regionstat.register import find_indicator, find_region, register

EXAMPLES = """\b
Examples:
  regionstat data gdp_population_ratio --region 16 --years 2008:2017
  regionstat data gdp_share --region 50 --region 12 --basis mainland
  regionstat data population --region plan11 --format csv > plan11.csv
"""


@click.command("data", epilog=EXAMPLES)
@click.argument("indicators", nargs=-1, required=True, metavar="INDICATOR...")
@click.option("--region", "regions", multiple=True, metavar="ID", help="Default: all regions.")
@click.option("--years", metavar="A:B", help="First and last year, or one year.")
@click.option(
    "--basis",
    default="counties",
    show_default=True,
    help="The denominator of GDP indicators: counties, total or mainland.",
)
@edition_option
@format_option
def data(
    indicators: tuple[str, ...],
    regions: tuple[str, ...],
    years: str | None,
    basis: str,
    edition: int,
    form: str,
) -> None:
    """Print the rows of one or more indicators.

    Columns: indicator, region, year, value, low, high, status, unit.
    """
    span = parse_years(years) if years else None
    ids = [find_indicator(indicator, basis).id for indicator in indicators]
    wanted = [find_region(region).id for region in regions] or None
    panel = load(edition)
    found = pd.concat(
        [select(panel, id_, regions=wanted, years=span) for id_ in dict.fromkeys(ids)],
        ignore_index=True,
    )
    for note in _notes(panel, found, ids, wanted, span):
        click.echo(note, err=True)
    if len(found) == 0:
        raise RegionstatError(
            f"Rows of {', '.join(ids)}",
            found="the edition has none for these regions and years",
            where=f"edition {edition}",
            todo="Ask for other regions, as noted above, or for other years",
        )
    units = {id_: register().indicators[id_].unit for id_ in ids}
    found = found.assign(unit=found["indicator"].map(units))
    show(_rounded(found) if form == "table" else found, form)


def parse_years(text: str) -> tuple[int, int]:
    """Return first and last year of `A:B` or of one year; raises `Misuse` otherwise."""
    match = re.fullmatch(r"(\d{4})(?::(\d{4}))?", text)
    if not match:
        raise Misuse(
            f"Years {text!r}",
            found="not two years with a colon between them",
            where="--years",
            todo="Write --years 2008:2017, or --years 2017 for one",
        )
    first, last = match.group(1), match.group(2) or match.group(1)
    return int(first), int(last)


def _rounded(found: pd.DataFrame) -> pd.DataFrame:
    """Write the numbers of the table form with the decimals the register gives them."""

    def text(row: pd.Series, column: str) -> str:
        decimals = register().indicators[str(row["indicator"])].decimals
        return "" if pd.isna(row[column]) else f"{row[column]:,.{decimals}f}"

    columns = ("value", "low", "high")
    return found.assign(**{c: found.apply(text, axis=1, column=c) for c in columns})


def _notes(
    panel: pd.DataFrame,
    found: pd.DataFrame,
    ids: list[str],
    wanted: list[str] | None,
    span: tuple[int, int] | None,
) -> list[str]:
    notes = []
    for id_ in ids:
        rows = panel[panel["indicator"] == id_]
        first, last = rows["year"].min(), rows["year"].max()
        if span and (span[0] < first or span[1] > last):
            notes.append(f"Note: {id_} has the years {first}–{last}.")
        have = set(found.loc[found["indicator"] == id_, "region"])
        notes += [_absent(id_, region, rows) for region in wanted or [] if region not in have]
    return notes


def _absent(id_: str, region: str, rows: pd.DataFrame) -> str:
    if region in set(rows["region"]):
        return f"Note: {id_} has no row for {region} in these years."
    levels = ", ".join(register().indicators[id_].levels)
    counties = ", ".join(register().regions[region].county)
    instead = f"; the county stands in: {counties}" if counties else ""
    return f"Note: {id_} is not measured for {region}, only for {levels}{instead}."
