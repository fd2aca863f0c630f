"""PxWebApi v1: configuration, search, metadata and data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import csvs, datasets
from .datasets import catalogue_title
from .selection import arrange
from .slicing import Pick, cells, eliminate, pick_codes, pick_groups
from .tables import Table, Variable, say
from .world import World

_FORMATS = ("json-stat2", "json-stat", "csv")


class Wrong(Exception):
    """v1 says no: a status, and the text of `error`."""

    def __init__(self, status: int = 400, text: str = "Parameter error"):
        super().__init__(text)
        self.status, self.text = status, text


class _Chosen(msgspec.Struct):
    filter: str
    values: list[str]


class _Asked(msgspec.Struct):
    code: str
    selection: _Chosen


class _Response(msgspec.Struct, frozen=True):
    format: str = "json-stat2"


class _Query(msgspec.Struct):
    query: list[_Asked]
    response: _Response = _Response()


def _answer(body: object, status: int = 200, *, pretty: bool = False) -> Response:
    text = msgspec.json.encode(body)
    headers = {"content-type": "application/json; charset=utf-8"}
    return Response(msgspec.json.format(text) if pretty else text, status, headers)


def _settings(world: World) -> dict[str, Any]:
    return {
        "maxValues": world.max_values,
        "maxCells": world.limit,
        "maxCalls": int(world.rate[0]),
        "timeWindow": int(world.rate[1]),
        "CORS": True,
    }


def _levels(world: World, language: str, path: str, asked: Mapping[str, str]) -> list[Any]:
    """List the tables, as one flat level, or those that hold the term asked for."""
    seen = [world.faults.seen(table, path) for table in world.bank.values()]
    if "query" in asked:
        return [
            {
                "id": table.id,
                "path": f"/{table.subject[0]}/{table.short_name}",
                "title": catalogue_title(table, language),
                "score": 1.0,
                "published": table.updated.rstrip("Z"),
            }
            for table in seen
            if asked["query"].lower() in catalogue_title(table, language).lower()
        ]
    return [
        {
            "id": table.id,
            "type": "t",
            "text": catalogue_title(table, language),
            "updated": table.updated.rstrip("Z"),
        }
        for table in seen
    ]


def _metadata(table: Table, language: str, most: int) -> dict[str, Any]:
    return {
        "title": catalogue_title(table, language),
        "variables": [_variable(variable, language, most) for variable in table.variables],
    }


def _variable(variable: Variable, language: str, most: int) -> dict[str, Any]:
    few = len(variable.codes) <= most
    found: dict[str, Any] = {
        "code": variable.code,
        "text": say(variable.label, language),
        "values": list(variable.codes) if few else None,
        "valueTexts": [say(text, language) for text in variable.labels] if few else None,
    }
    if variable.eliminable:
        found["elimination"] = True
    if variable.role == "time":
        found["time"] = True
    return found


def choose(table: Table, query: list[_Asked], limit: int) -> list[Pick]:
    """Return a pick for every variable of the table, in its order."""
    asked = {one.code: one.selection for one in query}
    if set(asked) - {v.code for v in table.variables} or len(asked) < len(query):
        raise Wrong
    picks = [_pick(table, variable, asked.get(variable.code)) for variable in table.variables]
    if cells(picks) > limit:
        raise Wrong(403, "Too many values selected")
    return picks


def _pick(table: Table, variable: Variable, chosen: _Chosen | None) -> Pick:
    if chosen is None:
        # What is left out is summed away, or else comes whole: time, too.
        if variable.eliminable:
            return eliminate(variable)
        return pick_codes(variable, list(range(len(variable.codes))))
    kind, _, name = chosen.filter.partition(":")
    if name:
        found = _from_list(table, variable, kind, name, chosen.values)
    else:
        places = _FILTERS.get(kind.lower(), _item)(variable, chosen.values)
        found = pick_codes(variable, places) if places else None
    if found is not None:
        return found
    if not variable.eliminable:
        raise Wrong
    return eliminate(variable)


def _refuse(variable: Variable) -> Wrong:
    text = f"The request for variable '{variable.code}' has an error. Please check your query."
    return Wrong(400, text)


def _item(variable: Variable, values: list[str]) -> list[int]:
    if len(set(values)) < len(values) or set(values) - set(variable.codes):
        raise _refuse(variable)
    wanted = set(values)
    return [place for place, code in enumerate(variable.codes) if code in wanted]


def _all(variable: Variable, values: list[str]) -> list[int]:
    found: set[int] = set()
    for value in values:
        if value.count("*") != 1 or "*" in value[1:-1]:
            raise Wrong
        text = value.strip("*")
        found |= {
            place
            for place, code in enumerate(variable.codes)
            if (code.endswith(text) if value.startswith("*") else code.startswith(text))
        }
    return sorted(found)


def _top(variable: Variable, values: list[str]) -> list[int]:
    if len(values) != 1 or not values[0].isdecimal() or int(values[0]) < 1:
        raise Wrong
    places = list(range(len(variable.codes)))
    count = int(values[0])
    return places[-count:] if variable.role == "time" else places[:count]


_FILTERS = {"item": _item, "all": _all, "top": _top}


def _from_list(
    table: Table, variable: Variable, kind: str, name: str, values: list[str]
) -> Pick | None:
    """Read `agg:`, `agg_single:`, `agg_all:` and `vs:`, which want the codes one by one."""
    prefix = {"agg": "agg_", "agg_single": "agg_", "agg_all": "agg_", "vs": "vs_"}.get(kind.lower())
    codelist = next((c for c in variable.codelists if c.id == f"{prefix}{name}"), None)
    if codelist is None or (prefix == "agg_" and not table.aggregation_allowed):
        raise Wrong
    codes = [group.code for group in codelist.groups]
    if any("*" in value for value in values):
        raise Wrong
    if len(set(values)) < len(values) or set(values) - set(codes):
        raise _refuse(variable)
    if not values:
        return None
    sums = pick_groups(variable, codelist, sorted(codes.index(value) for value in values))
    if kind.lower() in ("agg", "vs"):
        return sums
    members = pick_codes(variable, sorted({place for group in sums.groups for place in group}))
    return members if kind.lower() == "agg_single" else _both(sums, members)


def _both(sums: Pick, members: Pick) -> Pick:
    return Pick(
        sums.variable,
        sums.codes + members.codes,
        sums.labels + members.labels,
        sums.groups + members.groups,
    )


def _bundle(body: dict[str, Any]) -> dict[str, Any]:
    """Write a dataset in the older form: JSON-stat 1.2, a bundle of one."""
    dimension = {**body["dimension"], "id": body["id"], "size": body["size"]}
    if "role" in body:
        dimension["role"] = body["role"]
    keys = ("label", "source", "updated", "value", "status")
    return {"dataset": {"dimension": dimension, **{k: body[k] for k in keys if k in body}}}


async def _handle(request: Request) -> Response:
    world: World = request.app.state.world
    language, path = request.path_params["language"], request.url.path
    asked = dict(request.query_params)
    pretty = asked.get("prettyprint") == "true"
    if "config" in asked:
        return _answer(_settings(world), pretty=pretty)
    try:
        if language not in ("no", "en"):
            raise Wrong
        name = request.path_params.get("rest", "").rstrip("/").rpartition("/")[2]
        if not name:
            return _answer(_levels(world, language, path, asked), pretty=pretty)
        table = world.table(name, path)
        if table is None:
            raise Wrong
        if request.method == "POST":
            return _data(world, table, language, await request.body(), pretty)
        return _answer(_metadata(table, language, world.max_values), pretty=pretty)
    except Wrong as wrong:
        return _answer({"error": wrong.text}, wrong.status)


def _data(world: World, table: Table, language: str, body: bytes, pretty: bool) -> Response:
    try:
        query = msgspec.json.decode(body, type=_Query)
    except msgspec.DecodeError:
        raise Wrong from None
    if query.response.format not in _FORMATS:
        raise Wrong
    picks, heading = arrange(choose(table, query.query, world.limit), (), ())
    if query.response.format == "csv":
        return csvs.answer(table, picks, heading, language, ["usetexts"])
    found = datasets.data(table, picks, language, heading, world.kept)
    return _answer(_bundle(found) if query.response.format == "json-stat" else found, pretty=pretty)


ROUTES = [
    Route("/api/v0/{language}/table", _handle, methods=["GET"]),
    Route("/api/v0/{language}/table/{rest:path}", _handle, methods=["GET", "POST"]),
]
