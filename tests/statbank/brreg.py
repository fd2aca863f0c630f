"""Brønnøysund: the register of entities and the register of company accounts."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .companies import FORMS, INDUSTRIES, PLACES, Account, Company, companies

ENTITIES = "/enhetsregisteret/api/enheter"
ACCOUNTS = "/regnskapsregisteret/regnskap"
# A search shows no more than its first 10,000 hits.
WINDOW = 10_000
_BULK = "application/vnd.brreg.enhetsregisteret.enhet.v2+gzip;charset=UTF-8"


def truth() -> tuple[Company, ...]:
    """Return all companies as they are, what the registers hide included."""
    return companies()


def _live() -> list[Company]:
    return [company for company in truth() if not company.removed and not company.deleted]


def entity(company: Company, base: str) -> dict[str, Any]:
    """Write one entity. Fewer than five employees are not told, only that there are any."""
    found: dict[str, Any] = {
        "organisasjonsnummer": company.number,
        "navn": company.name,
        "organisasjonsform": {"kode": company.form, "beskrivelse": FORMS[company.form]},
        "registreringsdatoEnhetsregisteret": company.founded,
        "registrertIMvaregisteret": company.employees > 0,
        "naeringskode1": {
            "kode": company.industry,
            "beskrivelse": INDUSTRIES[company.industry],
        },
        "harRegistrertAntallAnsatte": company.employees > 0,
        "forretningsadresse": {
            "land": "Norge",
            "landkode": "NO",
            "postnummer": "0001",
            "poststed": PLACES[company.place],
            "adresse": ["Eksempelgata 1"],
            "kommune": PLACES[company.place],
            "kommunenummer": company.place,
        },
        "stiftelsesdato": company.founded,
        "institusjonellSektorkode": {"kode": "2100", "beskrivelse": "Private aksjeselskaper mv."},
        "konkurs": company.bankrupt,
        "underAvvikling": company.winding_up,
        "underTvangsavviklingEllerTvangsopplosning": False,
        "maalform": "Bokmål",
        "_links": {"self": {"href": f"{base}{ENTITIES}/{company.number}"}},
    }
    if company.employees >= 5:
        found["antallAnsatte"] = company.employees
    if company.accounts:
        found["sisteInnsendteAarsregnskap"] = company.accounts[-1].end[:4]
    if company.deleted:
        found["slettedato"] = company.deleted
    return found


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _json(body: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")


def _refused(request: Request, status: int, text: str) -> Response:
    body = {
        "tidsstempel": "2026-11-24T08:00:00.000+00:00",
        "status": status,
        "feilmelding": text,
        "sti": request.url.path,
        "antallFeil": 1,
        "valideringsfeil": [{"feilmelding": text}],
    }
    return _json(body, status)


def _fits(company: Company, given: Mapping[str, str]) -> bool:
    tests: dict[str, Callable[[str], bool]] = {
        "navn": lambda text: text.upper() in company.name,
        "kommunenummer": lambda text: company.place in text.split(","),
        "organisasjonsform": lambda text: company.form in text.upper().split(","),
        "naeringskode": lambda text: company.industry.startswith(tuple(text.split(","))),
        "fraAntallAnsatte": lambda text: company.employees >= int(text),
        "tilAntallAnsatte": lambda text: company.employees <= int(text),
        "konkurs": lambda text: company.bankrupt == (text.lower() == "true"),
    }
    return all(test(given[name]) for name, test in tests.items() if name in given)


async def search(request: Request) -> Response:
    """GET /enheter: one HAL page."""
    given = dict(request.query_params)
    numbers = [given.get("page", "0"), given.get("size", "20")]
    if not all(text.isdecimal() for text in numbers) or numbers[1] == "0":
        return _refused(request, 400, "Feilaktig forespørsel: page og size må være tall")
    page, size = map(int, numbers)
    if (page + 1) * size > WINDOW:
        return _refused(request, 400, f"(page + 1) * size kan ikke overstige {WINDOW}")
    found = [company for company in _live() if _fits(company, given)]
    shown = [entity(c, _base(request)) for c in found[page * size : (page + 1) * size]]
    pages = -(-len(found) // size)
    body: dict[str, Any] = {"_embedded": {"enheter": shown}} if shown else {}
    body["_links"] = {"self": {"href": str(request.url)}}
    if page + 1 < pages:
        body["_links"]["next"] = {"href": str(request.url.include_query_params(page=page + 1))}
    body["page"] = {
        "size": size,
        "totalElements": len(found),
        "totalPages": pages,
        "number": page,
    }
    return _json(body)


async def bulk(request: Request) -> Response:
    """GET /enheter/lastned: all live entities, a gzip file that holds one JSON array."""
    found = [{**entity(company, ""), "_links": {}} for company in _live()]
    headers = {
        "content-type": _BULK,
        "content-disposition": 'attachment; filename="enheter_alle.json.gz"',
    }
    return Response(gzip.compress(msgspec.json.encode(found), mtime=0), 200, headers)


async def one(request: Request) -> Response:
    """GET /enheter/{orgnr}: 404 if unknown, 410 if removed."""
    number = request.path_params["number"]
    if len(number) != 9 or not number.isdecimal():
        return _refused(request, 400, f"Feilaktig organisasjonsnummer: {number}")
    company = next((c for c in truth() if c.number == number), None)
    if company is None:
        return Response(b"", 404)
    if company.removed:
        body = {"organisasjonsnummer": number, "slettedato": "2025-01-31"}
        return _json(body, 410)
    return _json(entity(company, _base(request)))


def account(company: Company, filed: Account, number: int) -> dict[str, Any]:
    """Write one account, with the register's own misspellings; absent lines are left out."""
    profit: dict[str, Any] = {"ordinaertResultat": filed.profit, "aarsresultat": filed.profit}
    if filed.operating is not None and filed.revenue is not None:
        profit["ordinaertResultatFoerSkattekostnad"] = filed.operating
        profit["finansresultat"] = {"nettoFinans": 0}
        profit["driftsresultat"] = {
            "driftsresultat": filed.operating,
            "driftsinntekter": {"sumDriftsinntekter": filed.revenue},
            "driftskostnad": {"sumDriftskostnad": filed.revenue - filed.operating},
        }
    short = filed.debt // 3
    return {
        "id": number,
        "journalnr": f"2025{number:06d}",
        "regnskapstype": filed.kind,
        "virksomhet": {
            "organisasjonsnummer": company.number,
            "organisasjonsform": company.form,
            "morselskap": filed.kind == "KONSERN",
        },
        "regnskapsperiode": {"fraDato": filed.start, "tilDato": filed.end},
        "valuta": filed.currency,
        "avviklingsregnskap": filed.winding_up,
        "oppstillingsplan": "store" if filed.assets > 100_000_000 else "smaa",
        "revisjon": {"ikkeRevidertAarsregnskap": False, "fravalgRevisjon": False},
        "regnkapsprinsipper": {
            "smaaForetak": filed.assets <= 100_000_000,
            "regnskapsregler": "regnskapslovenAlminneligRegler",
        },
        "egenkapitalGjeld": {
            "sumEgenkapitalGjeld": filed.equity + filed.debt,
            "egenkapital": {
                "sumEgenkapital": filed.equity,
                "innskuttEgenkapital": {"sumInnskuttEgenkaptial": 30_000},
            },
            "gjeldOversikt": {
                "sumGjeld": filed.debt,
                "kortsiktigGjeld": {"sumKortsiktigGjeld": short},
                "langsiktigGjeld": {"sumLangsiktigGjeld": filed.debt - short},
            },
        },
        "eiendeler": {"sumEiendeler": filed.assets},
        "resultatregnskapResultat": profit,
    }


async def accounts(request: Request) -> Response:
    """GET /regnskap/{orgnr}: an array of what was filed; 404 if nothing was."""
    number = request.path_params["number"]
    company = next((c for c in truth() if c.number == number), None)
    if company is None or not company.accounts:
        text = f"Fant ingen regnskap for organisasjonsnummer {number}"
        return _json({"status": 404, "error": "Not Found", "message": text}, 404)
    filed = enumerate(company.accounts, int(number) % 900_000)
    return _json([account(company, one, place) for place, one in filed])


ROUTES = [
    Route(ENTITIES, search),
    Route(f"{ENTITIES}/lastned", bulk),
    Route(f"{ENTITIES}/{{number}}", one),
    Route(f"{ACCOUNTS}/{{number}}", accounts),
]
