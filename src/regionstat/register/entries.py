"""The frozen classes behind the register: what is known about a number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["nb", "en"]
Basis = Literal["counties", "total", "mainland"]
Kind = Literal["statistics", "register", "survey", "count", "status"]
Repeats = Literal["yearly", "monthly", "ongoing"]
LANGUAGES: tuple[Language, ...] = ("nb", "en")
_PLACES = frozenset({"Region", "Bokommuen", "ArbstedKomm"})
_NOT_A_PLACE = frozenset({"ContentsCode", "Tid", "value", "status", "unit"})
BASES: tuple[Basis, ...] = ("counties", "total", "mainland")


@dataclass(frozen=True)
class Text:
    """One piece of text in both languages."""

    nb: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the text in `language` ("nb" or "en")."""
        return self.nb if language == "nb" else self.en


@dataclass(frozen=True)
class Live:
    """How StatBank names a contents code of ours: a label with `*` for anything, and a unit."""

    label: str
    unit: str


@dataclass(frozen=True)
class Source:
    """One table: what is asked, and what must come back.

    `columns` maps a column of a hand-downloaded CSV to its role or to the dimension it
    becomes; `units` gives the unit per contents code, which the table must report.
    `regions` says whether places are printed as codes or as names.
    `select` says by variable what is asked of StatBank, in its own expressions, and `codelists`
    by which list a variable is grouped; a source without them is not fetched. `api` is the
    interface that is asked, "auto" for v2, and v1 when that is out. `live` says by
    what label and unit StatBank knows a contents code of ours where its own is not confirmed,
    and the categories of the dimensions in `by_label` are known by their labels; `codes` gives
    ours for those of StatBank, by dimension.
    Figures of the years in `preliminary` are preliminary, whether or not the sender marks them.
    `code_years` says in which year's municipality codes a data year is printed, where
    that is another year than its own.
    """

    id: str
    table: str
    title: Text
    publisher: Text
    licence: str
    geo: str
    columns: Mapping[str, str]
    units: Mapping[str, str]
    price: Mapping[str, str]
    vintage: str
    confirmed: str
    contents: str = ""
    regions: Literal["codes", "names"] = "codes"
    rows: tuple[str, ...] = ()
    unit_aliases: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    preliminary: tuple[int, ...] = ()
    code_years: Mapping[int, int] = field(default_factory=dict)
    known_gaps: tuple[Text, ...] = ()
    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codelists: Mapping[str, str] = field(default_factory=dict)
    api: Literal["auto", "v2", "v1"] = "auto"
    live: Mapping[str, Live] = field(default_factory=dict)
    by_label: tuple[str, ...] = ()
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def is_confirmed(self) -> bool:
        """Whether the table id and its codes have been seen in StatBank."""
        return not self.confirmed.startswith("unconfirmed")

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions in their order: places, what else there is, contents, time."""
        columns = self.columns.values() or self.select
        roles = [role for role in columns if ":" not in role]
        others = [role for role in dict.fromkeys(roles) if role not in _NOT_A_PLACE]
        return (*others, "ContentsCode", "Tid")

    @property
    def geo_dimensions(self) -> tuple[str, ...]:
        """The dimensions that hold region codes."""
        return tuple(dim for dim in self.dimensions if dim in _PLACES)

    @property
    def selection_sha256(self) -> str:
        """The hash of what is asked of StatBank, before it is expanded."""
        asked = {dim: list(codes) for dim, codes in self.select.items()}
        told = json.dumps([self.table, asked, dict(self.codelists)], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    def code_year(self, year: int) -> int:
        """Return the year whose municipality codes the figures of `year` are printed in."""
        return self.code_years.get(year, year)


@dataclass(frozen=True)
class Indicator:
    """One indicator: what we say about it, and how it is made.

    `inputs` are ids of other indicators or `source.contents`; `basis` is the
    denominator a variant stands on, and None where no denominator is involved. A year in
    `breaks` cannot be compared with the years before it. `goal` is the row of the plan it
    serves, `also` others that ask for the same figure; one that is `near` stands close to what
    the row asks without being it. Of one that is `awaited` the source is known but not bundled.
    """

    id: str
    title: Text
    unit: str
    decimals: int
    better: Literal["higher", "lower", "neither"]
    measure: str
    inputs: tuple[str, ...]
    goal: str
    definition: Text
    caveat: Text
    levels: tuple[str, ...]
    basis: Basis | None = None
    base_id: str = ""
    page: bool = True
    breaks: tuple[int, ...] = ()
    also: tuple[str, ...] = ()
    near: bool = False
    awaited: bool = False

    @property
    def is_signed(self) -> bool:
        """Whether it is a difference, with figures on both sides of zero."""
        return self.measure in ("gap", "increase")


@dataclass(frozen=True)
class Region:
    """One region: a county, a municipality, the nation, or a list of municipalities.

    `members` are municipality codes as they were in `codes_of`; empty for the nation
    and for counties, whose members are the codes that begin with the county's own.
    `valid_from` and `valid_to` are the first and last year of the code (None: open).
    """

    id: str
    name: Text
    level: Literal["nation", "county", "municipality", "city_region", "labour_market"]
    members: tuple[str, ...] = ()
    codes_of: int | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    predecessors: tuple[str, ...] = ()
    county: tuple[str, ...] = ()
    rule: Text = Text("", "")
    source: str = ""

    @property
    def is_list(self) -> bool:
        """Whether the region is a list of municipalities, drawn by a rule of its own."""
        return self.level in ("city_region", "labour_market")

    def valid_in(self, year: int) -> bool:
        """Say whether the region's code is in use in `year`."""
        return (self.valid_from or year) <= year <= (self.valid_to or year)


