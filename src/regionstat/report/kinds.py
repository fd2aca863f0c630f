"""The kinds of report: what they are called, whom they are of, what they are put together of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from regionstat.errors import Misuse, unknown
from regionstat.page.names import inside, region_name
from regionstat.register import Region, find_region, register
from regionstat.register.entries import Language
from regionstat.register.municipalities import find_municipality

BENCHMARK, FOLLOW_UP, MUNICIPALITY = "benchmark", "follow-up", "municipality"
KINDS = (BENCHMARK, FOLLOW_UP, MUNICIPALITY)
# The region that the plan is of, whichever year's list of members it is read by.
OF_THE_PLAN = "trondheimsregionen"
PLACED = ("method", "revisions", "sources")


@dataclass(frozen=True)
class Shape:
    """What a kind of report is put together of.

    `front` is the page whose cells tagged `lead` and `cover` make the first page; `chapters`
    tells of which page the cells come that make a chapter of their own, by their tag. Where it
    `asks`, each question is a chapter; else each page is, and the one named `last` stands
    before the sources.
    """

    front: str
    chapters: Mapping[str, str]
    last: str = ""

    @property
    def asks(self) -> bool:
        """Whether the chapters are the questions of a single page."""
        return not self.last


SHAPES: Mapping[str, Shape] = {
    BENCHMARK: Shape(
        "goal", {"method": "region", "revisions": "methods", "sources": "region"}, last="plan"
    ),
    FOLLOW_UP: Shape(FOLLOW_UP, dict.fromkeys(PLACED, FOLLOW_UP)),
    MUNICIPALITY: Shape(MUNICIPALITY, dict.fromkeys(PLACED, MUNICIPALITY)),
}


@dataclass(frozen=True)
class Titles:
    """What a report is called: on its cover, as a document, on its spine, and in its data."""

    heading: str
    title: str
    label: str
    kicker: str
    footer: str
    description: str
    data: str


_TEXTS: Mapping[Language, Mapping[str, tuple[str, str, str, str]]] = {
    # What it is, its question, its description, whose figures the data are.
    "nb": {
        BENCHMARK: (
            "Årsrapport",
            "Når {region} målet?",
            "Årsrapport om {region} målt mot næringsplanen og de andre områdene",
            "Tallene i årsrapporten for {region}, utgave {edition}: området, de det er målt "
            "mot, fylkene det ligger i, og landet.",
        ),
        FOLLOW_UP: (
            "Oppfølging av næringsplanen",
            "Følges planen for {region} opp?",
            "Hvor hver rad i næringsplanen for {region} står",
            "Tallene i oppfølgingen av planen for {region}, utgave {edition}: området, de det "
            "er målt mot, fylkene det ligger i, og landet.",
        ),
        MUNICIPALITY: (
            "Kommunens egenvurdering",
            "Hvordan går det i {region}?",
            "{name} mot byregionen, fylket, landet og liknende kommuner",
            "Tallene i egenvurderingen for {region}, utgave {edition}: kommunen, byregionen og "
            "fylket den ligger i, liknende kommuner og landet.",
        ),
    },
    "en": {
        BENCHMARK: (
            "Annual report",
            "Is {region} reaching the goal?",
            "Annual report on {region} against the business plan and its peers",
            "The figures of the annual report for {region}, edition {edition}: the area, its "
            "peers, the counties it lies in, and the nation.",
        ),
        FOLLOW_UP: (
            "Follow-up of the business plan",
            "Is the plan for {region} being carried out?",
            "Where each row of the business plan for {region} stands",
            "The figures of the follow-up of the plan for {region}, edition {edition}: the area, "
            "its peers, the counties it lies in, and the nation.",
        ),
        MUNICIPALITY: (
            "The municipality's own assessment",
            "How is {region} doing?",
            "{name} against its city region, its county, the nation and similar municipalities",
            "The figures of the own assessment of {region}, edition {edition}: the municipality, "
            "its city region and county, similar municipalities and the nation.",
        ),
    },
}
_EDITION = {"nb": "utgave", "en": "edition"}


def shape_of(kind: str) -> Shape:
    """Return what a report of `kind` is put together of; raises `Misuse` for an unknown kind."""
    if kind not in SHAPES:
        raise unknown("kind of report", kind, KINDS, where="the kinds of report")
    return SHAPES[kind]


def titles(kind: str, *, edition: int, region: str, language: Language) -> Titles:
    """Return what the report of `kind` is called. Raises `KeyError` for an unknown kind."""
    name, said = region_name(region, language), _EDITION[language]
    known = {"region": inside(name), "name": name, "edition": edition}
    what, *texts = _TEXTS[language][kind]
    heading, description, data = (text.format(**known) for text in texts)
    return Titles(
        heading=heading,
        title=f"{heading} {said.capitalize()} {edition}",
        label=f"{what}, {said} {edition}",
        kicker=f"{what} · {said} {edition} · {name}",
        footer=f"{heading} {what}, {said} {edition}",
        description=description,
        data=data,
    )


def check_region(kind: str, region: str, edition: int) -> Region:
    """Return the region `region`, of which there can be a report of `kind` in `edition`.

    Raises `Misuse` for an unknown kind or region; for a municipality's own assessment of what is
    no municipality that year, with its successors; and for the follow-up of any region but the
    plan's.
    """
    shape_of(kind)
    found = find_region(region)
    if kind == MUNICIPALITY:
        return find_municipality(region, edition)
    if kind == FOLLOW_UP and found.id not in plan_regions():
        raise Misuse(
            f"The follow-up of the plan in {region!r}",
            found=f"the plan is not of {found.name.en}",
            where="the kinds of report",
            todo=f"Ask for the plan's region by one of its lists: {', '.join(plan_regions())}",
        )
    return found


def plan_regions() -> tuple[str, ...]:
    """Return the ids of the lists of members of the plan's region."""
    known, plan = register().regions, register().regions[OF_THE_PLAN]
    lists = (one for one in known.values() if one.level == plan.level)
    return tuple(one.id for one in lists if one.county == plan.county)
