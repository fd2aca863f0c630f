"""PxWebApi v1: the older interface of StatBank, for when v2 is out."""

from __future__ import annotations

from urllib.parse import quote

from regionstat.errors import Misuse, RegionstatError, SourceChanged
from regionstat.sources.hosts import Hosts
from regionstat.sources.http import Answer, Client
from regionstat.sources.pxweb.metadata import TableMeta
from regionstat.sources.pxweb.problems import read_limit, refusal, said_by
from regionstat.sources.pxweb.protocol import DEFAULT_LIMIT, Request, TableAbout, canonical
from regionstat.sources.pxweb.query import Chosen, CodeList, Query
from regionstat.sources.pxweb.read import read_v1


class StatBankV1:
    """StatBank by PxWebApi v1; `language` is "no" or "en". See `StatBank` for the methods.

    v1 tells no units, notes, code lists or time of update before the data are there.
    """

    name = "v1"

    def __init__(self, client: Client, hosts: Hosts, language: str = "no") -> None:
        self._client, self._hosts, self._language = client, hosts, language
        self._limit: int | None = None

    def limit(self) -> int:
        """Return how many cells one answer may hold; 800,000 when the server names no limit."""
        if self._limit is None:
            answer = self._client.get(f"{self._hosts.statbank_v1(self._language)}?config")
            self._limit = read_limit(answer, "maxCells", DEFAULT_LIMIT)
        return self._limit

    def about(self, table: str) -> TableAbout:
        """Return title and periods from the metadata, the cheapest that v1 has."""
        meta = self.metadata(table)
        periods = meta.time.codes if meta.time else ()
        return TableAbout(
            table=table,
            label=meta.label,
            updated=None,
            discontinued=True if meta.discontinued else None,
            first_period=periods[0] if periods else "",
            last_period=periods[-1] if periods else "",
            time_unit="",
        )

    def metadata(self, table: str) -> TableMeta:
        """Return the metadata of `table`, without units and code lists."""
        asked = f"Read the metadata of table {table}"
        answer = self._client.get(self._url(table, self._language))
        if answer.status != 200:
            raise _refusal(answer, table, asked)
        return read_v1(answer.body, table=table, language=self._language)

    def codelist(self, name: str) -> CodeList:
        """Raise Misuse: v1 has no call that tells the codes of a list."""
        raise Misuse(
            f"Read the code list {name!r}",
            found="v1 does not tell the codes of a list",
            where="StatBank v1",
            todo="Select its codes one by one, without expressions, or use v2",
        )

    def request(self, query: Query) -> Request:
        """Return the POST for `query`; an eliminated variable is named, with no codes."""
        chosen = [_selection(variable) for variable in query.variables]
        left_out: list[dict[str, object]] = [_filter(code, "item", ()) for code in query.eliminated]
        body = {"query": chosen + left_out, "response": {"format": "json-stat2"}}
        url = self._url(query.table, query.language)
        return Request(method="POST", url=url, params={}, body=canonical(body))

    def data(self, query: Query) -> Answer:
        """Return the answer to `query`, of status 200."""
        request = self.request(query)
        answer = self._client.post(request.url, request.body, large=True)
        if answer.status != 200:
            cells = f"{query.cells:,} asked for, {self._limit or DEFAULT_LIMIT:,} allowed"
            asked = f"Fetch data of table {query.table}"
            raise refusal(answer, f"table {query.table}", asked, cells=cells)
        return answer

    def _url(self, table: str, language: str) -> str:
        return f"{self._hosts.statbank_v1(language)}/{quote(table, safe='')}"


def _refusal(answer: Answer, table: str, asked: str) -> RegionstatError:
    """Return the error for metadata that v1 refuses: it has no title for an unknown table."""
    if answer.status in (400, 404) and said_by(answer):
        todo = "Look for the table that replaces it; `regionstat doctor` checks every source"
        found = f"there is no table {table}: {said_by(answer)}"
        return SourceChanged(asked, found=found, where=answer.url, todo=todo)
    return refusal(answer, f"table {table}", asked)


def _selection(chosen: Chosen) -> dict[str, object]:
    # v2 names a list "agg_X", v1 the filter that applies it "agg:X".
    kind = chosen.codelist.replace("_", ":", 1) if chosen.codelist else "item"
    return _filter(chosen.code, kind, chosen.codes)


def _filter(code: str, kind: str, values: tuple[str, ...]) -> dict[str, object]:
    return {"code": code, "selection": {"filter": kind, "values": list(values)}}
