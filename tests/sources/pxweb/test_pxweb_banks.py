"""v2 and v1: what is sent, the same for the same query; and every shape of error, told clearly."""

import json

import pytest
from pxweb_fakes import FakeClient, answering, meta, query

from regionstat.errors import Misuse, NoConnection, SourceChanged, SourceUnavailable
from regionstat.sources.hosts import Hosts, hosts_at
from regionstat.sources.pxweb import StatBankV1, StatBankV2, choose, open_bank
from regionstat.sources.pxweb.opening import plan_query
from regionstat.sources.pxweb.query import Chosen, Query

ASKED = Query(
    "90001",
    (
        Chosen("Region", ("F-03", "F-46"), "agg_KommFylker", "geo"),
        Chosen("ContentsCode", ("Personer",), role="metric"),
        Chosen("Tid", ("2024",), role="time"),
    ),
    eliminated=("Kjonn",),
)
BANKS = pytest.mark.parametrize("kind", [StatBankV2, StatBankV1])


def bank_of(kind, *answers):
    """A bank whose client gives these answers one after the other, the last one for ever."""
    left = list(answers)
    client = FakeClient(lambda *_: left.pop(0) if len(left) > 1 else left[0])
    return kind(client, Hosts()), client


# --- what is sent ----------------------------------------------------------------------------


def test_v2_sends_explicit_codes_and_names_what_is_eliminated():
    request = StatBankV2(None, Hosts()).request(ASKED)
    assert request.url == "https://data.ssb.no/api/pxwebapi/v2/tables/90001/data"
    assert request.params == {"lang": "no", "outputFormat": "json-stat2"}
    assert json.loads(request.body)["selection"] == [
        {"variableCode": "Region", "codelist": "agg_KommFylker", "valueCodes": ["F-03", "F-46"]},
        {"variableCode": "ContentsCode", "valueCodes": ["Personer"]},
        {"variableCode": "Tid", "valueCodes": ["2024"]},
        {"variableCode": "Kjonn", "valueCodes": []},
    ]


def test_v2_fixes_the_order_so_that_parts_of_any_size_have_the_same():
    request = StatBankV2(None, Hosts()).request(ASKED)
    assert json.loads(request.body)["placement"] == {
        "heading": [],
        "stub": ["Region", "ContentsCode", "Tid"],
    }


def test_v1_sends_the_same_in_its_own_words():
    request = StatBankV1(None, Hosts()).request(ASKED)
    assert request.url == "https://data.ssb.no/api/v0/no/table/90001"
    assert json.loads(request.body) == {
        "query": [
            {"code": "Region",
             "selection": {"filter": "agg:KommFylker", "values": ["F-03", "F-46"]}},
            {"code": "ContentsCode", "selection": {"filter": "item", "values": ["Personer"]}},
            {"code": "Tid", "selection": {"filter": "item", "values": ["2024"]}},
            {"code": "Kjonn", "selection": {"filter": "item", "values": []}},
        ],
        "response": {"format": "json-stat2"},
    }  # fmt: skip


@BANKS
def test_the_same_wish_gives_the_same_request_on_any_host(kind):
    one = choose(meta(), {"Tid": ["2020", "2021"], "Region": ["*"], "ContentsCode": ["*"]})
    same = choose(meta(), {"region": ["5001", "*"], "contentscode": ["*"], "TID": ["to(2021)"]})
    other = choose(meta(), {"Region": ["*"], "ContentsCode": ["*"], "Tid": ["2020"]})
    here, there = kind(None, Hosts()), kind(None, hosts_at("http://127.0.0.1:1"))
    assert here.request(one).body == here.request(same).body
    assert here.request(one).digest == there.request(same).digest
    assert here.request(one).digest != here.request(other).digest
    assert here.request(one).url != there.request(one).url


def test_language_is_part_of_the_request():
    english = Query("90001", ASKED.variables, language="en", eliminated=("Kjonn",))
    for kind in (StatBankV2, StatBankV1):
        bank = kind(None, Hosts())
        assert bank.request(ASKED).digest != bank.request(english).digest


# --- errors ----------------------------------------------------------------------------------

HTML = b"<html><title>404 - File or directory not found.</title></html>"
NO_TABLE = {"type": "Parameter error", "title": "Non-existent table", "status": 404}


