"""What a sweep of the company registers gives the panel."""

import json

import pytest

from regionstat.intake.kept import newest
from regionstat.intake.sweep_counts import COUNTS
from regionstat.panel.companies import profitable_companies
from regionstat.panel.inputs import Inputs
from regionstat.register import register
from regionstat.snapshots import Edition, keep, write_whole

ORG8 = sorted(register().regions["org8"].members)


def sweep(counts, day="2026-11-24"):
    """The bytes and pedigree of a sweep; `counts` is {municipality: (companies, judged, up)}."""
    rows = {
        code: dict.fromkeys(COUNTS, 0)
        | {"companies": n, "judged": judged, "with_accounts": judged, "positive_result": up}
        for code, (n, judged, up) in counts.items()
    }
    dataset = {
        "version": "2.0",
        "class": "dataset",
        "updated": f"{day}T12:00:00Z",
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "id": ["Region", "ContentsCode", "Tid"],
        "size": [len(rows), len(COUNTS), 1],
        "dimension": {
            "Region": {"category": {"index": list(rows)}},
            "ContentsCode": {
                "category": {
                    "index": list(COUNTS),
                    "unit": {code: {"base": "selskaper", "decimals": 0} for code in COUNTS},
                }
            },
            "Tid": {"category": {"index": ["2025"]}},
        },
        "value": [rows[region][kind] for region in rows for kind in COUNTS],
        "extension": {"px": {"tableid": "company_results"}},
    }
    about = dict.fromkeys(("publisher", "licence"), "")
    about |= {"source": "company_results", "table": "company_results", "origin": "swept"}
    about |= {"title": {}, "known_gaps": [], "missing": {}, "original": {}, "vintage": day}
    return json.dumps(dataset).encode(), about | {"cells": len(rows) * len(COUNTS)}


@pytest.fixture
def home(tmp_path):
    (tmp_path / "data" / "raw").mkdir(parents=True)
    write_whole(tmp_path / "reports" / "2020" / "edition.toml", b"edition = 2020\n[raw]\n")
    return tmp_path


def shares(home):
    return profitable_companies(Inputs(newest(home)))


def test_an_edition_without_a_sweep_has_no_such_figures(home):
    assert shares(home) is None
    assert profitable_companies(Inputs(Edition(2020, (), home))) is None


def test_the_share_has_an_interval_and_says_that_it_is_an_estimate(home):
    keep(home, *sweep({"5001": (1000, 900, 540), "5031": (100, 100, 60)}))
    found = shares(home)
    trondheim = found.loc[("5001", 2025)]
    assert trondheim["value"] == pytest.approx(60)
    assert trondheim["low"] < 60 < trondheim["high"]
    assert trondheim["status"] == "estimated"
    malvik = found.loc[("5031", 2025)]
    assert malvik["low"] == pytest.approx(malvik["high"]), "all are judged: there is no error"


def test_too_few_judged_is_missing_with_a_sign(home):
    keep(home, *sweep({"5001": (1000, 100, 60)}))
    row = shares(home).loc[("5001", 2025)]
    assert row["value"] != row["value"]
    assert row["status"] == ".."


def test_a_city_region_is_there_when_all_of_it_was_swept(home):
    keep(home, *sweep({code: (100, 90, 45 + place) for place, code in enumerate(ORG8)}))
    found = shares(home)
    up = sum(45 + place for place in range(len(ORG8)))
    assert found.loc[("org8", 2025), "value"] == pytest.approx(100 * up / (90 * len(ORG8)))
    assert "bergensregionen" not in found.index.get_level_values("region")
    home_less = shares(home).drop(index=("org8", 2025))
    assert set(ORG8) <= set(home_less.index.get_level_values("region"))


def test_a_city_region_swept_in_part_is_not_there(home):
    keep(home, *sweep(dict.fromkeys(ORG8[1:], (100, 90, 45))))
    assert "org8" not in shares(home).index.get_level_values("region")


def test_the_newest_sweep_is_the_one_stood_on(home):
    keep(home, *sweep({"5001": (100, 100, 70)}, day="2027-03-01"))
    keep(home, *sweep({"5001": (100, 100, 60)}, day="2026-11-24"))
    assert shares(home).loc[("5001", 2025), "value"] == pytest.approx(70)
