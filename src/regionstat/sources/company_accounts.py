"""The register of company accounts: what one company has filed, one year or several.

Only the kind of accounts, the currency, the period and two results are read; nothing about
persons is. Two names in the answer are misspelt by the sender and may be corrected one day;
neither is read here. Source: wire.md section 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import msgspec

from regionstat.errors import SourceChanged, SourceUnavailable
from regionstat.sources.hosts import Hosts
from regionstat.sources.http import Client

COMPANY, GROUP = "SELSKAP", "KONSERN"
# The register's ways to say that nothing is filed: an answer, not a fault.
_NOTHING_FILED = (400, 404, 410)


@dataclass(frozen=True)
class Accounts:
    """One filed account of a company (`kind` SELSKAP) or of its group (KONSERN).

    The results are in whole units of `currency`: the ordinary result before tax and the
    result of the year; None where the accounts have no such line.
    """

    kind: str
    currency: str
    period_from: date | None
    period_to: date
    result_before_tax: float | None
    annual_result: float | None


class _Period(msgspec.Struct, rename="camel"):
    til_dato: date
    fra_dato: date | None = None


class _Result(msgspec.Struct, rename="camel"):
    ordinaert_resultat_foer_skattekostnad: float | None = None
    aarsresultat: float | None = None


class _Accounts(msgspec.Struct, rename="camel"):
    regnskapstype: str
    regnskapsperiode: _Period
    valuta: str = "NOK"
    resultatregnskap_resultat: _Result | None = None


def accounts_of(client: Client, hosts: Hosts, orgnr: str) -> tuple[Accounts, ...]:
    """Return the accounts that the company `orgnr` has filed, as many years as come.

    Empty when nothing is filed. Raises `SourceUnavailable` when the register does not
    answer and `SourceChanged` when the answer is not a list of accounts.
    """
    asked = f"Read the accounts of {orgnr}"
    answer = client.get(f"{hosts.accounts}/{orgnr}", accept="application/json")
    if answer.status in _NOTHING_FILED:
        return ()
    if answer.status != 200:
        raise SourceUnavailable(
            asked,
            found=f"the server answered {answer.status}",
            where=answer.url,
            todo="Try again later",
        )
    try:
        filed = msgspec.json.decode(answer.body, type=list[_Accounts])
    except msgspec.DecodeError as error:
        raise SourceChanged(
            asked,
            found=f"the answer is not a list of accounts: {error}",
            where=answer.url,
            todo="Try again later; if it stays, the shape of the register has changed",
        ) from error
    return tuple(_accounts(one) for one in filed)


def _accounts(one: _Accounts) -> Accounts:
    result = one.resultatregnskap_resultat or _Result()
    return Accounts(
        kind=one.regnskapstype,
        currency=one.valuta,
        period_from=one.regnskapsperiode.fra_dato,
        period_to=one.regnskapsperiode.til_dato,
        result_before_tax=result.ordinaert_resultat_foer_skattekostnad,
        annual_result=result.aarsresultat,
    )
