"""The canvas writes what matplotlib writes, though it sets every word only once."""

import io
import re

import matplotlib as mpl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_svg import FigureCanvasSVG

from regionstat.page.figure import STYLE, blank
from regionstat.report.vector import inlined

WORDS = ["Sør-Trøndelag", "− 1 234,5 %", 'a -- b & <c> "d"', "fjord AVA ffi", "to\nlinjer", "$x^2$"]


def drawn(words, **look):
    canvas, (axes,) = blank()
    for place, text in enumerate(words):
        axes.text(0.1, 0.1 * place, text, **look)
    return canvas


def as_svg(canvas):
    target = io.BytesIO()
    with mpl.rc_context(STYLE):
        canvas.savefig(target, format="svg", metadata={"Date": None})
    return target.getvalue().decode()


def both(canvas):
    ours = as_svg(canvas)
    FigureCanvasSVG(canvas)
    return (bare(svg) for svg in (ours, as_svg(canvas)))


def bare(svg):
    """Leave out indents, and clips: ours has them only where there is something to cut off."""
    whole = re.sub(r"<clipPath.*?</clipPath>", "", svg, flags=re.DOTALL)
    return re.sub(r"\s|<defs>\s*</defs>", "", re.sub(r' clip-path="[^"]*"', "", whole))


@pytest.mark.parametrize(
    "look",
    [
        {},
        {"fontsize": 7.2, "color": "#0B5C9E", "weight": "bold"},
        {"rotation": 30, "alpha": 0.5, "style": "italic"},
        {"clip_on": True, "linespacing": 1.3, "ha": "right"},
    ],
    ids=["plain", "bold", "turned", "clipped"],
)
def test_it_writes_the_elements_that_matplotlib_writes(look):
    ours, theirs = both(drawn(WORDS, **look))
    assert ours == theirs


@settings(max_examples=15)
@given(st.lists(st.text("abæøå ,.−-&<>'\"123", min_size=1, max_size=12), min_size=1, max_size=3))
def test_any_words_are_written_as_matplotlib_writes_them(words):
    ours, theirs = both(drawn(words))
    assert ours == theirs


COMMON = "abcdefghijklmnopqrstuvwxyzæøåABDEFGHIKLMNOPRSTUVYÆØÅ0123456789 .,:()/%−–~’\xa0\u202f"


@pytest.mark.parametrize("look", [{}, {"weight": "bold"}, {"style": "italic"}], ids=str)
def test_any_two_letters_stand_as_far_apart_as_matplotlib_sets_them(look):
    lines = ["".join(one + other for other in COMMON) for one in COMMON]
    ours, theirs = both(drawn(lines, **look))
    assert ours == theirs


@settings(max_examples=15)
@given(st.lists(st.text("fijlt AVTáŋžÐ−→\xad\u0301\u05d0", min_size=1), min_size=1, max_size=3))
def test_letters_that_melt_or_turn_are_set_as_matplotlib_sets_them(words):
    ours, theirs = both(drawn(words))
    assert ours == theirs


def test_another_font_is_set_by_its_own_rules():
    ours, theirs = both(drawn(["AVATAR Type fi"], family="STIXGeneral"))
    assert ours == theirs


def test_only_what_leaves_its_panel_is_clipped():
    canvas, (axes,) = blank()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.plot([0, 0.5, float("nan"), 1], [0, 1, 0, 0.5], "o-", gid="inside")
    axes.plot([0, 2], [0, 1], gid="outside")
    svg = as_svg(canvas)
    inside, outside = (
        re.search(rf'<g id="{name}">.*?</g>', svg, re.DOTALL)[0] for name in ("inside", "outside")
    )
    assert "clip-path" not in inside
    assert outside.count("clip-path") == 1


def test_what_was_drawn_before_changes_nothing():
    first, again = (as_svg(drawn(WORDS)) for _ in range(2))
    assert as_svg(drawn(WORDS[:2])) != first
    assert first == again


def test_the_words_can_be_put_back_into_the_page():
    svg = inlined(as_svg(drawn(["Sør-Trøndelag", "1 234 %"])), "one", "what it shows")
    assert ">Sør-Trøndelag</text>" in svg
    assert ">1 234 %</text>" in svg
