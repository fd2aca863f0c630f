"""What each download says of its figures: title, unit, sources and licences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from regionstat.page.names import vintage_name
from regionstat.register.entries import Language, Text
from regionstat.site.content import Content

_SHOWN = ["indicator", "region", "name_nb", "name_en", "year", "value", "low", "high", "status"]
_TABLE = Text("tabell", "table")
_VINTAGE = Text("årgang", "vintage")
_DAY = re.compile(r"\b(?:19|20)\d\d-\d\d-\d\d\b")


@dataclass(frozen=True)
class Origin:
    """A source of an indicator, with the vintage that the edition stands on."""

    table: str
    title: Text
    publisher: Text
    licence: str
    vintage: str
    url: Text

    def cited(self, language: Language) -> str:
        """Return publisher, table and vintage as a source line names them."""
        number = f" {_TABLE.in_(language)} {self.table}"
        what = number if self.table.isdigit() else f", {self.title.in_(language)}"
        named = vintage_name(self.vintage, language)
        vintage = f" ({_VINTAGE.in_(language)} {named})" if named else ""
        return f"{self.publisher.in_(language)}{what}{vintage}"


@dataclass(frozen=True)
class Facts:
    """All that a file says of the figures in it, besides the figures."""

    edition: int
    indicator: str
    title: Text
    unit: str
    unit_name: Text
    decimals: int
    definition: Text
    caveat: Text
    origins: tuple[Origin, ...]

    @property
    def source(self) -> Text:
        """The source line: every origin once."""
        return Text(*("; ".join(self._cited(tongue)) for tongue in ("nb", "en")))

    @property
    def licences(self) -> tuple[str, ...]:
        """The licences of the sources, each once."""
        return tuple(dict.fromkeys(one.licence for one in self.origins))

    @property
    def updated(self) -> str:
        """The latest day on which a source was renewed; empty where only years are told."""
        found = (_DAY.findall(one.vintage) for one in self.origins)
        return max((day for days in found for day in days), default="")

    def _cited(self, language: Language) -> dict[str, None]:
        return dict.fromkeys(one.cited(language) for one in self.origins)


def facts_of(content: Content, edition: int) -> dict[str, Facts]:
    """Return the facts of every indicator that has figures in `edition`, in the content's order."""
    shown = {*content.observations.loc[content.observations["edition"] == edition, "indicator"]}
    names = content.units.set_index("unit")
    sources = content.sources.set_index("source").to_dict("index")
    files = content.raw_files[content.raw_files["edition"] == edition]
    vintages = dict(zip(files["source"], files["vintage"], strict=True))
    used = content.indicator_sources.groupby("indicator")["source"].agg(list).to_dict()
    return {
        row["indicator"]: Facts(
            edition=edition,
            indicator=row["indicator"],
            title=_text(row, "title"),
            unit=row["unit"],
            unit_name=Text(*(str(names.at[row["unit"], f"name_{t}"]) for t in ("nb", "en"))),
            decimals=int(row["decimals"]),
            definition=_text(row, "definition"),
            caveat=_text(row, "caveat"),
            origins=tuple(
                _origin(sources[id_], vintages.get(id_)) for id_ in used[row["indicator"]]
            ),
        )
        for row in content.indicators.to_dict("records")
        if row["indicator"] in shown
    }


def figures_of(content: Content, edition: int) -> dict[str, pd.DataFrame]:
    """Return the figures of every indicator of `edition`, by region and year.

    Columns indicator, region, name_nb, name_en, year, value, low, high, status and unit.
    """
    rows = content.observations[content.observations["edition"] == edition]
    names = content.regions.set_index("region")
    units = content.indicators.set_index("indicator")["unit"]
    found = rows.assign(
        name_nb=rows["region"].map(names["name_nb"]), name_en=rows["region"].map(names["name_en"])
    )[_SHOWN].assign(unit=rows["indicator"].map(units))
    return {str(id_): part.reset_index(drop=True) for id_, part in found.groupby("indicator")}


def _origin(row: Mapping[Any, Any], vintage: str | None) -> Origin:
    return Origin(
        table=row["table_id"],
        title=_text(row, "title"),
        publisher=_text(row, "publisher"),
        licence=row["licence"],
        vintage=row["vintage"] if vintage is None else vintage,
        url=_text(row, "url"),
    )


def _text(row: Mapping[Any, Any], name: str) -> Text:
    return Text(row[f"{name}_nb"], row[f"{name}_en"])
