"""Tables of a page: the scorecard, and the numbers behind a chart."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from regionstat.analysis import Comparison, compare
from regionstat.analysis.benchmark import SIMILAR
from regionstat.analysis.peers import NATION, Peers
from regionstat.errors import unknown
from regionstat.page import captions
from regionstat.page.beside import beside
from regionstat.page.html import PageTable
from regionstat.page.likeness import likeness
from regionstat.page.names import inside, region_name
from regionstat.page.score import remark, score_notes, score_row
from regionstat.page.signs import explain, marked
from regionstat.page.wording import standing_in, without_figure
from regionstat.register import Indicator, find_indicator, find_region, register
from regionstat.register.entries import Language
from regionstat.register.find import find_language
from regionstat.register.municipalities import municipal_indicators

_YEARS = 12
PEERS = ("city_regions", SIMILAR)
# What a scorecard shows, by the peers it is among.
SHOW: Mapping[str, tuple[str, ...]] = {
    "city_regions": ("ranks",),
    SIMILAR: ("ranks", "beside", "peers"),
}
_TEXTS = {
    "nb": {
        "scorecard": "Alle indikatorer for {name}, siste tall til og med {until}",
        "newest": "Alle indikatorer for {name}, siste tall",
        "municipal": "Alle indikatorer som finnes for kommuner: {name}, siste tall til og med "
        "{until}",
        "year": "År",
        "figures": "{title}, {unit}",
    },
    "en": {
        "scorecard": "All indicators for {name}, latest figures up to {until}",
        "newest": "All indicators for {name}, latest figures",
        "municipal": "All indicators that there are for municipalities: {name}, latest figures up "
        "to {until}",
        "year": "Year",
        "figures": "{title}, {unit}",
    },
}


def scorecard(
    panel: pd.DataFrame,
    *,
    region: str,
    peers: str = "city_regions",
    show: str = "ranks",
    until: int | None = None,
    language: str = "nb",
) -> PageTable:
    """Return all indicators that have a page: value, year, changes, rank, trend, status.

    Beside the nation and the median of the other city regions; ahead or behind only where
    intervals and printed decimals bear it. What is not published for the region says so. With
    `peers="similar"` a municipality is held against the nine most like it, on what there is for
    municipalities; `show="beside"` has its figures beside those of its city region, county and
    nation, and `show="peers"` tells who the nine are. Raises `Misuse` for an unknown region,
    choice or language, and for what is no municipality of the year.
    """
    tongue, id_ = find_language(language), find_region(region).id
    if peers not in PEERS:
        raise unknown("choice of peers", peers, PEERS, where="the scorecard")
    if show not in SHOW[peers]:
        raise unknown("scorecard", show, SHOW[peers], where=f"the scorecards among {peers}")
    if show != "ranks":
        return {"beside": beside, "peers": likeness}[show](panel, id_, until, tongue)
    return _ranks(panel, id_, peers, until, tongue)


def _ranks(
    panel: pd.DataFrame, region: str, peers: str, until: int | None, language: Language
) -> PageTable:
    shown = [one for one in register().indicators.values() if one.page]
    if peers == SIMILAR:
        shown = [*municipal_indicators()]
    found = [compare(panel, one.id, region=region, peers=peers, until=until) for one in shown]
    pairs = list(zip(found, shown, strict=True))
    rows = [score_row(comparison, one, language) for comparison, one in pairs]
    remarks = tuple(remark(comparison, one, language) for comparison, one in pairs)
    texts, name = _TEXTS[language], inside(region_name(region, language))
    kind = "newest" if until is None else "municipal" if peers == SIMILAR else "scorecard"
    caption = texts[kind].format(name=name, until=until)
    notes = score_notes(language, peers if peers == SIMILAR else "")
    return PageTable(caption, pd.DataFrame(rows), notes, remarks)


def figures(
    panel: pd.DataFrame,
    indicator: str,
    *,
    focus: str,
    peers: Peers = "city_regions",
    until: int | None = None,
    basis: str = "counties",
    language: str = "nb",
) -> PageTable:
    """Return the numbers behind the charts: the last twelve years, a column a region.

    A missing number shows SSB's sign, an estimate a tilde, a preliminary one its star.
    Raises `Misuse` for an unknown id or language.
    """
    tongue = find_language(language)
    found = compare(panel, indicator, region=focus, peers=peers, until=until, basis=basis)
    one = find_indicator(indicator, basis)
    history = found.history
    years = sorted(history.loc[history["value"].notna(), "year"].unique())[-_YEARS:]
    order = _columns(found)
    cells = {(row.region, row.year): row for row in history.itertuples()}
    rows = [
        [str(year), *(_cell(cells.get((region, year)), one, tongue) for region in order)]
        for year in years
    ]
    frame = pd.DataFrame(rows, columns=[_TEXTS[tongue]["year"], *_heads(order, tongue)])
    caption = _TEXTS[tongue]["figures"].format(
        title=one.title.in_(tongue), unit=captions.unit(one, tongue)
    )
    shown = history[history["year"].isin(years)]
    notes = [standing_in(found, tongue), without_figure(found, tongue), *explain(shown, tongue)]
    return PageTable(caption, frame, tuple(note for note in notes if note))


def _columns(found: Comparison) -> list[str]:
    have = list(dict.fromkeys(found.history["region"]))
    first = [found.focus, *(id_ for id_ in found.own if id_ != found.focus), NATION]
    return list(dict.fromkeys(id_ for id_ in [*first, *have] if id_ in have))


def _heads(regions: list[str], language: Language) -> list[str]:
    """Return the names of regions; those that share one carry their code, too."""
    names = [region_name(region, language) for region in regions]
    pairs = zip(names, regions, strict=True)
    return [f"{name} ({region})" if names.count(name) > 1 else name for name, region in pairs]


def _cell(row: object, indicator: Indicator, language: Language) -> str:
    if row is None:
        return ""
    value, low = float(getattr(row, "value")), float(getattr(row, "low"))  # noqa: B009
    return marked(value, low, str(getattr(row, "status")), indicator.decimals, language)  # noqa: B009
