"""Changes that may be compared, and ranks that claim no more than the figures bear."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.analysis import compare
from regionstat.analysis.changes import SPANS, change
from regionstat.errors import Misuse
from regionstat.register import register

INDICATORS = register().indicators
POINTS = [id_ for id_, one in INDICATORS.items() if one.unit in ("percent", "ratio")]
GAPS = [
    *("gdp_gap_mnok", "gdp_gap_mnok_total", "gdp_gap_mnok_mainland"),
    *("population_increase", "power_price_lead"),
]
PERCENT = sorted(set(INDICATORS) - {*POINTS, *GAPS})
REGIONS = ["16", "11", "12", "15", "18"]


@pytest.fixture
def ranks(made):
    """Rank {region: cell} in one year: (rank, level with whom) of each."""

    def rank(indicator, cells, region="16"):
        rows = made(indicator, {id_: {2017: cell} for id_, cell in cells.items()})
        frame = compare(rows, indicator, region=region, peers=REGIONS).frame
        return {
            row.region: (None if pd.isna(row.rank) else row.rank, set(row.level_with))
            for row in frame.itertuples()
        }

    return rank


# --- changes --------------------------------------------------------------------------------------

VALUES = pd.Series({2007: 50.0, 2012: 80.0, 2016: 90.0, 2017: 100.0})


@pytest.mark.parametrize("id_", [*POINTS, *GAPS])
def test_percentages_ratios_and_gaps_change_by_points(id_):
    found = [change(VALUES, INDICATORS[id_], 2017, span) for span in SPANS]
    assert found == [10, 20, 50]


@pytest.mark.parametrize("id_", [id_ for id_ in PERCENT if not INDICATORS[id_].breaks])
def test_all_else_changes_by_percent(id_):
    found = [change(VALUES, INDICATORS[id_], 2017, span) for span in SPANS]
    assert found == pytest.approx([100 / 9, 25, 100])


@given(
    year=st.integers(2000, 2030),
    span=st.sampled_from(SPANS),
    id_=st.sampled_from([id_ for id_, one in INDICATORS.items() if one.breaks]),
)
def test_no_change_is_taken_across_a_break(year, span, id_):
    values = pd.Series(1.0, index=range(1990, 2031))
    crossed = any(year - span < one <= year for one in INDICATORS[id_].breaks)
    assert math.isnan(change(values, INDICATORS[id_], year, span)) == crossed


def test_the_year_of_a_break_can_be_compared_with_later_ones_only():
    residents = INDICATORS["employed_residents"]
    assert residents.breaks == (2015,)
    values = pd.Series(1.0, index=range(2000, 2030))
    assert math.isnan(change(values, residents, 2015, 1))
    assert change(values, residents, 2014, 1) == 0
    assert change(values, residents, 2016, 1) == 0


@given(span=st.sampled_from(SPANS), end=st.sampled_from(["then", "now", "both"]))
def test_missing_in_missing_out(span, end):
    values = pd.Series({2017 - span: 1.0, 2017: 2.0})
    if end != "now":
        values[2017 - span] = math.nan
    if end != "then":
        values[2017] = math.nan
    assert math.isnan(change(values, INDICATORS["population"], 2017, span))
    assert math.isnan(change(values.dropna(), INDICATORS["population"], 2017, span))


def test_a_missing_year_is_not_replaced_by_a_neighbour(made):
    years = {2007: ":", 2008: 5.0, 2011: 5.5, 2012: "..", 2016: 5.9, 2017: 6.0}
    row = compare(made("gdp_share", {"16": years}), "gdp_share", region="16").row("16")
    assert row["change_1"] == pytest.approx(0.1)
    assert math.isnan(row["change_5"])
    assert math.isnan(row["change_10"])


def test_growth_from_nothing_is_missing():
    assert math.isnan(change(pd.Series({2016: 0.0, 2017: 5.0}), INDICATORS["population"], 2017, 1))


def test_without_a_year_there_is_no_change():
    assert math.isnan(change(VALUES, INDICATORS["population"], None, 1))


def test_the_changes_of_the_panel_are_those_of_its_rows(panel):
    values = panel.set_index(["indicator", "region", "year"])["value"]
    found = compare(panel, "gdp_population_ratio", region="16")
    assert found.row("16")["change_5"] == pytest.approx(
        values["gdp_population_ratio", "16", 2017] - values["gdp_population_ratio", "16", 2012]
    )
    people = compare(panel, "population", region="5001", until=2020).row("5001")
    then, now = (values["population", "5001", year] for year in (2010, 2020))
    assert people["change_10"] == pytest.approx(100 * (now - then) / then)


# --- ranks ----------------------------------------------------------------------------------------


def test_the_best_comes_first(ranks):
    found = ranks("gdp_share", {"16": 6.0, "11": 9.0, "12": 10.0})
    assert found == {"12": (1, set()), "11": (2, set()), "16": (3, set())}
    assert list(found) == ["12", "11", "16"]


def test_where_lower_is_better_the_lowest_comes_first(ranks):
    assert INDICATORS["gdp_gap_mnok"].better == "lower"
    found = ranks("gdp_gap_mnok", {"16": 7900.0, "11": -300.0, "12": 20.0})
    assert found == {"11": (1, set()), "12": (2, set()), "16": (3, set())}
    assert list(found) == ["11", "12", "16"]


def test_where_neither_is_better_nobody_has_a_rank(ranks):
    assert INDICATORS["population_share"].better == "neither"
    assert set(map(str, ranks("population_share", {"16": 6.0, "11": 9.0}).values())) == {
        "(None, set())"
    }


def test_the_nation_has_no_rank_and_takes_none(ranks):
    found = ranks("population_growth", {"16": 1.0, "0": 2.0, "11": 0.5})
    assert found == {"0": (None, set()), "16": (1, set()), "11": (2, set())}
    assert "0" not in str(ranks("population_growth", {"16": 1.0, "0": 1.0, "11": 0.5})["16"])


def test_what_differs_below_the_printed_decimals_is_level(ranks):
    found = ranks("gdp_share", {"16": 6.0, "11": 6.004, "12": 7.0})
    assert found == {"12": (1, set()), "11": (2, {"16"}), "16": (2, {"11"})}


@pytest.mark.parametrize("base", [0.01, 6.0, 99.37])
def test_one_printed_step_is_a_difference(ranks, base):
    found = ranks("gdp_share", {"16": base, "11": base + 0.01})
    assert found == {"11": (1, set()), "16": (2, set())}


def test_what_the_intervals_can_explain_is_level(ranks):
    # A difference of 0.8 with a standard error of 0.47 is 1.7, below the quantile of three pairs.
    found = ranks("population_growth", {"16": (0.5, 1.0, 1.5), "11": (1.2, 1.8, 2.4), "12": 3.0})
    assert found == {"12": (1, set()), "11": (2, {"16"}), "16": (3, {"11"})}


def test_intervals_that_touch_are_not_yet_level(ranks):
    # The difference of 1.5 is 3.2 standard errors, though one ends where the other begins.
    found = ranks("population_growth", {"16": (0.5, 1.0, 1.5), "11": (1.5, 2.5, 3.5), "12": 5.0})
    assert found == {"12": (1, set()), "11": (2, set()), "16": (3, set())}


def test_the_set_of_ranks_holds_the_places_that_cannot_be_told_apart(made):
    cells = {"16": (0.5, 1.0, 1.5), "11": (1.2, 1.8, 2.4), "12": 3.0, "15": 0.1}
    rows = made("population_growth", {id_: {2017: cell} for id_, cell in cells.items()})
    frame = compare(rows, "population_growth", region="16", peers=REGIONS).frame
    ends = frame.set_index("region")[["rank_low", "rank_high"]]
    assert ends.apply(tuple, axis=1).to_dict() == {
        **{"12": (1, 1), "11": (2, 3), "16": (2, 3), "15": (4, 4)}
    }


def test_a_preliminary_figure_is_no_less_certain_of_its_rank(panel):
    frame = compare(panel, "gdp_share", region="50", peers="counties", until=2019).frame
    assert set(frame["status"]) == {"*"}
    ranked = frame[frame["rank"].notna()]
    assert (ranked["rank_low"] == ranked["rank_high"]).all()


def test_an_interval_around_a_plain_figure_is_level_with_it(ranks):
    assert ranks("population_growth", {"16": (0.5, 1.0, 1.5), "11": 1.4})["16"] == (2, {"11"})
    assert ranks("population_growth", {"16": (0.5, 1.0, 1.5), "11": 1.6})["16"] == (2, set())


@settings(max_examples=30)
@given(
    values=st.lists(st.integers(0, 60), min_size=2, max_size=5),
    id_=st.sampled_from(["gdp_share", "gdp_gap_mnok"]),
)
def test_ranks_claim_no_more_than_the_figures(made, values, id_):
    step = 10.0 ** -INDICATORS[id_].decimals
    cells = {region: {2017: n * step / 10} for region, n in zip(REGIONS, values, strict=False)}
    found = compare(made(id_, cells), id_, region="16", peers=REGIONS).frame
    rows = found.set_index("region")
    upwards = 1 if INDICATORS[id_].better == "higher" else -1
    for one, row in rows.iterrows():
        others = rows.drop(one)
        apart = upwards * (others["value"] - row["value"]) / step
        assert set(row["level_with"]) == set(others.index[apart.abs() < 0.99])
        assert row["rank"] == row["rank_low"] == 1 + (apart > 0.99).sum()
        assert row["rank_high"] == len(rows) - (apart < -0.99).sum()


# --- who is there ---------------------------------------------------------------------------------


def test_peers_without_a_figure_are_named_with_their_sign(made):
    years = {"16": {2016: 5.0, 2017: 6.0}, "11": {2016: 4.0, 2017: ":"}, "12": {2016: 4.0}}
    found = compare(made("gdp_share", years), "gdp_share", region="16", peers=["11", "12", "15"])
    assert found.missing == {"11": ":", "12": "..", "15": ".."}
    assert found.frame["region"].tolist() == ["16"]


@pytest.mark.parametrize("id_", sorted(INDICATORS))
@pytest.mark.parametrize("region", ["trondheimsregionen", "16"])
def test_no_peer_disappears(panel, id_, region):
    found = compare(panel, id_, region=region, peers=["11", "46", "5001", "osloregionen"])
    shown = set(found.frame["region"])
    for peer in ("11", "46", "5001", "osloregionen"):
        stand_ins = found.stand_ins.get(peer, ())
        # A peer that is measured by the region's own counties would be compared with itself.
        itself = bool(found.own) and set(register().regions[peer].county) <= set(found.own)
        assert itself or peer in found.missing or shown & {peer, *stand_ins}


def test_two_counties_stand_in_and_the_one_measured_last_has_the_focus(published):
    panel = published
    found = compare(panel, "gdp_population_ratio", region="trondheimsregionen")
    assert found.stand_ins["trondheimsregionen"] == ("16", "50")
    assert (found.region, found.focus, found.year) == ("trondheimsregionen", "50", 2019)
    assert found.own == ("16", "50")
    before = compare(published, "gdp_population_ratio", region="trondheimsregionen", until=2017)
    assert (before.focus, before.year) == ("16", 2017)
    assert {"16", "50"} <= set(before.frame["region"])


def test_a_region_whose_members_equal_a_peer_is_compared_with_the_others(panel):
    found = compare(panel, "population", region="plan11", until=2019)
    assert set(found.frame["region"]) == {
        *("plan11", "bergensregionen", "stavangerregionen", "osloregionen", "0")
    }
    assert found.missing == {}


def test_until_leaves_later_years_out(panel):
    found = compare(panel, "population", region="trondheimsregionen", until=2015)
    assert (found.year, found.history["year"].max()) == (2015, 2015)


def test_where_no_figure_is_old_enough_the_latest_is_shown(made):
    rows = made("profitable_share", {"16": {2022: 59.2}, "11": {2021: 50.0, 2022: 59.6}})
    assert compare(rows, "profitable_share", region="16", peers=["11"], until=2020).year == 2022


def test_the_year_is_the_regions_own_last_one(made):
    rows = made("gdp_share", {"16": {2016: 6.0, 2017: "."}, "11": {2016: 9.0, 2017: 9.1}})
    found = compare(rows, "gdp_share", region="16", peers=["11"])
    assert (found.year, found.row("11")["value"]) == (2016, 9.0)


def test_a_region_without_a_figure_has_no_row_but_its_peers_do(made):
    found = compare(made("gdp_share", {"11": {2017: 9.0}}), "gdp_share", region="15", peers=["11"])
    assert (found.focus, found.year) == ("15", 2017)
    assert found.row("15") is None
    assert found.row("11")["value"] == 9


def test_without_any_figure_there_is_no_year(made):
    found = compare(made("gdp_share", {"16": {2017: ":"}}), "gdp_share", region="16", peers=["11"])
    assert found.year is None
    assert len(found.frame) == 0
    assert found.missing == {"11": ".."}


def test_a_region_twice_in_a_year_is_refused(made):
    rows = made("gdp_share", {"16": {2016: 5.0, 2017: 6.0}})
    twice = pd.concat([rows, rows.head(1)], ignore_index=True)
    with pytest.raises(Misuse, match="twice in one year"):
        compare(twice, "gdp_share", region="16", peers=["11"])


@pytest.mark.parametrize("basis", ["total", "mainland"])
def test_a_basis_is_its_own_indicator(panel, basis):
    found = compare(panel, "gdp_share", region="16", basis=basis)
    assert found.indicator == f"gdp_share_{basis}"
    pd.testing.assert_frame_equal(
        found.frame, compare(panel, f"gdp_share_{basis}", region="16").frame
    )


def test_an_edition_made_afterwards_shows_no_later_figure(made):
    later = made("gdp_share", {"16": {2017: 6.0}})
    later.attrs["edition"] = 2020
    assert compare(later, "gdp_share", region="16", until=2012).year == 2017
    later.attrs["edition"] = 2012
    found = compare(later, "gdp_share", region="16", until=2012)
    assert found.year is None
    assert found.frame.empty


def test_it_prints_what_is_missing(made):
    found = compare(made("gdp_share", {"16": {2017: 6.0}}), "gdp_share", region="16", peers=["11"])
    assert repr(found).splitlines()[0] == "gdp_share of 16 in 2017"
    assert repr(found).splitlines()[-1] == "no figure: 11"


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ({"indicator": "gdp_shar"}, "gdp_share"),
        ({"region": "trondheimsregion"}, "trondheimsregionen"),
        ({"peers": ["bergenregionen"]}, "bergensregionen"),
        ({"basis": "mainlnd"}, "mainland"),
    ],
)
def test_what_does_not_exist_is_refused_with_the_nearest(panel, asked, nearest):
    known = {"indicator": "gdp_share", "region": "16"}
    with pytest.raises(Misuse, match=f"nearest: .*{nearest}"):
        compare(panel, **{**known, **asked})
