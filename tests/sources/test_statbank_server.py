"""The local StatBank keeps the law of the wire: each fact once, over the loopback."""

import csv
import gzip
import io
import json
import signal
import subprocess
import sys
import zlib
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import numpy as np
import pytest

from statbank import Bank, load_bank, serve, synthetic
from statbank.brreg import truth
from statbank.companies import check_digit
from statbank.samples import closed, samples

V2, V1, KLASS = "/api/pxwebapi/v2", "/api/v0/no/table", "/api/klass/v1"
JSON = {"Accept": "application/json"}
ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"


@contextmanager
def opened(bank=None, **options):
    with (
        serve(bank or Bank(samples()), **options) as server,
        httpx.Client(base_url=server.url) as web,
    ):
        yield server, web


@pytest.fixture(scope="module")
def real():
    with opened(load_bank()) as (server, web):
        yield server, web


@pytest.fixture(scope="module")
def web():
    with opened(limit=400) as (_, web):
        yield web


def chosen(**codes):
    return [{"variableCode": name, "valueCodes": found} for name, found in codes.items()]


def ask(web, table, selection, query="", **body):
    address = f"{V2}/tables/{table}/data{query}"
    return web.post(address, json={"selection": selection, **body})


def codes_of(answer, variable):
    body = answer.json()
    assert answer.status_code == 200, body
    return list(body["dimension"].get(variable, {"category": {"index": {}}})["category"]["index"])


def problem(answer, status, title, shown=None):
    assert answer.status_code == status
    body = answer.json()
    assert (body["type"], body["title"]) == ("Parameter error", title)
    assert body["status"] == (shown or status)
    return body


YEARS = ["2000", "2001", "2002", "2003", "2004"]


def year(web, *expressions):
    found = chosen(Region=["0001"], ContentsCode=["Innhold1"], Tid=list(expressions))
    return ask(web, "90001", found)


def region(web, *expressions):
    found = chosen(Region=list(expressions), ContentsCode=["Innhold1"], Tid=["2000"])
    return ask(web, "90001", found)


# --- v2: configuration and catalogue --------------------------------------------------------------


def test_config_hides_the_rate_that_the_headers_tell():
    with opened(rate=(40, 60)) as (server, web):
        answer = web.get(f"{V2}/config")
        assert answer.json()["maxCallsPerTimeWindow"] == answer.json()["timeWindow"] == 0
        assert answer.json()["maxDataCells"] == 800_000
        assert answer.headers["x-ratelimit-policy"] == "40;w=60s"
        assert answer.headers["x-ratelimit-remaining"] == "39"
        server.faults.add("old_config")
        assert web.get(f"{V2}/config").json()["maxCallsPerTimeWindow"] == 30


def test_the_catalogue_comes_in_pages_without_closed_series(web):
    first = web.get(f"{V2}/tables", params={"pageSize": "3"}).json()
    assert [len(first["tables"]), first["page"]["totalElements"]] == [3, len(samples()) - 1]
    assert web.get(f"{V2}/tables", params={"pageSize": "3", "pageNumber": "3"}).is_success
    last = web.get(f"{V2}/tables", params={"pageSize": "3", "pageNumber": "4"})
    assert problem(last, 404, "Non-existent page")["detail"] == "Non-existent page"
    everything = web.get(f"{V2}/tables", params={"includeDiscontinued": "true"}).json()
    assert "03013" in [table["id"] for table in everything["tables"]]
    assert web.get(f"{V2}/tables", params={"query": "nothing-like-it"}).json()["tables"] == []


def test_pages_and_days_that_are_no_numbers_are_validation_problems(web):
    answer = web.get(f"{V2}/tables", params={"pageSize": "many"})
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "pageSize" in answer.json()["errors"]


def test_past_days_looks_at_the_update():
    old, new = synthetic("90010"), synthetic("90011")
    old.updated, new.updated = "2001-01-01T07:00:00Z", "2999-01-01T07:00:00Z"
    with opened(Bank([old, new])) as (_, web):
        found = web.get(f"{V2}/tables", params={"pastDays": "30"}).json()["tables"]
    assert [table["id"] for table in found] == ["90011"]


def test_periods_and_time_unit_stand_in_the_table_resource_only(web):
    table = web.get(f"{V2}/tables/90005").json()
    assert [table["firstPeriod"], table["lastPeriod"]] == ["2024K1", "2025K4"]
    assert table["timeUnit"] == "Quarterly"
    assert "timeUnit" not in web.get(f"{V2}/tables/90005/metadata").text


@pytest.mark.parametrize(
    ("table", "unit", "last"),
    [
        ("90001", "Annual", "2004"),
        ("90005", "Quarterly", "2025K4"),
        ("90006", "Monthly", "2025M12"),
        ("90007", "Weekly", "2025U52"),
        ("90008", "Other", "2021-2022"),
    ],
)
def test_time_codes_are_the_same_in_both_languages(web, table, unit, last):
    for language in ("no", "en"):
        assert web.get(f"{V2}/tables/{table}?lang={language}").json()["timeUnit"] == unit
        found = ask(web, table, [], f"?lang={language}").json()
        assert list(found["dimension"]["Tid"]["category"]["index"])[-1] == last


def test_metadata_has_all_codes_no_values_and_its_own_label(web):
    found = web.get(f"{V2}/tables/90003/metadata").json()
    assert found["value"] == []
    assert "status" not in found
    assert found["size"] == [5, 2, 1, 2]
    lists = found["dimension"]["Region"]["extension"]["codelists"]
    assert [one["id"] for one in lists] == ["agg_Par", "agg_Uttrekk", "vs_Steder"]
    assert found["dimension"]["Kjonn"]["extension"]["elimination"] is True
    assert found["label"].endswith("2024-2025")
    assert "eliminationValueCode" not in json.dumps(found)
    assert "discontinued" not in found["extension"]


