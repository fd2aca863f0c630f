"""A sparkline keeps gaps, ends where the series ends, and says so without the picture."""

import math
import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.page.html import MIME, PageTable
from regionstat.page.spark import spark

VALUES = st.dictionaries(
    st.integers(1990, 2020), st.floats(-1e9, 1e9) | st.just(math.nan), min_size=1
).filter(lambda values: not all(map(math.isnan, values.values())))


def drawn(values, language="en"):
    return spark(values, {year: f"{value:.2f}" for year, value in values.items()}, language)


def shapes(one):
    return [(shape.tag.rpartition("}")[2], shape.attrib) for shape in ET.fromstring(one.svg)]


@given(VALUES)
def test_every_value_is_drawn_inside_the_picture_and_no_other(values):
    found, known = shapes(drawn(values)), sum(not math.isnan(v) for v in values.values())
    lines = [[*map(float, re.split("[ ,]", at["points"]))] for tag, at in found if tag[0] == "p"]
    dots = [(float(at["cx"]), float(at["cy"])) for tag, at in found if tag == "circle"]
    points = [point for line in lines for point in zip(line[::2], line[1::2], strict=True)]
    # The last dot stands on the end of a line, if its run is one.
    assert len(points) + len(dots) - (dots[-1] in points) == known
    assert all(2 <= x <= 62 and 2 <= y <= 18 for x, y in [*points, *dots])
    assert dots[-1][0] == max(x for x, _ in [*points, *dots])


@given(VALUES)
def test_more_is_never_drawn_lower(values):
    one = drawn(values)
    blocks = [sign for sign in one.blocks if sign != "·"]
    known = [values[year] for year in sorted(values) if not math.isnan(values[year])]
    pairs = sorted(zip(known, blocks, strict=True))
    assert [sign for _, sign in pairs] == sorted(blocks)


def test_a_gap_parts_the_line_and_the_words_tell_the_ends():
    values = {2010: 1.0, 2011: 2.0, 2012: math.nan, 2014: 3.0, 2016: 2.0, 2017: 1.5}
    one = drawn(values)
    assert [tag for tag, _ in shapes(one)] == ["polyline", "polyline", "circle", "circle"]
    assert one.blocks == "▁▅··█·▅▃"
    assert one.alt == "from 1.00 in 2010 to 1.50 in 2017"
    assert drawn(values, "nb").alt == "fra 1.00 i 2010 til 1.50 i 2017"
    assert drawn({2014: 3.0}).alt == "3.00 in 2014"
    assert drawn(values).svg == one.svg


def test_without_any_value_there_is_no_line():
    with pytest.raises(ValueError, match="empty"):
        drawn({2010: math.nan})


def test_a_table_holds_a_line_as_picture_as_signs_and_as_data():
    one = spark({2010: 1.0, 2011: 2.0}, {2010: '"<1>"', 2011: "2"}, "en")
    table = PageTable("c", pd.DataFrame({"a": ["x"], "b": [one], "c": ["y,\nz"]}))
    page = table._repr_html_()
    assert '<img alt="from &quot;&lt;1&gt;&quot; in 2010 to 2 in 2011" src="data:image/svg' in page
    assert '<td class="words" data-head="c">y,<br>z</td>' in page
    assert "▁█" in repr(table)
    told = table._repr_mimebundle_()[MIME]["rows"]
    assert told == [["x", {"spark": one.svg, "alt": one.alt}, "y, z"]]
