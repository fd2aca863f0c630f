"""The charts of a report as files to paste elsewhere: SVG, PNG, and the numbers as CSV."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import typst

from regionstat.report.charts import Chart
from regionstat.report.font import typeset_fonts
from regionstat.report.raster import pngs
from regionstat.report.vector import standing

FOLDER = "figures"
# Twice the dots of a screen: sharp on paper at the width of a column.
DOTS_PER_INCH = 192
# A page for each chart, which is data here as in `report.typ`.
_DOCUMENT = b"""#set page(width: auto, height: auto, margin: 0pt)
#for one in json(bytes(sys.inputs.charts)) { page(image(bytes(one), format: "svg")) }
"""


def figure_files(charts: Iterable[Chart]) -> dict[str, bytes]:
    """Return the files of `charts` by their names inside the folder of the report.

    Titles, units and source lines stand inside the pictures, the letters of an SVG as outlines:
    they look the same wherever they are pasted.
    """
    found = list(charts)
    files: dict[str, bytes] = {}
    for chart, png in zip(found, _pngs(found), strict=True):
        told = {"svg": chart.svg.encode(), "png": png, "csv": chart.csv.encode()}
        files |= {f"{FOLDER}/{chart.name}.{ending}": data for ending, data in told.items()}
    return files


def _pngs(charts: list[Chart]) -> list[bytes]:
    """Draw all `charts` in one go, each as a page of one document, its letters as text.

    A letter set as text is drawn once and then copied; as an outline it is drawn each time.
    """
    if not charts:
        return []
    drawn = [standing(one.svg) for one in charts]
    document = typst.compile(
        _DOCUMENT,
        font_paths=typeset_fonts(),
        sys_inputs={"charts": msgspec.json.encode(drawn).decode()},
        pdf_tags=False,
    )
    return pngs(document, DOTS_PER_INCH)
