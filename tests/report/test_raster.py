"""PNGs drawn from PDF: right in size, colours and place, and like the SVG they stand for."""

import io
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
import typst
from PIL import Image

from regionstat.page.figure import blank, finish
from regionstat.report.charts import Chart
from regionstat.report.figures_out import DOTS_PER_INCH, figure_files
from regionstat.report.raster import pngs

# Squares of a point, each in a shade of its own, the shades well mixed.
SQUARES = """#set page(width: {wide}pt, height: {high}pt, margin: 0pt)
#for at in range({wide} * {high}) {{
  let (x, y) = (calc.rem(at, {wide}), calc.quo(at, {wide}))
  let shade = calc.rem(at * 389, {wide} * {high})
  place(dx: x * 1pt, dy: y * 1pt, rect(width: 1pt, height: 1pt,
    fill: rgb(calc.quo(shade, 4), 255 - calc.quo(shade, 4), 8 * calc.rem(shade, 4))))
}}"""


def _squares(wide, high):
    """A PDF of one-point squares, and the colours they have."""
    shade = np.arange(wide * high) * 389 % (wide * high)
    colours = np.stack([shade // 4, 255 - shade // 4, 8 * (shade % 4)], axis=1)
    pdf = typst.compile(SQUARES.format(wide=wide, high=high).encode())
    return pdf, colours.reshape(high, wide, 3)


def _dots(png):
    with Image.open(io.BytesIO(png)) as picture:
        return np.asarray(picture.convert("RGB")).astype(int)


def _svg():
    canvas, (axes,) = blank()
    axes.plot([2018, 2019, 2020], [1.25, 1.5, 1.4], marker="o", color="#0B5C9E", linewidth=3)
    axes.bar([2018, 2019], [1.1, 1.2], hatch="///", facecolor="#C55A1B", edgecolor="white")
    axes.fill_between([2018, 2020], 1.3, 1.6, alpha=0.25)
    axes.set_title("Ærlig talt--fi", fontweight="bold")
    words = {"title": "Opp i «Sør-Trøndelag»", "subtitle": "prosent", "source": "k", "alt": "a"}
    return finish(canvas, data=pd.DataFrame(), **words).svg


def _chart(svg):
    return Chart("goal-1", "t", "k", "a", svg, "year\n")


def test_few_colours_come_through_as_they_are():
    pdf, colours = _squares(16, 16)
    (png,) = pngs(pdf, 72)
    assert np.array_equal(_dots(png), colours)


def test_of_many_colours_those_that_cover_most_stay_and_the_others_move_a_little():
    pdf, colours = _squares(32, 32)
    (png,) = pngs(pdf, 144)
    dots = _dots(png)
    assert dots.shape == (64, 64, 3)
    assert len(np.unique(dots.reshape(-1, 3), axis=0)) == 256
    moved = np.abs(dots[::2, ::2] - colours)
    assert (moved.sum(axis=2) == 0).sum() >= 256
    assert moved.max() <= 24


@pytest.mark.parametrize("size", [("490", "302.4"), ("12.5", "3.3")])
def test_a_page_is_as_large_as_its_dots_and_white_where_nothing_is(size):
    width, height = size
    page = f"#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n#v(1pt)"
    (png,) = pngs(typst.compile(page.encode()), DOTS_PER_INCH)
    dots = _dots(png)
    wanted = [max(1, round(float(side) * DOTS_PER_INCH / 72)) for side in (height, width)]
    assert list(dots.shape[:2]) == wanted
    assert (dots == 255).all()


def test_a_chart_looks_as_its_svg_with_its_letters_as_outlines():
    svg = _svg()
    made = _dots(figure_files([_chart(svg)])["figures/goal-1.png"])
    document = b"#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg))"
    told = typst.compile(document, format="png", ppi=DOTS_PER_INCH, sys_inputs={"svg": svg})
    wanted = _dots(told)
    assert made.shape == wanted.shape
    assert (wanted != 255).mean() > 0.05
    # Edges may be shaded in another way; what is where, and in what colour, is the same.
    assert np.abs(made - wanted).mean() < 4
    assert np.abs(_blurred(made) - _blurred(wanted)).max() < 24


def _blurred(dots):
    high, wide = (side // 12 * 12 for side in dots.shape[:2])
    return dots[:high, :wide].reshape(high // 12, 12, wide // 12, 12, 3).mean(axis=(1, 3))


def test_reports_bound_at_the_same_time_get_each_their_own_charts():
    pages = [_squares(8, high)[0] for high in (4, 5, 6, 7)] * 3
    alone = [pngs(one, 72) for one in pages]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: pngs(one, 72), pages))
    assert together == alone
