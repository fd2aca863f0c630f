"""Every download gives every number back, says what it is, and does no harm."""

import csv
import io
import json
import math
from dataclasses import replace

import jsonstat_validator
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_content import NAMES
from pyarrow import parquet
from pyjstat import pyjstat

from regionstat.errors import RegionstatError
from regionstat.site import content
from regionstat.site import downloads as maker
from regionstat.site.addresses import ENDINGS, database, download
from regionstat.site.downloads import downloads
from regionstat.site.downloads_csv import as_csv, read_csv
from regionstat.site.facts import facts_of
from regionstat.site.numbers_check import differing, read_back

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.fixture(scope="module")
def files(made_content):
    return downloads(made_content)


def _csv(files, id_):
    return [*csv.DictReader(io.StringIO(files[download(2020, "csv", id_)].decode(), newline=""))]


def _dataset(files, id_):
    return json.loads(files[download(2020, "jsonstat", id_)])


def test_every_number_comes_back_from_every_form(made_content, files):
    assert [*differing(made_content, files)] == []


@pytest.fixture(scope="module")
def wrong(made_content):
    """Downloads in which one figure is off by the last bit, as if all had been written wrong."""
    rows = made_content.observations
    row = rows.index[(rows["indicator"] == "population") & rows["value"].gt(1)][3]
    moved = rows.copy()
    moved.loc[row, "value"] = math.nextafter(moved.loc[row, "value"], math.inf)
    return downloads(replace(made_content, observations=moved))


@pytest.mark.parametrize("form", ["sqlite", *ENDINGS])
def test_one_other_number_is_found(made_content, files, wrong, form):
    address = database(2020) if form == "sqlite" else download(2020, form, "population")
    (found,) = differing(made_content, files | {address: wrong[address]})
    assert found.startswith(f"{address}: ")


def test_downloads_that_differ_are_refused(made_content, monkeypatch):
    monkeypatch.setattr(maker, "as_csv", lambda rows: as_csv(rows.iloc[1:]))
    with pytest.raises(RegionstatError, match=r"2020/data/csv/\w+\.csv: its figures are not those"):
        downloads(made_content)


def test_a_figure_that_is_missing_keeps_its_sign(made_content, files):
    rows = made_content.observations
    missing = rows[rows["value"].isna() & (rows["indicator"] == "population")]
    assert set(missing["status"]) >= {":", "..", ".", "..."}
    for form in ENDINGS:
        found = read_back(form, files[download(2020, form, "population")])
        found = found[found["value"].isna()].set_index(["region", "year"])["status"]
        assert found.to_dict() == missing.set_index(["region", "year"])["status"].to_dict()


def test_same_content_same_bytes(made_content, files):
    assert downloads(made_content) == files


def test_addresses_stay_under_the_edition(files):
    assert all(address.startswith("2020/data/") for address in files)
    assert not [address for address in files if ".." in address]


# --- CSV ------------------------------------------------------------------------------------------


def test_no_text_of_a_csv_file_is_a_formula_and_no_number_a_text(files):
    rows = [row for id_ in ("population", "gdp_gap_mnok") for row in _csv(files, id_)]
    for row in rows:
        for name in ("indicator", "region", "name_nb", "name_en", "status", "unit"):
            assert not row[name].startswith(FORMULA)
        assert all(row[name] == "" or float(row[name]) is not None for name in ("value", "low"))
    assert min(float(row["value"]) for row in rows if row["value"]) < -1000
    assert {row["name_nb"] for row in rows} >= {"'=1+1", "<script>alert(1)</script>", "../x"}


def test_names_come_back_from_csv(files):
    rows = files[download(2020, "csv", "population")]
    found = read_csv(rows, {"region": "str", "name_nb": "str", "name_en": "str"})
    for name in ("name_nb", "name_en"):
        names = dict(zip(found["region"], found[name], strict=True))
        assert {region: names[region] for region in NAMES} == NAMES


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_any_text_comes_back_and_is_no_formula(texts):
    data = as_csv(pd.DataFrame({"text": pd.Series(texts, dtype="str")}))
    assert read_csv(data, {"text": "str"})["text"].tolist() == texts
    cells = [*csv.reader(io.StringIO(data.decode(), newline=""))][1:]
    assert not [cell for row in cells for cell in row if cell.startswith(FORMULA)]


