"""A chart where there is nothing to draw: it says so, and of whom."""

from __future__ import annotations

import pandas as pd

from regionstat.page.figure import Figure, blank, finish, leave_empty
from regionstat.page.names import inside, region_name, source_line
from regionstat.panel.figures import COLUMNS, KEY
from regionstat.register import find_indicator
from regionstat.register.entries import Language

_TEXTS = {
    "nb": {
        "title": "Ingen tall for bruttoproduktet i {name}",
        "subtitle": "Andel av bruttoprodukt delt på andel av folketall.",
    },
    "en": {
        "title": "No figures for the value added of {name}",
        "subtitle": "Share of value added over share of people.",
    },
}


def no_chart(region: str, language: Language, edition: int | None) -> Figure:
    """Return an empty chart of `region`, which has no value added and no share of it."""
    canvas, (axes,) = blank(height=2.4)
    leave_empty(axes, language)
    name = inside(region_name(region, language))
    title = _TEXTS[language]["title"].format(name=name)
    ratio = find_indicator("gdp_population_ratio")
    return finish(
        canvas,
        title=title,
        subtitle=_TEXTS[language]["subtitle"],
        source=source_line([ratio], language, edition),
        alt=title,
        data=pd.DataFrame(columns=[*KEY, *COLUMNS]),
    )
