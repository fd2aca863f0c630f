"""The charts of a report as files to paste elsewhere: SVG, PNG, and the numbers as CSV."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from regionstat.report.charts import Chart

FOLDER = "figures"
# Twice the dots of a screen: sharp on paper at the width of a column.
DOTS_PER_INCH = 192
_PAGE = "#set page(width: auto, height: auto, margin: 0pt)\n"


def figure_files(charts: Iterable[Chart]) -> dict[str, bytes]:
    """Return the files of `charts` by their names inside the folder of the report.

    Titles, units and source lines stand inside the pictures, the letters as outlines: they
    look the same wherever they are pasted.
    """
    found = list(charts)
    files: dict[str, bytes] = {}
    for chart, png in zip(found, _pngs(found), strict=True):
        told = {"svg": chart.svg.encode(), "png": png, "csv": chart.csv.encode()}
        files |= {f"{FOLDER}/{chart.name}.{ending}": data for ending, data in told.items()}
    return files


def _pngs(charts: list[Chart]) -> list[bytes]:
    """Draw all `charts` in one go, each as a page of one document: a twentieth second each."""
    if not charts:
        return []
    with TemporaryDirectory(prefix="regionstat-") as folder:
        for place, chart in enumerate(charts):
            (Path(folder) / f"{place}.svg").write_text(chart.svg, encoding="utf-8")
        pages = (f'#image("{place}.svg")\n' for place in range(len(charts)))
        document = Path(folder) / "charts.typ"
        document.write_text(_PAGE + "#pagebreak()\n".join(pages), encoding="utf-8")
        drawn = typst.compile(document, format="png", ppi=DOTS_PER_INCH)
    return [drawn] if isinstance(drawn, bytes) else [bytes(one) for one in drawn]
