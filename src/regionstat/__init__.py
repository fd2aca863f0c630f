"""Is the Trondheim region reaching its goal? The yearly benchmark as a library.

Every number is a row of one panel, `load(edition)`; everything known about a number is in
the register and found by its id. Names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "RegionstatError": "errors",
    "load": "analysis.load",
    "select": "panel.select",
    "indicators": "panel.listings",
    "regions": "panel.listings",
    "regional_gdp": "analysis.regional_gdp",
    "commuting_region": "analysis.commuting",
    "compare": "analysis.benchmark",
    "goal": "analysis.goal",
    "trend": "page.trend",
    "ranking": "page.ranking",
    "change": "page.change",
    "profile": "page.profile",
    "tiles": "page.tiles",
    "figures": "page.tables",
    "scorecard": "page.tables",
    "verdict": "page.texts",
    "finding": "page.texts",
    "about": "page.about",
    "cite": "page.texts",
    "revisions": "page.revisions",
    "plan": "page.plan",
    "explore": "page.explore",
    "render": "report.render",
}

# A room of its own, handed on as it is.
STUDY = "study"

__all__ = [*sorted([*_HOMES, STUDY])]


def __getattr__(name: str) -> Any:
    if name == STUDY:
        return import_module(f"regionstat.{STUDY}")
    if name not in _HOMES:
        raise AttributeError(f"module 'regionstat' has no attribute {name!r}")
    return getattr(import_module(f"regionstat.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
