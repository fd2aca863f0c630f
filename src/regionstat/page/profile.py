"""Profile: where does a region stand on everything? A strip an indicator, from last to first."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from regionstat.analysis.benchmark import ALL
from regionstat.analysis.percentiles import Standing, standing
from regionstat.analysis.similar import similar
from regionstat.errors import unknown
from regionstat.page import captions
from regionstat.page.captions import is_counted
from regionstat.page.figure import Figure, blank, finish
from regionstat.page.names import inside, region_name, source_line
from regionstat.page.profile_strips import heads, lay_out, strip
from regionstat.page.profile_words import AMONG, TEXTS, finding, told
from regionstat.register import Indicator, find_region, register
from regionstat.register.entries import Language
from regionstat.register.find import find_language
from regionstat.register.municipalities import municipal_indicators

PEERS = ("counties", ALL)
_ROW = 0.385
# Between the strips that have a better end and those that have none.
_APART = 0.8
Strips = list[tuple[Indicator, Standing]]


def profile(
    panel: pd.DataFrame,
    *,
    region: str,
    peers: str = "counties",
    until: int | None = None,
    language: str = "nb",
) -> Figure:
    """Return where `region` stands among the counties, a strip for each indicator with a page.

    Each strip runs from behind all counties to ahead of all, in the latest year up to `until`;
    what has no better direction stands apart. Intervals are lines through the dot. With
    `peers="municipalities"` a municipality stands among all others, the nine most like it
    pointed out, on what there is for municipalities. Raises `Misuse` for an unknown region,
    choice of peers or language.
    """
    tongue, id_ = find_language(language), find_region(region).id
    if peers not in PEERS:
        raise unknown("choice of peers", peers, PEERS, where="the profile")
    strips = _strips(panel, id_, peers, until)
    canvas, (axes,) = blank(height=2.5 + _ROW * (len(strips) + _APART))
    _draw(axes, strips, tongue)
    texts, name = TEXTS[tongue], region_name(id_, tongue)
    counted = [found.comparison for one, found in strips if peers != ALL or not is_counted(one)]
    title = finding(counted, name, tongue)
    known = {"name": inside(name), "until": until, **AMONG[tongue][peers]}
    shown = [one for one, _ in strips]
    return finish(
        canvas,
        title=title,
        subtitle=texts["newest" if until is None else "subtitle"].format(**known),
        source=source_line(shown, tongue, strips[0][1].comparison.edition),
        note=texts["note"].format(**known),
        alt=captions.alt(texts["alt"], title, "; ".join(told(*one, tongue) for one in strips)),
        data=_data(strips),
        margins=(0.335, 0.79),
        headroom=0.26,
    )


def _strips(panel: pd.DataFrame, region: str, peers: str, until: int | None) -> Strips:
    shown = [one for one in register().indicators.values() if one.page]
    marked = None
    if peers == ALL:
        shown, marked = [*municipal_indicators()], similar(panel, region, year=until).nearest
    shown.sort(key=lambda one: one.better == "neither")
    return [
        (one, standing(panel, one.id, region=region, until=until, marked=marked)) for one in shown
    ]


def _draw(axes: Axes, strips: Strips, language: Language) -> None:
    texts = TEXTS[language]
    lay_out(axes, len(strips) + _APART)
    heads(axes, -0.86, ("last", "first"), texts)
    apart = 0.0
    for row, (indicator, found) in enumerate(strips):
        if indicator.better == "neither" and not apart:
            apart = _APART
            heads(axes, row + apart - 0.86, ("lowest", "highest"), texts)
        strip(axes, row + apart, indicator, found, language)


def _data(strips: Strips) -> pd.DataFrame:
    rows = [
        found.areas.assign(indicator=one.id, year=found.comparison.year) for one, found in strips
    ]
    frame = pd.concat(rows, ignore_index=True)
    return frame[["indicator", "region", "year", *rows[0].columns[1:-2]]]
