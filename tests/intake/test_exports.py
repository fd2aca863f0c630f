"""An export saved by hand becomes JSON-stat, or is refused in one line."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyjstat import pyjstat

from regionstat.errors import BadFile, SourceChanged
from regionstat.intake import take_in
from regionstat.register import register
from regionstat.tables.encode import encode
from regionstat.tables.exports import read_export
from regionstat.tables.jsonstat import decode

SOURCE = register().sources["population"]
HEADER = "region,region_name,year,unit,value\n"
GOOD = HEADER + "0301,Oslo,2017,persons,666757\n1601,Trondheim,2017,persons,190464\n"


def read(text, source=SOURCE):
    data = text if isinstance(text, bytes) else text.encode()
    return read_export(data, source, name="export.csv")


def test_codes_labels_units_and_values_come_through():
    table = decode(encode(read(GOOD), SOURCE))
    frame = table.frame
    assert frame["Region"].tolist() == ["0301", "1601"]
    assert frame["Region_label"].tolist() == ["Oslo", "Trondheim"]
    assert frame["value"].tolist() == [666757, 190464]
    assert table.contents["Personer1"].unit == "persons"
    assert table.table_id == "07459"


def test_the_file_says_that_it_is_no_answer_of_the_api():
    written = json.loads(encode(read(GOOD), SOURCE))
    assert written["extension"]["regionstat"]["origin"] == "transcribed"
    table = decode(encode(read(GOOD), SOURCE))
    assert any(note.mandatory and "API" in note.text for note in table.notes)


def test_what_the_csv_lacks_stays_missing_without_a_sign():
    text = GOOD + "0301,Oslo,2018,persons,673469\n"
    frame = decode(encode(read(text), SOURCE)).frame
    gap = frame[(frame["Region"] == "1601") & (frame["Tid"] == "2018")]
    assert gap["value"].isna().all()
    assert gap["status"].tolist() == [""]


def test_a_suppressed_cell_keeps_its_sign():
    source = register().sources["county_accounts"]
    header = "region,region_name,industry,industry_level,year,contents,unit,value,status\n"
    unit = source.units["gva"]
    line = f'16,Sør-Trøndelag,Rørtransport,0,2010,gva,"{unit}",,:\n'
    frame = decode(encode(read(header + line, source), source)).frame
    assert frame["value"].isna().all()
    assert frame["status"].tolist() == [":"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_pyjstat_reads_the_same_cells():
    data = encode(read(GOOD), SOURCE)
    theirs = pyjstat.Dataset.read(data.decode()).write("dataframe", naming="id")
    assert theirs["value"].tolist() == decode(data).frame["value"].tolist()


REFUSED = {
    "codes read as numbers": (HEADER + "301,Oslo,2017,persons,5\n", "'301' was read as a number"),
    "county codes read as numbers": (HEADER + "3,Oslo,2017,persons,5\n", "it is '03'"),
    "codes read as floats": (HEADER + "1601.0,Trondheim,2017,persons,5\n", "it is '1601'"),
    "unknown code": (HEADER + "0999,Nowhere,2017,persons,5\n", "'0999' is unknown"),
    "Latin-1": (GOOD.replace("Oslo", "Tromsø").encode("latin-1"), "Latin-1"),
    "decimal comma": (HEADER + '0301,Oslo,2017,persons,"5,5"\n', "decimal comma"),
    "semicolons": (GOOD.replace(",", ";"), "separated by `;`"),
    "thousands": (HEADER + "0301,Oslo,2017,persons,5 000\n", "is not a number"),
    "unknown column": (GOOD.replace("unit", "units"), "its columns are"),
    "no header": (GOOD.removeprefix(HEADER), "its columns are"),
    "other unit": (GOOD.replace("persons", "per cent"), "the unit of 'Personer1' is 'per cent'"),
    "twice": (GOOD + "0301,Oslo,2017,persons,1\n", "stands on line 2 already"),
    "ragged": (HEADER + "0301,Oslo,2017\n", "it has 3 fields where the header has 5"),
    "cut inside quotes": (HEADER + '0301,"Oslo', "not whole CSV"),
    "header only": (HEADER, "no line of it belongs"),
    "blank code": (HEADER + " 0301,Oslo,2017,persons,5\n", "has blanks"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_name_file_line_and_next_step(case):
    text, found = REFUSED[case]
    with pytest.raises(BadFile) as caught:
        read(text)
    message = str(caught.value)
    assert found in message
    assert "export.csv" in message
    assert "line " in message
    assert "\n" not in message


@given(st.binary(max_size=200))
def test_no_bytes_make_anything_but_a_table_or_a_refusal(data):
    try:
        read(data)
    except BadFile:
        return


cells = st.dictionaries(
    st.tuples(st.sampled_from(["0301", "1601", "5001", "0"]), st.integers(1986, 2026)),
    st.one_of(st.integers(0, 10**7), st.decimals(0, 10**6, places=2), st.sampled_from([":", ".."])),
    min_size=1,
    max_size=20,
)


@settings(max_examples=40)
@given(cells)
def test_every_cell_comes_back_as_it_was_printed(found):
    lines = [f"{code},{code},{year},persons,{value}" for (code, year), value in found.items()]
    frame = decode(encode(read(HEADER + "\n".join(lines)), SOURCE)).frame
    rows = frame.set_index(["Region", "Tid"])
    for (code, year), value in found.items():
        row = rows.loc[(code, str(year))]
        if value in (":", ".."):
            assert row["status"] == value
            assert row["value"] != row["value"]
        else:
            assert row["value"] == float(value)
    assert rows["value"].notna().sum() + (rows["status"] != "").sum() == len(found)


@pytest.fixture
def home(tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "reports").mkdir()
    return tmp_path


def saved(**changes):
    """The bytes of a table as StatBank writes it, saved by hand."""
    written = json.loads(encode(read(GOOD), SOURCE))
    del written["note"], written["extension"]["noteMandatory"], written["extension"]["regionstat"]
    return json.dumps({**written, "updated": "2026-02-25T07:00:00Z", **changes}).encode()


def test_a_json_stat_file_is_kept_byte_for_byte(home):
    data = saved()
    file = home / "07459.json"
    file.write_bytes(data)
    snapshot, new = take_in(file, SOURCE, home)
    assert new
    assert snapshot.path.read_bytes() == data
    assert snapshot.pedigree.origin == "downloaded"
    assert snapshot.pedigree.vintage == "2026-02-25"


def test_a_transcription_stays_one_when_it_is_brought_in_again(home):
    file = home / "07459.json"
    file.write_bytes(encode(read(GOOD), SOURCE))
    snapshot, _ = take_in(file, SOURCE, home)
    assert snapshot.pedigree.origin == "transcribed"
    assert snapshot.pedigree.vintage == SOURCE.vintage


def test_a_unit_in_norwegian_is_the_same_unit(home):
    file = home / "07459.json"
    file.write_bytes(saved().replace(b'"persons"', b'"personer"'))
    assert take_in(file, SOURCE, home)[1]


def test_another_table_of_the_same_shape_is_refused(home):
    file = home / "06913.json"
    file.write_bytes(saved(extension={"px": {"tableid": "06913"}}))
    with pytest.raises(SourceChanged, match=r"it is table 06913 .* says 07459"):
        take_in(file, SOURCE, home)
    assert list((home / "data" / "raw").iterdir()) == []


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_json_stat_file_cut_short_is_refused_and_nothing_written(home, share):
    data = encode(read(GOOD), SOURCE)
    file = home / "07459.json"
    file.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BadFile, match=r"07459\.json"):
        take_in(file, SOURCE, home)
    assert list((home / "data" / "raw").iterdir()) == []


def test_a_table_of_another_source_is_refused(home):
    file = home / "07459.json"
    file.write_bytes(encode(read(GOOD), SOURCE))
    with pytest.raises(SourceChanged, match="it is table 07459"):
        take_in(file, register().sources["commuting"], home)


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("unit", {"Personer1": {"base": "per cent", "decimals": 0}}, "the unit of 'Personer1'"),
        ("label", {"Personer2": "x"}, "the contents 'Personer2'"),
    ],
)
def test_a_changed_unit_or_contents_is_refused(home, key, value, found):
    written = json.loads(encode(read(GOOD), SOURCE))
    category = written["dimension"]["ContentsCode"]["category"]
    category[key] = value
    if key == "label":
        category["index"] = {"Personer2": 0}
    file = home / "07459.json"
    file.write_text(json.dumps(written))
    with pytest.raises(SourceChanged, match=found):
        take_in(file, SOURCE, home)
    assert list((home / "data" / "raw").iterdir()) == []


def test_a_missing_and_an_empty_file_are_refused(home):
    with pytest.raises(BadFile, match="there is no such file"):
        take_in(home / "no.csv", SOURCE, home)
    (home / "empty.csv").write_bytes(b"")
    with pytest.raises(BadFile, match="it is empty"):
        take_in(home / "empty.csv", SOURCE, home)
