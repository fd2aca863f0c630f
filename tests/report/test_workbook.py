"""The data of a report as files: every number a number, every text a text."""

import csv
import io

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.panel import load
from regionstat.register import register
from regionstat.report.workbook import as_csv, as_workbook, sheet_names
from regionstat.report.workbook_style import look, told

VERDICT = '=HYPERLINK("http://x")'


@pytest.fixture(scope="module")
def rows():
    panel = load(2020)
    shown = ["population", "population_growth", "gdp_share", "employment_growth"]
    wanted = panel["region"].isin(["0", "07", "16", "org8"]) & panel["indicator"].isin(shown)
    return panel[wanted].reset_index(drop=True)


@pytest.fixture(scope="module")
def made(rows):
    return as_workbook(rows, edition=2020, region="16", language="nb", verdict=VERDICT)


@pytest.fixture(scope="module")
def book(made):
    return openpyxl.load_workbook(io.BytesIO(made))


def test_the_csv_holds_every_row_with_its_unit(rows):
    found = list(csv.DictReader(io.StringIO(as_csv(rows).decode())))
    assert len(found) == len(rows)
    assert list(found[0])[-1] == "unit"
    units = {(row["indicator"], row["unit"]) for row in found}
    assert units == {(id_, register().indicators[id_].unit) for id_ in set(rows["indicator"])}
    assert [row["value"] == "" for row in found] == list(rows["value"].isna())


def test_every_number_is_a_number_with_its_decimals_and_unit(book, rows):
    assert len(book.sheetnames) == 3 + rows["indicator"].nunique()
    for id_ in set(rows["indicator"]):
        one = register().indicators[id_]
        (name,) = (name for name in book.sheetnames if name == one.title.nb[:31].strip())
        cells = list(book[name].iter_rows(min_row=2, max_row=1 + sum(rows["indicator"] == id_)))
        found = {(cell[0].value, cell[2].value): cell for cell in cells}
        for row in rows[rows["indicator"] == id_].itertuples():
            cell = found[row.region, row.year]
            for place, value in enumerate((row.value, row.low, row.high), 3):
                wanted = None if pd.isna(value) else pytest.approx(value, rel=1e-14)
                assert cell[place].value == wanted
            assert cell[2].data_type == "n"
            shown = "#,##0" + ("." + "0" * one.decimals if one.decimals else "")
            assert pd.isna(row.value) or cell[3].number_format == shown


def test_a_missing_number_is_an_empty_cell_with_its_sign(book, rows):
    gap = rows[rows["value"].isna() & (rows["status"] != "")].iloc[0]
    sheet = book[register().indicators[gap["indicator"]].title.nb]
    cells = next(
        cell
        for cell in sheet.iter_rows(min_row=2, values_only=True)
        if (cell[0], cell[2]) == (gap["region"], gap["year"])
    )
    assert cells[3] is None
    assert cells[6] == gap["status"]


def test_heads_stay_and_can_be_filtered_and_the_unit_stands_in_them(book):
    sheet = book["Folketall"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:G")
    assert sheet["D1"].value == "Verdi, personer"
    assert sheet["A2"].value == "16"


def test_the_first_sheets_tell_what_the_book_is(book):
    report, indicators, latest = book.worksheets[:3]
    told = {row[0].value: row[1].value for row in report.iter_rows(min_row=3)}
    assert report["A1"].value == "Når Sør-Trøndelag målet? Utgave 2020"
    assert told["Svaret"] == VERDICT
    assert "CC BY 4.0" in told["Lisens"]
    assert "Statistisk sentralbyrå" in told["Slik siteres det"]
    links = list(next(zip(*indicators.iter_rows(min_row=2), strict=True)))
    assert [cell.value for cell in links] == book.sheetnames[3:]
    assert all(cell.hyperlink.location == f"'{cell.value}'!A1" for cell in links)
    assert [cell.value for cell in latest[1]][3:5] == ["Sør-Trøndelag", "Hele landet"]


def test_no_cell_is_a_formula(book):
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


def test_the_same_rows_give_the_same_workbook(made, rows):
    again = as_workbook(rows, edition=2020, region="16", language="nb", verdict=VERDICT)
    assert made == again


printable = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=20
)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("=+-@\t\r|%{\"'"), printable), min_size=1, max_size=8))
def test_no_text_becomes_a_formula_whatever_it_begins_with(pairs):
    texts = [first + rest for first, rest in pairs]
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as made:
        told(made.add_worksheet(), 0, texts, [10] * len(texts), look(made).text)
    found = list(openpyxl.load_workbook(buffer).worksheets[0][1])
    assert {cell.data_type for cell in found} == {"s"}
    assert [cell.value.replace("_x000D_", "\r").strip() for cell in found] == [
        text.strip() for text in texts
    ]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_names_of_sheets_are_such_as_excel_allows(titles):
    names = sheet_names(titles)
    assert len(names) == len(titles)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 1 <= len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("'") == name
        assert name.casefold() != "history"


def test_titles_that_agree_in_their_beginning_get_numbers():
    long = "Sysselsatte utenom offentlig forvaltning"
    assert sheet_names([long, long]) == [
        "Sysselsatte utenom offentlig fo",
        "Sysselsatte utenom offentlig 2",
    ]
