"""Deflating and chaining: what goes in comes out again, and sums are made before chains."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.panel import load, measures, select
from regionstat.panel.accounts import ALL_INDUSTRIES
from regionstat.panel.figures import FOR_MISSING, STRENGTH, figures
from regionstat.panel.inputs import inputs_of
from regionstat.panel.real_terms import (
    BASE,
    chain,
    consumer_prices,
    in_prices_of,
    volume_growth,
)

amounts = st.floats(1, 1e6)
paces = st.floats(-20, 30)
NATION = "0"
# Every example makes a handful of frames.
few = settings(max_examples=8)


def series(cells, region="16", first=2014):
    """Make figures of consecutive years; a cell is a value or a sign."""
    rows = [
        (region, first + i, math.nan, cell)
        if isinstance(cell, str)
        else (region, first + i, cell, "")
        for i, cell in enumerate(cells)
    ]
    return figures(pd.DataFrame(rows, columns=["region", "year", "value", "status"]))


def values_of(found, region):
    return found.xs(region, level="region")["value"].tolist()


@pytest.fixture(scope="module")
def panel():
    """What is published, without estimates: all that this room makes."""
    return load(2020)


@pytest.fixture(scope="module")
def inputs(panel):
    return inputs_of(panel)


@few
@given(st.lists(paces, min_size=2, max_size=8), st.integers(2010, 2020))
def test_growth_of_a_chain_is_what_it_was_chained_from(grown, base):
    found = series(grown)
    index = chain(found, base)
    assert index.loc[("16", base), "value"] == 100
    again = measures.growth(index, measures.year_before(index))
    linked = again["value"].dropna()
    assert linked.tolist() == pytest.approx(found["value"].reindex(linked.index).tolist())
    if 2013 <= base < 2014 + len(grown):
        assert len(linked) == len(grown)


@few
@given(st.lists(paces, min_size=3, max_size=8), st.data())
def test_the_base_year_is_a_choice_of_units_only(grown, data):
    one, other = (data.draw(st.integers(2013, 2013 + len(grown))) for _ in range(2))
    found = series(grown)
    quotient = chain(found, one)["value"] / chain(found, other)["value"]
    assert quotient.tolist() == pytest.approx([quotient.iloc[0]] * len(quotient))


def test_a_chain_ends_at_a_missing_link_and_carries_the_signs_on_its_way():
    found = chain(series([10.0, ":", 5.0, 2.0, 1.0]), 2016)
    assert found["value"].isna().tolist() == [True, True, False, False, False, False]
    assert values_of(found, "16")[2:] == pytest.approx([100 / 1.05, 100, 102, 103.02])
    assert found["status"].tolist() == [":", ":", "", "", "", ""]


def test_a_preliminary_link_marks_what_lies_beyond_it_and_nothing_else():
    grown = series([1.0, 2.0, 3.0])
    grown.loc[("16", 2016), "status"] = "*"
    assert chain(grown, 2014)["status"].tolist() == ["", "", "", "*"]


@few
@given(st.lists(amounts, min_size=1, max_size=6), st.lists(amounts, min_size=6, max_size=6))
def test_deflating_and_inflating_again_gives_the_values_back(values, prices):
    nominal, index = series(values), series(prices, NATION)
    real = measures.deflate(nominal, index, 2014)
    back = index.assign(value=1 / index["value"])
    again = measures.deflate(real, back, 2014)
    assert again["value"].tolist() == pytest.approx(nominal["value"].tolist())
    assert real["value"].iloc[0] == pytest.approx(nominal["value"].iloc[0])


def test_without_a_price_there_is_no_real_value():
    nominal, index = series([100.0, 100.0, 100.0]), series([80.0, "..", 125.0], NATION)
    real = measures.deflate(nominal, index, 2014)
    assert real["value"].fillna(-1).tolist() == [100, -1, 64]
    assert real["status"].tolist() == ["", "..", ""]
    assert measures.deflate(nominal, index, 2015)["value"].isna().all()
    assert measures.deflate(nominal, index, 1999)["value"].isna().all()


def test_a_county_before_its_time_grows_as_its_parts_do_in_prices_of_the_year_before():
    # 100 and 300 grow by 10 and -10 per cent: 110 + 270 is 5 per cent less than 400. Then 200
    # and 200 grow by 10 and 30: 480 is 20 per cent more.
    parts = {
        "16": ([100.0, 200.0, 250.0], [10.0, 10.0]),
        "17": ([300.0, 200.0, 250.0], [-10.0, 30.0]),
    }
    both = [400.0, 400.0, 500.0, 700.0]
    values = pd.concat([series(own, one, 2015) for one, (own, _) in parts.items()])
    values = pd.concat([values, series(both, "50", 2015)]).sort_index()
    printed = pd.concat([series(grown, one, 2016) for one, (_, grown) in parts.items()])
    printed = pd.concat([printed, series([40.0], "50", 2018)]).sort_index()
    grown = volume_growth(values, printed)
    assert values_of(grown, "50") == pytest.approx([-5, 20, 40])
    real = in_prices_of(values, grown, 2015)
    assert values_of(real, "50") == pytest.approx([400, 380, 456, 638.4])
    # Chained one by one they would make another sum: 110 + 270, but 121 + 351 is not 456.
    assert values_of(real, "16")[2] + values_of(real, "17")[2] == pytest.approx(472)


def test_a_part_without_growth_leaves_the_sum_without_it():
    values = pd.concat([series([100.0, 110.0], one, 2016) for one in ("16", "17", "50")])
    printed = pd.concat([series([10.0], "16", 2017), series([":"], "17", 2017)])
    printed = pd.concat([printed, series([1.0], "50", 2018)]).sort_index()
    row = volume_growth(values.sort_index(), printed).loc[("50", 2017)]
    assert math.isnan(row["value"])
    assert row["status"] == ":"


def test_a_two_year_mean_by_hand():
    found = measures.two_year_mean(series([10.0, 20.0, ":", 40.0, 60.0]))
    assert found["value"].fillna(-1).tolist() == [-1, 15, -1, -1, 50]
    assert found["status"].tolist() == ["..", "", ":", ":", ""]


@few
@given(amounts, amounts, st.integers(4, 9))
def test_what_swings_between_even_and_odd_years_does_not_grow_on_two_year_means(even, odd, years):
    swinging = series([even if i % 2 else odd for i in range(years)])
    smooth = measures.two_year_mean(swinging)
    grown = measures.growth(smooth, measures.year_before(smooth))["value"].iloc[2:]
    assert grown.tolist() == pytest.approx([0] * (years - 2), abs=1e-9)


@few
@given(st.sampled_from(STRENGTH), st.sampled_from(STRENGTH))
def test_signs_reach_what_is_made_of_them(one, other):
    left, right = (
        series([sign if sign in FOR_MISSING else 2.0], region).assign(status=sign)
        for sign, region in ((one, "16"), (other, "16"))
    )
    for made in (measures.per_head(left, right), measures.reprice(left, right)):
        assert made["status"].tolist() == [max(one, other, key=STRENGTH.index)]
        assert made["value"].isna().tolist() == [one in FOR_MISSING or other in FOR_MISSING]


@few
@given(amounts, amounts, st.floats(0, 0.5), st.floats(0, 0.5))
def test_the_interval_per_head_holds_every_pair_of_value_and_heads(mnok, heads, around, beside):
    above = series([mnok]).assign(low=mnok * (1 - around), high=mnok * (1 + around))
    below = series([heads]).assign(low=heads * (1 - beside), high=heads * (1 + beside))
    row = measures.per_head(above, below).iloc[0]
    ends = [
        1e6 * mnok * (1 + one * around) / (heads * (1 + other * beside))
        for one in (-1, 0, 1)
        for other in (-1, 0, 1)
    ]
    assert (row["low"], row["high"]) == pytest.approx((min(ends), max(ends)))
    exact = measures.per_head(series([mnok]), series([heads])).iloc[0]
    assert exact[["low", "high"]].isna().all()


# --- the bundled figures --------------------------------------------------------------------------


def test_value_added_per_inhabitant_of_a_county_from_the_tables_themselves(panel, inputs):
    cells = inputs.measure("county_accounts.gva")
    cells = cells[(cells["Region"] == "16") & (cells["Tid"] == "2017")]
    mnok = cells.loc[cells["NACE2007"] == ALL_INDUSTRIES, "value"].item()
    people = inputs.measure("population.Personer1")
    people = people[people["Region"].str.fullmatch(r"16\d\d") & (people["Tid"] == "2017")]
    found = select(panel, "gva_per_inhabitant_nok", regions=["16"], years=(2017, 2017))
    assert found["value"].item() == pytest.approx(1e6 * mnok / people["value"].sum())
    assert found["value"].item() == pytest.approx(484_095, abs=1)


def test_per_inhabitant_over_the_nation_is_the_ratio_of_the_goal(panel):
    wide = panel.pivot(index=["region", "year"], columns="indicator", values="value")
    head = wide["gva_per_inhabitant_nok"]
    nation = head.xs(NATION, level="region").reindex(head.index, level="year")
    ratio = wide["gdp_population_ratio"]
    counties = [one for one in head.dropna().index if one in ratio.dropna().index]
    assert len(counties) > 200
    assert (head / nation)[counties].tolist() == pytest.approx(ratio[counties].tolist())


def test_productivity_times_jobs_per_inhabitant_is_value_per_inhabitant(panel, inputs):
    jobs = inputs.account("emp", ALL_INDUSTRIES).loc[("11", 2015), "value"]
    wide = panel[(panel["region"] == "11") & (panel["year"] == 2015)].set_index("indicator")[
        "value"
    ]
    made = wide["gva_per_employed_nok"] * 1000 * jobs / wide["population"]
    assert made == pytest.approx(wide["gva_per_inhabitant_nok"])


def test_both_real_values_are_the_nominal_one_in_the_base_year(panel):
    of_base = panel[panel["year"] == BASE].set_index(["indicator", "region"])["value"]
    nominal = of_base["gross_value_added_mnok"]
    for id_ in ("gross_value_added_real_mnok", "gross_value_added_cpi_mnok"):
        real = of_base[id_]
        assert real.tolist() == pytest.approx(nominal[real.index].tolist())


def test_the_printed_volume_change_stands_and_the_real_values_grow_by_it(panel, inputs):
    grown = select(panel, "gva_real_growth").set_index(["region", "year"])["value"]
    printed = inputs.account("vol", ALL_INDUSTRIES)["value"].drop(NATION, level="region")
    assert grown[printed.index].tolist() == printed.tolist()
    real = select(panel, "gross_value_added_real_mnok").set_index(["region", "year"])["value"]
    pace = 100 * (real / real.groupby(level="region").shift() - 1)
    assert pace.dropna().tolist() == pytest.approx(grown[pace.dropna().index].tolist())


def test_the_nation_is_added_up_in_prices_of_the_year_before_and_chained_then(panel, inputs):
    nominal = select(panel, "gross_value_added_mnok").set_index(["year", "region"])["value"]
    printed = inputs.account("vol", ALL_INDUSTRIES)["value"].drop(NATION, level="region")
    growth = printed.xs(2017, level="year")
    last = nominal[2016][growth.index]
    made = 100 * ((last * (1 + growth / 100)).sum() / last.sum() - 1)
    found = select(panel, "gva_real_growth", regions=[NATION], years=(2017, 2017))
    assert found["value"].item() == pytest.approx(made)
    real = select(panel, "gross_value_added_real_mnok", years=(2008, 2008)).set_index("region")
    parts = real["value"][growth.index].sum()
    assert parts != pytest.approx(real.loc[NATION, "value"], rel=1e-4)


def test_the_swing_of_trondelag_is_smaller_on_two_year_means(panel):
    spans = [
        select(panel, id_, regions=["50"], years=(2010, 2019))["value"].std()
        for id_ in ("gva_real_growth", "gva_real_growth_two_year")
    ]
    assert spans[1] < 0.7 * spans[0]


@pytest.mark.parametrize(
    "id_",
    [
        "gva_per_inhabitant_nok",
        "gva_per_employed_nok",
        "gva_per_working_age_nok",
        "gva_real_growth",
        "gva_real_growth_two_year",
        "gross_value_added_real_mnok",
        "gross_value_added_cpi_mnok",
    ],
)
def test_every_one_has_trondelag_and_the_nation_and_a_preliminary_last_year(panel, id_):
    rows = select(panel, id_, regions=["50", NATION])
    assert rows["value"].notna().all()
    assert set(rows.loc[rows["year"] == 2019, "status"]) == {"*"}
    assert set(rows.loc[rows["year"] < 2019, "status"]) == {""}


@pytest.mark.parametrize(("year", "per_cent"), [(2017, 1.8), (2018, 2.7)])
def test_consumer_prices_rose_as_published(inputs, year, per_cent):
    # Printed by SSB: up 1.8 per cent from 2016 to 2017 and 2.7 from 2017 to 2018.
    prices = consumer_prices(inputs)["value"].droplevel("region")
    assert round(100 * (prices[year] / prices[year - 1] - 1), 1) == per_cent
    assert prices[BASE] == 100
