"""The charts of executed pages, each with its picture and its numbers, named by their place."""

from __future__ import annotations

from dataclasses import dataclass

from regionstat.page.html import MIME
from regionstat.report.blocks import picture_in
from regionstat.report.run import Notebook


@dataclass(frozen=True)
class Chart:
    """A chart of a page: `name` as `goal-1`, its words, its SVG, its numbers as CSV."""

    name: str
    title: str
    source: str
    alt: str
    svg: str
    csv: str


def charts(page: str, notebook: Notebook) -> dict[str, Chart]:
    """Return the charts of the executed page `page` by the id of the cell that shows them."""
    found: dict[str, Chart] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            told = data.get(MIME, {})
            if told.get("kind") == "figure" and (svg := picture_in(data["text/html"])):
                words = (told["title"], told["source"], told["alt"])
                found[cell["id"]] = Chart(f"{page}-{len(found) + 1}", *words, svg, told["csv"])
    return found
