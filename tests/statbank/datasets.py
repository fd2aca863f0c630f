"""Write JSON-stat 2.0 as StatBank writes it: metadata, and data answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from .slicing import Pick, cut, pick_codes
from .tables import SIGNS, Notes, Table, Variable, say

# Written answers, each with the arrays it was written from.
Kept = dict[object, tuple[np.ndarray, np.ndarray, tuple[bytes, bytes, list[str]]]]
_MOST_KEPT = 64

_LEGEND = {
    ".": {"no": ". = Ikke mulig å oppgi tall.", "en": ". = Not possible to give a number."},
    "..": {"no": ".. = Tallgrunnlag mangler.", "en": ".. = Data not available."},
    ":": {"no": ": = Tall kan ikke offentliggjøres.", "en": ": = Figures are confidential."},
}
_JOIN = {"no": (", etter ", " og "), "en": (", by ", " and ")}


def title(table: Table, names: list[str], language: str) -> str:
    """Build the title of an answer from the variables in it."""
    by, last = _JOIN[language]
    listed = last.join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{table.id}: {say(table.title, language)}{by if names else ''}{listed}"


def catalogue_title(table: Table, language: str) -> str:
    """Return the title of a table in the catalogue, which ends in its period."""
    names = [say(v.label, language) for v in table.variables if v.role != "metric"]
    period = table.of_role("time")
    span = f" {period.codes[0]}-{period.codes[-1]}" if period else ""
    return title(table, names, language) + span


def without_nulls(found: dict[str, Any]) -> dict[str, Any]:
    """Leave out the keys that have nothing, as the server does."""
    return {key: value for key, value in found.items() if value not in (None, [], {})}


def metadata(
    table: Table, shown: list[Pick], language: str, link: Callable[[str], str]
) -> dict[str, Any]:
    """Return the metadata dataset; `link` gives the address of a codelist."""
    found = _frame(table, shown, language)
    found["label"] = catalogue_title(table, language)
    for pick in shown:
        extension = found["dimension"][pick.variable.code]["extension"]
        extension["elimination"] = pick.variable.eliminable
        extension["codelists"] = [
            {
                "id": codelist.id,
                "label": say(codelist.label, language),
                "type": codelist.kind,
                "links": [{"rel": "metadata", "hreflang": language, "href": link(codelist.id)}],
            }
            for codelist in pick.variable.codelists
        ]
    about = {"relation": "statistics-homepage", "metaid": f"KORTNAVN:{table.short_name}"}
    address = f"https://www.ssb.no/{table.short_name}"
    link_to = {"extension": about, "href": address, "label": table.short_name, "type": "text/html"}
    return {**found, "link": {"related": [link_to]}, "value": []}


def data(
    table: Table, picks: list[Pick], language: str, heading: list[str], kept: Kept
) -> dict[str, Any]:
    """Return a data answer; `picks` come in the order of the answer, the eliminated ones too."""
    returned = [pick for pick in picks if not pick.eliminated]
    found = _frame(table, returned, language)
    names = [say(pick.variable.label, language) for pick in returned]
    found["label"] = title(table, names, language)
    found["extension"]["discontinued"] = None
    px = found["extension"]["px"]
    px["heading"] = heading
    px["stub"] = [name for name in found["id"] if name not in heading]
    for pick in returned:
        # Here `elimination` says whether the total is among what was returned.
        extension = found["dimension"][pick.variable.code]["extension"]
        if pick.variable.total in pick.codes:
            extension.update(elimination=True, eliminationValueCode=pick.variable.total)
    values, signs, met = _written(table, picks, kept)
    if legend := " ".join(_LEGEND[sign][language] for sign in met if sign in _LEGEND):
        found["note"] = [*found.get("note", []), legend]
    found["value"] = msgspec.Raw(values)
    if met:
        found["status"] = msgspec.Raw(signs)
    return _with_contents(table, found, language)


def _with_contents(table: Table, found: dict[str, Any], language: str) -> dict[str, Any]:
    """Put the made-up contents variable first where there is none."""
    if "metric" in found.get("role", {}):
        return found
    text = say(table.contents_text, language)
    made = {
        "label": "EliminatedContents",
        "category": {
            "index": {"EliminatedValue": 0},
            "label": {"EliminatedValue": text},
            "unit": {"EliminatedValue": {"base": "", "decimals": 0}},
        },
        "extension": {"elimination": False, "show": "value"},
    }
    found["id"].insert(0, "ContentsCode")
    found["size"].insert(0, 1)
    found["dimension"] = {"ContentsCode": made, **found["dimension"]}
    found["role"] = {**found.get("role", {}), "metric": ["ContentsCode"]}
    return found


def _written(table: Table, picks: list[Pick], kept: Kept) -> tuple[bytes, bytes, list[str]]:
    """Write values and signs, or take them as they were written from these very arrays."""
    key = table.id, tuple((pick.variable.code, pick.groups, pick.eliminated) for pick in picks)
    if key in kept and kept[key][0] is table.values and kept[key][1] is table.signs:
        return kept[key][2]
    values, signs = (part.reshape(-1) for part in cut(table, picks))
    met = [SIGNS[place] for place in np.unique(signs) if place]
    written = encode_values(values), encode_signs(signs), met
    if len(kept) >= _MOST_KEPT:
        kept.clear()
    kept[key] = table.values, table.signs, written
    return written


def encode_values(values: np.ndarray) -> bytes:
    """Write values as JSON; whole numbers have no decimals, missing ones are null."""
    missing = np.isnan(values)
    whole = ~missing & (values == np.floor(values))
    if whole.all():
        return msgspec.json.encode(values.astype(np.int64).tolist())
    written = np.empty(values.shape, object)
    written[whole] = values[whole].astype(np.int64).tolist()
    parts = ~missing & ~whole
    written[parts] = values[parts].tolist()
    return msgspec.json.encode(written.tolist())


def encode_signs(signs: np.ndarray) -> bytes:
    """Write the signs as JSON: keyed by the place in `value`, as text."""
    places = np.flatnonzero(signs)
    met = [SIGNS[sign] for sign in signs[places].tolist()]
    return msgspec.json.encode(dict(zip(map(str, places.tolist()), met, strict=True)))


def _frame(table: Table, picks: list[Pick], language: str) -> dict[str, Any]:
    variables = [pick.variable for pick in picks]
    roles = {
        role: [v.code for v in variables if v.role == role] for role in ("time", "geo", "metric")
    }
    found: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": "",
        "source": say(table.source, language),
        "updated": _updated(table, picks),
        "note": [say(text, language) for text in table.notes.texts],
        "role": without_nulls(roles),
        "id": [v.code for v in variables],
        "size": [len(pick.codes) for pick in picks],
        "dimension": {pick.variable.code: _dimension(pick, language) for pick in picks},
        "extension": without_nulls(
            {"noteMandatory": _mandatory(table.notes), "px": _px(table, variables, language)}
        ),
    }
    found["extension"]["contact"] = [
        {"name": "Kari Nordmann", "phone": "+47 00 00 00 00", "mail": "kan@example.org"}
    ]
    return {key: value for key, value in found.items() if key == "size" or value not in ([], {})}


def _updated(table: Table, picks: list[Pick]) -> str:
    """Return when the newest of the returned contents changed."""
    dates = [
        pick.variable.measures[code].updated or table.updated
        for pick in picks
        for code in pick.codes
        if code in pick.variable.measures
    ]
    return max(dates, default=table.updated)


def _mandatory(notes: Notes) -> dict[str, bool]:
    return {str(place): True for place in sorted(notes.mandatory)}


def _px(table: Table, variables: list[Variable], language: str) -> dict[str, Any]:
    measures = [m for v in table.variables for m in v.measures.values()]
    heading = [v.code for v in variables if v.role in ("metric", "time")]
    return without_nulls(
        {
            "infofile": "None",
            "tableid": table.id,
            "decimals": max((measure.decimals for measure in measures), default=0),
            "official-statistics": table.official,
            "aggregallowed": table.aggregation_allowed,
            "copyright": False,
            "language": language,
            "contents": f"{table.id}: {say(table.title, language)},",
            "descriptiondefault": False,
            "heading": heading,
            "stub": [v.code for v in variables if v.code not in heading],
            "matrix": table.short_name,
            "subject-code": table.subject[0],
            "subject-area": table.subject[1],
            "nextUpdate": table.next_update,
            "survey": "",
            "link": "",
            "updateFrequency": "",
        }
    )


def _dimension(pick: Pick, language: str) -> dict[str, Any]:
    variable = pick.variable
    notes = {code: found for code, found in variable.category_notes.items() if code in pick.codes}
    measures = {code: variable.measures[code] for code in pick.codes if code in variable.measures}
    category = {
        "index": {code: place for place, code in enumerate(pick.codes)},
        "label": {
            code: say(text, language) for code, text in zip(pick.codes, pick.labels, strict=True)
        },
        "note": {code: [say(t, language) for t in found.texts] for code, found in notes.items()},
        "unit": {
            code: {"base": say(measure.unit, language), "decimals": measure.decimals}
            for code, measure in measures.items()
        },
    }
    must = {code: _mandatory(found) for code, found in notes.items() if found.mandatory}
    extension = {
        "elimination": False,
        "noteMandatory": _mandatory(variable.notes),
        "categoryNoteMandatory": must,
        "show": variable.show,
        "refperiod": {code: m.refperiod for code, m in measures.items() if m.refperiod},
        "measuringType": {code: m.measuring for code, m in measures.items()},
        "priceType": {code: m.price for code, m in measures.items()},
        "adjustment": {code: m.adjustment for code, m in measures.items()},
    }
    return without_nulls(
        {
            "label": say(variable.label, language),
            "note": [say(text, language) for text in variable.notes.texts],
            "category": without_nulls(category),
            "extension": without_nulls(extension),
            "link": {"describedby": [{"extension": dict(variable.described)}]}
            if variable.described
            else None,
        }
    )


def whole(table: Table) -> list[Pick]:
    """Pick everything."""
    return [pick_codes(v, list(range(len(v.codes)))) for v in table.variables]
