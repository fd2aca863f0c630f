"""The company registers: a long file read as a stream, and accounts in whatever shape they come."""

import gzip
import io
import json
import tracemalloc
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.errors import SourceChanged, SourceUnavailable
from regionstat.sources import entities
from regionstat.sources.company_accounts import Accounts, accounts_of
from regionstat.sources.entities import Entity, read_entities, stream_units
from regionstat.sources.hosts import hosts_at
from regionstat.sources.http import Answer

HOSTS = hosts_at("http://brreg.test")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Fake:
    """A client that gives one answer to everything."""

    def __init__(self, body, status=200):
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.status = status
        self.asked = []

    def get(self, url, **_):
        self.asked.append(url)
        return Answer(url, self.status, {}, self.body, NOW, "GET", b"")

    def download(self, url, path, **_):
        self.asked.append(url)
        if self.status == 200:
            path.write_bytes(self.body)
        return Answer(url, self.status, {}, b"", NOW, "GET", b"")


# --- the long file --------------------------------------------------------------------------------

text = st.text(max_size=8) | st.sampled_from(['"', "\\", "{[", "]}", "},{", "å€𝄞", "\\u00e6"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)
units = st.lists(st.dictionaries(text, values, max_size=4), max_size=6)


@settings(max_examples=40)
@given(units, st.integers(1, 64), st.booleans(), st.booleans(), st.sampled_from([None, 1]))
def test_a_stream_gives_what_the_whole_file_gives(found, chunk, packed, ascii_only, indent):
    data = json.dumps(found, ensure_ascii=ascii_only, indent=indent).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entities, "CHUNK", chunk)
        file = io.BytesIO(gzip.compress(data) if packed else data)
        assert list(stream_units(file, "x")) == found


LONG = [{"navn": 'a"},{\\', "n": [1, {"b": 2}]}, {"navn": "å"}]


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_cut_anywhere_is_refused(packed):
    data = json.dumps(LONG, ensure_ascii=False).encode()
    data = gzip.compress(data) if packed else data
    for length in range(len(data)):
        with pytest.raises((SourceUnavailable, SourceChanged)):
            list(stream_units(io.BytesIO(data[:length]), "x"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a": 1}', "not a list"),
        (b"<html>", "not a list"),
        (b"", "not a list"),
        (b"[1]", "begins with '1'"),
        (b'[{"a":1} {"a":2}]', "not parted by commas"),
        (b'[{"a":1}] x', "something follows"),
        (b'[{"a":' + b"[" * 200_000, "nested|in the middle"),
    ],
)
def test_what_is_no_list_of_units_is_refused(data, words):
    with pytest.raises((SourceChanged, SourceUnavailable), match=words):
        list(stream_units(io.BytesIO(data), "x"))


UNIT = {
    "organisasjonsnummer": "999999999",
    "navn": "EKSEMPEL AS",
    "organisasjonsform": {"kode": "AS", "beskrivelse": "Aksjeselskap"},
    "naeringskode1": {"kode": "62.100", "beskrivelse": "..."},
    "antallAnsatte": 12,
    "harRegistrertAntallAnsatte": True,
    "forretningsadresse": {"adresse": ["Gata 1"], "kommunenummer": "0301", "landkode": "NO"},
    "konkurs": False,
    "underAvvikling": None,
    "institusjonellSektorkode": {"kode": "2100", "beskrivelse": "..."},
}
ENTITY = Entity(
    "999999999", "AS", "0301", "62.100", 12, True, None, bankrupt=False, winding_up=False,
    sector="2100",
)  # fmt: skip


