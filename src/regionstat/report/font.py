"""The fonts of a report, which come with the dependencies: the letters of its page, its paper."""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import matplotlib as mpl
import typst
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FAMILY = "Charts"
_FILES = {400: "DejaVuSans.ttf", 700: "DejaVuSans-Bold.ttf"}
_UNUSED = ["FFTM", "GDEF", "GSUB", "MATH"]


def font_faces(letters: Iterable[str]) -> str:
    """Return the style rules that bring the font `Charts` with `letters`, regular and bold."""
    text = "".join(sorted(set(letters)))
    faces = (
        f"@font-face {{ font-family: {FAMILY}; font-weight: {weight}; "
        f"src: url(data:font/ttf;base64,{_cut(file, text)}) format('truetype'); }}"
        for weight, file in _FILES.items()
    )
    return "\n".join(faces)


@cache
def typeset_fonts() -> typst.Fonts:
    """Return the fonts of typst and of matplotlib: the same on every machine."""
    return typst.Fonts(include_system_fonts=False, font_paths=[_folder()])


def _folder() -> Path:
    return Path(mpl.get_data_path()) / "fonts" / "ttf"


@cache
def _cut(file: str, text: str) -> str:
    # It tells of tables that it drops, as it should.
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    options = Options(hinting=False, layout_features=["kern"], name_IDs=[])
    options.drop_tables = [*options.drop_tables, *_UNUSED]
    # Without a time of its own: the same letters give the same bytes.
    with TTFont(_folder() / file, recalcTimestamp=False, lazy=True) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        buffer = io.BytesIO()
        font.save(buffer)
    return base64.b64encode(buffer.getvalue()).decode()
