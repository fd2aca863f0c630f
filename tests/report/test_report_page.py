"""What a page is made of: charts inside it and beside it, and text from outside that stays text."""

import ast
import csv
import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import nbformat
import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from regionstat.page.figure import blank, finish
from regionstat.page.html import Facts, PageTable, Sentence
from regionstat.register import register
from regionstat.register.entries import Text
from regionstat.report.bind import Front, Section, bind, framed
from regionstat.report.charts import charts
from regionstat.report.figures_out import figure_files
from regionstat.report.files import report_files
from regionstat.report.font import font_faces
from regionstat.report.fragments import page
from regionstat.report.plan import plan_pages
from regionstat.report.vector import inlined, letters
from regionstat.snapshots import find_home, read_edition

EVIL = "<script>alert(1)</script>"
WORDS = f"Verdi & «æøå» −1,5 {EVIL}"


def _figure():
    canvas, (axes,) = blank()
    axes.plot([2018, 2019], [1.25, 1.5], marker="o")
    axes.set_xticks([2018, 2019])
    rows = pd.DataFrame({"year": [2018, 2019], "value": [1.25, 1.5]})
    words = {"title": WORDS, "subtitle": "Enhet", "source": "Kilde: SSB", "alt": WORDS}
    return finish(canvas, data=rows, **words)


def _shows(*objects):
    """Return an executed notebook that shows `objects`."""
    cells = []
    for place, one in enumerate(objects):
        data = {"text/html": one._repr_html_(), **one._repr_mimebundle_()}
        cell = new_code_cell("rs.x()", outputs=[new_output("display_data", data=data)])
        cell["id"] = f"cell-{place}"
        cells.append(cell)
    written = nbformat.writes(new_notebook(cells=cells))
    return nbformat.reads(written, as_version=4)


def _run_here(page):
    """Return the notebook of `page` executed in this process, whose register can be changed."""
    notebook = nbformat.read(page.notebook, as_version=4)
    names = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            *before, last = ast.parse(cell.source).body
            exec(compile(ast.Module(before, []), page.name, "exec"), names)
            if isinstance(last, ast.Expr):
                shown = eval(compile(ast.Expression(last.value), page.name, "eval"), names)
                data, _ = DisplayFormatter().format(shown)
                cell.outputs = [new_output("display_data", data=data)]
            else:
                exec(compile(ast.Module([last], []), page.name, "exec"), names)
        if "parameters" in cell.metadata.get("tags", []):
            names |= page.parameters
    return notebook


@pytest.fixture(scope="module")
def executed():
    table = PageTable(EVIL, pd.DataFrame({EVIL: [EVIL], "b": [EVIL]}), (EVIL,), (EVIL,))
    return _shows(Sentence((EVIL, EVIL)), _figure(), table, Facts(EVIL, ((EVIL, EVIL),)))


@pytest.fixture(scope="module")
def chart(executed):
    (found,) = charts("goal", executed).values()
    return found


@pytest.fixture(scope="module")
def drawn(chart):
    return inlined(chart.svg, chart.name, chart.alt)


