"""The table that is measured: 800,000 made-up cells, written as StatBank writes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice, product
from random import Random
from typing import Any

REGIONS, INDUSTRIES, YEARS = 400, 50, 20
SHARE_MISSING = 0.05
SIGNS = (".", "..", ":")
SEED = 7459

_WHICH = ("Nordre", "Søre", "Østre", "Vestre", "Øvre", "Nedre", "Ytre", "Indre", "Store", "Lille")
_PLACES = ("Ås", "Bø", "Dal", "Eid", "Fjære", "Gjøvåg", "Hø", "Li", "Mo", "Næs")
_WHAT = ("Produksjon av", "Engroshandel med", "Detaljhandel med", "Transport av", "Reparasjon av")
_GOODS = ("fisk", "trevarer", "båter", "møbler", "bøker", "klær", "maskiner", "kjøretøy")
_LABELS = {
    "Region": "region",
    "NACE2007": "næring",
    "ContentsCode": "statistikkvariabel",
    "Tid": "år",
}
_CONTENTS = {
    "Sysselsatte": ("Sysselsatte etter arbeidssted", "personer", 0),
    "Lonn": ("Lønn, løpende priser", "mill. kr", 1),
}


def build(regions: int = REGIONS, industries: int = INDUSTRIES, years: int = YEARS) -> bytes:
    """Return a JSON-stat 2.0 answer of `regions` × `industries` × 2 contents × `years` cells.

    Every call with the same numbers returns the same bytes. About 5 % of the cells are null,
    each with one of the signs `.`, `..` and `:`.
    """
    categories = {
        "Region": dict(islice(_regions(), regions)),
        "NACE2007": dict(islice(_industries(), industries)),
        "ContentsCode": {code: label for code, (label, _, _) in _CONTENTS.items()},
        "Tid": {str(year): str(year) for year in range(2006, 2006 + years)},
    }
    dimensions = {dim: _dimension(dim, found) for dim, found in categories.items()}
    dimensions["ContentsCode"]["category"]["unit"] = {
        code: {"base": unit, "decimals": decimals}
        for code, (_, unit, decimals) in _CONTENTS.items()
    }
    values, status = _cells([len(labels) for labels in categories.values()])
    answer = {
        "version": "2.0",
        "class": "dataset",
        "label": "99999: Sysselsatte og lønn, etter region, næring, statistikkvariabel og år",
        "source": "Statistisk sentralbyrå",
        "updated": "2026-02-25T07:00:00Z",
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "id": list(categories),
        "size": [len(found) for found in categories.values()],
        "dimension": dimensions,
        "extension": {"px": {"tableid": "99999", "language": "no", "decimals": 1}},
        "value": values,
        "status": status,
    }
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def _dimension(dim: str, categories: dict[str, str]) -> dict[str, Any]:
    index = {code: place for place, code in enumerate(categories)}
    return {"label": _LABELS[dim], "category": {"index": index, "label": categories}}


def _cells(sizes: list[int]) -> tuple[list[float | None], dict[str, str]]:
    """Fill the cells; of the two contents, the dimension before the last, one has decimals."""
    random = Random(SEED)
    values: list[float | None] = []
    status: dict[str, str] = {}
    for *_, contents, _year in product(*map(range, sizes)):
        if random.random() < SHARE_MISSING:
            status[str(len(values))] = SIGNS[int(random.random() * len(SIGNS))]
            values.append(None)
        else:
            values.append(_number(random, tenths=contents == 1))
    return values, status


def _number(random: Random, *, tenths: bool) -> float:
    """Draw a number, most of them small; whole ones are without `.0`, as StatBank writes them."""
    square = random.random() * random.random()
    drawn = int(square * square * 90_000)
    if not tenths:
        return drawn
    return drawn / 10 if drawn % 10 else drawn // 10


def _regions() -> Iterator[tuple[str, str]]:
    names = product(("", " i innlandet", " ved kysten", " på øyene"), _WHICH, _PLACES)
    for place, (where, which, name) in enumerate(names):
        yield f"{place // 25 + 3:02}{place % 25 + 1:02}", f"{which} {name}{where}"


def _industries() -> Iterator[tuple[str, str]]:
    names = product(_GOODS, ("", ", småbedrifter"), _WHAT)
    for place, (goods, size, what) in enumerate(names):
        yield f"{place + 1:02}.{place % 9}", f"{what} {goods}{size}"
