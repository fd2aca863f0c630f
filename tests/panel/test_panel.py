"""The panel of the bundled edition: what is known to be true of it."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from regionstat.errors import Misuse, SourceChanged
from regionstat.panel import select
from regionstat.panel.checks import Expected, check_panel, problems, read_expected, unmet
from regionstat.panel.inputs import Inputs
from regionstat.panel.store import fingerprint, kept, read_panel
from regionstat.register import register
from regionstat.snapshots import find_home, read_edition


@pytest.fixture(scope="module")
def at(panel):
    rows = panel.set_index(["indicator", "region", "year"])

    def get(indicator, region, year):
        return rows.loc[(indicator, region, year)]

    return get


def test_it_holds_together(panel):
    assert list(problems(panel)) == []


def test_the_published_numbers_come_out_again(panel):
    expected = read_expected(find_home() / "reports" / "2020" / "expected.csv")
    assert len(expected) >= 16
    assert unmet(panel, expected) == []


def test_every_indicator_that_is_bundled_has_figures(panel):
    # The shares of companies come with a sweep, and others with an import: none is bundled.
    awaited = {id_ for id_, one in register().indicators.items() if one.awaited}
    without = {"profitable_companies_share", *awaited}
    known = set(register().indicators)
    assert set(panel.dropna(subset=["value"])["indicator"]) == known - without


@pytest.mark.parametrize(
    ("region", "year", "persons"),
    [("plan11", 2010, 263391), ("org8", 2020, 303053), ("trondheimsregionen", 2010, 263391)],
)
def test_the_population_of_the_region(at, region, year, persons):
    assert at("population", region, year)["value"] == persons


def test_the_plans_eleven_have_one_series_through_the_reforms(panel):
    rows = select(panel, "population", regions=["plan11"])
    assert rows["year"].tolist() == list(range(1986, 2027))
    growth = rows["value"].pct_change().dropna()
    assert growth.between(0, 0.025).all()
    assert (rows["status"] == "estimated").tolist() == [year >= 2020 for year in rows["year"]]


def test_the_interval_of_a_stake_widens_with_the_years(panel):
    rows = select(panel, "population", regions=["plan11"], years=(2020, 2026))
    width = ((rows["high"] - rows["low"]) / rows["value"]).tolist()
    assert width == sorted(width)
    assert 0 < width[0] < width[-1] < 0.01


def test_every_estimate_carries_its_interval(panel):
    rows = panel[panel["status"] == "estimated"]
    assert rows["low"].notna().all()
    assert rows["high"].notna().all()


def test_the_naive_jump_of_2020_is_not_growth(at):
    grown = at("population_growth", "org8", 2020)["value"]
    assert 3000 < grown / 100 * at("population", "org8", 2019)["value"] < 4000


@pytest.mark.parametrize("suffix", ["", "_total", "_mainland"])
def test_ratio_gap_and_shares_agree_on_every_denominator(panel, suffix):
    wide = panel.pivot(index=["region", "year"], columns="indicator", values="value")
    wide = wide[wide[f"gdp_share{suffix}"].notna()]
    ratio = wide[f"gdp_share{suffix}"] / wide["population_share"]
    pd.testing.assert_series_equal(ratio, wide[f"gdp_population_ratio{suffix}"], check_names=False)
    whole = wide.index.get_level_values("year").map(
        panel[
            (panel["indicator"] == f"gross_value_added_mnok{suffix}") & (panel["region"] == "0")
        ].set_index("year")["value"]
    )
    gap = (wide["population_share"] - wide[f"gdp_share{suffix}"]) / 100 * whole
    np.testing.assert_allclose(gap, wide[f"gdp_gap_mnok{suffix}"])


def test_suppressed_industries_leave_mainland_missing_with_the_sign(at):
    row = at("gdp_population_ratio_mainland", "50", 2018)
    assert np.isnan(row["value"])
    assert row["status"] == ":"


def test_the_missing_codes_of_vestfold_stay_missing(at):
    assert np.isnan(at("population", "07", 2017)["value"])
    assert np.isnan(at("gdp_population_ratio", "07", 2017)["value"])
    assert at("population", "0", 2017)["value"] > 5e6


def test_no_region_has_gdp_where_only_counties_are_measured(published):
    levels = {r.id: r.level for r in register().regions.values()}
    rows = published[published["indicator"].str.startswith(("gdp_", "gross_value"))]
    assert {levels[region] for region in rows["region"]} == {"county", "nation"}


def test_residents_at_work_are_not_joined_across_the_break(panel):
    rows = select(panel, "employed_residents", regions=["plan11"])
    assert rows["year"].tolist() == [*range(2006, 2015), *range(2017, 2023)]


def test_an_estimated_income_carries_its_range(panel):
    rows = panel[panel["indicator"] == "income_per_taxpayer_nok"]
    estimated = rows[rows["status"] == "estimated"]
    assert (estimated["low"] < estimated["high"]).all()
    assert rows[rows["status"] != "estimated"]["low"].isna().all()


def test_the_range_of_the_nations_income_fits_between_its_neighbours(at):
    before = at("income_per_taxpayer_nok", "0", 2013)["value"]
    row = at("income_per_taxpayer_nok", "0", 2014)
    assert before < row["low"] < row["high"] < at("income_per_taxpayer_nok", "0", 2015)["low"]


def test_few_published_values_are_manual_and_nothing_more(panel):
    for indicator, size in (("profitable_share", 7), ("rnd_per_employee_nok", 3)):
        rows = panel[panel["indicator"] == indicator]
        assert len(rows) == size
        assert set(rows["status"]) == {"manual"}


def test_a_kept_panel_is_read_back_bit_by_bit(panel, tmp_path):
    path = tmp_path / "panel.csv"
    panel.to_csv(path, index=False)
    pd.testing.assert_frame_equal(read_panel(path), panel, check_exact=True)
    assert {"03", "0301"} <= set(panel["region"])


def test_what_two_ask_for_at_once_is_made_once(made, tmp_path, monkeypatch):
    monkeypatch.setattr("regionstat.panel.store.fingerprint", lambda *_: "one")
    asked, began = SimpleNamespace(home=tmp_path, year=2020), []

    def make():
        began.append(1)
        time.sleep(0.2)
        return made("population", {"16": {2017: 1.0}})

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: kept("small", asked, (), make), range(2))
    pd.testing.assert_frame_equal(first, second)
    assert began == [1]


def test_editions_on_the_same_files_share_what_is_kept(made, tmp_path):
    lock = "[raw.population]\nfile = 'p'\nsha256 = '{}'\n"
    for year, digest in ((2012, "a"), (2020, "a"), (2021, "b")):
        (tmp_path / "reports" / str(year)).mkdir(parents=True)
        (tmp_path / "reports" / str(year) / "edition.toml").write_text(lock.format(digest))
    began = []

    def make():
        began.append(1)
        return made("population", {"16": {2017: 1.0}})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("regionstat.panel.store.fingerprint", lambda one, _: one.raw[0].sha256)
        for year in (2012, 2020, 2021, 2012):
            kept("small", read_edition(year, tmp_path), (), make)
    found = sorted(path.name for path in (tmp_path / "data" / "processed").glob("*.csv"))
    assert found == ["small-2020-a.csv", "small-2021-b.csv"]
    assert len(began) == 2


def test_the_fingerprint_stands_still_while_nothing_changes():
    edition = read_edition(2020)
    assert fingerprint(edition) == fingerprint(edition)


BROKEN = {
    "a row twice": (lambda p: pd.concat([p, p.tail(1)], ignore_index=True), "stands twice"),
    "unsorted": (lambda p: p.iloc[::-1].reset_index(drop=True), "not sorted"),
    "an unknown indicator": (lambda p: p.assign(indicator="gdp"), "indicator 'gdp'"),
    "an unknown sign": (lambda p: p.assign(status="?"), "status '?'"),
    "missing without a sign": (lambda p: p.assign(value=np.nan), "missing without a sign"),
    "outside its interval": (lambda p: p.assign(low=1e12), "outside its interval"),
    "a column too many": (lambda p: p.assign(unit="nok"), "its columns are"),
    "a county too few": (lambda p: p[p["region"] != "11"].reset_index(drop=True), "sums to"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_panel_is_refused(panel, case):
    breaking, found = BROKEN[case]
    with pytest.raises(SourceChanged):
        check_panel(breaking(panel))
    assert any(found in problem for problem in problems(breaking(panel)))


def test_a_published_number_that_moves_is_named(panel):
    moved = Expected("gdp_population_ratio", "16", 2017, 1.029, 3, "x")
    absent = Expected("gdp_population_ratio", "16", 2018, 1.0, 3, "x")
    assert unmet(panel, [moved]) == ["gdp_population_ratio of 16 in 2017: 1.02842, published 1.029"]
    assert len(unmet(panel, [absent])) == 1


def test_years_outside_the_data_are_refused(panel):
    with pytest.raises(Misuse, match="it has 2008–2019"):
        select(panel, "gdp_share", years=(1990, 1999))
    with pytest.raises(Misuse, match="first one first"):
        select(panel, "gdp_share", years=(2017, 2008))


def test_an_indicator_is_found_wherever_its_rows_lie(panel):
    mixed = panel.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        select(mixed, "gdp_share"),
        mixed[mixed["indicator"] == "gdp_share"].reset_index(drop=True),
    )
    assert len(select(panel[panel["indicator"] != "gdp_share"], "gdp_share")) == 0


def test_a_panel_that_was_written_to_is_looked_through_anew(panel):
    mine = panel.copy()
    before = select(mine, "gdp_share")
    mine.loc[mine["indicator"] == "gdp_share", "indicator"] = "population_share"
    assert len(select(mine, "gdp_share")) == 0
    assert len(select(panel, "gdp_share")) == len(before)
    mine.loc[0, "value"] = 1e9
    assert mine.loc[0, "value"] == 1e9
    assert select(mine, str(mine.loc[0, "indicator"]))["value"].iloc[0] == 1e9


def test_the_last_year_of_the_accounts_is_preliminary_and_says_so(panel):
    estimated = panel["low"].notna() & (panel["year"] < 2019)
    signs = panel[panel["value"].notna() & ~estimated].set_index(["indicator", "year"])["status"]
    for indicator in ("gross_value_added_mnok", "gdp_population_ratio", "gdp_gap_mnok_total"):
        assert set(signs[indicator, 2019]) == {"*"}
        assert set(signs[indicator, 2018]) == {""}
    assert "*" not in set(signs["population_share", 2019])


@pytest.mark.parametrize(
    ("region", "centre", "besides"),
    [
        ("trondheimsregionen", "1601", {"1665", "1622"}),
        ("bergensregionen", "1201", set()),
        ("stavangerregionen", "1103", set()),
        ("osloregionen", "0301", set()),
    ],
)
def test_the_city_regions_follow_from_the_commuting_of_2017(region, centre, besides):
    flows = Inputs(read_edition(2020)).table("commuting")
    flows = flows[flows["Tid"] == "2017"]
    residents = flows.groupby("Bokommuen")["value"].sum()
    into = flows[flows["ArbstedKomm"] == centre].set_index("Bokommuen")["value"]
    over = set(into.index[into / residents[into.index] > 0.10])
    assert over == set(register().regions[region].members) | besides


def test_rindal_is_counted_in_the_year_that_its_table_leaves_out(at):
    # 840 worked there in 2018 and 833 in 2020; the table of 2019 has a zero that is none.
    rows = [at("employed_workplace", region, 2019) for region in ("5061", "50", "0")]
    assert rows[0]["value"] == 840
    assert {row["status"] for row in rows} == {"interpolated"}
    assert at("employed_workplace", "15", 2019)["status"] == ""
    assert abs(at("employment_growth", "15", 2019)["value"]) < 0.3