def test_metadata_in_a_codelist(web):
    address = f"{V2}/tables/90003/metadata"
    found = web.get(address, params={"codelist[Region]": "agg_Par"}).json()
    assert list(found["dimension"]["Region"]["category"]["index"]) == ["P-1", "P-2"]
    problem(web.get(address, params={"codelist[Region]": "AGG_par"}), 400, "Non-existent codelist")


def test_english(web):
    no = web.get(f"{V2}/tables/90001/metadata").json()
    en = web.get(f"{V2}/tables/90001/metadata?lang=en").json()
    assert no["dimension"]["Alder"]["label"] == "alder"
    assert en["dimension"]["Alder"]["category"]["label"]["002"] == "2 years"
    problem(web.get(f"{V2}/tables/90001?lang=sv"), 400, "Unsupported language")


def test_a_codelist_is_found_by_its_case(web):
    found = web.get(f"{V2}/codeLists/agg_Par").json()
    assert found["values"][0] == {"code": "P-1", "label": "Første par", "valueMap": ["01", "02"]}
    problem(web.get(f"{V2}/codelists/agg_par"), 404, "Non-existent codelist", shown=400)


# --- v2: selections -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expressions", "found"),
    [
        (["top(2)"], YEARS[3:]),
        (["TOP(2,1)"], YEARS[2:4]),
        (["bottom(2)"], YEARS[:2]),
        (["bottom(1,1)"], YEARS[1:2]),
        (["from(2003)"], YEARS[3:]),
        (["to(2001)"], YEARS[:2]),
        (["range(2003,2001)"], YEARS[1:4]),
        (["*"], YEARS),
        (["*3"], ["2003"]),
        (["200?"], YEARS),
        (["*00*"], YEARS),
        (["2004", "2000", "top(1)"], ["2000", "2004"]),
    ],
)
def test_expressions_of_time(web, expressions, found):
    assert codes_of(year(web, *expressions), "Tid") == found


@pytest.mark.parametrize(
    ("expressions", "found"),
    [
        (["top(2)"], ["0001", "0002"]),
        (["bottom(1)"], ["0010"]),
        (["000*", "0001"], [f"000{n}" for n in range(1, 10)]),
        (["0002", "0001"], ["0001", "0002"]),
    ],
)
def test_expressions_of_other_variables(web, expressions, found):
    assert codes_of(region(web, *expressions), "Region") == found


@pytest.mark.parametrize("bad", ["top(0)", "top(3, 2)", "2*0*", "top(x)", "range(2000)", "*?"])
def test_illegal_expressions(web, bad):
    problem(year(web, bad), 400, "Illegal selection expression")


@pytest.mark.parametrize("bad", ["1999", "from(1999)", "range(2000,1999)"])
def test_unknown_values(web, bad):
    problem(year(web, bad), 400, "Non-existent value")


def test_names_and_codes_in_any_case(web):
    found = chosen(REGION=["0001"], contentscode=["INNHOLD1"], TIME=["top(1)"])
    answer = web.post("/API/pxwebapi/V2/TABLES/90001/DATA", json={"selection": found})
    assert codes_of(answer, "ContentsCode") == ["Innhold1"]
    assert codes_of(answer, "Tid") == ["2004"]


def test_a_pattern_without_a_match_eliminates_in_silence(web):
    found = chosen(Region=["9*"], Kjonn=["1"], ContentsCode=["*"], Tid=["2024"])
    answer = ask(web, "90003", found)
    assert answer.json()["id"] == ["Kjonn", "ContentsCode", "Tid"]
    assert answer.json()["value"] == [1000]


def test_a_repeated_code_breaks_the_server(web):
    answer = region(web, "0001", "0001")
    assert (answer.status_code, answer.content) == (500, b"")
    assert region(web, "0001", "000*").is_success


def test_the_order_of_the_checks(web):
    bad = [*chosen(Nothing=["1"]), *chosen(Region=["x"])]
    problem(ask(web, "00000", bad, "?lang=sv&outputFormat=odd"), 400, "Unsupported language")
    problem(ask(web, "00000", bad, "?outputFormat=odd"), 400, "Unsupported output format")
    problem(ask(web, "00000", bad), 400, "Non-existent table", shown=404)
    problem(ask(web, "90003", bad), 400, "Non-existent variable")
    listed = [{"variableCode": "Region", "codelist": "agg_No", "valueCodes": ["x"]}]
    problem(ask(web, "90003", listed), 400, "Non-existent codelist")
    missing = "Missing selection for mandantory variable"
    problem(ask(web, "90003", chosen(Region=["x"])), 400, missing)
    problem(ask(web, "90003", chosen(ContentsCode=["*"], Tid=[])), 400, missing)
    both = chosen(Region=["x"], ContentsCode=["*"], Tid=["*"])
    problem(ask(web, "90003", both), 400, "Non-existent value")


def test_the_unknown_table_is_404_everywhere_but_on_data(web):
    for end in ("", "/metadata", "/defaultselection"):
        problem(web.get(f"{V2}/tables/00000{end}"), 404, "Non-existent table")


def test_the_limit_is_on_the_product(web):
    # 10 x 4 x 2 x 5 = 400 cells are the limit of this server.
    all_of_it = chosen(Region=["*"], Alder=["*"], ContentsCode=["*"], Tid=["*"])
    assert len(ask(web, "90001", all_of_it).json()["value"]) == 400
    with opened(limit=399) as (_, small):
        found = problem(ask(small, "90001", all_of_it), 400, "Too many cells selected")
        assert found["detail"] == found["title"]
        less = chosen(Region=["*"], ContentsCode=["*"], Tid=["*"])
        assert ask(small, "90001", less).is_success