@pytest.mark.parametrize("status", [400, 404])
def test_an_unknown_table_is_told_by_its_title(status):
    bank, _ = bank_of(StatBankV2, (status, NO_TABLE))
    for ask, of in ((bank.data, ASKED), (bank.metadata, "90001"), (bank.about, "90001")):
        with pytest.raises(SourceChanged, match="there is no table 90001"):
            ask(of)


@pytest.mark.parametrize("status", [400, 404])
def test_an_unknown_table_in_v1(status):
    bank, _ = bank_of(StatBankV1, (status, {"error": "Parameter error"}))
    with pytest.raises(SourceChanged, match="there is no table 90001: Parameter error"):
        bank.metadata("90001")


@BANKS
@pytest.mark.parametrize(
    "said",
    [
        (400, {"title": "Too many cells selected", "status": 400}),
        (403, {"error": "Too many values selected"}),
        (403, {"title": "Too many cells selected", "detail": "Too many cells selected"}),
    ],
)
def test_too_many_cells_names_the_cells(kind, said):
    bank, _ = bank_of(kind, said)
    with pytest.raises(SourceChanged, match="too many: 2 asked for, 800,000 allowed"):
        bank.data(ASKED)


@BANKS
@pytest.mark.parametrize(
    ("status", "body", "error", "found"),
    [
        (400, {"type": "Parameter error", "title": "Non-existent value"}, SourceChanged,
         "refuses what its metadata allows: Non-existent value"),
        (400, {"error": "The request for variable 'Region' has an error."}, SourceChanged,
         "refuses what its metadata allows: The request for variable 'Region'"),
        (400, {"title": "One or more validation errors occurred.", "errors": {"$.selection": []}},
         SourceChanged, "validation errors occurred.: $.selection"),
        (400, b"Bad Request", SourceUnavailable, "400 without a reason: 'Bad Request'"),
        (404, HTML, SourceUnavailable, "404 without a reason: '<html><title>404 - File"),
        (500, b"", SourceUnavailable, "500 and says nothing"),
        (403, b"Forbidden", SourceUnavailable, "403 without a reason"),
        (500, {"title": "Oops", "detail": "A null"}, SourceUnavailable, "500: Oops: A null"),
        (400, b'["title"]', SourceUnavailable, "400 without a reason"),
        (301, b"", SourceUnavailable, "301 and says nothing"),
        (400, {"title": 7}, SourceUnavailable, "400 without a reason"),
    ],
)  # fmt: skip
def test_every_shape_of_error_names_the_table_and_what_was_found(kind, status, body, error, found):
    bank, _ = bank_of(kind, (status, body))
    with pytest.raises(error) as refusal:
        bank.data(ASKED)
    assert "table 90001" in str(refusal.value)
    assert found in str(refusal.value)
    assert refusal.value.todo


def test_an_error_page_for_metadata_is_no_missing_table():
    bank, _ = bank_of(StatBankV1, (404, HTML))
    with pytest.raises(SourceUnavailable, match="404 without a reason"):
        bank.metadata("90001")


def test_an_unknown_code_list_is_misuse_and_anything_else_is_not():
    title = {"type": "Parameter error", "title": "Non-existent codelist", "status": 400}
    bank, _ = bank_of(StatBankV2, (404, title), (500, b""))
    with pytest.raises(Misuse, match="'agg_X': there is none of that id"):
        bank.codelist("agg_X")
    with pytest.raises(SourceUnavailable, match="code list agg_X"):
        bank.codelist("agg_X")


def test_about_reads_the_table_resource_and_survives_drift():
    said = {"id": "90001", "label": "90001: Folk", "updated": "2026-02-25T07:00:00Z",
            "firstPeriod": "2002", "lastPeriod": "2025", "timeUnit": "Annual"}  # fmt: skip
    bank, client = bank_of(StatBankV2, (200, said), (200, said | {"discontinued": 3}), (200, HTML))
    about = bank.about("90001")
    assert (about.updated, about.first_period, about.last_period) == (
        "2026-02-25T07:00:00Z", "2002", "2025"
    )  # fmt: skip
    assert about.discontinued is None
    assert bank.about("90001") == about
    with pytest.raises(SourceUnavailable, match="Ask about table 90001"):
        bank.about("90001")
    assert {call[1] for call in client.calls} == {f"{Hosts().statbank_v2}/tables/90001"}


