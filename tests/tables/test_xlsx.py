"""StatBank's workbooks are read to the same cells; what is no plain table of values is refused."""

import io
import zipfile
from datetime import datetime

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from printing import SOURCES, Small, as_xlsx, tables
from test_statbank_csv import cells, same

from regionstat.errors import BadFile
from regionstat.tables import decode, xlsx
from regionstat.tables.encode import encode
from regionstat.tables.statbank import read_statbank
from regionstat.tables.vocabulary import NOTHING

POPULATION = SOURCES["population"]
SMALL = Small(
    "population",
    {
        "Region": {"0301": "Oslo - Oslove", "5001": "Trondheim - Tråante"},
        "ContentsCode": {"Personer1": "Personer"},
        "Tid": {"2020": "2020", "2021": "2021"},
    },
    {
        ("0301", "Personer1", "2020"): "5",
        ("0301", "Personer1", "2021"): "..",
        ("5001", "Personer1", "2020"): "7.25",
        ("5001", "Personer1", "2021"): "-",
    },
)


def read(data, source="population", known=NOTHING):
    return read_statbank(data, SOURCES[source], name="table.xlsx", known=known)


def book(rows, *, sheets=1):
    """A workbook of these rows; a callable writes its cell itself."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        for _ in range(sheets):
            sheet = made.add_worksheet()
            for i, row in enumerate(rows):
                for j, value in enumerate(row):
                    if callable(value):
                        value(made, sheet, i, j)
                    elif value is not None:
                        sheet.write(i, j, value)
    return buffer.getvalue()


@settings(max_examples=40)
@given(
    tables(),
    st.sampled_from(["text", "both", "dash"]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_every_workbook_reads_back(small, form, double, names, title, notes):
    data = as_xlsx(small, form=form, double=double, names=names, title=title, notes=notes)
    export = read(data, small.source, small.known)
    same(cells(export), small.values)
    if notes:
        assert export.about.notes == ("Fotnote, den eine",)
        assert export.about.updated == "2026-02-25"


def test_numbers_and_signs_are_kept_and_the_day_too():
    table = decode(encode(read(as_xlsx(SMALL)), POPULATION))
    assert table.frame["value"].tolist()[::2] == [5, 7.25]
    assert table.frame["status"].tolist() == ["", "..", "", "-"]
    assert table.updated == "2026-02-25"
    assert table.label == "07459: Tal, etter region og år"
    assert any("Converted from a StatBank XLSX export" in note.text for note in table.notes)
    assert not any("Kari" in note.text for note in table.notes)


def test_years_and_texts_with_decimal_commas_that_excel_made_are_read():
    data = book([[None, 2020, 2021], ["0301 Oslo", "1 234,5", 1e-5], ["5001 Trondheim", 5.0, ".."]])
    with pytest.raises(BadFile, match="it has no ContentsCode"):
        read(data, "employed")
    assert cells(read(data)) == {
        ("0301", "Personer1", "2020"): "1234.5",
        ("0301", "Personer1", "2021"): "0.00001",
        ("5001", "Personer1", "2020"): "5",
        ("5001", "Personer1", "2021"): "..",
    }


def test_a_column_of_notes_beside_the_values_gives_their_signs():
    data = book([["t"], [], [None, "2020", None, "2021"], ["0301 Oslo", 5, "*", 6], ["5001 T", 7]])
    export = read(data)
    assert export.cells["0301", "Personer1", "2020"].status == "*"
    assert export.cells["0301", "Personer1", "2021"].status == ""
    data = book([[None, "2020", None], ["0301 Oslo", 5, 6]])
    with pytest.raises(BadFile, match=r"the value '6' has no heading \(cell C2"):
        read(data)


def test_merged_cells_go_on():
    def merged(made, sheet, i, j):
        sheet.merge_range(i, j, i + 1, j, "0301 Oslo")

    data = book([["region", "år", "Personer"], [merged, "2020", 5], [None, "2021", 6]])
    assert sorted(cells(read(data)).values()) == ["5", "6"]


def formula(made, sheet, i, j):
    sheet.write_formula(i, j, "=1+2", value=3)


def date(made, sheet, i, j):
    sheet.write_datetime(i, j, datetime(2020, 1, 1), made.add_format({"num_format": "yyyy"}))


REFUSED = {
    "a formula": (formula, r"a formula \(cell B2"),
    "a date": (date, r"a date \(cell B2"),
    "true": (True, r"true or false \(cell B2"),
    "words": ("some", r"'some' is not a number \(cell B2"),
    "beyond all figures": (1e300, r"1e\+300 is no figure \(cell B2"),
    "doubtful": ("1.234", r"thousands or decimals \(cell B2"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_name_the_cell(case):
    value, found = REFUSED[case]
    with pytest.raises(BadFile, match=found):
        read(book([["region", "2020"], ["0301 Oslo", value]]))


def test_two_sheets_with_cells_are_refused():
    with pytest.raises(BadFile, match="2 of its sheets hold cells"):
        read(book([["region", "2020"], ["0301 Oslo", 5]], sheets=2))
    with pytest.raises(BadFile, match="0 of its sheets hold cells"):
        read(book([]))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_cut_short_is_refused(share):
    data = as_xlsx(SMALL)
    with pytest.raises(BadFile, match="no whole XLSX workbook"):
        read(data[: int(len(data) * share)])


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_UNPACKED", 2**22)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(b" " * 2**22)
    assert len(buffer.getvalue()) < 2**14
    with pytest.raises(BadFile, match="it unpacks to"):
        read(buffer.getvalue())


def test_another_archive_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("content.xml", b"<office/>")
    with pytest.raises(BadFile, match="an archive but no XLSX"):
        read(buffer.getvalue())


def test_a_sheet_that_lies_about_its_size_is_read_whole():
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(SMALL))) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                before = data
                data = data.replace(b'<dimension ref="A1:', b'<dimension ref="A1:B5"/><x ref="')
                assert data != before
                data = data.replace(b'<x ref="', b'<!-- "', 1).replace(b'"/>', b'"-->', 2)
                data = data.replace(b'A1:B5"-->', b'A1:B5"/>', 1)
            new.writestr(part, data)
    same(cells(read(buffer.getvalue())), SMALL.values)


BOOK = as_xlsx(SMALL)


@given(st.data())
def test_no_mutation_makes_anything_but_a_table_or_a_refusal(data):
    found = bytearray(BOOK)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(found) - 1))
        found[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        read(bytes(found))
    except BadFile:
        return
