"""KLASS: the routes for classifications 131 and 104, as JSON, XML or CSV."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from . import areas
from .areas import OPEN, Form, Step
from .written import written

ROOT = "/api/klass/v1"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MODIFIED = "2024-05-01T10:00:00.000+0000"
_CONTACT = {"name": "Kari Nordmann", "email": "kan@example.org", "phone": "00000000"}
_SECTION = "320 - Seksjon for befolkningsstatistikk"
_VARIANT = "Landsdel 2024 (variant 1959)"


class Problem(Exception):
    """KLASS says no."""

    def __init__(self, status: int, detail: str):
        super().__init__(detail)
        self.status, self.detail = status, detail


def _date(given: Mapping[str, str], name: str, default: str | None = None) -> str:
    found = given.get(name, default)
    if found is None:
        raise Problem(400, f"Required request parameter '{name}' is not present")
    if not _DATE.fullmatch(found):
        raise Problem(400, f"Parameter '{name}' has an invalid value '{found}'")
    return found


def _range(given: Mapping[str, str]) -> tuple[str, str]:
    start, end = _date(given, "from"), _date(given, "to", OPEN)
    if end <= start:
        raise Problem(400, "To date must be after from date")
    return start, end


def _id(request: Request) -> int:
    text = request.path_params["id"]
    if not text.isdecimal() or int(text) not in areas.NAMES:
        raise Problem(404, f"Classification not found with id = {text}")
    return int(text)


def _self(request: Request, path: str) -> dict[str, Any]:
    return {"self": {"href": f"{str(request.base_url).rstrip('/')}{ROOT}/{path}"}}


def _closed(date: str) -> str | None:
    return None if date == OPEN else date


def _item(form: Form) -> dict[str, Any]:
    return {
        "code": form.code,
        "parentCode": form.parent,
        "level": form.level,
        "name": form.name,
        "shortName": "",
        "presentationName": "",
        "validFrom": None,
        "validTo": None,
    }


def _ranged(form: Form, start: str, end: str) -> dict[str, Any]:
    return {
        **_item(form),
        "validFromInRequestedRange": max(form.start, start),
        "validToInRequestedRange": _closed(min(form.end, end)),
        "notes": "",
    }


def _narrowed(forms: list[Form], given: Mapping[str, str], level: str) -> list[Form]:
    wanted = given.get(level)
    forms = [form for form in forms if wanted in (None, form.level)]
    if "selectCodes" not in given:
        return forms
    try:
        codes = areas.chosen(given["selectCodes"], [form.code for form in forms])
    except areas.BadChoice:
        raise Problem(400, "selectCodes is too long or contains illegal characters") from None
    return [form for form in forms if form.code in codes]


def _at(forms: list[Form], date: str) -> list[Form]:
    return [form for form in forms if form.start <= date < form.end]


def codes_at(request: Request, given: Mapping[str, str]) -> dict[str, Any]:
    """The codes in use on a date."""
    found = _at(list(areas.forms(_id(request))), _date(given, "date"))
    found = _narrowed(found, given, "selectLevel")
    return {"codes": [{**_item(form), "notes": ""} for form in found]}


def codes(request: Request, given: Mapping[str, str]) -> dict[str, Any]:
    """The codes in use in a range; one that was renamed in it comes once for each name."""
    start, end = _range(given)
    found = [f for f in areas.forms(_id(request)) if f.start < end and f.end > start]
    found = _narrowed(found, given, "selectLevel")
    return {"codes": [_ranged(form, start, end) for form in found]}


def changes(request: Request, given: Mapping[str, str]) -> dict[str, Any]:
    """The changes in a range, its first day included."""
    start, end = _range(given)
    found = [step for step in areas.steps(_id(request)) if start <= step.date < end]
    return {"codeChanges": [_change(step) for step in found]}


def _change(step: Step) -> dict[str, Any]:
    return {
        "oldCode": step.old,
        "oldName": step.old_name,
        "oldShortName": "",
        "newCode": step.new,
        "newName": step.new_name,
        "newShortName": "",
        "changeOccurred": step.date,
    }


def _target(request: Request, given: Mapping[str, str]) -> tuple[int, int]:
    source, target = _id(request), given.get("targetClassificationId")
    if target is None:
        raise Problem(400, "Required request parameter 'targetClassificationId' is not present")
    if {str(source), target} != {"131", "104"}:
        raise Problem(404, f"No correspondence table between {source} and {target}")
    return source, int(target)


def corresponds(request: Request, given: Mapping[str, str]) -> dict[str, Any]:
    """What corresponds in a range; 404 if the tables do not cover all of it."""
    source, target = _target(request, given)
    start, end = _range(given)
    if not any(first <= start and end <= last for first, last in areas.COVERED):
        raise Problem(404, f"No correspondence tables cover {start} - {_closed(end)}")
    items = [
        {**_pair(one, other), "validFrom": first, "validTo": _closed(last)}
        for one, other, first, last in areas.pairs(source, target, start, end)
    ]
    return {"correspondenceItems": items}


def corresponds_at(request: Request, given: Mapping[str, str]) -> dict[str, Any]:
    """What corresponds on a date."""
    source, target = _target(request, given)
    date = _date(given, "date")
    if not any(first <= date < last for first, last in areas.COVERED):
        raise Problem(404, f"No correspondence table for {date}")
    found = areas.pairs(source, target, date, f"{date}~")
    if given.get("inverted") == "true":
        return {"correspondenceItems": [_pair(other, one) for one, other, *_ in found]}
    return {"correspondenceItems": [_pair(one, other) for one, other, *_ in found]}


def _pair(one: Form, other: Form) -> dict[str, Any]:
    return {
        "sourceCode": one.code,
        "sourceName": one.name,
        "sourceShortName": "",
        "targetCode": other.code,
        "targetName": other.name,
        "targetShortName": "",
    }


def variant(request: Request, given: Mapping[str, str]) -> dict[str, Any]:
    """The one variant of 131, found by the start of its name."""
    name = given.get("variantName")
    if name is None:
        raise Problem(400, "Required request parameter 'variantName' is not present")
    at = request.url.path.endswith("At")
    start, end = (_date(given, "date"), OPEN) if at else _range(given)
    if _id(request) != 131 or not _VARIANT.startswith(name) or start < "2024-01-01":
        raise Problem(404, f"Variant not found with name = {name}")
    found = _narrowed(areas.parts(), given, "level")
    return {"codes": [_ranged(form, start, end) for form in found]}


def detail(request: Request, given: Mapping[str, str]) -> dict[str, Any]:
    """One classification with its versions, the newest first."""
    found = _id(request)
    return {
        "name": areas.NAMES[found],
        "id": found,
        "classificationType": "Klassifikasjon",
        "lastModified": _MODIFIED,
        "description": "",
        "primaryLanguage": "nb",
        "copyrighted": False,
        "includeShortName": False,
        "includeNotes": False,
        "contactPerson": _CONTACT,
        "owningSection": _SECTION,
        "statisticalUnits": ["Kommune"],
        "versions": [
            _version(request, found, start, end) for start, end in areas.versions(found)[::-1]
        ],
        "_links": _self(request, f"classifications/{found}"),
    }


def _version(request: Request, classification: int, start: str, end: str) -> dict[str, Any]:
    number = classification * 10_000 + int(start[:4])
    return {
        "name": f"{areas.TITLES[classification]} {start[:4]}", "id": number,
        "validFrom": start, "validTo": _closed(end),
        "lastModified": _MODIFIED, "published": ["nb", "nn", "en"],
        "_links": _self(request, f"versions/{number}"),
    }  # fmt: skip


def version(request: Request, given: Mapping[str, str]) -> dict[str, Any]:
    """One version with its items; here a parent that is none is an empty text."""
    text = request.path_params["id"]
    classification, year = divmod(int(text), 10_000) if text.isdecimal() else (0, 0)
    dates = dict(areas.versions(classification)) if classification in areas.NAMES else {}
    start = f"{year}-01-01"
    if start not in dates:
        raise Problem(404, f"Version not found with id = {text}")
    items = [
        {"code": f.code, "parentCode": "", "level": f.level, "name": f.name, "shortName": None,
         "notes": None}
        for f in _at(list(areas.forms(classification)), start)
    ]  # fmt: skip
    level = {"levelNumber": 1, "levelName": "Kommune" if classification == 131 else "Fylke"}
    return {
        **_version(request, classification, start, dates[start]),
        "introduction": "",
        "contactPerson": _CONTACT,
        "owningSection": _SECTION,
        "legalBase": "",
        "publications": "",
        "derivedFrom": "",
        "correspondenceTables": [],
        "classificationVariants": [],
        "changelogs": [],
        "levels": [level],
        "classificationItems": items,
    }


def listing(request: Request, given: Mapping[str, str]) -> dict[str, Any]:
    """All classifications, on one HAL page."""
    found = [
        {"name": name, "id": number, "classificationType": "Klassifikasjon",
         "lastModified": _MODIFIED, "_links": _self(request, f"classifications/{number}")}
        for number, name in areas.NAMES.items()
    ]  # fmt: skip
    page = {"size": 20, "totalElements": len(found), "totalPages": 1, "number": 0}
    links = _self(request, "classifications")
    return {"_embedded": {"classifications": found}, "_links": links, "page": page}


def _route(path: str, handle: Callable[..., dict[str, Any]]) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            return written(request, handle(request, dict(request.query_params)))
        except Problem as problem:
            body = {
                "type": "about:blank",
                "title": "Not Found" if problem.status == 404 else "Bad Request",
                "status": problem.status,
                "detail": problem.detail,
                "instance": request.url.path,
            }
            return written(request, body, problem.status)

    return Route(f"{ROOT}{path}", endpoint)


ROUTES = [
    _route("/classifications", listing),
    _route("/classifications/{id}", detail),
    _route("/classifications/{id}/codesAt", codes_at),
    _route("/classifications/{id}/codes", codes),
    _route("/classifications/{id}/changes", changes),
    _route("/classifications/{id}/corresponds", corresponds),
    _route("/classifications/{id}/correspondsAt", corresponds_at),
    _route("/classifications/{id}/variant", variant),
    _route("/classifications/{id}/variantAt", variant),
    _route("/versions/{id}", version),
]
