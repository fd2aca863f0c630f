"""Write a KLASS answer as XML, JSON or CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

import msgspec
from starlette.requests import Request
from starlette.responses import Response


def written(request: Request, body: dict[str, Any], status: int = 200) -> Response:
    """Write in the form that Accept names: XML unless it is JSON or CSV."""
    accept = request.headers.get("accept", "")
    if "application/json" in accept:
        kind = "application/json" if status == 200 else "application/problem+json"
        return Response(msgspec.json.encode(body), status, media_type=kind)
    if "text/csv" in accept:
        return _csv(body, status)
    root = ElementTree.Element("codeList" if status == 200 else "problem")
    _xml(root, body)
    text = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return Response(text, status, media_type="application/xml")


def _xml(parent: ElementTree.Element, body: Mapping[str, Any]) -> None:
    for name, value in body.items():
        for one in value if isinstance(value, list) else [value]:
            child = ElementTree.SubElement(parent, name)
            if isinstance(one, dict):
                _xml(child, one)
            elif one is not None:
                child.text = str(one)


def _csv(body: dict[str, Any], status: int) -> Response:
    if status != 200:
        return Response(body["detail"], status, media_type="text/plain")
    rows = next((value for value in body.values() if isinstance(value, list)), [])
    lines = [",".join(f'"{name}"' for name in rows[0])] if rows else []
    lines += [",".join(f'"{"" if v is None else v}"' for v in row.values()) for row in rows]
    text = "\n".join(lines).encode("iso-8859-1", "replace")
    return Response(text, status, {"content-type": "text/csv; charset=ISO-8859-1"})
