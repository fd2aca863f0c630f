"""The refusals of PxWebApi v2, in the shapes the server gives them."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

_NOT_FOUND = """<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head><title>404 - File or directory not found.</title></head>
<body><h1>Server Error</h1><h2>404 - File or directory not found.</h2>
<p>The resource you are looking for might have been removed, had its name changed,
or is temporarily unavailable.</p></body></html>
"""


class Refused(Exception):
    """The server says no. `shown` is the status in the body, where it differs from the real one."""

    def __init__(self, status: int, title: str, *, shown: int | None = None, detail: bool = False):
        super().__init__(title)
        self.status, self.title, self.shown, self.detail = status, title, shown, detail

    def answer(self) -> Response:
        """Write the refusal as v2's Problem."""
        body = {"type": "Parameter error", "title": self.title, "status": self.shown or self.status}
        if self.detail:
            body["detail"] = self.title
        return json_answer(body, self.status)


class Invalid(Exception):
    """A malformed parameter, which ASP.NET refuses before the application sees it."""

    def __init__(self, name: str, message: str):
        super().__init__(message)
        self.name, self.message = name, message

    def answer(self) -> Response:
        """Write the refusal as ASP.NET's validation problem."""
        body = {
            "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
            "title": "One or more validation errors occurred.",
            "status": 400,
            "errors": {self.name: [self.message]},
            "traceId": "00-00000000000000000000000000000000-0000000000000000-00",
        }
        kind = "application/problem+json; charset=utf-8"
        return Response(msgspec.json.encode(body), 400, {"content-type": kind})


class Broken(Exception):
    """The server fell over: 500 and an empty body."""

    def answer(self) -> Response:
        """Write nothing."""
        return Response(b"", 500)


def not_found_page() -> Response:
    """Return the page of the web server in front, for a path or address it does not take."""
    kind = "text/html; charset=iso-8859-1"
    return Response(_NOT_FOUND.encode("iso-8859-1"), 404, {"content-type": kind})


def json_answer(body: object, status: int = 200) -> Response:
    """Write JSON as the server does."""
    kind = "application/json; charset=UTF-8"
    return Response(msgspec.json.encode(body), status, {"content-type": kind})
