"""The keys: who is counted where, from which table, and what is made of a masked cell."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from regionstat.analysis.estimates import workings
from regionstat.analysis.industries import INDUSTRIES
from regionstat.analysis.industry_keys import ALL, GROUPS, SOURCE, Structure, structure
from regionstat.analysis.key_error import key_variances, variance
from regionstat.analysis.keys import district_counts, read_keys
from regionstat.analysis.units import counted, units_of
from regionstat.panel.inputs import Inputs, inputs_of


@pytest.fixture(scope="module")
def inputs(panel):
    return inputs_of(panel)


@pytest.fixture(scope="module")
def keys(inputs):
    return workings(inputs).keys


def place(code, year):
    return units_of(year).index(code)


def test_each_year_has_its_best_key(keys):
    names = {year: keys.best(year).name for year in range(2008, 2023)}
    expected = dict.fromkeys(range(2008, 2015), "anchored") | {2015: "workplace"}
    expected |= {2016: "interpolated"} | dict.fromkeys(range(2017, 2023), "workplace")
    assert names == expected
    assert keys.best(2030) is None
    assert keys.best(2017, "residents") is None


def test_the_district_index_counts_by_workplace(inputs, keys):
    index = counted(district_counts(inputs), 2015)
    home = counted(inputs.counts("employed.SysselBosted"), 2017)
    work = keys.of_year[2017]["workplace"].total
    # Over all municipalities the workplace counts are nearer by far, also where none commutes in.
    assert np.median(np.abs(np.log(index / work))) < 0.05 < np.median(np.abs(np.log(index / home)))
    assert index[place("1601", 2017)] == 113020


def test_every_key_is_above_zero_for_every_block(keys):
    for year, found in keys.of_year.items():
        for key in found.values():
            assert (key.total > 0).all(), (year, key.name)
        assert (keys.people[year] > 0).all(), year


def test_who_was_left_out_of_a_year_has_the_count_of_the_year_before(keys, inputs):
    rindal = keys.of_year[2019]["workplace"].total[place("5061", 2019)]
    assert rindal == inputs.counts("employed.SysselArbsted").cell("1567", 2018) == 840
    people = inputs.counts("population.Personer1")
    assert keys.people[2017][place("0709", 2017)] == people.cell("0709", 2016)


def test_moving_to_work_keeps_everybody_and_anchors_pull_to_the_counts(keys, inputs):
    residents = counted(inputs.counts("employed_background.employed_residents"), 2010)
    moved = keys.of_year[2010]["residents"].total
    assert moved.sum() == pytest.approx(residents.sum())
    trondheim, malvik = place("1601", 2017), place("1663", 2017)
    assert moved[trondheim] > residents[trondheim]
    assert moved[malvik] < residents[malvik]
    anchored, count = keys.of_year[2014]["anchored"].total, keys.of_year[2015]["workplace"].total
    off = np.abs(np.log(anchored / count / (anchored.sum() / count.sum())))
    plain = np.abs(np.log(moved / count / (moved.sum() / count.sum())))
    assert np.median(off) < np.median(plain)


def test_between_two_counts_lies_their_mean(keys):
    before, after = (keys.of_year[year]["workplace"].total for year in (2015, 2017))
    between = keys.of_year[2016]["interpolated"].total
    assert ((np.minimum(before, after) <= between) & (between <= np.maximum(before, after))).all()


def test_a_poor_key_has_an_error_and_a_count_has_none(keys):
    known = key_variances(keys)
    assert variance("workplace", 2017, known) == 0
    assert variance("industry", 2017, known) == 0
    assert 0 < variance("interpolated", 2016, known) < variance("residents", 2010, known)
    assert variance("anchored", 2014, known) < variance("anchored", 2010, known)
    assert variance("anchored", 2010, known) == pytest.approx(2.5 * known["anchored"])


def cells_of(rows):
    frame = pd.DataFrame(rows, columns=["Region", "NACE2007", "Tid", "value"])
    return frame.assign(ContentsCode="SysselsatteArb", status="")


def made(rows, fetched=True):
    raw = [SimpleNamespace(source=SOURCE)] if fetched else []
    return SimpleNamespace(edition=SimpleNamespace(raw=raw), table=lambda _: cells_of(rows))


def town(code, year, **groups):
    """A municipality of 100 a group but for those given; None is masked."""
    jobs = {group: groups.get(f"g{group[:2]}", 100.0) for group in dict.fromkeys(GROUPS.values())}
    total = sum(number or 0.0 for number in jobs.values()) + groups.get("masked", 0.0)
    return [(code, group, str(year), number) for group, number in (*jobs.items(), (ALL, total))]


def test_every_industry_but_own_homes_lies_in_a_group_that_is_fetched():
    assert set(INDUSTRIES) - set(GROUPS) == {"Boligtjenester, egen bolig"}


def test_what_is_masked_is_what_the_total_leaves():
    rows = town("1601", 2017, g01=None, g05=None, masked=40.0) + town("1662", 2017, g01=300.0)
    found = structure(made(rows))[2017]
    assert found.code_year == 2017
    assert found.parts.loc["1601"].sum() == pytest.approx(1)
    # 40 left, shared as elsewhere: 300 to 100.
    total = 14 * 100 + 40
    assert found.parts.loc["1601", "01-03"] == pytest.approx(30 / total)
    assert found.parts.loc["1601", "05-09"] == pytest.approx(10 / total)


def test_a_table_on_later_borders_lends_the_parts_the_structure_of_the_whole(inputs):
    rows = town("K-5001", 2017, g10=900.0) + town("K-4601", 2017)
    found = structure(made(rows))[2017]
    assert found.code_year >= 2020
    counts = inputs.counts("employed.SysselArbsted")
    total = np.full(len(units_of(2017)), 1000.0)
    laid = found.laid_on(2017, total, counts)
    industry = INDUSTRIES.index("Industri")
    klaebu, trondheim, bergen = (laid[place(code, 2017)] for code in ("1662", "1601", "1201"))
    assert klaebu.tolist() == trondheim.tolist()
    assert klaebu[industry] == pytest.approx(1000 * 900 / 2400)
    assert bergen[industry] == pytest.approx(1000 / 16)


def test_what_is_not_fetched_gives_no_key():
    assert structure(made([], fetched=False)) == {}


class Fetched(Inputs):
    """The bundled tables, and a made one of employed by industry."""

    def __init__(self, bundled, rows):
        super().__init__(bundled.edition)
        self._tables = dict(bundled._tables)
        raw = [*bundled.edition.raw, SimpleNamespace(source=SOURCE)]
        self.edition = SimpleNamespace(raw=raw)
        self._tables[SOURCE] = cells_of(rows)


def test_the_key_by_industry_is_the_best_where_it_is_fetched(inputs):
    rows = [row for code in units_of(2017) for row in town(code, 2017)]
    found = read_keys(Fetched(inputs, rows))
    best = found.best(2017)
    assert (best.name, best.kind) == ("industry", "industry")
    assert best.by_industry.shape == (len(units_of(2017)), len(INDUSTRIES))
    assert found.best(2015).kind == "total"
    assert isinstance(structure(made(rows))[2017], Structure)