@dataclass(frozen=True)
class Change:
    """One line of the concordance: `old` becomes (a part of) `new` on 1 January of `year`."""

    old: str
    new: str
    year: int
    whole: bool


@dataclass(frozen=True)
class Split:
    """The share of a divided municipality that went to `new`, for one measure.

    `counted` says whether the measure itself was counted for the parts; otherwise the share
    of another measure stands in.
    """

    old: str
    new: str
    year: int
    measure: str
    weight: float
    counted: bool
    method: str
    source: str


@dataclass(frozen=True)
class Named:
    """A goal, a strategy or a body of the plan: the plan's number or our code, and its name."""

    id: str
    name: Text


@dataclass(frozen=True)
class Aim:
    """The number that the plan gives for a row, in `unit`: a floor, a ceiling or both."""

    unit: str
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True)
class PlanRow:
    """A row of the business plan that can be followed.

    `strategy` is None for what a goal itself is followed by. `due` is the year the plan names,
    `repeats` how often it asks again. `source` says where figures could come from, empty where
    nothing is open to all; `open` what the plan leaves open and `reading` how it is read here.
    """

    id: str
    goal: Named
    strategy: Named | None
    title: Text
    target: Text
    kind: Kind
    responsible: tuple[Named, ...] = ()
    partners: tuple[Named, ...] = ()
    due: int | None = None
    repeats: Repeats | None = None
    aim: Aim | None = None
    source: Text = Text("", "")
    open: Text = Text("", "")
    reading: Text = Text("", "")

    @property
    def measure(self) -> str:
        """The measure the row follows, as 1.1b of 1.1b.2; empty for a goal or a claim."""
        return "" if self.strategy is None or self.id.endswith("s") else self.id.removesuffix(".2")


@dataclass(frozen=True)
class Register:
    """All that is known: sources, indicators, regions, border changes, plan rows.

    Every mapping is keyed by id; indicators include the variants per denominator.
    """

    sources: Mapping[str, Source]
    indicators: Mapping[str, Indicator]
    regions: Mapping[str, Region]
    changes: tuple[Change, ...]
    splits: tuple[Split, ...]
    plan: Mapping[str, PlanRow]

    def serving(self, row: str) -> tuple[str, ...]:
        """Return the ids of the indicators that measure the plan's `row`, without variants."""
        return tuple(one.id for one in self._of(row) if not one.near and not one.awaited)

    def near(self, row: str) -> tuple[str, ...]:
        """Return the ids of the indicators that stand near `row` without being what it asks."""
        return tuple(one.id for one in self._of(row) if one.near)

    def awaited(self, row: str) -> tuple[str, ...]:
        """Return the ids of the indicators of `row` whose source is known but not bundled."""
        return tuple(one.id for one in self._of(row) if one.awaited)

    def _of(self, row: str) -> tuple[Indicator, ...]:
        found = self.indicators.values()
        return tuple(one for one in found if one.id == one.base_id and row in (one.goal, *one.also))
