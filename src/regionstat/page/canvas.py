"""The canvas of a chart: matplotlib's own, but that words are measured and outlined only once.

A report sets the same words hundreds of times: names of regions, years, source lines. Half of
what a chart cost was to lay them out anew, each time letter by letter.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from itertools import accumulate, pairwise
from typing import IO, Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font, Kerning
from matplotlib.path import Path
from matplotlib.textpath import TextToPath

_DOTS = 72
_LAYOUT = TextToPath()
_SCALE = _LAYOUT.FONT_SCALE
# What an outline is told in: FreeType's own units, 64 to a point.
_UNITS = 64
_LETTER = {Path.MOVETO: "M", Path.LINETO: "L", Path.CURVE3: "Q", Path.CURVE4: "C"}
# The element of every letter that was drawn, by the id that matplotlib gives it.
_OUTLINES: dict[str, Any] = {}
# In the font of the charts, Latin letters and the signs of a text stand alone but for the kerning
# of two, which its table has,
_OURS = "DejaVu Sans"
_APART = re.compile("[ -~\xa0-\xac\xae-\u024f\u2002-\u200a\u2010-\u2027\u202f-\u205f←-↓−]+")
# but that an f may melt with what follows.
_PIECES = re.compile("f[fijl]*|.")
# Dots; what lies on the edge of a panel lies in it, whatever the float says.
_HAIR = 1e-3
_BLACK = "#000000"


class Canvas(FigureCanvasAgg):
    """A picture as PNG by Agg, and as SVG with the same elements that matplotlib writes."""

    def print_svg(
        self, target: IO[bytes], *, metadata: Mapping[str, Any] | None = None, **_: object
    ) -> None:
        """Write the picture as SVG; called by `savefig`."""
        dots = self.figure.dpi
        self.figure.dpi = _DOTS
        width, height = (_DOTS * inches for inches in self.figure.get_size_inches())
        text = StringIO()
        renderer: Any = _Renderer(width, height, text, image_dpi=dots, metadata=metadata)
        self.figure.draw(renderer)
        renderer.finalize()
        target.write(text.getvalue().encode())


class _Renderer(RendererSVG):
    """matplotlib's renderer, with words from those set before."""

    def __init__(self, width: float, height: float, text: StringIO, **known: Any) -> None:
        whole: Any = super()
        whole.__init__(width, height, text, **known)
        self._write = text.write
        self._say: Any = self.writer.comment

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        """Return the size of `s` in dots."""
        if ismath:
            return _LAYOUT.get_text_width_height_descent(s, prop, ismath)
        scale = prop.get_size_in_points() / _SCALE
        width, height, descent = _set(s, _face(prop)).size
        return width * scale, height * scale, descent * scale

    def _get_font_height_metrics(self, prop: FontProperties) -> Heights:
        """Return ascent, descent and gap of lines in dots; `Text` asks for each of its texts."""
        return _line_heights(_face(prop), prop.get_size_in_points())

    def draw_path(self, gc: Any, path: Path, transform: Any, *face: Any) -> None:
        """Draw `path` as matplotlib does, clipped only where it leaves its panel."""
        _clip_if_needed(gc, path, transform)
        whole: Any = super()
        whole.draw_path(gc, path, transform, *face)

    def draw_markers(
        self, gc: Any, marker: Path, turn: Any, path: Path, transform: Any, *face: Any
    ) -> None:
        """Draw markers as matplotlib does, whole where their places lie in the panel."""
        _clip_if_needed(gc, path, transform)
        whole: Any = super()
        whole.draw_markers(gc, marker, turn, path, transform, *face)

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """Write `s` as matplotlib does: a comment that says it, and its letters as outlines."""
        whole: Any = super()
        if ismath or gc.get_url() or whole._get_clip_attrs(gc):
            whole.draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        words = _set(s, _face(prop))
        self._say(s)
        scale = _short(prop.get_size_in_points() / _SCALE)
        turned = f" rotate({_short(-angle)})" if angle else ""
        place = f"translate({_short(x)} {_short(y)}){turned} scale({scale} -{scale})"
        opacity = gc.get_alpha() if gc.get_forced_alpha() else gc.get_rgb()[3]
        style = _style(rgb2hex(gc.get_rgb()), opacity)
        self._write(f'<g{style} transform="{place}">\n')
        self._define(words.outlines)
        self._write(f"{words.placed}</g>\n")

    def _define(self, outlines: Mapping[str, str]) -> None:
        new = {id_: path for id_, path in outlines.items() if id_ not in self._glyph_map}
        if new:
            self._glyph_map |= dict.fromkeys(new)
            self._write(f"<defs>\n{''.join(new.values())}</defs>\n")


Letter = tuple[str, float, float]
Heights = tuple[float, float, float] | tuple[None, None, None]


@dataclass(frozen=True)
class _Words:
    """A line of unit size: the elements that place its letters, and those that define them.

    `outlines` are the definitions by id, `size` is width, height and descent.
    """

    placed: str
    outlines: Mapping[str, str]
    size: tuple[float, float, float]


@dataclass(frozen=True)
class _Piece:
    """What is set as a whole, of unit size: letters by id and place, and the room they take."""

    letters: tuple[Letter, ...]
    width: float
    low: float
    high: float