def test_no_selection_is_the_default_selection(web):
    answer = web.get(f"{V2}/tables/90001/data")
    assert answer.json()["size"] == [10, 1, 1]
    assert ask(web, "90001", []).json()["value"] == answer.json()["value"]
    told = web.get(f"{V2}/tables/90001/defaultselection").json()
    assert [one["variableCode"] for one in told["selection"]] == ["Region", "ContentsCode", "Tid"]


def test_an_impossible_placement_is_ignored(web):
    found = chosen(Region=["0001"], ContentsCode=["*"], Tid=["*"])
    plain = ask(web, "90001", found).json()["id"]
    for placement in ({"heading": ["Alder"]}, {"heading": ["Tid"], "stub": ["Tid"]}):
        assert ask(web, "90001", found, placement=placement).json()["id"] == plain
    turned = ask(web, "90001", found, placement={"heading": ["Region"]}).json()
    assert turned["id"] == ["ContentsCode", "Tid", "Region"]
    assert turned["extension"]["px"]["heading"] == ["Region"]


def test_unreadable_bodies_are_validation_problems(web):
    for body in (b"{", b"[]", b'{"selection": [{"valueCodes": ["1"]}]}'):
        answer = web.post(f"{V2}/tables/90001/data", content=body)
        assert answer.status_code == 400
        assert answer.json()["title"] == "One or more validation errors occurred."


# --- v2: GET --------------------------------------------------------------------------------------


def get(web, table, query):
    return web.get(f"{V2}/tables/{table}/data?{query}")


def test_commas_in_a_get_need_brackets(web):
    rest = "valueCodes[Region]=0001,0002&valueCodes[ContentsCode]=Innhold1"
    good = get(web, "90001", f"{rest}&valueCodes[Tid]=[range(2001,2002)]")
    assert codes_of(good, "Tid") == ["2001", "2002"]
    assert codes_of(good, "Region") == ["0001", "0002"]
    bad = get(web, "90001", f"{rest}&valueCodes[Tid]=range(2001%2C2002)")
    problem(bad, 400, "Illegal selection expression")


def test_a_get_says_the_same_as_a_post(web):
    query = "valueCodes[Region]=P-2&codelist[Region]=agg_Par&valuecodes[contentscode]=*"
    got = get(web, "90003", f"{query}&valueCodes[time]=2024&heading=Region")
    posted = ask(web, "90003", [
        {"variableCode": "Region", "codelist": "agg_Par", "valueCodes": ["P-2"]},
        *chosen(ContentsCode=["*"], Tid=["2024"])], placement={"heading": ["Region"]})  # fmt: skip
    assert got.json() == posted.json()
    assert got.json()["value"] == [12 + 14 + 16 + 18]


def test_a_codelist_without_values_is_not_looked_at(web):
    query = "codelist[Region]=no_such&valueCodes[ContentsCode]=*&valueCodes[Tid]=2024"
    assert get(web, "90003", query).json()["value"] == [2000]


def test_value_codes_must_name_their_variable(web):
    answer = get(web, "90003", "valueCodes=1")
    assert answer.json()["title"] == "One or more validation errors occurred."


def test_long_addresses_meet_the_web_server(web):
    query = "valueCodes[ContentsCode]=*&valueCodes[Tid]=2024&x="
    fixed = len(f"https://data.ssb.no{V2}/tables/90003/data?{query}")
    assert get(web, "90003", query + "x" * (2092 - fixed)).is_success
    answer = get(web, "90003", query + "x" * (2142 - fixed))
    assert answer.status_code == 404
    assert "iso-8859-1" in answer.headers["content-type"]
    assert "404 - File or directory not found." in answer.text


# --- v2: answers ----------------------------------------------------------------------------------


def test_an_answer_in_full():
    with opened() as (server, web):
        found = chosen(Region=["0002"], Alder=["001"], ContentsCode=["Innhold2"], Tid=["*"])
        body = ask(web, "90001", found).json()
        table = server.bank["90001"]
    assert body["class"] == "dataset"
    assert body["role"] == {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]}
    assert body["extension"]["px"]["tableid"] == "90001"
    assert body["extension"]["discontinued"] is None
    assert body["label"] == "90001: Laget tabell, etter region, alder, statistikkvariabel og år"
    assert "status" not in body
    assert body["value"] == table.values[1, 1, 1].tolist()
    assert all(isinstance(value, int) for value in body["value"])


def test_missing_cells_are_null_with_a_sign_and_numbers_may_bear_one(web):
    found = {
        "Ødegård.kode-1": ["æøå", "a.b"],
        "Bransje": ["*"],
        "ContentsCode": ["*"],
        "Tid": ["*"],
    }
    body = ask(web, "90002", chosen(**found)).json()
    assert body["id"] == ["Ødegård.kode-1", "Bransje", "Tid", "ContentsCode"]
    # The table's own order is place, year, industry; cell 1 is industry B of 2023.
    assert body["value"][:6] == [0, None, 0, None, 7, 2.5]
    assert body["status"] == {"1": ":", "3": "..", "4": "*"} or body["status"]
    assert {body["status"][key] for key in body["status"]} == {"..", ":", "*", "-"}
    assert [body["dimension"][name]["label"] for name in body["id"][:2]] == ["kommune", "kommune"]
    assert "geo" not in body["role"]
    assert body["extension"]["noteMandatory"] == {"1": True}
    extension = body["dimension"]["Bransje"]["extension"]
    assert extension["categoryNoteMandatory"] == {"A": {"1": True}}


def test_awkward_codes_are_matched_exactly_before_they_are_patterns(web):
    name = "Ødegård.kode-1"
    rest = chosen(Bransje=["A"], ContentsCode=["*"], Tid=["2023"])
    for code in ("æøå", "a.b", "c-d", "to ord", "x,y", "[k]", "a*b", "0716u"):
        answer = ask(web, "90002", [*chosen(**{name: [code]}), *rest])
        assert codes_of(answer, name) == [code]
    labels = web.get(f"{V2}/tables/90002/metadata").json()["dimension"][name]["category"]["label"]
    assert len(set(labels.values())) < len(labels)


