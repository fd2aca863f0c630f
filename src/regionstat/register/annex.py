"""What each municipality must answer and report: annex 1 of the plan, and what it leaves out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from regionstat.errors import RegionstatError
from regionstat.register.entries import PlanRow, Text
from regionstat.register.read import register


@dataclass(frozen=True)
class Asked:
    """A point that a municipality is asked: `answer` tells in what form, `rows` where it is from.

    `in_annex` says whether the annex itself asks it.
    """

    id: str
    asked: Text
    answer: Text
    rows: tuple[PlanRow, ...]
    in_annex: bool


@cache
def annex() -> tuple[Asked, ...]:
    """Return the two questions and the thirteen measures, in the order of the annex.

    Raises `RegionstatError` when a point follows from a row that the plan does not have.
    """
    source = files("regionstat.register") / "annex.toml"
    told = tomllib.loads(source.read_text(encoding="utf-8"))
    return tuple(_asked(id_, **point) for id_, point in told.items())


def _asked(
    id_: str, answer: dict[str, str], rows: list[str], asked: dict[str, str] | None = None
) -> Asked:
    known = register().plan
    if missing := [row for row in rows if row not in known]:
        raise RegionstatError(
            f"Reading the point {id_!r} of the annex",
            found=f"it follows from {missing[0]!r}, which the plan does not have",
            where="src/regionstat/register/annex.toml",
            todo="Correct the entry",
        )
    found = tuple(known[row] for row in rows)
    title = Text(**asked) if asked else found[0].title
    return Asked(id_, title, Text(**answer), found, asked is not None)
