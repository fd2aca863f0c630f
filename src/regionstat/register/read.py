"""Read the register's files into frozen classes and check that they agree."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from regionstat.errors import RegionstatError
from regionstat.register.entries import (
    BASES,
    Change,
    Indicator,
    Live,
    Region,
    Register,
    Source,
    Split,
    Text,
)
from regionstat.register.plan import plan_rows

_HERE = files("regionstat.register")
_EMPTY = {"nb": "", "en": ""}
_BASIS_TEXT = {
    "total": Text(
        "Nevneren er hele landet med sokkelen og Svalbard.",
        "The denominator is the whole nation with the shelf and Svalbard.",
    ),
    "mainland": Text(
        "Fastlands-Norge er bygd av næringer: alle næringer uten utvinning av råolje og naturgass, "
        "rørtransport og utenriks sjøfart, både for landet og for fylket.",
        "Mainland Norway is built from industries: all of them less extraction of oil and gas, "
        "pipeline transport and ocean transport, for the nation and for the county alike.",
    ),
}
_BASIS_NAME = {
    "total": Text("hele landet med sokkel", "whole nation with shelf"),
    "mainland": Text("Fastlands-Norge", "Mainland Norway"),
}


@cache
def register() -> Register:
    """Return the whole register, read once from the package's own files.

    Raises `RegionstatError` when an indicator names an input, a measure level or a plan
    row that does not exist, or when two regions share an id.
    """
    found = Register(
        sources={s.id: s for s in _sources()},
        indicators={i.id: i for i in _indicators()},
        regions={r.id: r for r in _regions()},
        changes=tuple(
            Change(r["old_code"], r["new_code"], int(r["valid_from_year"]), r["part"] == "whole")
            for r in _csv("municipality_changes.csv")
        ),
        splits=tuple(
            Split(
                r["old_code"],
                r["new_code"],
                int(r["valid_from_year"]),
                r["measure"],
                float(r["weight"]),
                r["counted"] == "yes",
                r["method"],
                r["source"],
            )
            for r in _csv("municipality_splits.csv")
        ),
        plan=plan_rows(_toml("plan.toml")),
    )
    _check(found)
    return found


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))


def _csv(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader((_HERE / name).read_text(encoding="utf-8").splitlines())


def _text(pair: Mapping[str, str]) -> Text:
    return Text(pair["nb"], pair["en"])


def _sources() -> Iterator[Source]:
    for id_, row in _toml("sources.toml").items():
        aliases = {k: (v["unit"], v["status"]) for k, v in row.pop("unit_aliases", {}).items()}
        yield Source(
            id=id_,
            title=_text(row.pop("title")),
            publisher=_text(row.pop("publisher")),
            rows=tuple(row.pop("rows", ())),
            unit_aliases=aliases,
            preliminary=tuple(row.pop("preliminary", ())),
            code_years={int(k): v for k, v in row.pop("code_years", {}).items()},
            known_gaps=tuple(_text(gap) for gap in row.pop("known_gaps", ())),
            select={dim: tuple(codes) for dim, codes in row.pop("select", {}).items()},
            live={code: Live(**named) for code, named in row.pop("live", {}).items()},
            by_label=tuple(row.pop("by_label", ())),
            **row,
        )


def _indicators() -> Iterator[Indicator]:
    for id_, row in _toml("indicators.toml").items():
        texts: dict[str, Any] = {
            key: _text(row.pop(key, _EMPTY)) for key in ("title", "definition", "caveat")
        }
        by_basis = row.pop("by_basis", False)
        plain = Indicator(
            id=id_,
            inputs=tuple(row.pop("inputs")),
            levels=tuple(row.pop("levels")),
            breaks=tuple(row.pop("breaks", ())),
            also=tuple(row.pop("also", ())),
            base_id=id_,
            basis="counties" if by_basis else None,
            **texts,
            **row,
        )
        yield plain
        if by_basis:
            yield from (_variant(plain, basis) for basis in BASES if basis != "counties")


def _variant(plain: Indicator, basis: Any) -> Indicator:
    name, text = _BASIS_NAME[basis], _BASIS_TEXT[basis]
    return replace(
        plain,
        id=f"{plain.id}_{basis}",
        basis=basis,
        title=Text(f"{plain.title.nb} ({name.nb})", f"{plain.title.en} ({name.en})"),
        definition=Text(
            f"{plain.definition.nb} {text.nb}".strip(), f"{plain.definition.en} {text.en}".strip()
        ),
        page=False,
    )


def _regions() -> Iterator[Region]:
    for id_, row in _toml("regions.toml").items():
        texts = {key: _text(row.pop(key, _EMPTY)) for key in ("name", "rule")}
        lists = {key: tuple(row.pop(key, ())) for key in ("members", "predecessors", "county")}
        fields: dict[str, Any] = {**texts, **lists, **row}
        yield Region(id=id_, **fields)
    latest = max(int(row["valid_from_year"]) for row in _csv("municipality_changes.csv"))
    for row in _csv("municipalities.csv"):
        code, name = row["code"], row["name"]
        yield Region(
            id=code,
            name=Text(name, name),
            level="municipality",
            members=(code,),
            codes_of=int(row["valid_to"] or latest),
            valid_from=int(row["valid_from"]),
            valid_to=int(row["valid_to"]) if row["valid_to"] else None,
            county=(code[:2],),
            source="SSB 07459, KLASS 131",
        )


def _check(found: Register) -> None:
    measures_of = {f"{s.id}.{code}" for s in found.sources.values() for code in s.units}
    for source in found.sources.values():
        for code in source.units.keys() ^ source.price.keys():
            raise _broken(source.id, "unit or price type of", code)
        for code in source.live.keys() - source.units.keys():
            raise _broken(source.id, "unit of the live contents", code)
    for indicator in found.indicators.values():
        for wanted in indicator.inputs:
            # The contents of a table that has not come in are not known yet.
            as_a_whole = indicator.awaited and wanted in found.sources
            if wanted not in measures_of and wanted not in found.indicators and not as_a_whole:
                raise _broken(indicator.id, "input", wanted)
        for row in (indicator.goal, *indicator.also):
            if row not in found.plan:
                raise _broken(indicator.id, "plan row", row)
    for region in found.regions.values():
        for code in (*region.members, *region.county):
            if code not in found.regions:
                raise _broken(region.id, "member or county", code)


def _broken(id_: str, what: str, wanted: str) -> RegionstatError:
    return RegionstatError(
        f"Reading the register entry {id_!r}",
        found=f"its {what} {wanted!r} does not exist",
        where="src/regionstat/register",
        todo="Correct the entry or add what it names",
    )
