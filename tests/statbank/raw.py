"""Read the bundled figures and lists as they lie: JSON-stat and CSV, by json and numpy alone."""

from __future__ import annotations

import csv
import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from .tables import SIGNS

_ROOT = Path(__file__).parents[2]
_REGISTER = _ROOT / "src" / "regionstat" / "register"
TOMORROW = 9999


@dataclass(frozen=True)
class Raw:
    """A bundled table: codes and labels by dimension, and the cells."""

    codes: dict[str, tuple[str, ...]]
    labels: dict[str, tuple[str, ...]]
    values: np.ndarray
    signs: np.ndarray


@dataclass(frozen=True)
class Place:
    """A municipality or county code with its years, both ends in."""

    code: str
    name: str
    first: int
    last: int


@dataclass(frozen=True)
class Change:
    """One line of the list of municipality changes."""

    old: str
    old_name: str
    new: str
    new_name: str
    year: int
    whole: bool


@cache
def raw(source: str) -> Raw:
    """Read the table of one source."""
    folder = _ROOT / "data" / "raw" / source
    (path,) = (p for p in folder.glob("*.json") if not p.name.endswith(".pedigree.json"))
    found = json.loads(path.read_text("utf-8"))
    codes, labels = {}, {}
    for name in found["id"]:
        category = found["dimension"][name]["category"]
        codes[name] = tuple(sorted(category["index"], key=category["index"].get))
        labels[name] = tuple(category["label"][code] for code in codes[name])
    values = np.full(int(np.prod(found["size"])), np.nan)
    _fill(values, found["value"])
    signs = np.zeros(values.size, np.uint8)
    for place, sign in found.get("status", {}).items():
        signs[int(place)] = SIGNS.index(sign)
    return Raw(codes, labels, values.reshape(found["size"]), signs.reshape(found["size"]))


def _fill(values: np.ndarray, given: Any) -> None:
    if isinstance(given, dict):
        values[[int(place) for place in given]] = list(given.values())
    else:
        values[:] = [np.nan if value is None else value for value in given]


@cache
def municipalities() -> tuple[Place, ...]:
    """Read all municipality codes since 1986."""
    with (_REGISTER / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Place(r["code"], r["name"], int(r["valid_from"]), int(r["valid_to"] or TOMORROW))
        for r in rows
    )


@cache
def changes() -> tuple[Change, ...]:
    """Read the changes of municipalities."""
    with (_REGISTER / "municipality_changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Change(r["old_code"], r["old_name"], r["new_code"], r["new_name"],
               int(r["valid_from_year"]), r["part"] == "whole")
        for r in rows
    )  # fmt: skip


@cache
def counties() -> tuple[Place, ...]:
    """Read all county codes since 1986."""
    found = tomllib.loads((_REGISTER / "regions.toml").read_text("utf-8"))
    return tuple(
        Place(code, r["name"]["nb"], r.get("valid_from", 1986), r.get("valid_to", TOMORROW))
        for code, r in found.items()
        if r["level"] == "county"
    )


def label(place: Place) -> str:
    """Write a name as StatBank labels it: with the years, where they have an end or a start."""
    if place.first <= 1986 and place.last == TOMORROW:
        return place.name
    first = "" if place.first <= 1986 else place.first
    last = "" if place.last == TOMORROW else place.last
    # A code in use is told apart by its period only where it has ended.
    return place.name if last == "" else f"{place.name} ({first}-{last})"
