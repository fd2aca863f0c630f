"""What charts of the site draw: gaps where figures are missing, intervals, one protagonist."""

import itertools
import json
import re
from dataclasses import replace

import pandas as pd
import pytest

from regionstat.analysis import compare
from regionstat.page.figure import PROTAGONIST
from regionstat.register.entries import LANGUAGES
from regionstat.site.charts import template
from regionstat.site.charts_figures import drawing
from regionstat.site.charts_files import compact
from regionstat.site.charts_static import WIDTHS, filled

FOCUS = "trondheimsregionen"


@pytest.fixture(scope="module")
def ratio(panel):
    return compare(panel, "gdp_population_ratio", region=FOCUS)


@pytest.fixture(scope="module")
def population(panel):
    return compare(panel, "population", region=FOCUS)


def _rows(found, region=FOCUS):
    return [row for row in found.datasets["figures"] if row["region"] == region]


def _changed(comparison, **cells):
    history = comparison.history.copy()
    at = (history["region"] == FOCUS) & (history["year"] == 2014)
    for name, value in cells.items():
        history.loc[at, name] = value
    return replace(comparison, history=history)


def test_every_figure_is_drawn_with_its_interval_and_told_in_words(ratio):
    found = drawing(ratio)
    own = ratio.history[ratio.history["region"] == FOCUS]
    for row, figure in zip(own.to_dict("records"), _rows(found), strict=True):
        assert figure["value"] == figure["exact"] == row["value"]
        assert (figure["low"], figure["high"]) == (row["low"], row["high"])
        assert figure["estimated"]
        assert "anslag" in figure["told_nb"] or "foreløpig" in figure["told_nb"]
    assert found.form == "trend"


def test_the_scale_holds_every_interval_and_the_goal(ratio):
    found = drawing(ratio)
    floor, ceiling = found.parameters["floor"], found.parameters["ceiling"]
    rows = ratio.history
    assert floor < min(rows["low"].min(), 1.0)
    assert ceiling > rows["high"].max()
    assert found.datasets["goals"][0]["value"] == 1.0


def test_a_missing_year_is_a_gap(ratio):
    found = drawing(_changed(ratio, value=float("nan"), low=float("nan"), high=float("nan")))
    (gap,) = [row for row in _rows(found) if row["year"] == 2014]
    assert gap["value"] is gap["low"] is gap["high"] is None
    assert "exact" not in gap


def test_a_figure_between_two_gaps_is_a_point_of_its_own(ratio):
    history = ratio.history
    gone = (history["region"] == FOCUS) & history["year"].isin([2013, 2015])
    left = replace(ratio, history=history[~gone].reset_index(drop=True))
    alone = [row["year"] for row in _rows(drawing(left)) if row["alone"]]
    assert alone == [2014]


def test_a_break_in_the_series_breaks_the_line(panel):
    found = drawing(compare(panel, "employed_residents", region=FOCUS))
    years = [row["year"] for row in _rows(found)]
    broken = [row for row in _rows(found) if row["year"] % 1]
    assert all(row["value"] is None for row in broken)
    assert years == sorted(years)


def test_what_is_of_unlike_size_is_drawn_as_an_index_and_told_as_it_is(population):
    found = drawing(population)
    first = _rows(found)[0]
    assert first["value"] == 100.0
    assert first["exact"] > 100_000
    assert first["told_en"].startswith("index 100.0: ")
    assert "indeks" in found.words["nb"]["subtitle"]


def test_one_region_stands_out_and_is_drawn_last(ratio):
    found = drawing(ratio)
    bold = [row["region"] for row in found.datasets["labels"] if row["bold"]]
    blue = {row["region"] for row in found.datasets["figures"] if row["colour"] == PROTAGONIST}
    assert bold == [FOCUS]
    assert blue == {FOCUS}
    assert found.datasets["figures"][-1]["region"] == FOCUS


def test_names_keep_their_distance(ratio, population):
    for found in (drawing(ratio), drawing(population)):
        places = sorted(row["place"] for row in found.datasets["labels"])
        line = (found.parameters["ceiling"] - found.parameters["floor"]) * 17 / 360
        assert all(b - a >= line * 0.999 for a, b in itertools.pairwise(places))


def test_one_year_is_drawn_as_bars_and_nothing_as_nothing(panel, ratio):
    assert drawing(compare(panel, "profitable_share", region=FOCUS)).form == "bars"
    empty = ratio.history.assign(value=float("nan"))
    assert drawing(replace(ratio, history=empty)) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS.values())
def test_a_picture_has_the_same_figures_as_the_script_draws_from(ratio, language, width):
    found = drawing(ratio)
    spec = filled(found, language, width)
    told = json.loads(compact(found.told()))
    values = [row["value"] for row in spec["datasets"]["figures"]]
    assert values == [row["value"] for row in told["datasets"]["figures"]]
    names = {row["name"] for row in spec["datasets"]["labels"]}
    assert names == {row[f"name_{language}"] for row in told["datasets"]["labels"]}
    assert spec["width"] > 120
    parameters = {one["name"]: one.get("value") for one in spec["params"]}
    assert found.parameters.items() <= parameters.items()


def test_templates_hold_no_figures_and_load_nothing():
    for form in ("trend", "bars"):
        text = json.dumps(template(form))
        assert '"url"' not in text
        assert "datasets" not in template(form)


def test_json_for_the_script_cannot_end_an_element():
    text = compact({"name": "</script><!-- & \u2028"})
    assert not re.search("[<>&\u2028]", text)
    assert json.loads(text) == {"name": "</script><!-- & \u2028"}


def test_the_built_site_has_each_chart_as_picture_and_as_figures(made_site):
    for language in LANGUAGES:
        for size in WIDTHS:
            svg = (made_site / f"2020/{language}/charts/population-{size}.svg").read_text("utf-8")
            assert svg.startswith("<svg")
            assert "prefers-color-scheme:dark" in svg
            assert "<script" not in svg
            assert "://" not in svg.replace("http://www.w3.org", "")
    told = json.loads((made_site / "2020/data/compare/population.json").read_text("utf-8"))
    series = told["series"]["0"]
    assert series["value"][0] == 0.1 + 0.2
    assert set(series["status"].values()) >= {":", "..", "*", "estimated"}


def test_all_series_that_the_comparison_reads_are_those_of_the_content(made_site, made_content):
    found = made_content.observations
    for indicator, rows in found.groupby("indicator"):
        path = made_site / f"2020/data/compare/{indicator}.json"
        told = json.loads(path.read_text("utf-8"))["series"]
        read = pd.DataFrame(
            (region, one["from"] + place, value)
            for region, one in told.items()
            for place, value in enumerate(one["value"])
            if value is not None
        )
        valued = rows[rows["value"].notna()].sort_values(["region", "year"])
        read = read.sort_values([0, 1])
        assert read[2].tolist() == valued["value"].tolist()
        assert read[1].tolist() == valued["year"].tolist()
