"""The data of a report as files: one long CSV, and a workbook with one sheet an indicator."""

from __future__ import annotations

import io
import math
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from regionstat.page.names import licence_name, region_name
from regionstat.panel.listings import sources_of
from regionstat.panel.vintages import stated
from regionstat.register import Indicator, register
from regionstat.register.entries import Language

_FORMATS = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00", 3: "#,##0.000"}
# Excel allows no longer name of a sheet.
_SHEET = 31
_HEADS = {
    "nb": ("Område", "Navn", "År", "Verdi", "Nedre", "Øvre", "Status"),
    "en": ("Region", "Name", "Year", "Value", "Low", "High", "Status"),
}
_ABOUT = {
    "nb": ("Ark", "Indikator", "Enhet", "Definisjon", "Forbehold", "Kilde", "Årgang", "Lisens"),
    "en": ("Sheet", "Indicator", "Unit", "Definition", "Caveat", "Source", "Vintage", "Licence"),
}
_NAMES = {"nb": "Om tallene", "en": "About"}


def as_csv(rows: pd.DataFrame) -> bytes:
    """Return rows of the panel as CSV in UTF-8: the panel's columns and the unit."""
    units = {id_: one.unit for id_, one in register().indicators.items()}
    found = rows.assign(unit=rows["indicator"].map(units))
    return found.to_csv(index=False, lineterminator="\n").encode()


def as_workbook(rows: pd.DataFrame, *, edition: int, language: Language) -> bytes:
    """Return rows of the panel as an Excel workbook, the same bytes for the same rows.

    A first sheet tells what each indicator is; then one sheet an indicator with frozen
    heads and true numbers. A missing value is an empty cell with its sign beside it. Text
    is written as text: no cell can become a formula.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": datetime(edition, 1, 1, tzinfo=UTC), "title": "regionstat"})
        styles = {"head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True})}
        styles |= {str(n): book.add_format({"num_format": _FORMATS[n]}) for n in _FORMATS}
        styles["text"] = book.add_format({"text_wrap": True, "valign": "top"})
        indicators = [register().indicators[id_] for id_ in dict.fromkeys(rows["indicator"])]
        _about(book.add_worksheet(_NAMES[language]), indicators, styles, language, edition)
        for one in indicators:
            sheet = book.add_worksheet(one.id[:_SHEET])
            _sheet(sheet, rows[rows["indicator"] == one.id], one, styles, language)
    return buffer.getvalue()


def _about(
    sheet: Any, indicators: list[Indicator], styles: Any, language: Language, edition: int
) -> None:
    for column, (head, width) in enumerate(
        zip(_ABOUT[language], (26, 34, 10, 60, 60, 50, 14, 24), strict=True)
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, styles["head"])
    for place, one in enumerate(indicators, 1):
        sources = [register().sources[id_] for id_ in sources_of(one)]
        cells = (
            one.id[:_SHEET],
            one.title.in_(language),
            one.unit,
            one.definition.in_(language),
            one.caveat.in_(language),
            "; ".join(f"{s.publisher.in_(language)}, {s.table}" for s in sources),
            "; ".join(dict.fromkeys(stated(source, edition).vintage for source in sources)),
            "; ".join(dict.fromkeys(licence_name(s.licence, language) for s in sources)),
        )
        for column, text in enumerate(cells):
            sheet.write_string(place, column, text, styles["text"])
    sheet.freeze_panes(1, 1)


def _sheet(
    sheet: Any, rows: pd.DataFrame, indicator: Indicator, styles: Any, language: Language
) -> None:
    for column, (head, width) in enumerate(
        zip(_HEADS[language], (20, 30, 8, 16, 16, 16, 12), strict=True)
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, styles["head"])
    style = styles[str(min(indicator.decimals, max(_FORMATS)))]
    for place, row in enumerate(rows.itertuples(), 1):
        sheet.write_string(place, 0, str(row.region))
        sheet.write_string(place, 1, region_name(str(row.region), language))
        sheet.write_number(place, 2, int(str(row.year)))
        for column, value in enumerate((row.value, row.low, row.high), 3):
            if not math.isnan(number := float(str(value))):
                sheet.write_number(place, column, number, style)
        sheet.write_string(place, 6, str(row.status))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(_HEADS[language]) - 1)
