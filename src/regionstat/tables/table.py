"""What a decoded table is: one frame, and beside it what the table says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote; a mandatory one must be shown wherever the numbers are."""

    text: str
    mandatory: bool


@dataclass(frozen=True, slots=True)
class Content:
    """One contents code: what is measured and in which unit; None where the table is silent.

    `unit` is the sender's own words ("mill. kr"), `decimals` how many it wishes shown,
    `price_type` NotApplicable | Current | Fixed, `measuring_type` Stock | Flow | Average | Other,
    `adjustment` None | SesOnly | WorkOnly | WorkAndSes as text.
    """

    code: str
    label: str
    unit: str | None
    decimals: int | None
    price_type: str | None
    measuring_type: str | None
    adjustment: str | None
    ref_period: str | None
    base_period: str | None
    alternative_text: str | None


@dataclass(frozen=True, slots=True)
class Dimension:
    """One dimension: its codes and labels in the table's order, and the notes on them.

    `category_notes` is keyed by code. `described_by` maps the dimension's id, or one of its
    codes, to the URNs of its classification or definition. `show` is the sender's wish:
    code | value | code_value.
    """

    id: str
    label: str
    codes: tuple[str, ...]
    labels: tuple[str, ...]
    notes: tuple[Note, ...]
    category_notes: Mapping[str, tuple[Note, ...]]
    described_by: Mapping[str, tuple[str, ...]]
    elimination: bool | None
    show: str | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Table:
    """A decoded table.

    `frame` has one row per cell, the last dimension varying fastest: for each dimension
    `<id>` and `<id>_label` (categoricals over text), then `value` (float64 in the unit of the
    row's contents code, NaN where missing) and `status` (categorical: the sign as written,
    "" where ordinary). A metadata answer has no rows but all categories.

    `dimensions` is keyed by dimension id, `contents` by contents code, both in the table's
    order; `roles` maps time, geo and metric to dimension ids where the table names them.
    `updated` and `next_update` are the sender's text, `decimals` the table's default. Text and
    flags are None where the table is silent; `discontinued` None does not mean alive.
    """

    frame: pd.DataFrame
    dimensions: Mapping[str, Dimension]
    contents: Mapping[str, Content]
    roles: Mapping[str, tuple[str, ...]]
    label: str | None
    source: str | None
    updated: str | None
    notes: tuple[Note, ...]
    table_id: str | None
    language: str | None
    decimals: int | None
    next_update: str | None
    discontinued: bool | None
    official_statistics: bool | None
    aggregation_allowed: bool | None

    def __repr__(self) -> str:
        sizes = " × ".join(f"{d.id} {len(d.codes)}" for d in self.dimensions.values())
        heading = f"{self.table_id or 'no id'}: {self.label or 'no label'}"
        return f"<Table {heading} | {sizes} | {len(self.frame):,} cells | updated {self.updated}>"
