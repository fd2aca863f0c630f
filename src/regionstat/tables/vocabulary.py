"""What an export's words mean: its column names → dimensions, its texts → codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache, lru_cache

from regionstat.register import Source
from regionstat.tables.codes import check_region, codes_of_name, is_grouped, is_region
from regionstat.tables.printed import Category
from regionstat.tables.table import Table

CONTENTS, TIME = "ContentsCode", "Tid"
_PERIOD = re.compile(r"\d{4}(?:[HKMU]\d{1,2})?|\d{4}-\d{4}")
# A text without a known code is taken for one only when nobody would write it as a label.
_CODELIKE = re.compile(r"(?=[^ ]*\d|[A-ZÆØÅ]+$)[\w.+-]{1,20}")
# How StatBank names its variables, in both languages; ids and the register's columns go too.
_NAMES = {
    TIME: "år year kvartal quarter måned month uke week halvår tid time periode period",
    CONTENTS: "statistikkvariabel contents innhold",
    "Region": "region kommune municipality fylke county",
    "Bokommuen": "bostedskommune bokommune",
    "ArbstedKomm": "arbeidsstedskommune arbeidskommune",
    "NACE2007": "næring industry næring(sn2007) industry(sic2007)",
    "Alder": "alder age",
    "Kjonn": "kjønn sex",
}
_TOTALS = frozenset(
    {
        *("i alt", "ialt", "totalt", "total", "alle", "all", "both"),
        *("begge kjønn", "both sexes", "menn og kvinner", "males and females"),
        *("alle aldre", "all ages", "alle næringer", "all industries"),
    }
)
_TOTAL_CODES = frozenset({"0", "00", "000", "999", "999A", "00-99", "T", "TOT", "Ialt"})


@dataclass(frozen=True)
class Known:
    """What is known of a source's table: names of dimensions, and per dimension code → label."""

    names: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


NOTHING = Known()


def known_of(table: Table) -> Known:
    """Return the names and labels of `table`, such as the one that an edition stands on."""
    dimensions = table.dimensions.values()
    return Known(
        {dim.id: dim.label for dim in dimensions},
        {dim.id: dict(zip(dim.codes, dim.labels, strict=True)) for dim in dimensions},
    )


