"""What moved in the plan since the edition before: rows whose status is another."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis.load import load
from regionstat.page.html import PageTable, Sentence
from regionstat.page.numbers import number
from regionstat.page.origins import made_afterwards
from regionstat.page.plan_reasons import status_name
from regionstat.page.plan_status import plan_statuses
from regionstat.register import register
from regionstat.register.entries import Language
from regionstat.snapshots import find_home
from regionstat.snapshots.editions import list_editions

_TEXTS = {
    "nb": {
        "alone": "Det er ingen tidligere utgave å måle mot.",
        "same": "Ingen rad har en annen status enn i utgaven for {since}.",
        "caption": "{moved} av {rows} rader har en annen status enn i utgaven for {since}",
        "row": "Rad",
        "before": "I {since}",
        "now": "Nå",
        "why": "Hvorfor nå",
    },
    "en": {
        "alone": "There is no earlier edition to compare with.",
        "same": "No row has another status than in the edition of {since}.",
        "caption": "{moved} of {rows} rows have another status than in the edition of {since}",
        "row": "Row",
        "before": "In {since}",
        "now": "Now",
        "why": "Why now",
    },
}


def changed_table(
    judged: pd.DataFrame, region: str, edition: int | None, language: Language
) -> PageTable | Sentence:
    """Return the rows whose status is another than in the edition before, with both and why.

    A sentence says so where there is none, or no edition before. `judged` as `plan_statuses`
    returns for the edition.
    """
    texts = _TEXTS[language]
    editions = [year for year in list_editions(find_home()) if edition and year < edition]
    if not editions:
        return Sentence((texts["alone"],))
    since = max(editions)
    before = plan_statuses(load(since), region=region).set_index("row")["status"]
    now = judged.set_index("row")
    moved = [row for row in now.index if before[row] != now.at[row, "status"]]
    afterwards = made_afterwards(since, language)
    notes = (afterwards,) if afterwards else ()
    if not moved:
        return Sentence((texts["same"].format(since=since), *notes))
    cells = [
        {
            texts["row"]: f"{row} {register().plan[row].title.in_(language)}",
            texts["before"].format(since=since): status_name(before[row], language),
            texts["now"]: status_name(str(now.at[row, "status"]), language),
            texts["why"]: now.at[row, f"reason_{language}"],
        }
        for row in moved
    ]
    counts = {"moved": number(len(moved), 0, language), "rows": len(now), "since": since}
    return PageTable(texts["caption"].format(**counts), pd.DataFrame(cells), notes)
