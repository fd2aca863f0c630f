"""Charts as pictures, for pages without script: the same template and figures, drawn here."""

from __future__ import annotations

import copy
from typing import Any

import vl_convert

from regionstat.page.figure import NATION, PROTAGONIST, RULE, TEXT
from regionstat.register.entries import Language
from regionstat.site.charts import BAR, HEIGHT, PADDING, PAPER, template
from regionstat.site.charts_figures import NAME, Drawing

# Pixels of the picture on a wide page, and on a phone.
WIDTHS = {"wide": 760, "narrow": 380}
LOCALES: dict[Language, dict[str, Any]] = {
    "nb": {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", "\u00a0kr"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["NOK\u00a0", ""]},
}
# The colours of the dark page, in place of those of the light one.
_DARK = {
    PAPER: "#14191E",
    PROTAGONIST: "#7CBCF2",
    NATION: "#E8ECEF",
    NAME: "#B3BDC6",
    TEXT: "#B3BDC6",
    RULE: "#2C353D",
    "#C9CED3": "#4A545D",
}


def filled(drawing: Drawing, language: Language, width: int) -> dict[str, Any]:
    """Return the specification of `drawing` with its figures, `width` pixels wide in all."""
    spec = copy.deepcopy(template(drawing.form))
    spec["datasets"] = drawing.in_(language)
    for one in spec.get("params", ()):
        if one["name"] in drawing.parameters:
            one["value"] = drawing.parameters[one["name"]]
    spec["padding"] = PADDING | drawing.room
    spec["width"] = width - drawing.room["left"] - drawing.room["right"]
    return spec


def height_of(drawing: Drawing) -> int:
    """Return the height of the picture in pixels."""
    inner = HEIGHT if drawing.form == "trend" else BAR * len(drawing.datasets["figures"])
    return inner + PADDING["top"] + PADDING["bottom"]


def picture(drawing: Drawing, language: Language, width: int) -> str:
    """Return `drawing` as SVG that is dark where the reader's screen is."""
    found: str = vl_convert.vegalite_to_svg(
        filled(drawing, language, width), format_locale=LOCALES[language]
    )
    head, rest = found.split(">", 1)
    return f"{head}><style>{_dark_style()}</style>{rest}"


def _dark_style() -> str:
    rules = "".join(
        f'[fill="{light}" i]{{fill:{dark}}}[stroke="{light}" i]{{stroke:{dark}}}'
        for light, dark in _DARK.items()
    )
    return f"@media (prefers-color-scheme:dark){{{rules}}}"
