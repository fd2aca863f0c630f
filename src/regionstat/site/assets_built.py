"""Style, script and chart library as files whose names change when their bytes do."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files

import vl_convert

from regionstat.site.charts import HEIGHT, PADDING, template
from regionstat.site.charts_static import LOCALES

_PLAIN = ("site.css", "site.js", "icon.svg")
_LIBRARY = "charts.js"
_HASH = 8


@dataclass(frozen=True)
class Assets:
    """The assets: their addresses by plain name, their texts, and what the library hands on."""

    addresses: dict[str, str]
    texts: dict[str, str]
    snippet: str

    def library(self) -> dict[str, str]:
        """Return the chart library by its address: one script that fetches nothing."""
        return {self.addresses[_LIBRARY]: vl_convert.javascript_bundle(self.snippet)}


def assets() -> Assets:
    """Return the assets of the site.

    The library is a function of its version and of what we add to it: its name is made from
    these, so that it need not be bundled to be named.
    """
    texts = {name: (files(__package__) / "assets" / name).read_text("utf-8") for name in _PLAIN}
    told = {
        "templates": {form: template(form) for form in ("trend", "bars")},
        "locales": LOCALES,
        "padding": PADDING,
        "height": HEIGHT,
    }
    snippet = f"window.regionstatCharts = {{embed: vegaEmbed, ...{json.dumps(told)}}};"
    named = texts | {_LIBRARY: f"{version('vl-convert-python')} {snippet}"}
    addresses = {name: _address(name, text) for name, text in named.items()}
    return Assets(addresses, {addresses[name]: text for name, text in texts.items()}, snippet)


def _address(name: str, text: str) -> str:
    stem, ending = name.rsplit(".", 1)
    digest = hashlib.sha256(text.encode()).hexdigest()[:_HASH]
    return f"assets/{stem}.{digest}.{ending}"
