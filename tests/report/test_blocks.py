"""What an executed notebook says, block by block; what says nothing of itself is refused."""

import json

import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from regionstat.errors import BadFile
from regionstat.page.figure import blank, finish
from regionstat.page.html import Facts, PageTable, Sentence
from regionstat.report.blocks import (
    Chart,
    Heading,
    Paragraph,
    Spark,
    Table,
    page_blocks,
    placed_blocks,
)

TABLE = PageTable("Tall", pd.DataFrame({"År": ["2019"], "Verdi": ["1,0"]}), ("n",), ("u",))


def _markdown(text, *tags):
    return new_markdown_cell(text, metadata={"tags": list(tags)})


def _answer(shown, *tags):
    """A cell that shows an object, as a notebook holds it that was written and read again."""
    data = {**shown._repr_mimebundle_(), "text/html": shown._repr_html_()}
    return _output(json.loads(json.dumps(data)), *tags)


def _output(data, *tags):
    output = new_output("execute_result", data=data)
    return new_code_cell("rs.shown()\nmore", outputs=[output], metadata={"tags": list(tags)})


def test_blocks_come_in_order_in_their_language_without_what_is_placed():
    notebook = new_notebook(
        cells=[
            _markdown("# Tittel", "nb", "title"),
            _answer(Sentence(("skjult",)), "parameters"),
            _markdown("## Når?\n\nEn linje\nog en til.", "nb"),
            _markdown("## When?", "en"),
            _answer(Sentence(("Ja.", "Mer."))),
            _answer(TABLE),
            _answer(Facts("f", (("a", "b"),))),
            _answer(Sentence(("dommen",)), "lead"),
        ]
    )
    assert page_blocks(notebook, "nb") == (
        Heading(2, "Når?"),
        Paragraph("En linje og en til."),
        Sentence(("Ja.", "Mer.")),
        Table("Tall", ("År", "Verdi"), (("2019", "1,0"),), ("u",), ("n",)),
        Facts("f", (("a", "b"),)),
    )
    assert placed_blocks(notebook, "lead") == (Sentence(("dommen",)),)
    assert placed_blocks(notebook, "sources") == ()


def test_a_chart_brings_its_picture_and_its_words():
    canvas, _ = blank()
    rows = pd.DataFrame({"value": [1.0]})
    figure = finish(canvas, title="Øker", subtitle="i", source="Kilde", alt="Linje.", data=rows)
    (found,) = page_blocks(new_notebook(cells=[_answer(figure)]), "nb")
    assert found == Chart("Øker", "i", "Kilde", "Linje.", figure.svg)


def test_a_small_picture_in_a_cell_keeps_its_words():
    told = json.loads(json.dumps(TABLE._repr_mimebundle_()))
    (data,) = told.values()
    data["rows"] = [["2019", {"spark": "<svg/>", "alt": "Stiger."}]]
    (found,) = page_blocks(new_notebook(cells=[_output(told)]), "nb")
    assert found.rows == (("2019", Spark("<svg/>", "Stiger.")),)


def test_an_output_that_does_not_say_what_it_is_is_refused():
    notebook = new_notebook(cells=[_output({"text/plain": "1"})])
    with pytest.raises(BadFile, match=r"begins `rs\.shown\(\)`.*chart, a table or a sentence"):
        page_blocks(notebook, "nb")