@given(st.lists(st.floats(allow_infinity=False), min_size=1))
def test_any_number_comes_back(numbers):
    data = as_csv(pd.DataFrame({"number": numbers, "again": numbers}))
    found = read_csv(data, {"number": "float64"})["number"]
    assert found.equals(pd.Series(numbers, dtype="float64"))
    assert b'"' not in data


# --- Parquet --------------------------------------------------------------------------------------


def test_parquet_says_what_it_is(made_content, files):
    schema = parquet.read_schema(io.BytesIO(files[download(2020, "parquet", "population")]))
    told = {key.decode(): text.decode() for key, text in schema.metadata.items()}
    facts = facts_of(made_content, 2020)["population"]
    assert told["title_nb"] == facts.title.nb == "Folketall"
    assert told["unit_en"] == "persons"
    assert told["licence"] == "CC BY 4.0"
    assert "07459" in told["source_en"]
    assert told["edition"] == "2020"
    assert schema.field("value").metadata[b"unit"] == b"persons"
    assert all(field.metadata[b"description"] for field in schema)


def test_names_come_through_parquet(files):
    data = io.BytesIO(files[download(2020, "parquet", "population")])
    found = parquet.read_table(data).to_pandas().drop_duplicates("region")
    names = dict(zip(found["region"], found["name_nb"], strict=True))
    assert {region: names[region] for region in NAMES} == NAMES


# --- JSON-stat ------------------------------------------------------------------------------------


@pytest.mark.parametrize("id_", ["population", "gdp_population_ratio", "gdp_gap_mnok"])
def test_jsonstat_is_valid_and_says_what_it_is(made_content, files, id_):
    dataset = _dataset(files, id_)
    assert jsonstat_validator.validate_jsonstat(dataset)
    facts = facts_of(made_content, 2020)[id_]
    assert dataset["version"] == "2.0"
    assert dataset["label"] == facts.title.nb
    assert dataset["source"] == facts.source.nb
    assert dataset.get("updated", "") == facts.updated
    assert dataset["note"][0] == facts.definition.nb
    assert dataset["role"] == {"geo": ["region"], "metric": ["measure"], "time": ["year"]}
    units = dataset["dimension"]["measure"]["category"]["unit"]
    assert units["value"] == {
        "label": facts.unit_name.nb,
        "decimals": facts.decimals,
        "base": facts.unit,
    }
    assert dataset["extension"]["regionstat"]["en"]["label"] == facts.title.en


# Its class calls a function that it tells others not to call.
@pytest.mark.filterwarnings("ignore:Shouldn't use:DeprecationWarning")
def test_pyjstat_reads_names_and_numbers(made_content, files):
    text = files[download(2020, "jsonstat", "population")].decode()
    found = pyjstat.Dataset.read(text).write("dataframe", naming="label")
    assert set(found["region"]) >= set(NAMES.values())
    found = pyjstat.Dataset.read(text).write("dataframe", naming="id")
    rows = made_content.observations
    expected = rows[rows["indicator"] == "population"].dropna(subset=["value"])
    values = found[found["measure"] == "value"].dropna().set_index(["region", "year"])["value"]
    keys = zip(expected["region"], expected["year"].astype("str"), strict=True)
    assert values.to_dict() == dict(zip(keys, expected["value"], strict=True))


def test_the_day_of_renewal_is_told_where_it_is_known(made_content):
    raw = made_content.raw_files
    days = raw["vintage"].where(raw["source"] != "population", "2021-03-15, corrected 2021-04-01")
    told = replace(made_content, raw_files=raw.assign(vintage=days))
    dataset = _dataset(downloads(told), "population")
    assert dataset["updated"] == "2021-04-01"
    assert jsonstat_validator.validate_jsonstat(dataset)


def test_few_figures_make_an_object_and_many_a_list(files):
    assert isinstance(_dataset(files, "population")["value"], dict)
    assert isinstance(_dataset(files, "gdp_population_ratio_total")["value"], list)


@pytest.mark.slow
def test_the_whole_country_is_the_same_everywhere_and_valid():
    whole = content([2020])
    files = downloads(whole)
    assert [*differing(whole, files)] == []
    for id_ in facts_of(whole, 2020):
        assert jsonstat_validator.validate_jsonstat(_dataset(files, id_))