def summed(web, *parts, year="2025"):
    return ask(web, "90003", [*parts, *chosen(ContentsCode=["*"], Tid=[year])]).json()


def test_elimination_takes_the_total_if_there_is_one(web):
    body = summed(web, *chosen(Kjonn=["1"]), year="2024")
    assert body["id"] == ["Kjonn", "ContentsCode", "Tid"]
    assert body["value"] == [1000]


def test_sums_follow_the_rules_of_the_signs(web):
    body = summed(web, *chosen(Region=["01", "02", "03", "04"]))
    # nil + 7; `..` + 11; `..` with `:`; `:` twice.
    assert body["value"] == [7, None, None, None]
    assert body["status"] == {"1": "..", "2": ".......", "3": ":"}


def test_groups_are_summed_and_a_subset_is_not(web):
    def of(codelist, code):
        return {"variableCode": "Region", "codelist": codelist, "valueCodes": [code]}

    body = summed(web, of("agg_Par", "P-1"), *chosen(Kjonn=["*"]), year="2024")
    assert list(body["dimension"]["Region"]["category"]["index"]) == ["P-1"]
    assert body["value"] == [4 + 8, 6 + 10]
    assert summed(web, of("agg_Uttrekk", "01"), year="2024")["value"] == [4 + 6]
    assert summed(web, of("agg_Par", "*"), year="2025")["status"] == {"0": "..", "1": "......."}


def test_contents_that_are_not_there_are_made_up_first(web):
    body = ask(web, "90004", chosen(Tid=["*"])).json()
    assert body["id"] == ["ContentsCode", "Tid"]
    assert body["dimension"]["ContentsCode"]["label"] == "EliminatedContents"
    assert body["dimension"]["ContentsCode"]["category"]["label"] == {
        "EliminatedValue": "Antall hytter"
    }
    assert body["value"] == [3, 5, 7]
    assert "ContentsCode" not in web.get(f"{V2}/tables/90004/metadata").json()["id"]


def test_elimination_means_another_thing_in_an_answer(web):
    with_total = summed(web, *chosen(Region=["*"]))["dimension"]["Region"]["extension"]
    assert (with_total["elimination"], with_total["eliminationValueCode"]) == (True, "0")
    without = summed(web, *chosen(Region=["01"]))["dimension"]["Region"]["extension"]
    assert without["elimination"] is False
    assert "codelists" not in without


def test_updated_is_that_of_the_newest_returned_contents():
    table = synthetic("90012")
    measures = dict(table.variable("ContentsCode").measures)
    measures["Innhold2"] = replace(measures["Innhold2"], updated="2026-05-05T06:00:00Z")
    table.change("ContentsCode", measures=measures)
    with opened(Bank([table])) as (_, web):
        answers = [
            ask(web, "90012", chosen(Region=["0001"], ContentsCode=[code], Tid=["2000"])).json()
            for code in ("Innhold1", "*")
        ]
    updates = [answer["updated"] for answer in answers]
    assert updates == ["2026-02-24T07:00:00Z", "2026-05-05T06:00:00Z"]


def test_a_closed_series_says_so_by_label_note_and_resource(web):
    body = web.get(f"{V2}/tables/03013/metadata?lang=en").json()
    assert "(closed series)" in body["label"]
    assert "14700" in body["note"][0]
    assert web.get(f"{V2}/tables/03013").json()["discontinued"] is True


@pytest.mark.parametrize(
    ("params", "delimiter", "title", "rows"),
    [
        ("", ",", 0, [["Ødegård.kode-1", "Bransje", "Antall 2023"], ["æøå", "A", "0"],
                      ["æøå", "B", ".."]]),
        ("UseTexts,SeparatorSemicolon", ";", 0, [["kommune", "kommune", "Antall 2023"],
                                                 ["Os", "Jordbruk", "0"],
                                                 ["Os", "Bergverk", ".."]]),
        ("UseCodesAndTexts,IncludeTitle", ",", 2, [["kommune", "kommune", "2023 - 2023"],
                                                   ["æøå - Os", "A - Jordbruk", "0"]]),
    ],
)  # fmt: skip
def test_csv_is_latin_1(web, params, delimiter, title, rows):
    found = {"Ødegård.kode-1": ["æøå"], "Bransje": ["*"], "ContentsCode": ["*"], "Tid": ["2023"]}
    answer = ask(web, "90002", chosen(**found), f"?outputFormat=csv&outputFormatParams={params}")
    assert answer.headers["content-type"] == "text/csv; charset=iso-8859-1"
    text = io.StringIO(answer.content.decode("iso-8859-1"))
    found = list(csv.reader(text, delimiter=delimiter))[title:]
    assert [row[:2] for row in found[: len(rows)]] == [row[:2] for row in rows]
    assert [row[2] for row in found[1 : len(rows)]] == [row[2] for row in rows[1:]]


def test_json_stat_takes_no_format_parameters(web):
    found = problem(
        get(web, "90003", "outputFormatParams=UseTexts"), 400, "Unsupported output format"
    )
    assert found["detail"] == "Unsupported output format"


# --- the real tables ------------------------------------------------------------------------------


def bundled(source):
    (path,) = (p for p in (RAW / source).glob("*.json") if "pedigree" not in p.name)
    return json.loads(path.read_text("utf-8"))


