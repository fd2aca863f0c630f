"""Look an id up in the register, or say which ids come nearest."""

from __future__ import annotations

from regionstat.errors import Misuse, unknown
from regionstat.register.entries import BASES, LANGUAGES, Basis, Indicator, Language, Region
from regionstat.register.read import register


def find_indicator(id_: str, basis: str = "counties") -> Indicator:
    """Return the indicator `id_`, on the denominator `basis` where it has several.

    Raises `Misuse` naming the nearest ids when there is no such indicator or basis.
    """
    known = register().indicators
    if id_ not in known:
        raise unknown(
            "indicator", id_, known, where="indicators.toml", listing="regionstat indicators"
        )
    variant = f"{known[id_].base_id}_{find_basis(basis)}"
    return known[variant] if known[id_].basis == "counties" and variant in known else known[id_]


def find_region(id_: str) -> Region:
    """Return the region `id_`.

    Raises `Misuse` naming the nearest ids when there is no such region.
    """
    known = register().regions
    if id_ not in known:
        names = {r.name.nb.lower(): r.id for r in known.values() if r.valid_to is None}
        if id_.lower() in names:
            found = f"that is a name; its id is {names[id_.lower()]!r}"
            raise Misuse(
                f"Unknown region {id_!r}",
                found=found,
                where="regions.toml",
                todo="Ask by the id; `regionstat regions` lists them all",
            )
        raise unknown("region", id_, known, where="regions.toml", listing="regionstat regions")
    return known[id_]


def find_language(language: str) -> Language:
    """Return `language` when it is one we write in; raises `Misuse` otherwise."""
    for known in LANGUAGES:
        if known == language:
            return known
    raise unknown("language", language, LANGUAGES, where="the languages of the report")


def find_basis(basis: str) -> Basis:
    """Return `basis` when it is one of the denominators; raises `Misuse` otherwise."""
    for known in BASES:
        if known == basis:
            return known
    raise unknown("basis", basis, BASES, where="the denominators of the goal")
