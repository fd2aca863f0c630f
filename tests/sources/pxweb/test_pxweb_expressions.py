"""Expressions: what the server would select, in the table's order, each code once."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from regionstat.errors import Misuse
from regionstat.sources.pxweb.expressions import expand

YEARS = ["2019", "2020", "2021", "2022", "2023"]
PLACES = ["0", "03", "0301", "0716u", "K-0301", "4601", "5001"]


def of(expressions, codes=PLACES, is_time=False):
    return list(expand(expressions, codes, is_time=is_time, variable="Region", table="90001"))


@pytest.mark.parametrize(
    ("expression", "time", "other"),
    [
        ("top(2)", ["2022", "2023"], ["2019", "2020"]),
        ("TOP(2,1)", ["2021", "2022"], ["2020", "2021"]),
        ("bottom(2)", ["2019", "2020"], ["2022", "2023"]),
        ("Bottom(2,1)", ["2020", "2021"], ["2021", "2022"]),
        ("top(99)", YEARS, YEARS),
        ("from(2022)", ["2022", "2023"], ["2022", "2023"]),
        ("to(2020)", ["2019", "2020"], ["2019", "2020"]),
        ("range(2022,2020)", ["2020", "2021", "2022"], ["2020", "2021", "2022"]),
    ],
)
def test_top_of_time_is_the_newest_and_ascending(expression, time, other):
    assert of([expression], YEARS, is_time=True) == time
    assert of([expression], YEARS) == other


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("*", PLACES),
        ("**", PLACES),
        ("03*", ["03", "0301"]),
        ("*01", ["0301", "K-0301", "4601", "5001"]),
        ("*30*", ["0301", "K-0301"]),
        ("?3", ["03"]),
        ("??01", ["0301", "4601", "5001"]),
        ("0716U", ["0716u"]),
        ("k-*", ["K-0301"]),
    ],
)
def test_patterns(expression, found):
    assert of([expression]) == found


def test_order_is_the_tables_and_no_code_comes_twice():
    assert of(["5001", "0301", "03*", "0301", "5001"]) == ["03", "0301", "5001"]


def test_a_code_that_looks_like_an_expression_is_tried_first():
    codes = ["a", "a*b", "top(1)", "?", "*"]
    assert of(["a*b"], codes) == ["a*b"]
    assert of(["top(1)"], codes) == ["top(1)"]
    assert of(["?"], codes) == ["?"]
    assert of(["*"], codes) == ["*"]


def test_codes_that_differ_by_case_only_are_told_apart():
    assert of(["A"], ["a", "A"]) == ["A"]


@pytest.mark.parametrize(
    "expression",
    ["a*b", "*a*b", "***", "top(0)", "top(3, 2)", "top()", "top(-1)", "range(2019)", "from()",
     "from(2019,2020)", "bottom(x)"],
)  # fmt: skip
def test_a_bad_expression_is_refused(expression):
    with pytest.raises(Misuse, match=re.escape(expression)):
        of([expression], YEARS)


@pytest.mark.parametrize("expression", ["202O", "from(202O)", "to(202O)", "range(2019,202O)"])
def test_an_unknown_code_names_the_nearest(expression):
    with pytest.raises(Misuse, match="no code '202O'; nearest: 202"):
        of([expression], YEARS)


@pytest.mark.parametrize("expression", ["99*", "?", "top(1,5)", "bottom(2,99)"])
def test_an_expression_that_selects_nothing_is_refused_even_beside_one_that_does(expression):
    with pytest.raises(Misuse, match="selects none of the 5 codes"):
        of(["2019", expression], YEARS)


def test_an_unknown_code_far_from_any_shows_some():
    with pytest.raises(Misuse, match=r"the first of 5: 2019, 2020"):
        of(["Oslo"], YEARS)


# --- against a reference that shares no line with it ----------------------------------------


def reference(expression, codes, is_time):
    """Select by regular expressions over whole codes and by places counted from either end."""
    places = range(len(codes))
    same = [p for p in places if codes[p] == expression] or [
        p for p in places if codes[p].lower() == expression.lower()
    ]
    if same:
        return same[:1]
    if "*" in expression or "?" in expression:
        if "*" in expression:
            if not re.fullmatch(r"\*?[^*]*\*?", expression):
                return None
            pattern = "".join("(?s:.*)" if c == "*" else re.escape(c) for c in expression)
        else:
            pattern = "".join("(?s:.)" if c == "?" else re.escape(c) for c in expression)
        return [p for p in places if re.fullmatch(pattern.lower(), codes[p].lower())]
    word, _, inside = expression.partition("(")
    if not _ or not inside.endswith(")"):
        return None
    inside, lowered = inside[:-1], [code.lower() for code in codes]
    if word in ("top", "bottom"):
        count, _, offset = inside.partition(",")
        queue = list(places) if (word == "top") != is_time else list(places)[::-1]
        return sorted(queue[int(offset or 0) :][: int(count)])
    ends = [lowered.index(code.lower()) for code in inside.split(",")]
    low = 0 if word == "to" else min(ends)
    high = len(codes) - 1 if word == "from" else max(ends)
    return [p for p in places if low <= p <= high]


LETTERS = st.text("aAbæ01.-", min_size=1, max_size=3)


@st.composite
def selections(draw):
    codes = draw(st.lists(LETTERS, min_size=1, max_size=8, unique_by=str.lower))
    known = st.sampled_from(codes)
    counts = st.integers(1, 9).map(str)
    offsets = st.one_of(st.just(""), st.integers(0, 9).map(lambda n: f",{n}"))
    part = st.one_of(LETTERS, known)
    expression = st.one_of(
        known,
        known.map(str.swapcase),
        st.just("*"),
        part.map(lambda c: f"{c}*"),
        part.map(lambda c: f"*{c}"),
        part.map(lambda c: f"*{c}*"),
        st.text("aA?b0", min_size=1, max_size=3).filter(lambda e: "?" in e),
        st.builds("{}({}{})".format, st.sampled_from(["top", "bottom"]), counts, offsets),
        st.builds("{}({})".format, st.sampled_from(["from", "to"]), known),
        st.builds("range({},{})".format, known, known),
    )
    return codes, draw(st.lists(expression, max_size=4)), draw(st.booleans())


@given(selections())
@example((["a"], [], False))
def test_it_selects_what_the_reference_selects(case):
    codes, expressions, is_time = case
    wanted = [reference(expression, codes, is_time) for expression in expressions]
    if not all(wanted):
        with pytest.raises(Misuse):
            of(expressions, codes, is_time)
        return
    places = sorted({place for found in wanted for place in found})
    assert of(expressions, codes, is_time) == [codes[place] for place in places]
