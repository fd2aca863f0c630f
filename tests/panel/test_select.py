"""What is cut from a panel is what a plain look through it finds, also after it was written to."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.panel import select
from regionstat.panel.store import load

INDICATORS = ("population", "gdp_population_ratio", "employed_workplace")
REGIONS = ("0", "03", "50", "5001", "46", "1601", "bergensregionen")


@pytest.fixture(scope="module")
def whole():
    return load(2020)


def looked_through(panel, indicator, regions):
    rows = panel[(panel["indicator"] == indicator) & panel["region"].isin(regions)]
    return rows.reset_index(drop=True)


@given(
    st.sampled_from(INDICATORS),
    st.lists(st.sampled_from(REGIONS), max_size=5),
)
def test_it_is_what_a_plain_look_finds(whole, indicator, regions):
    found = select(whole, indicator, regions=regions)
    pd.testing.assert_frame_equal(found, looked_through(whole, indicator, regions))


@pytest.mark.parametrize(
    "change",
    [
        lambda panel: panel.sample(frac=1, random_state=3),
        lambda panel: panel.assign(region=panel["region"].where(panel["year"] > 2010, "03")),
        lambda panel: panel[panel["region"] != "50"],
        lambda panel: panel.head(100),
    ],
    ids=["shuffled", "renamed", "cut", "small"],
)
def test_another_panel_is_looked_through_anew(whole, change):
    select(whole, "population", regions=REGIONS)
    other = change(whole)
    found = select(other, "population", regions=["03", "50"])
    pd.testing.assert_frame_equal(found, looked_through(other, "population", ["03", "50"]))


def test_what_is_cut_can_be_written_to(whole):
    cut = select(whole, "population", regions=["03"])
    before = cut.copy()
    cut["value"] = 0.0
    pd.testing.assert_frame_equal(select(whole, "population", regions=["03"]), before)