def test_population_is_what_is_bundled_with_county_rows(real):
    _, web = real
    raw = bundled("population")
    places = raw["dimension"]["Region"]["category"]["index"]
    years = raw["dimension"]["Tid"]["category"]["index"]
    found = chosen(Region=["*"], ContentsCode=["Personer1"], Tid=["*"])
    body = ask(web, "07459", found).json()
    index = body["dimension"]["Region"]["category"]["index"]
    values = np.array(body["value"], dtype=float).reshape(body["size"])[:, 0]
    for code in ("0", "1601", "5001"):
        start = places[code] * len(years)
        assert values[index[code]].tolist() == pytest.approx(
            [np.nan if v is None else v for v in raw["value"][start : start + len(years)]],
            nan_ok=True,
        )
    towns = [place for code, place in index.items() if len(code) == 4 and code[:2] == "50"]
    assert np.nansum(values[towns, -1]) == values[index["50"], -1]
    flat = index["5001"] * len(years)
    assert body["status"][str(flat)] == "."


def test_the_joined_municipalities_of_population(real):
    _, web = real
    joined = [{"variableCode": "Region", "codelist": "agg_KommSummer", "valueCodes": ["K-5001"]}]
    rest = chosen(ContentsCode=["*"], Tid=["2017", "2018", "2020"])
    sums = ask(web, "07459", [*joined, *rest]).json()["value"]
    parts = ask(web, "07459", [*chosen(Region=["1601", "1662", "5001", "5030"]), *rest]).json()
    columns = np.array(parts["value"], float).reshape(4, 3)
    assert sums == np.nansum(columns, axis=0).tolist()
    assert parts["status"]["1"] == "."


def test_county_accounts_have_labels_units_and_price_kinds(real):
    _, web = real
    found = web.get(f"{V2}/tables/11713/metadata").json()["dimension"]
    contents = found["ContentsCode"]
    assert contents["category"]["unit"]["BNPB"] == {"base": "mill. kr", "decimals": 0}
    assert contents["extension"]["priceType"]["Volum"] == "Fixed"
    assert "Industri" in found["NACE2007"]["category"]["label"].values()
    described = found["Region"]["link"]["describedby"][0]["extension"]["Region"]
    assert "urn:ssb:classification:klass:104" in described


@pytest.mark.parametrize("source", ["county_accounts", "employed", "income_by_sex", "commuting"])
def test_every_bundled_number_is_served(real, source):
    server, _ = real
    raw = bundled(source)
    tables = {"county_accounts": "11713", "employed": "11618", "income_by_sex": "03068"}
    table = server.bank[tables.get(source, "03321")]
    given = raw["value"]
    pairs = given.items() if isinstance(given, dict) else enumerate(given)
    served = table.values.reshape(-1)
    assert all(served[int(place)] == value for place, value in pairs if value is not None)
    missing = np.isnan(served)
    assert (table.signs.reshape(-1)[missing] > 0).all()


# --- the bank is changed under way ----------------------------------------------------------------


def test_a_revised_cell_and_a_new_date_are_served():
    with opened() as (server, web):
        found = chosen(Region=["0001"], Alder=["000"], ContentsCode=["Innhold1"], Tid=["2000"])
        before = ask(web, "90001", found).json()
        table = server.bank["90001"]
        where = {"Region": "0001", "Alder": "000", "ContentsCode": "Innhold1", "Tid": "2000"}
        table.revise(where, None, ":")
        table.updated = "2026-12-01T07:00:00Z"
        after = ask(web, "90001", found).json()
    assert (before["value"], after["value"], after["status"]) == ([0], [None], {"0": ":"})
    assert after["updated"] == "2026-12-01T07:00:00Z"
    assert table.cell(where) == (None, ":")


def test_the_log_holds_every_call():
    with opened(limit=1) as (server, web):
        year(web, "*")
        web.get(f"{V2}/config?a=b")
        first, second = server.log
    assert (first.method, first.status) == ("POST", 400)
    assert json.loads(first.body)["selection"][0]["variableCode"] == "Region"
    assert (second.raw, second.query, second.status) == (f"{V2}/config?a=b", {"a": "b"}, 200)
    assert second.size > 100
    assert "user-agent" in second.headers


# --- v1 -------------------------------------------------------------------------------------------


def v1(web, table, query, format="json-stat2", **more):
    return web.post(f"{V1}/{table}", json={"query": query, "response": {"format": format}, **more})


def part(code, filter, *values):
    return {"code": code, "selection": {"filter": filter, "values": list(values)}}


def test_v1_config_and_metadata(web):
    assert web.get(f"{V1}?config").json()["maxCells"] == 400
    found = web.get(f"{V1}/be/folkemengde/90003/").json()
    region, _, contents, year = found["variables"]
    assert (region["elimination"], region["values"][0]) == (True, "0")
    assert "elimination" not in contents
    assert year["time"] is True
    assert web.get(f"{V1}/").json()[0]["type"] == "t"
    assert web.get(f"{V1}?query=Summer").json()[0]["id"] == "90003"


def test_v1_leaves_out_values_when_there_are_too_many():
    with opened(Bank([synthetic("90013", regions=30)])) as (server, web):
        server.world.max_values = 29
        first, *rest = web.get(f"{V1}/90013").json()["variables"]
    assert (first["values"], first["valueTexts"]) == (None, None)
    assert all(variable["values"] for variable in rest)


def test_v1_gives_all_of_what_is_left_out_unless_it_can_be_eliminated(web):
    body = v1(web, "90003", []).json()
    assert body["id"] == ["ContentsCode", "Tid"]
    assert body["value"] == [2000, 2000]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (part("Tid", "top", "2"), YEARS[3:]),
        (part("Tid", "all", "*"), YEARS),
        (part("Tid", "all", "*3", "*4"), YEARS[3:]),
        (part("Tid", "item", "2003", "2001"), ["2001", "2003"]),
        (part("Tid", "odd", "2003"), ["2003"]),
    ],
)
def test_v1_filters(web, query, found):
    rest = [part("Region", "top", "1"), part("ContentsCode", "item", "Innhold1")]
    assert codes_of(v1(web, "90001", [query, *rest]), "Tid") == found


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (part("Tid", "item", "1999"), "The request for variable 'Tid' has an error."),
        (part("Tid", "item", "2001", "2001"), "The request for variable 'Tid' has an error."),
        (part("Tid", "all", "2001"), "Parameter error"),
        (part("Tid", "all", "2*1*"), "Parameter error"),
        (part("Tid", "top", "0"), "Parameter error"),
        (part("Tid", "item"), "Parameter error"),
        (part("tid", "item", "2001"), "Parameter error"),
        (part("Tid", "agg:No", "2001"), "Parameter error"),
    ],
)
def test_v1_errors(web, query, error):
    answer = v1(web, "90001", [query, part("Region", "top", "1")])
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(error)