def test_of_a_unit_only_the_needed_is_read_and_the_file_is_gone(tmp_path):
    sole = {**UNIT, "organisasjonsform": {"kode": "ENK"}, "slettedato": "2025-02-01"}
    bare = {"organisasjonsnummer": "1", "slettedato": "2020-01-01"}
    data = gzip.compress(json.dumps([UNIT, sole, bare]).encode())
    folder = tmp_path / "bulk"
    folder.mkdir()
    (folder / "left").write_text("of an interrupted run")
    seen = []
    bulk = read_entities(Fake(data), HOSTS, folder, lambda one: seen.append(one) or one == ENTITY)
    assert bulk.entities == (ENTITY,)
    assert (bulk.units, bulk.bytes, bulk.retrieved) == (3, len(data), NOW)
    assert [one.deleted for one in seen] == [None, date(2025, 2, 1), date(2020, 1, 1)]
    assert "EKSEMPEL" not in repr(seen)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("client", "error", "words"),
    [
        (Fake(b"", 500), SourceUnavailable, "answered 500"),
        (
            Fake(gzip.compress(json.dumps([UNIT])[:-1].encode())),
            SourceUnavailable,
            "middle of the list",
        ),
        (Fake(gzip.compress(b'[{"a":1}]')), SourceChanged, "organisasjonsnummer"),
        (Fake(gzip.compress(b"[" * 99)[:40] + b"xxxx"), SourceUnavailable, "damaged"),
        (Fake([{**UNIT, "organisasjonsnummer": 999}]), SourceChanged, "not what it was"),
    ],
    ids=["500", "cut", "shape", "damaged", "number"],
)
def test_a_bad_file_is_refused_and_gone(client, error, words, tmp_path):
    with pytest.raises(error, match=words):
        read_entities(client, HOSTS, tmp_path / "bulk", lambda one: True)
    assert list(tmp_path.iterdir()) == []


def test_memory_does_not_grow_with_the_file(tmp_path):
    def peak(number):
        data = json.dumps([{**UNIT, "notes": "x" * 500}] * number).encode()
        file = io.BytesIO(gzip.compress(data, 1))
        del data
        tracemalloc.start()
        try:
            assert sum(1 for _ in stream_units(file, "x")) == number
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(12_000) < 1.5 * peak(4_000)


# --- accounts -------------------------------------------------------------------------------------

FILED = {
    "regnskapstype": "SELSKAP",
    "valuta": "NOK",
    "regnskapsperiode": {"fraDato": "2024-01-01", "tilDato": "2024-12-31"},
    "regnkapsprinsipper": {"smaaForetak": True},
    "resultatregnskapResultat": {
        "aarsresultat": 78,
        "ordinaertResultatFoerSkattekostnad": 100.5,
        "driftsresultat": {"driftsresultat": 1},
    },
    "egenkapitalGjeld": {"egenkapital": {"innskuttEgenkapital": {"sumInnskuttEgenkaptial": 1}}},
}
READ = Accounts("SELSKAP", "NOK", date(2024, 1, 1), date(2024, 12, 31), 100.5, 78)


def test_one_year_or_several_are_taken_as_they_come():
    before = {**FILED, "regnskapsperiode": {"tilDato": "2023-06-30"}, "valuta": "EUR"}
    client = Fake([FILED, before])
    first, second = accounts_of(client, HOSTS, "999999999")
    assert first == READ
    assert (second.currency, second.period_from) == ("EUR", None)
    assert second.period_to == date(2023, 6, 30)
    assert client.asked == ["http://brreg.test/regnskapsregisteret/regnskap/999999999"]


@pytest.mark.parametrize("result", [None, {}, {"ordinaertResultatFoerSkattekostnad": None}])
def test_a_missing_result_is_none_and_never_nought(result):
    (found,) = accounts_of(Fake([{**FILED, "resultatregnskapResultat": result}]), HOSTS, "1")
    assert found.result_before_tax is None


@pytest.mark.parametrize("status", [400, 404, 410])
def test_nothing_filed_is_an_answer(status):
    assert accounts_of(Fake({"status": status, "message": "?"}, status), HOSTS, "1") == ()


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 500, SourceUnavailable),
        (b"<html>busy</html>", 200, SourceChanged),
        ({"error": "x"}, 200, SourceChanged),
        ([{**FILED, "regnskapsperiode": {}}], 200, SourceChanged),
        (b'[{"regnskapstype": "SEL', 200, SourceChanged),
    ],
)
def test_what_is_no_list_of_accounts_is_refused(body, status, error):
    with pytest.raises(error):
        accounts_of(Fake(body, status), HOSTS, "1")
