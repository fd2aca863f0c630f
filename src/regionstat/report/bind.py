"""Pages → one self-contained page: verdict, scorecard, pages, method, sources, data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from regionstat.page.names import inside, region_name
from regionstat.register.entries import Language

DATA = ("data.csv", "data.xlsx")
_TEXTS = {
    "nb": {
        "title": "Når {region} målet? Utgave {edition}",
        "heading": "Når {region} målet?",
        "edition": "Årsrapport, utgave {edition}",
        "skip": "Hopp til innholdet",
        "contents": "Innhold",
        "method": "Metode og grenser",
        "sources": "Kilder og årganger",
        "data": "Tallene",
        "data_text": "Alle tallene i rapporten, for området, de det er målt mot, og landet:",
        "manifest": "Hva rapporten er laget av, med sjekksummer:",
        "top": "Til toppen",
    },
    "en": {
        "title": "Is {region} reaching the goal? Edition {edition}",
        "heading": "Is {region} reaching the goal?",
        "edition": "Yearly report, edition {edition}",
        "skip": "Skip to the content",
        "contents": "Contents",
        "method": "Method and borders",
        "sources": "Sources and vintages",
        "data": "The data",
        "data_text": "All figures of the report, for the area, its peers and the nation:",
        "manifest": "What the report is made from, with checksums:",
        "top": "To the top",
    },
}


@dataclass(frozen=True)
class Section:
    """A part of the report: the id it is linked by, its title, its HTML."""

    id: str
    title: str
    body: str


def bind(
    sections: list[Section], lead: str, *, edition: int, region: str, language: Language
) -> str:
    """Return the report as one HTML page without a link to anywhere outside its folder.

    `lead` is the verdict as HTML, `sections` the parts in their order; sections with the
    ids `method` and `sources` get their titles here.
    """
    name = inside(region_name(region, language))
    texts = {
        key: text.format(region=name, edition=edition) for key, text in _TEXTS[language].items()
    }
    return _template().render(
        language=language, texts=texts, lead=lead, sections=sections, data=DATA
    )


def titled(id_: str, body: str, language: Language) -> Section:
    """Return the section `method` or `sources` with its title."""
    return Section(id_, _TEXTS[language][id_], body)


@cache
def _template() -> Template:
    environment = Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True)
    source = (files("regionstat.report") / "page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(source)
