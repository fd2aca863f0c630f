"""PC-Axis files are read to the same cells; a file that is not whole is refused by its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from printing import SOURCES, as_px, tables
from test_statbank_csv import cells, same
from test_xlsx import SMALL

from regionstat.errors import BadFile, SourceChanged
from regionstat.tables import decode
from regionstat.tables.adapt import adapt
from regionstat.tables.encode import encode
from regionstat.tables.expect import expect
from regionstat.tables.statbank import read_statbank
from regionstat.tables.vocabulary import NOTHING

POPULATION = SOURCES["population"]


def read(data, source="population", known=NOTHING):
    data = data if isinstance(data, bytes) else data.encode("cp1252")
    return read_statbank(data, SOURCES[source], name="table.px", known=known)


def brought_in(data, source="population"):
    register = SOURCES[source]
    return expect(adapt(decode(encode(read(data, source), register)), register), register)


@given(
    tables(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([("cp1252", "windows-1252"), ("latin-1", "iso-8859-1"), ("utf-8", "utf-8")]),
)
def test_every_file_reads_back(small, codes, keys, charset):
    encoding, codepage = charset
    data = as_px(small, codes=codes, keys=keys, encoding=encoding, codepage=codepage)
    found = cells(read(data, small.source, small.known))
    if keys:
        zero = {key for key, value in small.values.items() if value == "0"}
        assert set(small.values) - set(found) <= zero
        same(found, {key: small.values[key] for key in found})
    else:
        same(found, small.values)


def test_what_the_file_says_of_its_table_is_kept():
    table = brought_in(as_px(SMALL))
    assert table.updated == "2026-02-25"
    assert table.label == "07459: Tal, etter region"
    assert [note.text for note in table.notes][2:] == ["Ein fotnote; med semikolon og meir"]
    assert table.dimensions["Region"].labels == ("Oslo - Oslove", "Trondheim - Tråante")
    assert table.frame["status"].tolist() == ["", "..", "", "-"]


def test_rows_that_are_left_out_are_not_filled_in_and_noted():
    text = as_px(SMALL, keys=True).decode("cp1252").replace('"0301",5 ".." \n', "")
    export = read(text)
    assert {key[0] for key in export.cells} == {"5001"}
    assert any("not filled in" in note for note in export.about.notes)


TEXT = as_px(SMALL).decode("cp1252")


def test_signs_are_named_as_the_file_names_them():
    named = TEXT.replace("DATA=", 'DATASYMBOL2=":";\nDATASYMBOLNIL="0";\nDATA=')
    assert decode(encode(read(named), POPULATION)).frame["status"].tolist() == ["", ":", "", "0"]


def test_a_note_on_a_cell_is_its_sign():
    noted = TEXT.replace("DATA=", 'DATANOTECELL("*","Personer","2020")="*";\nDATA=')
    assert decode(encode(read(noted), POPULATION)).frame["status"].tolist() == ["*", "..", "*", "-"]


def test_exponents_are_written_out():
    assert (
        read(TEXT.replace("7.25", "7.25E-3")).cells["5001", "Personer1", "2020"].text == "0.00725"
    )


def test_an_own_unit_or_price_that_the_register_lacks_is_refused():
    with pytest.raises(SourceChanged, match="the unit of 'Personer1' is 'prosent'"):
        brought_in(TEXT.replace('UNITS("Personer")="persons"', 'UNITS("Personer")="prosent"'))
    brought_in(TEXT.replace('UNITS("Personer")="persons"', 'UNITS("Personer")="Personer"'))
    with pytest.raises(SourceChanged, match="the price type"):
        brought_in(TEXT.replace("DATA=", 'CFPRICES("Personer")="F";\nDATA='))


def test_measures_known_by_label_and_unit_keep_their_own_codes():
    rows = [
        ('VALUES("statistikkvariabel")="Personer"', 'VALUES("statistikkvariabel")="Sysselsatte"'),
        ('CODES("statistikkvariabel")="Personer1"', 'CODES("statistikkvariabel")="SysselEget"'),
        ('"Personer")="persons"', '"Sysselsatte")="1 000 personer"'),
        ('STUB="region"', 'STUB="region","næring"'),
        ('VALUES("region")', 'VALUES("næring")="Fiske";\nCODES("næring")="nr3";\nVALUES("region")'),
        ("07459", "11713"),
        ("TABLEID", 'VARIABLECODE("næring")="NACE2007";\nTABLEID'),
    ]
    text = TEXT
    for old, new in rows:
        assert old in text
        text = text.replace(old, new)
    table = decode(encode(read(text, "county_accounts"), SOURCES["county_accounts"]))
    assert table.contents["SysselEget"].unit == "1 000 personer"
    with pytest.raises(SourceChanged, match=r"0 of its contents are 'Bruttoprodukt"):
        brought_in(text, "county_accounts")


REFUSED = {
    "an open entry": (('MATRIX="Tal";', 'MATRIX="Tal"'), "line 8", "not closed by `;`"),
    "an open text": (('MATRIX="Tal";', 'MATRIX="Tal;'), "line ", "not closed by `;`"),
    "no data": ((TEXT[TEXT.index("DATA=") :], ""), "line 3", "no DATA"),
    "no end": (("\n;\n", "\n"), "line ", "DATA that begins on line"),
    "a value too few": (("7.25 ", ""), "line ", "3 values where its variables make 4"),
    "a value too many": (("7.25 ", "7.25 8 "), "line ", "5 values where its variables make 4"),
    "a word": (("7.25", "x7"), "line ", "'x7' is neither a number nor a sign"),
    "a decimal comma": (("7.25", "7,25"), "line ", "'7,25' is neither a number nor a sign"),
    "a code too few": (
        ('CODES("region")="0301","5001"', 'CODES("region")="0301"'),
        "line ",
        "1 CODES",
    ),
    "a code twice": (
        ('CODES("region")="0301","5001"', 'CODES("region")="0301","0301"'),
        "line",
        "twice",
    ),
    "a code read as a number": (
        ('CODES("region")="0301"', 'CODES("region")="301"'),
        "line",
        "it is '0301'",
    ),
    "no values": (('("region")=', '("place")='), "line ", "no VALUES"),
    "another table": (('TABLEID="07459"', 'TABLEID="06913"'), "title", "names table 06913"),
    "another contents": (
        ('CODES("statistikkvariabel")="Personer1"', 'CODES("statistikkvariabel")="Endring"'),
        "line ",
        "the contents 'Endring' are unknown",
    ),
    "more after the data": (("\n;\n", "\n;\nNOTE=5;\n"), "line ", "stands after the data"),
    "nonsense": (('MATRIX="Tal";', "what is this"), "line 7", "no entry of the form"),
    "unknown charset": (("windows-1252", "utf-8"), "line 1", "do not fit the character set"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_name_the_line(case):
    (old, new), where, found = REFUSED[case]
    assert old in TEXT
    with pytest.raises(BadFile) as caught:
        read(TEXT.replace(old, new))
    message = str(caught.value)
    assert found in message
    assert where in message
    assert "table.px" in message
    assert "\n" not in message


@given(st.integers(0, len(TEXT) - 3))
def test_a_file_cut_anywhere_is_refused(length):
    with pytest.raises(BadFile):
        read(TEXT[:length])


@given(st.data())
def test_no_mutation_makes_anything_but_a_table_or_a_refusal(data):
    text = TEXT
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        new = st.sampled_from(
            ['"', ";", ",", "=", "(", "", "\n", "DATA=", "[en]", "9" * 30, "\x1a"]
        )
        text = text[:at] + data.draw(new) + text[at + data.draw(st.integers(0, 6)) :]
    try:
        export = read(text)
    except BadFile:
        return
    decode(encode(export, POPULATION))
