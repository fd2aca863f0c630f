"""What people report is read line by line, whatever the bytes, and every fault is named."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.errors import BadFile, Misuse
from regionstat.panel.manual import COLUMNS, KINDS, Fault, holding, read_reports, reports
from regionstat.panel.manual_record import record
from regionstat.register import register
from regionstat.snapshots import Edition, find_home
from regionstat.snapshots.manual import FILES, manual_path

GOOD = {
    "statuses": "2.1a,trondheimsregionen,2010,done,The body,2010-06-11,Minutes 11/10,,2026-01-02",
    "counts": "2.1c,trondheimsregionen,2012,4,The body,2012-12-01,https://x.org/a,,2026-01-02",
    "surveys": "G3,trondheimsregionen,2012,41,4,NiT,2012-05-02,https://x.org/a,,2026-01-02",
}
CELLS = {file: dict(zip(COLUMNS[file], GOOD[file].split(","), strict=True)) for file in FILES}


def as_bytes(file, *lines):
    return "\n".join([",".join(COLUMNS[file]), *lines, ""]).encode()


def line(file, **changed):
    out = io.StringIO()
    cells = {**CELLS[file], **changed}
    csv.writer(out, lineterminator="").writerow([cells[name] for name in COLUMNS[file]])
    return out.getvalue()


@pytest.mark.parametrize("file", FILES)
def test_a_good_line_is_read_as_it_stands(file):
    found, faults = read_reports(file, as_bytes(file, GOOD[file]))
    assert faults == []
    (one,) = found
    assert (one.file, one.line, one.row) == (file, 2, CELLS[file]["row"])
    assert one.year == int(CELLS[file]["year"])
    assert one.status == CELLS[file].get("status", "")
    assert not one.is_withdrawn


@pytest.mark.parametrize("file", FILES)
def test_the_files_of_the_project_have_no_fault(file):
    data = manual_path(find_home(), file).read_bytes()
    assert data.startswith(",".join(COLUMNS[file]).encode())
    assert read_reports(file, data)[1] == []


WRONG = [
    ("statuses", {"row": "9.9z"}, "the plan has no row '9.9z'"),
    ("statuses", {"row": "O"}, "row O is a statistics"),
    ("statuses", {"region": "atlantis"}, "no region 'atlantis'"),
    ("statuses", {"status": "finished"}, "'finished' is no status"),
    ("statuses", {"status": ""}, "status is empty"),
    ("statuses", {"year": "10"}, "'10' is not a year"),
    ("statuses", {"year": "٢٠١٠"}, "is not a year"),
    ("statuses", {"owner": ""}, "owner is empty"),
    ("statuses", {"owner": " NAT"}, "owner has blanks"),
    ("statuses", {"date": "11.06.2010"}, "date '11.06.2010' is not a day"),
    ("statuses", {"date": "2010-02-30"}, "date '2010-02-30' is not a day"),
    ("statuses", {"evidence": ""}, "evidence is empty"),
    ("statuses", {"evidence": "http://x.org"}, "not an https address"),
    ("statuses", {"evidence": "javascript://x"}, "not an https address"),
    ("statuses", {"note": "a\tb"}, "control character"),
    ("counts", {"value": "four"}, "value 'four' is not a number"),
    ("counts", {"value": "nan"}, "value 'nan' is not a number"),
    ("counts", {"value": "1e9"}, "value '1e9' is not a number"),
    ("counts", {"row": "G3"}, "row G3 is a survey"),
    ("surveys", {"margin": ""}, "margin is empty"),
    ("surveys", {"margin": "0"}, "margin 0 is not above zero"),
    ("surveys", {"row": "6.3a", "value": "1"}, "a rank has no margin"),
]


@pytest.mark.parametrize(("file", "changed", "words"), WRONG)
def test_a_fault_names_file_line_what_is_wrong_and_what_to_do(file, changed, words):
    found, faults = read_reports(file, as_bytes(file, GOOD[file], line(file, **changed)))
    assert len(found) == 1
    (fault,) = faults
    assert words in fault.found
    assert fault.todo
    assert str(fault).startswith(f"data/manual/{file}.csv:3: ")


def test_a_line_that_is_out_of_order_or_has_no_end_is_a_fault():
    older = line("counts", recorded="2025-12-31")
    assert (
        "before the line above"
        in read_reports("counts", as_bytes("counts", GOOD["counts"], older))[1][0].found
    )
    cut = as_bytes("counts", GOOD["counts"])[:-1]
    found, (fault,) = read_reports("counts", cut)
    assert found == []
    assert (fault.line, fault.found) == (2, "the last line has no end")


def test_other_heads_are_one_fault_and_nothing_is_read():
    assert read_reports("counts", b"row,value\n1,2\n")[0] == []
    assert len(read_reports("counts", b"row,value\n1,2\n")[1]) == 1
    assert read_reports("counts", b"") == ([], [])


@given(st.sampled_from(FILES), st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read_or_named_and_never_a_traceback(file, junk, headed):
    data = (as_bytes(file) if headed else b"") + junk
    found, faults = read_reports(file, data)
    assert all(isinstance(one, Fault) for one in faults)
    lines = max(0, len(data.split(b"\n")) - 2)
    assert len(found) <= lines


texts = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\x85\u2028\u2029"),
    min_size=1,
    max_size=20,
).filter(lambda text: text == text.strip() and "://" not in text)


@given(texts, texts, texts)
def test_whatever_is_said_comes_back_as_it_was(owner, evidence, note):
    said = {"owner": owner, "evidence": evidence, "note": note}
    found, faults = read_reports("counts", as_bytes("counts", line("counts", **said)))
    assert faults == []
    assert {name: getattr(found[0], name) for name in said} == said


def test_a_later_line_corrects_an_earlier_one_and_can_take_it_back():
    def held(*values):
        lines = [line("counts", value=value) for value in values]
        return [one.value for one in holding(read_reports("counts", as_bytes("counts", *lines))[0])]

    assert held("3", "4") == [4.0]
    assert held("3", "withdrawn") == []
    assert held("3", "withdrawn", "5") == [5.0]


def test_every_kind_of_row_has_a_file():
    kinds = {row.kind for row in register().plan.values()}
    assert {kind for allowed in KINDS.values() for kind in allowed} == kinds


@pytest.fixture
def home(tmp_path):
    for file in FILES:
        path = manual_path(tmp_path, file)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_bytes(file))
    return tmp_path


def test_a_line_is_added_whole_and_read_back(home):
    first = record(home, "counts", CELLS["counts"])
    second = record(home, "counts", {**CELLS["counts"], "owner": 'A "b", c', "year": "2013"})
    assert (first.line, second.line, second.owner) == (2, 3, 'A "b", c')
    assert len(reports(Edition(2020, (), home))) == 2


def test_a_line_with_a_fault_is_refused_and_nothing_is_written(home):
    before = manual_path(home, "counts").read_bytes()
    for changed in ({"value": "x"}, {"owner": "a\nb"}, {"region": ""}, {"note": "\udcff"}):
        with pytest.raises(Misuse) as refusal:
            record(home, "counts", {**CELLS["counts"], **changed})
        assert refusal.value.todo[0].isupper()
        assert manual_path(home, "counts").read_bytes() == before


def test_nothing_is_added_after_a_line_that_cannot_be_read(home):
    path = manual_path(home, "counts")
    path.write_bytes(path.read_bytes() + b"junk\n")
    with pytest.raises(BadFile, match=r"counts\.csv:2"):
        record(home, "counts", CELLS["counts"])
    with pytest.raises(BadFile, match=r"counts\.csv:2"):
        reports(Edition(2020, (), home))


def test_a_new_file_begins_with_its_heads(tmp_path):
    record(tmp_path, "surveys", CELLS["surveys"])
    assert manual_path(tmp_path, "surveys").read_bytes() == as_bytes("surveys", GOOD["surveys"])


def test_two_at_once_both_get_their_lines(home):
    years = [str(year) for year in range(2010, 2018)]
    with ThreadPoolExecutor(4) as pool:
        jobs = [{**CELLS["counts"], "year": year} for year in years]
        told = list(pool.map(lambda cells: record(home, "counts", cells), jobs))
    assert sorted(one.line for one in told) == list(range(2, 2 + len(years)))
    held = reports(Edition(2020, (), home))
    assert {str(one.year) for one in held} == set(years)
