"""Where a region stands in words: its rank, or the ranks that its figures leave open."""

from __future__ import annotations

import pandas as pd

from regionstat.analysis import Comparison
from regionstat.page.names import region_name, regions_named
from regionstat.page.numbers import amount
from regionstat.register import register
from regionstat.register.entries import Language

# More names than this in a title and nobody reads it.
FEW = 2

_RANK = {
    "nb": {
        "rank": "{name} er nummer {rank} av {of} i {year}",
        "between": "{name} er nummer {places} av {of} i {year} (90\u00a0%)",
        "beside": "{name} er nummer {places} av {of} i {year} (90\u00a0%), ikke til å skille "
        "fra {others}",
        "level": "{name} ligger likt med {others} i {year}",
        "many": "{name} skiller seg ikke klart fra {count} av {rest} andre i {year}",
        "alone": "{name}: {now} i {year}, ingen andre å måle mot",
        "unranked": "{name}: {now} i {year}",
        "none": "{name}: ikke noe publisert tall",
    },
    "en": {
        "rank": "{name} is number {rank} of {of} in {year}",
        "between": "{name} is number {places} of {of} in {year} (90\u00a0%)",
        "beside": "{name} is number {places} of {of} in {year} (90\u00a0%), not told apart "
        "from {others}",
        "level": "{name} is level with {others} in {year}",
        "many": "{name} does not stand out from {count} of {rest} others in {year}",
        "alone": "{name}: {now} in {year}, nobody to compare with",
        "unranked": "{name}: {now} in {year}",
        "none": "{name}: no published figure",
    },
}


def rank_finding(comparison: Comparison, language: Language) -> str:
    """Return where the focus stands among its peers; level with others is no place."""
    indicator = register().indicators[comparison.indicator]
    texts, name = _RANK[language], region_name(comparison.focus, language)
    row = comparison.row(comparison.focus)
    if row is None:
        return texts["none"].format(name=name)
    known = {
        "name": name,
        "now": amount(row["value"], indicator, language),
        "year": comparison.year,
        "rank": row["rank"],
        "places": places(row),
        "of": len(comparison.ranked),
        "rest": len(comparison.ranked) - 1,
        "count": len(row["level_with"]),
        "others": regions_named(row["level_with"], language),
    }
    return texts[_standing(row, comparison)].format(**known)


def places(row: pd.Series) -> str:
    """Return the set of ranks of a row as `2–3` or `2`, empty where it has no rank."""
    if pd.isna(row["rank"]):
        return ""
    low, high = row["rank_low"], row["rank_high"]
    return str(low) if low == high else f"{low}–{high}"


def is_uncertain(row: pd.Series, comparison: Comparison) -> bool:
    """Say whether the rank of `row` has a set of several for its errors, not for a tie."""
    if pd.isna(row["rank"]) or not row["level_with"]:
        return False
    frame = comparison.frame
    among = frame["region"].isin([row["region"], *row["level_with"]])
    return bool(frame.loc[among, "low"].notna().any())


def _standing(row: pd.Series, comparison: Comparison) -> str:
    ranked, level = len(comparison.ranked), row["level_with"]
    if pd.isna(row["rank"]):
        return "unranked"
    if ranked == 1:
        return "alone"
    if not level:
        return "rank"
    # Level with all others, the set of ranks says so itself.
    few = len(level) <= FEW and len(level) < ranked - 1
    if is_uncertain(row, comparison):
        return "beside" if few else "between"
    return "level" if len(level) <= FEW else "many"
