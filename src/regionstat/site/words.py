"""The texts of the site in one language, by section and name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from regionstat.register.entries import Language

Words = Mapping[str, Mapping[str, str]]


@cache
def words(language: Language) -> Words:
    """Return every text of `texts.toml` in `language`, by section and name."""
    told = tomllib.loads((files(__package__) / "texts.toml").read_text(encoding="utf-8"))
    return {
        section: {name: both[language] for name, both in texts.items()}
        for section, texts in told.items()
    }
