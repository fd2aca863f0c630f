"""Tables for people: whatever the width of the terminal, no sign of a value is lost."""

import io
import re
from collections import Counter
from contextlib import redirect_stdout

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.cli.show import NUMBERS, show

ROW = {
    "indicator": st.text("abc_", min_size=1, max_size=30),
    "region": st.text("0123", min_size=1, max_size=6),
    "year": st.integers(1900, 2100),
    "kind": st.sampled_from(["sign", "value"]),
    "before": st.integers(-(10**12), 10**12).map("{:,} *".format),
    "after": st.integers(-(10**12), 10**12).map("{:,}".format),
    "effect": st.floats(-1, 1).map("{:.4f}".format),
    "title": st.text("abc æ", max_size=60).map(str.strip),
}


class Terminal(io.StringIO):
    """What a person looks at."""

    def isatty(self):
        return True


def on_terminal(frame, width):
    """Return the lines of `frame` on a terminal of so many signs, without its colours."""
    with pytest.MonkeyPatch.context() as patched, redirect_stdout(Terminal()) as out:
        patched.setenv("COLUMNS", str(width))
        patched.setenv("TERM", "xterm")
        show(frame, "table")
    return re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()).splitlines()


def signs(texts):
    return Counter("".join("".join(texts).split()))


@given(
    st.lists(st.fixed_dictionaries(ROW), min_size=1, max_size=4),
    st.sets(st.sampled_from(sorted(ROW)), min_size=1),
    st.integers(20, 200),
)
def test_a_table_shows_every_sign_and_no_number_in_two_pieces(rows, columns, width):
    frame = pd.DataFrame(rows)[sorted(columns)]
    lines = on_terminal(frame, width)
    expected = signs(map(str, [*frame.columns, *frame.to_numpy().ravel()]))
    assert signs(line for line in lines if "─" not in line) == expected
    for column in columns & {*NUMBERS, "year", "region", "kind"}:
        assert all(any(str(value) in line for line in lines) for value in frame[column])


def test_a_table_that_can_keeps_within_the_terminal():
    row = ["gdp_population_ratio_mainland", "07", 2017, "value", "0.935", "1.028", "9.94", "0.09"]
    names = ["indicator", "region", "year", "kind", "before", "after", "change_pct", "effect"]
    lines = on_terminal(pd.DataFrame([row], columns=names), 80)
    assert max(map(len, lines)) <= 80
    assert "2017" in "".join(lines)
