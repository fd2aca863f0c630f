"""The benchmark of fetching compares what is the same and counts what was sent."""

from math import ceil, prod

import httpx
import pytest
from benchmarks import against_pxwebpy, counting, linear
from benchmarks.against_pxwebpy import check_same
from benchmarks.counting import Count, safe_bound
from benchmarks.fetching import FLOOR, OURS, PEER, Spent, floor, in_new_process, ours, theirs
from benchmarks.linear import Cost
from benchmarks.peer import Differs
from benchmarks.statbank import SHAPES, serving
from hypothesis import given
from hypothesis import strategies as st

from regionstat.sources.pxweb import split
from regionstat.sources.pxweb.query import Chosen, Query
from statbank import Bank, serve, synthetic

TABLE = "90050"


@pytest.fixture
def server():
    with serve(Bank([synthetic(TABLE, 3, 4, 2, 5, missing=7, decimals=1)]), limit=50) as found:
        yield found


def as_pxwebpy(table):
    """Return the frame that pxwebpy makes of `table`: code and label in one, no signs."""
    frame = table.frame[["value"]].copy()
    for dim in table.dimensions.values():
        texts = table.frame[[dim.id, f"{dim.id}_label"]].astype("str")
        frame[dim.label] = texts[dim.id] + ": " + texts[f"{dim.id}_label"]
    return frame


def test_the_made_up_tables_have_50_thousand_500_thousand_and_5_million_cells():
    assert [prod(shape) for shape in SHAPES.values()] == [50_000, 500_000, 5_000_000]
    assert [*linear.RUNS] == [*SHAPES]


def test_ours_leaves_the_bytes_on_disk_and_gives_every_cell_with_its_sign(server, tmp_path):
    table = ours(server.url, TABLE, tmp_path)
    assert len(table.frame) == 3 * 4 * 2 * 5
    assert table.frame["value"].isna().sum() == (table.frame["status"] != "").sum() == 18
    sizes = [path.stat().st_size for path in tmp_path.rglob("????????????.json")]
    posts = [call.size for call in server.log if call.method == "POST"]
    assert sorted(sizes) == sorted(posts)
    assert len(posts) == 3


def test_the_floor_sends_the_requests_of_ours(server, tmp_path):
    run = floor(server.url, TABLE, tmp_path / "floor")
    (server.log).clear()
    received = run()
    sent = [(call.raw, call.body) for call in server.log]
    assert received == sum(call.size for call in server.log)
    server.log.clear()
    ours(server.url, TABLE, tmp_path)
    assert sent == [(call.raw, call.body) for call in server.log if call.method == "POST"]


def test_a_cell_that_differs_is_found(server, tmp_path):
    table = ours(server.url, TABLE, tmp_path)
    check_same(table, as_pxwebpy(table))
    for column, other in (("value", 0.5), ("region", "0001: Annet"), ("år", "1999: 1999")):
        frame = as_pxwebpy(table)
        frame.loc[7, column] = other
        with pytest.raises(Differs, match="regionstat has"):
            check_same(table, frame)


@given(sizes=st.lists(st.integers(1, 9), max_size=3), fit=st.integers(1, 30))
def test_no_split_goes_below_the_bound(sizes, fit):
    years = tuple(map(str, range(4)))
    safe = [Chosen(f"d{i}", tuple(map(str, range(size)))) for i, size in enumerate(sizes)]
    query = Query("90050", (*safe, Chosen("Tid", years, role="time")))
    bound = safe_bound(query, fit * 4)
    assert ceil(query.cells / (fit * 4)) <= bound <= len(split(query, fit * 4))


def test_the_bound_of_one_axis_is_whole_slices():
    codes = tuple(map(str, range(10)))
    query = Query("90050", (Chosen("Region", codes), Chosen("Tid", codes[:6], role="time")))
    # 60 cells would fit twice into 35, but only five regions of six years do.
    assert safe_bound(query, 35) == 2
    assert safe_bound(query, 29) == 3


def test_requests_are_counted_by_the_server():
    counts = counting.count((100_000,))
    assert {one.table: one.used for one in counts} == {
        "03068": 1,
        "03321": 10,
        "07459": 1,
        "11618": 1,
        "11713": 1,
    }
    assert all(one.used == one.safe == one.fewest for one in counts)
    (figure,) = counting.figures(counts)
    assert (figure["value"], figure["ratio"]) == (14, 1.0)


def test_a_table_that_took_too_many_requests_is_named():
    text = counting.describe([Count(100, "a", 250, 3, 3, 3), Count(100, "b", 250, 4, 3, 3)])
    assert text.count(": NOT met") == 2
    assert "b under 100: 4, not 3" in text
    assert "a under" not in text


BEST = {OURS: Spent(4.0, 200.0), PEER: Spent(20.0, 2000.0), FLOOR: Spent(0.2, 40.0)}


def test_a_fetch_stands_beside_the_peers():
    found = {one["name"]: one for one in against_pxwebpy.figures(BEST)}
    time = found["regionstat, fetch of 5,000,000 cells: best time"]
    assert (time["value"], time["unit"], time["peer"], time["ratio"]) == (4.0, "s", PEER, 5.0)
    assert found["regionstat, fetch of 5,000,000 cells: peak memory"]["ratio"] == 10.0


def test_the_text_says_whether_the_goals_are_met():
    assert against_pxwebpy.describe(BEST).count(": met") == 2
    slow = against_pxwebpy.describe(BEST | {OURS: Spent(4.1, 501.0)})
    assert slow.count(": NOT met") == 2
    unknown = {name: Spent(one.seconds, None) for name, one in BEST.items()}
    assert "Peak memory: not measured here" in against_pxwebpy.describe(unknown)


def test_a_cost_that_grows_faster_than_the_cells_is_told():
    even = [Cost(50_000, 0.05, 0.01), Cost(500_000, 0.4, 0.1), Cost(5_000_000, 4.4, 1.2)]
    assert "1.5 times the cost of a cell: met" in linear.describe(even)
    assert "fetch: at 5,000,000 cells 0.88 and 1.10 times" in linear.describe(even)
    steep = [*even[:2], Cost(5_000_000, 40.0, 1.2)]
    assert "the cost of a cell: NOT met" in linear.describe(steep)
    assert linear.figures(even)[0]["value"] == 1.0


@pytest.mark.slow
def test_pxwebpy_gives_the_same_cells_and_leaves_the_same_number_of_bodies(server, tmp_path):
    server.log.clear()
    frame = theirs(server.url, TABLE, tmp_path)
    posts = sum(call.method == "POST" for call in server.log)
    bodies = [p for p in tmp_path.iterdir() if b'"value":[' in p.read_bytes()]
    assert posts == 3
    assert sum(b'"value":[]' not in body.read_bytes() for body in bodies) == posts
    check_same(ours(server.url, TABLE, tmp_path / "ours"), frame)


@pytest.mark.slow
def test_the_server_and_each_way_run_in_processes_of_their_own():
    with serving() as url:
        for name in (OURS, PEER, FLOOR):
            spent = in_new_process(name, url, TABLE)
            assert spent.seconds > 0
            assert spent.memory is None or 0 <= spent.memory < 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
