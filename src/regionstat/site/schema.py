"""What the database's own schema says of its tables, views and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

_CREATE = re.compile(r"CREATE (?:VIRTUAL )?(?P<kind>TABLE|VIEW) (?P<name>\w+)")
_COLUMN = {
    "table": re.compile(r"^ +(?P<name>\w+).*? -- (?P<text>.+)$"),
    "view": re.compile(r"\bAS (?P<name>\w+),? -- (?P<text>.+)$"),
}


@dataclass(frozen=True)
class Described:
    """A table or view: what it holds or answers, and what each of its columns holds."""

    name: str
    kind: Literal["table", "view"]
    text: str
    columns: dict[str, str]


def read_schema() -> str:
    """Return the schema of the database: SQL, with what everything means in its comments."""
    return (files("regionstat.site") / "schema.sql").read_text(encoding="utf-8")


@cache
def described() -> tuple[Described, ...]:
    """Return every table and view of the schema with what its comments say."""
    return tuple(_read(block) for block in _blocks(read_schema()))


def _blocks(schema: str) -> Iterator[list[str]]:
    """Yield the lines of each statement that makes a table or view, with those above it."""
    for block in schema.split("\n\n"):
        if _CREATE.search(block):
            yield block.splitlines()


def _read(lines: list[str]) -> Described:
    above = [line.removeprefix("-- ") for line in lines if line.startswith("-- ")]
    made = next(one for line in lines if (one := _CREATE.match(line)))
    kind: Literal["table", "view"] = "view" if made["kind"] == "VIEW" else "table"
    found = [_COLUMN[kind].search(line) for line in lines]
    columns = {one["name"]: one["text"] for one in found if one}
    return Described(made["name"], kind, " ".join(above), columns)


def readme(edition: int) -> bytes:
    """Return the README of the downloads of `edition`: what each file is, licence, tables."""
    text = (files("regionstat.site") / "downloads.md").read_text(encoding="utf-8")
    return text.format(edition=edition, tables=as_markdown()).encode()


def as_markdown() -> str:
    """Return the tables and views as Markdown: a heading, what it holds, a table of columns."""
    return "\n".join(_section(one) for one in described())


def _section(one: Described) -> str:
    rows = "".join(f"| `{name}` | {text} |\n" for name, text in one.columns.items())
    return f"## {one.kind} `{one.name}`\n\n{one.text}\n\n| column | holds |\n| --- | --- |\n{rows}"
