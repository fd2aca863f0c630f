"""PxWebApi v2: the interface of StatBank that knows code lists, units and dates."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec

from regionstat.errors import Misuse, SourceUnavailable
from regionstat.sources.hosts import Hosts
from regionstat.sources.http import Answer, Client
from regionstat.sources.pxweb.dataset import Unreadable, read_json, text_at
from regionstat.sources.pxweb.metadata import TableMeta
from regionstat.sources.pxweb.problems import read_limit, refusal, said_by
from regionstat.sources.pxweb.protocol import DEFAULT_LIMIT, Request, TableAbout, canonical
from regionstat.sources.pxweb.query import Chosen, CodeList, Query
from regionstat.sources.pxweb.read import read_codelist, read_v2
from regionstat.sources.pxweb.successor import says_closed


class _WireTable(msgspec.Struct):
    id: str
    label: Any = None
    updated: Any = None
    discontinued: Any = None
    firstPeriod: Any = None  # noqa: N815
    lastPeriod: Any = None  # noqa: N815
    timeUnit: Any = None  # noqa: N815


class StatBankV2:
    """StatBank by PxWebApi v2; `language` is "no" or "en". See `StatBank` for the methods."""

    name = "v2"

    def __init__(self, client: Client, hosts: Hosts, language: str = "no") -> None:
        self._client, self._base, self._language = client, hosts.statbank_v2, language
        self._limit: int | None = None

    def limit(self) -> int:
        """Return how many cells one answer may hold; 800,000 when the server names no limit."""
        if self._limit is None:
            answer = self._client.get(f"{self._base}/config")
            self._limit = read_limit(answer, "maxDataCells", DEFAULT_LIMIT)
        return self._limit

    def about(self, table: str) -> TableAbout:
        """Return what the table resource says; one call, whatever the table's size."""
        asked = f"Ask about table {table}"
        answer = self._get(_table_path(table), table, asked)
        try:
            wire = read_json(answer.body, _WireTable)
        except Unreadable as fault:
            todo = "Try again later; if it stays so, the server has changed its form: report it"
            where = f"StatBank table {table}"
            raise SourceUnavailable(asked, found=fault.found, where=where, todo=todo) from fault
        label = text_at(wire.label)
        said = wire.discontinued if isinstance(wire.discontinued, bool) else None
        return TableAbout(
            table=wire.id,
            label=label,
            updated=text_at(wire.updated) or None,
            discontinued=True if says_closed(label) else said,
            first_period=text_at(wire.firstPeriod),
            last_period=text_at(wire.lastPeriod),
            time_unit=text_at(wire.timeUnit),
        )

    def metadata(self, table: str) -> TableMeta:
        """Return the metadata of `table`."""
        asked = f"Read the metadata of table {table}"
        answer = self._get(f"{_table_path(table)}/metadata", table, asked)
        return read_v2(answer.body, table=table, language=self._language)

    def codelist(self, name: str) -> CodeList:
        """Return the code list `name`, whose case matters; raises Misuse when there is none."""
        url = f"{self._base}/codelists/{quote(name, safe='')}"
        answer = self._client.get(url, params={"lang": self._language})
        asked = f"Read the code list {name!r}"
        if said_by(answer).lower().startswith("non-existent codelist"):
            found, todo = "there is none of that id", "Take an id from the table's metadata"
            raise Misuse(asked, found=found, where=url, todo=todo)
        if answer.status != 200:
            raise refusal(answer, f"code list {name}", asked)
        return read_codelist(answer.body, name=name)

    def request(self, query: Query) -> Request:
        """Return the POST for `query`: an eliminated variable is named, the order is fixed."""
        chosen = [_selection(variable) for variable in query.variables]
        left_out: list[dict[str, object]] = [
            {"variableCode": code, "valueCodes": []} for code in query.eliminated
        ]
        # Unless told, the server places dimensions by their size: parts would come out differently.
        placement = {"heading": [], "stub": [variable.code for variable in query.variables]}
        return Request(
            method="POST",
            url=f"{self._base}{_table_path(query.table)}/data",
            params={"lang": query.language, "outputFormat": "json-stat2"},
            body=canonical({"selection": chosen + left_out, "placement": placement}),
        )

    def data(self, query: Query) -> Answer:
        """Return the answer to `query`, of status 200."""
        request = self.request(query)
        answer = self._client.post(request.url, request.body, params=request.params, large=True)
        if answer.status != 200:
            cells = f"{query.cells:,} asked for, {self._limit or DEFAULT_LIMIT:,} allowed"
            asked = f"Fetch data of table {query.table}"
            raise refusal(answer, f"table {query.table}", asked, cells=cells)
        return answer

    def _get(self, path: str, table: str, asked: str) -> Answer:
        answer = self._client.get(f"{self._base}{path}", params={"lang": self._language})
        if answer.status != 200:
            raise refusal(answer, f"table {table}", asked)
        return answer


def _table_path(table: str) -> str:
    return f"/tables/{quote(table, safe='')}"


def _selection(chosen: Chosen) -> dict[str, object]:
    listed = {"codelist": chosen.codelist} if chosen.codelist else {}
    return {"variableCode": chosen.code, "valueCodes": list(chosen.codes), **listed}
