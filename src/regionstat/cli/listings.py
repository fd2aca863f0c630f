"""`regionstat indicators | regions | sources`: what there is to ask for."""

from __future__ import annotations

import click

from regionstat.cli.show import edition_option, format_option, language_option, show
from regionstat.panel import listings


@click.command(
    "indicators", epilog="\b\nExample:\n  regionstat indicators --language en --format json"
)
@edition_option
@language_option
@format_option
def indicators(edition: int, language: str, form: str) -> None:
    """List the indicators: title, unit, years, source, row of the plan."""
    show(listings.indicators(edition, language=language), form)


LEVELS = ("city_region", "labour_market", "county", "nation", "municipality")


@click.command("regions", epilog="\b\nExample:\n  regionstat regions --level municipality")
@click.option(
    "--level",
    type=click.Choice([*LEVELS, "all"]),
    default=None,
    help="Default: all but single municipalities.",
)
@language_option
@format_option
def regions(level: str | None, language: str, form: str) -> None:
    """List the regions: name, level, years of the code, members."""
    found = listings.regions(language=language)
    if level is None:
        found = found[found["level"] != "municipality"]
    elif level != "all":
        found = found[found["level"] == level]
    if form == "table":
        counted = found["members"].map(lambda codes: len(codes.split()))
        found = found.assign(members=counted.where(counted > 0).astype("Int64"))
    show(found, form)


@click.command("sources", epilog="\b\nExample:\n  regionstat sources --format csv")
@edition_option
@language_option
@format_option
def sources(edition: int, language: str, form: str) -> None:
    """List the sources an edition stands on: table, vintage, origin, what is missing."""
    found = listings.vintages(edition, language=language)
    show(found if form != "table" else found.drop(columns=["sha256", "file", "licence"]), form)
