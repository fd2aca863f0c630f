"""The content as one SQLite file that needs nothing beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd

from regionstat.errors import RegionstatError
from regionstat.site.content import Content
from regionstat.site.schema import read_schema
from regionstat.snapshots import write_whole

VERSION = 1
# The first that knows strict tables.
_OLDEST = (3, 37)
# The letters of our name, so that tools know the file for what it is.
APPLICATION_ID = int.from_bytes(b"rgst")
_LATEST = """
INSERT INTO latest_years
SELECT edition, indicator, region, max(year) FROM observations
WHERE value IS NOT NULL GROUP BY edition, indicator, region
"""
# Letters that search cannot fold by itself, as they are typed where they are lacking.
_TYPED = (
    {"ø": "o", "æ": "ae", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"},
    {"ø": "oe", "æ": "ae", "å": "aa", "đ": "d", "ŋ": "ng", "ŧ": "th"},
)


def write_database(content: Content, path: Path) -> None:
    """Write `content` to the SQLite file `path`, which holds the old database until then.

    The same content gives the same bytes. Raises `RegionstatError` when a row refers to one that
    is not there, or breaks the schema in another way, and `OSError` when the disk refuses.
    """
    write_whole(path, database(content))


def database(content: Content) -> bytes:
    """Return the bytes of the SQLite file that holds `content`; raises as `write_database`."""
    if sqlite3.sqlite_version_info < _OLDEST:
        raise _too_old()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        try:
            _fill(connection, content)
            _check(connection)
        except sqlite3.Error as error:
            raise _broken(str(error)) from error
        return connection.serialize()


def _fill(connection: sqlite3.Connection, content: Content) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.executescript(read_schema())
    connection.execute("BEGIN")
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for name, found in content.tables():
        _insert(
            connection, name, found.assign(folded=_folded(found)) if name == "search" else found
        )
    connection.execute(_LATEST)
    connection.execute("COMMIT")
    connection.execute("INSERT INTO search (search) VALUES ('optimize')")
    connection.execute("ANALYZE")
    connection.execute("VACUUM")


def _insert(connection: sqlite3.Connection, name: str, found: pd.DataFrame) -> None:
    columns = ", ".join(f'"{column}"' for column in found)
    marks = ", ".join("?" for _ in found)
    connection.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", _cells(found))


def _cells(found: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield the rows as SQLite takes them, NULL for what is missing."""
    columns = [
        found[name].astype("object").where(found[name].notna(), None).tolist() for name in found
    ]
    return zip(*columns, strict=True)


def _folded(found: pd.DataFrame) -> pd.Series:
    """Return titles as they are typed where letters are lacking; empty where none is."""
    lower = found["title"].str.lower()
    forms = [lower.map(_typed(letters)) for letters in _TYPED]
    return (forms[0] + " " + forms[1]).where(forms[0] != lower, "")


def _typed(letters: dict[str, str]) -> Callable[[str], str]:
    table = str.maketrans(letters)
    return lambda text: text.translate(table)


def _check(connection: sqlite3.Connection) -> None:
    lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    if lost:
        raise _broken(f"a row of {lost[0]} refers to a row of {lost[2]} that is not there")
    (state,) = connection.execute("PRAGMA integrity_check").fetchone()
    if state != "ok":
        raise _broken(state)


def _too_old() -> RegionstatError:
    return RegionstatError(
        "Build the database",
        found=f"Python's SQLite is {sqlite3.sqlite_version}",
        where="the module sqlite3",
        todo=f"Use a Python with SQLite {'.'.join(map(str, _OLDEST))} or newer",
    )


def _broken(found: str) -> RegionstatError:
    return RegionstatError(
        "Build the database",
        found=found,
        where="src/regionstat/site/schema.sql",
        todo="Correct what the content is made from; the old database stays as it was",
    )
