"""PxWebApi v2: the routes, and what they answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote_plus

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import catalogue, csvs, datasets
from .problems import Broken, Invalid, Refused, json_answer, not_found_page
from .selection import Chosen, arrange, choose, default_selection
from .slicing import Pick, pick_groups
from .tables import CodeList, Table, say
from .world import World

ROOT = "/api/pxwebapi/v2"
# Addresses of 2,092 characters were answered, of 2,142 were not.
LONGEST = 2100
_HOST = len("https://data.ssb.no")


class Asked:
    """One call: its parameters by lower-case name, in a language that is known."""

    def __init__(self, request: Request) -> None:
        self.world: World = request.app.state.world
        self.path = request.url.path
        self.base = f"{str(request.base_url).rstrip('/')}{ROOT}"
        self.given: dict[str, str] = {}
        for part in request.scope["query_string"].decode("ascii", "replace").split("&"):
            name, _, value = part.partition("=")
            key = unquote_plus(name).lower()
            value = unquote_plus(value)
            self.given[key] = f"{self.given[key]},{value}" if key in self.given else value
        self.language = (self.given.get("lang") or "no").lower()
        if self.language not in ("no", "en"):
            raise Refused(400, "Unsupported language")

    def table(self, request: Request, status: int = 404) -> Table:
        """Find the table that the path names."""
        found = self.world.table(request.path_params["table"], self.path)
        if found is None:
            raise Refused(status, "Non-existent table", shown=404)
        return found

    def codelist_link(self, codelist: str) -> str:
        """Return the address of a codelist."""
        return f"{self.base}/codeLists/{codelist}?lang={self.language}"

    def bracketed(self, name: str) -> dict[str, str]:
        """Return what was given as `name[VAR]`, by variable."""
        start = f"{name.lower()}["
        return {
            key[len(start) : -1]: value
            for key, value in self.given.items()
            if key.startswith(start) and key.endswith("]")
        }


def split(text: str) -> tuple[str, ...]:
    """Split a GET list on the commas outside brackets; outer brackets are taken off."""
    parts, depth, part = [], 0, ""
    for sign in text:
        depth += (sign == "[") - (sign == "]")
        if sign == "," and depth <= 0:
            parts.append(part)
            part = ""
        else:
            part += sign
    found = [one.strip() for one in (*parts, part)]
    return tuple(
        one[1:-1] if one.startswith("[") and one.endswith("]") else one for one in found if one
    )


def config(asked: Asked, request: Request) -> Response:
    """GET /config: the rate fields are zero, whatever the limit."""
    old = asked.world.faults.active("old_config", asked.path)
    return json_answer(catalogue.config(asked.world.limit, old=old is not None))


def tables(asked: Asked, request: Request) -> Response:
    """GET /tables: the paged list."""
    seen = [asked.world.faults.seen(t, asked.path) for t in asked.world.bank.values()]
    return json_answer(catalogue.listing(seen, asked.given, asked.language, asked.base))


def table(asked: Asked, request: Request) -> Response:
    """GET /tables/{id}."""
    found = catalogue.resource(asked.table(request), asked.language, asked.base)
    return json_answer({"language": asked.language, **found})


def metadata(asked: Asked, request: Request) -> Response:
    """GET /tables/{id}/metadata, with `codelist[VAR]`."""
    found = asked.table(request)
    lists = asked.bracketed("codelist")
    shown = []
    for pick in datasets.whole(found):
        wanted = lists.get(pick.variable.code.lower())
        shown.append(_in_codelist(pick, wanted) if wanted else pick)
    return json_answer(datasets.metadata(found, shown, asked.language, asked.codelist_link))


def _in_codelist(pick: Pick, wanted: str) -> Pick:
    for codelist in pick.variable.codelists:
        if codelist.id == wanted:
            return pick_groups(pick.variable, codelist, list(range(len(codelist.groups))))
    raise Refused(400, "Non-existent codelist")


def codelist(asked: Asked, request: Request) -> Response:
    """GET /codelists/{id}; the id's case counts."""
    found = asked.world.codelist(request.path_params["codelist"], asked.path)
    if found is None:
        raise Refused(404, "Non-existent codelist", shown=400)
    return json_answer(_codelist_body(found, asked))


def _codelist_body(found: CodeList, asked: Asked) -> dict[str, Any]:
    values = [
        {
            "code": group.code,
            "label": say(group.label, asked.language),
            "valueMap": list(group.members),
        }
        for group in found.groups
    ]
    link = {"rel": "self", "hreflang": asked.language, "href": asked.codelist_link(found.id)}
    body = {
        "id": found.id,
        "label": say(found.label, asked.language),
        "language": asked.language,
        "languages": ["no", "en"],
        "elimination": found.total is not None,
        "eliminationValueCode": found.total,
        "type": found.kind,
        "values": values,
        "links": [link],
    }
    return {key: value for key, value in body.items() if value is not None}


