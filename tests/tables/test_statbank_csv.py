"""Every CSV that StatBank writes is read to the same cells, or refused in one line."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from printing import NAMES, SOURCES, as_csv, tables

from regionstat.errors import BadFile
from regionstat.tables import decode
from regionstat.tables.adapt import adapt
from regionstat.tables.encode import encode
from regionstat.tables.expect import expect
from regionstat.tables.statbank import read_statbank
from regionstat.tables.vocabulary import NOTHING, Known

POPULATION = SOURCES["population"]


def read(data, source="population", known=NOTHING):
    data = data if isinstance(data, bytes) else data.encode()
    return read_statbank(data, SOURCES[source], name="export.csv", known=known)


def cells(export):
    """The cells as the renderer wrote them: one text, number or sign, by key."""
    return {key: cell.text or cell.status for key, cell in export.cells.items()}


def same(found, wanted):
    assert found.keys() == wanted.keys()
    for key, value in wanted.items():
        alike = found[key] == value or float(found[key]) == float(value)
        assert alike, (key, found[key], value)


@settings(max_examples=40)
@given(
    tables(),
    st.sampled_from(["code", "text", "both", "dash"]),
    st.sampled_from(["wide", "long", "lines"]),
    st.sampled_from([",", ";", "\t", " "]),
    st.sampled_from(["utf-8", "utf-8-sig", "latin-1", "utf-16"]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([(".", ""), (",", ""), (",", "\xa0"), (".", "\xa0")]),
    st.booleans(),
)
def test_every_layout_reads_back(
    small, form, layout, separator, encoding, title, notes, marks, double
):
    mark, gap = marks
    assume(separator != " " or mark == ".")
    data = as_csv(
        small,
        form=form,
        layout=layout,
        separator=separator,
        encoding=encoding,
        always=separator != ";",
        title=title,
        notes=notes,
        mark=mark,
        gap=gap,
        double=double,
    )
    export = read(data, small.source, small.known)
    same(cells(export), small.values)
    assert expect(
        adapt(decode(encode(export, SOURCES[small.source])), SOURCES[small.source]),
        SOURCES[small.source],
    )


WIDE = (
    '"region","Personer 2020","Personer 2021"\r\n'
    '"0301 Oslo - Oslove",5,..\r\n"5001 Trondheim - Tråante",7,8\r\n'
)


def test_what_was_read_says_that_it_was_converted():
    table = decode(encode(read(WIDE.encode("latin-1")), POPULATION))
    assert any("Converted from a StatBank CSV export" in note.text for note in table.notes)
    assert not any("Transcribed" in note.text for note in table.notes)
    assert all(note.mandatory for note in table.notes[:2])
    frame = table.frame
    assert frame["Region_label"].tolist()[-1] == "Trondheim - Tråante"
    assert frame["status"].tolist() == ["", "..", "", ""]
    assert frame["value"].isna().tolist() == [False, True, False, False]


def test_title_and_footnotes_are_kept():
    data = (
        "07459: Folkemengde, etter region;;\n;;\n"
        + WIDE.replace(",", ";")
        + ";;\nTal for 2020, 2021;;\n"
    )
    export = read(data)
    assert export.about.title == "07459: Folkemengde, etter region"
    assert export.about.notes == ("Tal for 2020, 2021",)


def test_a_nil_is_no_zero():
    export = read('"region","Personer 2020"\n"0301",-\n"5001",0\n')
    assert cells(export) == {("0301", "Personer1", "2020"): "-", ("5001", "Personer1", "2020"): "0"}
    assert export.cells["0301", "Personer1", "2020"].text == ""


def test_a_preliminary_figure_keeps_its_sign():
    (cell,) = read('"region";"Personer 2020"\n"0301";1 234*\n').cells.values()
    assert (cell.text, cell.status) == ("1234", "*")


def test_a_total_that_the_source_lacks_is_left_out_and_noted():
    data = '"region","kjønn","alder","Personer 2020"\n"0301 Oslo","0 Begge kjønn","Alle aldre",5\n'
    with pytest.raises(BadFile, match="no dimension for 'kjønn'"):
        read(data)
    export = read(data.replace("0 Begge", "Begge"))
    assert (
        export.about.notes[0]
        == "Left out on import: kjønn, which had the one category Begge kjønn."
    )
    data = '"Region","Alder","ContentsCode","Tid","11618"\n"0301","15-74","SysselBosted","2020",5\n'
    assert "15-74" in read(data, "employed").about.notes[0]


def test_blank_cells_of_the_stub_go_on():
    known = Known(NAMES, {"Kjonn": {"1": "Menn", "2": "Kvinner"}})
    data = "region;kjønn;bruttoinnt 2015\n0301 Oslo;Menn;5\n;Kvinner;6\n"
    assert set(read(data, "income_by_sex", known).cells) == {
        ("0301", sex, "bruttoinnt", "2015") for sex in "12"
    }


HEAD = '"region","Personer 2020"\n'
REFUSED = {
    "a label of two regions": (HEAD + '"Oslo",5\n', "'Oslo' may be any of Region 03, 0301"),
    "two of today's Våler": (HEAD + '"Våler",5\n', "may be any of Region 3114, 3419"),
    "a grouping": (HEAD + '"K-5001 Trondheim",5\n', "is of a grouping"),
    "unknown region": (HEAD + '"Utopia",5\n', "the region 'Utopia' is unknown"),
    "codes read as numbers": (HEAD + '"301",5\n', "'301' was read as a number; it is '0301'"),
    "a name of later years": (
        HEAD.replace("2020", "2016") + '"Trondheim",5\n',
        "not in use in 2016",
    ),
    "a name that grew": (
        HEAD.replace("2020", "2019") + '"Trondheim - Tråante",5\n',
        "has other borders today than in 2019",
    ),
    "a county that shrank": (
        HEAD.replace("2020", "2018") + '"Møre og Romsdal",5\n',
        "has other borders today than in 2018",
    ),
    "county and municipality": (
        '"fylke","kommune","Personer 2020"\n"03","0301",5\n',
        "two columns of it hold Region",
    ),
    "another contents": (
        HEAD.replace("Personer", "Endring") + '"0301",5\n',
        "'Endring 2020' fits none",
    ),
    "another contents above": (';Endring\nregion;2020\n"0301";5\n', "fit none of"),
    "thousands or decimals": (HEAD + '"0301",1.234\n', "could separate thousands or decimals"),
    "both marks": ("region;Personer 2020\n0301;1.5\n5001;1,5\n", "another decimal mark"),
    "two marks": ("region;Personer 2020\n0301;1.234,5\n", "'1.234,5' is not a number"),
    "words": (HEAD + '"0301",x5\n"5001",6\n', "is not a number"),
    "endless digits": (HEAD + f'"0301",{"9" * 5000}\n', "is not a number"),
    "another table": ('"06913: Folkemengde"\n\n' + HEAD + '"0301",5\n', "names table 06913"),
    "another table, long": (
        '"Region","ContentsCode","Tid","06913"\n"0301","Personer1","2020",5\n',
        "06913",
    ),
    "women only": ('"region","kjønn","Personer 2020"\n"0301","Kvinner",5\n', "not one total"),
    "two sexes": (
        '"region","kjønn","Personer 2020"\n"0301","Menn",5\n"0301","Kvinner",6\n',
        "not one",
    ),
    "no time": ('"region","Personer"\n"0301",5\n', "fits none of"),
    "no region": ('"år","Personer"\n"2020",5\n', "fits none of"),
    "twice": (HEAD + '"0301",5\n"0301 Oslo",5\n', "stands above already"),
    "a field too few": (HEAD + '"0301",5\n"5001"\n', "'5001' has no values"),
    "a field too many": (HEAD + '"0301",5,6\n"5001",7,8\n', "'6' has no heading"),
    "cut in a number": (HEAD + '"0301",512', "its last line does not end"),
    "cut in a text": (HEAD + '"0301",5\n"50', "not whole CSV"),
    "cells lack": (
        '"region","år","Personer"\n"0301","2020",5\n"0301","2021",5\n"5001","2020",6\n',
        "3 cells",
    ),
    "two tables": (HEAD + '"0301",5\n\n' + HEAD + '"5001",5\n', "below the end of the table"),
    "no table": ("hello\n", "no separator"),
    "heading only": (HEAD + HEAD.replace("region", ""), "no values stand below"),
    "values without heading": (";Personer;\nregion;;\n0301;5;6\n", "no column of values has a"),
    "a web page": ("<html><body>404</body></html>", "a web page"),
    "old XLS": (b"\xd0\xcf\x11\xe0" + b"\0" * 20, "old XLS"),
    "Parquet": (b"PAR1" + b"\0" * 20, "a Parquet file"),
    "bytes": (HEAD.encode() + b'"0301",\x005\n', "so it is no text"),
    "unknown bytes": (HEAD.encode() + b'"0301 \x81",5\n', "encoding is not recognised"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_name_file_place_and_next_step(case):
    data, found = REFUSED[case]
    with pytest.raises(BadFile) as caught:
        read(data)
    message = str(caught.value)
    assert found in message
    assert "export.csv" in message
    assert "nothing was written" in message
    assert "\n" not in message
    assert len(message) < 500


def test_a_source_that_is_no_statbank_table_says_how_it_is_read():
    with pytest.raises(BadFile, match="no StatBank table but 'IMDi'"):
        read(WIDE, "employed_background")


def test_one_number_settles_the_mark_of_the_others():
    export = read("region;Personer 2020\n0301;1,234\n5001;1,5\n")
    assert sorted(cells(export).values()) == ["1.234", "1.5"]


def test_names_are_read_in_years_when_they_mean_one_thing():
    data = (
        '"region","Personer 2020"\n"Trondheim - Tråante",5\n"Viken (2020-2023)",6\n"Innlandet",7\n'
    )
    assert {key[0] for key in read(data).cells} == {"5001", "30", "34"}


@given(st.binary(max_size=300))
def test_no_bytes_make_anything_but_a_table_or_a_refusal(data):
    try:
        read(data)
    except BadFile:
        return


@given(st.data())
def test_no_mutation_makes_anything_but_a_table_or_a_refusal(data):
    text = bytearray(WIDE.encode("latin-1"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        text[at : at + data.draw(st.integers(0, 5))] = data.draw(
            st.sampled_from([b'"', b";", b",", b"\n", b"2020", b"", b" ", b"\t", b"..", b"9" * 30])
        )
    try:
        export = read(bytes(text))
    except BadFile:
        return
    decode(encode(export, POPULATION))
