"""From what v2 was asked to what is picked, refusing in the server's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .expressions import Illegal, Unknown, expand
from .problems import Broken, Refused
from .slicing import Pick, cells, eliminate, pick_codes, pick_groups
from .tables import CodeList, Table, Variable


@dataclass(frozen=True)
class Chosen:
    """What was asked of one variable: value expressions, and a codelist to read them in."""

    variable: str
    expressions: tuple[str, ...]
    codelist: str | None = None


def choose(table: Table, asked: Sequence[Chosen], limit: int) -> list[Pick]:
    """Return a pick for every variable, in the table's order."""
    chosen: dict[str, Chosen] = {}
    for each in asked:
        named = table.variable(each.variable)
        if named is None:
            raise Refused(400, "Non-existent variable")
        chosen[named.code] = each
    lists = {
        variable.code: _codelist(variable, one.codelist)
        for variable in table.variables
        if (one := chosen.get(variable.code)) and one.codelist
    }
    for variable in table.variables:
        given = chosen.get(variable.code)
        if not variable.eliminable and not (given and given.expressions):
            raise Refused(400, "Missing selection for mandantory variable")
    picks = [_pick(v, chosen.get(v.code), lists.get(v.code)) for v in table.variables]
    if cells(picks) > limit:
        raise Refused(400, "Too many cells selected", detail=True)
    for variable in table.variables:
        _refuse_repeats(chosen.get(variable.code))
    return picks


def _codelist(variable: Variable, asked: str) -> CodeList:
    # The one name that is matched by case.
    for codelist in variable.codelists:
        if codelist.id == asked:
            return codelist
    raise Refused(400, "Non-existent codelist")


def _pick(variable: Variable, chosen: Chosen | None, codelist: CodeList | None) -> Pick:
    if chosen is None or not chosen.expressions:
        return eliminate(variable)
    codes = [group.code for group in codelist.groups] if codelist else variable.codes
    try:
        places = expand(chosen.expressions, codes, time=variable.role == "time")
    except Unknown:
        raise Refused(400, "Non-existent value") from None
    except Illegal:
        raise Refused(400, "Illegal selection expression") from None
    if not places:
        # The server says nothing when a pattern meets no code: the variable is summed away.
        if not variable.eliminable:
            raise Refused(400, "Missing selection for mandantory variable")
        return eliminate(variable)
    if codelist:
        return pick_groups(variable, codelist, places)
    return pick_codes(variable, places)


def _refuse_repeats(chosen: Chosen | None) -> None:
    plain = [e for e in (chosen.expressions if chosen else ()) if not set("*?(") & set(e)]
    if len(plain) != len(set(plain)):
        raise Broken


def arrange(
    picks: list[Pick], heading: Sequence[str], stub: Sequence[str]
) -> tuple[list[Pick], list[str]]:
    """Return the picks in the order of the answer, and its heading; the impossible is ignored."""
    returned = {pick.variable.code.lower(): pick for pick in picks if not pick.eliminated}
    metric_time = [p for p in picks if not p.eliminated and p.variable.role in ("metric", "time")]
    across, down = [name.lower() for name in heading], [name.lower() for name in stub]
    named = across + down
    possible = set(named) <= set(returned) and len(named) == len(set(named))
    if not named or not possible or (across and down and len(named) < len(returned)):
        across, down = [pick.variable.code.lower() for pick in metric_time], []
    rest = [code for code in returned if code not in across + down]
    across, down = (across, rest) if across else (rest, down)
    order = [returned[code] for code in down + across]
    gone = [pick for pick in picks if pick.eliminated]
    return order + gone, [returned[code].variable.code for code in across]


def default_selection(table: Table) -> list[Chosen]:
    """Choose as the server does when nothing is asked: at most two variables with many values."""
    rest = [v for v in table.variables if v.role not in ("metric", "time")]
    contents, time = table.of_role("metric"), table.of_role("time")
    wide: dict[str, int] = {}
    if not rest or (len(rest) == 1 and (contents is None or len(contents.codes) == 1)):
        wide = {v.code: len(v.codes) for v in (*rest, *([contents] if contents else []))}
        if time:
            wide[time.code] = 13
    else:
        needed = [v for v in rest if not v.eliminable] or rest[:1]
        wide = {v.code: 1500 for v in (needed[0], needed[-1])}
    return [
        Chosen(v.code, _first(v, wide.get(v.code, 1)))
        for v in table.variables
        if v.code in wide or not v.eliminable
    ]


def _first(variable: Variable, count: int) -> tuple[str, ...]:
    return variable.codes[-count:] if variable.role == "time" else variable.codes[:count]
