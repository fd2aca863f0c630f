"""No figure leaves the house without finding, unit, source and words for it."""

import re
import textwrap

import matplotlib as mpl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionstat.errors import Misuse
from regionstat.page.figure import balanced, blank, finish, house_style

TEXTS = {"title": "Up", "subtitle": "Share, per cent.", "source": "Source: SSB", "alt": "A line."}


def drawn(**texts):
    canvas, (axes,) = blank()
    axes.plot([2016, 2017], [1.0, 2.0])
    return finish(canvas, **{**TEXTS, **texts}, data=pd.DataFrame({"value": [1.0, 2.0]}))


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("text", ["", " \n"])
def test_a_figure_without_its_words_is_refused(name, text):
    with pytest.raises(ValueError, match=f"without {name} must not leave"):
        drawn(**{name: text})


def test_the_words_stand_on_the_picture():
    shown = " ".join(text.get_text() for text in drawn(note="A note.")._canvas.texts)
    for text in (TEXTS["title"], TEXTS["subtitle"], TEXTS["source"], "A note."):
        assert text in shown


def test_long_words_are_wrapped_and_none_is_lost():
    title, note = "finding " * 30, "note " * 80
    shown = [text.get_text() for text in drawn(title=title, note=note)._canvas.texts]
    assert shown[0].split() == title.split()
    assert shown[-1].split() == [*note.split(), "Source:", "SSB"]
    assert max(len(line) for text in shown for line in text.splitlines()) <= 118


@given(st.text("ab -\n\xa0", max_size=80).filter(str.strip), st.integers(8, 30))
def test_a_title_takes_the_fewest_lines_and_the_least_width_that_they_need(text, most):
    def lines(width):
        return textwrap.wrap(text, width, break_on_hyphens=False)

    narrow = next(width for width in range(8, most + 1) if len(lines(width)) <= len(lines(most)))
    assert balanced(text, most) == lines(narrow)


def test_a_picture_begins_as_the_settings_of_its_reader_say():
    with mpl.rc_context({"axes.facecolor": "red"}):
        assert blank()[1][0].get_facecolor() == (1, 0, 0, 1)
    assert blank()[1][0].get_facecolor() == (1, 1, 1, 1)


def test_what_is_drawn_on_a_picture_is_on_no_other():
    canvas, (axes,) = blank()
    axes.plot([0, 1], [0, 9])
    axes.set_yticks([])
    again, (other,) = blank()
    assert canvas is not again
    assert not other.lines
    assert len(other.get_yticks()) > 0


@pytest.mark.parametrize("ticks", [0, 12])
def test_ticks_that_are_ready_change_nothing(ticks):
    svgs = []
    for ready in (1, ticks):
        canvas, (axes,) = blank(ticks=ready)
        axes.plot([0, 7], [-3, 5])
        svgs.append(finish(canvas, **TEXTS, data=pd.DataFrame()).svg)
    assert svgs[0] == svgs[1]


def test_the_house_style_ends_with_the_picture():
    before = dict(mpl.rcParams)
    with house_style():
        assert mpl.rcParams["axes.grid.axis"] == "y"
    with pytest.raises(ValueError, match="must not leave"):
        drawn(title="")
    assert dict(mpl.rcParams) == before


def test_the_same_picture_gives_the_same_bytes():
    assert drawn().svg == drawn().svg
    assert drawn().png(50) == drawn().png(50)
    assert drawn().svg != drawn(title="Down").svg


def test_the_picture_holds_no_date_of_its_making():
    assert not re.search(r"<dc:date>|20\d\d-\d\d-\d\d", drawn().svg)


def test_it_shows_itself_with_its_alternative():
    page = drawn(alt='<b> & "quoted"')._repr_html_()
    assert 'alt="&lt;b&gt; &amp; &quot;quoted&quot;"' in page
    assert page.startswith('<figure class="chart"><img ')
    assert "data:image/svg+xml;base64," in page


def test_it_prints_and_writes_png():
    assert repr(drawn()) == "<Figure 'Up' | Share, per cent. | 2 rows>"
    assert drawn().png(50).startswith(b"\x89PNG")


@pytest.mark.parametrize(("name", "begins"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml")])
def test_a_chart_is_saved_by_its_ending(tmp_path, name, begins):
    figure = drawn()
    assert figure.save(tmp_path / name) == tmp_path / name
    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize("name", ["a.pdf", "a", "png"])
def test_another_ending_is_refused_and_nothing_written(tmp_path, name):
    with pytest.raises(Misuse, match=r"End the name in .png or .svg"):
        drawn().save(str(tmp_path / name))
    assert list(tmp_path.iterdir()) == []
