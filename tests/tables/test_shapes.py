"""Every legal shape of an answer gives the same cells; nothing that is no answer gives any."""

import json
import warnings

import pytest
from answers import answer, as_bytes, datasets, slowly, with_region
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyjstat import pyjstat

from regionstat.errors import BadFile
from regionstat.tables import decode
from regionstat.tables import numbers as pieces

GOOD = as_bytes(answer())
ALONE = {"label": {"a": "A"}}


def rows(found):
    data = found if isinstance(found, bytes) else as_bytes(found)
    frame = decode(data).frame
    columns = [frame[column].tolist() for column in frame.columns]
    return [tuple(None if v != v else v for v in row) for row in zip(*columns, strict=True)]


EXPECTED = [
    ("0301", "Oslo", "Elevar", "Elevar", "2023", "2023", 70123, ""),
    ("0301", "Oslo", "Elevar", "Elevar", "2024", "2024", 71044, ""),
    ("0301", "Oslo", "Elevar", "Elevar", "2025", "2025", None, ".."),
    ("4601", "Bergen", "Elevar", "Elevar", "2023", "2023", 30210, ""),
    ("4601", "Bergen", "Elevar", "Elevar", "2024", "2024", 30555, ""),
    ("4601", "Bergen", "Elevar", "Elevar", "2025", "2025", 31002, "*"),
]


def version_1():
    found = answer()
    found["dimension"] |= {key: found.pop(key) for key in ("id", "size", "role")}
    del found["version"], found["class"]
    return found


SPARSE = {str(i): v for i, v in enumerate(answer()["value"]) if v is not None}
SAME_CELLS = {
    "as StatBank writes it": answer(),
    "values as an object": answer(value=SPARSE),
    "values as an object, backwards": answer(value=dict(reversed(SPARSE.items()))),
    "values as an object, null too": answer(value=SPARSE | {"2": None}),
    "status as a list": answer(status=[None, None, "..", None, None, "*"]),
    "status as a list of texts": answer(status=["", "", "..", "", "", "*"]),
    "status with an empty sign": answer(status={"0": "", "1": None, "2": "..", "5": "*"}),
    "index as a list": with_region(index=["0301", "4601"]),
    "index out of order": with_region(index={"4601": 1, "0301": 0}),
    "labels in another order": with_region(label={"4601": "Bergen", "0301": "Oslo"}),
    "no role": answer(role=None),
    "no version, class or label": answer(version=None, label=None) | {"class": "dataset"},
    "no extension, note or source": answer(extension=None, note=None, source=None),
    "discontinued is null": answer(extension={"discontinued": None}),
    "with a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "indented": json.dumps(answer(), indent=2).encode(),
    "in ASCII": json.dumps(answer()).encode(),
    "keys backwards": dict(reversed(answer().items())),
    "unknown keys": answer(href="x", error=[], more={"value": [1]}),
    "1.2 without a bundle": version_1(),
    "1.2 bundle": {"dataset": version_1()},
    "1.2 bundle of another name": {"anything": version_1(), "updated": "2026"},
    "bundle, indented": json.dumps({"dataset": version_1()}, indent=2).encode(),
    "collection": {"version": "2.0", "class": "collection", "link": {"item": [answer()]}},
    "collection with a link beside": {
        "class": "collection",
        "link": {"item": [{"class": "dataset", "href": "https://example.org/1"}, answer()]},
    },
}


@pytest.mark.parametrize("shape", SAME_CELLS)
def test_a_legal_shape_gives_the_same_cells(shape):
    assert rows(SAME_CELLS[shape]) == EXPECTED


def test_the_frame_has_codes_labels_value_and_status():
    frame = decode(GOOD).frame
    dims = [c for dim in ("Region", "ContentsCode", "Tid") for c in (dim, f"{dim}_label")]
    assert list(frame.columns) == [*dims, "value", "status"]
    assert {str(frame[column].dtype) for column in [*dims, "status"]} == {"category"}
    assert frame["value"].dtype == "float64"
    assert frame["Tid"].cat.categories.tolist() == ["2023", "2024", "2025"]


