"""The region rule gives the four lists, and says who lies near the line."""

import pytest

from regionstat.analysis.commuting import commuting_region
from regionstat.errors import Misuse
from regionstat.panel.inputs import inputs_of
from regionstat.register import register

REGIONS = register().regions
CENTRES = {
    "bergensregionen": "1201",
    "stavangerregionen": "1103",
    "osloregionen": "0301",
}


def names(region):
    return [REGIONS[code].name.nb for code in region.members]


@pytest.fixture(scope="module")
def trondheim(panel):
    return commuting_region(panel, "1601")


# --- the lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize("region", CENTRES)
def test_the_registers_regions_are_those_of_the_rule(panel, region):
    found = commuting_region(panel, CENTRES[region])
    assert set(found.members) == set(REGIONS[region].members)
    assert len(found.members) == {"bergen": 15, "stavan": 11, "oslore": 37}[region[:6]]


def test_trondheim_in_2017_is_the_plan_and_two_more(trondheim):
    more = set(trondheim.members) - set(REGIONS["plan11"].members)
    assert set(REGIONS["plan11"].members) < set(trondheim.members)
    assert {REGIONS[code].name.nb for code in more} == {"Tydal", "Agdenes"}
    assert trondheim.frame["share"].head(5).round(1).tolist() == [88.5, 63.6, 59.0, 48.0, 47.7]


def test_trondheim_in_2022_is_the_plan_in_the_codes_of_today(panel):
    found = commuting_region(panel, "5001", year=2022)
    selbu = found.frame.set_index("region").loc["5032"]
    assert set(found.members) == {*REGIONS["org8"].members, "5032"}
    assert selbu["share"] == pytest.approx(13.85, abs=0.01)
    assert selbu["member"]


@pytest.mark.parametrize(("centre", "count"), [("4601", 10), ("1103", 9), ("0301", 29)])
def test_the_others_in_2022(panel, centre, count):
    assert len(commuting_region(panel, centre, year=2022).members) == count


def test_a_centre_is_followed_to_its_later_code(panel):
    assert commuting_region(panel, "1601", year=2022).centre == "5001"
    assert commuting_region(panel, "1201", year=2022).centre == "4601"


# --- the line -------------------------------------------------------------------------------------


def test_what_is_rounded_up_to_the_line_is_below_it(panel):
    found = commuting_region(panel, "1103")
    forsand = found.frame.set_index("region").loc["1129"]
    assert (round(forsand["share"], 1), forsand["member"]) == (10.0, False)
    assert "1129" in set(found.near["region"])


def test_near_the_line_is_two_points_on_both_sides(trondheim):
    near = {REGIONS[code].name.nb for code in trondheim.near["region"]}
    assert near == {"Tydal", "Agdenes", "Holtålen"}
    assert set(trondheim.near["member"]) == {True, False}


@pytest.mark.parametrize("line", [8.0, 9.0, 11.0, 12.0, 40.0])
def test_another_line_is_the_rule_asked_anew(panel, trondheim, line):
    anew = commuting_region(panel, "1601", threshold=line)
    assert trondheim.at(line).members == anew.members
    inner, outer = sorted((set(trondheim.members), set(anew.members)), key=len)
    assert inner <= outer
    assert (len(anew.members) >= len(trondheim.members)) is (line < 11.1)


def test_the_centre_belongs_whatever_the_line(trondheim):
    assert trondheim.at(99.0).members == ("1601",)


def test_a_share_is_that_of_those_whose_workplace_is_in_a_municipality(panel, trondheim):
    flows = inputs_of(panel).table("commuting")
    flows = flows[(flows["Tid"] == "2017") & (flows["Bokommuen"] == "1663")]
    there = flows.loc[flows["ArbstedKomm"] == "1601", "value"].sum()
    row = trondheim.frame.set_index("region").loc["1663"]
    assert row["employed"] == flows["value"].sum()
    assert row["share"] == pytest.approx(100 * there / flows["value"].sum())


def test_the_rule_is_that_of_the_register(trondheim, panel):
    bergen = commuting_region(panel, "1201")
    assert (bergen.rule.nb, bergen.rule.en) == (
        REGIONS["bergensregionen"].rule.nb,
        REGIONS["bergensregionen"].rule.en,
    )
    assert "mer enn 8,5 %" in trondheim.at(8.5).rule.nb
    assert "Agdenes" in repr(trondheim)


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("centre", "how", "told"),
    [
        ("1601", {"year": 2018}, "2017, 2022"),
        ("5001", {"year": 2017}, "nobody employed"),
        ("16", {}, "nobody employed"),
        ("1601x", {}, "nearest"),
        ("1601", {"threshold": 100}, "no per cent"),
        ("1601", {"threshold": -1}, "no per cent"),
    ],
)
def test_what_cannot_be_answered_is_refused(panel, centre, how, told):
    with pytest.raises(Misuse, match=told):
        commuting_region(panel, centre, **how)


# --- the official regions -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "centres"),
    [
        ("ba_trondheim", ("5001",)),
        ("ba_bergen", ("4601",)),
        ("ba_stavanger", ("1103", "1108")),
        ("ba_oslo", ("0301", "3024")),
    ],
)
def test_members_of_an_official_region_commute_to_its_centres(panel, region, centres):
    # The criterion of the report, 8 per cent of them to the centre, is met by all of these.
    parts = [commuting_region(panel, one, year=2022).frame for one in centres]
    shares = sum(part.set_index("region")["share"] for part in parts)
    outside = set(REGIONS[region].members) - set(centres)
    assert set(centres) < set(REGIONS[region].members)
    assert (shares.loc[sorted(outside)] > 8).all()


def test_the_official_region_of_trondheim_is_the_rule_of_today(panel):
    found = commuting_region(panel, "5001", year=2022)
    assert set(found.members) == set(REGIONS["ba_trondheim"].members)
