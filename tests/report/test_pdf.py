"""The report on paper: tagged, titled, in its language, and no text of it is ever code."""

import io
import re
from dataclasses import replace

import pandas as pd
import pikepdf
import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from regionstat.page.figure import blank, finish
from regionstat.page.html import Facts, Sentence
from regionstat.report.blocks import Chart, Heading, Paragraph, Spark, Table
from regionstat.report.pdf import Chapter, Cover, as_pdf
from regionstat.report.pdf_chapters import chapters
from regionstat.report.pdf_columns import TURNED, UPRIGHT, fitted
from regionstat.report.plan import plan_pages
from regionstat.snapshots import find_home

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="490pt" height="300pt" viewBox="0 0 490 300">'
    '<rect width="490" height="300" fill="#0B5C9E"/></svg>'
)
# Signs that typst gives a meaning in its markup.
ODD = (
    '#eval("1+1")',
    "#panic()",
    "$x^2$",
    "*a* _b_ `c`",
    "<label>",
    "@ref",
    r"\ \u{41}",
    "= Not a heading",
    "- not a list",
    "//not a comment",
    "https://example.org/#a",
    "[#box]",
)
TEXT = "Ærlig talt: −1\u202f234,5\u00a0% på 10\u00a0år – «bedre»\u2009?"
LONG = Table(
    "En lang tabell",
    ("Nøkkelord", "Verdi"),
    tuple((f"Kommune {number}", f"{number},5") for number in range(90)),
    ("liten skrift",),
    ("En note.",),
)
SPARKED = Table("Små bilder", ("Navn", "Forløp"), (("a", Spark(SVG, "Linjen stiger.")),))
CHART = Chart("Funn", "prosent", "Kilde: SSB", "Stolpediagram. Alt står i ord.", SVG)


@pytest.fixture(scope="module")
def made():
    blocks = (
        Heading(2, "Hva sier tallene?"),
        Sentence(("Opp fra 1 til 2.", TEXT)),
        CHART,
        SPARKED,
        LONG,
        Facts("Fakta", (("Definisjon", "Det som måles."), *((one, one) for one in ODD))),
        *(Paragraph(one) for one in ODD),
        *(Heading(2, one) for one in ODD),
        Table("*Stjerner*", ODD[:3], (ODD[3:6], ODD[6:9]), (ODD[9], ODD[10]), (ODD[11],)),
    )
    cover = Cover(Sentence(("Trolig ja.", "Mer om det.")), CHART, ("Tall til og med 2019.",))
    chapters = [Chapter("Alle indikatorer", blocks), Chapter("Kilder", (Paragraph("SSB"),))]
    return as_pdf(cover, chapters, edition=2020, region="trondheimsregionen", language="nb")


@pytest.fixture(scope="module")
def opened(made):
    with pikepdf.open(io.BytesIO(made)) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def pages(made):
    with pypdfium2.PdfDocument(made) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def _tags(node, found):
    """Collect the elements of a structure tree by the names of their tags."""
    if isinstance(node, pikepdf.Array):
        for one in node:
            _tags(one, found)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            found.setdefault(str(node["/S"])[1:], []).append(node)
        if "/K" in node:
            _tags(node["/K"], found)
    return found


def test_the_document_tells_its_title_its_language_and_that_it_is_tagged(opened):
    root = opened.Root
    assert str(root.Lang).lower() in {"nb", "nb-no"}
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert bool(root.MarkInfo.Marked)
    assert str(opened.docinfo["/Title"]) == "Når Trondheimsregionen målet? Utgave 2020"
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Når Trondheimsregionen målet? Utgave 2020"


def test_headings_tables_and_pictures_stand_in_the_tree(opened):
    tags = _tags(opened.Root.StructTreeRoot, {})
    assert {"H1", "H2", "Table", "TH", "TD", "Caption", "Figure", "TOC"} <= set(tags)
    words = [str(one["/Alt"]) for one in tags["Figure"] if "/Alt" in one]
    assert words.count("Linjen stiger.") == 1
    assert CHART.alt in words
    assert all("/Alt" in one for one in tags["Figure"])