def test_v1_sums_groups_where_it_may(web):
    def of(filter, *codes, table="90003"):
        return v1(web, table, [part("Region", filter, *codes), part("Tid", "item", "2024")])

    assert of("agg:Par", "P-1").json()["value"] == [4 + 6 + 8 + 10]
    assert codes_of(of("agg_single:Par", "P-1"), "Region") == ["01", "02"]
    assert codes_of(of("agg_all:Par", "P-2"), "Region") == ["P-2", "03", "04"]
    assert codes_of(of("vs:Steder", "04"), "Region") == ["04"]
    assert of("agg:Par", "*").status_code == 400
    assert v1(web, "90004", [part("Sted", "agg:Alle", "A")]).json() == {"error": "Parameter error"}


def test_v2_sums_where_v1_refuses(web):
    listed = [{"variableCode": "Sted", "codelist": "agg_Alle", "valueCodes": ["A"]}]
    assert ask(web, "90004", [*listed, *chosen(Tid=["*"])]).json()["value"] == [3, 5, 7]


def test_v1_formats_and_limit(web):
    old = v1(web, "90003", [], "json-stat").json()["dataset"]
    assert old["dimension"]["id"] == ["ContentsCode", "Tid"]
    assert old["value"] == [2000, 2000]
    assert v1(web, "90003", [], "csv").headers["content-type"].endswith("iso-8859-1")
    assert v1(web, "90003", [], "jsonstat2").json() == {"error": "Parameter error"}
    with opened(limit=1) as (_, small):
        answer = v1(small, "90003", [])
    assert (answer.status_code, answer.json()) == (403, {"error": "Too many values selected"})


def test_v1_unknown_tables_languages_and_bodies(web):
    for answer in (
        web.get(f"{V1}/00000"),
        web.get("/api/v0/sv/table/90003"),
        web.post(f"{V1}/90003", content=b"{"),
    ):
        assert (answer.status_code, answer.json()) == (400, {"error": "Parameter error"})


# --- KLASS ----------------------------------------------------------------------------------------


def klass(real, path, **params):
    _, web = real
    return web.get(f"{KLASS}/classifications/{path}", params=params, headers=JSON)


def test_klass_speaks_xml_unless_asked_for_json(real):
    _, web = real
    address = f"{KLASS}/classifications/131/codesAt?date=2024-01-01"
    assert web.get(address).headers["content-type"].startswith("application/xml")
    assert b"<name>Trondheim" in web.get(address).content
    plain = web.get(f"{KLASS}/classifications/99999", headers={"Accept": "text/csv"})
    assert (plain.status_code, plain.text[:24]) == (404, "Classification not found")


def test_klass_codes_on_a_date(real):
    codes = {
        one["code"]: one for one in klass(real, "131/codesAt", date="2020-01-01").json()["codes"]
    }
    assert "5059" in codes
    assert "5024" not in codes
    assert codes["5001"]["level"] == "1"
    assert codes["5001"]["parentCode"] is None


def test_klass_tells_a_renamed_code_twice(real):
    found = klass(real, "131/codes", **{"from": "2018-01-01", "to": "2020-01-01"}).json()["codes"]
    forms = [one for one in found if one["code"] == "5005"]
    assert [one["name"] for one in forms] == ["Namsos", "Namsos - Nåavmesjenjaelmie"]
    assert [one["validFromInRequestedRange"] for one in forms] == ["2018-01-01", "2019-01-01"]
    assert [one["validToInRequestedRange"] for one in forms] == ["2019-01-01", "2020-01-01"]


def test_klass_ranges_leave_out_their_last_day(real):
    inside = klass(real, "131/changes", **{"from": "2020-01-01", "to": "2020-01-02"}).json()
    rows = [(one["oldCode"], one["newCode"]) for one in inside["codeChanges"]]
    assert ("5024", "5059") in rows
    # Snillfjord was divided among three.
    assert sorted(new for old, new in rows if old == "5012") == ["5055", "5056", "5059"]
    before = klass(real, "131/changes", **{"from": "2019-06-01", "to": "2020-01-01"}).json()
    assert before["codeChanges"] == []


def test_klass_correspondence_is_404_on_a_gap(real):
    whole = {"targetClassificationId": "104", "from": "2018-01-01", "to": "2020-01-01"}
    items = klass(real, "131/corresponds", **whole).json()["correspondenceItems"]
    assert {one["targetCode"] for one in items if one["sourceCode"] == "5001"} == {"50"}
    gap = klass(real, "131/corresponds", **{**whole, "from": "2012-01-01"})
    assert (gap.status_code, gap.json()["status"], gap.json()["type"]) == (404, 404, "about:blank")
    at = {"targetClassificationId": "131", "date": "2024-01-01"}
    found = klass(real, "104/correspondsAt", **at).json()["correspondenceItems"]
    assert {one["sourceCode"] for one in found if one["targetCode"] == "1580"} == {"15"}


def test_klass_select_codes(real):
    def codes(select):
        answer = klass(real, "131/codesAt", date="2024-01-01", selectCodes=select)
        return answer.status_code, len(answer.json().get("codes", []))

    everything = len(klass(real, "131/codesAt", date="2024-01-01").json()["codes"])
    assert codes("5001,4601") == (200, 2)
    assert codes("50*")[1] == codes("5000-50*")[1] == 38
    assert codes("-") == (200, everything)
    assert codes("5001;")[0] == codes(",".join(["5001"] * 21))[0] == codes("5" * 201)[0] == 400


