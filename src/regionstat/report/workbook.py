"""The data of a report as files: one long CSV, and a workbook with one sheet an indicator."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from regionstat.page import captions
from regionstat.page.names import region_name
from regionstat.page.signs import explain, status_word
from regionstat.register import Indicator, register
from regionstat.register.entries import Language
from regionstat.report.kinds import BENCHMARK, titles
from regionstat.report.workbook_about import NAMES, about_indicators, about_report, latest
from regionstat.report.workbook_style import Look, heads, look
from regionstat.report.workbook_tables import Titled, write_table

# Excel allows no longer name of a sheet, and none of these signs in it.
_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_TEXTS = {
    "nb": ("Område", "Navn", "År", "Verdi, {unit}", "Nedre, {unit}", "Øvre, {unit}", "Merke"),
    "en": ("Region", "Name", "Year", "Value, {unit}", "Low, {unit}", "High, {unit}", "Sign"),
}
_WIDTHS = (20, 32, 8, 18, 18, 18, 14)


def as_csv(rows: pd.DataFrame) -> bytes:
    """Return rows of the panel as CSV in UTF-8: the panel's columns and the unit."""
    units = {id_: one.unit for id_, one in register().indicators.items()}
    found = rows.assign(unit=rows["indicator"].map(units))
    return found.to_csv(index=False, lineterminator="\n").encode()


def as_workbook(
    rows: pd.DataFrame,
    *,
    edition: int,
    region: str,
    language: Language,
    verdict: str = "",
    kind: str = BENCHMARK,
    tables: Sequence[Titled] = (),
) -> bytes:
    """Return rows of the panel as an Excel workbook, the same bytes for the same arguments.

    First what the report is and its `verdict`, then `tables` of words, what each indicator is,
    the latest figures side by side, and one sheet an indicator with heads that stay, a filter
    and true numbers. A missing value is an empty cell with its sign beside it. Text is written
    as text: no cell can become a formula.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        shown = _in_order(rows)
        first, *fixed = NAMES[language]
        own_names = (one.title.in_(language) for one in shown)
        names = sheet_names([first, *(title for title, _ in tables), *fixed, *own_names])
        front, *sheets = (book.add_worksheet(name) for name in names)
        styles, worded = look(book), len(tables)
        for sheet, (_, table) in zip(sheets, tables, strict=False):
            write_table(sheet, styles, table)
        sheets, names = sheets[worded:], names[1 + worded :]
        links = dict(zip((one.id for one in shown), names[2:], strict=True))
        told = titles(kind, edition=edition, region=region, language=language)
        about_report(front, styles, rows, told, language, verdict)
        about_indicators(sheets[0], styles, shown, links, edition, language)
        latest(sheets[1], styles, rows, shown, region, edition, language)
        own = dict(list(_first(rows, region).groupby("indicator")))
        for sheet, one in zip(sheets[2:], shown, strict=True):
            _sheet(sheet, own[one.id], one, styles, language)
        made = {"author": "regionstat", "created": datetime(edition, 1, 1, tzinfo=UTC)}
        book.set_properties({"title": told.title, **made})
    return buffer.getvalue()


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Return names that Excel allows for sheets with these titles, no two alike."""
    names: list[str] = []
    for title in titles:
        clean = _FORBIDDEN.sub(" ", title).strip(" '") or "–"
        taken = {name.casefold() for name in names} | {"history"}
        numbers = ("", *(f" {number}" for number in range(2, len(names) + 3)))
        candidates = (f"{clean[: _LONGEST - len(end)].strip(' ')}{end}" for end in numbers)
        names.append(
            next(one for one in candidates if one.strip("'").casefold() not in taken).strip("'")
        )
    return names


def _in_order(rows: pd.DataFrame) -> list[Indicator]:
    """Return the indicators of `rows`: first those with a page of the report, in its order."""
    present = set(rows["indicator"])
    known = [one for id_, one in register().indicators.items() if id_ in present]
    return sorted(known, key=lambda one: not one.page)


def _first(rows: pd.DataFrame, region: str) -> pd.DataFrame:
    """Return `rows` with those of `region` before the others."""
    own = rows["region"] == region
    return pd.concat([rows[own], rows[~own]])


def _sheet(
    sheet: Any, rows: pd.DataFrame, indicator: Indicator, styles: Look, language: Language
) -> None:
    unit = captions.unit(indicator, language)
    heads(sheet, styles, [head.format(unit=unit) for head in _TEXTS[language]], _WIDTHS)
    number = styles.number(indicator.decimals)
    for place, row in enumerate(rows.itertuples(), 1):
        sheet.write_string(place, 0, str(row.region))
        sheet.write_string(place, 1, region_name(str(row.region), language))
        sheet.write_number(place, 2, int(str(row.year)))
        for column, value in enumerate((row.value, row.low, row.high), 3):
            if not math.isnan(found := float(str(value))):
                sheet.write_number(place, column, found, number)
        sheet.write_string(place, 6, status_word(str(row.status), language))
    sheet.autofilter(0, 0, max(len(rows), 1), len(_WIDTHS) - 1)
    for place, note in enumerate(explain(rows, language), len(rows) + 2):
        sheet.write_string(place, 0, note, styles.quiet)
