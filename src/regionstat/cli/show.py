"""Print a frame: a table for people, CSV or JSON for machines."""

from __future__ import annotations

import math
import sys
from typing import Literal

import click
import pandas as pd

KEYS = ("indicator", "id", "region", "level", "valid_from", "valid_to", "unit", "goal", "status")
NUMBERS = ("value", "low", "high", "before", "after", "change_pct", "effect")
FORMATS = ("table", "csv", "json")
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="A table for people, CSV or JSON for machines.",
)
edition_option = click.option(
    "--edition", type=int, default=2020, show_default=True, help="The report's year."
)
language_option = click.option(
    "--language", default="nb", show_default=True, help="nb (bokmål) or en (English)."
)


def show(frame: pd.DataFrame, form: str) -> None:
    """Print `frame` as `form`.

    CSV has one header line, decimal points, full precision and nothing for a missing value;
    JSON is a list of objects with null for it.
    """
    if form == "csv":
        click.echo(frame.to_csv(index=False, lineterminator="\n"), nl=False)
    elif form == "json":
        click.echo(
            frame.to_json(orient="records", force_ascii=False, indent=1, double_precision=15)
        )
    else:
        _table(frame)


def plain(value: object) -> str:
    """Return `value` as text, nothing for a missing one."""
    return "" if value is None or value is pd.NA or _is_nan(value) else str(value)


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _table(frame: pd.DataFrame) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in frame.columns:
        number = pd.api.types.is_numeric_dtype(frame[column]) or column in NUMBERS
        side: Literal["left", "right"] = "right" if number else "left"
        table.add_column(
            str(column), justify=side, overflow="fold", no_wrap=number or column in KEYS
        )
    for row in frame.astype("object").itertuples(index=False, name=None):
        table.add_row(*(Text(plain(value)) for value in row))
    # Through a pipe nobody sees the edge of a screen: lines need not be folded.
    Console(width=None if sys.stdout.isatty() else 200).print(table)
