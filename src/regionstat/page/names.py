"""Names of regions and lists of names, as a sentence needs them."""

from __future__ import annotations

from collections.abc import Iterable

from regionstat.panel.listings import sources_of
from regionstat.panel.vintages import stated
from regionstat.register import Indicator, Source, register
from regionstat.register.entries import Language

_COMMON = ("The", "Hele")
_AND = {"nb": "og", "en": "and"}


def region_name(region: str, language: Language) -> str:
    """Return the name of the region with this id."""
    return register().regions[region].name.in_(language)


def label_name(region: str, language: Language) -> str:
    """Return the name of a region as a label bears it: without what stands in brackets."""
    return region_name(region, language).partition(" (")[0]


def inside(name: str) -> str:
    """Return `name` as it stands inside a sentence: what is no proper name loses its capital."""
    first = name.partition(" ")[0]
    return name[0].lower() + name[1:] if first in _COMMON else name


def listed(names: Iterable[str], language: Language) -> str:
    """Return names as a list in words: `a, b og c`."""
    found = list(names)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {_AND[language]} {found[-1]}"


def regions_named(regions: Iterable[str], language: Language) -> str:
    """Return the names of regions as a list in words, for the inside of a sentence."""
    return listed((inside(region_name(region, language)) for region in regions), language)


def source_line(
    indicators: Iterable[Indicator], language: Language, edition: int | None = None
) -> str:
    """Return the source line of a figure: publisher, tables and vintages of `indicators`.

    The vintages are those of `edition`, of the bundled figures when it is not known.
    """
    ids = dict.fromkeys(id_ for one in indicators for id_ in sources_of(one))
    parts = [_cited(register().sources[id_], language, edition) for id_ in ids]
    return f"{_SOURCE[language]}: {'; '.join(dict.fromkeys(parts))}"


_SOURCE = {"nb": "Kilde", "en": "Source"}
_TABLE = {"nb": "tabell", "en": "table"}
_VINTAGE = {"nb": "årgang", "en": "vintage"}


def _cited(source: Source, language: Language, edition: int | None) -> str:
    vintage = f"{_VINTAGE[language]} {vintage_name(stated(source, edition).vintage, language)}"
    return f"{table_named(source, language)} ({vintage})"


def table_named(source: Source, language: Language) -> str:
    """Return publisher and table of `source`, its title where it is no table of StatBank."""
    if source.table.isdigit():
        table = f" {_TABLE[language]} {source.table}"
    else:
        table = f", {source.title.in_(language)}"
    return f"{source.publisher.in_(language)}{table}"


def vintage_name(vintage: str, language: Language) -> str:
    """Return a vintage as a reader of `language` reads it; a year or a day stays."""
    return _VINTAGES[language].get(vintage, vintage)


_VINTAGES: dict[Language, dict[str, str]] = {"nb": {"as named": "som oppgitt"}, "en": {}}


def licence_name(licence: str, language: Language) -> str:
    """Return a licence as a reader of `language` knows it; a name like CC BY 4.0 stays."""
    return _LICENCES[language].get(licence, licence)


_LICENCES: dict[Language, dict[str, str]] = {
    "nb": {"facts as published, source named": "fakta som publisert, kilde oppgitt"},
    "en": {},
}
