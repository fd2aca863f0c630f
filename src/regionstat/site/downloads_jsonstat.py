"""The figures of an indicator as a JSON-stat 2.0 dataset, by pyjstat."""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from regionstat.register.entries import LANGUAGES, Language, Text
from regionstat.site.facts import Facts

# Below this share of filled cells an object of the filled ones is shorter than a list of all.
SPARSE_BELOW = 0.4
# Beyond this not every whole number is a double.
_WHOLE = 2.0**53
_MEASURES = {
    "value": Text("{title}", "{title}"),
    "low": Text(
        "{title}, nedre ende av 90 %-intervallet", "{title}, lower end of the 90 % interval"
    ),
    "high": Text(
        "{title}, øvre ende av 90 %-intervallet", "{title}, upper end of the 90 % interval"
    ),
}
_LABELS = {
    "region": Text("region", "region"),
    "measure": Text("statistikkvariabel", "contents"),
    "year": Text("år", "year"),
}
_ROLE = {"geo": ["region"], "metric": ["measure"], "time": ["year"]}


def as_jsonstat(figures: pd.DataFrame, facts: Facts) -> bytes:
    """Return `figures` as JSON-stat 2.0: dimensions region, measure and year.

    The measures are value, and low and high where there are intervals. A missing figure is null,
    its sign is in `status`; a cell that the panel does not have is null without a sign. Labels
    are Norwegian, the English ones stand in `extension`. Every number has all its digits.
    """
    cube = _Cube(figures)
    dataset = _by_pyjstat(cube)
    dataset["value"] = cube.compact(dataset["value"])
    dataset.update(_told(facts), status=cube.signs(figures), role=_ROLE)
    for name, dimension in dataset["dimension"].items():
        dimension["label"] = _LABELS[name].nb
        dimension["category"]["label"] = cube.labels(figures, facts, name, "nb")
    unit = {"label": facts.unit_name.nb, "decimals": facts.decimals, "base": facts.unit}
    dataset["dimension"]["measure"]["category"]["unit"] = dict.fromkeys(cube.measures, unit)
    dataset["extension"] = {"regionstat": _extension(cube, figures, facts)}
    found = {key: part for key, part in dataset.items() if part}
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


class _Cube:
    """Every region by every measure by every year, in the order of JSON-stat."""

    def __init__(self, figures: pd.DataFrame) -> None:
        self.regions = [*dict.fromkeys(figures["region"])]
        years = np.sort(figures["year"].unique())
        self.years = [str(year) for year in years]
        bounded = figures["low"].notna().any() or figures["high"].notna().any()
        self.measures = [*_MEASURES] if bounded else ["value"]
        rows = pd.Index(self.regions).get_indexer(figures["region"])
        self._first: NDArray[np.int64] = rows * len(self.measures) * len(years) + np.searchsorted(
            years, figures["year"]
        )
        self.values = np.full(len(self.regions) * len(self.measures) * len(years), np.nan)
        for place, measure in enumerate(self.measures):
            self.values[self._first + place * len(years)] = figures[measure]

    def frame(self) -> pd.DataFrame:
        """Return a row a cell, the codes and the value."""
        parts = [
            np.array(part, dtype="object") for part in (self.regions, self.measures, self.years)
        ]
        grid = np.meshgrid(*parts, indexing="ij")
        # As objects: pyjstat goes through each column twice, which the text of pandas makes slow.
        codes = {
            name: pd.Series(g.ravel(), dtype="object")
            for name, g in zip(_LABELS, grid, strict=True)
        }
        return pd.DataFrame({**codes, "value": self.values})

    def compact(self, values: list[float | None]) -> list[Any] | dict[str, Any]:
        """Return values as the shorter of a list and an object, whole numbers without a point."""
        found = {place: _short(v) for place, v in enumerate(values) if v is not None}
        if len(found) < SPARSE_BELOW * len(values):
            return {str(place): value for place, value in found.items()}
        return [found.get(place) for place in range(len(values))]

    def signs(self, figures: pd.DataFrame) -> dict[str, str]:
        """Return the signs of the figures by their place in `value`."""
        both = zip(self._first.tolist(), figures["status"], strict=True)
        return {str(place): sign for place, sign in both if sign}

    def labels(
        self, figures: pd.DataFrame, facts: Facts, dimension: str, language: Language
    ) -> dict[str, str]:
        """Return the labels of the codes of `dimension`."""
        if dimension == "region":
            names = figures.drop_duplicates("region")
            return dict(zip(names["region"], names[f"name_{language}"], strict=True))
        if dimension == "year":
            return dict(zip(self.years, self.years, strict=True))
        title = facts.title.in_(language)
        return {m: _MEASURES[m].in_(language).format(title=title) for m in self.measures}


def _by_pyjstat(cube: _Cube) -> dict[str, Any]:
    """Return the dataset with what pyjstat gets right: version, ids, sizes, categories, values.

    It would round the values to the decimals of a unit, and warn of several regions in a year
    where it is told the roles: units and roles are put in beside it.
    """
    from pyjstat import pyjstat

    with warnings.catch_warnings():
        # It warns of its own function, which its class calls.
        warnings.simplefilter("ignore", DeprecationWarning)
        return dict(pyjstat.Dataset.read(cube.frame()))  # type: ignore[no-untyped-call]


def _short(value: float) -> float | int:
    return (
        int(value)
        if math.isfinite(value) and value == int(value) and abs(value) < _WHOLE
        else value
    )


def _told(facts: Facts) -> Mapping[str, Any]:
    notes = [text for text in (facts.definition.nb, facts.caveat.nb) if text]
    return {
        "label": facts.title.nb,
        "source": facts.source.nb,
        "updated": facts.updated,
        "note": notes,
    }


def _extension(cube: _Cube, figures: pd.DataFrame, facts: Facts) -> dict[str, Any]:
    """Return edition, indicator and licence, and all texts in English where they differ."""
    texts = {name: [cube.labels(figures, facts, name, t) for t in LANGUAGES] for name in _LABELS}
    labels = {
        name: {code: label for code, label in en.items() if label != nb[code]}
        for name, (nb, en) in texts.items()
    }
    return {
        "edition": facts.edition,
        "indicator": facts.indicator,
        "licence": "; ".join(facts.licences),
        "en": {
            "label": facts.title.en,
            "source": facts.source.en,
            "note": [text for text in (facts.definition.en, facts.caveat.en) if text],
            "unit": facts.unit_name.en,
            "dimension": {name: found for name, found in labels.items() if found},
        },
    }
