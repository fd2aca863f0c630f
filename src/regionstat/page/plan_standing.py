"""The plan with its standing: status and reason of each row, counted in the caption."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from regionstat.analysis.plan_judged import STATUSES
from regionstat.page.names import inside, listed, region_name
from regionstat.page.plan_reasons import status_name
from regionstat.page.plan_terms import due, who
from regionstat.register import register
from regionstat.register.entries import Language, PlanRow

_TEXTS = {
    "nb": {
        "caption": "Hvor planens {rows} rader står for {name}: {counted}",
        "part": "{rows} av planens rader, for {name}: {counted}",
        "counted": "{n} {status}",
        "without": "{n} {status}",
        "asks": "Planen ber om",
        "who": "Ansvarlig, frist",
        "status": "Status",
        "why": "Hvorfor",
        "note": "Nådd er sagt bare der hele intervallet når det planen ber om. I rute: tallet når "
        "det, eller går den veien planen vil, uten at det er sikkert eller ferdig. Statusen følger "
        "det siste tallet som finnes; er det gammelt, står det i begrunnelsen. Uten tall betyr "
        "ikke at det ikke er gjort, bare at ingen har meldt eller målt det.",
    },
    "en": {
        "caption": "Where the plan's {rows} rows stand for {name}: {counted}",
        "part": "{rows} of the plan's rows, for {name}: {counted}",
        "counted": "{n} {status}",
        "without": "{n} with {status}",
        "asks": "The plan asks for",
        "who": "Responsible, due",
        "status": "Status",
        "why": "Why",
        "note": "Met is said only where the whole interval reaches what the plan asks. On course: "
        "the figure reaches it, or goes the way the plan wants, yet not for certain or for good. "
        "The status is by the latest figure there is; where that is old, the reason says so. "
        "No data does not mean that it is not done, only that nobody has reported or measured it.",
    },
}


def standing_caption(judged: pd.DataFrame, region: str, language: Language) -> str:
    """Return how many rows of `judged` have each status, the best first."""
    texts = _TEXTS[language]
    whole = len(judged) == len(register().plan)
    return texts["caption" if whole else "part"].format(
        rows=len(judged),
        name=inside(region_name(region, language)),
        counted=counted(judged["status"], language),
    )


def counted(statuses: pd.Series, language: Language) -> str:
    """Return how many there are of each status, in words, the best first."""
    numbers = {status: int((statuses == status).sum()) for status in STATUSES}
    words = (
        _TEXTS[language]["without" if status == "no_data" else "counted"].format(
            n=n, status=status_name(status, language)
        )
        for status, n in numbers.items()
        if n
    )
    return listed(words, language)


def standing_cells(
    rows: Sequence[PlanRow], judged: pd.DataFrame, language: Language
) -> pd.DataFrame:
    """Return the cells of `rows`: what is asked, of whom and by when, its status, and why."""
    texts = _TEXTS[language]
    told = judged.loc[[row.id for row in rows]]
    return pd.DataFrame(
        {
            texts["asks"]: [f"{row.id} {row.title.in_(language)}" for row in rows],
            texts["who"]: [f"{who(row, language)}; {due(row, language)}" for row in rows],
            texts["status"]: [status_name(status, language) for status in told["status"]],
            texts["why"]: told[f"reason_{language}"].tolist(),
        }
    )


def standing_note(language: Language) -> str:
    """Return what the statuses mean."""
    return _TEXTS[language]["note"]
