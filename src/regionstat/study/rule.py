"""How much hangs on the line? The region with other commuting thresholds, and other lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from regionstat.analysis.commuting import (
    NEAR,
    THRESHOLD,
    CommutingRegion,
    commuting_region,
    commuting_years,
)
from regionstat.analysis.peers import NATION
from regionstat.analysis.regional_gdp import RegionalGdp, regional_gdp
from regionstat.errors import Misuse
from regionstat.page.html import PageTable
from regionstat.page.names import listed, region_name
from regionstat.page.numbers import number
from regionstat.page.signs import explain
from regionstat.panel import select
from regionstat.panel.area import concordance
from regionstat.panel.figures import PRELIMINARY
from regionstat.register import Region, find_region, register
from regionstat.register.entries import Language
from regionstat.register.find import find_basis, find_language

STEPS = tuple(THRESHOLD + step for step in range(-int(NEAR), int(NEAR) + 1))
_TEXTS = {
    "nb": {
        "caption": "{name} med andre grenser: {few}–{many} kommuner, {low}–{high} % av folket og "
        "forhold {least}–{most} i {when}",
        "line": "Grense",
        "threshold": "over {line} %",
        "rule": "over {line} %, regelen",
        "count": "Kommuner",
        "people": "Folketall",
        "share": "Andel av folketall",
        "ratio": "Forhold (90 %)",
        "joins": "med {names}",
        "leaves": "uten {names}",
        "same": "som regelen",
        "named": "{name} {share} %",
        "note": "{rule}. Folketall per 1. januar {when}; forholdet er andel av bruttoprodukt "
        "delt på andel av folketall, anslått med 90 %-intervall.",
        "source": "Kilde for pendlingen: SSB 03321, sysselsatte med arbeidssted i en kommune.",
    },
    "en": {
        "caption": "{name} with other thresholds: {few}–{many} municipalities, {low}–{high} % of "
        "the people and a ratio of {least}–{most} in {when}",
        "line": "Threshold",
        "threshold": "above {line} %",
        "rule": "above {line} %, the rule",
        "count": "Municipalities",
        "people": "People",
        "share": "Share of people",
        "ratio": "Ratio (90 %)",
        "joins": "with {names}",
        "leaves": "without {names}",
        "same": "as the rule",
        "named": "{name} {share} %",
        "note": "{rule}. People on 1 January {when}; the ratio is the share of value added over "
        "the share of people, estimated with an interval of 90 %.",
        "source": "Source of commuting: Statistics Norway 03321, employed with a workplace in a "
        "municipality.",
    },
}


@dataclass(frozen=True, eq=False)
class _Line:
    """One way to draw the region: its head in the table, its members, and what comes of it."""

    head: str
    members: tuple[str, ...]
    codes_of: int
    gdp: RegionalGdp


def rule_table(
    panel: pd.DataFrame,
    *,
    region: str,
    year: int | None = None,
    until: int | None = None,
    basis: str = "counties",
    language: str = "nb",
) -> PageTable:
    """Return the region by the commuting rule at 8 to 12 per cent, and by the lists there are.

    The centre is the largest member of `region`; `year` is that of the commuting, by default the
    first one since the list was drawn. Municipalities, people, share of people and ratio with
    its interval are those of the last year of the accounts up to `until`. Raises `Misuse` for
    an unknown id or language, a region that is no list of municipalities, and as
    `commuting_region`.
    """
    tongue, asked, on = find_language(language), find_region(region), find_basis(basis)
    when = _year(panel, asked) if year is None else year
    rule = commuting_region(panel, _centre(panel, asked), year=when)
    lines = [*_thresholds(panel, rule, on, tongue), *_lists(panel, asked, on, tongue)]
    last = _last(lines, until)
    rows = [_row(panel, line, last, tongue) for line in lines]
    moves = tuple(_moves(line, rule, tongue) for line in lines)
    notes = [_TEXTS[tongue]["note"].format(rule=rule.rule.in_(tongue), when=last)]
    notes += [_TEXTS[tongue]["source"], *_signs(lines, last, tongue)]
    caption = _caption(lines[: len(STEPS)], asked, last, tongue)
    return PageTable(caption, pd.DataFrame(rows), tuple(notes), moves)


def _year(panel: pd.DataFrame, region: Region) -> int:
    years = commuting_years(panel)
    return next((one for one in years if one >= (region.codes_of or 0)), years[-1])


def _centre(panel: pd.DataFrame, region: Region) -> str:
    """Return the member with the most people when the list was drawn."""
    if not region.is_list or region.codes_of is None:
        raise Misuse(
            f"The commuting thresholds of {region.id!r}",
            found=f"it is a {region.level}, no list of municipalities around a centre",
            where="regions.toml",
            todo="Ask for a city region or a labour-market region",
        )
    drawn = (region.codes_of, region.codes_of)
    people = select(panel, "population", regions=region.members, years=drawn)
    return str(people.sort_values("value")["region"].iloc[-1])


def _thresholds(
    panel: pd.DataFrame, rule: CommutingRegion, basis: str, language: Language
) -> Iterable[_Line]:
    texts = _TEXTS[language]
    known: dict[tuple[str, ...], RegionalGdp] = {}
    for step in STEPS:
        members = rule.at(step).members
        if members not in known:
            known[members] = regional_gdp(panel, members, basis=basis, codes_of=rule.year)
        kind = "rule" if step == THRESHOLD else "threshold"
        yield _Line(
            texts[kind].format(line=number(step, 0, language)), members, rule.year, known[members]
        )


def _lists(panel: pd.DataFrame, region: Region, basis: str, language: Language) -> Iterable[_Line]:
    """Yield the lists of the region's own counties, each set of municipalities once."""
    seen = set()
    for one in register().regions.values():
        members = (one.members, one.codes_of)
        if one.is_list and one.county == region.county and members not in seen:
            seen.add(members)
            gdp = regional_gdp(panel, one.id, basis=basis)
            yield _Line(region_name(one.id, language), one.members, one.codes_of or 0, gdp)


