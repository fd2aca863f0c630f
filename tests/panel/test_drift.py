"""The interval of a stake is earned: it covers, in mergers it has not seen, what it promises."""

import numpy as np
import pytest

from regionstat.panel.drift import LEVEL, drifts, mergers, stake_errors
from regionstat.panel.inputs import Inputs
from regionstat.snapshots import read_edition


@pytest.fixture(scope="module")
def counts():
    return Inputs(read_edition(2020)).counts("population.Personer1")


def parts_of_mergers(counts):
    places = {code: place for place, code in enumerate(counts.values.index)}
    matrix = counts.values.to_numpy()
    return [
        matrix[[places[old] for old in olds]][:, years].T
        for _, olds, years in mergers([counts.code_year(year) for year in counts.years])
    ]


@pytest.mark.parametrize("years", [1, 2, 3, 4, 5, 6])
def test_it_covers_mergers_that_were_left_out(counts, years):
    errors = [stake_errors(parts, years) for parts in parts_of_mergers(counts)]
    errors = [one for one in errors if len(one)]
    assert len(errors) > 40
    covered = []
    for place, held_out in enumerate(errors):
        others = np.concatenate(errors[:place] + errors[place + 1 :])
        covered.append(held_out <= np.quantile(others, LEVEL))
    assert 0.85 <= np.concatenate(covered).mean() <= 0.95


def test_stakes_drift_further_with_the_years(counts):
    found = [counts.drift(years) for years in range(1, 11)]
    assert found == sorted(found)
    assert found[0] > 0


def test_parts_that_grow_alike_do_not_drift():
    parts = np.array([[100.0, 50.0], [200.0, 100.0], [400.0, 200.0]])
    assert stake_errors(parts, 1) == pytest.approx([0, 0, 0, 0])


def test_too_few_mergers_tell_nothing():
    assert drifts(np.ones((1, 2)), {"0301": 0}, [2018, 2019]) == []
