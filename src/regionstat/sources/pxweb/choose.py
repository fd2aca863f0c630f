"""What a person asks of a table → a query with every code spelt out, checked before it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from regionstat.errors import Misuse, unknown
from regionstat.sources.pxweb.expressions import expand
from regionstat.sources.pxweb.metadata import TableMeta, Variable
from regionstat.sources.pxweb.query import Chosen, CodeList, Query

T = TypeVar("T")


def choose(
    meta: TableMeta,
    select: Mapping[str, Sequence[str]],
    codelists: Mapping[str, CodeList] | None = None,
) -> Query:
    """Return the query for `select`: per variable the codes and expressions wanted of it.

    Variables are named in any case; `codelists` gives, per variable, the list whose codes its
    expressions mean. A variable left out, or with an empty list, is eliminated when the table
    allows it. Variables and codes come in the table's order, each code once.

    Raises Misuse when a variable or code does not exist, an expression selects nothing, a
    variable that must be chosen is not, or a list would sum a table that must not be summed.
    """
    wanted = _by_variable(meta, select, "selected")
    lists = _by_variable(meta, codelists or {}, "given a code list")
    for code in lists.keys() - wanted.keys():
        found = "the variable has a code list and no codes are selected of it"
        raise _misuse(meta, f"Choose codes of {code!r}", found, 'Select "*" for the whole list')
    chosen = tuple(
        _chosen(meta, variable, wanted[variable.code], lists.get(variable.code))
        for variable in meta.variables
        if wanted.get(variable.code)
    )
    left_out = [v for v in meta.variables if not wanted.get(v.code)]
    _check_left_out(meta, left_out)
    return Query(
        table=meta.table,
        variables=chosen,
        language=meta.language,
        eliminated=tuple(variable.code for variable in left_out),
        has_contents=meta.metric is not None,
    )


def codelist_id(meta: TableMeta, variable: str, name: str) -> str:
    """Return the id of the code list `name` of `variable`: "agg_X", or "agg:X" as v1 spells it.

    Raises Misuse when the variable does not offer it, naming the right spelling where only the
    case differs. Where the server lists none (v1), the name is taken as it is.
    """
    found = meta.variable(variable)
    wanted = name.replace(":", "_", 1)
    offered = found.codelists
    if offered is None or wanted in {entry.id for entry in offered}:
        return wanted
    where = f"variable {found.code!r} of StatBank table {meta.table}"
    if not offered:
        found_none, todo = "the variable has no code lists", "Select the table's own codes"
        raise Misuse(f"Choose the code list {name!r}", found=found_none, where=where, todo=todo)
    for entry in offered:
        if entry.id.lower() == wanted.lower():
            said = f"there is {entry.id!r}; the case of a code list matters"
            asked = f"Choose the code list {name!r}"
            raise Misuse(asked, found=said, where=where, todo=f"Write {entry.id!r}")
    raise unknown("code list", name, [entry.id for entry in offered], where=where)


def _by_variable(meta: TableMeta, given: Mapping[str, T], verb: str) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, value in given.items():
        code = meta.variable(name).code
        if code in found:
            found_twice = f"it is {verb} twice, once as {name!r}"
            raise _misuse(meta, f"Choose codes of {code!r}", found_twice, "Name it once")
        found[code] = value
    return found


def _chosen(
    meta: TableMeta, variable: Variable, wanted: Sequence[str], listed: CodeList | None
) -> Chosen:
    asked = f"Choose codes of {variable.code!r}"
    if isinstance(wanted, str) or not all(isinstance(code, str) for code in wanted):
        raise _misuse(meta, asked, f"{wanted!r} is no list of texts", 'Write codes as ["0301"]')
    if listed and listed.sums and meta.aggregation_allowed is False:
        found = f"the code list {listed.id} sums codes, and the table says it must not be summed"
        raise _misuse(meta, asked, found, "Choose the table's own codes, or a list without sums")
    return Chosen(
        code=variable.code,
        codes=expand(
            wanted,
            listed.codes if listed else variable.codes,
            is_time=variable.role == "time",
            variable=variable.code,
            table=meta.table,
        ),
        codelist=listed.id if listed else None,
        role=variable.role,
    )


def _check_left_out(meta: TableMeta, left_out: Sequence[Variable]) -> None:
    missing = [variable for variable in left_out if not variable.elimination]
    if missing:
        counted = ", ".join(f"{v.code} ({len(v.codes):,} codes)" for v in missing)
        found = f"nothing is selected of {counted}, which the table does not total"
        raise _misuse(meta, "Choose the codes", found, 'Select codes of each; "*" means all')


def _misuse(meta: TableMeta, asked: str, found: str, todo: str) -> Misuse:
    return Misuse(asked, found=found, where=f"StatBank table {meta.table}", todo=todo)
