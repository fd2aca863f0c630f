"""Read the business plan: every row checked, its goal, strategy and bodies looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from regionstat.errors import RegionstatError
from regionstat.register.entries import Aim, Kind, Named, PlanRow, Repeats, Text

_PARTS = ("goals", "strategies", "bodies", "rows")
_TEXTS = ("title", "target", "source", "open", "reading")
_NEEDED = {"title", "target", "kind"}
_KEYS = {*_TEXTS, "kind", "responsible", "partners", "due", "repeats", "aim"}
# O and O.1; G1 and G1.2; 1.8a, its second figure 1.8a.2, and the claim 6.1s of a strategy.
_ROW = re.compile(r"(?P<whole>O)(\.\d)?|G(?P<own>\d)(\.\d)?|(?P<strategy>\d\.\d+)([a-r](\.2)?|s)")
_EMPTY = Text("", "")


def plan_rows(told: Mapping[str, Any]) -> dict[str, PlanRow]:
    """Return the rows of the plan by id, in its order, from what plan.toml holds.

    Raises `RegionstatError` for an unknown key, kind, body or id, a text without both
    languages, an open point without its reading, and a strategy that no row follows.
    """
    _expect("plan.toml", told, _PARTS, set(_PARTS))
    named = {part: _names(told[part]) for part in _PARTS[:3]}
    rows = {id_: _row(id_, row, named) for id_, row in told["rows"].items()}
    followed = {row.strategy.id for row in rows.values() if row.strategy}
    for id_ in named["strategies"].keys() - followed:
        raise _broken(id_, "no row follows this strategy")
    return rows


def _names(told: Mapping[str, Any]) -> dict[str, Named]:
    return {id_: Named(id_, _text(id_, pair)) for id_, pair in told.items()}


def _row(id_: str, row: Mapping[str, Any], named: Mapping[str, Mapping[str, Named]]) -> PlanRow:
    _expect(id_, row, _KEYS, _NEEDED)
    form = _ROW.fullmatch(id_)
    if not form:
        raise _broken(id_, "it is not an id of the plan, such as O.1, G1.1, 1.8a, 1.8a.2 or 6.1s")
    strategy = form["strategy"]
    texts = {key: _text(id_, row[key]) if key in row else _EMPTY for key in _TEXTS}
    if ("open" in row) != ("reading" in row):
        raise _broken(id_, "what is open and how it is read must stand together")
    return PlanRow(
        id=id_,
        goal=_one_of(id_, form["whole"] or form["own"] or strategy[0], named["goals"]),
        strategy=_one_of(id_, strategy, named["strategies"]) if strategy else None,
        kind=_word(id_, row["kind"], get_args(Kind)),
        responsible=_bodies(id_, row.get("responsible", ()), named["bodies"]),
        partners=_bodies(id_, row.get("partners", ()), named["bodies"]),
        due=_year(id_, row["due"]) if "due" in row else None,
        repeats=_word(id_, row["repeats"], get_args(Repeats)) if "repeats" in row else None,
        aim=_aim(id_, row["aim"]) if "aim" in row else None,
        **texts,
    )


def _text(id_: str, pair: Any) -> Text:
    full = isinstance(pair, Mapping) and pair.keys() == {"nb", "en"}
    if not full or not all(isinstance(one, str) and one.strip() for one in pair.values()):
        raise _broken(id_, f"{pair!r} is not a text in both languages")
    return Text(pair["nb"], pair["en"])


def _aim(id_: str, told: Mapping[str, Any]) -> Aim:
    _expect(id_, told, ("unit", "at_least", "at_most"), {"unit"})
    ends = [told[key] for key in ("at_least", "at_most") if key in told]
    numbers = all(isinstance(end, int | float) and not isinstance(end, bool) for end in ends)
    if not ends or not numbers or sorted(ends) != ends:
        raise _broken(id_, f"{dict(told)!r} is no number to aim at")
    low, high = (float(told[key]) if key in told else None for key in ("at_least", "at_most"))
    return Aim(told["unit"], low, high)


def _bodies(id_: str, codes: Iterable[str], known: Mapping[str, Named]) -> tuple[Named, ...]:
    return tuple(_one_of(id_, code, known) for code in codes)


def _one_of(id_: str, wanted: str, known: Mapping[str, Named]) -> Named:
    if wanted not in known:
        raise _broken(id_, f"it names {wanted!r}, which the plan does not have")
    return known[wanted]


def _word(id_: str, word: Any, allowed: tuple[str, ...]) -> Any:
    if word not in allowed:
        raise _broken(id_, f"{word!r} is none of {', '.join(allowed)}")
    return word


def _year(id_: str, due: Any) -> int:
    if type(due) is not int or not 2000 <= due <= 2100:
        raise _broken(id_, f"{due!r} is not a year")
    return due


def _expect(id_: str, told: Mapping[str, Any], allowed: Iterable[str], needed: set[str]) -> None:
    for key in told.keys() - set(allowed):
        raise _broken(id_, f"it has a key {key!r} that nothing reads")
    for key in needed - told.keys():
        raise _broken(id_, f"it has no {key!r}")


def _broken(id_: str, found: str) -> RegionstatError:
    return RegionstatError(
        f"Reading the plan's entry {id_!r}",
        found=found,
        where="src/regionstat/register/plan.toml",
        todo="Correct the entry",
    )
