"""The concordance of municipalities, built from KLASS and held against the committed one.

Method: a change of KLASS is a move when the old code is gone the day after, and a new name
when it stays. An old code with several heirs, itself among them when it lives on, is
divided: each line is then a `part`. New names alone say nothing of borders and make no line.
The codes on both sides of each change must bear the change out. Sources: KLASS 131 and 104.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta

from regionstat.errors import SourceChanged
from regionstat.sources.hosts import Hosts
from regionstat.sources.http import Client
from regionstat.sources.klass import Code, CodeChange, changes, codes_at

WHOLE, PART = "whole", "part"
BORN, ENDED = "born", "ended"
_NO_TABLE = "the codes changed and no table of changes says how"


@dataclass(frozen=True)
class Line:
    """One line of `municipality_changes.csv`: on 1 January an old code became a new one."""

    old_code: str
    old_name: str
    new_code: str
    new_name: str
    valid_from_year: int
    part: str

    @property
    def key(self) -> tuple[int, str, str]:
        """Year, old and new code: what the file is sorted by and unique in."""
        return self.valid_from_year, self.old_code, self.new_code

    @property
    def renames(self) -> bool:
        """Say whether the line only repeats a code, under another name or the same."""
        return self.old_code == self.new_code and self.part == WHOLE


@dataclass(frozen=True)
class Unlinked:
    """A code that was born of nothing or ended in nothing (`kind`), as far as KLASS tells."""

    kind: str
    year: int
    code: str
    name: str
    note: str


@dataclass(frozen=True)
class Built:
    """What KLASS says of a range of years: lines, loose ends, and the years it speaks of.

    `start` is the first year that was asked for; KLASS lists changes in `years`.
    """

    lines: tuple[Line, ...]
    unlinked: tuple[Unlinked, ...]
    start: int
    years: frozenset[int]


def fetch_concordance(
    client: Client, hosts: Hosts, classification: int, start: int, today: date
) -> Built:
    """Return what KLASS says of the changes of `classification` from 1 January of `start` on.

    One request for the changes, two for each day on which there are any, one for today.
    Raises `SourceChanged` when changes and codes contradict each other, and as
    `sources/klass`.
    """

    def codes(day: date) -> tuple[Code, ...]:
        return codes_at(client, hosts, classification, day)

    tomorrow = today + timedelta(days=1)
    found = changes(client, hosts, classification, date(start, 1, 1), tomorrow)
    days = sorted({change.occurred for change in found if not _renamed(change)})
    sides = {day: (codes(day - timedelta(days=1)), codes(day)) for day in days}
    if today not in sides:
        now = codes(today)
        sides[today] = now, now
    return build(found, sides, start)


def build(
    found: Iterable[CodeChange],
    sides: Mapping[date, tuple[tuple[Code, ...], tuple[Code, ...]]],
    start: int,
) -> Built:
    """Return the concordance of the changes `found`.

    `sides` has the codes of the day before and of the day, for each day with more than a
    new name, and for any other day on which the codes shall be compared. Raises
    `SourceChanged` when a change is not on 1 January, or names codes that were not in use.
    """
    by_day: dict[date, list[CodeChange]] = {day: [] for day in sides}
    for change in found:
        if change.occurred in by_day:
            by_day[change.occurred].append(change)
    lines: list[Line] = []
    loose: list[Unlinked] = []
    last: Mapping[str, str] | None = None
    for day in sorted(by_day):
        before, after = (_names(codes) for codes in sides[day])
        _check(day, by_day[day], before, after)
        loose += _since(day.year, before if last is None else last, before)
        lines += _lines(day.year, by_day[day], after)
        loose += _loose(day.year, by_day[day], before, after)
        last = after
    years = frozenset(day.year for day, listed in by_day.items() if not all(map(_renamed, listed)))
    return Built(tuple(sorted(lines, key=lambda line: line.key)), tuple(loose), start, years)


def _renamed(change: CodeChange) -> bool:
    return change.old_code == change.new_code


def _names(codes: Iterable[Code]) -> dict[str, str]:
    return {one.code: one.name for one in codes}


def _lines(year: int, found: Iterable[CodeChange], after: Mapping[str, str]) -> Iterator[Line]:
    by_old: dict[str, dict[str, CodeChange]] = defaultdict(dict)
    for change in found:
        if change.old_code is not None and change.new_code is not None:
            by_old[change.old_code][change.new_code] = change
    for old, heirs in by_old.items():
        if old in after and old not in heirs:
            # It gave a part away and lives on, which KLASS need not say.
            name = next(iter(heirs.values())).old_name
            heirs[old] = CodeChange(old, name, old, after[old], date(year, 1, 1))
        if set(heirs) == {old}:
            continue
        part = PART if len(heirs) > 1 else WHOLE
        yield from (Line(old, c.old_name, new, c.new_name, year, part) for new, c in heirs.items())


def _loose(
    year: int, found: list[CodeChange], before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Unlinked]:
    """Yield the codes that come or go on the day without a line that links them."""
    linked = [c for c in found if c.old_code is not None and c.new_code is not None]
    olds, news = {c.old_code for c in linked}, {c.new_code for c in linked}
    told = {c.old_code or c.new_code for c in found if c not in linked}
    for kind, codes, names in (
        (ENDED, before.keys() - after.keys() - olds, before),
        (BORN, after.keys() - before.keys() - news, after),
    ):
        for code in sorted(codes):
            note = f"KLASS says that it {'ended' if kind == ENDED else 'was born'}"
            yield Unlinked(kind, year, code, names[code], note if code in told else _NO_TABLE)


def _since(year: int, last: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Unlinked]:
    """Yield the codes that came or went between the last change and this day."""
    note = f"{_NO_TABLE}, in {year} or before"
    yield from (
        Unlinked(ENDED, year, code, last[code], note) for code in sorted(last.keys() - now.keys())
    )
    yield from (
        Unlinked(BORN, year, code, now[code], note) for code in sorted(now.keys() - last.keys())
    )


def _check(
    day: date, found: list[CodeChange], before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    if not all(map(_renamed, found)) and (day.month, day.day) != (1, 1):
        raise _contradiction(day, "it is not on 1 January, which is all the concordance knows")
    for change in found:
        for code, known, side in (
            (change.old_code, before, "the day before"),
            (change.new_code, after, "on the day"),
        ):
            if code is not None and code not in known:
                raise _contradiction(day, f"it names {code}, which was not in use {side}")


def _contradiction(day: date, found: str) -> SourceChanged:
    return SourceChanged(
        f"Build the concordance of the change on {day}",
        found=found,
        where="KLASS, changes and codesAt",
        todo="Compare both in a browser; nothing was written",
    )


def read_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of a `municipality_changes.csv`."""
    return tuple(
        Line(
            row["old_code"],
            row["old_name"],
            row["new_code"],
            row["new_name"],
            int(row["valid_from_year"]),
            row["part"],
        )
        for row in csv.DictReader(io.StringIO(text))
    )


def write_lines(lines: Iterable[Line]) -> str:
    """Return the text of a `municipality_changes.csv`, sorted by year and codes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [field.name for field in fields(Line)]
    writer.writerow(names)
    for line in sorted(lines, key=lambda line: line.key):
        writer.writerow([getattr(line, name) for name in names])
    return out.getvalue()
