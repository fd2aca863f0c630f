"""What the public database holds: one frame a table, from which every form of it is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import pandas as pd

from regionstat.register import find_region, register
from regionstat.site import content_figures, content_plan, content_regions, content_register
from regionstat.site.content_search import search_rows
from regionstat.snapshots import find_home, read_edition


@dataclass(frozen=True, eq=False)
class Content:
    """The tables of the database, a frame each, those that others refer to first.

    Columns are those of `schema.sql` in its order, which tells what each holds. Ids and codes are
    text. A text that there is none of is empty; an id, a year or a number that there is none of
    is missing (NaN or NA), in `observations` beside the sign that says why.
    """

    editions: pd.DataFrame
    units: pd.DataFrame
    signs: pd.DataFrame
    sources: pd.DataFrame
    raw_files: pd.DataFrame
    plan_goals: pd.DataFrame
    plan_strategies: pd.DataFrame
    plan_rows: pd.DataFrame
    plan_bodies: pd.DataFrame
    plan_row_bodies: pd.DataFrame
    indicators: pd.DataFrame
    indicator_sources: pd.DataFrame
    indicator_plan_rows: pd.DataFrame
    regions: pd.DataFrame
    region_members: pd.DataFrame
    region_counties: pd.DataFrame
    region_changes: pd.DataFrame
    observations: pd.DataFrame
    plan_statuses: pd.DataFrame
    plan_records: pd.DataFrame
    revisions: pd.DataFrame
    search: pd.DataFrame

    @property
    def edition(self) -> int:
        """The newest edition."""
        return int(self.editions["edition"].max())

    def tables(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield every table's name and frame, those that others refer to first."""
        yield from ((one.name, getattr(self, one.name)) for one in fields(self))


def content(editions: Sequence[int], *, region: str = "trondheimsregionen") -> Content:
    """Return what the database of `editions` holds; where the plan stands is that of `region`.

    Raises `Misuse` for an unknown edition or region, and what `load` raises.
    """
    known, home = register(), find_home()
    chosen = [read_edition(year, home) for year in sorted({*editions})]
    focus = find_region(region).id
    figures = content_figures.tables(chosen, focus)
    tables = {
        **content_register.tables(known),
        **content_regions.tables(known),
        **content_plan.tables(known),
        **figures,
    }
    return Content(**tables, search=search_rows(tables, chosen[-1].year))
