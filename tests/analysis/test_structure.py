"""The industries of a region from the panel: which county stands in, and what is refused."""

import pytest

from regionstat.analysis.decompose import decompose
from regionstat.analysis.industries import counties_of
from regionstat.analysis.structure import employment_shift_share, productivity_split
from regionstat.errors import Misuse


@pytest.mark.parametrize(
    ("region", "years", "counties"),
    [
        ("16", (2013,), ("16",)),
        ("16", (2013, 2018), ()),
        ("50", (2013,), ("50",)),
        ("trondheimsregionen", (2008, 2017), ("16",)),
        ("trondheimsregionen", (2017, 2018), ("50",)),
        ("osloregionen", (2017,), ("03", "02")),
        ("0", (2017,), ()),
    ],
)
def test_the_county_that_stands_in_was_there_in_all_years(region, years, counties):
    assert counties_of(region, years) == counties


def test_the_split_of_a_region_is_its_countys(panel):
    found = productivity_split(panel, "trondheimsregionen", 2013)
    assert found.counties == ("16",)
    assert "of 16 against the nation in 2013" in repr(found)
    assert abs(found.total.sum() - found.log_gap) < 1e-12
    factor = decompose(panel, "16", basis="mainland").frame.loc[2013, "productivity"]
    assert abs(found.log_gap - factor) < 1e-12


def test_several_counties_are_one(panel):
    both = productivity_split(panel, "osloregionen", 2017)
    shares = [productivity_split(panel, one, 2017) for one in ("03", "02")]
    assert both.counties == ("03", "02")
    lowest, highest = sorted(one.productivity for one in shares)
    assert lowest < both.productivity < highest


@pytest.mark.parametrize("dynamic", [False, True])
def test_the_growth_in_jobs_is_national_mix_and_local(panel, dynamic):
    found = employment_shift_share(panel, "trondheimsregionen", 2008, 2019, dynamic=dynamic)
    total = found.total
    assert found.counties == ("50",)
    assert total["change"] == pytest.approx(33.4)
    parts = total[["national", "mix", "local", "unsplit"]]
    assert parts.sum() == pytest.approx(total["change"], abs=1e-10)
    assert len(found.years) == (12 if dynamic else 2)


@pytest.mark.parametrize(
    ("region", "year", "words"),
    [
        ("16", 2018, "no county of it is in the accounts of 2018"),
        ("50", 2018, "on 'mainland' 50 have no year, not 2018"),
        ("16", 2018, "Ask for another year"),
        ("nowhere", 2017, "Unknown region"),
    ],
)
def test_what_the_accounts_hold_back_is_refused(panel, region, year, words):
    with pytest.raises(Misuse, match=words):
        productivity_split(panel, region, year)
