"""GDP of any set of municipalities: the figures of the house, and rules that hold for all."""

import numpy as np
import pandas as pd
import pytest

from regionstat.analysis import estimates as blocks
from regionstat.analysis.regional_gdp import ROWS, estimated_rows, regional_gdp
from regionstat.analysis.units import county_of, lineage, units_of
from regionstat.analysis.value_added import YearAccounts
from regionstat.errors import Misuse
from regionstat.panel import select
from regionstat.panel.inputs import inputs_of
from regionstat.register import find_region

YEARS = list(range(2008, 2020))


@pytest.fixture(scope="module")
def inputs(panel):
    return inputs_of(panel)


@pytest.fixture(scope="module")
def found(inputs):
    return blocks.estimates(inputs, "best")


@pytest.fixture(scope="module")
def region(panel):
    return regional_gdp(panel, "plan11")


def test_the_municipalities_of_a_county_sum_to_it_in_every_draw_and_all_to_the_nation(found, panel):
    nation = select(panel, "gross_value_added_mnok", regions=["0"]).set_index("year")["value"]
    for year in (2008, 2017, 2019):
        one = found[year]
        counties = np.array([county_of(code) for code in units_of(year)])
        for place, county in enumerate(one.link.accounts.counties):
            total = one.link.accounts.totals[place]
            assert one.value[counties == county].sum() == pytest.approx(total)
            assert one.draws[counties == county].sum(axis=0) == pytest.approx(total, rel=1e-5)
        assert one.value.sum() == pytest.approx(nation[year])
        assert (one.value > 0).all()


def test_a_region_lies_in_its_interval_and_below_its_county(region, panel):
    frame = region.frame
    assert frame["year"].tolist() == YEARS
    assert ((frame["low"] < frame["value"]) & (frame["value"] < frame["high"])).all()
    county = select(panel, "gross_value_added_mnok", regions=["50"]).set_index("year")["value"]
    assert (frame.set_index("year")["high"] < county[YEARS]).all()
    assert frame["status"].tolist() == ["estimated"] * 11 + ["*"]
    assert set(frame["key"]) == {"anchored", "workplace", "interpolated"}
    assert region.draws.shape == (12, blocks.DRAWS)


def test_the_merger_of_the_county_makes_no_step(region):
    # By all employed alone the city would fall by 3-4 percent against 2017, when 16 was merged.
    ratio = region.frame.set_index("year")["ratio"]
    assert ratio[2018] == pytest.approx(ratio[2017], rel=0.02)
    width = region.frame.set_index("year").eval("high / low")
    assert width[2019] > width[2017]


def test_a_region_is_the_sum_of_its_municipalities(panel):
    members = ["1601", "1624", "1718"]
    region = regional_gdp(panel, members)
    parts = [regional_gdp(panel, [code]) for code in members]
    together = sum(one.frame["value"].to_numpy() for one in parts)
    assert together == pytest.approx(region.frame["value"].to_numpy())
    # From 2018 Rissa and Leksvik alone are stakes in Indre Fosen, and stakes are uncertain.
    assert sum(one.draws for one in parts)[:10] == pytest.approx(region.draws[:10], rel=1e-6)


def test_the_same_list_in_another_order_gives_the_same_draws(panel, region):
    again = regional_gdp(panel, [*reversed(find_region("plan11").members)])
    assert (again.draws == region.draws).all()
    numbers = [column for column in region.frame if column not in ("key", "status")]
    pd.testing.assert_frame_equal(again.frame[numbers], region.frame[numbers])


def test_ratio_and_gap_follow_from_the_share(region):
    frame = region.frame
    shares = (frame["share_pct"] / frame["population_share_pct"]).to_numpy()
    assert frame["ratio"].to_numpy() == pytest.approx(shares)
    assert (np.sign(frame["gap_mnok"]) == np.sign(1 - frame["ratio"])).all()
    assert frame["log_sd"].between(0.005, 0.03).all()


def test_a_county_has_its_published_figure_and_no_interval(panel):
    county = regional_gdp(panel, "16")
    frame = county.frame.set_index("year")
    assert frame.loc[2017, "value"] == 153634
    assert frame["low"].isna().all()
    assert "nothing is estimated" in county.method


def test_on_the_mainland_industries_off_it_are_left_out_above_the_line(panel):
    everything = regional_gdp(panel, "stavangerregionen").frame
    mainland = regional_gdp(panel, "stavangerregionen", basis="mainland").frame
    total = regional_gdp(panel, "stavangerregionen", basis="total").frame
    assert (mainland["value"] < 0.95 * everything["value"]).all()
    assert total["value"].tolist() == everything["value"].tolist()
    assert (total["share_pct"] < everything["share_pct"]).all()


