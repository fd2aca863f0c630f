"""When figures are doubted: zeros that were numbers, and the hours in which StatBank reloads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regionstat.intake.suspicion import APART, BLANK, LOST_SHARE, MORNING, confirmed, flags_of
from regionstat.snapshots.keep import Pedigree
from regionstat.snapshots.pulls import Pull

NOON = datetime(2026, 9, 9, 10, 0, tzinfo=UTC)
CODES = ("ContentsCode", "Region", "Tid")
REGIONS = [f"{number:04d}" for number in range(40)]


def frame(cells):
    """Make a decoded table of {(contents, region, year): value}; None is missing."""
    rows = [
        (*key, float("nan") if value is None else float(value), "" if value is not None else "..")
        for key, value in cells.items()
    ]
    found = pd.DataFrame(rows, columns=[*CODES, "value", "status"])
    return found.astype(dict.fromkeys([*CODES, "status"], "category"))


def full(years=("2023", "2024"), contents=("a", "b"), value=7):
    return {(c, r, y): value for c in contents for r in REGIONS for y in years}


def at_noon(new, old):
    return flags_of(frame(new), None if old is None else frame(old), [NOON])


def test_the_same_figures_are_sound():
    assert at_noon(full(), full()) == ()
    assert at_noon(full(), None) == ()


@pytest.mark.parametrize("nothing", [0, None], ids=["zero", "missing"])
def test_a_year_that_goes_blank_is_named(nothing):
    new = full() | full(years=["2024"], contents=["b"], value=nothing)
    assert at_noon(new, full()) == (f"{BLANK}: b 2024",)


def test_a_new_year_that_is_blank_is_named():
    new = full() | full(years=["2025"], value=0)
    assert at_noon(new, full()) == (f"{BLANK}: a 2025, b 2025",)


def test_what_was_blank_before_may_be_blank():
    old = full() | full(years=["2024"], contents=["b"], value=0)
    assert at_noon(old, old) == ()
    assert at_noon(full(), old) == ()


def test_at_the_first_fetch_only_the_newest_year_can_be_doubted():
    assert at_noon(full() | full(years=["2023"], value=0), None) == ()
    assert at_noon(full() | full(years=["2024"], value=0), None) == (f"{BLANK}: a 2024, b 2024",)


def test_at_most_five_are_named():
    old = full(years=[str(year) for year in range(2000, 2010)])
    (flag,) = at_noon(dict.fromkeys(old, 0), old)
    assert flag == f"{BLANK}: " + ", ".join(f"a {year}" for year in range(2000, 2005))


@pytest.mark.parametrize(("lost", "doubted"), [(8, False), (9, True)])
def test_a_twentieth_of_the_figures_may_go_and_not_more(lost, doubted):
    old = full()
    assert len(old) * LOST_SHARE == 8
    gone = dict.fromkeys(list(old)[:lost], 0)
    flags = at_noon(old | gone, old)
    assert flags == ((f"{BLANK}: 6% of what had a figure before",) if doubted else ())


cells = st.dictionaries(
    st.tuples(st.sampled_from("ab"), st.sampled_from(REGIONS[:3]), st.sampled_from(["2023", "24"])),
    st.sampled_from([None, 0, 1, 2]),
    min_size=1,
)


@settings(max_examples=40)
@given(cells, cells)
def test_what_is_lost_is_counted_cell_by_cell(new, old):
    had = [key for key, value in old.items() if value and key in new]
    lost = [key for key in had if not new[key]]
    share = len(lost) / len(had) if had else 0.0

    def blank(found):
        groups = {(c, y): [v for (a, _, b), v in found.items() if (a, b) == (c, y)]
                  for c, _, y in found}  # fmt: skip
        return {group for group, values in groups.items() if not any(values)}

    newly = blank(new) - blank(old)
    flags = at_noon(new, old)
    if newly:
        assert flags == (f"{BLANK}: " + ", ".join(f"{c} {y}" for c, y in sorted(newly)[:5]),)
    elif share > LOST_SHARE:
        assert flags == (f"{BLANK}: {share:.0%} of what had a figure before",)
    else:
        assert flags == ()


def test_the_order_of_codes_and_texts_instead_of_categories_do_not_matter():
    old, new = full(), full() | dict.fromkeys(list(full())[:9], 0)
    turned = frame(dict(reversed(new.items()))).astype(dict.fromkeys(CODES, "str"))
    assert flags_of(turned, frame(old), [NOON]) == at_noon(new, old) != ()


@pytest.mark.parametrize(
    ("moment", "doubted"),
    [
        (datetime(2026, 9, 9, 2, 59, tzinfo=UTC), False),
        (datetime(2026, 9, 9, 3, 0, tzinfo=UTC), True),
        (datetime(2026, 9, 9, 6, 14, 59, tzinfo=UTC), True),
        (datetime(2026, 9, 9, 6, 15, tzinfo=UTC), False),
        (datetime(2026, 12, 9, 3, 59, tzinfo=UTC), False),  # winter time
        (datetime(2026, 12, 9, 4, 0, tzinfo=UTC), True),
        (datetime(2026, 9, 12, 5, 0, tzinfo=UTC), False),  # a Saturday
    ],
)
def test_one_part_taken_while_statbank_reloads_is_enough(moment, doubted):
    flags = flags_of(frame(full()), frame(full()), [NOON, moment, NOON])
    assert flags == ((MORNING,) if doubted else ())


# --- what is so for hours is believed ------------------------------------------------------------


def pull(moment, *, parts=(("a.json", "a"),), flags=(BLANK,)):
    pedigree = Pedigree(
        **dict.fromkeys(["source", "origin", "table", "publisher", "licence", "vintage"], "x"),
        title={}, known_gaps=[], cells=0, missing={}, original={}, sha256="", bytes=0,
    )  # fmt: skip
    return Pull(
        pedigree=pedigree, api="v2", selection_sha256="", updated="", parts=parts, eliminated=(),
        retrieved=moment.isoformat(timespec="seconds"), codelists={}, flags=flags,
    )  # fmt: skip


def test_the_same_bytes_three_hours_apart_are_believed():
    later = pull(NOON + APART)
    assert confirmed(later, [pull(NOON)])
    assert not confirmed(later, [])
    assert not confirmed(later, [pull(NOON + timedelta(seconds=1))])
    assert not confirmed(later, [pull(NOON, parts=(("b.json", "b"),))])
    assert confirmed(later, [pull(NOON, parts=(("b.json", "b"),)), pull(NOON)])


def test_a_morning_is_never_believed():
    later = pull(NOON + timedelta(days=1))
    assert not confirmed(replace(later, flags=(MORNING, BLANK)), [pull(NOON)])


def test_a_clock_set_back_believes_nothing_too_early():
    assert not confirmed(pull(NOON - timedelta(days=9)), [pull(NOON)])
