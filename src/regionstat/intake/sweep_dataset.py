"""The result of a finished sweep → a JSON-stat 2.0 dataset that tells what it stands on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any

import pandas as pd

from regionstat.errors import SourceChanged
from regionstat.intake.sweep import LEGAL_FORMS, Sweep
from regionstat.intake.sweep_counts import COUNTS, count
from regionstat.register import register
from regionstat.register.entries import Text

SOURCE = TABLE = "company_results"
TITLE = Text(
    "Regnskapspliktige selskaper etter resultat før skatt",
    "Companies that must file accounts, by result before tax",
)
PUBLISHER = "Brønnøysundregistrene"
LICENCE = "NLOD 2.0"
LABELS = {
    "companies": "Selskaper i alt",
    "with_accounts": "Med regnskap for året",
    "without_accounts": "Uten regnskap for året",
    "unanswered": "Uten svar fra registeret",
    "other_currency": "Vurdert i annen valuta enn NOK",
    "group_only": "Bare konsernregnskap",
    "no_result": "Regnskap uten resultatlinje",
    "judged": "Vurdert",
    "positive_result": "Positivt resultat før skatt",
}


def result_of(sweep: Sweep) -> tuple[bytes, dict[str, Any]]:
    """Return the dataset of the finished `sweep` as bytes, and what its pedigree needs.

    The same journal gives the same bytes. Raises `SourceChanged` when not one company has
    accounts.
    """
    counts = count(sweep.population.municipality_of, sweep.filed)
    if counts.empty:
        raise SourceChanged(
            f"Count the results of {len(sweep.population.municipality_of):,} companies",
            found="not one of them has accounts",
            where="the register of company accounts",
            todo="Look one of them up in a browser; nothing was kept",
        )
    notes, asked = _notes(sweep), _asked(sweep)
    about = {
        "source": SOURCE,
        "origin": "swept",
        "table": TABLE,
        "title": {"nb": TITLE.nb, "en": TITLE.en},
        "publisher": PUBLISHER,
        "licence": LICENCE,
        "vintage": asked[1][:10],
        "known_gaps": [{"nb": notes.nb, "en": notes.en}],
        "cells": len(counts) * len(COUNTS),
        "missing": {},
        "original": {"file": "enheter/lastned", "sha256": sweep.population.bulk_sha256},
    }
    return _dataset(counts, notes, sweep), about


def _asked(sweep: Sweep) -> tuple[str, str]:
    """Return when the first and the last company was asked for, in UTC."""
    times = [one.asked.astimezone(UTC) for one in sweep.journal.answers.values()]
    first, last = (time.strftime("%Y-%m-%dT%H:%M:%SZ") for time in (min(times), max(times)))
    return first, last


def _notes(sweep: Sweep) -> Text:
    population = sweep.population
    first, last = (time[:10] for time in _asked(sweep))
    forms = ", ".join(f"{form} {number}" for form, number in population.legal_forms.items())
    number, bankrupt = len(population.municipality_of), population.bankrupt
    empty = sum(not one.accounts for one in sweep.journal.answers.values())
    day = population.retrieved.date()
    return Text(
        f"Populasjon: {number} selskaper med regnskapsplikt uansett størrelse "
        f"({', '.join(LEGAL_FORMS)}; her {forms}), ikke slettet, med forretningsadresse i "
        f"kommunen i Enhetsregisteret {day}; {bankrupt} av dem er konkurs eller under avvikling. "
        f"Spurt {first} til {last}. {empty} har ingen regnskap i Regnskapsregisteret. Hvert "
        "regnskap teller for året perioden slutter i; registeret gir siste år eller flere. "
        "Selskapsregnskap, aldri konsernregnskap. Vurdert er fortegnet på ordinært resultat før "
        "skatt, også i annen valuta; null er ikke positivt. Hovedkontorets adresse. Registeret "
        "skjuler antall ansatte under fem, så selskaper av alle størrelser er med.",
        f"Population: {number} companies that must file accounts whatever their size "
        f"({', '.join(LEGAL_FORMS)}; here {forms}), not deleted, with business address in the "
        f"municipality in the register of entities on {day}; {bankrupt} of them are bankrupt or "
        f"being wound up. Asked from {first} to {last}. {empty} have no accounts in the register "
        "of company accounts. Accounts count for the year their period ends in; the register "
        "gives the latest year or several. Accounts of the company, never of its group. Judged is "
        "the sign of the ordinary result before tax, in any currency; nought is not positive. The "
        "address is the head office's. The register hides numbers of employees below five, so "
        "companies of every size are in.",
    )


def _dataset(counts: pd.DataFrame, notes: Text, sweep: Sweep) -> bytes:
    first, last = _asked(sweep)
    regions, years = sorted(set(counts["region"])), sorted(set(counts["year"]))
    known = register().regions
    names = {code: known[code].name.nb if code in known else code for code in regions}
    dimensions = {
        "Region": _dimension("region", names),
        "ContentsCode": _dimension("statistikkvariabel", LABELS),
        "Tid": _dimension("regnskapsår", {str(year): str(year) for year in years}),
    }
    units = {code: {"base": "selskaper", "decimals": 0} for code in COUNTS}
    dimensions["ContentsCode"]["category"]["unit"] = units
    cube = counts[list(COUNTS)].to_numpy().reshape(len(regions), len(years), len(COUNTS))
    values = cube.transpose(0, 2, 1).ravel().tolist()
    dataset = {
        "version": "2.0",
        "class": "dataset",
        "label": f"{TABLE}: {TITLE.nb}",
        "source": PUBLISHER,
        "updated": last,
        "note": [notes.nb, notes.en],
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "id": list(dimensions),
        "size": [len(regions), len(COUNTS), len(years)],
        "dimension": dimensions,
        "value": values,
        "extension": {
            "noteMandatory": {"0": True, "1": True},
            "px": {"tableid": TABLE, "language": "no"},
            "regionstat": {
                "origin": "swept",
                "legal_forms": dict(sweep.population.legal_forms),
                "asked": [first, last],
                "entities": {
                    "sha256": sweep.population.bulk_sha256,
                    "bytes": sweep.population.bulk_bytes,
                    "units": sweep.population.bulk_units,
                    "retrieved": sweep.population.retrieved.isoformat(),
                },
            },
        },
    }
    return json.dumps(dataset, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _dimension(label: str, labels: Mapping[str, str]) -> dict[str, Any]:
    index = {code: place for place, code in enumerate(labels)}
    return {"label": label, "category": {"index": index, "label": dict(labels)}}