def test_no_text_from_outside_becomes_code_in_the_page(executed, chart, drawn):
    picture = framed(chart, drawn, "figures", "nb")
    body = page(executed, "nb", {"cell-1": picture})
    front = Front(EVIL, picture, (EVIL,))
    sections = [Section("a", EVIL, body, EVIL)]
    text = bind(front, sections, edition=2020, region="16", language="nb")
    assert "<script" not in text.lower()
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 15


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nb", "en"])
def test_no_name_in_the_register_becomes_code_anywhere_in_a_report(language, panel, monkeypatch):
    known, evil = register(), Text(EVIL, EVIL)
    region, indicator = known.regions["bergensregionen"], known.indicators["population_growth"]
    monkeypatch.setitem(known.regions, region.id, replace(region, name=evil))
    monkeypatch.setitem(known.indicators, indicator.id, replace(indicator, title=evil))
    asked = {"edition": 2020, "region": region.id, "language": language}
    pages = plan_pages("benchmark", find_home(), **asked)
    indicators = {one.name for one in pages} & set(known.indicators)
    pages = tuple(one for one in pages if one.name not in indicators - {indicator.id})
    executed = {one.name: nbformat.writes(_run_here(one)).encode() for one in pages}
    files = report_files("benchmark", read_edition(2020), pages, executed, panel)
    text = files["index.html"].decode()
    assert "<script" not in text.lower()
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 50
    for name, data in files.items():
        if name.endswith(".svg"):
            assert ET.fromstring(data).find(".//{*}script") is None, name
    with zipfile.ZipFile(io.BytesIO(files["data.xlsx"])) as book:
        for part in book.namelist():
            assert ET.fromstring(book.read(part)).find(".//{*}script") is None, part
    assert files["report.pdf"].startswith(b"%PDF")


def test_a_chart_in_the_page_says_every_word_of_the_picture(drawn):
    said = " ".join(one.text for one in ET.fromstring(drawn).iter("text"))
    for word in ("2018", "2019", "Enhet", "Kilde: SSB", "«æøå» −1,5", "</script>"):
        assert word in said
    assert "DejaVu" not in drawn, "letters are left as outlines beside the text"
    assert letters([drawn]) >= set("Enhet«æøå»−<>")


def test_a_chart_in_the_page_keeps_its_lines_and_where_they_end(chart, drawn):
    strokes = [one for one in ET.fromstring(drawn).iter() if "#1f77b4" in one.get("style", "")]
    assert strokes, "the line that was drawn is gone"
    ids = set(re.findall(r' id="([^"]+)"', drawn))
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', drawn))
    assert used == ids
    assert all(one.startswith("goal-1-") for one in ids)
    assert len(drawn) < len(chart.svg) / 4


def test_letters_that_the_font_joins_are_text_too():
    canvas, (axes,) = blank()
    axes.set_title("The officials' figures flow off")
    words = {"title": "t", "subtitle": "fi", "source": "ffl", "alt": "a"}
    svg = inlined(finish(canvas, data=pd.DataFrame(), **words).svg, "x-1", "a")
    said = {one.text for one in ET.fromstring(svg).iter("text")}
    assert said >= {"The officials' figures flow off", "fi", "ffl"}
    assert "DejaVu" not in svg


def test_letters_that_are_no_plain_text_stay_outlines():
    canvas, (axes,) = blank()
    axes.set_title("a--b")
    words = {"title": "t", "subtitle": "s", "source": "k", "alt": "a"}
    svg = inlined(finish(canvas, data=pd.DataFrame(), **words).svg, "x-1", "a")
    assert "a- -b" not in svg
    outlines = re.findall(r'<path id="(x-1-DejaVuSans-\w+)"', svg)
    assert {f"#{one}" for one in outlines} <= set(re.findall(r'href="([^"]+)"', svg))
    assert len(outlines) == 3


def test_a_chart_lies_beside_the_page_as_picture_and_numbers(chart):
    files = figure_files([chart, chart])
    assert sorted(files) == ["figures/goal-1.csv", "figures/goal-1.png", "figures/goal-1.svg"]
    with Image.open(io.BytesIO(files["figures/goal-1.png"])) as png:
        assert png.width == pytest.approx(6.8 * 192, abs=2)
    rows = list(csv.DictReader(io.StringIO(files["figures/goal-1.csv"].decode())))
    assert [(row["year"], float(row["value"])) for row in rows] == [("2018", 1.25), ("2019", 1.5)]
    assert files == figure_files([chart, chart])
    assert figure_files([]) == {}


def test_the_font_of_the_page_holds_its_letters_and_is_the_same_again():
    first = font_faces("ab")
    font_faces("abc")
    assert first == font_faces("ba")
    assert len(re.findall(r"base64,[A-Za-z0-9+/=]+\)", first)) == 2
    assert len(first) < 20_000
