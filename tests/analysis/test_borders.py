"""Whatever weights a divided municipality is given, the count stays within the bounds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.analysis.borders import (
    ALL,
    INHABITANTS,
    REGISTERED,
    border_effects,
    choices,
)
from regionstat.errors import Misuse
from regionstat.panel import select
from regionstat.panel.area import concordance, follow, whole
from regionstat.panel.harmonise import area_of
from regionstat.panel.inputs import inputs_of
from regionstat.register import find_region

SNILLFJORD, VERRAN = ("5012", 2020), ("5039", 2020)
parts = st.floats(0, 1)


@pytest.fixture(scope="module")
def people(panel):
    return inputs_of(panel).counts("population.Personer1")


@pytest.fixture(scope="module")
def effects(panel):
    asked = {"org8": 2019, "plan11": 2024, "org10": 2019}
    return {id_: border_effects(panel, id_, years=[year]) for id_, year in asked.items()}


@pytest.mark.parametrize("divided", [*concordance().divided()], ids=lambda one: one[0])
@pytest.mark.parametrize("measure", ["population", "employed_workplace"])
def test_every_choice_gives_all_of_a_municipality_away(divided, measure):
    found = choices(*divided, measure)
    heirs = concordance().divided()[divided]
    assert next(iter(found)) == REGISTERED
    assert set(heirs) < set(found)
    for shares in found.values():
        assert set(shares) == set(heirs)
        assert sum(shares.values()) == pytest.approx(1)
    assert len({tuple(shares.values()) for shares in found.values()}) == len(found)


def test_jobs_have_weights_of_their_own_where_they_were_counted():
    assert INHABITANTS in choices("1507", 2024, "employed_workplace")
    assert INHABITANTS not in choices(*SNILLFJORD, "employed_workplace")


def test_the_effect_of_snillfjord_by_hand(effects, people):
    row = effects["org8"].row("population", 2019, "5012")
    there = people.cell("5012", 2019)
    assert row["low"] - row["value"] == pytest.approx(-0.3 * there)
    assert row["high"] - row["value"] == pytest.approx(0.7 * there)


def test_the_value_is_the_one_of_the_panel(effects, panel):
    for id_ in ("population", "employed_workplace", "employed_residents"):
        known = select(panel, id_, regions=["org8"], years=(2019, 2019))["value"].item()
        assert effects["org8"].row(id_, 2019)["value"] == pytest.approx(known)


def test_all_together_hold_each_alone(effects):
    frame = effects["org8"].frame
    assert set(frame["old"]) == {"5012", "5039", ALL}
    for _, rows in frame.groupby("indicator"):
        together = rows[rows["old"] == ALL].iloc[0]
        assert (together["low"] <= rows["low"]).all()
        assert (together["high"] >= rows["high"]).all()
        assert (rows["low"] <= rows["value"]).all()
        assert (rows["value"] <= rows["high"]).all()


@settings(max_examples=20)
@given(st.tuples(parts, parts, parts).filter(lambda found: sum(found) > 0.01), parts)
def test_no_weights_lie_outside_of_the_bounds(effects, people, three, part):
    shares = [one / sum(three) for one in three]
    heirs = [concordance().divided()[one] for one in (SNILLFJORD, VERRAN)]
    borders = (
        concordance()
        .reweighted(*SNILLFJORD, dict(zip(heirs[0], shares, strict=True)))
        .reweighted(*VERRAN, dict(zip(heirs[1], (part, 1 - part), strict=True)))
    )
    for id_, year in (("org8", 2019), ("plan11", 2024)):
        row = effects[id_].row("population", year)
        count = people.total(area_of(find_region(id_), year, people, borders), year).value
        assert row["low"] - 1e-6 <= count <= row["high"] + 1e-6


def test_whole_municipalities_do_not_move(effects):
    found = effects["org10"]
    assert set(found.frame["old"]) == {ALL}
    assert (found.frame["low"] == found.frame["high"]).all()
    assert found.ratio_moves(2019) == (1, 1)


def test_snillfjord_moves_the_ratio_of_the_region_by_less_than_half_a_per_cent(effects):
    low, high = effects["org8"].ratio_moves(2019, "5012")
    assert 0.995 < low < 1 < high < 1.005
    lowest, highest = effects["org8"].ratio_moves(2019)
    assert lowest < low
    assert high < highest


def test_a_year_without_counts_has_no_rows_and_no_answer(panel):
    found = border_effects(panel, "org8", years=[1980])
    assert found.frame.empty
    assert found.ratio_moves(1980) is None
    assert found.row("population", 1980) is None


def test_the_nation_is_refused_rather_than_counted_as_nobody(panel):
    with pytest.raises(Misuse, match="it is the nation"):
        border_effects(panel, "0", years=[2019])


def test_the_count_of_trondheim_on_its_old_borders_as_it_was_published(people):
    # Printed by the region for 1 January 2020: 199,039 on the borders of the day before.
    found = people.total(follow(whole(["5001"]), 2019, 2020, people), 2020)
    assert found.low < 199_039 < found.high
    assert people.cell("5001", 2020) == 205_163


def test_growth_of_2019_as_published_is_not_what_the_new_borders_brought(panel, people):
    # Printed by the region: a growth of 3,597; nearly 6,000 came by the change of borders.
    now, before = (people.total(area_of(find_region("org9"), y, people), y) for y in (2020, 2019))
    assert now.low - before.value < 3_597 < now.high - before.value
    new = select(panel, "population", regions=["org8"], years=(2020, 2020))["value"].item()
    assert new == 303_053
    assert new - now.value == pytest.approx(6_000, abs=100)
    assert np.isnan(before.low)
