"""The figures of an indicator as Parquet that says what they are."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd

from regionstat.site.facts import Facts

# One way to read a number, and the words of `signs` beside it.
_COLUMNS = {
    "indicator": "id of the indicator",
    "region": "code of Statistics Norway, or id of a list of municipalities",
    "name_nb": "name of the region in Norwegian",
    "name_en": "name of the region in English",
    "year": "the year of the figure",
    "value": "the figure, null where it is missing",
    "low": "lower end of the 90 % interval of an estimate",
    "high": "upper end of the 90 % interval of an estimate",
    "status": "sign of the figure, empty for an ordinary one",
    "unit": "unit of value, low and high",
}
_NUMBERS = ("value", "low", "high")


def as_parquet(figures: pd.DataFrame, facts: Facts) -> bytes:
    """Return `figures` as Parquet; its schema says title, unit, source and licence.

    Names and signs are dictionaries, numbers doubles, a missing one null. The metadata of the
    file are UTF-8: title_nb, title_en, unit, source_nb, licence and others; those of a column
    are its description and unit. The same figures give the same bytes.
    """
    import pyarrow as pa  # type: ignore[import-untyped]
    from pyarrow import parquet

    fields = [_field(pa, name, facts) for name in _COLUMNS]
    schema = pa.schema(fields, metadata=_metadata(facts))
    columns = [
        pa.array(figures[field.name].to_numpy(), type=field.type, from_pandas=True)
        for field in fields
    ]
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(columns, schema=schema), out)
    return out.getvalue()


def _field(pa: Any, name: str, facts: Facts) -> Any:
    text = pa.dictionary(pa.int32(), pa.string())
    kind = pa.float64() if name in _NUMBERS else pa.int16() if name == "year" else text
    about = {"description": _COLUMNS[name], **({"unit": facts.unit} if name in _NUMBERS else {})}
    return pa.field(name, kind, nullable=name in _NUMBERS, metadata=about)


def _metadata(facts: Facts) -> dict[str, str]:
    return {
        "edition": str(facts.edition),
        "indicator": facts.indicator,
        "title_nb": facts.title.nb,
        "title_en": facts.title.en,
        "unit": facts.unit,
        "unit_nb": facts.unit_name.nb,
        "unit_en": facts.unit_name.en,
        "decimals": str(facts.decimals),
        "definition_nb": facts.definition.nb,
        "definition_en": facts.definition.en,
        "caveat_nb": facts.caveat.nb,
        "caveat_en": facts.caveat.en,
        "source_nb": facts.source.nb,
        "source_en": facts.source.en,
        "licence": "; ".join(facts.licences),
    }
