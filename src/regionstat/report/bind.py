"""Sections → one self-contained page: cover, contents by goal, sections, data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, StrictUndefined, Template

from regionstat.page.names import region_name
from regionstat.register.entries import Language
from regionstat.report.charts import Chart
from regionstat.report.kinds import BENCHMARK, shape_of, titles

DATA = ("report.pdf", "data.xlsx", "data.csv")
_TEXTS = {
    "nb": {
        "skip": "Hopp til innholdet",
        "contents": "Innhold",
        "method": "Metode og grenser",
        "revisions": "Endret siden forrige utgave",
        "sources": "Kilder",
        "data": "Tallene",
        "data_text": "Rapporten på papir, og alle tallene i den, for området, de det er målt "
        "mot, og landet:",
        "figures_text": "Hvert diagram ligger i mappen figures som SVG og PNG med kilden i bildet, "
        "og tallene bak som CSV.",
        "numbers": "tall (CSV)",
        "manifest": "Hva rapporten er laget av, med sjekksummer:",
        "paper": "Rapporten som PDF",
        "book": "Tallene i Excel",
        "top": "Til toppen",
    },
    "en": {
        "skip": "Skip to the content",
        "contents": "Contents",
        "method": "Method and borders",
        "revisions": "Changed since the last edition",
        "sources": "Sources",
        "data": "The data",
        "data_text": "The report on paper, and all its figures, for the area, its peers and "
        "the nation:",
        "figures_text": "Every chart lies in the folder figures as SVG and PNG with its source in "
        "the picture, and the numbers behind it as CSV.",
        "numbers": "numbers (CSV)",
        "manifest": "What the report is made from, with checksums:",
        "paper": "The report as PDF",
        "book": "The figures in Excel",
        "top": "To the top",
    },
}
_FRAME = """<figure class="chart">
<div class="picture" role="group" tabindex="0" aria-label="{{ chart.title }}">
{{ picture | safe }}
</div>
<figcaption>
{% for name, ending in (("SVG", "svg"), ("PNG", "png"), (texts.numbers, "csv")) %}
<a href="{{ folder }}/{{ chart.name }}.{{ ending }}" download
 aria-label="{{ name }}: {{ chart.title }}">{{ name }}</a>
{% endfor %}
</figcaption>
</figure>"""


@dataclass(frozen=True)
class Section:
    """A part of the report: the id it is linked by, its title, its HTML, the part it is of."""

    id: str
    title: str
    body: str
    part: str


@dataclass(frozen=True)
class Front:
    """The first page: the verdict in one sentence, one chart as HTML, lines in small letters."""

    verdict: str
    chart: str
    small: tuple[str, ...]


def bind(
    front: Front,
    sections: Sequence[Section],
    *,
    edition: int,
    region: str,
    language: Language,
    kind: str = BENCHMARK,
    faces: str = "",
) -> str:
    """Return the report of `kind` as one HTML page without a link to anywhere outside its folder.

    `sections` stand in their order, `faces` are the style rules of the charts' font.
    """
    parts = [(name, list(found)) for name, found in groupby(sections, lambda one: one.part)]
    return _template().render(
        language=language,
        name=region_name(region, language),
        texts=_TEXTS[language],
        titles=titles(kind, edition=edition, region=region, language=language),
        cover=front,
        sections=sections,
        parts=parts,
        data=DATA,
        asks=shape_of(kind).asks,
        faces=faces,
    )


def titled(id_: str, body: str, language: Language, part: str) -> Section:
    """Return the section `method`, `revisions` or `sources` of `part` with its title."""
    return Section(id_, _TEXTS[language][id_], body, part)


def framed(chart: Chart, picture: str, folder: str, language: Language) -> str:
    """Return a chart as it stands in the page: `picture` as HTML, links to its files below."""
    return _frame().render(texts=_TEXTS[language], chart=chart, picture=picture, folder=folder)


@cache
def _template() -> Template:
    source = (files("regionstat.report") / "page.html.j2").read_text(encoding="utf-8")
    return _environment().from_string(source)


@cache
def _frame() -> Template:
    return _environment().from_string(_FRAME)


def _environment() -> Environment:
    return Environment(undefined=StrictUndefined, autoescape=True, trim_blocks=True)
