"""The first page of a report: the verdict in one sentence, and what the data are."""

from __future__ import annotations

import pandas as pd

from regionstat.page.html import Sentence
from regionstat.register.entries import Language
from regionstat.report.blocks import Chart, placed_blocks
from regionstat.report.kinds import MUNICIPALITY
from regionstat.report.pdf import Cover
from regionstat.report.run import Notebook

GOAL = "gdp_population_ratio"
_TEXTS = {
    "nb": {
        "measured": "Siste år med tall for målet: {year}. Rapporten bruker tall til og med "
        "{edition}.",
        "unmeasured": "Målet er ikke målt for området. Rapporten bruker tall til og med {edition}.",
        "own": "Rapporten bruker tall til og med {edition}.",
    },
    "en": {
        "measured": "Last year with figures for the goal: {year}. The report uses figures up to "
        "{edition}.",
        "unmeasured": "The goal is not measured for the area. The report uses figures up to "
        "{edition}.",
        "own": "The report uses figures up to {edition}.",
    },
}


def cover_of(
    kind: str,
    front: Notebook,
    rows: pd.DataFrame,
    edition: int,
    region: str,
    language: Language,
) -> Cover:
    """Return the cover of a report of `kind`, made from the executed page `front`.

    `rows` hold the region's figures. Raises `BadFile` when the page has no verdict.
    """
    verdict = next(one for one in placed_blocks(front, "lead") if isinstance(one, Sentence))
    pictures = [one for one in placed_blocks(front, "cover") if isinstance(one, Chart)]
    chart = pictures[0] if pictures else None
    dated = _dated(rows, edition, region, language)
    if kind == MUNICIPALITY:
        # The goal is the region's, and the sources of all indicators stand in the chart.
        return Cover(verdict, chart, (_TEXTS[language]["own"].format(edition=edition),))
    small = (dated, *((chart.source,) if chart else ()))
    return Cover(verdict, chart, small)


def _dated(rows: pd.DataFrame, edition: int, region: str, language: Language) -> str:
    own = rows[(rows["indicator"] == GOAL) & (rows["region"] == region)]
    years = own.loc[own["value"].notna() & (own["year"] <= edition), "year"]
    pattern = _TEXTS[language]["unmeasured" if years.empty else "measured"]
    return pattern.format(year=years.max(), edition=edition)
