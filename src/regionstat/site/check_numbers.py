"""Whether every number on a built page is that of the database: the exact value and the text."""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path

from regionstat.analysis.changes import change
from regionstat.page.numbers import number
from regionstat.register import register
from regionstat.register.entries import Language
from regionstat.register.find import find_language
from regionstat.site.marks import (
    BARE,
    CHANGE,
    COUNT,
    FULL,
    RANK,
    bare_text,
    change_text,
    exact,
    full_text,
)
from regionstat.site.series import Figure, Figures, figures_of
from regionstat.site.words import words

_MARK = re.compile(r'<data value="([^"]*)" data-of="([^"]*)">([^<]*)</data>')
_QUERY = (
    "SELECT indicator, region, year, value, low, high, status FROM observations "
    "WHERE edition = ? ORDER BY indicator, region, year"
)


class Stored:
    """What the database of an edition holds, as a page must show it."""

    def __init__(self, database: Path, edition: int) -> None:
        self._path, self.edition = database, edition
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            rows = connection.execute(_QUERY, (edition,))
            self.figures: Figures = figures_of(
                (*row[:3], *(math.nan if cell is None else cell for cell in row[3:6]), row[6])
                for row in rows
            )
        self._counts: dict[str, int] = {}

    def expected(self, of: str, language: Language) -> tuple[str, str] | None:
        """Return value and text of the mark `of`, None when the database knows no such number."""
        kind, *names = of.split(" ")
        if kind == COUNT:
            found = self._count(names)
            return str(found), number(found, 0, language)
        figure = self._figure(names)
        if figure is None:
            return None
        if kind in (BARE, FULL):
            text = bare_text if kind == BARE else full_text
            return exact(figure.value), text(figure, language)
        if kind == RANK:
            return self._rank(figure, language)
        if kind.startswith(CHANGE):
            moved = self._change(figure, int(kind.removeprefix(CHANGE)))
            return exact(moved), change_text(figure.indicator, moved, language)
        return None

    def _figure(self, names: list[str]) -> Figure | None:
        if len(names) != 3 or not names[2].isdecimal():
            return None
        series = self.figures.of(names[0]).get(names[1])
        return None if series is None else series.figures.get(int(names[2]))

    def _change(self, figure: Figure, span: int) -> float:
        values = self.figures.of(figure.indicator)[figure.region].values
        return change(values, register().indicators[figure.indicator], figure.year, span)

    def _rank(self, figure: Figure, language: Language) -> tuple[str, str] | None:
        found = self.figures.rank(figure)
        if found is None:
            return None
        pattern = words(language)["region"]["rank_of"]
        return str(found[0]), pattern.format(rank=found[0], of=found[1])

    def _count(self, names: list[str]) -> int:
        """Return how many rows a table has; of statuses and figures, those that are named."""
        asked = " ".join(names)
        if asked not in self._counts:
            with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)) as connection:
                self._counts[asked] = _counted(connection, names)
        return self._counts[asked]


def _counted(connection: sqlite3.Connection, names: list[str]) -> int:
    table, *rest = names
    if not table.isidentifier():
        return -1
    query, values = f"SELECT COUNT(*) FROM {table}", tuple(rest)
    if table == "observations" and rest:
        query += " WHERE edition = ? AND indicator = ?"
    elif table == "plan_statuses" and len(rest) == 2:
        query += " WHERE edition = ? AND status = ?"
    elif table == "plan_statuses" and len(rest) == 3:
        query += " JOIN plan_rows USING (row) WHERE edition = ? AND goal = ? AND status = ?"
    return int(connection.execute(query, values).fetchone()[0])


def wrong_numbers(root: Path, pages: Iterable[str], stored: Stored) -> Iterator[str]:
    """Yield, in words, each number in `pages` that is not the one in the database.

    Pages are addresses under `root`, of the edition of `stored`.
    """
    for page in pages:
        language = find_language(page.split("/")[1])
        for value, of, text in _MARK.findall((root / page).read_text(encoding="utf-8")):
            expected = stored.expected(unescape(of), language)
            if expected is None:
                yield f"{page}: {of!r} is no number of the database"
            elif expected != (value, unescape(text)):
                yield f"{page}: {of!r} is {value!r}, {text!r}, in the database {expected}"


def count_numbers(root: Path, pages: Iterable[str]) -> int:
    """Return how many numbers the pages bear."""
    return sum(len(_MARK.findall((root / page).read_text(encoding="utf-8"))) for page in pages)
