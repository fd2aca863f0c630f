"""Every verdict side by side: the words at the edges, the choices, and what 17 billion was."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.analysis import verdicts as module
from regionstat.analysis.plan_gap import seventeen_billion
from regionstat.analysis.verdicts import areas_of, verdict, verdicts
from regionstat.errors import Misuse
from regionstat.panel import select
from regionstat.register import find_region
from regionstat.register.entries import BASES

BELOW = math.nextafter(1, 0)


@pytest.mark.parametrize(
    ("ratio", "low", "high", "answer"),
    [
        (1.0, math.nan, math.nan, "yes"),
        (BELOW, math.nan, math.nan, "no"),
        (1.05, 1.0, 1.1, "yes"),
        (1.05, BELOW, 1.1, "cannot be told"),
        (0.95, 0.9, 1.0, "cannot be told"),
        (0.95, 0.9, BELOW, "no"),
        (math.nan, math.nan, math.nan, "no figure"),
    ],
)
def test_the_words_at_the_edges(ratio, low, high, answer):
    assert verdict(ratio, low, high) == answer


@settings(max_examples=40)
@given(st.floats(0.5, 2), st.floats(0, 0.5), st.floats(0, 0.5))
def test_a_wider_interval_never_makes_a_verdict_firmer(ratio, down, up):
    narrow, wide = (verdict(ratio, ratio - k * down, ratio + k * up) for k in (0.5, 1))
    assert wide in (narrow, "cannot be told")
    # An interval of no width is a figure.
    assert verdict(ratio, ratio, ratio) == verdict(ratio)


@pytest.mark.parametrize(
    ("region", "areas"),
    [
        ("trondheimsregionen", "trondheimsregionen org10 org9 org8 16 50 17"),
        ("org8", "org8 trondheimsregionen org10 org9 16 50 17"),
        ("osloregionen", "osloregionen 03 02"),
        ("50", "50 16 17"),
        ("16", "16"),
    ],
)
def test_the_areas_that_may_be_meant(region, areas):
    assert " ".join(areas_of(find_region(region))) == areas


def test_official_verdicts_are_those_of_the_panel(panel):
    found = verdicts(panel)
    counties = found.frame[found.frame["region"].isin(["16", "50", "17"])]
    assert set(zip(counties["region"], counties["basis"], strict=True)) == {
        (region, basis) for region in ("16", "50", "17") for basis in BASES
    }
    for basis in BASES:
        rows = select(panel, "gdp_population_ratio", regions=["16", "50", "17"], basis=basis)
        here = counties[counties["basis"] == basis].set_index(["region", "year"])["ratio"]
        pd.testing.assert_series_equal(
            here.sort_index(), rows.set_index(["region", "year"])["value"], check_names=False
        )


def test_the_verdict_of_2017_depends_on_every_choice(panel):
    rows = verdicts(panel, years=[2017]).frame.set_index(["region", "basis"])
    assert set(rows["year"]) == {2017}
    answers = {key: rows.loc[key, "met"] for key in rows.index if key[0] in ("16", "50")}
    assert answers == {
        ("16", "counties"): "yes",
        ("16", "total"): "no",
        ("16", "mainland"): "yes",
        ("50", "counties"): "no",
        ("50", "total"): "no",
        ("50", "mainland"): "no figure",
    }
    assert rows.loc[("50", "mainland"), "status"] == ":"


def test_the_last_year_is_the_last_with_a_figure(panel):
    found = verdicts(panel, "50")
    last = found.latest.set_index(["region", "basis"])
    assert last.loc[("50", "counties"), "year"] == 2019
    assert last.loc[("50", "counties"), "status"] == "*"
    assert last.loc[("16", "mainland"), "year"] == 2017
    assert last.loc[("50", "mainland"), "met"] == "no figure"
    assert len(last) == 9
    assert "The last year under each choice" in repr(found)


def test_an_estimate_is_judged_by_its_interval(made):
    cells = {2016: (0.9, 0.95, 0.99), 2017: (0.97, 1.02, 1.06), 2018: (1.0, 1.05, 1.1)}
    panel = made("gdp_population_ratio", {"org8": cells, "16": {2017: 1.028}})
    found = verdicts(panel, "trondheimsregionen")
    rows = found.frame[found.frame["region"] == "org8"]
    assert rows["met"].tolist() == ["no", "cannot be told", "yes"]
    assert set(found.frame["edition"]) == {0}
    assert rows["gap_mnok"].isna().all()
    assert found.unmeasured == ("trondheimsregionen", "org10", "org9", "50", "17")


def test_another_vintage_stands_beside_and_the_same_one_does_not(panel, monkeypatch):
    stands_on = {2020: ("a",), 2021: ("a",), 2022: ("b",)}
    later = panel.assign(value=panel["value"] * 1.1)
    monkeypatch.setattr(module, "list_editions", lambda home: (2020, 2021, 2022))
    monkeypatch.setattr(module, "read_edition", lambda year, home: year)
    monkeypatch.setattr(module, "_stands_on", lambda edition: stands_on[edition])
    monkeypatch.setattr(module, "load", {2022: later}.__getitem__)
    monkeypatch.setattr(module, "_vintage", lambda edition: f"of {edition}")
    rows = verdicts(panel, "16", years=[2008]).frame
    of_counties = rows[rows["basis"] == "counties"]
    assert of_counties["edition"].tolist() == [2022, 2020]
    assert of_counties["vintage"].tolist() == ["of 2022", "of 2020"]
    assert of_counties["ratio"].iloc[0] == pytest.approx(1.1 * of_counties["ratio"].iloc[1])
    assert of_counties["met"].tolist() == ["yes", "no"]


def test_an_unknown_region_is_refused(panel):
    with pytest.raises(Misuse, match="Unknown region"):
        verdicts(panel, "nowhere")


# --- what 17 billion was --------------------------------------------------------------------------


def test_seventeen_billion_was_one_point_of_the_sum_of_counties(panel):
    found = seventeen_billion(panel)
    billions = (found.filter(like="gap_mnok") / 1000).round(1)
    assert billions["printed_gap_mnok"].to_dict() == {
        "counties": 17.2,
        "total": 23.5,
        "mainland": 16.8,
    }
    assert billions["gap_mnok"].to_dict() == {"counties": 7.9, "total": 45.5, "mainland": 6.4}
    assert billions["rounded_gap_mnok"].to_dict() == {
        "counties": 0.0,
        "total": 46.9,
        "mainland": 0.0,
    }
    shares = found.loc["counties", ["gdp_share", "population_share"]].astype(float)
    assert np.round(shares, 2).tolist() == [5.51, 5.97]
    # The gap is the one of the panel.
    gap = select(panel, "gdp_gap_mnok", regions=["16"], years=(2008, 2008))["value"]
    assert found.loc["counties", "gap_mnok"] == pytest.approx(float(gap.iloc[0]), rel=1e-12)


def test_without_2008_there_is_no_17_billion(panel):
    with pytest.raises(Misuse, match="in 2008 is not in this panel"):
        seventeen_billion(panel[panel["year"] > 2008])
