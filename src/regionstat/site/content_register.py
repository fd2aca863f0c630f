"""The tables of what is known about a number: units, signs, sources, indicators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from regionstat.page.numbers import unit_name
from regionstat.panel.figures import STRENGTH
from regionstat.panel.listings import sources_of
from regionstat.register import Indicator, Register, Source
from regionstat.register.entries import Text
from regionstat.site.content_frames import Row, frame, texts, told

STATBANK = Text(
    "https://www.ssb.no/statbank/table/{table}", "https://www.ssb.no/en/statbank/table/{table}"
)
_SIGNS = {
    "": Text("vanlig tall", "ordinary figure"),
    "manual": Text("enkeltverdi, slik den er publisert", "single value, as published"),
    "interpolated": Text("innskutt mellom to tellinger", "interpolated between two counts"),
    "estimated": Text("anslag", "estimate"),
    "*": Text("foreløpig tall", "preliminary figure"),
    ":": Text(
        "vises ikke av hensyn til personvern eller konfidensialitet",
        "suppressed for confidentiality",
    ),
    "...": Text("tall er ikke offentliggjort ennå", "not published yet"),
    "..": Text("tallgrunnlag mangler", "data are lacking"),
    ".": Text("tall kan ikke gis", "no figure can be given"),
}


def tables(known: Register) -> dict[str, pd.DataFrame]:
    """Return the tables of the register `known` that tell of numbers, by name."""
    indicators = known.indicators.values()
    return {
        "units": frame(_units(indicators), {"unit": "str", **texts("name")}),
        "signs": frame(_signs(), {"status": "str", **texts("meaning")}),
        "sources": frame(map(_source, known.sources.values()), _SOURCES),
        "indicators": frame(
            map(_indicator, range(1, len(indicators) + 1), indicators), _INDICATORS
        ),
        "indicator_sources": frame(_links(indicators), {"indicator": "str", "source": "str"}),
        "indicator_plan_rows": frame(_asked(indicators), {"indicator": "str", "row": "str"}),
    }


def _units(indicators: Iterable[Indicator]) -> Iterator[Row]:
    for unit in sorted({one.unit for one in indicators}):
        name = Text(unit_name(unit, "nb"), unit_name(unit, "en"))
        yield {"unit": unit, **told(name=name)}


def _signs() -> Iterator[Row]:
    yield from ({"status": status, **told(meaning=_SIGNS[status])} for status in STRENGTH)


_SOURCES = {
    "source": "str",
    "table_id": "str",
    **texts("title", "publisher"),
    "licence": "str",
    "vintage": "str",
    "confirmed": "str",
    **texts("known_gaps", "url"),
}


def _source(one: Source) -> Row:
    gaps = Text(*(" ".join(gap.in_(tongue) for gap in one.known_gaps) for tongue in ("nb", "en")))
    return {
        "source": one.id,
        "table_id": one.table,
        "licence": one.licence,
        "vintage": one.vintage,
        "confirmed": one.confirmed,
        **told(title=one.title, publisher=one.publisher, known_gaps=gaps, url=_address(one)),
    }


def _address(one: Source) -> Text:
    """Return the table's pages at StatBank; empty for what is no table there."""
    if not one.table.isdigit():
        return Text("", "")
    return Text(STATBANK.nb.format(table=one.table), STATBANK.en.format(table=one.table))


_INDICATORS = {
    "indicator": "str",
    "position": "int64",
    "base": "str",
    "basis": "str",
    **texts("title"),
    "unit": "str",
    "decimals": "int64",
    "better": "str",
    "measure": "str",
    **texts("definition", "caveat"),
    "plan_row": "str",
    "near": "bool",
    "awaited": "bool",
    "has_page": "bool",
    "breaks": "str",
}


def _indicator(position: int, one: Indicator) -> Row:
    return {
        "indicator": one.id,
        "position": position,
        "base": one.base_id,
        "basis": one.basis or "",
        "unit": one.unit,
        "decimals": one.decimals,
        "better": one.better,
        "measure": one.measure,
        "plan_row": one.goal,
        "near": one.near,
        "awaited": one.awaited,
        "has_page": one.page,
        "breaks": " ".join(map(str, one.breaks)),
        **told(title=one.title, definition=one.definition, caveat=one.caveat),
    }


def _links(indicators: Iterable[Indicator]) -> Iterator[Row]:
    for one in indicators:
        yield from ({"indicator": one.id, "source": source} for source in sources_of(one))


def _asked(indicators: Iterable[Indicator]) -> Iterator[Row]:
    for one in indicators:
        yield from ({"indicator": one.id, "row": row} for row in (one.goal, *one.also))
