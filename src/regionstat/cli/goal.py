"""`regionstat goal`: whether a region reaches the goal, as sentences and years."""

from __future__ import annotations

import click
import pandas as pd

from regionstat.analysis import goal as find_goal
from regionstat.analysis import load
from regionstat.analysis.forecast_trend import FARTHEST
from regionstat.analysis.goal import GOAL_YEAR
from regionstat.analysis.timeline import timeline
from regionstat.cli.show import edition_option, format_option, language_option, show
from regionstat.errors import Misuse
from regionstat.page.texts import verdict
from regionstat.panel import select
from regionstat.register.entries import BASES
from regionstat.register.find import find_language
from regionstat.snapshots import find_home
from regionstat.snapshots.editions import list_contemporary

EXAMPLES = """\b
Examples:
  regionstat goal
  regionstat goal --region org8 --basis mainland
  regionstat goal --region 16 --as-of 2014 --format csv
  regionstat goal --goal-year 2025 --format json
"""
DECIMALS = {"gdp_share": 2, "population_share": 2, "ratio": 3, "low": 3, "high": 3, "gap_mnok": 0}


@click.command("goal", epilog=EXAMPLES)
@click.option("--region", default="trondheimsregionen", show_default=True, help="Whose goal.")
@click.option(
    "--as-of",
    type=int,
    metavar="YEAR",
    help="Use only what was known in YEAR: the edition of that year, else its years.",
)
@click.option(
    "--basis",
    type=click.Choice(BASES),
    default="counties",
    show_default=True,
    help="The denominator: the sum of counties, the whole nation, or Mainland Norway.",
)
@click.option(
    "--goal-year", type=int, default=GOAL_YEAR, show_default=True, help="The year of the goal."
)
@edition_option
@language_option
@format_option
def goal(
    region: str,
    as_of: int | None,
    basis: str,
    goal_year: int,
    edition: int,
    language: str,
    form: str,
) -> None:
    """Say whether a region reaches the goal: every year's ratio, and the way to the goal year.

    Columns: region, basis, year, kind (published, estimated, forecast), gdp_share,
    population_share (percent), ratio with low and high (of level_pct percent), gap_mnok,
    probability (of a ratio of 1 or more), status.
    """
    tongue = find_language(language)
    known = as_of is not None and as_of in list_contemporary(find_home())
    panel = load(as_of if known and as_of is not None else edition)
    found = find_goal(panel, region=region, until=as_of)
    rows = timeline(found, basis, goal_year=goal_year)
    if rows.empty:
        raise _nothing(region, as_of)
    _check_years(rows, goal_year, None if known else as_of, panel)
    if form == "table":
        said = verdict(
            panel, region=region, until=as_of, basis=basis, goal_year=goal_year, language=tongue
        )
        click.echo(str(said))
        show(_rounded(rows), form)
    else:
        show(rows, form)


def _nothing(region: str, as_of: int | None) -> Misuse:
    until = f" up to {as_of}" if as_of is not None else ""
    return Misuse(
        f"The goal of {region}{until}",
        found="no year has value added for it or for a county it lies in",
        where="the panel",
        todo="Ask for a county or a city region (`regionstat regions`), or for a later year",
    )


def _check_years(
    rows: pd.DataFrame, goal_year: int, as_of: int | None, panel: pd.DataFrame
) -> None:
    """Refuse a year of which nothing can be told, rather than answer without it."""
    last = int(select(panel, "gdp_share")["year"].max())
    if as_of is not None and as_of > last:
        raise Misuse(
            f"The goal as of {as_of}",
            found=f"the figures end in {last}, and there is no edition of that year",
            where="the panel",
            todo=f"Ask as of a year up to {last}, or of an edition",
        )
    measured = rows.loc[rows["kind"] != "forecast", "year"]
    first, farthest = int(measured.min()), int(measured.max()) + FARTHEST
    if not first <= goal_year <= farthest:
        raise Misuse(
            f"The goal in {goal_year}",
            found=f"figures from {first} to {measured.max()}, and {FARTHEST} years ahead",
            where="the panel",
            todo=f"Ask for a goal year from {first} to {farthest}",
        )


def _rounded(rows: pd.DataFrame) -> pd.DataFrame:
    """Write the numbers with the decimals that they bear."""
    texts = {
        column: ["" if pd.isna(value) else f"{value:,.{places}f}" for value in rows[column]]
        for column, places in DECIMALS.items()
    }
    chances = ["" if pd.isna(value) else f"{100 * value:.0f} %" for value in rows["probability"]]
    levels = ["" if pd.isna(value) else f"{value:.0f}" for value in rows["level_pct"]]
    return rows.assign(**texts, level_pct=levels, probability=chances)
