"""The pieces of HTML that the explorer shows: words, picture, call, files to take along."""

from __future__ import annotations

import base64
import re
from html import escape

from regionstat.page.explore_choice import Choice, Picture, Shown
from regionstat.page.figure import Figure
from regionstat.page.html import Sentence
from regionstat.register.entries import Language

_TEXTS = {
    "nb": {
        "call": "Kallet som tegner dette (klikk for å merke det)",
        "files": "Last ned",
        "static": "Åpne notatboken i JupyterLab (<code>make lab</code>) og kjør cellen, så kan du "
        "velge indikator, region og år her.",
        "install": "Med ipywidgets (<code>pip install ipywidgets</code>) kan du velge indikator, "
        "region og år her.",
    },
    "en": {
        "call": "The call that draws this (click to mark it)",
        "files": "Download",
        "static": "Open the notebook in JupyterLab (<code>make lab</code>) and run the cell to "
        "choose indicator, region and years here.",
        "install": "With ipywidgets (<code>pip install ipywidgets</code>) you can choose "
        "indicator, region and years here.",
    },
}
_WIDTH = 780
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_KINDS = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv;charset=utf-8"}
_SMALL = "color:var(--jp-ui-font-color2,#4A545D);font-size:12px;line-height:1.4"
_CSS = """<style>.rs-table table{border-collapse:collapse;font-size:13px;margin:0}
.rs-table caption{text-align:left;font-weight:600;padding:4px 0}
.rs-table th,.rs-table td{padding:3px 10px;text-align:right!important;white-space:nowrap}
.rs-table thead th{white-space:normal;vertical-align:bottom;border-bottom:1px solid #8C96A0}
.rs-table th:first-child{text-align:left!important}.rs-table .table{overflow-x:auto}
.rs-table .note{font-size:12px;margin:4px 0}</style>"""


def words(finding: Sentence) -> str:
    """Return the finding: the answer in bold, the rest after it."""
    first, rest = escape(finding.parts[0]), escape(" ".join(finding.parts[1:]))
    return f'<div style="max-width:{_WIDTH}px;line-height:1.45"><b>{first}</b> {rest}</div>'


def picture(shown: Picture) -> str:
    """Return a chart that keeps its place while it is loaded, or a table."""
    if not isinstance(shown, Figure):
        return f'{_CSS}<div class="rs-table">{shown._repr_html_()}</div>'
    # With its shape known beforehand nothing below jumps when one chart follows another.
    size = _SIZE.search(shown.svg)
    shape = f"aspect-ratio:{size[1]}/{size[2]};" if size else ""
    return (
        f'<img class="rs-chart" decoding="sync" alt="{escape(shown.alt)}" '
        f'style="display:block;width:100%;max-width:{_WIDTH}px;{shape}" '
        f'src="{_link("svg", shown.svg.encode())}">'
    )


def call(shown: Shown, language: Language) -> str:
    """Return the call on a line of its own that one click marks as a whole."""
    text = escape(shown.call)
    return (
        f'<div style="{_SMALL};max-width:{_WIDTH}px">{_TEXTS[language]["call"]}<br>'
        '<code style="user-select:all;display:inline-block;padding:3px 6px;white-space:pre-wrap;'
        "color:var(--jp-ui-font-color1,#2B3238);"
        f'background:var(--jp-layout-color2,#F1F3F4)">{text}</code></div>'
    )


def files(shown: Shown, choice: Choice, language: Language) -> str:
    """Return links that hold the picture as SVG and PNG, and its numbers as CSV."""
    name = f"{choice.indicator}-{choice.region}-{choice.form}"
    links = [
        f'<a download="{escape(name)}.{kind}" href="{_link(kind, data)}">{kind.upper()}</a>'
        for kind, data in _files(shown.picture)
    ]
    return f'<div style="{_SMALL}">{_TEXTS[language]["files"]}: {" · ".join(links)}</div>'


def message(text: str) -> str:
    """Return one line that says why the picture stayed; nothing where there is nothing to say."""
    if not text:
        return ""
    return (
        f'<div role="status" style="max-width:{_WIDTH}px;padding:4px 8px;line-height:1.4;'
        f'border-left:4px solid #C2571A">{escape(text)}</div>'
    )


def static(shown: Shown, language: Language, *, installed: bool) -> str:
    """Return all that needs no widgets, and how to get them."""
    how = _TEXTS[language]["static" if installed else "install"]
    told = f'<p style="{_SMALL}">{how}</p>'
    return "".join([words(shown.finding), picture(shown.picture), call(shown, language), told])


def _files(shown: Picture) -> list[tuple[str, bytes]]:
    if isinstance(shown, Figure):
        csv = shown.data.to_csv(index=False).encode()
        return [("png", shown.png()), ("svg", shown.svg.encode()), ("csv", csv)]
    return [("csv", shown.frame.to_csv(index=False).encode())]


def _link(kind: str, data: bytes) -> str:
    return f"data:{_KINDS[kind]};base64,{base64.b64encode(data).decode()}"
