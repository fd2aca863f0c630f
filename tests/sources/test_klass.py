"""KLASS: what comes back is typed, and every odd answer is refused in words."""

import json
from datetime import UTC, date, datetime

import pytest

from regionstat.errors import Misuse, SourceChanged, SourceUnavailable
from regionstat.sources.hosts import hosts_at
from regionstat.sources.http import Answer, Client
from regionstat.sources.klass import Code, changes, codes_at, corresponds
from statbank import Bank, serve

HOSTS = hosts_at("http://klass.test")
DAY, END = date(2020, 1, 1), date(2024, 1, 2)


class Fake:
    """A client that gives one answer, and remembers what was asked."""

    def __init__(self, body, status=200):
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.status = status
        self.asked = []

    def get(self, url, *, params=None, accept="application/json", large=False, max_bytes=0):
        self.asked.append((url, dict(params or {}), accept))
        now = datetime(2026, 1, 1, tzinfo=UTC)
        return Answer(url, self.status, {}, self.body, now, "GET", b"")


ITEM = {
    "code": "0301",
    "parentCode": None,
    "level": "1",
    "name": "Oslo",
    "shortName": "",
    "presentationName": "",
    "validFrom": "1986-01-01",
    "validTo": None,
    "notes": "",
}
OLD_ITEM = {"code": "0301", "parentCode": "", "level": "1", "name": "Oslo"}


@pytest.mark.parametrize(
    ("item", "since"), [(ITEM, date(1986, 1, 1)), (OLD_ITEM, None)], ids=["2026", "2022"]
)
def test_codes_of_every_age_are_read(item, since):
    client = Fake({"codes": [item]})
    assert codes_at(client, HOSTS, 131, DAY) == (Code("0301", "Oslo", "1", None, since, None),)
    url, params, accept = client.asked[0]
    assert url == "http://klass.test/api/klass/v1/classifications/131/codesAt"
    assert params == {"date": "2020-01-01"}
    assert accept == "application/json"


def test_changes_tell_births_and_ends():
    born = {"oldCode": None, "oldName": None, "newCode": "5055", "newName": "Heim"}
    ended = {"oldCode": "1571", "oldName": "Halsa", "newCode": None, "newName": None}
    rows = [{**row, "changeOccurred": "2020-01-01"} for row in (born, ended)]
    client = Fake({"codeChanges": rows})
    first, second = changes(client, HOSTS, 131, DAY, END)
    assert (first.old_code, first.new_code, first.new_name) == (None, "5055", "Heim")
    assert (second.old_code, second.new_code, second.occurred) == ("1571", None, DAY)
    assert client.asked[0][1] == {"from": "2020-01-01", "to": "2024-01-02"}


def test_correspondence_asks_for_the_target():
    item = {"sourceCode": "5001", "sourceName": "Trondheim", "targetCode": "50", "targetName": "T"}
    client = Fake({"correspondenceItems": [item]})
    (found,) = corresponds(client, HOSTS, 131, 104, DAY, END)
    assert (found.source_code, found.target_code, found.valid_from) == ("5001", "50", None)
    assert client.asked[0][1]["targetClassificationId"] == "104"


PROBLEM = {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "No such table"}


def test_a_gap_in_the_correspondence_is_explained():
    with pytest.raises(Misuse, match=r"No such table.*cover the whole range: ask for a shorter"):
        corresponds(Fake(PROBLEM, 404), HOSTS, 131, 104, DAY, END)


@pytest.mark.parametrize("end", [DAY, date(2019, 1, 1)])
def test_an_empty_range_is_never_asked(end):
    client = Fake({"codeChanges": []})
    with pytest.raises(Misuse, match="empty"):
        changes(client, HOSTS, 131, DAY, end)
    assert client.asked == []


@pytest.mark.parametrize(
    ("body", "status", "error", "words"),
    [
        (PROBLEM, 404, Misuse, "404: No such table"),
        (b"Classification not found", 404, Misuse, "404: Classification not found"),
        ({"status": 400, "detail": "bad date"}, 500, Misuse, "400: bad date"),
        (b"", 500, SourceUnavailable, "500: an empty body"),
        (b"<!DOCTYPE html><html>no</html>", 404, Misuse, "404: HTML"),
        (b"<?xml version='1.0'?><codes/>", 200, SourceUnavailable, "JSON was asked for and XML"),
        (b"<html>busy</html>", 200, SourceUnavailable, "JSON was asked for and HTML"),
        (b"", 200, SourceUnavailable, "JSON was asked for and an empty body"),
        (b'{"codes": [{"code": "03', 200, SourceChanged, "not what KLASS wrote"),
        ({"codes": [{"code": 301, "name": "Oslo"}]}, 200, SourceChanged, "not what KLASS wrote"),
        ({"code": []}, 200, SourceChanged, "not what KLASS wrote"),
        ({"codes": [ITEM, ITEM]}, 200, SourceChanged, "more than once: 0301"),
    ],
)
def test_what_is_no_answer_is_refused(body, status, error, words):
    with pytest.raises(error, match=words):
        codes_at(Fake(body, status), HOSTS, 131, DAY)


# --- over a socket --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def local():
    with serve(Bank([])) as server, Client() as client:
        yield client, hosts_at(server.url)


def test_codes_come_in_force_on_the_day(local):
    before = {one.code: one.name for one in codes_at(*local, 131, date(2019, 12, 31))}
    after = {one.code: one.name for one in codes_at(*local, 131, date(2020, 1, 1))}
    assert before.keys() - after.keys() >= {"5030", "1201"}
    assert after.keys() - before.keys() >= {"4601", "5059"}
    assert after["5001"].startswith("Trondheim")


def test_the_first_day_of_a_range_is_in_and_the_last_is_not(local):
    assert changes(*local, 131, date(2020, 1, 1), date(2020, 1, 2))
    assert changes(*local, 131, date(2019, 6, 1), date(2020, 1, 1)) == ()


def test_correspondence_over_a_socket_and_its_gap(local):
    found = corresponds(*local, 131, 104, date(2020, 1, 1), date(2021, 1, 1))
    assert {one.target_code for one in found if one.source_code == "5001"} == {"50"}
    with pytest.raises(Misuse, match=r"404.*ask for a shorter one"):
        corresponds(*local, 131, 104, date(2012, 1, 1), date(2015, 1, 1))
    with pytest.raises(Misuse, match="404"):
        codes_at(*local, 99999, date(2020, 1, 1))