def selected_by_default(asked: Asked, request: Request) -> Response:
    """GET /tables/{id}/defaultselection."""
    found = asked.table(request)
    chosen = default_selection(found)
    picks, heading = arrange(choose(found, chosen, asked.world.limit), (), ())
    stub = [p.variable.code for p in picks if not p.eliminated and p.variable.code not in heading]
    selection = [{"variableCode": c.variable, "valueCodes": list(c.expressions)} for c in chosen]
    href = f"{asked.base}/tables/{found.id}/defaultselection?lang={asked.language}"
    return json_answer(
        {
            "selection": selection,
            "placement": {"heading": heading, "stub": stub},
            "language": asked.language,
            "links": [{"rel": "self", "hreflang": asked.language, "href": href}],
        }
    )


def get_data(asked: Asked, request: Request) -> Response:
    """GET /tables/{id}/data."""
    if bad := [
        key
        for key in asked.given
        if key.startswith(("valuecodes", "codelist")) and not ("[" in key and key.endswith("]"))
    ]:
        raise Invalid(bad[0], "The valueCodes parameter must name its variable in brackets.")
    lists = asked.bracketed("codelist")
    # A codelist without value codes beside it is not looked at.
    chosen = [
        Chosen(code, split(value), lists.get(code))
        for code, value in asked.bracketed("valueCodes").items()
    ]
    placement = [split(asked.given.get(side, "")) for side in ("heading", "stub")]
    return _data(asked, request, chosen, *placement)


async def post_data(asked: Asked, request: Request) -> Response:
    """POST /tables/{id}/data."""
    try:
        body = msgspec.json.decode(await request.body() or b"{}", type=_Body)
    except msgspec.DecodeError as error:
        raise Invalid("$", str(error)) from None
    chosen = [
        Chosen(one.variable_code, tuple(one.value_codes or ()), one.codelist)
        for one in body.selection or ()
    ]
    placement = body.placement or _Placement()
    return _data(asked, request, chosen, placement.heading or (), placement.stub or ())


class _Selected(msgspec.Struct, rename="camel"):
    variable_code: str
    value_codes: list[str] | None = None
    codelist: str | None = None


class _Placement(msgspec.Struct):
    heading: list[str] | None = None
    stub: list[str] | None = None


class _Body(msgspec.Struct):
    selection: list[_Selected] | None = None
    placement: _Placement | None = None


def _data(
    asked: Asked,
    request: Request,
    chosen: list[Chosen],
    heading: Sequence[str],
    stub: Sequence[str],
) -> Response:
    wanted = (asked.given.get("outputformat") or "json-stat2").lower()
    params = [p.lower() for p in split(asked.given.get("outputformatparams", ""))]
    if wanted not in ("json-stat2", "csv") or not csvs.fits(wanted, params):
        raise Refused(400, "Unsupported output format", detail=True)
    found = asked.table(request, status=400)
    picks = choose(found, chosen or default_selection(found), asked.world.limit)
    order, across = arrange(picks, heading, stub)
    if wanted == "csv":
        return csvs.answer(found, order, across, asked.language, params)
    body = datasets.data(found, order, asked.language, across, asked.world.kept)
    return json_answer(body)


def _too_long(request: Request) -> bool:
    sent = len(request.scope["raw_path"]) + 1 + len(request.scope["query_string"])
    return request.method == "GET" and _HOST + sent > LONGEST


def _route(path: str, handle: Callable[..., Any], method: str = "GET") -> Route:
    async def endpoint(request: Request) -> Response:
        if _too_long(request):
            return not_found_page()
        try:
            found = handle(Asked(request), request)
            answer: Response = await found if method == "POST" else found
            return answer
        except (Refused, Invalid, Broken) as refusal:
            return refusal.answer()

    return Route(f"{ROOT}{path}", endpoint, methods=[method])


ROUTES = [
    _route("/config", config),
    _route("/tables", tables),
    _route("/tables/", tables),
    _route("/tables/{table}", table),
    _route("/tables/{table}/metadata", metadata),
    _route("/tables/{table}/defaultselection", selected_by_default),
    _route("/tables/{table}/data", get_data),
    _route("/tables/{table}/data", post_data, "POST"),
    _route("/codelists/{codelist}", codelist),
]
