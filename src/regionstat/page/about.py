"""What is known of anything that has an id: an indicator, a region, an edition."""

from __future__ import annotations

from regionstat.errors import unknown
from regionstat.page import captions
from regionstat.page.followed import followed
from regionstat.page.html import Facts, PageTable
from regionstat.page.origins import vintages
from regionstat.panel.listings import sources_of
from regionstat.register import Indicator, register
from regionstat.register.entries import Language
from regionstat.register.find import find_language

_TEXTS = {
    "nb": {
        "definition": "Definisjon",
        "caveat": "Forbehold",
        "unit": "Enhet",
        "better": "Retning",
        "higher": "høyere er bedre",
        "lower": "lavere er bedre",
        "neither": "ingen retning er bedre",
        "goal": "Rad i planen",
        "near": "Nær raden i planen",
        "figures": "Tall",
        "awaited": "ingen er hentet hit ennå",
        "source": "Kilde",
        "gaps": "Kjente hull",
    },
    "en": {
        "definition": "Definition",
        "caveat": "Caveat",
        "unit": "Unit",
        "better": "Direction",
        "higher": "higher is better",
        "lower": "lower is better",
        "neither": "neither direction is better",
        "goal": "Row of the plan",
        "near": "Near the row of the plan",
        "figures": "Figures",
        "awaited": "none have come in here yet",
        "source": "Source",
        "gaps": "Known gaps",
    },
}


def about(of: str | int, *, language: str = "nb") -> Facts | PageTable:
    """Return what is known of an indicator, a region (both by id) or an edition (by year).

    An indicator: definition, caveat, unit, direction, plan row, source, known gaps. A region:
    members, borders, how its figures came about. An edition: every source it stands on, with
    vintage, origin, cells and hash. Raises `Misuse` for an unknown id, edition or language.
    """
    tongue, known = find_language(language), register()
    if isinstance(of, int):
        return vintages(of, language=tongue)
    if of in known.indicators:
        return _of_indicator(known.indicators[of], tongue)
    if of in known.regions or of.lower() in {one.name.nb.lower() for one in known.regions.values()}:
        return followed(of, language=tongue)
    ids = (*known.indicators, *known.regions)
    raise unknown(
        "indicator, region or edition",
        of,
        ids,
        where="the register",
        listing="regionstat indicators",
    )


def _of_indicator(one: Indicator, language: Language) -> Facts:
    texts = _TEXTS[language]
    row = register().plan[one.goal]
    sources = [register().sources[id_] for id_ in sources_of(one)]
    gaps = [gap.in_(language) for source in sources for gap in source.known_gaps]
    pairs = [
        (texts["definition"], one.definition.in_(language)),
        (texts["caveat"], one.caveat.in_(language)),
        (texts["unit"], captions.unit(one, language)),
        (texts["better"], texts[one.better]),
        (texts["figures"], texts["awaited"] if one.awaited else ""),
        (
            texts["near" if one.near else "goal"],
            f"{one.goal} {row.title.in_(language)} ({row.target.in_(language)})",
        ),
        (texts["source"], captions.source_of(one, language)),
        (texts["gaps"], " ".join(dict.fromkeys(gaps))),
    ]
    return Facts("", tuple((term, text) for term, text in pairs if text))
