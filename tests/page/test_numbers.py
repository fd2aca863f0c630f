"""Numbers as people write them: what is read back is what was rounded."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from regionstat.page.numbers import (
    HARD,
    MINUS,
    MISSING,
    NARROW,
    amount,
    change_of,
    interval,
    number,
    short_amount,
    short_change,
    unit_name,
)
from regionstat.register import register
from regionstat.register.entries import LANGUAGES

INDICATORS = register().indicators
NAN = float("nan")
SHAPES = {
    "nb": rf"[+{MINUS}]?\d{{1,3}}({NARROW}\d{{3}})*(,\d+)?",
    "en": rf"[+{MINUS}]?\d{{1,3}}(,\d{{3}})*(\.\d+)?",
}

values = st.floats(-1e9, 1e9)
decimals = st.integers(0, 3)
languages = st.sampled_from(LANGUAGES)


def read(text, language):
    plain = text.replace(MINUS, "-").replace(NARROW, "")
    return Decimal(plain.replace(",", ".") if language == "nb" else plain.replace(",", ""))


@given(values, decimals, languages, st.booleans())
@example(1234567.891, 2, "nb", True)
@example(-0.5, 0, "en", False)
def test_what_is_read_back_is_the_rounded_number(value, places, language, sign):
    text = number(value, places, language, sign=sign)
    assert re.fullmatch(SHAPES[language], text)
    assert len(re.split(r"[,.]" if places else "$", text)[-1]) == places
    assert read(text, language) == Decimal(str(round(value, places)))


@given(values, decimals, languages)
def test_only_what_is_above_zero_has_a_plus_and_nothing_is_minus_zero(value, places, language):
    signed, plain = (number(value, places, language, sign=sign) for sign in (True, False))
    read_back = read(plain, language)
    assert plain.startswith(MINUS) == (read_back < 0)
    assert signed == ("+" if read_back > 0 else "") + plain


@pytest.mark.parametrize(
    ("value", "places", "nb", "en"),
    [
        (1234567.891, 1, f"1{NARROW}234{NARROW}567,9", "1,234,567.9"),
        (-1234.5, 2, f"−1{NARROW}234,50", "−1,234.50"),
        (0.923, 3, "0,923", "0.923"),
        (-0.0004, 3, "0,000", "0.000"),
        (999999.6, 0, f"1{NARROW}000{NARROW}000", "1,000,000"),
        (NAN, 2, MISSING, MISSING),
    ],
)
def test_some_numbers(value, places, nb, en):
    assert number(value, places, "nb") == nb
    assert number(value, places, "en") == en


@pytest.mark.parametrize(
    ("id_", "value", "nb", "en"),
    [
        ("gdp_share", 6.214, "6,21_%", "6.21_%"),
        ("gdp_population_ratio", 0.9231, "0,923", "0.923"),
        ("gdp_gap_mnok", -4244.6, "−4 245_mill._kr", "NOK_−4,245_million"),
        ("income_per_taxpayer_nok", 410721, "410 721_kr", "NOK_410,721"),
        ("population", 303053, "303 053", "303,053"),
    ],
)
def test_an_amount_has_its_decimals_and_its_unit(id_, value, nb, en):
    found = [amount(value, INDICATORS[id_], language) for language in LANGUAGES]
    assert found == [nb.replace(" ", NARROW).replace("_", HARD), en.replace("_", HARD)]


@pytest.mark.parametrize(
    ("id_", "value", "nb", "en"),
    [
        ("gdp_share", -0.134, "−0,13_prosentpoeng", "−0.13_percentage points"),
        ("gdp_population_ratio", 0.0761, "+0,076", "+0.076"),
        ("gdp_gap_mnok", 5295.2, "+5 295_mill._kr", "NOK_+5,295_million"),
        ("population", 14.26, "+14,3_%", "+14.3_%"),
        ("income_per_taxpayer_nok", 0.04, "0,0_%", "0.0_%"),
    ],
)
def test_a_change_says_whether_it_is_points_or_percent(id_, value, nb, en):
    found = [change_of(value, INDICATORS[id_], language) for language in LANGUAGES]
    assert found == [nb.replace(" ", NARROW).replace("_", HARD), en.replace("_", HARD)]


def test_a_cell_shortens_percentage_points():
    share = INDICATORS["gdp_share"]
    assert short_change(0.5, share, "nb") == f"+0,50{HARD}pp"
    assert short_change(0.5, share, "en") == f"+0.50{HARD}pp"


def test_millions_are_short_in_cells_and_labels():
    gap = INDICATORS["gdp_gap_mnok"]
    assert short_amount(-15320.0, gap, "en") == f"NOK{HARD}−15,320m"
    assert short_change(15320.0, gap, "en") == f"NOK{HARD}+15,320m"
    assert short_amount(15320.0, gap, "nb") == f"15{NARROW}320{HARD}mill.{HARD}kr"


def test_an_interval_has_one_unit_and_needs_both_ends():
    people, income = INDICATORS["population"], INDICATORS["income_per_taxpayer_nok"]
    assert interval(300976, 301168, people, "en") == "300,976–301,168"
    assert interval(409206, 412123, income, "en") == f"NOK{HARD}409,206–412,123"
    assert interval(NAN, 1.0, people, "nb") == interval(1.0, NAN, people, "nb") == ""


@pytest.mark.parametrize("id_", sorted(INDICATORS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_number_is_a_dash_without_a_unit(id_, language):
    one = INDICATORS[id_]
    assert amount(NAN, one, language) == change_of(NAN, one, language) == MISSING


@pytest.mark.parametrize("id_", sorted(INDICATORS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_cannot_break_inside_an_amount(id_, language):
    assert unit_name(INDICATORS[id_].unit, language)
    assert not re.search(r"[ \n\t]", amount(-1234567.8, INDICATORS[id_], language))
