"""Texts of a page: verdict, finding, sources."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis import compare, goal
from regionstat.analysis.goal import GOAL_YEAR
from regionstat.analysis.peers import Peers
from regionstat.errors import unknown
from regionstat.page.assessment import assessment_sentences
from regionstat.page.html import PageTable, Sentence
from regionstat.page.names import licence_name, vintage_name
from regionstat.page.origins import explain_origins, made_afterwards, origin_word
from regionstat.page.plan_answer import followed_sentences
from regionstat.page.plan_status import plan_statuses
from regionstat.page.standing import rank_finding
from regionstat.page.verdict import verdict_sentences
from regionstat.page.wording import (
    change_finding,
    standing_in,
    trend_finding,
    without_figure,
)
from regionstat.panel.listings import sources_of
from regionstat.panel.vintages import edition_of, stated
from regionstat.register import register
from regionstat.register.find import find_basis, find_language

OF = ("goal", "plan", "municipality")
_CITE = {
    "nb": {
        "caption": "Kilder og årganger",
        "source": "Kilde",
        "table": "Tabell",
        "publisher": "Utgiver",
        "vintage": "Årgang",
        "licence": "Lisens",
        "gaps": "Kjente hull",
        "origin": "Hvordan",
        "note": "Kilde for tall fra Statistisk sentralbyrå: SSB, CC BY 4.0.",
    },
    "en": {
        "caption": "Sources and vintages",
        "source": "Source",
        "table": "Table",
        "publisher": "Publisher",
        "vintage": "Vintage",
        "licence": "Licence",
        "gaps": "Known gaps",
        "origin": "How",
        "note": "Source of figures of Statistics Norway: Statistics Norway, CC BY 4.0.",
    },
}


def verdict(
    panel: pd.DataFrame,
    *,
    region: str,
    of: str = "goal",
    until: int | None = None,
    basis: str = "counties",
    goal_year: int = GOAL_YEAR,
    language: str = "nb",
) -> Sentence:
    """Return the verdict on the goal: the answer first, then what it rests on.

    With `of="plan"` that on the plan, row by row, and with `of="municipality"` that on a
    municipality among the nine most like it. Raises `Misuse` for an unknown region, verdict,
    basis or language, and for what is no municipality of the year.
    """
    tongue = find_language(language)
    if of not in OF:
        raise unknown("verdict", of, OF, where="the verdicts")
    if of == "plan":
        judged = plan_statuses(panel, region=region)
        return Sentence(followed_sentences(judged, edition_of(panel), tongue))
    if of == "municipality":
        return Sentence(tuple(assessment_sentences(panel, region, until, tongue)))
    found = goal(panel, region=region, until=until)
    return Sentence(tuple(verdict_sentences(found, tongue, find_basis(basis), goal_year)))


def finding(
    panel: pd.DataFrame,
    indicator: str,
    *,
    focus: str,
    peers: Peers = "city_regions",
    until: int | None = None,
    basis: str = "counties",
    language: str = "nb",
) -> Sentence:
    """Return what the figures say of `focus`: trend, rank, change, stand-ins, who is missing.

    Raises `Misuse` for an unknown id or language.
    """
    tongue = find_language(language)
    found = compare(panel, indicator, region=focus, peers=peers, until=until, basis=basis)
    first = trend_finding(found, tongue)
    others = [rank_finding(found, tongue), change_finding(found, tongue)]
    parts = [f"{text}." for text in dict.fromkeys([first, *others])]
    parts += [text for text in (standing_in(found, tongue), without_figure(found, tongue)) if text]
    return Sentence(tuple(parts))


def cite(panel: pd.DataFrame, *, language: str = "nb") -> PageTable:
    """Return the sources of all rows in `panel`, with tables, vintages and licences.

    Raises `Misuse` for an unknown language.
    """
    tongue = find_language(language)
    texts, known, edition = _CITE[tongue], register(), edition_of(panel)
    indicators = [known.indicators[id_] for id_ in panel["indicator"].unique()]
    ids = sorted({id_ for one in indicators for id_ in sources_of(one)})
    stood_on = {id_: stated(known.sources[id_], edition) for id_ in ids}
    rows = [
        {
            texts["source"]: source.title.in_(tongue),
            texts["table"]: source.table if source.table.isdigit() else "–",
            texts["publisher"]: source.publisher.in_(tongue),
            texts["vintage"]: vintage_name(told.vintage, tongue),
            texts["origin"]: origin_word(told.origin, tongue),
            texts["licence"]: licence_name(source.licence, tongue),
            texts["gaps"]: " ".join(gap.in_(tongue) for gap in told.known_gaps),
        }
        for source, told in ((known.sources[id_], stood_on[id_]) for id_ in ids)
    ]
    made = made_afterwards(edition, tongue) if edition else ""
    told = explain_origins([one.origin for one in stood_on.values()], tongue)
    notes = tuple(note for note in (made, texts["note"], *told) if note)
    return PageTable(texts["caption"], pd.DataFrame(rows), notes)
