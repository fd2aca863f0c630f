"""Borders move; totals do not. Counts are followed, means are refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.errors import Misuse, NoRule
from regionstat.panel.area import ALL, Weight, concordance, follow, whole
from regionstat.panel.harmonise import ADDITIVE, Counts, area_of, county_area, recode
from regionstat.register import register

REGIONS = register().regions
TOWNS = [r for r in REGIONS.values() if r.level == "municipality"]
NOW = [r for r in TOWNS if r.codes_of == 2024 and r.valid_to is None]
YEARS = range(1986, 2027)


def codes_of(year):
    return [r.id for r in TOWNS if r.valid_in(year)]


def counts_of(values, measure="population"):
    """Make counts from {year: {code: value}}."""
    wide = pd.DataFrame(values).sort_index()
    return Counts(measure, wide, wide.isna().replace({True: ":", False: ""}), lambda year: year)


def everywhere(years, seed=1, measure="population"):
    generator = np.random.default_rng(seed)
    return counts_of(
        {y: {code: float(generator.integers(100, 9000)) for code in codes_of(y)} for y in years},
        measure,
    )


NO_COUNTS = counts_of({})


@settings(max_examples=40)
@given(
    year=st.sampled_from(YEARS), measure=st.sampled_from(sorted(ADDITIVE)), seed=st.integers(0, 99)
)
def test_recoding_keeps_the_total_of_every_year(year, measure, seed):
    counts = everywhere([year], seed, measure)
    found = [counts.total(area_of(region, year, counts), year)[0] for region in NOW]
    assert sum(found) == pytest.approx(counts.values[year].sum(), rel=1e-12)


@settings(max_examples=40)
@given(base=st.sampled_from(YEARS), target=st.sampled_from(YEARS))
def test_the_whole_country_is_the_whole_country_in_any_year(base, target):
    counts = everywhere([min(base, target)])
    found = follow(whole(codes_of(base)), base, target, counts)
    assert found == whole(sorted(codes_of(target)))


@given(year=st.sampled_from(YEARS))
def test_counties_divide_the_municipalities_of_a_year_between_them(year):
    counties = [r for r in REGIONS.values() if r.level == "county" and r.valid_in(year)]
    members = [code for county in counties for code in county_area(county, year)]
    assert sorted(members) == sorted(codes_of(year))


@pytest.mark.parametrize("measure", sorted(ADDITIVE))
def test_weights_lie_between_none_and_all(measure):
    counts = everywhere([2017, 2019], measure=measure)
    for id_ in ("plan11", "org10", "org9", "org8", "osloregionen", "bergensregionen"):
        for year in (2012, 2017, 2018, 2020, 2024):
            weights = area_of(REGIONS[id_], year, counts).values()
            for weight in weights:
                assert 0 <= weight.low <= weight.value <= weight.high <= 1, (id_, year)


def test_a_merger_of_members_only_is_exact():
    area = area_of(REGIONS["plan11"], 2018, everywhere([2017]))
    assert area["5054"] == ALL  # Rissa and Leksvik
    assert set(area.values()) == {ALL}


def test_a_member_keeps_its_stake_in_a_larger_municipality():
    people = {"5024": 600.0, "5023": 200.0, "5016": 100.0, "5012": 1000.0}
    counts = counts_of({2019: {**dict.fromkeys(codes_of(2019), 50.0), **people}})
    found = follow(whole(["5024"]), 2019, 2020, counts)
    assert list(found) == ["5059"]
    assert found["5059"].value == pytest.approx(600 / (600 + 200 + 100 + 0.3 * 1000))


def test_an_estimated_share_is_marked_and_an_exact_sum_is_not():
    counts = everywhere([2019, 2020])
    now, _ = recode(counts, [REGIONS["org8"], REGIONS["org9"]])
    status = now["status"]
    assert status["org8", 2020] == ""
    assert status["org8", 2019] == "estimated"
    assert status["org9", 2019] == ""
    assert status["org9", 2020] == "estimated"


def test_growth_is_taken_on_the_same_area():
    counts = everywhere([2019, 2020])
    old, new = counts.values[2019], counts.values[2020]
    _, grown = recode(counts, [REGIONS["5001"], REGIONS["54"]])
    trondheim = new["5001"] / (old["5001"] + old["5030"])
    assert grown["value"]["5001", 2020] == pytest.approx(100 * (trondheim - 1))
    north = [code for code in codes_of(2019) if code[:2] in ("19", "20")]
    # Tjeldsund drew Skånland across the border between the two counties of the north.
    now = new[[code for code in codes_of(2020) if code[:2] == "54"]].sum()
    assert grown["value"]["54", 2020] == pytest.approx(
        100 * (now / old[[*north, "1852"]].sum() - 1)
    )


def test_a_part_that_was_never_counted_lies_between_none_and_all():
    counts = everywhere([2019, 2020], measure="employed_workplace")
    area = follow(whole(["5059"]), 2020, 2019, counts)
    assert area["5012"] == Weight(pytest.approx(0.3), 0, 1)
    assert {area[code] for code in ("5024", "5023", "5016")} == {ALL}


def test_without_a_merger_to_learn_from_a_stake_can_be_anything():
    counts = everywhere([2019])
    stake = area_of(REGIONS["plan11"], 2020, counts)["5059"]
    assert (stake.low, stake.high) == (0, 1)


def test_a_missing_member_makes_the_sum_missing_with_its_sign():
    counts = everywhere([2017])
    counts.values.loc["1624", 2017] = np.nan
    counts.signs.loc["1624", 2017] = ":"
    now, _ = recode(counts, [REGIONS["plan11"], REGIONS["16"], REGIONS["12"]])
    assert now.loc[("plan11", 2017), "status"] == ":"
    assert now["value"].isna().tolist() == [False, True, True]


def test_a_code_that_is_not_counted_is_missing_not_zero():
    counts = everywhere([2017])
    less = Counts(
        "population", counts.values.drop("1601"), counts.signs.drop("1601"), counts.code_year
    )
    now, _ = recode(less, [REGIONS["plan11"]])
    assert now["value"].isna().all()
    assert now["status"].tolist() == [".."]


def test_no_weight_for_a_divided_municipality_is_a_refusal():
    with pytest.raises(NoRule, match="no weight for 'dwellings'"):
        concordance().split("dwellings", 2020, "5012", "5059")


def test_no_count_before_a_merger_is_a_refusal():
    with pytest.raises(NoRule, match="no year before it counts"):
        follow(whole(["5024"]), 2019, 2020, NO_COUNTS)


def test_a_refusal_is_a_missing_figure_with_the_sign_for_it():
    counts = everywhere([2020])
    now, _ = recode(counts, [REGIONS["plan11"]])
    assert now["value"].isna().all()
    assert now["status"].tolist() == ["."]


@pytest.mark.parametrize("measure", ["income_per_taxpayer_nok", "gdp_share", "gross_income"])
def test_means_and_ratios_are_not_recoded(measure):
    with pytest.raises(Misuse, match="not a count that can be added"):
        counts_of({2017: {"1601": 1.0}}, measure)


def test_the_same_code_with_a_new_area_is_not_taken_for_the_old_one():
    borders = concordance()
    assert borders.parents_of(2020, "5001") == ("5001", "5030")
    assert borders.parents_of(2020, "5054") == ("5039", "5054")
    assert borders.parents_of(2020, "1103") == ("1103", "1141", "1142")
    assert borders.parents_of(2020, "1108") == ("1102", "1129")


def test_a_sign_beside_a_count_reaches_the_sum():
    codes = codes_of(2019)
    counts = counts_of({2019: dict.fromkeys(codes, 100.0)}, "employed_workplace")
    counts.signs.loc["5061", 2019] = "interpolated"
    county, other = (counts.total(county_area(REGIONS[id_], 2019), 2019) for id_ in ("50", "15"))
    assert county.sign == "interpolated"
    assert other.sign == ""
    part = counts.total({"5061": ALL, "5001": Weight(0.5, 0.4, 0.6)}, 2019)
    assert part.sign == "estimated"


def test_a_county_has_the_borders_of_the_year_whatever_codes_the_year_is_printed_in():
    # 2019 is printed in the codes of 2018, in which Rindal was still in the next county.
    values = {year: dict.fromkeys(codes_of(2018), 100.0) for year in (2018, 2019)}
    values[2019]["1567"] = 150.0
    wide = pd.DataFrame(values)
    counts = Counts("employed_workplace", wide, wide.isna().replace({False: ""}), lambda _: 2018)
    now, grown = recode(counts, [REGIONS["50"], REGIONS["15"]])
    sizes = {id_: len(county_area(REGIONS[id_], 2018)) for id_ in ("50", "15")}
    assert now.loc[("50", 2019), "value"] == 100 * sizes["50"] + 150
    assert now.loc[("15", 2019), "value"] == 100 * sizes["15"] - 100
    assert grown.loc[("15", 2019), "value"] == 0
    assert grown.loc[("50", 2019), "value"] == pytest.approx(50 / (sizes["50"] + 1))
