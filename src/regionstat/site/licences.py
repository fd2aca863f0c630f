"""Licences as machines know them, for those that have a name of their own."""

from __future__ import annotations

from dataclasses import dataclass

_EU = "http://publications.europa.eu/resource/authority/licence/"


@dataclass(frozen=True)
class Licence:
    """A licence: its SPDX-like id, its text, and its URI in the EU's list."""

    id: str
    url: str
    uri: str


LICENCES = {
    "CC BY 4.0": Licence(
        "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/", f"{_EU}CC_BY_4_0"
    ),
    "NLOD 2.0": Licence("NLOD-2.0", "https://data.norge.no/nlod/no/2.0", f"{_EU}NLOD_2_0"),
}
