"""What was revised since an earlier edition, as a reader sees it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from regionstat.analysis import Revisions, load
from regionstat.analysis import revisions as find_revisions
from regionstat.errors import Misuse
from regionstat.page.html import PageTable, Sentence
from regionstat.page.names import region_name
from regionstat.page.numbers import MISSING, number, short_amount, short_change
from regionstat.page.origins import made_afterwards
from regionstat.page.signs import explain, status_word
from regionstat.panel.vintages import edition_of
from regionstat.register import find_region, register
from regionstat.register.entries import Language
from regionstat.register.find import find_language
from regionstat.snapshots import Edition, find_home, read_edition
from regionstat.snapshots.editions import list_editions

SHOWN = 25
_COLUMNS = ("indicator", "region", "year", "before", "after", "change", "effect")
_TEXTS = {
    "nb": {
        "alone": "Utgaven for {edition} er den første: det er ingen tidligere å sammenlikne med.",
        "same": "Ingen tall er endret siden utgaven for {since}: den står på de samme filene.",
        "none": "Ingen av {compared} tall er endret siden utgaven for {since}",
        "some": "{moved} av {compared} tall er endret siden utgaven for {since}",
        "indicator": "Indikator",
        "region": "Område",
        "year": "År",
        "before": "Før",
        "after": "Nå",
        "change": "Endring",
        "effect": "Virkning på forholdet",
        "first": "De {shown} som betyr mest for målet, er vist; kommandoen regionstat edition diff "
        "skriver ut alle.",
        "signs": "{only} til har samme verdi, eller fortsatt ingen, men et annet tegn.",
        "effect_note": "Virkning: så mye endrer tallet alene forholdet mellom andel verdiskaping "
        "og andel folketall det året. Målet er 1.",
        "verdict": "{name}: {before} før, {after} nå.",
        "met": "målet nådd ({ratio} i {year})",
        "unmet": "målet ikke nådd ({ratio} i {year})",
        "unmeasured": "ikke målt",
    },
    "en": {
        "alone": "The edition of {edition} is the first: there is no earlier one to compare with.",
        "same": "No number has moved since the edition of {since}: it stands on the same files.",
        "none": "None of {compared} numbers has moved since the edition of {since}",
        "some": "{moved} of {compared} numbers have moved since the edition of {since}",
        "indicator": "Indicator",
        "region": "Area",
        "year": "Year",
        "before": "Before",
        "after": "Now",
        "change": "Change",
        "effect": "Effect on the ratio",
        "first": "The {shown} that mean most for the goal are shown; the command regionstat "
        "edition diff prints all.",
        "signs": "{only} more have the same value, or still none, but another sign.",
        "effect_note": "Effect: how much this number alone moves the ratio of the share of value "
        "added to the share of the people that year. The goal is 1.",
        "verdict": "{name}: {before} before, {after} now.",
        "met": "the goal was met ({ratio} in {year})",
        "unmet": "the goal was not met ({ratio} in {year})",
        "unmeasured": "not measured",
    },
}


def revisions(
    panel: pd.DataFrame, *, region: str, since: int | None = None, language: str = "nb"
) -> PageTable | Sentence:
    """Return what moved between the edition `since` and `panel`, what means most first.

    Before, now, change and the effect on the goal's ratio, each in the indicator's unit. Without
    `since` the edition before that of `panel`; where there is none, or where both stand on the
    same files so that nothing can have moved, a sentence says so instead. Raises `Misuse` for an
    unknown edition, region or language, and for a panel without edition when `since` is None.
    """
    tongue = find_language(language)
    if since is None:
        find_region(region)
        this = _edition(panel)
        since = max((year for year in list_editions(this.home) if year < this.year), default=None)
        if since is None or read_edition(since, this.home).raw == this.raw:
            return _nothing(this.year, since, tongue)
    texts, found = _TEXTS[tongue], find_revisions(load(since), panel, region=region)
    values = found.frame[found.frame["kind"] != "sign"]
    moved, shown = len(values), values.head(SHOWN)
    counts = {"moved": number(moved, 0, tongue), "compared": number(found.compared, 0, tongue)}
    caption = texts["some" if moved else "none"].format(since=since, **counts)
    return PageTable(caption, _cells(shown, tongue), _notes(found, values, tongue))


def _edition(panel: pd.DataFrame) -> Edition:
    year = edition_of(panel)
    if year is None:
        raise Misuse(
            "What was revised since the edition before",
            found="a panel that does not tell its edition, as after a merge or a concat",
            where="the panel's attrs",
            todo="Give the panel as `load` returned it, or name the edition: since=2020",
        )
    return read_edition(year, find_home())


def _nothing(edition: int, since: int | None, language: Language) -> Sentence:
    """Return what is said of an edition that no other can differ from."""
    text = _TEXTS[language]["alone" if since is None else "same"]
    years = [year for year in (edition, since) if year is not None]
    made = filter(None, (made_afterwards(year, language) for year in years))
    return Sentence((text.format(edition=edition, since=since), *list(made)[:1]))


def _cells(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    texts = _TEXTS[language]
    columns = [texts[key] for key in _COLUMNS]
    cells = [_row(row, language) for row in rows.to_dict("records")]
    return pd.DataFrame(cells, columns=columns)


def _row(row: Mapping[Hashable, Any], language: Language) -> tuple[str, ...]:
    one = register().indicators[str(row["indicator"])]
    before, after, effect = (float(row[key]) for key in ("before", "after", "effect"))
    change = float(row["change"])
    if one.unit not in ("percent", "ratio") and not one.is_signed:
        change = float(row["change_pct"])
    return (
        one.title.in_(language),
        _named(str(row["region"]), language),
        str(row["year"]),
        *(
            short_amount(value, one, language)
            if not math.isnan(value)
            else status_word(str(row[sign]), language) or MISSING
            for value, sign in ((before, "status_before"), (after, "status_after"))
        ),
        short_change(change, one, language),
        number(effect, 4, language, sign=True),
    )


def _named(region: str, language: Language) -> str:
    """Return the name of `region`, of a municipality with its code: names live longer."""
    name = region_name(region, language)
    return f"{name} ({region})" if register().regions[region].level == "municipality" else name


def _notes(found: Revisions, values: pd.DataFrame, language: Language) -> tuple[str, ...]:
    texts, shown = _TEXTS[language], values.head(SHOWN)
    told = [texts["effect_note"]] if shown["effect"].notna().any() else []
    if len(values) > len(shown):
        told.insert(0, texts["first"].format(shown=len(shown)))
    if only := len(found.frame) - len(values):
        told.append(texts["signs"].format(only=number(only, 0, language)))
    without = [
        *shown.loc[shown["before"].isna(), "status_before"],
        *shown.loc[shown["after"].isna(), "status_after"],
    ]
    signs = pd.DataFrame({"status": without})
    return (*told, *_verdicts(found, language), *explain(signs, language))


def _verdicts(found: Revisions, language: Language) -> list[str]:
    pattern = _TEXTS[language]["verdict"]
    areas = dict.fromkeys((*found.before.measured, *found.after.measured))
    told = {area: _both(found, area, language) for area in areas}
    return [
        pattern.format(name=region_name(area, language), before=before, after=after)
        for area, (before, after) in told.items()
    ]


def _both(found: Revisions, area: str, language: Language) -> tuple[str, str]:
    texts, words = _TEXTS[language], []
    for one in (found.before, found.after):
        row = one.latest(area) if area in one.measured else None
        if row is None:
            words.append(texts["unmeasured"])
            continue
        ratio = number(float(row["ratio"]), 3, language)
        words.append(
            texts["met" if one.met(area) else "unmet"].format(ratio=ratio, year=row["year"])
        )
    return words[0], words[1]
