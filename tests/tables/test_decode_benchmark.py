"""The benchmark measures what it says; how fast that is, no test asks."""

import json
from pathlib import Path

import pytest
from benchmarks.clock import best_of
from benchmarks.figures import describe, figures
from benchmarks.memory import peak, peak_in_new_process
from benchmarks.peer import Differs, check_equal
from benchmarks.readers import FLOORS, OURS, PEER, reader
from benchmarks.table import INDUSTRIES, REGIONS, SIGNS, YEARS, build

from regionstat.tables import decode

SMALL = build(regions=30, industries=5, years=4)


def test_the_whole_table_has_800_000_cells():
    assert REGIONS * INDUSTRIES * 2 * YEARS == 800_000


def test_the_table_has_the_cells_that_were_asked_for():
    table = decode(SMALL)
    sizes = {dim: len(one.codes) for dim, one in table.dimensions.items()}
    assert sizes == {"Region": 30, "NACE2007": 5, "ContentsCode": 2, "Tid": 4}
    assert len(table.frame) == 30 * 5 * 2 * 4


def test_codes_and_labels_are_all_different_also_in_the_whole_table():
    table = decode(build(REGIONS, INDUSTRIES, 1))
    for dim in table.dimensions.values():
        assert len(set(dim.codes)) == len(set(dim.labels)) == len(dim.codes)
    assert len(table.dimensions["Region"].codes) == REGIONS
    assert len(table.dimensions["NACE2007"].codes) == INDUSTRIES
    assert any("ø" in label for label in table.dimensions["Region"].labels)


def test_a_twentieth_is_missing_and_each_missing_cell_has_a_sign():
    frame = decode(build(regions=100, industries=20, years=5)).frame
    missing = frame["value"].isna()
    assert 0.045 < missing.mean() < 0.055
    assert set(frame["status"][missing]) == set(SIGNS)
    assert set(frame["status"][~missing]) == {""}


def test_it_is_the_same_in_every_run():
    assert build(regions=30, industries=5, years=4) == SMALL


def test_whole_numbers_are_written_without_decimals():
    values = json.loads(SMALL)["value"]
    assert b".0," not in SMALL
    assert {type(value) for value in values} == {int, float, type(None)}


def test_both_decoders_are_equal():
    check_equal(decode(SMALL), SMALL)


@pytest.mark.parametrize("column", ["value", "status", "Region", "Tid_label"])
def test_a_changed_cell_is_found(column):
    table = decode(SMALL)
    values = table.frame[column].tolist()
    values[7] = 0.5 if column == "value" else "else"
    table.frame[column] = values
    with pytest.raises(Differs, match=r"cell 7: regionstat has (0\.5|'else'), the peer "):
        check_equal(table, SMALL)


def test_a_number_where_the_peer_has_none_is_found():
    table = decode(SMALL)
    place = int(table.frame["value"].isna().to_numpy().argmax())
    table.frame.loc[place, "value"] = 0.0
    with pytest.raises(Differs, match=f"value, cell {place:,}: regionstat has 0.0, the peer nan"):
        check_equal(table, SMALL)


def test_another_number_of_cells_is_found():
    with pytest.raises(Differs, match="regionstat has 1,200 cells and the peer 1,600"):
        check_equal(decode(SMALL), build(regions=40, industries=5, years=4))


@pytest.mark.parametrize("name", [OURS, PEER, *FLOORS])
def test_every_reader_reads(name):
    assert reader(name, SMALL)() is not None


def test_the_best_of_several_runs_is_the_shortest():
    calls = []
    assert best_of(3, lambda: calls.append(1)) >= 0
    assert len(calls) == 3


def test_peak_memory_sees_what_was_freed_again():
    found = peak(lambda: len(bytearray(64 << 20)))
    assert found is None or 60 < found < 80


def test_peak_memory_is_taken_in_a_new_process(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = Path("table.json")
    file.write_bytes(SMALL)
    found = peak_in_new_process(OURS, file)
    assert found is None or 0 <= found < 30


SECONDS = {OURS: 0.1, PEER: 5.0, "msgspec": 0.05, "json": 0.2}
PEAKS = {OURS: 20.0, PEER: 200.0, "msgspec": 30.0, "json": 40.0}


def test_each_figure_stands_beside_the_peers():
    found = figures(SECONDS, PEAKS)
    assert {tuple(figure) for figure in found} == {("name", "value", "unit", "peer", "ratio")}
    assert found[0] == {
        "name": "regionstat: best time",
        "value": 0.1,
        "unit": "s",
        "peer": "pyjstat",
        "ratio": 50.0,
    }
    assert (found[1]["unit"], found[1]["value"], found[1]["ratio"]) == ("MB", 20.0, 10.0)
    assert [figure["ratio"] for figure in found if figure["name"].startswith(PEER)] == [1.0, 1.0]


def test_the_report_says_whether_the_goals_are_met():
    assert describe(SECONDS, PEAKS).count(": met") == 2
    slow = describe(SECONDS | {OURS: 0.2}, PEAKS | {OURS: 50.0})
    assert slow.count(": NOT met") == 2


def test_what_could_not_be_measured_is_said():
    found = describe(SECONDS, dict.fromkeys(PEAKS))
    assert "peak memory: not measured here" in found
    assert figures(SECONDS, dict.fromkeys(PEAKS))[1]["ratio"] is None