# --- the limit -------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "key"), [(StatBankV2, "maxDataCells"), (StatBankV1, "maxCells")])
@pytest.mark.parametrize(
    ("said", "limit"),
    [(150_000, 150_000), (0, 800_000), (-1, 800_000), ("many", 800_000), (True, 800_000)],
)
def test_the_limit_is_the_servers_or_the_usual_one(kind, key, said, limit):
    bank, client = bank_of(kind, (200, {key: said}))
    assert bank.limit() == bank.limit() == limit
    assert len(client.calls) == 1


def test_a_server_that_names_no_limit_in_json_has_the_usual_one():
    bank, _ = bank_of(StatBankV2, (404, {"title": "Not Found"}))
    assert bank.limit() == 800_000


# --- which bank ------------------------------------------------------------------------------


def v2_out(method, url, params, sent):
    if "pxwebapi/v2" in url:
        return SourceUnavailable("GET /config", found="no answer", where="v2", todo="Wait")
    return 200, {"maxCells": 1000}


def test_v1_stands_in_when_v2_is_out_and_says_so():
    told = []
    bank = open_bank(FakeClient(v2_out), Hosts(), tell=told.append)
    assert (bank.name, bank.limit()) == ("v1", 1000)
    assert told == ["StatBank v2 is out (no answer); v1 is asked instead"]


def test_v1_is_not_asked_where_not_even_a_connection_comes_about():
    def unreached(method, url, params, sent):
        return NoConnection("GET /config", found="no connection", where="ssb", todo="Look")

    client = FakeClient(unreached)
    with pytest.raises(NoConnection):
        open_bank(client, Hosts())
    assert len(client.calls) == 1


def test_a_page_of_maintenance_is_out_too():
    def page(method, url, params, sent):
        return (200, HTML) if "pxwebapi/v2" in url else v2_out(method, url, params, sent)

    assert open_bank(FakeClient(page), Hosts()).name == "v1"


def test_v2_is_taken_when_it_answers():
    bank = open_bank(FakeClient(lambda *_: (200, {"maxDataCells": 5})), Hosts(), tell=pytest.fail)
    assert (bank.name, bank.limit()) == ("v2", 5)


def test_when_both_are_out_the_second_error_is_raised():
    with pytest.raises(SourceUnavailable, match="its limits"):
        open_bank(FakeClient(lambda *_: (200, HTML)), Hosts())


@pytest.mark.parametrize("api", ["v1", "v2"])
def test_a_named_interface_is_taken_without_a_call(api):
    assert open_bank(None, Hosts(), api=api).name == api


def test_an_unknown_interface_is_misuse():
    with pytest.raises(Misuse, match="Unknown interface 'v3'"):
        open_bank(None, Hosts(), api="v3")


# --- code lists by name ----------------------------------------------------------------------

WISH = {"Region": ["F-03"], "ContentsCode": ["*"], "Tid": ["2020"]}


def test_v2_reads_the_list_and_expands_with_it():
    values = [{"code": "F-03", "valueMap": ["0301"]}, {"code": "F-46", "valueMap": ["4601"]}]
    listed = {"id": "agg_Fylker", "label": "", "values": values}
    bank, client = bank_of(StatBankV2, (200, listed))
    found = plan_query(bank, meta(), WISH | {"Region": ["*"]}, {"region": "agg:Fylker"})
    assert found.variables[0] == Chosen("Region", ("F-03", "F-46"), "agg_Fylker", "geo")
    assert client.calls[0][1].endswith("/codelists/agg_Fylker")


def test_v1_takes_explicit_codes_and_refuses_expressions():
    bank = StatBankV1(None, Hosts())
    found = plan_query(bank, meta(), WISH, {"Region": "agg_Fylker"})
    assert found.variables[0] == Chosen("Region", ("F-03",), "agg_Fylker", "geo")
    with pytest.raises(Misuse, match="v1 does not tell the codes of a list"):
        plan_query(bank, meta(), WISH | {"Region": ["F-*"]}, {"Region": "agg_Fylker"})


@BANKS
def test_data_comes_back_as_it_was_received(kind):
    asked = query(Tid=["2024"])
    bank, client = bank_of(kind, (200, answering(asked)))
    assert bank.data(asked).body == answering(asked)
    assert client.calls[0][3] == bank.request(asked).body
