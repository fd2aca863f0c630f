"""What came of a batch: a row for each report, or for each of its pages that failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from regionstat.report.plan import Report

DONE, SKIPPED, FAILED, STOPPED = "done", "skipped", "failed", "stopped"
COLUMNS = (
    *("kind", "edition", "region", "language", "result", "pages", "seconds", "page", "cell"),
    "error",
)
# The part of a report that is no page: putting its pages together.
BINDING = "(binding)"


@dataclass(frozen=True)
class Failed:
    """A page that failed: its name, its cell, the error, and the name of its log."""

    page: str
    cell: str
    error: str
    log: str


@dataclass(frozen=True)
class Outcome:
    """What came of one report: `ran` counts the pages that were run for it, in `seconds`."""

    report: Report
    result: str
    ran: int
    seconds: float
    failed: tuple[Failed, ...] = ()


def summary(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """Return a row for each report, and for each page of it that failed.

    Columns kind, edition, region, language, result (done, skipped, failed, stopped), pages and
    seconds (those that were run now), page, cell, error and log of a failure.
    """
    rows = [row for one in outcomes for row in _rows(one)]
    return pd.DataFrame(rows, columns=[*COLUMNS, "log"])


def _rows(one: Outcome) -> list[dict[str, object]]:
    known = {
        "kind": one.report.kind,
        "edition": one.report.edition,
        "region": one.report.region,
        "language": one.report.language,
        "result": one.result,
        "pages": one.ran,
        "seconds": round(one.seconds, 1),
    }
    blamed: Sequence[Failed] = one.failed or (Failed("", "", "", ""),)
    return [{**known, **vars(failed)} for failed in blamed]


def told(outcomes: Sequence[Outcome]) -> str:
    """Return the batch in one sentence."""
    counts = Counter(one.result for one in outcomes)
    parts = [f"{counts[name]:,} {name}" for name in (DONE, SKIPPED, FAILED)]
    parts += [f"{counts[STOPPED]:,} left" for _ in [1] if counts[STOPPED]]
    ran = sum(one.ran for one in outcomes)
    return f"{len(outcomes):,} reports: {', '.join(parts)}; {ran:,} pages were run."
