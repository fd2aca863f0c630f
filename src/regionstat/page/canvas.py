"""The canvas of a chart: matplotlib's own, but that words are measured and outlined only once.

A report sets the same words hundreds of times: names of regions, years, source lines. Half of
what a chart cost was to lay them out anew, each time letter by letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from typing import IO, Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import rgb2hex
from matplotlib.font_manager import FontProperties, findfont, get_font
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
        width, height, descent = _measured(s, _face(prop))
        return width * scale, height * scale, descent * scale

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
        words = _outlined(s, _face(prop))
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


@dataclass(frozen=True)
class _Words:
    """Words as outlines: the elements that place them, and those that define them, by id."""

    placed: str
    outlines: Mapping[str, str]


Face = tuple[tuple[str, ...], Any, Any]


def _face(prop: FontProperties) -> Face:
    """Return what, beside the size, decides how words look."""
    return (*prop.get_family(),), prop.get_style(), prop.get_weight()


@lru_cache(maxsize=8192)
def _measured(words: str, face: Face) -> tuple[float, float, float]:
    width, height, descent = _LAYOUT.get_text_width_height_descent(words, _of_unit(face), False)
    return width, height, descent


@lru_cache(maxsize=8192)
def _outlined(words: str, face: Face) -> _Words:
    font = get_font(findfont(_of_unit(face)))
    font.set_size(_SCALE, _LAYOUT.DPI)
    letters, new, _ = _LAYOUT.get_glyphs_with_font(
        font, words, glyph_map=_OUTLINES, return_new_glyphs_only=True
    )
    for id_, path in new.items():
        _OUTLINES[id_] = _outline(id_, *path)
    placed = (
        f'<use xlink:href="#{id_}"{_moved(float(x), float(y))}/>\n' for id_, x, y, _ in letters
    )
    return _Words("".join(placed), {id_: _OUTLINES[id_] for id_, *_ in letters})


def _of_unit(face: Face) -> FontProperties:
    family, style, weight = face
    return FontProperties(family=[*family], style=style, weight=weight, size=_SCALE)


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
