"""Made-up companies and accounts, the same at every run: the truth that brreg.py serves."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

PLACES = {
    "5001": "TRONDHEIM",
    "5028": "MELHUS",
    "5031": "MALVIK",
    "5035": "STJØRDAL",
    "5054": "INDRE FOSEN",
    "5059": "ORKLAND",
    "4601": "BERGEN",
    "1103": "STAVANGER",
}
FORMS = {
    "AS": "Aksjeselskap",
    "ASA": "Allmennaksjeselskap",
    "ENK": "Enkeltpersonforetak",
    "SA": "Samvirkeforetak",
    "ORGL": "Organisasjonsledd",
}
INDUSTRIES = {
    "62.100": "Programmeringstjenester",
    "41.000": "Oppføring av bygninger",
    "47.110": "Butikkhandel med bredt vareutvalg",
    "03.211": "Produksjon av matfisk",
    "84.110": "Generell offentlig administrasjon",
}
_COUNT = 400
_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True)
class Account:
    """One filed account, in whole units of its own currency; None is a line that is absent."""

    kind: str
    currency: str
    start: str
    end: str
    revenue: int | None
    operating: int | None
    profit: int
    assets: int
    equity: int
    debt: int
    winding_up: bool = False


@dataclass(frozen=True)
class Company:
    """One unit and what it filed, the newest account last; the register shows not all of it."""

    number: str
    name: str
    form: str
    place: str
    industry: str
    employees: int
    founded: str
    bankrupt: bool = False
    winding_up: bool = False
    deleted: str | None = None
    removed: bool = False
    accounts: tuple[Account, ...] = ()


def check_digit(eight: str) -> int | None:
    """Return the last digit of an organisation number by modulus 11, or None if there is none."""
    rest = sum(w * int(d) for w, d in zip(_WEIGHTS, eight, strict=True)) % 11
    return {0: 0, 1: None}.get(rest, 11 - rest)


def _numbers() -> list[str]:
    # No real organisation number begins with 7.
    eights = (f"7{place:07d}" for place in range(_COUNT * 2))
    valid = [f"{eight}{digit}" for eight in eights if (digit := check_digit(eight)) is not None]
    return valid[:_COUNT]


@cache
def companies() -> tuple[Company, ...]:
    """Return all made-up companies, by number."""
    chance = random.Random(7459)
    return tuple(_company(number, place, chance) for place, number in enumerate(_numbers()))


def _company(number: str, place: int, chance: random.Random) -> Company:
    form = chance.choices(list(FORMS), (70, 3, 18, 4, 5))[0]
    founded = chance.randint(1975, 2025)
    bankrupt = chance.random() < 0.03
    return Company(
        number=number,
        name=f"EKSEMPEL {place + 1} {form}",
        form=form,
        place=chance.choices(list(PLACES), (30, 8, 8, 10, 5, 6, 20, 13))[0],
        industry=chance.choice(list(INDUSTRIES)),
        employees=chance.choice((0, 0, 1, 2, 3, 4, 5, 7, 12, 25, 60, 240)),
        founded=f"{founded}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
        bankrupt=bankrupt,
        winding_up=bankrupt or chance.random() < 0.03,
        deleted="2025-06-30" if place % 80 == 79 else None,
        removed=place % 200 == 133,
        accounts=_accounts(form, founded, place, chance),
    )


def _accounts(form: str, founded: int, place: int, chance: random.Random) -> tuple[Account, ...]:
    """File accounts: none for sole proprietors, the public and the new; some file two."""
    if form in ("ENK", "ORGL") or founded > 2023 or chance.random() < 0.06:
        return ()
    currency = chance.choices(("NOK", "EUR", "USD"), (92, 4, 4))[0]
    years = (2023, 2024) if place % 10 == 3 else (2024,)
    found = [_account("SELSKAP", currency, year, place, chance) for year in years]
    if form == "ASA" or place % 15 == 4:
        found.append(_account("KONSERN", currency, 2024, place, chance))
    return tuple(found)


def _account(kind: str, currency: str, year: int, place: int, chance: random.Random) -> Account:
    assets = int(10 ** chance.uniform(4, 9))
    equity = int(assets * chance.uniform(-0.3, 0.9))
    revenue = int(assets * chance.uniform(0.1, 3))
    operating = int(revenue * chance.uniform(-0.2, 0.3))
    # One in twelve has a year of its own, one in nine tells no more than the result.
    start, end = f"{year}-01-01", f"{year}-12-31"
    if place % 12 == 7:
        start, end = f"{year - 1}-07-01", f"{year}-06-30"
    bare = place % 9 == 5
    return Account(
        kind=kind,
        currency=currency,
        start=start,
        end=end,
        revenue=None if bare else revenue,
        operating=None if bare else operating,
        profit=int(operating * chance.uniform(0.5, 1)),
        assets=assets,
        equity=equity,
        # Rounding: the two sides of the balance may differ by one.
        debt=assets - equity + (place % 17 == 2),
        winding_up=place % 50 == 9,
    )
