"""A chart as it stands inside a page or on paper: letters as text, short numbers, ids of its own.

Alone, a chart carries its letters as outlines, for they look the same wherever it is pasted. A
page has sixty charts; with one font for all of them it is a fifth of the size, and the words
in the charts can be searched and marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_SCALED = re.compile(r"^(.*?)\s*scale\(([\d.]+) -\2\)$")
_FONTS = {"DejaVuSans": "", "DejaVuSans-Bold": "700"}
# A hundredth of a point is finer than any screen or printer.
_LONG = re.compile(r"(\d+\.\d\d)\d+")
_STEP = re.compile(r"\s*([A-Za-z])\s*")
_WORDS = re.compile(r"<text [^>]*>([^<]*)</text>")
# Two or three letters that the font draws as one.
_JOINED = re.compile("ffi|ffl|ff|fi|fl")
_TAG = re.compile(r"\{[^}]*\}")
# Stands for what is put before the ids of a chart; no text has it.
_NAME = "\ue000"
# What a chart takes from the page that it stands in.
_ALONE = (
    'xmlns="http://www.w3.org/2000/svg" font-family="DejaVu Sans" '
    'stroke-linejoin="round" stroke-linecap="butt" xml:space="preserve"'
)
_WORTH = ("d", "x", "y", "width", "height", "transform", "style", "fill", "stroke", "clip-path")


def inlined(svg: str, name: str, alt: str) -> str:
    """Return the chart `svg` as an element of a page; `alt` says it without the picture.

    `name` stands before every id in it. Letters that are no plain text stay outlines.
    """
    drawn = _drawn(svg)
    size = f'viewBox="0 0 {drawn.width} {drawn.height}" width="{drawn.width}"'
    words = f'role="img" aria-label={quoteattr(alt)}'
    inside = drawn.inside.replace(_NAME, f"{name}-")
    return f'<svg {size} height="{drawn.height}" {words}>{inside}</svg>'


def standing(svg: str) -> str:
    """Return the chart `svg` as a file of its own for paper, where its font is at hand."""
    drawn = _drawn(svg)
    size = f'viewBox="0 0 {drawn.width} {drawn.height}" width="{drawn.width}pt"'
    inside = drawn.inside.replace(_NAME, "")
    return f'<svg {_ALONE} {size} height="{drawn.height}pt">{inside}</svg>'


@dataclass(frozen=True)
class _Drawn:
    """What a chart holds, its letters as text, and its size in points; `_NAME` before each id."""

    inside: str
    width: str
    height: str


@lru_cache(maxsize=256)
def _drawn(svg: str) -> _Drawn:
    """Read a chart; once for the page and the paper of a report."""
    parser = ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))
    root = ET.fromstring(svg, parser=parser)
    outlines = {one.get("id", ""): one for one in root.iter(f"{_SVG}path") if one.get("id")}
    for group in list(root.iter(f"{_SVG}g")):
        _with_text(group)
    _without_letters(root, outlines)
    _, _, width, height = root.get("viewBox", "").split()
    return _Drawn(_written(_kept(root)), width, height)


def letters(texts: Iterable[str]) -> set[str]:
    """Return every letter that stands as text in charts made by `inlined`."""
    return set(unescape("".join(word for text in texts for word in _WORDS.findall(text))))


def _with_text(group: ET.Element) -> None:
    """Put text in the place of each comment that is followed by its own words as outlines."""
    for place in range(len(group) - 1, 0, -1):
        said, drawn = group[place - 1], group[place]
        text = _text(str(said.text), drawn) if callable(said.tag) else None
        if text is not None:
            group[place - 1 : place + 1] = [text]


def _text(said: str, drawn: ET.Element) -> ET.Element | None:
    # Read as it was written: in a comment a parser leaves `&amp;` as it stands.
    words = unescape(said[1:-1])
    uses = drawn.findall(f"{_SVG}use")
    fonts = {one.get(f"{_XLINK}href", "#").lstrip("#").rpartition("-")[0] for one in uses}
    scaled = _SCALED.match(drawn.get("transform", ""))
    # A comment cannot hold two hyphens; the outlines then have a letter less than it.
    whole = len(uses) in {len(words), len(_JOINED.sub("f", words))}
    if scaled is None or not whole or len(fonts) != 1 or not fonts <= set(_FONTS):
        return None
    size = f"font-size:{float(scaled[2]) * 100:.4g}px"
    weight = f";font-weight:{_FONTS[fonts.pop()]}".removesuffix(";font-weight:")
    style = ";".join(filter(None, (drawn.get("style", ""), size))) + weight
    found = ET.Element(f"{_SVG}text", {"transform": scaled[1], "style": style})
    found.text = words
    return found


def _without_letters(root: ET.Element, outlines: dict[str, ET.Element]) -> None:
    """Drop the definitions inside groups; put those still in use at the front of the chart."""
    for parent in list(root.iter()):
        for one in [one for one in parent if one.tag == f"{_SVG}defs"]:
            if not one.findall(f".//{_SVG}clipPath") and not one.findall(f".//{_SVG}pattern"):
                parent.remove(one)
    used = {one.get(f"{_XLINK}href", "").lstrip("#") for one in root.iter(f"{_SVG}use")}
    defs = ET.Element(f"{_SVG}defs")
    defs.extend(outlines[id_] for id_ in sorted(used & set(outlines)))
    if len(defs):
        root.insert(0, defs)


def _written(elements: Iterator[ET.Element]) -> str:
    """Return `elements` one after the other as XML, written in one go."""
    around = ET.Element("g")
    around.extend(elements)
    text = ET.tostring(around, encoding="unicode")
    return text[len("<g>") : -len("</g>")] if len(around) else ""


def _kept(element: ET.Element) -> Iterator[ET.Element]:
    """Yield the children of `element` that draw something, without groups that say nothing."""
    for one in element:
        if callable(one.tag) or one.tag in (f"{_SVG}metadata", f"{_SVG}style"):
            continue
        children = list(_kept(one))
        found = ET.Element(_TAG.sub("", str(one.tag)), _attributes(one))
        if found.tag == "g" and not found.attrib:
            yield from children
        elif children or found.tag not in ("g", "defs"):
            found.text = (one.text or "").strip("\n") if found.tag == "text" else None
            found.extend(children)
            yield found


def _attributes(element: ET.Element) -> dict[str, str]:
    found = {}
    for key, value in element.attrib.items():
        if key == f"{_XLINK}href" and value.startswith("#"):
            found["href"] = f"#{_NAME}{value[1:]}"
        elif key == "id" and element.tag != f"{_SVG}g" and element.tag != f"{_SVG}text":
            found["id"] = f"{_NAME}{value}"
        elif key in _WORTH or element.tag == f"{_SVG}pattern":
            found[key] = _short(key, value).replace("url(#", f"url(#{_NAME}")
    return found


def _short(key: str, value: str) -> str:
    if "scale(" not in value:
        value = _LONG.sub(r"\1", value)
    if key == "d":
        value = _STEP.sub(r"\1", value).strip()
    return value.replace(": ", ":").replace("; ", ";") if key == "style" else value
