"""`regionstat edition`: what a report's year stands on, locked by hash, and what was revised."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import pandas as pd

from regionstat.analysis import Goal, Revisions, revisions
from regionstat.analysis.load import whole_panel
from regionstat.cli.show import format_option, show
from regionstat.intake.kept import edition_named, newest, set_aside
from regionstat.register import register
from regionstat.snapshots import Edition, find_home, read_edition
from regionstat.snapshots.editions import list_editions, write_edition

EXAMPLES = """\b
Examples:
  regionstat edition freeze 2021
  regionstat edition diff 2020 live
  regionstat edition diff 2020 2021 --format csv > revisions.csv
"""
SHOWN = 40


@click.group("edition", epilog=EXAMPLES)
def edition() -> None:
    """Lock what a report's year stands on; list, show and compare such locks."""


@edition.command("freeze", epilog="\b\nExample:\n  regionstat edition freeze 2021")
@click.argument("year", type=click.IntRange(1900, 2999))
@format_option
def freeze(year: int, form: str) -> None:
    """Lock edition YEAR on the newest figures that are kept.

    Fetched figures where there are any, else what the newest edition stands on. An edition
    that is locked is never changed: freezing it again with the same figures does nothing.
    """
    home = find_home()
    for source, flag in set_aside(home):
        click.echo(f"Note: a newer fetch of {source} is passed over ({flag}).", err=True)
    now = newest(home)
    for one in now.raw:
        now.read(one.source)
    found, new = write_edition(home, year, now.raw)
    if form != "table":
        show(_rows(found), form)
        return
    fetched = sum(one.is_pull for one in found.raw)
    done = "Locked" if new else "Locked already"
    click.echo(
        f"{done}: edition {year} stands on {len(found.raw)} sources, {fetched} of them fetched "
        f"· {found.folder.relative_to(home)}/edition.toml"
    )


@edition.command("list", epilog="\b\nExample:\n  regionstat edition list --format json")
@format_option
def list_all(form: str) -> None:
    """List the editions: how many sources, how many fetched, the newest vintage.

    One that was made afterwards tells what was so in its year, from figures published later.
    """
    home = find_home()
    rows = []
    for year in list_editions(home):
        found = read_edition(year, home)
        vintages = [found.pedigree(one.source).vintage for one in found.raw]
        dated = [vintage for vintage in vintages if vintage[:4].isdigit()]
        fetched = sum(one.is_pull for one in found.raw)
        newest_vintage = max(dated, default="")
        made = "afterwards" if found.retrospective else ""
        rows.append((year, len(found.raw), fetched, newest_vintage, made))
    columns = ["edition", "sources", "fetched", "newest_vintage", "made"]
    show(pd.DataFrame(rows, columns=columns), form)


@edition.command("show", epilog="\b\nExample:\n  regionstat edition show 2020")
@click.argument("name", metavar="YEAR")
@format_option
def show_one(name: str, form: str) -> None:
    """Show what edition YEAR, or "live", stands on: vintages, origins, files named by hash.

    --format csv and json print tables, cells and whole hashes, too.
    """
    found = _rows(edition_named(name, find_home()))
    show(found if form != "table" else found[["source", "vintage", "origin", "file"]], form)


@edition.command("diff", epilog=EXAMPLES)
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option("--region", default="trondheimsregionen", show_default=True, help="Whose verdict.")
@format_option
def diff(before: str, after: str, region: str, form: str) -> None:
    """Print every number that moved between two editions, what moves the verdict most first.

    BEFORE and AFTER are years, or "live" for the newest figures that are kept.
    """
    home = find_home()
    editions = [edition_named(name, home) for name in (before, after)]
    panels = [whole_panel(one) for one in editions]
    found = revisions(panels[0], panels[1], region=region)
    if form != "table":
        show(found.frame, form)
        return
    if len(found.frame):
        show(_rounded(found.frame.head(SHOWN)), form)
    click.echo("\n".join(_summary(found, before, after)))


def _rounded(frame: pd.DataFrame) -> pd.DataFrame:
    """Write numbers with the register's decimals, and the signs beside what they stand for."""
    decimals = [register().indicators[one].decimals for one in frame["indicator"]]

    def texts(column: str, places: Sequence[int]) -> list[str]:
        pairs = zip(frame[column], places, strict=True)
        return ["" if pd.isna(value) else f"{value:,.{one}f}" for value, one in pairs]

    before, after = (
        [
            f"{value} {sign}".strip()
            for value, sign in zip(texts(side, decimals), signs, strict=True)
        ]
        for side, signs in (("before", frame["status_before"]), ("after", frame["status_after"]))
    )
    return frame[["indicator", "region", "year", "kind"]].assign(
        before=before,
        after=after,
        change_pct=texts("change_pct", [2] * len(frame)),
        effect=texts("effect", [4] * len(frame)),
    )


def _summary(found: Revisions, before: str, after: str) -> list[str]:
    moved = len(found.frame)
    told = [f"{moved:,} of {found.compared:,} numbers differ between {before} and {after}."]
    if moved > SHOWN:
        told.append(f"The first {SHOWN} are shown; --format csv prints all.")
    for area in found.after.measured:
        told.append(f"{area}: {_verdict(found.before, area)} → {_verdict(found.after, area)}")
    return told


def _verdict(found: Goal, area: str) -> str:
    row = found.latest(area) if area in found.measured else None
    if row is None:
        return "not measured"
    word = "met" if found.met(area) else "not met"
    return f"{word}, ratio {row['ratio']:.4f} in {row['year']}"


def _rows(found: Edition) -> pd.DataFrame:
    rows = []
    for one in found.raw:
        told = found.pedigree(one.source)
        rows.append(
            {
                "source": one.source,
                "table": told.table,
                "vintage": told.vintage,
                "origin": told.origin,
                "cells": told.cells,
                "missing": sum(told.missing.values()),
                "file": Path(one.file).name,
                "sha256": one.sha256,
            }
        )
    return pd.DataFrame(rows)
