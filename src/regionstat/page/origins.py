"""How figures came in, in the reader's language, and a table of what an edition stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from regionstat.page.html import PageTable
from regionstat.page.numbers import number
from regionstat.panel import listings
from regionstat.register.entries import Language
from regionstat.register.find import find_language
from regionstat.snapshots import find_home, read_edition

HASH = 12
_WORDS = {
    "nb": {
        "transcribed": "avskrift",
        "downloaded": "lastet ned",
        "fetched": "hentet",
        "swept": "talt opp",
    },
    "en": {
        "transcribed": "transcribed",
        "downloaded": "downloaded",
        "fetched": "fetched",
        "swept": "counted",
    },
}
_MEANING = {
    "nb": {
        "transcribed": "Avskrift: skrevet av fra offentlige kopier av tabellen, ikke et svar fra "
        "StatBanks API.",
        "downloaded": "Lastet ned: en tabell som er lagret for hånd fra StatBank.",
        "fetched": "Hentet: svar fra StatBanks API, tatt vare på slik de kom.",
        "swept": "Talt opp: mange svar fra Enhetsregisteret og Regnskapsregisteret.",
    },
    "en": {
        "transcribed": "Transcribed: copied from public copies of the table, not an answer of "
        "StatBank's API.",
        "downloaded": "Downloaded: a table saved by hand from StatBank.",
        "fetched": "Fetched: answers of StatBank's API, kept as they came.",
        "swept": "Counted: many answers of the registers of entities and of company accounts.",
    },
}
_TEXTS = {
    "nb": {
        "caption": "Hva utgaven for {edition} står på",
        "afterwards": "Utgaven for {edition} er laget i ettertid, av tall slik de var publisert i "
        "{published}; det er ikke tallene som fantes i {edition}.",
        "source": "Kilde",
        "table": "Tabell",
        "vintage": "Årgang",
        "origin": "Hvordan",
        "cells": "Celler",
        "missing": "Uten tall",
        "sha256": "sha256",
    },
    "en": {
        "caption": "What the edition of {edition} stands on",
        "afterwards": "The edition of {edition} was made afterwards from figures as published in "
        "{published}; they are not the figures that were there in {edition}.",
        "source": "Source",
        "table": "Table",
        "vintage": "Vintage",
        "origin": "How",
        "cells": "Cells",
        "missing": "No figure",
        "sha256": "sha256",
    },
}


def origin_word(origin: str, language: Language) -> str:
    """Return the word for how figures came in."""
    return _WORDS[language][origin]


def explain_origins(origins: Iterable[str], language: Language) -> list[str]:
    """Return one sentence for each way among `origins`."""
    used = set(origins)
    return [text for origin, text in _MEANING[language].items() if origin in used]


def made_afterwards(edition: int, language: Language) -> str:
    """Return a sentence that says that `edition` was made afterwards, and from which figures.

    Empty for one that was made in its time. Raises `Misuse` for an unknown edition and
    `SnapshotDamaged` when a pedigree cannot be read.
    """
    locked = read_edition(edition, find_home())
    if not locked.retrospective:
        return ""
    told = [locked.pedigree(one.source).vintage for one in locked.raw]
    years = [
        int(year) for vintage in told for year in re.findall(r"\b(?:19|20)\d\d\b", vintage)[-1:]
    ]
    later = sorted(year for year in years if year >= edition)
    published = "–".join(dict.fromkeys(str(year) for year in (*later[:1], *later[-1:])))
    return _TEXTS[language]["afterwards"].format(edition=edition, published=published)


def vintages(edition: int = 2020, *, language: str = "nb") -> PageTable:
    """Return every source that `edition` stands on: table, vintage, how it came in, cells, hash.

    Raises `Misuse` for an unknown edition or language and `SnapshotDamaged` when a pedigree
    cannot be read.
    """
    tongue = find_language(language)
    texts, found = _TEXTS[tongue], listings.vintages(edition, language=tongue)
    frame = pd.DataFrame(
        {
            texts["source"]: found["title"],
            texts["table"]: found["table"].where(found["table"].str.isdigit(), "–"),
            texts["vintage"]: found["vintage"],
            texts["origin"]: [origin_word(origin, tongue) for origin in found["origin"]],
            texts["cells"]: [number(cells, 0, tongue) for cells in found["cells"]],
            texts["missing"]: [number(cells, 0, tongue) for cells in found["missing"]],
            texts["sha256"]: found["sha256"].str[:HASH],
        }
    )
    caption = texts["caption"].format(edition=edition)
    notes = (made_afterwards(edition, tongue), *explain_origins(found["origin"], tongue))
    return PageTable(caption, frame, tuple(note for note in notes if note))
