"""Numbers as a page bears them: what is read, the exact value, and which figure it is."""

from __future__ import annotations

import math

from markupsafe import Markup, escape

from regionstat.page.numbers import number, short_amount, short_change
from regionstat.page.signs import marked
from regionstat.panel.figures import PRELIMINARY
from regionstat.register import register
from regionstat.register.entries import Language
from regionstat.site.series import Figure

# What a mark shows of a figure: its bare number, the number with its unit, a change up to it,
# its place among others, or a count.
BARE, FULL, CHANGE, RANK, COUNT = "number", "amount", "change", "rank", "count"


def bare(figure: Figure, language: Language) -> Markup:
    """Return the number of a figure without its unit, or the sign in its place."""
    return _mark(exact(figure.value), f"{BARE} {_of(figure)}", bare_text(figure, language))


def full(figure: Figure, language: Language) -> Markup:
    """Return the number of a figure with its unit, or the sign in its place."""
    return _mark(exact(figure.value), f"{FULL} {_of(figure)}", full_text(figure, language))


def bare_text(figure: Figure, language: Language) -> str:
    """Return a figure as a cell shows it: `~` before an estimate, a star after a preliminary."""
    decimals = register().indicators[figure.indicator].decimals
    return marked(figure.value, figure.low, figure.status, decimals, language)


def full_text(figure: Figure, language: Language) -> str:
    """Return a figure with its unit and the same marks."""
    if not figure.is_there:
        return figure.status
    text = short_amount(figure.value, register().indicators[figure.indicator], language)
    estimated = figure.status == "estimated" or not math.isnan(figure.low)
    star = figure.status if figure.status == PRELIMINARY else ""
    return f"{'~' if estimated else ''}{text}{star}"


def change(figure: Figure, span: int, value: float, language: Language) -> Markup:
    """Return the change over `span` years up to `figure`; a dash when there is none."""
    text = change_text(figure.indicator, value, language)
    return _mark(exact(value), f"{CHANGE}{span} {_of(figure)}", text)


def change_text(indicator: str, value: float, language: Language) -> str:
    """Return a change as cells show it, with its sign and unit."""
    return short_change(value, register().indicators[indicator], language)


def rank(figure: Figure, place: int, of: int, pattern: str) -> Markup:
    """Return the place of a figure among others, by a pattern with `rank` and `of`."""
    text = pattern.format(rank=place, of=of)
    return _mark(str(place), f"{RANK} {_of(figure)}", text)


def count(value: int, what: str, language: Language) -> Markup:
    """Return a count of `what` (a table of the database, or a status of the plan)."""
    return _mark(str(value), f"{COUNT} {what}", number(value, 0, language))


def exact(value: float) -> str:
    """Return `value` so that it is read back the same, empty when it is missing."""
    return "" if math.isnan(value) else repr(value)


def _of(figure: Figure) -> str:
    return f"{figure.indicator} {figure.region} {figure.year}"


def _mark(value: str, of: str, text: str) -> Markup:
    return Markup(f'<data value="{value}" data-of="{escape(of)}">{escape(text)}</data>')