def test_klass_detail_versions_and_refusals(real):
    _, web = real
    found = klass(real, "131").json()
    newest = found["versions"][0]
    assert (newest["validFrom"], newest["validTo"]) == ("2024-01-01", None)
    assert found["versions"][1]["validTo"] == newest["validFrom"]
    version = web.get(newest["_links"]["self"]["href"], headers=JSON).json()
    codes = [one["code"] for one in klass(real, "131/codesAt", date="2024-01-01").json()["codes"]]
    assert [one["code"] for one in version["classificationItems"]] == codes
    assert klass(real, "131/codes").status_code == 400
    assert klass(real, "131/codesAt", date="24-1-1").status_code == 400
    parts = klass(real, "131/variantAt", variantName="Landsdel", date="2024-06-01").json()["codes"]
    assert {one["parentCode"] for one in parts if one["code"] == "5001"} == {"4"}


# --- Brønnøysund ----------------------------------------------------------------------------------

ENTITIES, ACCOUNTS = "/enhetsregisteret/api/enheter", "/regnskapsregisteret/regnskap"


def live():
    return [company for company in truth() if not company.deleted and not company.removed]


def test_the_entities_come_in_pages_and_all_at_once(real):
    _, web = real
    query = {"kommunenummer": "5001,5035", "organisasjonsform": "AS", "size": "50"}
    wanted = {c.number for c in live() if c.place in ("5001", "5035") and c.form == "AS"}
    address, found = web.base_url.join(ENTITIES).copy_merge_params(query), []
    while address:
        page = web.get(address).json()
        found += [one["organisasjonsnummer"] for one in page["_embedded"]["enheter"]]
        address = page["_links"].get("next", {}).get("href")
    assert page["page"]["totalElements"] == len(found) == len(wanted)
    assert set(found) == wanted
    everything = json.loads(gzip.decompress(web.get(f"{ENTITIES}/lastned").content))
    assert {one["organisasjonsnummer"] for one in everything} == {c.number for c in live()}


def test_a_search_shows_no_more_than_its_window(real):
    _, web = real
    empty = web.get(ENTITIES, params={"kommunenummer": "0000"}).json()
    assert "_embedded" not in empty
    assert web.get(ENTITIES, params={"page": "99", "size": "100"}).is_success
    assert web.get(ENTITIES, params={"page": "100", "size": "100"}).status_code == 400


def test_few_employees_are_hidden_and_the_gone_are_told_apart(real):
    _, web = real

    def of(test):
        company = next(c for c in truth() if test(c))
        return web.get(f"{ENTITIES}/{company.number}")

    few = of(lambda c: 0 < c.employees < 5 and not c.removed).json()
    assert few["harRegistrertAntallAnsatte"] is True
    assert "antallAnsatte" not in few
    assert of(lambda c: c.employees >= 5 and not c.removed).json()["antallAnsatte"] >= 5
    assert of(lambda c: c.deleted and not c.removed).json()["slettedato"] == "2025-06-30"
    assert of(lambda c: c.removed).status_code == 410
    assert web.get(f"{ENTITIES}/999999999").status_code == 404
    assert all(check_digit(c.number[:8]) == int(c.number[8]) for c in truth())


def test_accounts_in_all_their_kinds(real):
    _, web = real
    seen, currencies, most = set(), set(), 0
    for company in truth():
        answer = web.get(f"{ACCOUNTS}/{company.number}")
        if not company.accounts:
            assert answer.status_code == 404
            continue
        filed = answer.json()
        assert [one["regnskapsperiode"]["tilDato"] for one in filed] == [
            account.end for account in company.accounts
        ]
        assert "sumInnskuttEgenkaptial" in answer.text
        most = max(most, len(filed))
        seen |= {one["regnskapstype"] for one in filed}
        currencies |= {one["valuta"] for one in filed}
    assert (seen, currencies) == ({"SELSKAP", "KONSERN"}, {"NOK", "EUR", "USD"})
    assert most > 1
    assert any(not c.accounts for c in truth() if c.form == "ENK")


# --- the switches ---------------------------------------------------------------------------------


@contextmanager
def faulty(name, times=None, **options):
    with opened() as (server, web):
        server.faults.add(name, times, **options)
        yield web


CONFIG = f"{V2}/config"


def test_too_many_calls_with_and_without_a_word_of_when():
    with faulty("rate429", 1, retry_after=7) as web:
        answer = web.get(CONFIG)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
        assert web.get(CONFIG).is_success
    with faulty("rate429", 1) as web:
        assert "retry-after" not in web.get(CONFIG).headers
    with faulty("rate429", 1) as web:
        assert web.get(f"{V1}?config").json()["error"].startswith("429 - ")


