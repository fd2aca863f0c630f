"""The tables of the local StatBank: the bundled figures as StatBank would print them.

What the bundled figures do not hold is made up as little as possible, and said where it is done.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from . import regions
from .raw import Raw, raw
from .samples import CONTENTS, REGION, samples, time_variable
from .tables import SIGNS, Bank, CodeList, Measure, Notes, Table, Text, Variable

_PERSONS: Text = {"no": "personer", "en": "persons"}
_SOURCE: Text = {"no": "Statistisk sentralbyrå", "en": "Statistics Norway"}
_SEX: Text = {"no": "kjønn", "en": "sex"}
_MAPS = {"Region": "urn:ssb:classification:klass:104 urn:ssb:classification:klass:131"}
_DOT = SIGNS.index(".")
# An SQL-backed table has no rows where a code is not in use; its sums pass over them.
_STORED = frozenset({"-", "."})


def load_bank(*, with_samples: bool = True) -> Bank:
    """Return a fresh bank: 07459, 11713, 11618, 03321, 03068, and the made-up tables."""
    real = [_population(), _county_accounts(), _employed(), _commuting(), _income()]
    return Bank([*real, *(samples() if with_samples else ())])


def _contents(found: Raw, said: Mapping[str, tuple[str, Text, Measure]]) -> Variable:
    """Describe the contents from {bundled code: (code, label, measure)}."""
    told = [said[code] for code in found.codes["ContentsCode"]]
    return Variable(
        "ContentsCode", CONTENTS, tuple(t[0] for t in told), tuple(t[1] for t in told),
        role="metric", measures={t[0]: t[2] for t in told},
    )  # fmt: skip


def _region(
    code: str, label: Text, codes: tuple[str, ...], labels: tuple[Text, ...], *,
    lists: tuple[CodeList, ...] = (), eliminable: bool = False, total: str | None = None,
) -> Variable:  # fmt: skip
    return Variable(
        code, label, codes, labels, role="geo", eliminable=eliminable, total=total,
        codelists=lists, described={code: _MAPS["Region"]}, show="code_value",
    )  # fmt: skip


def _dotted(values: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """Give every missing cell without a sign the sign `.`."""
    return np.where(np.isnan(values) & (signs == 0), _DOT, signs).astype(np.uint8)


def _population() -> Table:
    """Return 07459. Kjonn and Alder have a total only: no finer figures are bundled."""
    found = raw("population")
    codes, labels, values = regions.with_counties(
        found.codes["Region"], found.labels["Region"], found.values
    )
    region = _region(
        "Region", REGION, codes, tuple(labels), eliminable=True, total="0",
        lists=regions.codelists(codes, labels),
    )  # fmt: skip
    sex = Variable("Kjonn", _SEX, ("0",), ({"no": "Begge kjønn", "en": "Both sexes"},),
                   eliminable=True, total="0")  # fmt: skip
    age = Variable("Alder", {"no": "alder", "en": "age"}, ("999",),
                   ({"no": "Alder i alt", "en": "All ages"},),
                   eliminable=True, total="999")  # fmt: skip
    persons = Measure(_PERSONS, refperiod="1. januar")
    said = {"Personer1": ("Personer1", {"no": "Personer", "en": "Persons"}, persons)}
    notes = Notes((
        {"no": "Tallene gjelder 1. januar.", "en": "The figures are as of 1 January."},
        {"no": "Kommuner endres.", "en": "Municipalities change."}), frozenset({1}))  # fmt: skip
    variables = (region, sex, age, _contents(found, said), time_variable(found.codes["Tid"]))
    shaped = values[:, None, None]
    return Table(
        "07459", {"no": "Befolkning", "en": "Population"}, variables, shaped,
        _dotted(shaped, np.zeros(shaped.shape, np.uint8)), notes=notes, source=_SOURCE,
        skipped=_STORED,
    )  # fmt: skip


def _county_accounts() -> Table:
    """Return 11713. The codes of NACE2007 and ContentsCode stand in for the live ones."""
    found = raw("county_accounts")
    level = {"measuring": "Flow", "refperiod": "År"}
    said = {
        "gva": ("BNPB",
            {"no": "Bruttoprodukt i basisverdi. Løpende priser (mill. kr)",
             "en": "Value added at basic prices. Current prices (NOK million)"},
            Measure({"no": "mill. kr", "en": "NOK million"}, 0, "Current", **level)),
        "vol": ("Volum",
            {"no": "Bruttoprodukt i basisverdi. Årlig volumendring (prosent)",
             "en": "Value added at basic prices. Annual volume change (per cent)"},
            Measure({"no": "prosent", "en": "per cent"}, 1, "Fixed", "Other", "År")),
        "emp": ("Sysselsatte",
            {"no": "Sysselsatte (1 000 personer)", "en": "Employed persons (1 000 persons)"},
            Measure({"no": "1 000 personer", "en": "1 000 persons"}, 1, measuring="Average")),
        "wages": ("Lonn",
            {"no": "Lønnskostnader. Løpende priser (mill. kr)",
             "en": "Compensation of employees. Current prices (NOK million)"},
            Measure({"no": "mill. kr", "en": "NOK million"}, 0, "Current", **level)),
    }  # fmt: skip
    industries = found.codes["NACE2007"]
    labels = found.labels["Region"]
    variables = (
        _region("Region", REGION, found.codes["Region"], labels,
                lists=regions.codelists(found.codes["Region"], labels)),
        Variable("NACE2007", {"no": "næring", "en": "industry"},
                 tuple(f"nr{place:02d}" for place in range(1, len(industries) + 1)), industries,
                 described={"NACE2007": "urn:ssb:classification:klass:6"}),
        _contents(found, said),
        time_variable(found.codes["Tid"]),
    )  # fmt: skip
    notes = Notes((
        {"no": "Tallene for 2019 er foreløpige.", "en": "The figures for 2019 are preliminary."},
    ), frozenset({0}))  # fmt: skip
    title = {
        "no": "Fylkesfordelt nasjonalregnskap",
        "en": "Regional accounts",
    }
    return Table(
        "11713", title, variables, found.values, _dotted(found.values, found.signs), notes=notes,
        source=_SOURCE, updated="2021-10-12T06:00:00Z", next_update=None, subject=("nk", "NR"),
        short_name="fnr", skipped=_STORED,
    )  # fmt: skip


def _employed() -> Table:
    """Return 11618."""
    found = raw("employed")
    persons = Measure(_PERSONS, refperiod="4. kvartal")
    said = {
        "BefolkningBosted": ("BefolkningBosted", {
            "no": "Befolkning etter bosted", "en": "Population by residence"}, persons),
        "SysselBosted": ("SysselBosted", {
            "no": "Sysselsatte etter bosted", "en": "Employed persons by residence"}, persons),
        "SysselArbsted": ("SysselArbsted", {
            "no": "Sysselsatte etter arbeidssted", "en": "Employed persons by place of work"},
            persons),
    }  # fmt: skip
    codes = found.codes["Region"]
    names = regions.names(codes)
    variables = (
        _region("Region", REGION, codes, names, lists=regions.codelists(codes, names)),
        _contents(found, said),
        time_variable(found.codes["Tid"]),
    )
    title = {"no": "Sysselsatte 15-74 år", "en": "Employed persons aged 15-74"}
    return Table(
        "11618", title, variables, found.values, _dotted(found.values, found.signs),
        source=_SOURCE, subject=("al", "Arbeid"), short_name="regsys", skipped=_STORED,
        updated="2023-03-14T07:00:00Z", next_update=None,
    )  # fmt: skip


def _commuting() -> Table:
    """Return 03321. A flow that is not bundled is 0 if both codes are in use, and else `.`."""
    found = raw("commuting")
    # A code is in use in a year in which anyone lives there and works anywhere.
    used = (~np.isnan(found.values)).any(axis=1)
    both = used[:, None] & used[None, :]
    values = np.where(np.isnan(found.values) & both, 0, found.values)
    persons = Measure(_PERSONS, refperiod="4. kvartal")
    said = {
        "Sysselsatte": ("Sysselsatte", {"no": "Sysselsatte", "en": "Employed persons"}, persons)
    }
    codes = found.codes["Bokommuen"]
    names = regions.names(codes)
    home = {"no": "bostedskommune", "en": "municipality of residence"}
    work = {"no": "arbeidsstedskommune", "en": "municipality of work"}
    variables = (
        _region("Bokommuen", home, codes, names, eliminable=True),
        _region("ArbstedKomm", work, codes, names, eliminable=True),
        _contents(found, said),
        time_variable(found.codes["Tid"]),
    )
    return Table(
        "03321", {"no": "Sysselsatte 15-74 år", "en": "Employed persons aged 15-74"}, variables,
        values, _dotted(values, found.signs), source=_SOURCE, subject=("al", "Arbeid"),
        short_name="regsys", skipped=_STORED, updated="2023-03-14T07:00:00Z", next_update=None,
    )  # fmt: skip


def _income() -> Table:
    """Return 03068. The sexes have StatBank's usual codes."""
    found = raw("income_by_sex")
    kroner = Measure({"no": "kr", "en": "NOK"}, 0, "Current", "Average", "År")
    said = {
        "bruttoinnt": ("bruttoinnt", {
            "no": "Bruttoinntekt. Gjennomsnitt (kr)", "en": "Gross income. Average (NOK)"}, kroner),
        "allm_innt": ("allm_innt", {
            "no": "Alminnelig inntekt. Gjennomsnitt (kr)",
            "en": "General income. Average (NOK)"}, kroner),
    }  # fmt: skip
    sexes = {"men": ("1", {"no": "Menn", "en": "Males"}),
             "women": ("2", {"no": "Kvinner", "en": "Females"})}  # fmt: skip
    told = [sexes[code] for code in found.codes["Kjonn"]]
    codes = found.codes["Region"]
    names = regions.names(codes)
    variables = (
        _region("Region", REGION, codes, names, lists=regions.codelists(codes, names)),
        Variable("Kjonn", _SEX, tuple(t[0] for t in told), tuple(t[1] for t in told)),
        _contents(found, said),
        time_variable(found.codes["Tid"]),
    )
    title = {
        "no": "Skattepliktig inntekt for bosatte personer 17 år og eldre",
        "en": "Taxable income of residents aged 17 and over",
    }
    return Table(
        "03068", title, variables, found.values, _dotted(found.values, found.signs),
        source=_SOURCE, subject=("if", "Inntekt"), short_name="selvangivelse", skipped=_STORED,
        updated="2018-12-19T07:00:00Z", next_update=None, aggregation_allowed=False,
    )  # fmt: skip