def test_without_labels_the_code_is_the_label():
    assert [row[:2] for row in rows(with_region(label=None))[::3]] == [
        ("0301", "0301"),
        ("4601", "4601"),
    ]


def test_a_label_of_some_codes_only_leaves_the_others_their_code():
    assert [row[1] for row in rows(with_region(label={"4601": "Bergen"}))[::3]] == [
        "0301",
        "Bergen",
    ]


def test_the_same_label_twice_keeps_two_codes():
    found = rows(with_region(label={"0301": "Våler", "4601": "Våler"}))
    assert [row[:2] for row in found[::3]] == [("0301", "Våler"), ("4601", "Våler")]
    assert [row[-2] for row in found] == [row[-2] for row in EXPECTED]


def single(**changes):
    found = {"class": "dataset", "id": ["x"], "size": [1], "value": [5], **changes}
    return {"dimension": {"x": {"category": ALONE}}} | found


def test_one_category_needs_no_index():
    assert rows(single()) == [("a", "A", 5, "")]


def test_one_sign_stands_for_all():
    assert [row[-1] for row in rows(answer(status="e"))] == ["e"] * 6


def test_a_sign_on_a_number_leaves_the_number():
    assert rows(answer(status={"0": "*"}))[0][-2:] == (70123, "*")


def test_all_missing_is_a_frame_of_missing_cells():
    assert [row[-2:] for row in rows(answer(value=[None] * 6, status=":"))] == [(None, ":")] * 6
    assert [row[-2:] for row in rows(answer(value={}, status=None))] == [(None, "")] * 6


def test_no_dimension_at_all_is_one_cell():
    assert rows(single(id=[], size=[], dimension={})) == [(5, "")]


@pytest.mark.parametrize("value", [[], {}, None])
def test_an_empty_dimension_has_no_cells(value):
    empty = {"x": {"category": {"index": []}}, "y": {"category": ALONE}}
    table = decode(as_bytes(single(id=["x", "y"], size=[0, 1], dimension=empty, value=value)))
    assert len(table.frame) == 0
    assert table.frame["y"].cat.categories.tolist() == ["a"]


@pytest.mark.parametrize("changes", [{"value": []}, {"value": None}, {"value": [], "status": {}}])
def test_a_metadata_answer_has_categories_and_no_rows(changes):
    table = decode(as_bytes(answer(**({"status": None} | changes))))
    assert len(table.frame) == 0
    assert table.dimensions["Region"].labels == ("Oslo", "Bergen")
    assert table.frame["Region_label"].cat.categories.tolist() == ["Oslo", "Bergen"]
    assert table.contents["Elevar"].unit == "personer"


def large(dims, size, **changes):
    codes = [f"c{place}" for place in range(size)]
    found = {f"d{place}": {"category": {"index": codes}} for place in range(dims)}
    return as_bytes(single(id=list(found), size=[size] * dims, dimension=found, **changes))


@pytest.mark.parametrize(("dims", "size"), [(8, 1000), (400, 10)])
def test_metadata_may_tell_of_more_cells_than_can_be_counted(dims, size):
    table = decode(large(dims, size, value=[]))
    assert len(table.frame) == 0
    assert len(table.dimensions) == dims


@pytest.mark.parametrize("value", [[1], {"1": 1}])
@pytest.mark.parametrize(("dims", "size"), [(8, 1000), (4500, 10)])
def test_more_cells_than_can_be_counted_are_refused_in_words(dims, size, value):
    with pytest.raises(BadFile, match="`size` makes endlessly many cells"):
        decode(large(dims, size, value=value))


def test_a_sparse_answer_of_too_many_cells_is_refused():
    with pytest.raises(BadFile, match="20,000,000 cells are the most"):
        decode(large(3, 300, value={"1": 1}))


def test_an_eliminated_contents_dimension_is_a_dimension_like_others():
    eliminated = {
        "label": "EliminatedContents",
        "category": {"index": {"EliminatedValue": 0}, "label": {"EliminatedValue": "Elevar"}},
    }
    found = answer(role={"time": ["Tid"]}, id=["ContentsCode", "Region", "Tid"], size=[1, 2, 3])
    found["dimension"]["ContentsCode"] = eliminated
    table = decode(as_bytes(found))
    assert table.frame["ContentsCode"].unique().tolist() == ["EliminatedValue"]
    assert table.frame["value"].tolist()[3:] == [30210, 30555, 31002]
    assert table.contents["EliminatedValue"].label == "Elevar"
    assert table.contents["EliminatedValue"].unit is None


