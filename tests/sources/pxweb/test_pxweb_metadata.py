"""Metadata: both spellings of v2 and v1 say the same; drift and damage are told from each other."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pxweb_fakes import dataset, dimension

from regionstat.errors import RegionstatError, SourceChanged, SourceUnavailable
from regionstat.sources.pxweb.metadata import CodeListName, ContentMeta
from regionstat.sources.pxweb.read import read_codelist, read_v1, read_v2
from regionstat.sources.pxweb.successor import says_closed, successor_in

CODES = {
    "Region": ["0301", "4601"],
    "Kjonn": ["1", "2"],
    "ContentsCode": ["Personer"],
    "Tid": ["2023", "2024"],
}
LISTED = [{"id": "agg_Fylker", "label": "Fylker", "type": "Aggregation", "links": []}]


def wire(spelling="codelists", **changed):
    found = dataset(CODES, value=[], note=["Fiktive tall."], **changed)
    found["dimension"]["Region"]["extension"][spelling] = LISTED
    found["dimension"]["ContentsCode"]["extension"]["basePeriod"] = {"Personer": "2015=100"}
    return found


def v2(found):
    return read_v2(json.dumps(found).encode(), table="90001", language="no")


V1 = {
    "title": "90001: Folk",
    "variables": [
        {"code": "Region", "text": "region", "values": ["0301", "4601"],
         "valueTexts": ["0301 label", "4601 label"], "map": "kommuner"},
        {"code": "Kjonn", "text": "kjonn", "values": ["1", "2"],
         "valueTexts": ["1 label", "2 label"], "elimination": True},
        {"code": "ContentsCode", "text": "contentscode", "values": ["Personer"],
         "valueTexts": ["Personer label"]},
        {"code": "Tid", "text": "tid", "values": ["2023", "2024"],
         "valueTexts": ["2023 label", "2024 label"], "time": True},
    ],
}  # fmt: skip


def v1(found):
    return read_v1(json.dumps(found).encode(), table="90001", language="no")


def test_v2_tells_all():
    meta = v2(wire())
    assert [(v.code, v.role, v.elimination) for v in meta.variables] == [
        ("Region", "", False),
        ("Kjonn", "", True),
        ("ContentsCode", "metric", False),
        ("Tid", "time", False),
    ]
    assert meta.variables[0].codelists == (CodeListName("agg_Fylker", "Fylker", "Aggregation"),)
    assert meta.variables[0].labels == ("0301 label", "4601 label")
    assert meta.contents == {
        "Personer": ContentMeta(
            "Personer label", "personer", 0, "NotApplicable", base_period="2015=100"
        )
    }
    assert meta.time.code == "Tid"
    assert meta.updated == "2026-02-25T07:00:00Z"
    assert meta.aggregation_allowed is True
    assert meta.notes == ("Fiktive tall.",)
    assert not meta.discontinued


def test_the_older_spelling_reads_the_same():
    older = wire("codeLists", role=None)
    del older["value"]
    assert v2(older) == v2(wire())


def test_v1_reads_the_same_as_far_as_it_tells():
    new, old = v2(wire()), v1(V1)
    assert old.label == new.label
    for one, other in zip(old.variables, new.variables, strict=True):
        assert (one.code, one.codes, one.labels, one.elimination) == (
            other.code, other.codes, other.labels, other.elimination
        )  # fmt: skip
        assert one.codelists is None
    assert old.variables[0].role == "geo"
    assert (old.time.code, old.metric.code) == ("Tid", "ContentsCode")
    assert old.updated is None
    assert old.contents == {"Personer": ContentMeta("Personer label")}


def test_time_is_known_by_its_role_not_by_its_name():
    found = wire(role={"time": ["Region"]})
    assert v2(found).time.code == "Region"


def test_order_comes_from_the_index_and_a_label_is_not_needed():
    found = wire()
    found["dimension"]["Tid"]["category"] = {"index": {"2024": 1, "2023": 0}}
    found["dimension"]["Kjonn"]["category"] = {"index": ["2", "1"]}
    meta = v2(found)
    assert meta.time.codes == meta.time.labels == ("2023", "2024")
    assert meta.variables[1].codes == ("2", "1")


def test_contents_that_the_server_made_up_are_no_variable():
    found = wire()
    found["dimension"]["ContentsCode"] = dimension("ContentsCode", ["EliminatedValue"])
    meta = v2(found)
    assert meta.metric is None
    assert meta.contents == {}
    assert [v.code for v in meta.variables] == ["Region", "Kjonn", "Tid"]


@pytest.mark.parametrize("key", ["note", "role", "extension", "updated", "source", "label"])
@pytest.mark.parametrize("odd", [7, "text", ["x", 3, {}], {"a": {"b": 1}}, None, True])
def test_what_only_describes_may_drift(key, odd):
    meta = v2({**wire(), key: odd})
    assert [v.code for v in meta.variables] == list(CODES)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", "it begins with nothing"),
        (b"<html><body>Vedlikehold</body></html>", "it begins with '<html><body>Vedlikehold"),
        (b'{"id": ["Tid"], "dimension": {', "cut short after 30 bytes"),
        (b"\xff\xfe{}", "it is not JSON"),
        (b"[1, 2]", "another shape"),
        (b'{"type": "Parameter error", "status": 404}', "another shape"),
        (b'{"class": "collection", "id": [], "dimension": {}}', "of class 'collection'"),
        (b'{"id": ["Tid"], "dimension": {}}', "does not describe it"),
        (b'{"id": ["T"], "dimension": {"T": {"category": {"index": ["1", "1"]}}}}', "twice"),
        (b'{"note": ' + b"[" * 100_000, "it is not whole JSON"),
    ],
)
def test_what_is_no_metadata_is_refused_with_its_first_words(body, found):
    with pytest.raises(SourceUnavailable, match="metadata of table 90001") as refusal:
        read_v2(body, table="90001", language="no")
    assert found in str(refusal.value)


def test_the_metadata_of_another_table_is_refused():
    with pytest.raises(SourceChanged, match="the answer is about table 99999"):
        v2(wire(extension={"px": {"tableid": "99999"}}))


WHOLE = json.dumps(wire()).encode()


@given(st.binary(max_size=200) | st.integers(0, len(WHOLE)).map(lambda n: WHOLE[:n]))
def test_no_bytes_end_in_anything_but_a_refusal(body):
    for read in (read_v2, read_v1):
        with suppress(RegionstatError):
            assert read(body, table="90001", language="no").table == "90001"


def test_codes_that_v1_keeps_to_itself_are_asked_of_v2():
    found = json.loads(json.dumps(V1))
    found["variables"][0] |= {"values": None, "valueTexts": None}
    with pytest.raises(SourceUnavailable, match=r"codes of 'Region'.*Read the metadata by v2"):
        v1(found)


def test_v1_texts_that_do_not_fit_the_codes_are_refused():
    found = json.loads(json.dumps(V1))
    found["variables"][0]["valueTexts"] = ["Oslo"]
    with pytest.raises(SourceUnavailable, match="contradict themselves"):
        v1(found)


# --- code lists ------------------------------------------------------------------------------


def test_a_code_list_tells_what_it_sums():
    values = [{"code": "F-31", "label": "Østfold", "valueMap": ["0101", "3101"]}, {"code": "F-03"}]
    body = {"id": "agg_F", "label": "Fylker", "type": "Aggregation", "values": values}
    found = read_codelist(json.dumps(body).encode(), name="agg_F")
    assert found.codes == ("F-31", "F-03")
    assert found.labels == ("Østfold", "F-03")
    assert found.members == {"F-31": ("0101", "3101"), "F-03": ("F-03",)}
    assert found.sums
    body["values"] = values[1:]
    assert not read_codelist(json.dumps(body).encode(), name="agg_F").sums


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"id":"x","values":[{"code":1}]}',
                                  b'{"id":"x","values":[{"code":"1"},{"code":"1"}]}'])  # fmt: skip
def test_what_is_no_code_list_is_refused(body):
    with pytest.raises(SourceUnavailable, match="code list agg_F"):
        read_codelist(body, name="agg_F")


# --- closed series ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "The table will be replaced by table 14700 from January 2026",
        "This table is replaced from 2026 by the new table (2025=100): 14700.",
        "Tabellen er avsluttet og vil bli erstattet av tabell 14700.",
        "Erstattes av 14700",
        "Serien blir erstatta av ny serie, sjå tabell 14700.",
        "Tabellen erstattes fra og med 2026 av tabell 14700.",
    ],
)
def test_the_successor_is_read_from_a_note(text):
    assert successor_in(["Noko anna 12345.", text], table="03013") == "14700"


@pytest.mark.parametrize(
    "text",
    [
        "This table replaces table 03012.",
        "Denne tabellen erstatter 03012.",
        "Se også tabell 14700.",
        "Replaced by table 03013",
        "Erstattet av 2025=100.",
        "Tabellen er avsluttet. Kontakt 12345.",
    ],
)
def test_what_names_no_successor_gives_none(text):
    assert successor_in([text], table="03013") is None


def test_only_a_closed_table_has_a_successor():
    note = ["Deler av tabellen er erstattet av tabell 14700."]
    assert v2(wire() | {"note": note}).successor is None
    closed = v2(wire() | {"note": note, "label": "90001: Folk (avslutta serie) 1979-2025"})
    assert closed.discontinued
    assert closed.successor == "14700"
    flagged = wire(extension={"discontinued": True}) | {"note": note}
    assert v2(flagged).successor == "14700"


@pytest.mark.parametrize("label", ["CPI (closed series)", "Avslutta serie", "Avsluttet serie"])
def test_a_title_says_that_a_series_is_closed(label):
    assert says_closed(label)
    assert not says_closed("03013: Konsumprisindeks, avsluttende regnskap")
