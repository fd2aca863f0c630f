"""The first sheets of the workbook: the report, the indicators, the latest figures."""

from __future__ import annotations

from typing import Any

import pandas as pd

from regionstat.page import captions
from regionstat.page.about import about
from regionstat.page.html import Facts
from regionstat.page.names import licence_name, listed, region_name, vintage_name
from regionstat.panel.listings import sources_of
from regionstat.panel.vintages import stated
from regionstat.register import Indicator, register
from regionstat.register.entries import Language
from regionstat.report.kinds import Titles
from regionstat.report.workbook_style import Look, heads, printed, told

NAMES = {
    "nb": ("Om rapporten", "Om indikatorene", "Siste tall"),
    "en": ("About the report", "About the indicators", "Latest figures"),
}
_TEXTS = {
    "nb": {
        "what": "Hva dette er",
        "verdict": "Svaret",
        "years": "År",
        "years_text": "{first}–{last}. Utgaven er rapportens år; året i arkene er tallets.",
        "read": "Slik leses arkene",
        "read_text": "Ett ark for hver indikator. Et tomt felt er et tall som mangler; merket "
        "ved siden av sier hvorfor. Et anslag har nedre og øvre grense, et intervall på 90 %. "
        "Tallene er hele; bare visningen er avrundet.",
        "licence": "Lisens",
        "cite": "Slik siteres det",
        "cite_text": "«{title}», regionstat. Tall fra {publishers}.",
        "sheet": "Ark",
        "vintage": "Årgang",
        "indicator": "Indikator",
        "unit": "Enhet",
        "year": "År",
    },
    "en": {
        "what": "What this is",
        "verdict": "The answer",
        "years": "Years",
        "years_text": "{first}–{last}. The edition is the year of the report; the year in the "
        "sheets is that of the figure.",
        "read": "How to read the sheets",
        "read_text": "One sheet for each indicator. An empty cell is a missing figure; the sign "
        "beside it tells why. An estimate has a low and a high end, an interval of 90 %. The "
        "figures are whole; only what is shown is rounded.",
        "licence": "Licence",
        "cite": "How to cite",
        "cite_text": "«{title}», regionstat. Figures from {publishers}.",
        "sheet": "Sheet",
        "vintage": "Vintage",
        "indicator": "Indicator",
        "unit": "Unit",
        "year": "Year",
    },
}
# Widths by the term that heads a column; a sentence needs room.
_LONG, _MIDDLE = 56, 26
_REPORT = (24, 90)


def about_report(
    sheet: Any,
    styles: Look,
    rows: pd.DataFrame,
    titles: Titles,
    language: Language,
    verdict: str,
) -> None:
    """Write what the report is, its verdict, its licence, how to cite it."""
    texts, title = _TEXTS[language], titles.title
    years = (int(rows["year"].min()), int(rows["year"].max()))
    for column, width in enumerate(_REPORT):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, title, styles.title)
    pairs = [
        (texts["verdict"], verdict),
        (texts["what"], titles.data),
        (texts["years"], texts["years_text"].format(first=years[0], last=years[1])),
        (texts["read"], texts["read_text"]),
        (texts["licence"], _licences(rows, language)),
        (texts["cite"], _citation(rows, title, language)),
    ]
    for place, (term, text) in enumerate(((term, text) for term, text in pairs if text), 2):
        told(sheet, place, (term, text), _REPORT, styles.text)
        sheet.write_string(place, 0, term, styles.bold)
    sheet.hide_gridlines(2)
    printed(sheet)


def about_indicators(
    sheet: Any,
    styles: Look,
    shown: list[Indicator],
    links: dict[str, str],
    edition: int,
    language: Language,
) -> None:
    """Write a row for each indicator, with a link to its sheet."""
    texts, text = _TEXTS[language], styles.text
    known = {one.id: _known(one, edition, language) for one in shown}
    terms = list(dict.fromkeys(term for one in known.values() for term in one))
    widths = [34, 28, *(_LONG if _is_long(term, known) else _MIDDLE for term in terms)]
    heads(sheet, styles, [texts["sheet"], "id", *terms], widths, columns=1)
    for place, one in enumerate(shown, 1):
        name, said = links[one.id], known[one.id]
        told(sheet, place, (name, one.id, *(said.get(term, "") for term in terms)), widths, text)
        target = name.replace("'", "''")
        sheet.write_url(place, 0, f"internal:'{target}'!A1", styles.link, name)
    sheet.autofilter(0, 0, len(shown), len(terms) + 1)


def latest(
    sheet: Any,
    styles: Look,
    rows: pd.DataFrame,
    shown: list[Indicator],
    region: str,
    edition: int,
    language: Language,
) -> None:
    """Write the figures of all regions side by side, for the region's last year to the edition."""
    texts = _TEXTS[language]
    regions = [region, *(one for one in dict.fromkeys(rows["region"]) if one != region)]
    names = [region_name(one, language) for one in regions]
    first = [texts["indicator"], texts["unit"], texts["year"]]
    heads(sheet, styles, [*first, *names], [64, 34, 8, *[20] * len(names)], columns=1)
    known = rows[rows["value"].notna() & (rows["year"] <= edition)]
    found = dict(list(known.groupby("indicator")))
    for place, one in enumerate(shown, 1):
        own = found.get(one.id, known.iloc[:0])
        ours = own[own["region"] == region]
        sheet.write_string(place, 0, one.title.in_(language), styles.bold)
        sheet.write_string(place, 1, captions.unit(one, language), styles.text)
        if own.empty:
            continue
        year = int((own if ours.empty else ours)["year"].max())
        sheet.write_number(place, 2, year)
        last = own[own["year"] == year]
        values = dict(zip(last["region"], last["value"], strict=True))
        for column, code in enumerate(regions, len(first)):
            if code in values:
                number = styles.number(one.decimals)
                sheet.write_number(place, column, float(values[code]), number)


def _known(one: Indicator, edition: int, language: Language) -> dict[str, str]:
    """Return what is known of an indicator, by the terms that head the columns."""
    texts, facts = _TEXTS[language], about(one.id, language=language)
    sources = [register().sources[id_] for id_ in sources_of(one)]
    known = (stated(source, edition).vintage for source in sources)
    vintages = dict.fromkeys(vintage_name(one, language) for one in known)
    licences = dict.fromkeys(licence_name(source.licence, language) for source in sources)
    found = dict(facts.pairs) if isinstance(facts, Facts) else {}
    return {
        texts["indicator"]: one.title.in_(language),
        **found,
        texts["vintage"]: "; ".join(vintages),
        texts["licence"]: "; ".join(licences),
    }


def _is_long(term: str, known: dict[str, dict[str, str]]) -> bool:
    return max(len(one.get(term, "")) for one in known.values()) > 2 * _MIDDLE


def _licences(rows: pd.DataFrame, language: Language) -> str:
    found = {licence_name(source.licence, language) for source in _sources(rows)}
    return "; ".join(sorted(found))


def _citation(rows: pd.DataFrame, title: str, language: Language) -> str:
    publishers = sorted({source.publisher.in_(language) for source in _sources(rows)})
    text = _TEXTS[language]["cite_text"]
    return text.format(title=title, publishers=listed(publishers, language))


def _sources(rows: pd.DataFrame) -> list[Any]:
    known = register()
    indicators = [known.indicators[id_] for id_ in dict.fromkeys(rows["indicator"])]
    return [known.sources[id_] for one in indicators for id_ in sources_of(one)]
