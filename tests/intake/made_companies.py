"""A made-up register of entities and of accounts, a client of it, and what is true of it."""

import gzip
import json
import random
from collections import Counter
from datetime import UTC, datetime

from regionstat.sources.http import Answer

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NAME = "EKSEMPEL"


def account(year, result, *, kind="SELSKAP", currency="NOK", start=None):
    """One filed account as the register writes it, its misspelt names included."""
    found = {
        "id": 1,
        "regnskapstype": kind,
        "valuta": currency,
        "regnskapsperiode": {"fraDato": start or f"{year}-01-01", "tilDato": f"{year}-12-31"},
        "regnkapsprinsipper": {"smaaForetak": True},
        "resultatregnskapResultat": {
            "aarsresultat": None if result is None else result * 0.78,
            "ordinaertResultatFoerSkattekostnad": result,
        },
        "egenkapitalGjeld": {"egenkapital": {"innskuttEgenkapital": {"sumInnskuttEgenkaptial": 1}}},
        "virksomhet": {"organisasjonsnummer": "1", "morselskap": False},
    }
    if result is None:
        del found["resultatregnskapResultat"]
    return found


def unit(orgnr, form, municipality, **more):
    """One unit as the bulk file has it."""
    return {
        "organisasjonsnummer": orgnr,
        "navn": f'{NAME} {orgnr} {{["\\',
        "organisasjonsform": {"kode": form, "beskrivelse": "form"},
        "naeringskode1": {"kode": "62.100", "beskrivelse": "x"},
        "harRegistrertAntallAnsatte": False,
        "forretningsadresse": {"adresse": [f"{NAME}gata 1"], "kommunenummer": municipality},
        "konkurs": False,
        "underAvvikling": False,
        "_links": {"self": {"href": "x"}},
        **more,
    }


def world(seed, number):
    """Return units and accounts of `number` companies, and units that no sweep may count."""
    draw = random.Random(seed)
    units, filed = [], {}
    for place in range(number):
        orgnr = str(910_000_000 + place)
        units.append(unit(orgnr, draw.choice(["AS"] * 8 + ["ASA", "SE"]), draw.choice(PLACES)))
        filed[orgnr] = draw.choice(
            [
                [account(2024, draw.choice([-5, 0, 3, 1000]))] * 1,
                [account(2024, draw.choice([-5, 7])), account(2023, draw.choice([-1, 2]))],
                [account(2024, 4, currency="EUR")],
                [account(2024, 9, kind="KONSERN")],
                [account(2024, -9), account(2024, 9, kind="KONSERN")],
                [account(2024, None)],
                None,
            ]
        )
    others = [
        unit("920000001", "ENK", "5001"),
        unit("920000002", "AS", "5001", slettedato="2025-01-01"),
        unit("920000003", "AS", "0301"),
        unit("920000004", "ANS", "5001"),
        {"organisasjonsnummer": "920000005", "slettedato": "2020-01-01"},
    ]
    units += others
    draw.shuffle(units)
    return units, filed


PLACES = ["5001", "5035"]


def truth(units, filed):
    """Count what is true, in another way than the library: {(municipality, year): Counter}."""
    everyone = {
        one["organisasjonsnummer"]: one["forretningsadresse"]["kommunenummer"]
        for one in units
        if one["organisasjonsnummer"] in filed
    }
    found = {}
    for place in set(everyone.values()):
        here = [orgnr for orgnr, where in everyone.items() if where == place]
        for year in (2023, 2024):
            of_year = [
                [a for a in filed[o] or [] if a["regnskapsperiode"]["tilDato"][:4] == str(year)]
                for o in here
            ]
            own = [[a for a in some if a["regnskapstype"] == "SELSKAP"] for some in of_year]
            results = [
                (some[0]["resultatregnskapResultat"]["ordinaertResultatFoerSkattekostnad"], some[0])
                for some in own
                if some and "resultatregnskapResultat" in some[0]
            ]
            found[place, year] = Counter(
                companies=len(here),
                with_accounts=sum(map(bool, of_year)),
                without_accounts=sum(not some for some in of_year),
                group_only=sum(
                    bool(some) and not mine for some, mine in zip(of_year, own, strict=True)
                ),
                no_result=sum(bool(mine) for mine in own) - len(results),
                judged=len(results),
                positive_result=sum(result > 0 for result, _ in results),
                other_currency=sum(a["valuta"] != "NOK" for _, a in results),
            )
    return found


class Registers:
    """A client that knows both registers; `on_call` may fail or die before any request."""

    def __init__(self, units, filed, on_call=lambda calls: None, wrong=()):
        self.units, self.filed, self.on_call, self.wrong = units, filed, on_call, set(wrong)
        self.calls = self.downloads = 0

    def download(self, url, path, *, accept="*/*", max_bytes=0):
        assert url.endswith("/enhetsregisteret/api/enheter/lastned")
        self.downloads += 1
        path.write_bytes(
            gzip.compress(json.dumps(self.units, ensure_ascii=False).encode(), mtime=0)
        )
        return Answer(url, 200, {}, b"", NOW, "GET", b"")

    def get(self, url, *, params=None, accept="application/json", **_):
        self.calls += 1
        self.on_call(self.calls)
        orgnr = url.rsplit("/", 1)[1]
        assert f"/regnskapsregisteret/regnskap/{orgnr}" in url
        found = self.filed[orgnr]
        status = 500 if orgnr in self.wrong else 404 if found is None else 200
        body = json.dumps(found).encode() if status == 200 else b""
        return Answer(url, status, {}, body, NOW, "GET", b"")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass
