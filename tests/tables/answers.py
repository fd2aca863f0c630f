"""Answers for the tests: one small good one, and any that hypothesis can think of."""

import json
from itertools import product
from math import prod

from hypothesis import strategies as st


def answer(**changes):
    """Make a dataset of 2 regions × 1 contents × 3 years, as StatBank writes it; None drops."""
    found = {
        "version": "2.0",
        "class": "dataset",
        "label": "90001: Elevar, etter region, statistikkvariabel og år",
        "source": "Statistisk sentralbyrå",
        "updated": "2026-02-25T07:00:00Z",
        "note": ["Table note 0", "Table note 1"],
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [2, 1, 3],
        "dimension": {
            "Region": region(),
            "ContentsCode": {
                "label": "statistikkvariabel",
                "category": {
                    "index": {"Elevar": 0},
                    "label": {"Elevar": "Elevar"},
                    "unit": {"Elevar": {"base": "personer", "decimals": 0}},
                },
                "extension": {
                    "elimination": False,
                    "show": "value",
                    "refperiod": {"Elevar": "1. oktober"},
                    "measuringType": {"Elevar": "Stock"},
                    "priceType": {"Elevar": "NotApplicable"},
                    "adjustment": {"Elevar": "None"},
                    "basePeriod": {"Elevar": "2015=100"},
                    "alternativeText": {"Elevar": "Elevar i skulen"},
                },
            },
            "Tid": {
                "label": "år",
                "category": {
                    "index": {"2023": 0, "2024": 1, "2025": 2},
                    "label": {"2023": "2023", "2024": "2024", "2025": "2025"},
                },
                "extension": {"elimination": False, "show": "code"},
            },
        },
        "extension": {
            "noteMandatory": {"1": True},
            "px": {
                "tableid": "90001",
                "decimals": 0,
                "official-statistics": True,
                "aggregallowed": True,
                "language": "no",
                "nextUpdate": "2027-02-25T07:00:00Z",
            },
        },
        "value": [70123, 71044, None, 30210, 30555, 31002],
        "status": {"2": "..", "5": "*"},
    }
    found.update(changes)
    return {key: value for key, value in found.items() if value is not None}


def region(**changes):
    """Make the dimension Region with `changes` to its category; None drops."""
    category = {
        "index": {"0301": 0, "4601": 1},
        "label": {"0301": "Oslo", "4601": "Bergen"},
        "note": {"4601": ["Value note 0", "Value note 1"]},
    }
    category.update(changes)
    urns = "urn:ssb:classification:klass:104 urn:ssb:classification:klass:131"
    return {
        "label": "region",
        "note": ["Variable note"],
        "category": {key: value for key, value in category.items() if value is not None},
        "extension": {
            "elimination": True,
            "show": "code_value",
            "noteMandatory": {"0": True},
            "categoryNoteMandatory": {"4601": {"1": True}},
        },
        "link": {"describedby": [{"extension": {"Region": urns}}]},
    }


def with_region(**changes):
    """Make `answer` with `changes` to the categories of Region."""
    found = answer()
    found["dimension"]["Region"] = region(**changes)
    return found


def as_bytes(found):
    """Write `found` as UTF-8 JSON."""
    return json.dumps(found, ensure_ascii=False).encode()


# --- any answer -----------------------------------------------------------------------------------

texts = st.text(st.characters(codec="utf-8"), max_size=6)
names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)
# Whole, fractional, negative, tiny and huge numbers; JSON has no other.
numbers = st.one_of(st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False))
signs = st.sampled_from([".", "..", "...", ":", "-", "*", "é"])


@st.composite
def categories(draw, size):
    """Make a category of `size` codes, its index and labels written in any legal way."""
    codes = draw(st.lists(names, min_size=size, max_size=size, unique=True))
    shuffled = draw(st.permutations(codes))
    shapes = ["object", "list", *(["none"] if size == 1 else [])]
    shape = draw(st.sampled_from(shapes))
    found = {}
    if shape == "object":
        found["index"] = {code: codes.index(code) for code in shuffled}
    elif shape == "list":
        found["index"] = codes
    labels = draw(st.lists(texts, min_size=size, max_size=size))
    if shape == "none" or draw(st.booleans()):
        written = dict(zip(codes, labels, strict=True))
        found["label"] = {code: written[code] for code in draw(st.permutations(codes))}
    return found


@st.composite
def datasets(draw, smallest=0):
    """Make a dataset of up to four dimensions of `smallest` to four categories."""
    sizes = draw(st.lists(st.integers(smallest, 4), min_size=1, max_size=4))
    ids = draw(st.lists(names, min_size=len(sizes), max_size=len(sizes), unique=True))
    ids = [f"{dim}{place}" for place, dim in enumerate(ids)]
    cells = prod(sizes)
    found = {
        "version": "2.0",
        "class": "dataset",
        "id": ids,
        "size": sizes,
        "dimension": {
            dim: {"category": draw(categories(size))}
            | ({"label": f"{draw(texts)}|{dim}"} if draw(st.booleans()) else {})
            for dim, size in zip(ids, sizes, strict=True)
        },
        "value": draw(spread(numbers, cells)),
    }
    status = draw(st.one_of(st.none(), signs, spread(signs, cells)))
    return found if status is None else found | {"status": status}


@st.composite
def spread(draw, what, cells):
    """Lay `what` over `cells`, some of them missing, as a list or as an object by place."""
    dense = draw(st.lists(st.none() | what, min_size=cells, max_size=cells))
    if draw(st.booleans()):
        return dense
    return {str(place): one for place, one in enumerate(dense) if one is not None}


def slowly(found):
    """Read a dataset cell by cell, as the format's own page explains it: a list of rows."""
    axes = [_pairs(found["dimension"][dim]["category"]) for dim in found["id"]]
    return [
        (*sum(pairs, ()), _at(found["value"], place), _at(found.get("status"), place) or "")
        for place, pairs in enumerate(product(*axes))
    ]


def _pairs(category):
    labels = category.get("label", {})
    index = category.get("index", list(labels))
    codes = index if isinstance(index, list) else sorted(index, key=index.get)
    return [(code, labels.get(code, code)) for code in codes]


def _at(written, place):
    if written is None or isinstance(written, str):
        return written
    return written[place] if isinstance(written, list) else written.get(str(place))
