"""What is chosen in the explorer, the picture it leads to, and the call that draws it again.

The same arguments draw the picture and make the text of the call: one cannot tell another tale
than the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from regionstat.analysis.peers import Peers
from regionstat.page.change import change
from regionstat.page.figure import Figure
from regionstat.page.html import PageTable, Sentence
from regionstat.page.profile import profile
from regionstat.page.ranking import ranking
from regionstat.page.tables import figures
from regionstat.page.texts import finding
from regionstat.page.tiles import tiles
from regionstat.page.trend import trend
from regionstat.register import find_indicator
from regionstat.register.entries import Language

Picture = Figure | PageTable
# Whatever has its default in every chart is left out of the call.
_DEFAULTS = {"peers": "city_regions", "basis": "counties", "until": None, "language": "nb"}


@dataclass(frozen=True)
class Form:
    """A form of picture: how it is drawn, and which of the choices it heeds."""

    draw: Callable[..., Picture]
    heeds: tuple[str, ...]


_ALL = ("indicator", "peers", "basis")
FORMS = {
    "trend": Form(trend, _ALL),
    "ranking": Form(ranking, _ALL),
    "change": Form(change, _ALL),
    "profile": Form(profile, ()),
    "tiles": Form(tiles, ("indicator", "basis")),
    "figures": Form(figures, _ALL),
}


@dataclass(frozen=True)
class Choice:
    """One state of the explorer: ids, first and last year, and a form of `FORMS`.

    `years` is None for all years there are.
    """

    indicator: str
    region: str
    peers: Peers = "city_regions"
    years: tuple[int, int] | None = None
    basis: str = "counties"
    form: str = "trend"
    language: Language = "nb"


@dataclass(frozen=True)
class Shown:
    """A picture, what it says in words, and the call that draws it."""

    picture: Picture
    finding: Sentence
    call: str


def years_of(panel: pd.DataFrame, indicator: str, basis: str = "counties") -> tuple[int, int]:
    """Return the first and last year in which anyone has a figure of `indicator`.

    Raises `Misuse` for an unknown id; (0, 0) where there is no figure at all.
    """
    rows = panel[(panel["indicator"] == find_indicator(indicator, basis).id)]
    years = rows.loc[rows["value"].notna(), "year"]
    return (int(years.min()), int(years.max())) if len(years) else (0, 0)


def show(panel: pd.DataFrame, choice: Choice, name: str = "panel") -> Shown:
    """Return the picture of `choice`; `name` is what the panel is called in the call.

    Raises `Misuse` for an unknown id, and what the chart itself raises.
    """
    cut, keywords = _cut(panel, choice), _keywords(panel, choice)
    form = FORMS[choice.form]
    picture = form.draw(_rows(panel, cut), *_positional(choice), **keywords)
    return Shown(picture, _finding(panel, choice, picture), _call(choice, cut, keywords, name))


def _cut(panel: pd.DataFrame, choice: Choice) -> int | None:
    """Return the year before which rows are left out, None where none are."""
    since = None if choice.years is None else choice.years[0]
    first = years_of(panel, choice.indicator, choice.basis)[0]
    return since if since is not None and since > first else None


def _rows(panel: pd.DataFrame, since: int | None) -> pd.DataFrame:
    return panel if since is None else panel.query(_QUERY.format(since))


_QUERY = "year >= {}"


def _positional(choice: Choice) -> tuple[str, ...]:
    return (choice.indicator,) if "indicator" in FORMS[choice.form].heeds else ()


def _keywords(panel: pd.DataFrame, choice: Choice) -> dict[str, Any]:
    """Return the arguments by name, without those that have their default."""
    last = years_of(panel, choice.indicator, choice.basis)[1]
    until = None if choice.years is None or choice.years[1] >= last else choice.years[1]
    heeds = FORMS[choice.form].heeds
    asked = {"focus" if "indicator" in heeds else "region": choice.region}
    others = {name: getattr(choice, name) for name in ("peers", "basis") if name in heeds}
    told = asked | others | {"until": until, "language": choice.language}
    return {name: value for name, value in told.items() if value != _DEFAULTS.get(name, "")}


def _finding(panel: pd.DataFrame, choice: Choice, picture: Picture) -> Sentence:
    """Return what the figures say, what the picture says of itself first."""
    lead = (f"{picture.title}.",) if isinstance(picture, Figure) else ()
    if "peers" not in FORMS[choice.form].heeds:
        return Sentence(lead)
    rows, keywords = _rows(panel, _cut(panel, choice)), _keywords(panel, choice)
    found = finding(rows, choice.indicator, **keywords)
    return Sentence(tuple(dict.fromkeys([*lead, *found.parts])))


def _call(choice: Choice, since: int | None, keywords: dict[str, Any], name: str) -> str:
    cut = "" if since is None else f".query({_quoted(_QUERY.format(since))})"
    parts = [f"{name}{cut}", *map(_quoted, _positional(choice))]
    parts += [f"{key}={_quoted(value)}" for key, value in keywords.items()]
    return f"rs.{choice.form}({', '.join(parts)})"


def _quoted(value: object) -> str:
    """Return `value` as Python writes it, texts in double quotes."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_quoted, value))}]"
    return repr(value)
