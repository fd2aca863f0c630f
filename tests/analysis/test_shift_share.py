"""Shift-share: exact, blind to order and to how finely an industry is cut, and worked by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.analysis.industries import INDUSTRIES, OWN_HOMES, TOTAL, industry_frame
from regionstat.analysis.shift_share import (
    REST,
    dynamic_shift_share,
    shift_share,
    split_productivity,
)
from regionstat.errors import Misuse
from regionstat.panel.accounts import OFF_MAINLAND
from regionstat.panel.inputs import inputs_of

COLUMNS = ["gva", "employed", "nation_gva", "nation_employed"]
EFFECTS = ["national", "mix", "local", "unsplit"]
YEAR = 2010


def economy(industries, hidden=()):
    """Make a frame from {industry: {year: four cells}}, the total its sum, then hide cells."""
    rows = {(name, y): cells for name, years in industries.items() for y, cells in years.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS, dtype="float64")
    frame.index = pd.MultiIndex.from_tuples(frame.index, names=["industry", "year"])
    total = frame.groupby(level="year").sum()
    total.index = pd.MultiIndex.from_product([[TOTAL], total.index], names=frame.index.names)
    for industry, year, column in hidden:
        frame.loc[(industry, year), column] = np.nan
    return pd.concat([frame, total])


amounts = st.floats(1, 1e5)
names = st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=6, unique=True)


@st.composite
def economies(draw, years=(YEAR,)):
    cells = st.tuples(amounts, amounts, amounts, amounts)
    return {name: {year: draw(cells) for year in years} for name in draw(names)}


@st.composite
def holes(draw, industries, years):
    cell = st.tuples(
        st.sampled_from(sorted(industries)), st.sampled_from(years), st.sampled_from(COLUMNS)
    )
    return draw(st.lists(cell, max_size=4))


@st.composite
def torn(draw, years=(YEAR,)):
    """Draw an economy some cells of which are suppressed."""
    made = draw(economies(years))
    return economy(made, draw(holes(made, years)))


def near(one, other, scale=1.0):
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12 * max(1.0, scale))


# --- productivity ---------------------------------------------------------------------------------


def test_a_toy_economy_worked_by_hand():
    # Region: fish 100 by 20, 300 by 30 in all 50, so 8 each. Nation: 400 by 100 and 600 by 100: 5.
    toy = economy({"fish": {YEAR: (100, 20, 400, 100)}, "ships": {YEAR: (300, 30, 600, 100)}})
    found = split_productivity(toy, YEAR)
    assert (found.productivity, found.nation_productivity) == (8, 5)
    # Shares .4 and .6 against .5 and .5; productivities 5 and 10 against 4 and 6; midpoint 6.5.
    # Mix: -.1 (4.5 - 6.5) = .2 and .1 (8 - 6.5) = .15. Within: .45 · 1 = .45 and .55 · 4 = 2.2.
    levels = found.levels.loc[["fish", "ships"]]
    assert levels["mix"].tolist() == pytest.approx([0.2, 0.15])
    assert levels["within"].tolist() == pytest.approx([0.45, 2.2])
    assert found.total["mix"] + found.total["within"] == pytest.approx(math.log(8 / 5))
    assert found.levels.loc["fish", "mix"] / 3 == pytest.approx(
        found.frame.loc["fish", "mix"] / math.log(8 / 5)
    )
    assert found.rest == ()


@settings(max_examples=10)
@given(torn())
def test_the_parts_sum_to_the_gap(frame):
    found = split_productivity(frame, YEAR)
    now = frame.xs(TOTAL, level="industry").loc[YEAR]
    gap = math.log(now["gva"] / now["employed"] / (now["nation_gva"] / now["nation_employed"]))
    size = float(found.frame[["mix", "within", "unsplit"]].abs().sum().sum())
    assert near(found.total.sum(), gap, size)
    assert near(found.log_gap, gap)
    assert found.frame["share"].sum() == pytest.approx(1, abs=1e-9)
    assert found.frame["nation_share"].sum() == pytest.approx(1, abs=1e-9)


@settings(max_examples=10)
@given(torn())
def test_what_is_suppressed_is_in_the_rest_and_nowhere_else(frame):
    found = split_productivity(frame, YEAR)
    cells = frame.xs(YEAR, level="year").drop(TOTAL)
    assert set(found.rest) == set(cells.index[cells.isna().any(axis=1)])
    assert set(found.frame.index) == {*cells.index, REST} - set(found.rest)
    assert found.frame.loc[REST, ["mix", "within"]].isna().all()
    split = found.frame.drop(REST)
    assert split[["mix", "within"]].notna().all(axis=None)
    assert (split["unsplit"] == 0).all()


@settings(max_examples=10)
@given(torn(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_is_nothing_to_it(frame, rng):
    places = list(range(len(frame)))
    rng.shuffle(places)
    one, other = (split_productivity(each, YEAR) for each in (frame, frame.iloc[places]))
    assert one.rest == other.rest
    pd.testing.assert_frame_equal(one.frame, other.frame.loc[one.frame.index], atol=1e-9)


@settings(max_examples=10)
@given(torn())
def test_region_and_nation_change_places_by_changing_sign(frame):
    turned = frame.set_axis([*COLUMNS[2:], *COLUMNS[:2]], axis=1)
    one, other = (split_productivity(each, YEAR) for each in (frame, turned))
    parts = ["mix", "within", "unsplit"]
    size = float(one.frame[parts].abs().max().max())
    pd.testing.assert_frame_equal(one.frame[parts], -other.frame[parts], atol=1e-9 * max(1, size))


@settings(max_examples=10)
@given(economies(), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_an_industry_cut_in_two_of_equal_productivity_changes_nothing(made, own, nation):
    whole = split_productivity(economy(made), YEAR)
    name = min(made)
    gva, employed, nation_gva, nation_employed = made[name][YEAR]
    half = [gva * own, employed * own, nation_gva * nation, nation_employed * nation]
    other = [cell - part for cell, part in zip(made[name][YEAR], half, strict=True)]
    cut = {n: c for n, c in made.items() if n != name}
    found = split_productivity(economy(cut | {"x": {YEAR: half}, "y": {YEAR: other}}), YEAR)
    size = float(whole.frame[["mix", "within"]].abs().sum().sum())
    for part in ("mix", "within"):
        assert near(
            found.frame.loc[["x", "y"], part].sum(), whole.frame.loc[name, part], 1e3 * size
        )
        assert near(found.total[part], whole.total[part], 1e3 * size)


@settings(max_examples=10)
@given(economies(), st.floats(0.001, 1000))
def test_only_the_levels_know_the_currency(made, rate):
    frame = economy(made)
    dear = frame.assign(gva=frame["gva"] * rate, nation_gva=frame["nation_gva"] * rate)
    one, other = split_productivity(frame, YEAR), split_productivity(dear, YEAR)
    pd.testing.assert_frame_equal(one.frame, other.frame, atol=1e-9)
    pd.testing.assert_frame_equal(one.levels * rate, other.levels, rtol=1e-6, atol=1e-6 * rate)


def test_equal_productivity_leaves_no_gap_but_may_hide_two():
    toy = economy({"a": {YEAR: (10, 10, 30, 30)}, "b": {YEAR: (60, 30, 20, 10)}})
    found = split_productivity(economy({"a": {YEAR: (4, 2, 40, 20)}}), YEAR)
    assert found.log_gap == 0
    assert found.total.tolist() == [0, 0, 0]
    assert split_productivity(toy, YEAR).total["within"] == 0


def test_an_industry_that_is_not_there_is_mix_alone():
    toy = economy({"oil": {YEAR: (0, 0, 500, 10)}, "all else": {YEAR: (100, 50, 500, 250)}})
    found = split_productivity(toy, YEAR)
    assert found.frame.loc["oil", "within"] == 0
    assert found.frame.loc["oil", "mix"] < 0
    assert near(found.total.sum(), found.log_gap)


def test_an_industry_that_is_nowhere_is_nothing():
    toy = economy({"oil": {YEAR: (0, 0, 0, 0)}, "all else": {YEAR: (100, 50, 500, 250)}})
    assert split_productivity(toy, YEAR).frame.loc["oil"].tolist() == [0, 0, 0, 0, 0]


def test_value_added_by_nobody_is_not_split():
    toy = economy({"homes": {YEAR: (30, 0, 50, 0)}, "all else": {YEAR: (100, 50, 500, 250)}})
    found = split_productivity(toy, YEAR)
    assert found.frame.loc["homes", ["mix", "within"]].isna().all()
    assert found.levels.loc["homes", "unsplit"] == pytest.approx(30 / 50 - 50 / 250)
    assert found.rest == ()


def test_the_split_prints_itself():
    toy = economy(
        {"fish": {YEAR: (100, 20, 400, 100)}, "ships": {YEAR: (300, 30, 600, 100)}},
        hidden=[("ships", YEAR, "gva")],
    )
    text = repr(split_productivity(toy, YEAR))
    assert "in 2010: +0.4700 = mix" in text
    assert "for lack of a figure: ships" in text


# --- employment -----------------------------------------------------------------------------------

SPAN = (2010, 2011, 2012)


def test_a_toy_change_worked_by_hand():
    # The nation grows by 20 %: fish by 50, ships by 5. The region: fish 20 to 24, ships 30 to 36.
    toy = economy(
        {
            "fish": {2010: (1, 20, 1, 100), 2011: (1, 24, 1, 150)},
            "ships": {2010: (1, 30, 1, 200), 2011: (1, 36, 1, 210)},
        }
    )
    found = shift_share(toy, 2010, 2011).frame
    assert found.loc["fish", EFFECTS].tolist() == pytest.approx([4, 6, -6, 0])
    assert found.loc["ships", EFFECTS].tolist() == pytest.approx([6, -4.5, 4.5, 0])
    assert found.loc[REST, "change"] == 0


def test_the_dynamic_form_worked_by_hand():
    # One industry doubles and then halves: year by year nothing but local, and it nets out.
    toy = economy(
        {
            "a": {2010: (1, 10, 1, 100), 2011: (1, 20, 1, 100), 2012: (1, 10, 1, 100)},
            "b": {2010: (1, 10, 1, 100), 2011: (1, 10, 1, 100), 2012: (1, 10, 1, 200)},
        }
    )
    found = dynamic_shift_share(toy, 2010, 2012)
    assert found.years == SPAN
    # Second year, nation +50 %: a is 20 then: national 10, mix -10; b: national 5, mix 5.
    assert found.frame.loc["a", EFFECTS].tolist() == pytest.approx([10, -10, 0, 0])
    assert found.frame.loc["b", EFFECTS].tolist() == pytest.approx([5, 5, -10, 0])
    assert shift_share(toy, 2010, 2012).frame.loc["a", "national"] == pytest.approx(5)


@settings(max_examples=10)
@given(torn(SPAN), st.sampled_from([shift_share, dynamic_shift_share]))
def test_the_effects_sum_to_the_change(frame, method):
    found = method(frame, 2010, 2012)
    jobs = frame.xs(TOTAL, level="industry")["employed"]
    size = float(found.frame[EFFECTS].abs().sum().sum()) + jobs.sum()
    for name, row in found.frame.iterrows():
        assert near(row[EFFECTS].sum(), row["change"], size), name
    assert near(found.total["change"], jobs[2012] - jobs[2010], size)
    assert near(found.total[EFFECTS].sum(), jobs[2012] - jobs[2010], size)


@settings(max_examples=10)
@given(torn(SPAN))
def test_the_national_effect_is_that_of_the_whole_region(frame):
    whole = frame.xs(TOTAL, level="industry")
    growth = whole.loc[2012, "nation_employed"] / whole.loc[2010, "nation_employed"] - 1
    found = shift_share(frame, 2010, 2012)
    assert found.total["national"] == pytest.approx(whole.loc[2010, "employed"] * growth, abs=1e-6)


@settings(max_examples=10)
@given(torn(SPAN), st.sampled_from([shift_share, dynamic_shift_share]))
def test_no_figure_in_one_year_is_none_at_all(frame, method):
    found = method(frame, 2010, 2012)
    used = [2010, 2012] if method is shift_share else SPAN
    jobs = frame.loc[frame.index.get_level_values("year").isin(used), COLUMNS[1::2]]
    jobs = jobs.drop(index=TOTAL, level="industry")
    hidden = jobs.isna().any(axis=1)
    assert set(found.rest) == set(jobs.index[hidden].get_level_values("industry"))


@settings(max_examples=10)
@given(economies(SPAN[:2]), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_an_industry_cut_in_two_that_grow_alike_changes_nothing(made, own, nation):
    name = min(made)
    weights = (own, own, nation, nation)
    half = {
        year: tuple(w * cell for w, cell in zip(weights, cells, strict=True))
        for year, cells in made[name].items()
    }
    other = {
        year: tuple(cell - part for part, cell in zip(half[year], cells, strict=True))
        for year, cells in made[name].items()
    }
    cut = {n: c for n, c in made.items() if n != name} | {"x": half, "y": other}
    one, two = (shift_share(economy(each), 2010, 2011) for each in (made, cut))
    parts = two.frame.loc[["x", "y"], EFFECTS].sum()
    size = float(one.frame[EFFECTS].abs().sum().sum()) + 1
    assert (one.total[EFFECTS] - two.total[EFFECTS]).abs().max() <= 1e-9 * size
    assert (parts - one.frame.loc[name, EFFECTS]).abs().max() <= 1e-9 * size


@settings(max_examples=10)
@given(economies(SPAN[:2]), st.randoms(use_true_random=False))
def test_the_order_of_industries_is_nothing_to_the_change(made, rng):
    frame = economy(made)
    mixed = frame.sample(frac=1, random_state=rng.randrange(2**32))
    one, other = (shift_share(each, 2010, 2011).frame for each in (frame, mixed))
    # The rest is what rounding of the sums leaves: next to nothing, and of either sign.
    pd.testing.assert_frame_equal(one.drop(REST), other.loc[one.index].drop(REST), atol=1e-6)


def test_over_one_year_both_forms_are_one():
    toy = economy({"a": {2010: (1, 3, 1, 9), 2011: (1, 4, 1, 8)}})
    classic, dynamic = (f(toy, 2010, 2011) for f in (shift_share, dynamic_shift_share))
    pd.testing.assert_frame_equal(classic.frame, dynamic.frame)


def test_an_industry_nobody_works_in_has_no_growth():
    toy = economy(
        {
            "new": {2010: (1, 0, 1, 0), 2011: (1, 5, 1, 10)},
            "old": {2010: (1, 10, 1, 90), 2011: (1, 10, 1, 90)},
        }
    )
    found = shift_share(toy, 2010, 2011)
    assert found.rest == ("new",)
    assert found.total["change"] == 5
    assert found.frame.loc[REST, "unsplit"] == pytest.approx(5)
    assert "for lack of a figure: new" in repr(found)


# --- refusals -------------------------------------------------------------------------------------


@pytest.fixture
def toy():
    cells = {2010: (10, 5, 100, 50), 2011: (11, 6, 101, 52)}
    return economy({"a": cells, "b": cells})


@pytest.mark.parametrize("years", [(2011, 2010), (2010, 2010)])
@pytest.mark.parametrize("method", [shift_share, dynamic_shift_share])
def test_years_in_no_order_are_refused(toy, method, years):
    with pytest.raises(Misuse, match="not before"):
        method(toy, *years)


def test_a_year_without_a_total_is_refused(toy):
    with pytest.raises(Misuse, match=r"no total above zero .*2009"):
        split_productivity(toy, 2009)
    with pytest.raises(Misuse, match=r"no total above zero .*2012"):
        dynamic_shift_share(toy, 2010, 2012)
    toy.loc[(TOTAL, 2010), "gva"] = np.nan
    with pytest.raises(Misuse, match="2010"):
        split_productivity(toy, 2010)


def test_a_row_that_stands_twice_is_refused(toy):
    with pytest.raises(Misuse, match="twice"):
        split_productivity(pd.concat([toy, toy.iloc[[0]]]), 2010)


# --- the bundled accounts -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def inputs(panel):
    return inputs_of(panel)


@pytest.mark.parametrize("basis", ["counties", "total", "mainland"])
def test_the_industries_of_a_county_without_gaps_sum_to_its_total(inputs, basis):
    frame = industry_frame(inputs, "16", basis)
    industries = frame.drop(index=TOTAL, level="industry")
    assert set(industries.index.get_level_values("industry")) == (
        set(INDUSTRIES) - (set(OFF_MAINLAND) if basis == "mainland" else set())
    )
    total = frame.xs(TOTAL, level="industry")
    sums = industries.groupby(level="year").sum(min_count=len(INDUSTRIES) - 4)
    assert sums["gva"].tolist() == total["gva"].tolist()
    # Thousands with one decimal: each of 25 may be out by a twentieth.
    assert (sums["employed"] - total["employed"]).abs().max() < 0.05 * len(INDUSTRIES)


def test_on_the_mainland_nothing_of_sor_trondelag_is_suppressed(inputs):
    frame = industry_frame(inputs, "16", "mainland")
    for found in (split_productivity(frame, year) for year in range(2008, 2018)):
        assert found.rest == ()
        assert near(found.total.sum(), found.log_gap)
        # What is left is thousands of jobs rounded to one decimal.
        assert abs(found.frame.loc[REST, "unsplit"]) < 0.002


def test_suppressed_industries_of_trondelag_stay_in_the_rest(inputs):
    found = split_productivity(industry_frame(inputs, "50", "total"), 2018)
    assert found.rest == ("Bergverksdrift", "Utenriks sjøfart")
    assert near(found.total.sum(), found.log_gap)
    # Total less what is known, as SSB prints both: 575 mill. kr and 700 employed.
    assert found.frame.loc[REST, "share"] == pytest.approx(0.7 / 238.0, abs=0.0005)
    assert found.frame.loc[OWN_HOMES, ["mix", "within"]].isna().all()


def test_jobs_of_sor_trondelag_grew_faster_than_industries_and_nation_tell(inputs):
    found = shift_share(industry_frame(inputs, "16", "mainland"), 2008, 2017)
    assert found.total["change"] == pytest.approx(20.4)
    assert found.total["local"] > 5 > found.total["mix"] > 0
