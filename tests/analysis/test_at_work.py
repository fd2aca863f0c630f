"""Employed at work and working age of any area: the counties' own come out, and parts add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.analysis.at_work import employed_at_work
from regionstat.analysis.units import units_of
from regionstat.analysis.working_age import BANDS, working_age_share
from regionstat.panel.inputs import inputs_of
from regionstat.register import Region, find_region
from regionstat.register.entries import Text

YEARS = (2008, 2017)
SOR = tuple(code for code in units_of(2017) if code[:2] == "16")


@pytest.fixture(scope="module")
def inputs(panel):
    return inputs_of(panel)


def listed(codes):
    return Region("list", Text("", ""), "city_region", tuple(codes), 2017, county=("16",))


@pytest.mark.parametrize("basis", ["counties", "total", "mainland"])
def test_all_municipalities_of_a_county_have_its_jobs(inputs, basis):
    # On the mainland nothing of Sør-Trøndelag is suppressed, and nothing is guessed.
    found, coarse = employed_at_work(inputs, listed(SOR), YEARS, basis)
    county, exact = employed_at_work(inputs, find_region("16"), YEARS, basis)
    assert found["employed"].tolist() == pytest.approx(county["employed"].tolist(), rel=1e-9)
    assert found["nation_employed"].tolist() == county["nation_employed"].tolist()
    assert (coarse, exact) == (YEARS, ())


@settings(max_examples=4)
@given(st.sets(st.sampled_from(SOR), min_size=1, max_size=len(SOR) - 1))
def test_two_parts_of_a_county_have_its_jobs_between_them(inputs, part):
    areas = [listed(sorted(one)) for one in (part, set(SOR) - part)]
    areas.append(find_region("16"))
    own, other, county = (
        employed_at_work(inputs, area, (2017,), "counties")[0]["employed"][2017] for area in areas
    )
    assert own + other == pytest.approx(county)


def test_a_year_without_accounts_or_key_has_no_jobs(inputs):
    found, coarse = employed_at_work(inputs, listed(SOR), (1999, 2017), "counties")
    assert found.loc[1999].isna().all()
    assert coarse == (2017,)


def test_what_is_suppressed_is_at_most_a_small_part(inputs):
    # The mainland of Trøndelag is suppressed; the estimate lies below all jobs, and near.
    region = find_region("trondheimsregionen")
    land, everywhere = (
        employed_at_work(inputs, region, (2018,), basis)[0]["employed"][2018]
        for basis in ("mainland", "total")
    )
    assert 0.985 < land / everywhere < 1
    county, _ = employed_at_work(inputs, find_region("50"), (2018,), "mainland")
    assert np.isnan(county["employed"][2018])


# --- working age ----------------------------------------------------------------------------------


def bands(inputs, year):
    cells = inputs.measure("population_age_band.Personer1")
    wide = cells[cells["Tid"] == str(year)].pivot(index="Region", columns="Alder", values="value")
    return wide[[*BANDS]].sum(axis=1), wide.sum(axis=1)


def test_areas_that_are_whole_on_the_borders_of_2024_are_counted(inputs):
    able, people = bands(inputs, 2012)
    found = working_age_share(inputs, [find_region(one) for one in ("0", "03", "11")], [2012])
    assert found["0", 2012] == pytest.approx(able.sum() / people.sum())
    assert found["03", 2012] == pytest.approx(able["0301"] / people["0301"])
    rogaland = people.index.str.startswith("11")
    assert found["11", 2012] == pytest.approx(able[rogaland].sum() / people[rogaland].sum())


def test_a_divided_area_lies_between_what_it_went_into(inputs):
    able, people = bands(inputs, 2012)
    found = working_age_share(inputs, [listed(["1624", "1601"])], [2012])["list", 2012]
    shares = (able / people)[["5054", "5001"]]
    # Rissa is in Indre Fosen beside Leksvik, Trondheim in the Trondheim that took in Klæbu.
    assert shares.min() < found < shares.max()


def test_a_year_without_bands_has_no_share(inputs):
    found = working_age_share(inputs, [find_region("0")], [1999, 2012])
    assert [*found.index] == [("0", 2012)]
