"""A client that answers from memory, and JSON-stat small enough to read."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime

from regionstat.sources.http import Answer
from regionstat.sources.pxweb.metadata import CodeListName, ContentMeta, TableMeta, Variable
from regionstat.sources.pxweb.query import Chosen, Query


@dataclass
class FakeClient:
    """Answers with what `respond(method, url, params, body)` returns: (status, body)."""

    respond: object
    calls: list = field(default_factory=list)

    def get(self, url, *, params=None, **_):
        return self._answer("GET", url, params, b"")

    def post(self, url, body, *, params=None, **_):
        return self._answer("POST", url, params, body)

    def _answer(self, method, url, params, sent):
        self.calls.append((method, url, params, sent))
        found = self.respond(method, url, params, sent)
        if isinstance(found, Exception):
            raise found
        status, body = found
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        return answer(body, status, url=url, method=method, sent=sent)


def answer(body=b"", status=200, *, url="http://x/y", method="POST", sent=b""):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Answer(url, status, {}, body, now, method, sent)


def variable(code, codes, **rest):
    return Variable(code, code.lower(), tuple(codes), tuple(f"{c} label" for c in codes), **rest)


def meta(**changed):
    """A table of 3 places, 2 sexes, 2 contents and 4 years; sex may be left out."""
    offered = (
        CodeListName("agg_Fylker", "Fylker", "Aggregation"),
        CodeListName("vs_Landet", "Landet", "Valueset"),
    )
    variables = (
        variable("Region", ["0301", "4601", "5001"], role="geo", codelists=offered),
        variable("Kjonn", ["1", "2"], elimination=True),
        variable("ContentsCode", ["Personer", "Andel"], role="metric"),
        variable("Tid", ["2020", "2021", "2022", "2023"], role="time"),
    )
    contents = {"Personer": ContentMeta("Personer", "personer", 0)}
    given = {"table": "90001", "label": "90001: Folk", "variables": variables}
    return TableMeta(**{**given, "contents": contents, **changed})


def query(**codes):
    """A query of table 90001 for the given codes per variable, contents and time known by name."""
    roles = {"ContentsCode": "metric", "Tid": "time"}
    chosen = [Chosen(code, tuple(c), role=roles.get(code, "")) for code, c in codes.items()]
    return Query("90001", tuple(chosen))


def dataset(codes, *, table="90001", labels=None, value=None, **changed):
    """The JSON-stat answer with `codes` per dimension, numbered from 0; None takes a key away."""
    sizes, cells = [len(c) for c in codes.values()], 1
    for size in sizes:
        cells *= size
    found = {
        "version": "2.0",
        "class": "dataset",
        "label": f"{table}: Folk",
        "source": "Statistisk sentralbyrå",
        "updated": "2026-02-25T07:00:00Z",
        "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
        "id": list(codes),
        "size": sizes,
        "dimension": {code: dimension(code, c, labels) for code, c in codes.items()},
        "extension": {"px": {"tableid": table, "aggregallowed": True}},
        "value": list(range(cells)) if value is None else value,
        **changed,
    }
    return {key: part for key, part in found.items() if part is not None}


def dimension(code, codes, labels=None):
    found = {
        "label": code.lower(),
        "category": {
            "index": {c: place for place, c in enumerate(codes)},
            "label": {c: (labels or {}).get(c, f"{c} label") for c in codes},
        },
        "extension": {"elimination": code == "Kjonn"},
    }
    if code == "ContentsCode":
        found["category"]["unit"] = {c: {"base": "personer", "decimals": 0} for c in codes}
        found["extension"]["priceType"] = dict.fromkeys(codes, "NotApplicable")
    return found


def answering(asked, **changed):
    """The body that answers the query `asked`."""
    codes = {chosen.code: chosen.codes for chosen in asked.variables}
    return json.dumps(dataset(codes, **changed), ensure_ascii=False).encode()