def test_chapters_and_questions_are_bookmarks(opened):
    with opened.open_outline() as outline:
        titles = [one.title for one in outline.root]
        assert titles[-2:] == ["Alle indikatorer", "Kilder"]
        assert outline.root[-2].children[0].title == "Hva sier tallene?"


def test_every_sign_comes_through_as_it_was_written(pages):
    text = re.sub(r"\s+", " ", " ".join(pages))
    for one in (TEXT, *ODD):
        assert re.sub(r"\s+", " ", one) in text


def test_a_table_that_goes_on_repeats_its_heads_and_keeps_its_note(pages):
    heads = [number for number, text in enumerate(pages) if "Nøkkelord" in text]
    rows = [number for number, text in enumerate(pages) if "Kommune" in text]
    assert len(heads) > 1
    assert heads == rows
    assert "En note." in pages[heads[-1]]


def test_every_page_tells_where_it_is_from_and_its_number(pages):
    for number, text in enumerate(pages, 1):
        assert "Når Trondheimsregionen målet? Årsrapport, utgave 2020" in text
        assert f"{number} / {len(pages)}" in text


def test_the_same_report_gives_the_same_bytes_and_english_is_english():
    def paper(language):
        return as_pdf(
            Cover(Sentence(("Yes.",)), None),
            [Chapter("One", (Paragraph("Words."),))],
            edition=2020,
            region="16",
            language=language,
        )

    assert paper("en") == paper("en")
    with pikepdf.open(io.BytesIO(paper("en"))) as pdf:
        assert str(pdf.Root.Lang).lower() == "en-gb"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20200101")


def test_a_table_without_columns_says_what_it_has_to_say():
    chapters = [Chapter("One", (Table("No border can be moved", (), ()),))]
    paper = as_pdf(
        Cover(Sentence(("Yes.",)), None), chapters, edition=2020, region="16", language="en"
    )
    with pypdfium2.PdfDocument(paper) as pdf:
        found = [page.get_textpage().get_text_range() for page in pdf]
    assert any("No border can be moved" in text for text in found)


def test_the_words_inside_a_chart_can_be_searched():
    canvas, (axes,) = blank()
    axes.plot([2019, 2020], [1.0, 1.2])
    words = {"title": "Opp i Sør-Trøndelag", "subtitle": "prosent", "source": "SSB", "alt": "a"}
    svg = finish(canvas, data=pd.DataFrame(), **words).svg
    chart = Chart(*words.values(), svg)
    made = as_pdf(Cover(Sentence(("Ja.",)), chart), [], edition=2020, region="16", language="nb")
    said = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range()
    assert "Opp i Sør-Trøndelag" in said
    assert "2020" in said


def test_a_picture_without_words_is_refused():
    chart = Chart("t", "s", "k", "", SVG)
    with pytest.raises(typst.TypstError, match="alt"):
        as_pdf(Cover(Sentence(("Yes.",)), chart), [], edition=2020, region="16", language="en")


# --- columns --------------------------------------------------------------------------------------

cells = st.text("abcdefghijm0123456789 ,–−\u00a0", max_size=60)


@settings(max_examples=30)
@given(
    st.integers(1, 14).flatmap(lambda n: st.lists(st.tuples(*[cells] * n), min_size=1, max_size=4))
)
def test_a_table_never_is_wider_than_its_sheet(rows):
    table = Table("t", tuple(f"head {n}" for n in range(len(rows[0]))), tuple(rows))
    found = fitted(table)
    assert len(found.widths) == len(found.right) == len(rows[0])
    assert all(width > 0 for width in found.widths)
    assert sum(found.widths) <= (TURNED if found.turned else UPRIGHT) + 0.1


