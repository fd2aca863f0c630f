"""Sheets of words: whole, filtered, their counts as numbers, and no text that can run."""

import io

import openpyxl
import pandas as pd
import xlsxwriter

from regionstat.page.html import Sentence
from regionstat.panel.build import PANEL
from regionstat.report.blocks import Spark, Table
from regionstat.report.pdf import Chapter
from regionstat.report.workbook import as_workbook
from regionstat.report.workbook_style import look
from regionstat.report.workbook_tables import tables_of, write_table

EVIL = "=1+1"
WORDS = Table(
    "Rows",
    ("Row", "Status", "Rows without data", "Why"),
    (("1.1a Ask", "met", "12", "Long ago"), (EVIL, EVIL, "0", "@SUM(A1)")),
    ("Target: 1", ""),
    ("A note.",),
)
FIGURES = Table("Figures", ("Row", "Value"), (("a", "3,82\u00a0%"), ("b", "–")))
PICTURES = Table("Trend", ("Row", "Trend"), (("a", Spark("<svg/>", "up")),))


def test_tables_of_words_are_taken_and_those_of_printed_figures_are_not():
    chapters = [
        Chapter("Plan", (Sentence(("Yes.",)), WORDS)),
        Chapter("Figures", (FIGURES, PICTURES, Table("None", (), ()))),
    ]
    assert tables_of(chapters) == [("Plan", WORDS)]


def written(table):
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        write_table(book.add_worksheet("x"), look(book), table)
    return openpyxl.load_workbook(io.BytesIO(buffer.getvalue()))["x"]


def test_a_sheet_holds_every_cell_its_counts_as_numbers_and_nothing_that_runs():
    sheet = written(WORDS)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=3)]
    assert rows[0] == list(WORDS.heads)
    assert rows[1] == ["1.1a Ask (Target: 1)", "met", 12, "Long ago"]
    assert rows[2] == [EVIL, EVIL, 0, "@SUM(A1)"]
    assert {cell.data_type for row in sheet.iter_rows(max_row=3) for cell in row} == {"s", "n"}
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D3")
    assert [sheet.cell(row, 1).value for row in (5, 6)] == ["Rows", "A note."]


def test_sheets_of_words_stand_after_the_first_and_links_still_lead_to_indicators():
    rows = pd.DataFrame(
        [("population", "5001", 2020, 1.0, float("nan"), float("nan"), "")], columns=PANEL
    )
    asked = {"edition": 2020, "region": "5001", "language": "en", "kind": "municipality"}
    data = as_workbook(rows, tables=[("Who owes?", WORDS), ("Who owes?", WORDS)], **asked)
    book = openpyxl.load_workbook(io.BytesIO(data))
    first = ["About the report", "Who owes", "Who owes 2", "About the indicators"]
    assert book.sheetnames == [*first, "Latest figures", "Population"]
    assert book["About the indicators"]["A2"].hyperlink.location == "'Population'!A1"
    assert book["Population"]["D2"].value == 1