def _last(lines: list[_Line], until: int | None) -> int:
    years = set.intersection(*(set(line.gdp.frame["year"]) for line in lines))
    return int(max(one for one in years if until is None or one <= until))


def _row(panel: pd.DataFrame, line: _Line, year: int, language: Language) -> dict[str, str]:
    texts, found = _TEXTS[language], _of(line, year)
    people = select(panel, "population", regions=[NATION], years=(year, year))["value"].iloc[0]
    ends = (number(found[f"ratio_{end}"], 3, language) for end in ("low", "high"))
    star = PRELIMINARY if found["status"] == PRELIMINARY else ""
    ratio = f"{number(found['ratio'], 3, language)}{star} ({'–'.join(ends)})"
    return {
        texts["line"]: line.head,
        texts["count"]: str(len(line.members)),
        texts["people"]: number(people * found["population_share_pct"] / 100, 0, language),
        texts["share"]: f"{number(found['population_share_pct'], 2, language)}\u00a0%",
        texts["ratio"]: ratio,
    }


def _of(line: _Line, year: int) -> pd.Series:
    return line.gdp.frame.set_index("year").T[year]


def _moves(line: _Line, rule: CommutingRegion, language: Language) -> str:
    """Say who joins and who leaves against the rule; nothing where borders changed between."""
    texts, shares = _TEXTS[language], rule.frame.set_index("region")["share"]
    first, last = sorted((line.codes_of, rule.year))
    if any(first < year <= last for year in concordance().years):
        return ""
    parts = []
    for kind, codes in (
        ("joins", set(line.members) - set(rule.members)),
        ("leaves", set(rule.members) - set(line.members)),
    ):
        names = [
            texts["named"].format(
                name=region_name(code, language), share=number(shares.get(code, 0.0), 1, language)
            )
            for code in sorted(codes, key=lambda code: -shares.get(code, 0.0))
        ]
        if names:
            parts.append(texts[kind].format(names=listed(names, language)))
    return "; ".join(parts) or texts["same"]


def _signs(lines: list[_Line], year: int, language: Language) -> list[str]:
    marked = [_of(line, year)["status"] for line in lines]
    return list(explain(pd.DataFrame({"status": marked}), language))


def _caption(lines: list[_Line], region: Region, year: int, language: Language) -> str:
    rows = pd.DataFrame([_of(line, year) for line in lines])
    counts = [len(line.members) for line in lines]
    shares, ratios = rows["population_share_pct"], rows["ratio"]
    return _TEXTS[language]["caption"].format(
        name=region_name(region.id, language),
        few=min(counts),
        many=max(counts),
        low=number(float(shares.min()), 2, language),
        high=number(float(shares.max()), 2, language),
        least=number(float(ratios.min()), 3, language),
        most=number(float(ratios.max()), 3, language),
        when=year,
    )
