"""A source of the register held against what StatBank says of the table today."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from regionstat.errors import RegionstatError, SourceChanged
from regionstat.intake.kept import last_period, last_pull
from regionstat.register import Source
from regionstat.sources.pxweb import StatBank
from regionstat.sources.pxweb.metadata import ContentMeta, TableMeta
from regionstat.sources.pxweb.opening import plan_query
from regionstat.sources.pxweb.protocol import TableAbout
from regionstat.sources.pxweb.query import Query
from regionstat.tables.adapt import CONTENTS, is_known
from regionstat.tables.expect import spellings

OK, NOTE, CHANGE = "ok", "note", "CHANGE"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `result` is ok, note, or CHANGE, and `todo` says what to change."""

    subject: str
    check: str
    result: str
    found: str
    todo: str = ""


def examine(bank: StatBank, home: Path, source: Source) -> tuple[Finding, ...]:
    """Return what is found of `source`, which is fetched: two cheap calls, no figures.

    Whether the table exists and is open, whether its codes, units, price types and dimensions
    are what the register says, whether it was renewed, and how far it goes. A server that
    does not answer is a finding, too; nothing is raised for it.
    """
    try:
        about, meta = bank.about(source.table), bank.metadata(source.table)
    except RegionstatError as error:
        return (unanswered(source, error),)
    found = [_open(source, about, meta)]
    try:
        query = plan_query(bank, meta, source.select, source.codelists)
    except RegionstatError as error:
        todo = f"Correct `select` in sources.toml: {error.todo}"
        return (*found, Finding(source.id, "codes", CHANGE, error.found, todo))
    found += [_dimensions(source, query), *_contents(source, meta, query)]
    return (*found, *_renewed(home, source, about), _confirmed(source, found))


def unanswered(source: Source, error: RegionstatError) -> Finding:
    """Return the finding that StatBank did not tell of the table of `source`: why is `error`."""
    if isinstance(error, SourceChanged):
        todo = f"Search StatBank for {source.title.nb!r} and correct `table` in sources.toml"
        return Finding(source.id, "table", CHANGE, error.found, todo)
    return Finding(source.id, "server", CHANGE, f"{error.found} ({error.where})", error.todo)


def _open(source: Source, about: TableAbout, meta: TableMeta) -> Finding:
    if not (about.discontinued or meta.discontinued):
        return Finding(source.id, "table", OK, meta.label or about.label)
    next_ = f"{meta.successor} goes on" if meta.successor else "no successor is named"
    todo = f'Try table = "{meta.successor}"' if meta.successor else "Look for one in StatBank"
    return Finding(source.id, "table", CHANGE, f"a closed series; {next_}", todo)


def _dimensions(source: Source, query: Query) -> Finding:
    asked, wanted = {chosen.code for chosen in query.variables}, set(source.dimensions)
    if not query.has_contents:
        # StatBank adds one to the answer.
        asked.add(CONTENTS)
    told = ", ".join(chosen.code for chosen in query.variables)
    if asked == wanted:
        without = f"; totals over {', '.join(query.eliminated)}" if query.eliminated else ""
        return Finding(source.id, "codes", OK, f"{query.cells:,} cells by {told}{without}")
    todo = f"Let `select` and `columns` name the same: {', '.join(sorted(asked ^ wanted))} differ"
    return Finding(source.id, "codes", CHANGE, f"would come back by {told}", todo)


def _contents(source: Source, meta: TableMeta, query: Query) -> Iterator[Finding]:
    metric = next((chosen for chosen in query.variables if chosen.role == "metric"), None)
    told = (
        {code: meta.contents[code] for code in metric.codes if code in meta.contents}
        if metric
        else {}
    )
    if not any(content.unit for content in told.values()):
        found = "the table tells none before its figures; these are held against the register"
        yield Finding(source.id, "units", NOTE, found)
        return
    if not source.units:
        yield Finding(source.id, "units", NOTE, "not in the register", f"Write {_entries(told)}")
        return
    if source.live and not set(told) & set(source.units):
        named = dict(_named(source, told))
        if absent := sorted(set(source.live) - set(named)):
            has = ", ".join(f"{one.label!r} in {one.unit!r}" for one in told.values())
            found = f"no contents, or several, fit {', '.join(absent)}; it has {has}"
            todo = "Correct label and unit in `live` in sources.toml"
            yield Finding(source.id, "units", CHANGE, found, todo)
            return
        told = named
    for code, content in told.items():
        yield _content(source, code, content)


def _entries(told: Mapping[str, ContentMeta]) -> str:
    """Return the lines of sources.toml that say what `told` says: a unit and a price type each."""
    units = {code: content.unit for code, content in told.items()}
    price = {code: content.price_type or "NotApplicable" for code, content in told.items()}
    return f"units = {_inline(units)} and price = {_inline(price)}"


def _inline(texts: Mapping[str, str]) -> str:
    pairs = (f"{_quoted(key)} = {_quoted(text)}" for key, text in texts.items())
    return f"{{ {', '.join(pairs)} }}"


def _quoted(text: str) -> str:
    # Written alike in TOML and in JSON.
    return json.dumps(text, ensure_ascii=False)


def _named(source: Source, told: dict[str, ContentMeta]) -> Iterator[tuple[str, ContentMeta]]:
    for code, wanted in source.live.items():
        fits = [one for one in told.values() if is_known(one.label, one.unit, wanted)]
        if len(fits) == 1:
            yield code, fits[0]


def _content(source: Source, code: str, content: ContentMeta) -> Finding:
    said = f"{code}: {content.unit}, {content.price_type or 'no price type'}"
    if code not in source.units:
        todo = f"Add to what is there: {_entries({code: content})}"
        return Finding(source.id, "units", CHANGE, said, todo)
    wanted = source.live[code].unit if code in source.live else source.units[code]
    if content.unit.casefold() not in spellings(source, wanted):
        todo = f"The register has {wanted!r}: another unit is another source"
        return Finding(source.id, "units", CHANGE, said, todo)
    if content.price_type and content.price_type != source.price[code]:
        todo = f"The register has {source.price[code]!r}: other prices are another source"
        return Finding(source.id, "prices", CHANGE, said, todo)
    return Finding(source.id, "units", OK, said)


def _renewed(home: Path, source: Source, about: TableAbout) -> Iterator[Finding]:
    try:
        last, kept = last_pull(home, source.id), last_period(home, source)
    except RegionstatError as error:
        yield Finding(source.id, "period", CHANGE, error.found, error.todo)
        return
    if about.last_period and about.last_period > kept:
        found = f"goes to {about.last_period}, kept to {kept or 'nothing'}"
        yield Finding(source.id, "period", NOTE, found, f"regionstat fetch {source.id}")
    elif last is not None and about.updated and last.updated != about.updated:
        found = f"renewed {about.updated}, kept as of {last.updated}"
        yield Finding(source.id, "period", NOTE, found, f"regionstat fetch {source.id}")
    else:
        yield Finding(source.id, "period", OK, f"kept to {kept or about.last_period}")


def _confirmed(source: Source, found: list[Finding]) -> Finding:
    if source.is_confirmed:
        return Finding(source.id, "confirmed", OK, source.confirmed)
    if any(one.result == CHANGE for one in found):
        return Finding(source.id, "confirmed", NOTE, source.confirmed, "First see to the above")
    todo = 'Write confirmed = "read in the metadata of the table"'
    return Finding(source.id, "confirmed", NOTE, source.confirmed, todo)
