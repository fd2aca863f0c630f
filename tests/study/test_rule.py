"""The table of thresholds: who joins, who leaves, what it does to people and ratio."""

from types import SimpleNamespace

import pandas as pd
import pytest

from regionstat.analysis import commuting
from regionstat.errors import Misuse
from regionstat.study import rule as module
from regionstat.study.rule import rule_table


@pytest.fixture(scope="module")
def trondheim(panel):
    return rule_table(panel, region="trondheimsregionen")


@pytest.fixture
def quick(monkeypatch):
    """Put a made estimate in the place of the real one, a tenth of a per cent a member."""

    def made(panel, region, *, basis, codes_of=None):
        many = len(region) if codes_of else 50
        rows = [
            {
                **{"year": year, "population_share_pct": many / 10, "status": status},
                **{"ratio": 1 + many / 100, "ratio_low": 0.9, "ratio_high": 1.1},
            }
            for year, status in ((2018, "estimated"), (2019, "*"))
        ]
        return SimpleNamespace(frame=pd.DataFrame(rows), basis=basis)

    monkeypatch.setattr(module, "regional_gdp", made)


def column(table, place):
    return dict(zip(table.frame.iloc[:, 0], table.frame.iloc[:, place], strict=True))


def under(table):
    return dict(zip(table.frame.iloc[:, 0], table.under, strict=True))


def test_who_joins_and_who_leaves(trondheim):
    moves = under(trondheim)
    assert moves["over 8 %"] == "med Holtålen 8,5 %"
    assert moves["over 10 %, regelen"] == "som regelen"
    assert moves["over 12 %"] == "uten Tydal 11,7 % og Agdenes 11,1 %"
    assert moves["Trondheimsregionen"] == moves["over 12 %"]
    # Borders changed from 2017 to 2020.
    assert moves["BA-regionen Trondheim"] == ""


def test_the_people_are_those_of_the_panel(trondheim, panel):
    people = panel[(panel["indicator"] == "population") & (panel["year"] == 2019)]
    people = people.set_index("region")["value"]
    shown = {head: int(cell.replace("\u202f", "")) for head, cell in column(trondheim, 2).items()}
    assert shown["Trondheimsregionen"] == people["trondheimsregionen"]
    assert shown["over 12 %"] == people["trondheimsregionen"]
    assert shown["BA-regionen Trondheim"] == pytest.approx(people["ba_trondheim"], abs=1)
    assert shown["over 8 %"] > shown["over 10 %, regelen"] > shown["over 12 %"]


def test_the_ratio_is_that_of_the_estimate_with_its_interval(trondheim, panel):
    rows = panel[(panel["indicator"] == "gdp_population_ratio") & (panel["year"] == 2019)]
    row = rows.set_index("region").loc["trondheimsregionen"]
    ends = "–".join(f"{row[end]:.3f}" for end in ("low", "high"))
    expected = f"{row['value']:.3f}* ({ends})".replace(".", ",")
    assert column(trondheim, 4)["Trondheimsregionen"] == expected
    assert "* foreløpig tall." in trondheim.notes


def test_the_caption_has_the_range_and_each_list_stands_once(quick, panel):
    table = rule_table(panel, region="trondheimsregionen", language="en")
    assert table.caption == (
        "The Trondheim region with other thresholds: 11–14 municipalities, 1.10–1.40 % of the "
        "people and a ratio of 1.110–1.140 in 2019"
    )
    heads = list(column(table, 1))
    assert len(heads) == 10
    assert not any("eleven of the plan" in head for head in heads)
    assert table.notes[0].startswith("Municipalities where more than 10 % of employed residents")


def test_the_commuting_is_that_of_the_first_year_since_the_list_was_drawn(quick, panel):
    drawn = {
        region: rule_table(panel, region=region, language="en").notes[0]
        for region in ("bergensregionen", "ba_bergen")
    }
    assert "in Bergen in 2017" in drawn["bergensregionen"]
    assert "in Bergen in 2022" in drawn["ba_bergen"]


def test_until_and_year_may_be_told(quick, panel):
    table = rule_table(panel, region="org8", year=2022, until=2018, language="en")
    assert table.caption.endswith("in 2018")
    assert "* preliminary." not in table.notes
    moves = under(table)
    assert moves["The Trondheim region (ten members 2010–2017)"] == ""
    # No border changed from 2020 to 2022.
    assert moves["The Trondheim region (eight members from 2020)"] == "without Selbu 13.9 %"
    assert moves["The Trondheim labour-market region"] == "as the rule"


@pytest.mark.parametrize("region", ["16", "0", "5001"])
def test_what_is_no_list_is_refused(panel, region):
    with pytest.raises(Misuse, match="no list of municipalities"):
        rule_table(panel, region=region)


def test_the_years_of_commuting_are_those_of_the_table(panel):
    assert commuting.commuting_years(panel) == (2017, 2022)
