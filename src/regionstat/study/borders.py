"""What the weights of divided municipalities can do to a region, and to its verdict: a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from regionstat.analysis import Goal, goal
from regionstat.analysis.borders import (
    ALL,
    INHABITANTS,
    REGISTERED,
    BorderEffects,
    border_effects,
    choices,
)
from regionstat.analysis.goal import MET_AT
from regionstat.page.html import PageTable
from regionstat.page.names import inside, region_name
from regionstat.page.numbers import MISSING, interval, number
from regionstat.panel import select
from regionstat.panel.area import concordance
from regionstat.register import find_indicator, find_region
from regionstat.register.entries import Language
from regionstat.register.find import find_language

ENDS = ("low", "high")
RATIO = "gdp_population_ratio"
_TEXTS = {
    "nb": {
        "caption": "Hva vektene for delte kommuner kan gjøre med {name}",
        "count": "Telling",
        "year": "År",
        "value": "Verdi",
        "span": "Lavest–høyest",
        "persons": "Utslag, personer",
        "percent": "Utslag, prosent",
        "points": "Andel av landet, prosentpoeng",
        "together": "alle delte kommuner",
        "none": "ingen delt kommune",
        "to": "{low} til {high}",
        "ends": "lavest: {low}; høyest: {high}",
        "registered": "registrerte vekter",
        "inhabitants": "etter folketall",
        "all_to": "alt til {heir}",
        "weights": "Registrerte vekter for folketallet: {old}: {shares}.",
        "tried": "Prøvd er de registrerte vektene, folketallets, og alt til én arving om gangen. "
        "Det er yttergrenser: ingen andre vekter kan gi større utslag.",
        "exact": "I {year} er området hele kommuner: vektene betyr ingenting for forholdet.",
        "moves": "{old} kan flytte forholdet i {year} med {low} til {high} prosent, om folk og "
        "verdiskaping trekkes hver sin vei.",
        "stands": "Forholdet er {ratio}{span}; med andre vekter lå det mellom {low} og {high}, "
        "på samme side av målet: vektene avgjør ikke dommen.",
        "turns": "Forholdet er {ratio}{span}; med andre vekter lå det mellom {low} og {high}, "
        "på begge sider av målet: vektene kan avgjøre dommen.",
    },
    "en": {
        "caption": "What the weights of divided municipalities can do to {name}",
        "count": "Count",
        "year": "Year",
        "value": "Value",
        "span": "Lowest–highest",
        "persons": "Effect, persons",
        "percent": "Effect, per cent",
        "points": "Share of the nation, percentage points",
        "together": "all divided municipalities",
        "none": "no divided municipality",
        "to": "{low} to {high}",
        "ends": "lowest: {low}; highest: {high}",
        "registered": "registered weights",
        "inhabitants": "by population",
        "all_to": "all to {heir}",
        "weights": "Registered weights of the population: {old}: {shares}.",
        "tried": "The registered weights are tried, those of the population, and all to one heir "
        "at a time. These are outer bounds: no other weights can do more.",
        "exact": "In {year} the area is whole municipalities: the weights do nothing to the ratio.",
        "moves": "{old} can move the ratio of {year} by {low} to {high} per cent, if people and "
        "value added are pulled apart.",
        "stands": "The ratio is {ratio}{span}; with other weights it would lie between {low} and "
        "{high}, on the same side of the goal: the weights do not decide the verdict.",
        "turns": "The ratio is {ratio}{span}; with other weights it would lie between {low} and "
        "{high}, on both sides of the goal: the weights can decide the verdict.",
    },
}


def borders(
    panel: pd.DataFrame, *, region: str, until: int | None = None, language: str = "nb"
) -> PageTable:
    """Return what other weights would make of `region`, measure by measure, and of its verdict.

    The years are the last one in which the goal can be judged, and the last one with people, up
    to `until`. Raises `Misuse` for an unknown region or language, and for a panel that no longer
    tells its edition.
    """
    tongue = find_language(language)
    found = goal(panel, region=region, until=until)
    judged = found.frame.loc[found.frame["ratio"].notna(), "year"].max()
    years = {int(year) for year in (judged, _last_counted(panel, region, until)) if pd.notna(year)}
    effects = border_effects(panel, region, years=sorted(years))
    shown = _shown(effects.frame)
    rows = [_row(row, tongue) for _, row in shown.iterrows()]
    notes = [_TEXTS[tongue]["tried"], *_weights(effects, tongue)]
    if pd.notna(judged) and find_region(region).level != "municipality":
        notes += _verdicts(effects, found, int(judged), tongue)
    caption = _TEXTS[tongue]["caption"].format(name=inside(region_name(region, tongue)))
    under = tuple(_under(effects, row, tongue) for _, row in shown.iterrows())
    return PageTable(caption, pd.DataFrame(rows), tuple(notes), under)


def _last_counted(panel: pd.DataFrame, region: str, until: int | None) -> float:
    rows = select(panel, "population", regions=[region])
    years = rows.loc[rows["value"].notna(), "year"]
    return float(years.max() if until is None else years[years <= until].max())


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out the row of all divided municipalities where there is only one of them."""
    matter = frame.groupby(["indicator", "year"])["old"].transform("count") - 1
    return frame[(frame["old"] != ALL) | (matter != 1)]