# --- any answer -----------------------------------------------------------------------------------


@settings(max_examples=50)
@given(datasets())
def test_every_cell_is_where_a_slow_reader_finds_it(found):
    assert rows(found) == slowly(found)


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 16)


@given(datasets(), st.sampled_from([None, 1]))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_numbers_read_in_many_pieces_are_the_same(tiny, found, indent):
    assert rows(json.dumps(found, indent=indent).encode()) == slowly(found)


def test_a_long_answer_is_read_in_pieces():
    values = [None if place % 7 == 0 else place / 4 for place in range(50_000)]
    index = [str(place) for place in range(50_000)]
    dimension = {"x": {"category": {"index": index}}}
    found = single(size=[50_000], dimension=dimension, value=values)
    assert len(as_bytes(values)) > 5 * pieces.PIECE
    assert [row[-2] for row in rows(found)] == values


def theirs(found, naming):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = pyjstat.Dataset.read(json.dumps(found)).write("dataframe", naming=naming)
    values = [None if v != v else v for v in frame.pop("value").astype(float).tolist()]
    columns = [frame.iloc[:, place].tolist() for place in range(frame.shape[1])]
    return list(zip(*columns, values, strict=True))


def readable(found):
    """Whether pyjstat reads `found` on pandas 3: no empty value, no category without an index."""
    listed = [found["dimension"][dim]["category"] for dim in found["id"]]
    return bool(found["value"]) and all("index" in category for category in listed)


@given(datasets(smallest=1).filter(readable))
@settings(max_examples=50)
def test_pyjstat_finds_the_same_cells(found):
    ours = rows(found)
    assert [(*row[:-2:2], row[-2]) for row in ours] == theirs(found, "id")
    assert [(*row[1:-2:2], row[-2]) for row in ours] == theirs(found, "label")


# --- no answer ------------------------------------------------------------------------------------


@given(st.binary(max_size=300) | st.binary(max_size=50).map(lambda tail: GOOD[:200] + tail))
def test_no_bytes_give_anything_but_a_refusal(data):
    with pytest.raises(BadFile, match=r"^Decode a JSON-stat table: .+ \(answer\)\. .+\.$"):
        decode(data)


@given(st.integers(0, len(GOOD) - 1))
def test_an_answer_cut_short_is_refused(length):
    with pytest.raises(BadFile) as caught:
        decode(GOOD[:length])
    assert "cut short" in str(caught.value) or length < 1


def refusal(data):
    """Why `data` is refused; "" when it is a table."""
    try:
        decode(data)
    except BadFile as refused:
        return str(refused)
    return ""


@settings(max_examples=60)
@given(datasets(), st.data())
def test_a_damaged_answer_gives_a_table_or_one_line(found, data):
    whole = as_bytes(found)
    place = data.draw(st.integers(0, len(whole)))
    after = data.draw(st.integers(0, 5))
    damaged = whole[:place] + data.draw(st.binary(max_size=5)) + whole[place + after :]
    assert "\n" not in refusal(damaged)


KEYS = ("id", "size", "dimension", "value", "status", "role", "category", "index", "label", "link")
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 3) | st.sampled_from(KEYS),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(KEYS), x, max_size=4),
    max_leaves=20,
)


@given(anything)
def test_json_of_the_right_words_gives_a_table_or_one_line(found):
    assert "\n" not in refusal(json.dumps(found).encode())


@given(st.sampled_from(sorted(answer())), anything)
def test_an_answer_with_anything_in_one_place_gives_a_table_or_one_line(key, found):
    assert "\n" not in refusal(as_bytes(answer() | {key: found}))


@given(st.sampled_from(["label", "note", "category", "extension", "link"]), anything)
def test_a_dimension_with_anything_in_one_place_gives_a_table_or_one_line(key, found):
    changed = answer()
    changed["dimension"]["Region"] |= {key: found}
    assert "\n" not in refusal(as_bytes(changed))