def test_the_rate_limit_counts_each_api_for_itself():
    with opened(rate=2) as (_, web):
        statuses = [web.get(CONFIG).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        assert web.get(f"{V1}?config").json()["maxCalls"] == 2
        web.get(f"{V1}?config")
        answer = web.get(f"{V1}?config")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
        assert answer.json()["error"].startswith("429 - ")
        assert web.get(ENTITIES).is_success


@pytest.mark.parametrize(
    ("name", "status", "start"),
    [
        ("unavailable503", 503, b"<!DOCTYPE html>"),
        ("html200", 200, b"<!DOCTYPE html>"),
        ("empty500", 500, b""),
        ("redirect", 302, b""),
    ],
)
def test_answers_that_take_the_place_of_the_real_one(name, status, start):
    with faulty(name, 2, path="/tables") as web:
        assert web.get(CONFIG).is_success
        for _ in range(2):
            answer = web.get(f"{V2}/tables/90001")
            assert answer.status_code == status
            assert answer.content.startswith(start)
        assert web.get(f"{V2}/tables/90001").json()["id"] == "90001"


def test_a_fault_may_last_for_seconds():
    with faulty("unavailable503", seconds=0) as web:
        assert web.get(CONFIG).is_success
    with faulty("unavailable503", seconds=3600) as web:
        assert web.get(CONFIG).status_code == 503


def test_a_body_is_cut_or_truncated():
    with faulty("cut", 1) as web, pytest.raises(httpx.RemoteProtocolError):
        web.get(CONFIG)
    with faulty("truncated", 1) as web:
        answer = web.get(CONFIG)
        assert len(answer.content) == int(answer.headers["content-length"])
        with pytest.raises(json.JSONDecodeError):
            answer.json()
        assert web.get(CONFIG).json()


def test_gzip_only_for_those_who_take_it():
    with faulty("gzip") as web:
        packed = web.get(CONFIG)
        plain = web.get(CONFIG, headers={"Accept-Encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.json() == plain.json()


def test_the_bomb_is_small_on_the_wire_and_large_when_unpacked():
    size = 64 << 20
    with faulty("gzip_bomb", size=size) as web, web.stream("GET", CONFIG) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        packed = b"".join(answer.iter_raw())
    assert len(packed) < 1 << 20
    assert len(zlib.decompressobj(31).decompress(packed)) == size


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_may_be_far_too_large(declared):
    size = 3 << 20
    with faulty("oversize", size=size, declared=declared) as web:
        answer = web.get(CONFIG)
        assert ("content-length" in answer.headers) == declared
        assert len(answer.content) == size


def test_a_body_may_come_in_drips():
    with faulty("drip", size=100, pause=0.01) as web, web.stream("GET", CONFIG) as answer:
        pieces = list(answer.iter_raw())
    assert len(pieces) > 1
    assert json.loads(b"".join(pieces))["maxDataCells"] == 800_000


def test_a_table_changes_between_two_parts():
    with faulty("change_between_parts", 2) as web:
        answers = [region(web, "0001").json() for _ in range(4)]
    updates = [answer["updated"] for answer in answers]
    assert updates[0] == updates[1] < updates[2] == updates[3]
    assert [answer["value"][0] - answers[0]["value"][0] for answer in answers] == [0, 0, 4, 4]
    with faulty("change_between_parts", 1, repeat=True) as web:
        assert len({region(web, "0001").json()["updated"] for _ in range(3)}) == 3


def test_changes_that_metadata_show():
    def meta(name, **options):
        with faulty(name, **options) as web:
            return web.get(f"{V2}/tables/90003/metadata").json()

    contents = meta("unit_changed")["dimension"]["ContentsCode"]
    assert contents["category"]["unit"]["Antall"]["base"] == "1 000 personer"
    contents = meta("price_changed")["dimension"]["ContentsCode"]
    assert contents["extension"]["priceType"]["Antall"] == "Current"
    contents = meta("label_changed")["dimension"]["ContentsCode"]
    assert contents["category"]["label"]["Antall"] == "Antall (ny definisjon)"
    region = meta("label_changed", variable="Region")["dimension"]["Region"]
    assert region["category"]["label"]["01"] == "En (ny definisjon)"
    found = meta("closed", successor="12345")
    assert "12345" in found["note"][-1]
    assert found["extension"]["noteMandatory"] == {"0": True}
    lists = meta("codelist_case")["dimension"]["Region"]["extension"]["codelists"]
    assert lists[0]["id"] == "AGG_PAR"


def test_changes_that_data_show():
    with faulty("codelist_case") as web:
        listed = [{"variableCode": "Region", "codelist": "agg_Par", "valueCodes": ["P-1"]}]
        problem(ask(web, "90003", listed), 400, "Non-existent codelist")
    with faulty("zeroed", 1) as web:
        assert set(region(web, "*").json()["value"]) == {0}
        assert any(region(web, "*").json()["value"])
    with faulty("gone", path="/90003") as web:
        problem(web.get(f"{V2}/tables/90003/metadata"), 404, "Non-existent table")
        assert web.get(f"{V1}/90003").status_code == 400
        assert web.get(f"{V2}/tables/90001").is_success


def test_switches_are_cleared_and_unknown_ones_refused():
    with opened() as (server, web):
        server.faults.add("empty500")
        server.faults.add("rate429", path="/nothing")
        server.faults.clear("empty500")
        assert web.get(CONFIG).is_success
        server.faults.clear()
        with pytest.raises(KeyError, match="rate429"):
            server.faults.add("rate430")


def test_closed_tables_leave_the_catalogue():
    with opened(Bank([closed(), synthetic()])) as (server, web):
        server.faults.add("closed", path="/tables")
        assert web.get(f"{V2}/tables").json()["tables"] == []


def test_a_stopped_server_answers_no_more():
    with opened() as (server, web):
        assert web.get(CONFIG).is_success
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.url}{CONFIG}")


@pytest.mark.slow
def test_it_runs_from_a_checkout():
    command = [sys.executable, "-u", "-m", "tests.statbank", "--port", "0"]
    options = ["--fault", "rate429:1", "--synthetic", "3x2x1x4"]
    with subprocess.Popen(
        [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            said = []
            while not said or not said[-1].startswith("regionstat fetch --base-url "):
                said.append(process.stdout.readline())
                assert said[-1], said
            url = said[-1].split()[-1]
            assert httpx.get(f"{url}{CONFIG}").status_code == 429
            assert httpx.get(f"{url}{V2}/tables/90100/metadata").json()["size"] == [3, 2, 1, 4]
            process.send_signal(signal.SIGINT)
            assert process.stdout.read() == "Stopped.\n"
            assert process.wait(10) == 0
        finally:
            process.kill()
    refused = subprocess.run([*command, "--fault", "odd"], cwd=ROOT, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "rate429" in refused.stderr
