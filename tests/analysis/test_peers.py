"""Who is compared with whom, and who stands in for whom."""

import pytest

from regionstat.analysis import peers
from regionstat.analysis.peers import CITY_REGIONS
from regionstat.errors import Misuse
from regionstat.register import register


def compared(rows, *asked):
    """Compare by who has figures in `rows`."""
    valued = rows[rows["value"].notna()]
    return peers.compared({*valued["region"]}, int(rows["year"].max()), *asked)


@pytest.fixture
def people(panel):
    return panel[panel["indicator"] == "population"]


@pytest.fixture
def shares(published):
    return published[published["indicator"] == "gdp_share"]


def test_a_region_that_is_measured_stands_for_itself(people):
    group = compared(people, "trondheimsregionen", "city_regions")
    assert set(group.measured) == set(CITY_REGIONS)
    assert all(ids == (region,) for region, ids in group.measured.items())
    assert group.stand_ins == {}


def test_where_only_counties_are_measured_they_stand_in(shares):
    group = compared(shares, "trondheimsregionen", "city_regions")
    assert group.stand_ins == {
        "trondheimsregionen": ("16", "50"),
        "bergensregionen": ("12",),
        "stavangerregionen": ("11",),
        "osloregionen": ("03", "02"),
    }


def test_the_region_is_not_its_own_peer(people):
    assert "bergensregionen" not in compared(people, "bergensregionen", "city_regions").peers
    assert compared(people, "16", ["16", "11"]).peers == ("11",)


@pytest.mark.parametrize("region", ["plan11", "org10", "org9", "org8"])
def test_another_membership_of_the_same_region_is_no_peer(people, region):
    group = compared(people, region, "city_regions")
    assert group.peers == ("bergensregionen", "stavangerregionen", "osloregionen")


def test_a_peer_measured_by_the_regions_own_county_is_no_peer(shares):
    assert compared(shares, "bergensregionen", ["12", "11"]).peers == ("11",)
    assert compared(shares, "16", ["trondheimsregionen"]).peers == ("trondheimsregionen",)


def test_the_official_region_of_the_same_counties_is_no_peer(people):
    group = compared(people, "ba_trondheim", ["trondheimsregionen", "ba_bergen"])
    assert group.peers == ("ba_bergen",)


@pytest.mark.parametrize(("county", "inside"), [("16", 0), ("50", 0), ("12", 1), ("03", 3)])
def test_a_county_is_not_held_against_the_city_region_in_it(people, county, inside):
    peers = [id_ for place, id_ in enumerate(CITY_REGIONS) if place != inside]
    assert compared(people, county, "city_regions").peers == tuple(peers)


def test_a_peer_without_a_figure_is_kept_with_nothing_measured(made):
    group = compared(made("gdp_share", {"16": {2017: 6.0}}), "16", ["bergensregionen", "15"])
    assert group.peers == ("bergensregionen", "15")
    assert group.measured == {"16": ("16",), "bergensregionen": (), "15": ()}


def test_a_region_with_signs_only_is_not_measured(made):
    rows = made("gdp_share", {"16": {2017: 6.0}, "15": {2017: ":"}})
    assert compared(rows, "16", ["15"]).measured["15"] == ()


def test_the_counties_are_those_of_the_last_year(people, shares):
    counties = [r for r in register().regions.values() if r.level == "county"]
    for rows in (people, shares):
        year = rows["year"].max()
        group = compared(rows, "trondheimsregionen", "counties")
        assert set(group.peers) == {r.id for r in counties if r.valid_in(year)} - set(
            group.measured["trondheimsregionen"]
        )
    assert "12" not in compared(people, "16", "counties").peers


def test_one_peer_may_be_given_by_its_id(people):
    assert compared(people, "16", "11").peers == ("11",)


@pytest.mark.parametrize(("region", "peers"), [("17x", ["11"]), ("16", ["17x"]), ("16", "17x")])
def test_an_unknown_region_is_refused_with_the_nearest(people, region, peers):
    with pytest.raises(Misuse, match=r"'17x'.*nearest: .*17"):
        compared(people, region, peers)
