"""What a sweep found → counts by municipality and year, and the share with a positive result.

A company is judged for the year in which the period of its own accounts ends, by the sign of
its ordinary result before tax; nought is not positive. The sign does not hang on the
currency. Accounts of a group are never used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import pandas as pd

from regionstat.errors import unknown
from regionstat.sources.company_accounts import COMPANY, Accounts

COUNTS = (
    "companies",
    "with_accounts",
    "without_accounts",
    "unanswered",
    "other_currency",
    "group_only",
    "no_result",
    "judged",
    "positive_result",
)
# Below this part of those asked, who is judged is no accident.
_ENOUGH = 0.5
_Z = 1.959963984540054


def count(
    municipality_of: Mapping[str, str], filed: Mapping[str, tuple[Accounts, ...] | None]
) -> pd.DataFrame:
    """Return the counts: region, year and the columns `COUNTS`, numbers of companies.

    `municipality_of` has every company of the population; `filed` what each that was asked
    for has filed, None where the register could not tell. A company without accounts ending
    in a year is `without_accounts` in it. with + without + unanswered = companies, and
    group_only + no_result + judged = with_accounts; `other_currency` are some of the judged.
    """
    told = {orgnr: found for orgnr, found in filed.items() if found is not None}
    years = sorted({one.period_to.year for found in told.values() for one in found})
    everywhere = Counter(municipality_of.values())
    answered = Counter(municipality_of[orgnr] for orgnr in told)
    kinds = Counter(
        (municipality_of[orgnr], year, kind)
        for orgnr, found in told.items()
        for year in {one.period_to.year for one in found}
        for kind in _kinds([one for one in found if one.period_to.year == year])
    )
    rows = []
    for region in sorted(everywhere):
        for year in years:
            row = {kind: kinds[region, year, kind] for kind in COUNTS}
            row["companies"] = everywhere[region]
            row["without_accounts"] = answered[region] - row["with_accounts"]
            row["unanswered"] = everywhere[region] - answered[region]
            rows.append({"region": region, "year": year, **row})
    kinds_of = {"region": "str", **dict.fromkeys(("year", *COUNTS), "int64")}
    return pd.DataFrame(rows, columns=["region", "year", *COUNTS]).astype(kinds_of)


def _kinds(of_year: list[Accounts]) -> Iterable[str]:
    """Say what the accounts of one company that end in one year are counted as."""
    yield "with_accounts"
    own = [one for one in of_year if one.kind == COMPANY]
    if not own:
        yield "group_only"
        return
    last = max(own, key=lambda one: (one.period_to, -(one.period_from or date.min).toordinal()))
    if last.result_before_tax is None:
        yield "no_result"
        return
    yield "judged"
    if last.currency != "NOK":
        yield "other_currency"
    if last.result_before_tax > 0:
        yield "positive_result"


def profitable_share(
    counts: pd.DataFrame, areas: Mapping[str, Iterable[str]] | None = None
) -> pd.DataFrame:
    """Return the share with a positive result, in percent of the companies judged.

    Columns region, year, share, standard_error (percentage points), low, high (95 %),
    judged, companies. `areas` maps an id to municipality codes, whose counts are added
    first; without it each municipality stands alone. Raises `Misuse` for a code that was
    not swept.

    Method: the judged are taken for a simple random sample without replacement of the
    companies; binomial standard error and Wilson's interval, both with the correction for
    a finite population. All of them judged leaves no error. A year in which fewer than half
    of the companies that were asked for are judged has no share: the register shows the
    latest accounts, and those that it shows for an earlier year are the late ones.
    For true shares of 10 to 90 % the interval covers 95 % on average, at the least 89 % among
    40 companies and 93 % among 200 and more.
    """
    known = sorted(set(counts["region"]))
    chosen = {code: [code] for code in known} if areas is None else areas
    pairs = [(id_, code) for id_, codes in chosen.items() for code in dict.fromkeys(codes)]
    for code in sorted({code for _, code in pairs} - set(known)):
        raise unknown("municipality", code, known, where="the sweep")
    inside = pd.DataFrame(pairs, columns=["area", "region"], dtype="str").merge(counts, on="region")
    summed = inside.groupby(["area", "year"], as_index=False, sort=False)[list(COUNTS)].sum()
    return _shares(summed.rename(columns={"area": "region"}))


def _shares(summed: pd.DataFrame) -> pd.DataFrame:
    judged, everyone = summed["judged"], summed["companies"]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = summed["positive_result"] / judged
        # The size of an endless population's sample that tells as much.
        size = judged * (everyone - 1) / (everyone - judged)
        size = size.mask(judged == everyone, np.inf)
        error = np.sqrt(share * (1 - share) / size)
        middle = (share + _Z**2 / (2 * size)) / (1 + _Z**2 / size)
        half = _Z / (1 + _Z**2 / size) * np.sqrt(error**2 + (_Z / (2 * size)) ** 2)
    found = {"share": share, "standard_error": error, "low": middle - half, "high": middle + half}
    enough = (judged > 0) & (judged >= _ENOUGH * (everyone - summed["unanswered"]))
    percent = {name: 100 * value.where(enough) for name, value in found.items()}
    percent["low"], percent["high"] = percent["low"].clip(lower=0), percent["high"].clip(upper=100)
    columns = ["region", "year", *percent, "judged", "companies"]
    return summed.assign(**percent)[columns]