def _row(row: pd.Series, language: Language) -> dict[str, str]:
    texts, old = _TEXTS[language], str(row["old"])
    title = find_indicator(str(row["indicator"])).title.in_(language)
    moves = [row[end] - row["value"] for end in ENDS]
    exact = not any(moves)
    who = texts["none" if exact else "together"] if old == ALL else region_name(old, language)
    points = row["indicator"] == "population" and not exact
    return {
        texts["count"]: f"{title}, {who}",
        texts["year"]: str(row["year"]),
        texts["value"]: number(row["value"], 0, language),
        texts["span"]: MISSING
        if exact
        else "–".join(number(row[end], 0, language) for end in ENDS),
        texts["persons"]: MISSING if exact else _span(moves, 0, language),
        texts["percent"]: MISSING
        if exact
        else _span([100 * move / row["value"] for move in moves], 2, language),
        texts["points"]: _span([100 * move / row["nation"] for move in moves], 3, language)
        if points
        else MISSING,
    }


def _span(moves: Sequence[float], decimals: int, language: Language) -> str:
    low, high = (number(move, decimals, language, sign=True) for move in moves)
    return _TEXTS[language]["to"].format(low=low, high=high)


def _under(effects: BorderEffects, row: pd.Series, language: Language) -> str:
    """Say which choices for one divided municipality give the least and the greatest count."""
    old = str(row["old"])
    if old == ALL:
        return ""
    alone = effects.alone(str(row["indicator"]), int(row["year"]), old)
    low, high = (
        _choice(str(alone[old].iloc[place]), language)
        for place in (alone["value"].argmin(), alone["value"].argmax())
    )
    return _TEXTS[language]["ends"].format(low=low, high=high)


def _choice(name: str, language: Language) -> str:
    texts = _TEXTS[language]
    if name in (REGISTERED, INHABITANTS):
        return texts[name]
    return texts["all_to"].format(heir=region_name(name, language))


def _weights(effects: BorderEffects, language: Language) -> Iterator[str]:
    """Yield the registered weights of the population, of each code that matters."""
    matter = set(effects.frame["old"])
    for old, year in concordance().divided():
        if old in matter:
            shares = choices(old, year, "population")[REGISTERED]
            told = [
                f"{region_name(heir, language)} {number(100 * share, 1, language)}\u00a0%"
                for heir, share in shares.items()
            ]
            yield _TEXTS[language]["weights"].format(
                old=region_name(old, language), shares=", ".join(told)
            )


def _verdicts(effects: BorderEffects, found: Goal, year: int, language: Language) -> Iterator[str]:
    """Yield how far the goal's ratio can move, and whether its verdict can turn."""
    texts = _TEXTS[language]
    frame = effects.frame
    matter = frame[(frame["year"] == year) & (frame["indicator"] == "population")]["old"]
    if set(matter) <= {ALL}:
        yield texts["exact"].format(year=year)
        return
    row = found.latest(effects.region)
    for old in matter if len(matter) > 2 else matter[matter != ALL]:
        moves = effects.ratio_moves(year, old)
        assert moves is not None
        low, high = (number(100 * (move - 1), 2, language, sign=True) for move in moves)
        name = texts["together"].capitalize() if old == ALL else region_name(old, language)
        told = texts["moves"].format(old=name, year=year, low=low, high=high)
        yield told if row is None else f"{told} {_verdict(row, moves, language)}"


def _verdict(row: pd.Series, moves: tuple[float, float], language: Language) -> str:
    ratio = float(row["ratio"])
    ends = [ratio * move for move in moves]
    stands = len({end >= MET_AT for end in ends}) == 1
    low, high = (number(end, 3, language) for end in ends)
    known = interval(row["ratio_low"], row["ratio_high"], find_indicator(RATIO), language)
    return _TEXTS[language]["stands" if stands else "turns"].format(
        ratio=number(ratio, 3, language), span=f" ({known})" if known else "", low=low, high=high
    )
