"""What the server says of the database: titles, licence, sources, every table and column."""

from __future__ import annotations

from typing import Any

from regionstat.register.entries import Text
from regionstat.site.catalogue import TITLE
from regionstat.site.licences import LICENCES
from regionstat.site.queries import QUERIES, Query
from regionstat.site.schema import Described, described

_LABELS = {
    "regions": "name_nb",
    "indicators": "title_nb",
    "sources": "title_nb",
    "units": "name_nb",
    "signs": "meaning_nb",
    "plan_goals": "name_nb",
    "plan_strategies": "name_nb",
    "plan_rows": "title_nb",
    "plan_bodies": "name_nb",
}
# Of small tables only: a facet is counted anew each time.
_FACETS = {
    "regions": ["level"],
    "indicators": ["unit", "better"],
    "plan_rows": ["goal", "kind"],
    "plan_statuses": ["status"],
    "sources": ["licence"],
}
_SOURCE = Text("Statistisk sentralbyrå og andre", "Statistics Norway and others")
_LICENCE = "CC BY 4.0"
_ABOUT = Text(
    "Tallene i utgaven for {edition}. Lisensen er CC BY 4.0 når ikke en annen står i tabellen "
    "sources.",
    "The figures of the edition of {edition}. The licence is CC BY 4.0 unless the table sources "
    "names another.",
)


def metadata(database: str, edition: int) -> dict[str, Any]:
    """Return the metadata of Datasette for the file named `database`, which holds `edition`.

    Texts are Norwegian and English, one after the other. Source: docs.datasette.io, Metadata.
    """
    about = f"{_ABOUT.nb} {_ABOUT.en}".format(edition=edition)
    common = {
        "description": about,
        "license": _LICENCE,
        "license_url": LICENCES[_LICENCE].url,
        "source": _both(_SOURCE),
        "source_url": "https://www.ssb.no",
    }
    tables = {one.name: _table(one) for one in described()}
    queries = {name: _query(one, edition) for name, one in QUERIES.items()}
    return {
        "title": _both(TITLE),
        **common,
        "databases": {database: {**common, "tables": tables, "queries": queries}},
    }


def _both(text: Text) -> str:
    return " / ".join(filter(None, (text.nb, text.en)))


def _table(one: Described) -> dict[str, Any]:
    found: dict[str, Any] = {"description": one.text, "columns": dict(one.columns)}
    if one.name in _LABELS:
        found["label_column"] = _LABELS[one.name]
    if one.name in _FACETS:
        found["facets"] = _FACETS[one.name]
    return found


def _query(one: Query, edition: int) -> dict[str, Any]:
    return {
        "title": _both(one.title),
        "description": _both(one.hint),
        "sql": one.sql.format(edition=edition),
        "params": [*one.params],
    }
