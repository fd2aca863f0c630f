"""Switches that make the server misbehave, each for so many calls, and for some paths only."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from .tables import CodeList, Measure, Notes, Table, Text, Variable, say

NAMES = {
    "rate429": "429; retry_after=SECONDS sends that header",
    "unavailable503": "503 with an HTML page; seconds=S lasts so long",
    "empty500": "500 with an empty body",
    "html200": "200 with the HTML page of a maintenance window",
    "redirect": "302 to another host, to=URL",
    "cut": "the connection is cut in the middle of the body",
    "truncated": "half of the body, with a Content-Length that fits",
    "gzip": "the body gzipped, if the client takes that",
    "gzip_bomb": "a small gzip body that unpacks to size=BYTES",
    "oversize": "a body of size=BYTES of blanks, declared=True says so in Content-Length",
    "drip": "the body in pieces of size=BYTES with pause=SECONDS between them",
    "change_between_parts": "after N data calls a table is updated: other values, later `updated`;"
    " repeat=True does so again after every N",
    "codelist_case": "the ids of all codelists in capitals; the old ids are unknown",
    "unit_changed": "all units are thousands of what they were",
    "price_changed": "current prices become fixed, all others current",
    "label_changed": "the labels of the contents (or of variable=CODE) are others",
    "zeroed": "all figures are 0, as in the hours before a release",
    "closed": "the series is closed; successor=ID takes over",
    "gone": "the table is unknown",
    "old_config": "v2's /config in the form of 2024, with the rate limit in it",
}
_SEEN = ("codelist_case", "unit_changed", "price_changed", "label_changed", "zeroed", "closed")
_CALLS_BEFORE = "change_between_parts"


@dataclass
class Fault:
    """One switch that is on. `left` calls remain, or as many as there are if None."""

    name: str
    left: int | None
    path: str
    options: dict[str, Any]
    since: float = field(default_factory=time.monotonic)
    calls: int = 0

    def on(self, path: str) -> bool:
        """Say whether a call of `path` meets this fault."""
        late = time.monotonic() - self.since > self.options.get("seconds", float("inf"))
        return self.path in path and not late and (self.left is None or self.left > 0)

    def spend(self) -> None:
        """Count one call that met it."""
        self.calls += 1
        if self.left is not None:
            self.left -= 1


class Faults:
    """The switches of a server; `NAMES` lists and explains them."""

    def __init__(self) -> None:
        self._on: list[Fault] = []

    def add(self, name: str, times: int | None = None, *, path: str = "", **options: Any) -> Fault:
        """Switch a fault on for `times` calls of paths that hold `path`."""
        if name not in NAMES:
            raise KeyError(f"No fault {name!r}; there are {', '.join(NAMES)}")
        if name == _CALLS_BEFORE:
            options["after"], times = times or 1, None
        fault = Fault(name, times, path, options)
        self._on.append(fault)
        return fault

    def clear(self, name: str | None = None) -> None:
        """Switch off one fault, or all."""
        self._on = [fault for fault in self._on if name is not None and fault.name != name]

    def active(self, name: str, path: str) -> Fault | None:
        """Return the fault if a call of `path` meets it, without counting."""
        return next((f for f in self._on if f.name == name and f.on(path)), None)

    def take(self, name: str, path: str) -> Fault | None:
        """Return the fault if a call of `path` meets it, and count the call."""
        fault = self.active(name, path)
        if fault:
            fault.spend()
        return fault

    def count(self, path: str, *, data: bool) -> None:
        """Count a call that was answered with tables in whatever state they were seen."""
        for name in (*_SEEN, "gone"):
            self.take(name, path)
        if data:
            self.take(_CALLS_BEFORE, path)

    def seen(self, table: Table, path: str) -> Table:
        """Return a table as a call of `path` sees it."""
        for name in _SEEN:
            if fault := self.active(name, path):
                table = _CHANGES[name](table, fault.options)
        fault = self.active(_CALLS_BEFORE, path)
        return _later(table, fault) if fault else table


def _later(table: Table, fault: Fault) -> Table:
    rounds = fault.calls // fault.options["after"]
    if not rounds:
        return table
    steps = rounds if fault.options.get("repeat") else 1
    moved = datetime.fromisoformat(table.updated) + timedelta(hours=steps)
    updated = moved.strftime("%Y-%m-%dT%H:%M:%SZ")
    return replace(table, updated=updated, values=table.values + steps)


def _measured(table: Table, change: Any) -> Table:
    def of(variable: Variable) -> Variable:
        measures = {code: change(measure) for code, measure in variable.measures.items()}
        return replace(variable, measures=measures)

    return replace(table, variables=tuple(of(v) for v in table.variables))


def _add(text: Text, before: str, after: str = "") -> Text:
    if isinstance(text, str):
        return f"{before}{text}{after}"
    return {language: f"{before}{said}{after}" for language, said in text.items()}


def _unit_changed(table: Table, options: dict[str, Any]) -> Table:
    return _measured(table, lambda measure: replace(measure, unit=_add(measure.unit, "1 000 ")))


def _price_changed(table: Table, options: dict[str, Any]) -> Table:
    def other(measure: Measure) -> Measure:
        return replace(measure, price="Fixed" if measure.price == "Current" else "Current")

    return _measured(table, other)


def _label_changed(table: Table, options: dict[str, Any]) -> Table:
    def of(variable: Variable) -> Variable:
        wanted = options.get("variable")
        if (variable.code != wanted) if wanted else (variable.role != "metric"):
            return variable
        labels = tuple(_add(label, "", " (ny definisjon)") for label in variable.labels)
        return replace(variable, labels=labels)

    return replace(table, variables=tuple(of(v) for v in table.variables))


def _codelist_case(table: Table, options: dict[str, Any]) -> Table:
    def of(codelist: CodeList) -> CodeList:
        return replace(codelist, id=codelist.id.upper())

    variables = tuple(
        replace(v, codelists=tuple(of(codelist) for codelist in v.codelists))
        for v in table.variables
    )
    return replace(table, variables=variables)


def _zeroed(table: Table, options: dict[str, Any]) -> Table:
    return replace(table, values=np.where(np.isnan(table.values), np.nan, 0.0))


def _closed(table: Table, options: dict[str, Any]) -> Table:
    successor = options.get("successor", "14700")
    said = {
        "no": f"Tabellen er avsluttet og vil bli erstattet av tabell {successor}.",
        "en": f"The table is closed and will be replaced by table {successor}.",
    }
    notes = Notes((*table.notes.texts, said), table.notes.mandatory | {len(table.notes.texts)})
    title = {
        "no": f"{say(table.title, 'no')} (avslutta serie)",
        "en": f"{say(table.title, 'en')} (closed series)",
    }
    return replace(table, title=title, notes=notes, discontinued=True, next_update=None)


_CHANGES = {
    "codelist_case": _codelist_case,
    "unit_changed": _unit_changed,
    "price_changed": _price_changed,
    "label_changed": _label_changed,
    "zeroed": _zeroed,
    "closed": _closed,
}