@pytest.mark.parametrize("sign", ["", "~", "−", "~−", "±", "+", "(", "NOK ", "~−NOK "])
def test_a_figure_may_bear_several_signs(sign):
    rows = tuple(("2019", f"{sign}124,882") for _ in range(3))
    assert fitted(Table("t", ("Year", "Region"), rows)).right == (False, True)


def test_figures_stand_to_the_right_and_words_to_the_left():
    rows = (
        ("Folketall", "1\u202f234", "ja, 1,0", "−3 pp", "–"),
        ("Vekst", "~2,5", "nei", "+1", "–"),
    )
    assert fitted(Table("t", ("a", "b", "c", "d", "e"), rows)).right == (
        False,
        True,
        False,
        True,
        True,
    )


def test_a_scorecard_turns_its_page_and_a_small_table_does_not():
    cell = "2\u202f724\u202f305\u00a0mill.\u00a0kr"
    wide = Table("t", tuple("abcdefghi"), (("Andel av bruttoprodukt", *[cell] * 8),))
    small = Table("t", ("År", "Verdi"), (("2019", cell),))
    assert (fitted(wide).turned, fitted(small).turned) == (True, False)


def _of_length(rows, words):
    text = " ".join(f"ord{number}" for number in range(words))
    body = tuple((f"Rad {number}", "12,5", text) for number in range(rows))
    return Table("Tekst over tabellen", ("Navn", "Verdi", "Hva"), body, ("liten",), ("En note.",))


def test_whether_a_table_breaks_is_told_as_it_would_be_measured(monkeypatch):
    tables = [_of_length(rows, words) for rows in (1, 6, 14, 30, 80) for words in (0, 4, 30)]
    tables.append(Table("t", tuple("abcdefghi"), (("2\u202f724\u202f305\u00a0mill. kr",) * 9,) * 9))
    assert {fitted(one).breaks for one in tables} == {True, False, None}

    def paper():
        cover, spread = Cover(Sentence(("Ja.",)), None), []
        for one in tables:
            # From another height of the sheet each time.
            spread += [Paragraph("Ord. " * 40 * len(spread)), one]
        told = [Chapter("En", tuple(spread))]
        return as_pdf(cover, told, edition=2020, region="16", language="nb")

    told = paper()
    monkeypatch.setattr(
        "regionstat.report.pdf.fitted", lambda table: replace(fitted(table), breaks=None)
    )
    assert paper() == told


# --- chapters -------------------------------------------------------------------------------------


def _says(*cells):
    """An executed notebook whose cells, by tag, show one sentence each."""
    return new_notebook(
        cells=[
            new_code_cell(
                "rs.shown()",
                metadata={"tags": [tag] if tag else []},
                outputs=[new_output("execute_result", data=Sentence((text,))._repr_mimebundle_())],
            )
            for tag, text in cells
        ]
    )


def test_chapters_stand_in_the_order_of_the_screen_with_the_verdict_before_the_goal():
    pages = plan_pages("benchmark", find_home(), edition=2020, region="16", language="en")
    placed = [("method", "borders"), ("revisions", "revised"), ("sources", "sourced")]
    notebooks = {one.name: _says(("lead", "verdict"), ("", one.name), *placed) for one in pages}
    found = chapters(pages, notebooks, "en")
    said = [" ".join(str(block) for block in one.blocks) for one in found]
    shown = [one.name for one in pages[2:-2]]
    assert said[:2] == ["region", "verdict goal"]
    assert said[2:] == [*shown, "methods", "borders", "revised", "plan", "sourced"]
    assert [one.part for one in found[:-5]] == [one.part for one in pages[:-2]]
    assert {one.part for one in found[-5:]} == {pages[-1].part}


def test_a_chapter_of_which_nothing_is_said_is_left_out():
    pages = plan_pages("benchmark", find_home(), edition=2020, region="16", language="nb")
    notebooks = {one.name: _says(("", one.name)) for one in pages}
    assert len(chapters(pages, notebooks, "nb")) == len(pages)
