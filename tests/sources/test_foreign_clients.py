"""Clients that others wrote take the local StatBank for the real one, and read it right."""

import json
import subprocess
import sys
from itertools import product

import httpx
import jsonstat_validator
import klass
import numpy as np
import pandas as pd
import pxweb
import pytest
from klass import config as klass_config

from statbank import Bank, load_bank, serve
from statbank.areas import OPEN, forms, steps
from statbank.samples import samples

pytestmark = pytest.mark.slow

V2, V1 = "/api/pxwebapi/v2", "/api/v0/no/table"

# The package of dapla-statbank-client has the name of ours, so it runs in a process of its own.
_DAPLA = """
import json, sys
from statbank import apidata, apidata_all, apimetadata
address, query = sys.argv[1], json.loads(sys.argv[2])
frame = apidata(address, query, include_id=True) if query else apidata_all(address, include_id=True)
print(json.dumps({"title": apimetadata(address)["title"], "frame": frame.to_dict("list")},
                 default=lambda cell: None))
"""


@pytest.fixture(scope="module")
def server():
    # A small limit: pxwebpy must split what is larger.
    with serve(load_bank(), limit=5000) as running:
        yield running


def cells(table):
    """All cells of a table by codes: what a client must come to."""
    codes = product(*(variable.codes for variable in table.variables))
    values = table.values.reshape(-1).tolist()
    return dict(zip(codes, values, strict=True))


def same(found, wanted):
    assert found.keys() == wanted.keys()
    for key, value in found.items():
        missing = value is None or value != value
        assert missing if np.isnan(wanted[key]) else value == wanted[key]


# --- pxwebpy: v2 ----------------------------------------------------------------------------------


@pytest.fixture
def pxwebpy(server):
    return pxweb.PxApi(f"{server.url}{V2}", disable_cache=True, max_workers=1)


@pytest.mark.parametrize("table", ["03068", "11713", "11618", "90001", "90003"])
def test_pxwebpy_reads_whole_tables(server, pxwebpy, table):
    rows = pxwebpy.get_table_data_all(table, show="code")
    variables = server.bank[table].variables
    names = [v.label if isinstance(v.label, str) else v.label["no"] for v in variables]
    found = {tuple(row[name] for name in names): row["value"] for row in rows}
    assert len(found) == len(rows)
    same(found, cells(server.bank[table]))


def test_pxwebpy_had_to_split(server, pxwebpy):
    before = len(server.log)
    pxwebpy.get_table_data_all("11713")
    calls = [call for call in server.log[before:] if call.path.endswith("/data")]
    assert len(calls) > 1
    assert {call.status for call in calls} == {200}


def test_pxwebpy_reads_groups(server, pxwebpy):
    rows = pxwebpy.get_table_data(
        "07459",
        {"Region": ["K-5001"], "ContentsCode": ["Personer1"], "Tid": ["*"]},
        {"Region": "agg_KommSummer"},
        show="code",
    )
    table = server.bank["07459"]
    region = table.variable("Region")
    parts = [table.values[region.place(code)] for code in ("1601", "1662", "5001", "5030")]
    assert [row["value"] for row in rows] == np.nansum(parts, axis=0).reshape(-1).tolist()


def test_pxwebpy_finds_its_way(server, pxwebpy):
    assert pxwebpy.number_of_tables == len([t for t in server.bank.values() if not t.discontinued])
    assert "07459" in [table["id"] for table in pxwebpy.all_tables()]
    assert pxwebpy.get_code_list("vs_Landet")["values"][0]["code"] == "0"
    with pytest.raises(Exception, match="Non-existent table"):
        pxwebpy.get_table_data("00000", {"Tid": ["2020"]})


# --- dapla-statbank-client: v1 --------------------------------------------------------------------


