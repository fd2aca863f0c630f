"""Pages of a PDF → PNG pictures with a palette of their own, drawn by PDFium."""

from __future__ import annotations

import io
from collections.abc import Iterator
from threading import Lock

import numpy as np
import pandas as pd
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from PIL import Image

_POINTS_PER_INCH = 72
_WHITE = 0xFFFFFFFF
# What a PNG can name in one byte a dot: a third of the bytes of its colours written out.
_COLOURS = 256
# The highest levels make a file a tenth smaller and take more than twice the time.
_LEVEL = 3
# PDFium does one thing at a time in a process, closing included.
_ONE_AT_A_TIME = Lock()


def pngs(pdf: bytes, dots_per_inch: int) -> list[bytes]:
    """Return each page of `pdf` as a PNG on white.

    A picture of more than 256 colours has the 256 that cover most of it; the others, rare
    shades along edges, become the nearest of these.
    """
    with _ONE_AT_A_TIME:
        return [_png(dots) for dots in _drawn(pdf, dots_per_inch / _POINTS_PER_INCH)]


def _drawn(pdf: bytes, scale: float) -> Iterator[np.ndarray]:
    """Draw the pages one by one: rows of dots, each a number 0xffRRGGBB, till the next is drawn."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            width, height = (max(1, round(side * scale)) for side in page.get_size())
            bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGRx)
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
            # Its own scale, not the one that fits whole dots: what is square stays square.
            matrix = pdfium.FS_MATRIX(scale, 0, 0, scale, 0, 0)
            clip = pdfium.FS_RECTF(0, 0, width, height)
            pdfium.FPDF_RenderPageBitmapWithMatrix(bitmap, page, matrix, clip, 0)
            yield np.frombuffer(bitmap.buffer, "<u4").reshape(height, width)
            bitmap.close()
            page.close()


def _png(dots: np.ndarray) -> bytes:
    """Return rows of dots, each a number 0x..RRGGBB, as a PNG."""
    flat = dots.ravel()
    # A chart is nearly all runs of one colour: only their first dots are looked at.
    starts = np.flatnonzero(np.concatenate(([True], flat[1:] != flat[:-1])))
    lengths = np.diff(starts, append=flat.size)
    which, colours = pd.factorize(flat[starts])
    channels = colours.astype("<u4").view(np.uint8).reshape(-1, 4)[:, 2::-1]
    kept = _largest(which, lengths)
    names = _nearest(channels, channels[kept])[which]
    named = np.repeat(names, lengths).reshape(dots.shape)
    picture = Image.fromarray(named, "P")
    picture.putpalette(channels[kept].tobytes())
    buffer = io.BytesIO()
    picture.save(buffer, "png", compress_level=_LEVEL)
    return buffer.getvalue()


def _largest(which: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return the places of the colours that cover most, as many as a palette has room for."""
    return np.argsort(-np.bincount(which, lengths), kind="stable")[:_COLOURS]


def _nearest(colours: np.ndarray, palette: np.ndarray) -> np.ndarray:
    """Return for each colour the place in `palette` of the one nearest to it, as bytes."""
    far = np.zeros((len(colours), len(palette)), np.int16)
    for mine, theirs in zip(colours.T.astype(np.int16), palette.T.astype(np.int16), strict=True):
        far += np.abs(mine[:, None] - theirs)
    nearest: np.ndarray = far.argmin(axis=1).astype(np.uint8)
    return nearest