class Vocabulary:
    """The words of one source; every answer is a set, so that doubt is seen."""

    def __init__(self, source: Source, known: Known = NOTHING) -> None:
        self.source = source
        self._codes = {dim: known.labels.get(dim, {}) for dim in source.dimensions}
        self._by_label = {dim: _inverse(labels) for dim, labels in self._codes.items()}
        self._dims = dict(_names(source, known))
        self.candidates = lru_cache(maxsize=None)(self._candidates)

    def dimension(self, name: str) -> str | None:
        """Return the dimension that a column or variable called `name` holds, or None.

        `name` may be an id, a label, or both as "Region - region".
        """
        for part in (name, *name.split(" - ")):
            if found := self._dims.get(_squeezed(part)):
                return found
        return None

    def _candidates(self, dim: str, text: str) -> frozenset[Category]:
        """Return all that `text` may mean as a category of `dim`: a code, a label, or both."""
        if dim in self.source.by_label:
            return self._by_its_label(dim, text)
        if self._is_code(dim, text):
            return frozenset({Category(text)})
        if both := self._code_and_label(dim, text):
            return frozenset({both})
        codes = self._by_label[dim].get(_squeezed(text), frozenset()) | self._looked_up(dim, text)
        return frozenset(Category(code, text, named=True) for code in codes)

    def _code_and_label(self, dim: str, text: str) -> Category | None:
        """Split "5001 Trondheim" or "5001 - Trondheim"; the code must be one of `dim`."""
        for gap in (" - ", " "):
            head, _, label = text.partition(gap)
            # A dash at the end belongs to what follows: "Personer1 - Personer 2020 - 2020".
            whole = label and not label.endswith(" -")
            known = self._is_code(dim, head) if gap == " - " else self._is_sure(dim, head)
            if whole and known and (dim != TIME or label == head):
                return Category(head, label.strip())
        return None

    def _by_its_label(self, dim: str, text: str) -> frozenset[Category]:
        """Return `text` as a label, which is the code here, unless it looks like a bare code."""
        head, _, label = text.partition(" - ")
        if label and _CODELIKE.fullmatch(head):
            return frozenset({Category(head, label)})
        if text in self._codes[dim]:
            return frozenset({Category(text, self._codes[dim][text])})
        return frozenset() if _CODELIKE.fullmatch(text) else frozenset({Category(text, text)})

    def _is_code(self, dim: str, text: str) -> bool:
        """Say whether `text` is a code of `dim`, as far as anyone here can know."""
        if self._is_sure(dim, text):
            return True
        confirmed = dim == CONTENTS and self.source.units
        free = dim != TIME and not confirmed and not self._is_place(dim)
        return free and bool(_CODELIKE.fullmatch(text)) and not self._padded(dim, text)

    def _is_sure(self, dim: str, text: str) -> bool:
        if dim == TIME:
            return bool(_PERIOD.fullmatch(text))
        if dim == CONTENTS:
            return text in self.source.units
        return text in self._codes[dim] or (self._is_place(dim) and is_region(text))

    def _is_place(self, dim: str) -> bool:
        return self.source.regions == "codes" and dim in self.source.geo_dimensions

    def _padded(self, dim: str, text: str) -> str | None:
        """Return the code of `dim` that `text` was before a program read it as a number."""
        same = (code for code in self._codes[dim] if code.lstrip("0") == text.lstrip("0"))
        return next((code for code in same if code != text), None)

    def knows(self, text: str) -> bool:
        """Say whether `text` can be a category of any dimension."""
        return any(self.candidates(dim, text) for dim in self.source.dimensions)

    def why_unknown(self, dim: str, text: str) -> str:
        """Return, as a clause, why `text` is no category of `dim`."""
        shown = text[:60]
        if self._is_place(dim):
            if is_grouped(text):
                return f"{shown!r} is of a grouping, which sums older regions onto new borders"
            return (text.isdigit() and check_region(text)) or f"the region {shown!r} is unknown"
        if dim == CONTENTS:
            hint = "; PX and JSON-stat state the units that tell them" if self.source.live else ""
            codes = ", ".join(self.source.units)
            return f"the contents {shown!r} are unknown; there are {codes}{hint}"
        if padded := self._padded(dim, text):
            return f"the code {shown!r} of {dim} was read as a number; it is {padded!r}"
        return f"{shown!r} is no known category of {dim}"

    def _looked_up(self, dim: str, text: str) -> frozenset[str]:
        if self._is_place(dim):
            labels, said = self._codes[dim], _squeezed(text)
            return frozenset(
                code for code in codes_of_name(text) if _squeezed(labels.get(code, text)) == said
            )
        return frozenset(self._contents_called(text)) if dim == CONTENTS else frozenset()

    def _contents_called(self, text: str) -> Iterable[str]:
        """Yield the contents codes that say `text` themselves, or whose source's title does."""
        lowered = text.casefold()
        for code in self.source.units:
            if lowered in (code.casefold(), code.casefold().rstrip("0123456789")):
                yield code
        # By its label alone a measure cannot be told from its own change in per cent.
        for code, live in self.source.live.items():
            if fnmatchcase(lowered, f"{live.label} ({live.unit})".casefold()):
                yield code
        titles = (self.source.title.nb.casefold(), self.source.title.en.casefold())
        if self.source.contents and any(f"{title} ".startswith(f"{lowered} ") for title in titles):
            yield self.source.contents

    def is_total(self, category: Category) -> bool:
        """Say whether `category` of a dimension that the source lacks is the whole of it.

        It is one by its label, or by its code when it has none, or when the source's own title
        names it, as "15–74 år" does.
        """
        said = category.label or category.code
        titles = _squeezed(self.source.title.nb + self.source.title.en)
        if len(said) > 3 and any(map(str.isdigit, said)) and _squeezed(said) in titles:
            return True
        if category.label:
            return said.casefold() in _TOTALS
        return said in _TOTAL_CODES or said.casefold() in _TOTALS

    def is_pair(self, code: str, label: str) -> bool:
        """Say whether two neighbouring texts are the code and the label of one category."""
        return any(
            self._is_sure(dim, code)
            and code in {one.code for one in self.candidates(dim, label) if one.named}
            for dim in self.source.dimensions
        )


def _names(source: Source, known: Known) -> Iterable[tuple[str, str]]:
    for column, role in source.columns.items():
        if role in source.dimensions:
            yield _squeezed(column), role
    for dim, names in _NAMES.items():
        if dim in source.dimensions:
            yield from ((name, dim) for name in names.split())
    for dim in source.dimensions:
        yield _squeezed(known.names.get(dim, dim)), dim
        yield _squeezed(dim), dim


def _inverse(labels: Mapping[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for code, label in labels.items():
        found.setdefault(_squeezed(label), set()).add(code)
    return {label: frozenset(codes) for label, codes in found.items()}


@cache
def _squeezed(text: str) -> str:
    return "".join(text.replace("–", "-").casefold().split())
