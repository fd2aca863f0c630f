"""What the plan asks a municipality to answer and report, and what it has reported."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from regionstat.analysis import compare
from regionstat.analysis.around import around
from regionstat.analysis.benchmark import SIMILAR
from regionstat.errors import Misuse
from regionstat.page.html import PageTable
from regionstat.page.names import region_name
from regionstat.page.numbers import amount, number
from regionstat.panel.manual import Report, reports
from regionstat.panel.vintages import edition_of
from regionstat.register import register
from regionstat.register.annex import Asked, annex
from regionstat.register.entries import Language, PlanRow
from regionstat.register.municipalities import find_municipality
from regionstat.snapshots import find_home, read_edition

_OF_THE_PLAN = "trondheimsregionen"
_TEXTS = {
    "nb": {
        "caption": "{done} av {of} punkter har svar fra {name}",
        "asked": "Spurt om",
        "answer": "Svaret skal være",
        "reported": "Meldt",
        "nothing": "ikke meldt",
        "rows": "Rad {rows} i planen",
        "own": "Svar på vedlegg 1",
        "extra": "Rad {rows} i planen; ikke i vedlegg 1, men kommunenes ansvar",
        "figure": "{title}: {value} i {year}",
        "done": "gjort",
        "under_way": "i gang",
        "not_done": "ikke gjort",
        "line": "{row}: {what} ({year}; {owner}, {evidence})",
        "times": "Behandlingstid trengs for hver sakstype (bygg, regulering) og hver klokke (fra "
        "første søknad, fra komplett søknad): antall saker, gjennomsnitt, standardavvik, og "
        "kommunens eget mål i dager.",
        "outside": "Planen er for Trondheimsregionen. {name} er ikke med i den, men kan svare på "
        "det samme.",
        "how": "Svar meldes med regionstat plan record, et om gangen, med eier, dag og bevis.",
    },
    "en": {
        "caption": "{done} of {of} points have an answer from {name}",
        "asked": "Asked",
        "answer": "To be answered by",
        "reported": "Reported",
        "nothing": "not reported",
        "rows": "Row {rows} of the plan",
        "own": "An answer to annex 1",
        "extra": "Row {rows} of the plan; not in annex 1, but the municipalities' duty",
        "figure": "{title}: {value} in {year}",
        "done": "done",
        "under_way": "under way",
        "not_done": "not done",
        "line": "{row}: {what} ({year}; {owner}, {evidence})",
        "times": "Processing time is needed for each type of case (building, zoning) and each "
        "clock (from the first application, from the complete one): number of cases, mean, "
        "standard deviation, and the municipality's own target in days.",
        "outside": "The plan is for the Trondheim region. {name} is not part of it, but may answer "
        "the same.",
        "how": "Answers are reported by regionstat plan record, one at a time, with owner, day and "
        "evidence.",
    },
}


def annex_table(panel: pd.DataFrame, region: str, language: Language) -> PageTable:
    """Return the two questions and thirteen measures of a municipality, with what it reported.

    An answer is a line of `data/manual` for this municipality up to the edition's year, or the
    figure of an indicator that measures the row municipality by municipality. Raises `Misuse`
    for a panel without edition, and for what is no municipality of its year.
    """
    edition = edition_of(panel)
    if edition is None:
        raise Misuse(
            "What a municipality has reported",
            found="a panel that does not tell its edition, as after a merge or a concat",
            where="the panel's attrs",
            todo="Give the panel as `load` returned it",
        )
    asked = find_municipality(region, edition).id
    told = [one for one in reports(read_edition(edition, find_home())) if one.region == asked]
    told = [one for one in told if one.year <= edition]
    texts, name = _TEXTS[language], region_name(asked, language)
    answers = [_answers(point, told, panel, asked, language) for point in annex()]
    rows = [
        {
            texts["asked"]: f"{point.id} {point.asked.in_(language)}",
            texts["answer"]: point.answer.in_(language),
            texts["reported"]: "; ".join(found) or texts["nothing"],
        }
        for point, found in zip(annex(), answers, strict=True)
    ]
    notes = [texts["times"], texts["how"]]
    if _OF_THE_PLAN not in around(asked, edition):
        notes.insert(0, texts["outside"].format(name=name))
    counts = {"done": sum(map(bool, answers)), "of": len(rows)}
    under = tuple(_under(point, language) for point in annex())
    return PageTable(
        texts["caption"].format(name=name, **counts), pd.DataFrame(rows), tuple(notes), under
    )


def _under(point: Asked, language: Language) -> str:
    texts, rows = _TEXTS[language], ", ".join(row.id for row in point.rows)
    if not rows:
        return texts["own"]
    return texts["rows" if point.in_annex else "extra"].format(rows=rows)


def _answers(
    point: Asked, told: Sequence[Report], panel: pd.DataFrame, region: str, language: Language
) -> list[str]:
    """Return what is reported or measured of the rows of `point`, the last year of each."""
    found: list[str] = []
    for row in point.rows:
        of_row = sorted((one for one in told if one.row == row.id), key=lambda one: one.year)
        found += [_reported(one, language) for one in of_row[-1:]]
        found += _measured(row, panel, region, language)
    return found


def _reported(one: Report, language: Language) -> str:
    texts = _TEXTS[language]
    what = texts[one.status] if one.status else number(one.value, _decimals(one.value), language)
    if not math.isnan(one.margin):
        what = f"{what} ± {number(one.margin, _decimals(one.margin), language)}"
    told = {"row": one.row, "what": what, "year": one.year, "owner": one.owner}
    return texts["line"].format(**told, evidence=one.evidence)


def _decimals(value: float) -> int:
    return 0 if value.is_integer() else 1


def _measured(row: PlanRow, panel: pd.DataFrame, region: str, language: Language) -> list[str]:
    """Return the figures of the municipality for the indicators that measure `row`."""
    known = register().indicators
    found = []
    for one in (known[id_] for id_ in register().serving(row.id)):
        if "municipality" not in one.levels:
            continue
        had = compare(panel, one.id, region=region, peers=SIMILAR, until=edition_of(panel))
        now = had.row(had.focus)
        if now is not None:
            value = amount(now["value"], one, language)
            told = {"title": one.title.in_(language), "value": value, "year": had.year}
            found.append(_TEXTS[language]["figure"].format(**told))
    return found
