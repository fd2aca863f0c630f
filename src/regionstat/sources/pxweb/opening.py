"""Which StatBank to ask: v2, or v1 when v2 is out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from regionstat.errors import NoConnection, SourceUnavailable, unknown
from regionstat.sources.hosts import Hosts
from regionstat.sources.http import Client
from regionstat.sources.pxweb.choose import choose, codelist_id
from regionstat.sources.pxweb.metadata import TableMeta
from regionstat.sources.pxweb.protocol import StatBank
from regionstat.sources.pxweb.query import CodeList, Query
from regionstat.sources.pxweb.v1 import StatBankV1
from regionstat.sources.pxweb.v2 import StatBankV2

Api = Literal["auto", "v2", "v1"]


def _silent(sentence: str) -> None:
    """Tell nobody."""


def open_bank(
    client: Client,
    hosts: Hosts,
    *,
    api: Api = "auto",
    language: str = "no",
    tell: Callable[[str], None] = _silent,
) -> StatBank:
    """Return the StatBank for `api`: "v2", "v1", or "auto", which takes v1 when v2 is out.

    "auto" asks v2 for its limit, the one call that goes online here; `tell` gets a sentence when
    v2 is out. Raises SourceUnavailable when both are, or when the server that has both cannot be
    reached; Misuse for another `api`.
    """
    if api == "v2":
        return StatBankV2(client, hosts, language)
    if api == "v1":
        return StatBankV1(client, hosts, language)
    if api != "auto":
        raise unknown("interface", api, ["auto", "v2", "v1"], where="open_bank")
    bank: StatBank = StatBankV2(client, hosts, language)
    try:
        bank.limit()
    except NoConnection:
        raise
    except SourceUnavailable as error:
        tell(f"StatBank v2 is out ({error.found}); v1 is asked instead")
        bank = StatBankV1(client, hosts, language)
        bank.limit()
    return bank


def plan_query(
    bank: StatBank,
    meta: TableMeta,
    select: Mapping[str, Sequence[str]],
    codelists: Mapping[str, str],
) -> Query:
    """Return the query for `select`, its code lists fetched by the names in `codelists`.

    v1 does not tell what a list holds: there the codes selected are taken to be all of it, so
    that expressions are refused. Raises what `choose`, `codelist_id` and the bank raise.
    """
    lists = {}
    for variable, name in codelists.items():
        found = codelist_id(meta, variable, name)
        wanted = [codes for key, codes in select.items() if key.lower() == variable.lower()]
        lists[variable] = _explicit(bank, found, wanted[0] if wanted else ())
    return choose(meta, select, lists)


def _explicit(bank: StatBank, name: str, codes: Sequence[str]) -> CodeList:
    if bank.name != "v1" or any(set(code) & set("*?(") for code in codes):
        return bank.codelist(name)
    listed = tuple(dict.fromkeys(codes))
    members = {code: (code,) for code in listed}
    return CodeList(id=name, label="", kind="", codes=listed, labels=listed, members=members)
