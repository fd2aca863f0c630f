"""The door takes every format, keeps what it was, and looks texts up where the edition stands."""

import json

import pytest
from click.testing import CliRunner

from regionstat.cli.main import verbs
from regionstat.errors import BadFile, SourceChanged
from regionstat.intake import take_in
from regionstat.register import register
from regionstat.snapshots import lock_source
from regionstat.snapshots.keep import sha256
from regionstat.tables import decode

SOURCES = register().sources
POPULATION = SOURCES["population"]
WIDE = '"region","Personer 2020","Personer 2021"\r\n"0301 Oslo - Oslove",5,..\r\n"5001 T",7,8\r\n'
TEXTS = (
    '"region","kjønn","Bruttoinntekt 2015"\r\n"0301 Oslo","Menn",5\r\n"0301 Oslo","Kvinner",6\r\n'
)
CODES = (
    '"Region","Kjonn","ContentsCode","Tid","03068"\r\n'
    '"0301 - Oslo","1 - Menn","bruttoinnt - Bruttoinntekt","2014 - 2014",5\r\n'
    '"0301 - Oslo","2 - Kvinner","bruttoinnt - Bruttoinntekt","2014 - 2014",6\r\n'
)


@pytest.fixture
def home(tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "reports").mkdir()
    return tmp_path


def saved(home, text, name="export.csv"):
    file = home / name
    file.write_bytes(text.encode("latin-1"))
    return file


def kept(home):
    return sorted(path.name for path in (home / "data" / "raw").rglob("*.json"))


def test_a_statbank_csv_is_kept_as_converted_with_its_own_hash(home):
    file = saved(home, WIDE)
    snapshot, new = take_in(file, POPULATION, home)
    assert new
    pedigree = snapshot.pedigree
    assert pedigree.origin == "downloaded"
    assert pedigree.original == {"file": "export.csv", "sha256": sha256(file.read_bytes())}
    assert (pedigree.cells, pedigree.missing) == (4, {"..": 1})
    written = json.loads(snapshot.path.read_bytes())
    assert written["extension"]["regionstat"] == {"origin": "downloaded", "form": "CSV"}
    assert written["extension"]["noteMandatory"] == {"0": True, "1": True}
    assert "not an answer" in written["note"][1]


def test_the_same_cells_in_another_print_are_the_same_raw_file(home):
    assert take_in(saved(home, WIDE), POPULATION, home)[1]
    semicolons = WIDE.replace(",", ";").replace('"', "")
    assert not take_in(saved(home, semicolons, "again.csv"), POPULATION, home)[1]


def test_what_was_kept_can_be_brought_in_again_as_it_is(home):
    snapshot, _ = take_in(saved(home, WIDE), POPULATION, home)
    again, new = take_in(snapshot.path, POPULATION, home)
    assert not new
    assert again.pedigree.origin == "downloaded"


def test_texts_are_looked_up_in_the_table_the_edition_stands_on(home):
    source = SOURCES["income_by_sex"]
    with pytest.raises(BadFile, match="the heading 'Bruttoinntekt 2015' fits none"):
        take_in(saved(home, TEXTS), source, home)
    snapshot, _ = take_in(saved(home, CODES), source, home)
    lock_source(home, 2020, source.id, snapshot.pedigree.sha256)
    for edition in (None, 2020, 2021):
        snapshot, _ = take_in(saved(home, TEXTS), source, home, edition=edition)
        frame = decode(snapshot.path.read_bytes()).frame
        assert frame["Kjonn"].tolist() == ["1", "2"]
        assert frame["ContentsCode"].tolist() == ["bruttoinnt", "bruttoinnt"]


def test_a_damaged_edition_does_not_stop_the_import_that_mends_it(home):
    source = SOURCES["income_by_sex"]
    snapshot, _ = take_in(saved(home, CODES), source, home)
    lock_source(home, 2020, source.id, snapshot.pedigree.sha256)
    snapshot.path.write_bytes(b"{}")
    (home / "reports" / "2019").mkdir()
    (home / "reports" / "2019" / "edition.toml").write_text("edition = ")
    data = CODES.replace(",5\r", ",7\r")
    assert take_in(saved(home, data), source, home)[1]


@pytest.mark.parametrize(
    "text",
    [WIDE.replace("0301", "301"), WIDE[:-2], WIDE.replace(",7,8", ""), "<html>", "\0", "\xff"],
)
def test_nothing_is_written_when_a_file_is_refused(home, text):
    with pytest.raises(BadFile, match=r"export\.csv"):
        take_in(saved(home, text), POPULATION, home)
    assert kept(home) == []


def test_a_price_basis_that_the_register_lacks_is_refused(home):
    text = (
        'CHARSET="ANSI";\nSTUB="region";\nHEADING="statistikkvariabel","år";\n'
        'CONTVARIABLE="statistikkvariabel";\nVALUES("region")="0301";\n'
        'VALUES("statistikkvariabel")="Personer1";\nVALUES("år")="2020";\n'
        'TIMEVAL("år")=TLIST(A1);\nCFPRICES("Personer1")="F";\nDATA=\n5;\n'
    )
    with pytest.raises(SourceChanged, match="the price type of 'Personer1' is 'Fixed'"):
        take_in(saved(home, text, "07459.px"), POPULATION, home)
    assert kept(home) == []


def test_a_slip_in_a_tidy_csv_is_told_for_what_it_is(home):
    tidy = "region,region_name,year,units,value\n0301,Oslo,2017,persons,5\n"
    with pytest.raises(BadFile, match="its columns are region, region_name, year, units, value"):
        take_in(saved(home, tidy), POPULATION, home)
    with pytest.raises(BadFile, match="separated by `;`"):
        take_in(saved(home, tidy.replace(",", ";")), POPULATION, home)


def test_an_english_csv_with_columns_named_as_ours_is_still_one_of_statbank(home):
    text = '"region","contents","year","11618: Employed"\r\n"0301 Oslo","SysselBosted","2020",5\r\n'
    snapshot, _ = take_in(saved(home, text), SOURCES["employed"], home)
    assert snapshot.pedigree.origin == "downloaded"


def test_the_command_says_what_was_kept(home, monkeypatch):
    monkeypatch.setenv("REGIONSTAT_HOME", str(home))
    monkeypatch.chdir(home)
    saved(home, WIDE)
    run = CliRunner().invoke(verbs, ["import", "export.csv", "--source", "population"])
    assert run.exit_code == 0, run.output
    assert "Kept: data/raw/population/" in run.output
    assert "4 cells, 1 of them missing · origin downloaded" in run.output
