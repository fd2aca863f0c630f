"""Made-up tables for tests: of any size, with awkward codes, of all time units, px-type, closed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .tables import SIGNS, CodeList, Group, Measure, Notes, Table, Text, Variable

REGION = {"no": "region", "en": "region"}
CONTENTS = {"no": "statistikkvariabel", "en": "contents"}
YEAR = {"no": "år", "en": "year"}
PERSONS = Measure({"no": "personer", "en": "persons"})


def time_variable(codes: tuple[str, ...], label: Text = YEAR) -> Variable:
    """Return the time variable."""
    return Variable("Tid", label, codes, codes, role="time", show="code")


def contents_variable(measures: Mapping[str, tuple[Text, Measure]]) -> Variable:
    """Return the contents variable from {code: (label, measure)}."""
    return Variable(
        "ContentsCode",
        CONTENTS,
        tuple(measures),
        tuple(label for label, _ in measures.values()),
        role="metric",
        measures={code: measure for code, (_, measure) in measures.items()},
    )


def synthetic(
    id: str = "90001",
    regions: int = 10,
    ages: int = 4,
    contents: int = 2,
    years: int = 5,
    *,
    missing: int = 0,
    decimals: int = 0,
    first_year: int = 2000,
) -> Table:
    """Return a table of `regions` x `ages` x `contents` x `years` cells, the same at every call.

    The cell at flat place p is p * 7919 % 100,003, over 10**decimals. If `missing` is given, every
    `missing`-th cell is missing, by turns as `.`, `..` and `:`. Alder is eliminable by sum.
    """
    region = tuple(f"{place:04d}" for place in range(1, regions + 1))
    age = tuple(f"{place:03d}" for place in range(ages))
    year = tuple(str(first_year + place) for place in range(years))
    variables = (
        Variable("Region", REGION, region, tuple(f"Sted {code}" for code in region), role="geo"),
        Variable(
            "Alder",
            {"no": "alder", "en": "age"},
            age,
            tuple({"no": f"{int(a)} år", "en": f"{int(a)} years"} for a in age),
            eliminable=True,
        ),
        contents_variable(
            {
                f"Innhold{n}": (f"Innhold {n}", Measure("personer", decimals, measuring="Flow"))
                for n in range(1, contents + 1)
            }
        ),
        time_variable(year),
    )
    place = np.arange(regions * ages * contents * years)
    values = (place * 7919 % 100_003) / 10**decimals
    signs = np.zeros(place.shape, np.uint8)
    if missing:
        gone = place[::missing]
        values[gone] = np.nan
        cycle = np.array([SIGNS.index("."), SIGNS.index(".."), SIGNS.index(":")], np.uint8)
        signs[gone] = cycle[np.arange(gone.size) % 3]
    return Table(id, {"no": "Laget tabell", "en": "Made-up table"}, variables, values, signs)


def awkward() -> Table:
    """Return 90002: awkward codes, equal labels, notes that must be shown, signs on numbers."""
    codes = ("æøå", "a.b", "c-d", "e_f", "to ord", "x,y", "[k]", "a*b", "0716u")
    labels = ("Os", "Os", "Våler", "Våler", "To ord", "X, Y", "Klammer", "Stjerne", 'Sitat "u"')
    variables = (
        # No role: this is how a table looks whose region variable is not typed as one.
        Variable("Ødegård.kode-1", "kommune", codes, labels),
        time_variable(("2023", "2024", "2025")),
        Variable("Bransje", "kommune", ("A", "B"), ("Jordbruk", "Bergverk"),
                 notes=Notes(("Ny næringsstandard fra 2025.",), frozenset({0})),
                 category_notes={"A": Notes(("Uten skogbruk.", "Med jakt."), frozenset({1}))}),
        contents_variable({"Antall": ("Antall", Measure("stk.", 1, measuring="Flow"))}),
    )  # fmt: skip
    place = np.arange(54)
    values, signs = place / 2, np.zeros(54, np.uint8)
    for where, value, sign in ((1, np.nan, ".."), (2, np.nan, ":"), (3, 7, "*"), (4, 0, "-")):
        values[where], signs[where] = value, SIGNS.index(sign)
    notes = Notes(("Fiktive tall.", "Tallene for 2025 er foreløpige."), frozenset({1}))
    return Table("90002", "Vanskelige koder", variables, values, signs, notes=notes)


def summing() -> Table:
    """Return 90003: one variable with a total, one without, and signs that block sums.

    Region is eliminable by its total `0`, which is not the sum; Kjonn by summing.
    """
    lists = (
        CodeList("agg_Par", "Par", (
            Group("P-1", "Første par", ("01", "02")), Group("P-2", "Annet par", ("03", "04")))),
        CodeList("agg_Uttrekk", "Uttrekk", (Group("01", "En", ("01",)),)),
        CodeList("vs_Steder", "Steder", tuple(
            Group(c, f"Sted {c}", (c,)) for c in ("01", "02", "03", "04")), "Valueset"),
    )  # fmt: skip
    region = ("0", "01", "02", "03", "04")
    variables = (
        Variable("Region", REGION, region, ("Landet", "En", "To", "Tre", "Fire"), role="geo",
                 eliminable=True, total="0", codelists=lists),
        Variable("Kjonn", {"no": "kjønn", "en": "sex"}, ("1", "2"), ("Menn", "Kvinner"),
                 eliminable=True),
        contents_variable({"Antall": ("Antall", PERSONS)}),
        time_variable(("2024", "2025")),
    )  # fmt: skip
    values = np.arange(20.0).reshape(5, 2, 1, 2)
    values[0] = 1000
    signs = np.zeros(values.shape, np.uint8)
    # 2025: nil + number, sign + number, two signs, the same sign twice.
    for row, men, women in ((1, "-", ""), (2, "..", ""), (3, "..", ":"), (4, ":", ":")):
        for place, sign in enumerate((men, women)):
            if sign:
                values[row, place, 0, 1] = np.nan
                signs[row, place, 0, 1] = SIGNS.index(sign)
    return Table("90003", "Summer", variables, values, signs)


def px_type() -> Table:
    """Return 90004: a table of the px kind, without contents, in which sums are not allowed."""
    variables = (
        Variable("Sted", "sted", ("1", "2"), ("En", "To"), eliminable=True, codelists=(
            CodeList("agg_Alle", "Alle", (Group("A", "Alle", ("1", "2")),)),)),
        time_variable(("2020", "2021", "2022")),
    )  # fmt: skip
    return Table(
        "90004", "Tabell uten innhold", variables, np.arange(6), np.zeros(6),
        contents_text="Antall hytter", aggregation_allowed=False, next_update=None,
    )  # fmt: skip


def closed() -> Table:
    """Return 03013: a closed series that names its successor."""
    months = tuple(f"2025M{month:02d}" for month in range(1, 13))
    variables = (
        Variable("Konsumgrp", {"no": "konsumgruppe", "en": "consumption group"},
                 ("TOTAL", "01"), ("Totalindeks", "Mat"), eliminable=True, total="TOTAL"),
        contents_variable({"KpiIndMnd": ("Konsumprisindeks (2015=100)", Measure("indeks", 1))}),
        time_variable(months, {"no": "måned", "en": "month"}),
    )  # fmt: skip
    notes = Notes((
        {"no": "Tabellen er avsluttet og vil bli erstattet av tabell 14700.",
         "en": "The table is closed and will be replaced by table 14700."},
    ), frozenset({0}))  # fmt: skip
    title = {
        "no": "Konsumprisindeks (avslutta serie)",
        "en": "Consumer price index (closed series)",
    }
    return Table(
        "03013", title, variables, 130 + np.arange(24) / 10, np.zeros(24), time_unit="Monthly",
        notes=notes, discontinued=True, next_update=None, updated="2026-01-12T07:00:00Z",
    )  # fmt: skip


def of_time(id: str, unit: str, codes: tuple[str, ...]) -> Table:
    """Return a small table of one time unit."""
    variables = (
        contents_variable({"Antall": ("Antall", PERSONS)}),
        time_variable(codes, "periode"),
    )
    size = len(codes)
    return Table(id, f"Tid: {unit}", variables, np.arange(size), np.zeros(size), time_unit=unit)


def samples() -> list[Table]:
    """Return one of each."""
    return [
        synthetic(),
        awkward(),
        summing(),
        px_type(),
        closed(),
        of_time("90005", "Quarterly", tuple(f"{y}K{q}" for y in (2024, 2025) for q in range(1, 5))),
        of_time("90006", "Monthly", tuple(f"2025M{m:02d}" for m in range(1, 13))),
        of_time("90007", "Weekly", tuple(f"2025U{w:02d}" for w in range(1, 53))),
        of_time("90008", "Other", tuple(f"{y}-{y + 1}" for y in range(2017, 2022))),
    ]
