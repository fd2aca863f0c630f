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
# In signs: what is never folded, the least width of what is, and what lies between columns.
SHORT, FOLDED, GAP = 12, 10, 2
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

    # Through a pipe nobody sees the edge of a screen: lines need not be folded.
    console = Console(width=None if sys.stdout.isatty() else 200)
    kinds = frame.dtypes.items()
    numbers = {str(c) for c, kind in kinds if c in NUMBERS or pd.api.types.is_numeric_dtype(kind)}
    texts = frame.astype("object").map(plain)
    widths = {str(c): max(map(len, [str(c), *texts[c]])) for c in texts}
    whole, least = _layout(widths, numbers, console.width)
    # A line too long is better than one that has lost its end, which may be a digit.
    console.width = max(console.width, least)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for column in widths:
        side: Literal["left", "right"] = "right" if column in numbers else "left"
        table.add_column(column, justify=side, overflow="fold", no_wrap=column in whole)
    for row in texts.itertuples(index=False, name=None):
        table.add_row(*map(Text, row))
    console.print(table)


def _layout(widths: dict[str, int], numbers: set[str], room: int) -> tuple[set[str], int]:
    """Return the columns that are never folded, and the least width of the table, in signs.

    These are the numbers, the short ones, and the keys where there is room for them.
    """
    short = numbers | {column for column, width in widths.items() if width <= SHORT}
    for whole in (short | (widths.keys() & KEYS), short):
        least = sum(width if c in whole else FOLDED for c, width in widths.items())
        least += GAP * len(widths)
        if least <= room:
            break
    return whole, least
