"""Executed pages → every file of a report as bytes: page, paper, figures, data, manifest."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pandas as pd

from regionstat.analysis.around import around
from regionstat.analysis.peers import CITY_REGIONS, NATION
from regionstat.analysis.similar import similar
from regionstat.register import register
from regionstat.register.find import find_language
from regionstat.report.charts import charts
from regionstat.report.cover import cover_of
from regionstat.report.figures_out import figure_files
from regionstat.report.kinds import MUNICIPALITY, shape_of
from regionstat.report.manifest import manifest
from regionstat.report.pdf import as_pdf
from regionstat.report.pdf_chapters import chapters
from regionstat.report.plan import Page
from regionstat.report.screen import as_html
from regionstat.report.workbook import as_csv, as_workbook
from regionstat.report.workbook_tables import tables_of
from regionstat.snapshots import Edition


def report_files(
    kind: str,
    edition: Edition,
    pages: tuple[Page, ...],
    executed: Mapping[str, bytes],
    panel: pd.DataFrame,
) -> dict[str, bytes]:
    """Return the files of a report by their names inside its folder, the manifest last.

    `pages` are those of `plan_pages`, `executed` the notebooks that `run_notebook` wrote by the
    name of their page, `panel` the edition's. Writes nothing: the same arguments give the same
    bytes, wherever they are to lie.
    """
    notebooks = {one.name: nbformat.v4.reads(executed[one.name].decode()) for one in pages}
    asked, shape = pages[0].parameters, shape_of(kind)
    region, language = str(asked["region"]), find_language(str(asked["language"]))
    rows = _rows(panel, region, _beside(kind, panel, region, edition.year))
    drawn = {one.name: charts(one.name, notebooks[one.name]) for one in pages}
    cover = cover_of(kind, notebooks[shape.front], rows, edition.year, region, language)
    paper = chapters(pages, notebooks, language, kind)
    pictures = [one for found in drawn.values() for one in found.values()]
    # First: it reads every chart, which the others then need not.
    html = as_html(cover, pages, notebooks, drawn, kind).encode()
    # As long as all the rest, and drawn beside it: most of it waits for no Python.
    with ThreadPoolExecutor(1) as pool:
        figures = pool.submit(figure_files, pictures)
        files = {
            "index.html": html,
            "report.pdf": as_pdf(
                cover,
                paper,
                edition=edition.year,
                region=region,
                language=language,
                kind=kind,
            ),
            "data.csv": as_csv(rows),
            "data.xlsx": as_workbook(
                rows,
                edition=edition.year,
                region=region,
                language=language,
                verdict=cover.verdict.parts[0],
                kind=kind,
                # The plan is followed row by row; the benchmark is all figures.
                tables=tables_of(paper) if shape.asks else (),
            ),
            **figures.result(),
            **{f"pages/{one.name}.ipynb": _as_kept(executed[one.name]) for one in pages},
        }
    parameters = {"kind": kind, "edition": edition.year, "region": region, "language": language}
    return {**files, "run.json": manifest(parameters, edition, files)}


def _as_kept(notebook: bytes) -> bytes:
    """Return the text of a notebook with the same ends of lines on every system."""
    return notebook.replace(b"\r\n", b"\n")


def _beside(kind: str, panel: pd.DataFrame, region: str, edition: int) -> tuple[str, ...]:
    """Return the regions that a report of `kind` holds `region` against, without the nation."""
    if kind == MUNICIPALITY:
        return (*around(region, edition), *similar(panel, region, year=edition).nearest)
    known = register().regions
    return tuple(id_ for one in (region, *CITY_REGIONS) for id_ in (one, *known[one].county))


def _rows(panel: pd.DataFrame, region: str, beside: tuple[str, ...]) -> pd.DataFrame:
    """Return the rows of the region, those it is held against, and the nation."""
    return panel[panel["region"].isin([region, *beside, NATION])].reset_index(drop=True)