def test_an_uncertain_border_makes_the_interval_wider(panel):
    members = find_region("org8").members
    sure = regional_gdp(panel, ["5012"]).frame.set_index("year")
    part = regional_gdp(panel, members, codes_of=2020).frame.set_index("year")
    whole = regional_gdp(panel, "org9").frame.set_index("year")
    # Three tenths of Snillfjord, all of Orkdal, Meldal, Agdenes and two of Verran in a hundred.
    assert part.loc[2019, "value"] > whole.loc[2019, "value"] + 0.2 * sure.loc[2019, "value"]


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (["5001", "5035"], "1 January 2020"),
        (["1601", "5001"], "never in use together"),
        (["16", "1601"], "no list of municipality codes"),
        ([], "no list of municipality codes"),
        (["9999"], "Unknown region"),
        ([301, 5028], "Give codes in quotes"),
        ("5001", "Say by `codes_of`"),
    ],
)
def test_a_list_that_is_unclear_is_refused(panel, codes, said):
    with pytest.raises(Misuse, match=said):
        regional_gdp(panel, codes)


def test_codes_that_mean_one_thing_only_need_no_year(panel):
    assert regional_gdp(panel, ["1601"]).region.codes_of == 2017
    one = regional_gdp(panel, "1601")
    assert one.frame["ratio"].notna().all()
    assert repr(one).startswith("GDP of Trondheim, mill. kr")
    assert regional_gdp(panel, ["5001"], codes_of=2018).region.codes_of == 2018
    with pytest.raises(Misuse, match="not in use in 2010"):
        regional_gdp(panel, ["5001"], codes_of=2010)


@pytest.mark.parametrize("basis", ["counties", "mainland"])
def test_a_county_has_no_interval_in_print_either(panel, basis):
    said = repr(regional_gdp(panel, "50", basis=basis))
    assert "interval" not in said
    assert "nan" not in said.lower()
    assert "nothing is estimated" in said


def test_what_is_not_there_is_refused(panel):
    with pytest.raises(Misuse, match="Unknown key"):
        regional_gdp(panel, "plan11", key="wage")
    with pytest.raises(Misuse, match="no year has the key 'industry'"):
        regional_gdp(panel, "plan11", key="industry")
    with pytest.raises(Misuse, match="Unknown basis"):
        regional_gdp(panel, "plan11", basis="shelf")


def test_keys_can_be_compared(panel):
    poor = regional_gdp(panel, "plan11", key="residents").frame.set_index("year")
    better = regional_gdp(panel, "plan11", key="anchored").frame.set_index("year")
    assert list(poor.index) == [*range(2008, 2015)]
    assert (poor["value"] / better["value"]).between(0.97, 1.03).all()
    assert not poor["value"].equals(better["value"])


def test_the_rows_of_the_panel_are_the_estimates(panel, region):
    rows = estimated_rows(panel)
    assert not rows.duplicated(["indicator", "region", "year"]).any()
    # Eight lists of the plan and its peers, four labour-market regions.
    assert len(rows) == (8 + 4) * 3 * len(ROWS) * 12
    own = rows[(rows["region"] == "plan11") & (rows["indicator"] == "gdp_population_ratio")]
    assert own["value"].to_numpy() == pytest.approx(region.frame["ratio"].to_numpy())
    assert own["low"].to_numpy() == pytest.approx(region.frame["ratio_low"].to_numpy())
    twin = rows[rows["region"] == "trondheimsregionen"].drop(columns="region")
    same = rows[rows["region"] == "plan11"].drop(columns="region")
    pd.testing.assert_frame_equal(twin.reset_index(drop=True), same.reset_index(drop=True))


def _later(found, counts):
    """The accounts of 2020 as they were if nothing moved in 2019 but the borders."""
    before = found[2019]
    shared = blocks.by_industry(before.link.accounts.known, before.link.weights, before.link.inside)
    inside = np.array([county_of(code) for code in units_of(2020)])
    moved = lineage(2020, 2019, counts) @ shared
    counties = tuple(sorted(set(inside)))
    cells = np.array([moved[inside == county].sum(axis=0) for county in counties])
    return YearAccounts(counties, cells, ("",) * len(counties))


def test_a_county_merged_later_keeps_what_the_old_ones_told(inputs, found):
    known = blocks.workings(inputs)
    accounts = {**known.accounts, 2020: _later(found, known.keys.counts)}
    later = blocks.Workings(accounts, known.others, known.keys, known.ground)
    later.__dict__["_kinds"] = {"total": known.kind("total")}
    one = blocks.simulate(later, "best", 200)[2020]
    codes = list(units_of(2020))
    counties = np.array([county_of(code) for code in codes])
    for place, county in enumerate(one.link.accounts.counties):
        assert one.draws[counties == county].sum(axis=0) == pytest.approx(
            one.link.accounts.totals[place], rel=1e-5
        )
    since = dict(zip(codes, one.link.since, strict=True))
    assert (since["0301"], since["3024"], since["5001"]) == (0, 1, 3)
    # Akershus inside Viken: nearer to what it was than the employed of 2020 alone would have it.
    before = found[2019]
    olds = np.array([county_of(code) for code in units_of(2019)])
    parts = lineage(2020, 2019, known.keys.counts) * before.link.key.total
    akershus = parts[:, olds == "02"].sum(axis=1) / parts.sum(axis=1)
    viken = counties == "30"
    was, jobs = before.value[olds == "02"].sum(), one.link.key.total
    plain = one.value[viken].sum() * (akershus @ jobs) / jobs[viken].sum()
    assert plain < 0.95 * was < 0.97 * was < akershus @ one.value < 1.03 * was
    spread = np.log(akershus @ one.draws).std()
    assert 0.002 < spread < 0.02