def _face(prop: FontProperties) -> str:
    """Return the file of what, beside the size, decides how words look."""
    return _file((*prop.get_family(),), prop.get_style(), prop.get_weight())


@lru_cache
def _file(family: tuple[str, ...], style: Any, weight: Any) -> str:
    return findfont(FontProperties(family=[*family], style=style, weight=weight))


@lru_cache(maxsize=8192)
def _set(line: str, face: str) -> _Words:
    """Return a line as matplotlib sets it, put together of letters that it set before."""
    apart = _font(face).family_name == _OURS and _APART.fullmatch(line)
    names = _PIECES.findall(line) if apart else [line]
    pieces = [_piece(name, face) for name in names]
    strides = (_stride(one, following, face) for one, following in pairwise(names))
    starts = [*accumulate(strides, initial=0.0)]
    letters = [
        (id_, start + x, y)
        for start, piece in zip(starts, pieces, strict=True)
        for id_, x, y in piece.letters
    ]
    low, high = min(piece.low for piece in pieces), max(piece.high for piece in pieces)
    placed = (f'<use xlink:href="#{id_}"{_moved(x, y)}/>\n' for id_, x, y in letters)
    outlines = {id_: _OUTLINES[id_] for id_, *_ in letters}
    return _Words("".join(placed), outlines, (starts[-1] + pieces[-1].width, high - low, -low))


@lru_cache(maxsize=8192)
def _piece(name: str, face: str) -> _Piece:
    width, height, descent = _LAYOUT.get_text_width_height_descent(name, _of_unit(face), False)
    letters, new, _ = _LAYOUT.get_glyphs_with_font(
        _font(face), name, glyph_map=_OUTLINES, return_new_glyphs_only=True
    )
    for id_, path in new.items():
        _OUTLINES[id_] = _outline(id_, *path)
    places = tuple((id_, float(x), float(y)) for id_, x, y, _ in letters)
    return _Piece(places, width, -descent, height - descent)


@lru_cache(maxsize=65536)
def _stride(name: str, following: str, face: str) -> float:
    """Return how far after a piece the `following` one begins."""
    (*_, (last, *_)), ((first, *_), *_) = (_piece(one, face).letters for one in (name, following))
    font: Any = _font(face)
    kerning = font.get_kerning(_index(last), _index(first), Kerning.UNSCALED)
    moved: float = kerning * _SCALE * _UNITS / font.units_per_EM
    # As HarfBuzz rounds it.
    return _piece(name, face).width + math.floor(moved + 0.5) / _UNITS


def _index(id_: str) -> int:
    """Return the place of a letter in its font, which is what its id ends in."""
    return int(id_.rpartition("-")[2], 16)


def _font(face: str) -> FT2Font:
    font = get_font(face)
    font.set_size(_SCALE, _LAYOUT.DPI)
    return font


@lru_cache
def _line_heights(face: str, size: float) -> Heights:
    """Return ascent, descent and gap as `Text` reckons them, none where it should do it itself."""
    font = _font(face)
    table, head = font.get_sfnt_table("OS/2"), font.get_sfnt_table("head")
    if table is None or head is None:
        return None, None, None
    scale = 1 / head["unitsPerEm"] * size * _DOTS / _DOTS
    return (
        table["sTypoAscender"] * scale,
        -table["sTypoDescender"] * scale,
        table["sTypoLineGap"] * scale,
    )


def _of_unit(face: str) -> FontProperties:
    return FontProperties(fname=face, size=_SCALE)


def _moved(x: float, y: float) -> str:
    return f' transform="translate({_short(x)} {_short(y)})"' if x or y else ""


def _outline(id_: str, vertices: Any, codes: Any) -> str:
    """Return a letter as an element; a digit more would be finer than FreeType's grid."""
    steps = Path(vertices * _UNITS, codes).iter_segments(simplify=False)
    told = "".join(_step(code, to) for to, code in steps)
    drawn = f' d="{told}"' if told else ""
    return f'<path id="{id_}"{drawn} transform="scale({_short(1 / _UNITS)})"/>\n'


def _step(code: Any, to: Any) -> str:
    return "z" if code == Path.CLOSEPOLY else _LETTER[code] + " ".join(map(_short, to.tolist()))


def _clip_if_needed(gc: Any, path: Path, transform: Any) -> None:
    """Take away the clip of what lies within it: each costs whoever paints it a whole layer."""
    box, places = gc.get_clip_rectangle(), transform.transform(path.vertices)
    if box is None or not len(places):
        return
    low, high = np.fmin.reduce(places, axis=0), np.fmax.reduce(places, axis=0)
    if (low >= box.min - _HAIR).all() and (high <= box.max + _HAIR).all():
        gc.set_clip_rectangle(None)


def _style(color: str, opacity: float) -> str:
    told = [] if color == _BLACK else [f"fill: {color}"]
    told += [] if opacity == 1 else [f"opacity: {_short(opacity)}"]
    return f' style="{"; ".join(told)}"' if told else ""


def _short(number: float) -> str:
    """Return a number as matplotlib writes it into SVG: up to six decimals."""
    return f"{number:f}".rstrip("0").rstrip(".")
