"""The table of what other weights would make of a region, and of its verdict."""

import pandas as pd
import pytest

from regionstat.errors import Misuse
from regionstat.study.borders import borders

YEAR = 2019


def with_ratio(panel, ratio):
    """Give the members of 2020 this ratio in the one year of a panel that is else as it was."""
    goal = panel["indicator"].isin(["gdp_population_ratio", "gdp_share", "gdp_gap_mnok"])
    row = panel[goal & (panel["region"] == "50") & (panel["year"] == YEAR)]
    row = row.assign(region="org8", value=ratio, low=ratio - 0.05, high=ratio + 0.05)
    others = panel[~(goal & (panel["region"] == "org8"))]
    keys = ["indicator", "region", "year"]
    found = pd.concat([others, row.assign(status="estimated")])
    found = found.sort_values(keys, ignore_index=True)
    found.attrs = panel.attrs
    return found


@pytest.fixture(scope="module")
def table(panel):
    return borders(with_ratio(panel, 0.98), region="org8", language="en")


def test_it_gives_value_bounds_and_effect_of_each_divided_municipality(table):
    row = table.frame[table.frame["Count"] == "Population, Snillfjord"].iloc[0]
    assert row["Value"] == "299,382"
    assert row["Lowest–highest"] == "299,082–300,081"
    assert row["Effect, persons"] == "−300 to +699"
    assert row["Effect, per cent"] == "−0.10 to +0.23"
    assert row["Share of the nation, percentage points"] == "−0.006 to +0.013"
    assert table.under[row.name] == "lowest: all to Heim; highest: all to Orkland"
    assert "Snillfjord: Heim 35.0\u00a0%, Hitra 35.0\u00a0%, Orkland 30.0\u00a0%" in table.notes[1]


def test_snillfjord_does_not_change_the_verdict(table):
    told = next(note for note in table.notes if note.startswith("Snillfjord can move"))
    assert "The ratio is 0.980 (0.930–1.030); with other weights" in told
    assert "on the same side of the goal" in told


def test_a_verdict_within_reach_of_the_weights_can_turn(panel):
    notes = borders(with_ratio(panel, 0.999), region="org8", language="en").notes
    told = next(note for note in notes if note.startswith("Snillfjord can move"))
    assert "on both sides of the goal" in told


def test_whole_municipalities_leave_the_ratio_alone(panel):
    found = borders(panel, region="plan11", until=2024)
    assert "I 2019 er området hele kommuner: vektene betyr ingenting for forholdet." in found.notes
    assert set(found.frame["År"]) == {"2019", "2024"}


def test_a_municipality_has_no_verdict_and_a_year_without_people_no_rows(panel):
    found = borders(panel, region="5056", language="en")
    assert not any("ratio" in note for note in found.notes)
    with pytest.raises(Misuse, match="Unknown region"):
        borders(panel, region="org80")
