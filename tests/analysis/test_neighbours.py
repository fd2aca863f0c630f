"""Distance of industry structures: worked by hand, symmetric, and silent on what is secret."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.analysis import compare
from regionstat.analysis import neighbours as module
from regionstat.analysis.industries import INDUSTRIES, TOTAL
from regionstat.analysis.neighbours import neighbours
from regionstat.errors import Misuse

FARMS, FISH, MAKE = (INDUSTRIES[n] for n in (0, 1, 5))
COUNTIES = ["16", "11", "12"]


@pytest.fixture
def made_jobs(monkeypatch):
    """Lay made employed {county: (farms, fish, make, total)} of 2015 under the accounts."""

    def lay(counties):
        rows = [
            (county, industry, "2015", np.nan if value is None else float(value), "")
            for county, values in counties.items()
            for industry, value in zip((FARMS, FISH, MAKE, TOTAL), values, strict=True)
        ]
        rows += [
            (county, industry, "2015", 0.0, "")
            for county in counties
            for industry in set(INDUSTRIES) - {FARMS, FISH, MAKE}
        ]
        cells = pd.DataFrame(rows, columns=["Region", "NACE2007", "Tid", "value", "status"])
        inputs = SimpleNamespace(measure=lambda _: cells)
        monkeypatch.setattr(module, "inputs_of", lambda _: inputs)
        return lambda region, **how: neighbours(None, region, **how)

    return lay


def apart(found):
    return found.frame.set_index("region")["distance"]


def test_the_distance_is_the_sum_of_what_the_shares_differ_by(made_jobs):
    ask = made_jobs({"16": (2, 3, 5, 10), "11": (5, 3, 2, 10), "12": (4, 6, 10, 20)})
    found = ask("16")
    assert apart(found).to_dict() == pytest.approx({"12": 0.0, "11": 0.6})
    assert (found.nearest, found.year, found.held_together) == (("12", "11"), 2015, ())


def test_nothing_in_common_is_two(made_jobs):
    ask = made_jobs({"16": (10, 0, 0, 10), "11": (0, 0, 7, 7)})
    assert apart(ask("16"))["11"] == pytest.approx(2)


def test_what_is_secret_is_held_together_and_not_nothing(made_jobs):
    ask = made_jobs({"16": (2, None, 5, 10), "11": (2, 3, 5, 10), "12": (2, 8, 0, 10)})
    found = ask("16")
    assert found.held_together == (FISH,)
    # As nothing, the fishermen of 11 would be 0.3 away from those of 16.
    assert apart(found).to_dict() == pytest.approx({"11": 0.0, "12": 1.0})


def test_a_region_in_two_counties_is_their_sum(made_jobs):
    ask = made_jobs({"03": (1, 0, 9, 10), "02": (9, 0, 1, 10), "11": (5, 0, 5, 10)})
    found = ask("osloregionen")
    assert set(found.own) == {"03", "02"}
    assert apart(found).to_dict() == pytest.approx({"11": 0.0})


jobs = st.lists(st.integers(0, 50), min_size=3, max_size=3).filter(any)


@settings(max_examples=10, suppress_health_check=["function_scoped_fixture"])
@given(st.lists(jobs, min_size=3, max_size=3), st.integers(2, 9))
def test_it_is_symmetric_and_size_does_not_matter(made_jobs, counties, factor):
    cells = {id_: (*row, sum(row)) for id_, row in zip(COUNTIES, counties, strict=True)}
    found = {id_: apart(made_jobs(cells)(id_)) for id_ in COUNTIES}
    for one, other in (("16", "11"), ("16", "12"), ("11", "12")):
        assert found[one][other] == pytest.approx(found[other][one])
        assert 0 <= found[one][other] <= 2 + 1e-9
    assert found["11"]["12"] <= found["16"]["11"] + found["16"]["12"] + 1e-9
    grown = cells | {"11": tuple(factor * n for n in cells["11"])}
    assert apart(made_jobs(grown)("16"))["11"] == pytest.approx(found["16"]["11"])


# --- the real counties ----------------------------------------------------------------------------


def test_the_nearest_of_the_region_and_who_is_compared(panel):
    found = neighbours(panel, "trondheimsregionen")
    assert (found.own, found.year, found.nearest[0]) == (("50",), 2019, "12")
    compared = compare(panel, "gdp_share", region="50", peers="nearest")
    assert set(compared.frame["region"]) == {"50", *neighbours(panel, "50").nearest}
    assert len(found.nearest) == 5


def test_suppressed_industries_of_any_county_are_told(panel):
    found = neighbours(panel, "16")
    assert found.year == 2017
    assert "Fiske, fangst og akvakultur" in found.held_together
    assert "17" in set(found.frame["region"])
    assert "16" not in set(found.frame["region"])
    assert "held together: " in repr(found)


@pytest.mark.parametrize(("region", "year"), [("0", None), ("16", 2019), ("50", 1999)])
def test_without_a_county_in_the_year_it_is_refused(panel, region, year):
    with pytest.raises(Misuse, match="no county of it"):
        neighbours(panel, region, year=year)