def dapla(address, query=None):
    command = [sys.executable, "-c", _DAPLA, address, json.dumps(query)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("table", ["03068", "90001"])
def test_dapla_statbank_client_reads_whole_tables(server, table):
    answer = dapla(f"{server.url}{V1}/{table}")
    frame = answer["frame"]
    names = [variable.code for variable in server.bank[table].variables]
    found = dict(zip(zip(*(frame[n] for n in names), strict=True), frame["value"], strict=True))
    same(found, cells(server.bank[table]))
    assert answer["title"].startswith(f"{table}: ")


def test_dapla_statbank_client_reads_sums(server):
    query = {
        "query": [
            {"code": "Region", "selection": {"filter": "agg:KommFylker", "values": ["F-50"]}},
            {"code": "Tid", "selection": {"filter": "top", "values": ["2"]}},
        ],
        "response": {"format": "json-stat2"},
    }
    frame = dapla(f"{server.url}{V1}/07459", query)["frame"]
    table = server.bank["07459"]
    assert frame["Tid"] == ["2025", "2026"]
    county = table.values[table.variable("Region").place("50"), 0, 0, 0, -2:]
    assert frame["value"] == county.tolist()


# --- ssb-klass-python: KLASS ----------------------------------------------------------------------


@pytest.fixture
def klass_at(server, monkeypatch):
    monkeypatch.setattr(klass_config, "BASE_URL", f"{server.url}/api/klass/v1/")


@pytest.mark.usefixtures("klass_at")
def test_klass_python_reads_codes_and_versions():
    municipalities = klass.KlassClassification("131")
    date = "2024-06-01"
    frame = municipalities.get_codes(date).data
    wanted = {f.code: f.name for f in forms(131) if f.start <= date < f.end}
    assert dict(zip(frame["code"], frame["name"], strict=True)) == wanted
    items = municipalities.get_version().data
    assert set(items["code"]) == {f.code for f in forms(131) if f.end == OPEN}
    assert len(municipalities.versions_dict()) == len(municipalities.versions)


@pytest.mark.usefixtures("klass_at")
def test_klass_python_reads_renamings_and_changes():
    frame = klass.KlassClassification("131").get_codes("2018-01-01", "2020-01-01").data
    assert (frame["code"] == "5005").sum() == 2
    changes = klass.KlassClassification("131").get_changes("2020-01-01", "2021-01-01")
    pairs = set(zip(changes["oldCode"], changes["newCode"], strict=True))
    assert pairs == {(s.old, s.new) for s in steps(131) if s.date == "2020-01-01"}


@pytest.mark.usefixtures("klass_at")
def test_klass_python_reads_correspondences_and_variants():
    found = klass.KlassClassification("131").get_correspondence_to("104", "2024-01-01")
    counties = found.to_dict()
    assert counties == {form.code: form.code[:2] for form in forms(131) if form.end == OPEN}
    parts = klass.KlassVariantSearchByName("131", "Landsdel", "2024-01-01").data
    assert isinstance(parts, pd.DataFrame)
    assert dict(zip(parts["code"], parts["parentCode"], strict=True))["5001"] == "4"


# --- jsonstat-validator: what is sent is JSON-stat ------------------------------------------------


def without_links(body):
    """Take the links off: StatBank's have no address, which the validator wants of all links."""
    dimensions = {
        name: {key: value for key, value in dimension.items() if key != "link"}
        for name, dimension in body["dimension"].items()
    }
    return {**{k: v for k, v in body.items() if k != "link"}, "dimension": dimensions}


@pytest.mark.parametrize("table", [table.id for table in samples()])
def test_jsonstat_validator_takes_every_answer(table):
    with serve(Bank(samples())) as server, httpx.Client(base_url=server.url) as web:
        body = web.get(f"{V2}/tables/{table}/data").json()
        other = web.post(f"{V1}/{table}", json={"query": []}).json()
    for answer in (body, other):
        assert jsonstat_validator.validate_jsonstat(without_links(answer))
