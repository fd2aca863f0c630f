"""The register agrees with itself."""

from collections import defaultdict

import pytest

from regionstat.errors import Misuse
from regionstat.register import find_indicator, find_region, register
from regionstat.register.find import find_basis, find_language

IDS = [
    "gross_value_added_mnok",
    "gdp_share",
    "population_share",
    "gdp_population_ratio",
    "gdp_gap_mnok",
    "population",
    "population_growth",
    "employed_residents",
    "employed_workplace",
    "employment_growth",
    "employment_growth_private",
    "employment_growth_public",
    "income_per_taxpayer_nok",
    "immigrants_employed",
    "profitable_share",
    "rnd_per_employee_nok",
    "gva_per_inhabitant_nok",
    "gva_per_employed_nok",
    "gva_per_working_age_nok",
    "gva_real_growth",
    "gva_real_growth_two_year",
    "gross_value_added_real_mnok",
    "gross_value_added_cpi_mnok",
]


@pytest.mark.parametrize("id_", IDS)
def test_the_ids_of_the_interface_exist_in_both_languages(id_):
    found = register().indicators[id_]
    for text in (found.title, found.definition):
        assert text.nb
        assert text.en
    assert found.goal in register().plan


@pytest.mark.parametrize(
    "id_", ["gross_value_added_mnok", "gdp_share", "gdp_population_ratio", "gdp_gap_mnok"]
)
def test_each_of_the_three_denominators_is_an_indicator(id_):
    assert find_indicator(id_).basis == "counties"
    for basis in ("total", "mainland"):
        found = find_indicator(id_, basis)
        assert (found.id, found.basis) == (f"{id_}_{basis}", basis)


def test_a_basis_leaves_an_indicator_without_denominator_alone():
    assert find_indicator("population", "total").id == "population"


def test_membership_lists_of_the_region():
    regions = register().regions
    names = {
        id_: {regions[code].name.nb for code in regions[id_].members}
        for id_ in ("plan11", "org10", "org9", "org8")
    }
    assert {id_: len(found) for id_, found in names.items()} == {
        "plan11": 11,
        "org10": 10,
        "org9": 9,
        "org8": 8,
    }
    assert names["plan11"] - names["org10"] == {"Selbu"}
    assert names["org10"] - names["org9"] >= {"Rissa", "Leksvik"}
    assert "Klæbu" in names["org9"]
    assert "Klæbu" not in names["org8"]
    assert set(regions["trondheimsregionen"].members) == set(regions["plan11"].members)


@pytest.mark.parametrize(
    ("id_", "size"), [("bergensregionen", 15), ("stavangerregionen", 11), ("osloregionen", 37)]
)
def test_city_regions_have_the_members_of_the_commuting_rule(id_, size):
    members = register().regions[id_].members
    assert len(set(members)) == size
    assert all(register().regions[code].valid_in(2017) for code in members)


def test_every_code_that_ends_has_an_heir_and_every_new_one_an_origin():
    regions = register().regions.values()
    towns = [r for r in regions if r.level == "municipality"]
    heirs = {(c.old, c.year) for c in register().changes}
    origins = {(c.new, c.year) for c in register().changes}
    first = min(town.valid_from for town in towns)
    assert [t.id for t in towns if t.valid_to and (t.id, t.valid_to + 1) not in heirs] == []
    assert [
        t.id for t in towns if t.valid_from > first and (t.id, t.valid_from) not in origins
    ] == []


def test_a_change_leads_from_a_code_in_use_to_a_code_in_use():
    regions = register().regions
    for change in register().changes:
        assert regions[change.old].valid_in(change.year - 1), change
        assert regions[change.new].valid_in(change.year), change


def test_weights_of_a_divided_municipality_sum_to_one_and_cover_all_its_heirs():
    sums, heirs = defaultdict(float), defaultdict(set)
    for split in register().splits:
        sums[split.old, split.year, split.measure] += split.weight
        heirs[split.old, split.year, split.measure].add(split.new)
        assert split.method
        assert split.source
    assert sums
    assert all(abs(total - 1) < 1e-12 for total in sums.values())
    divided = defaultdict(set)
    for change in register().changes:
        if not change.whole:
            divided[change.old, change.year].add(change.new)
    for (old, year, _), news in heirs.items():
        assert news == divided[old, year]
    assert {key[:2] for key in heirs} == set(divided)


def test_unknown_ids_name_the_nearest():
    with pytest.raises(Misuse, match="nearest: gdp_share") as caught:
        find_indicator("gdp_shar")
    assert caught.value.exit_code == 2
    with pytest.raises(Misuse, match="nearest: trondheimsregionen"):
        find_region("trondhjemsregionen")
    with pytest.raises(Misuse, match="its id is '5001'"):
        find_region("Trondheim")
    with pytest.raises(Misuse, match="known: en, nb"):
        find_language("nn")
    with pytest.raises(Misuse, match="known: counties, mainland, total"):
        find_basis("shelf")


@pytest.mark.parametrize("id_", ["", "0" * 500, "16 ", "<script>", "\n"])
def test_odd_ids_are_refused_in_one_line(id_):
    with pytest.raises(Misuse) as caught:
        find_region(id_)
    assert "\n" not in str(caught.value).replace(repr(id_), "")
